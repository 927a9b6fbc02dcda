//! How much memory what a target said takes, and how much of it is kept.

use serde_json::Value;

use super::transcript::{Exchange, Transcript};

/// Bytes that the answers of one attempt may take. A case with a hundred calls
/// that list fifty rows each has some five megabytes.
pub(in crate::check) const MOST_OF_A_CASE: usize = 16 << 20;

/// Bytes that the answers of a case take at most on the average of many: those
/// of the reference take a fifth of it.
const USUAL: usize = 512 << 10;

/// Bytes that the answers of all cases may take beyond that.
const MOST_BEYOND: usize = 32 << 20;

/// What a node of a map takes, with room for eleven fields.
const NODE: usize = 640;

/// Fields that a node holds at least where there are several.
const FIELDS: usize = 6;

/// What an exchange takes besides its answer: requests are small.
const REST: usize = 1024;

/// Whether the answers of so many cases take so many bytes that there is no end
/// to it: a target that goes on like this is no more judged than one that is gone.
pub fn is_too_much(bytes: usize, cases: usize) -> bool {
    bytes > MOST_BEYOND + cases * USUAL
}

impl Transcript {
    /// About how many bytes the answers in it take.
    pub fn weight(&self) -> usize {
        self.exchanges().map(Exchange::weight).sum()
    }
}

impl Exchange {
    /// About how many bytes its answer takes.
    pub(in crate::check) fn weight(&self) -> usize {
        let headers = self.response.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.len() + value.len()).sum();
        let answer = self
            .answer
            .as_ref()
            .map_or(0, |answer| weight(&answer.body));
        REST + headers + self.response.body.len() + answer
    }
}

/// What a value takes besides its own place. Answers are never deep.
fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items
            .iter()
            .map(|item| size_of::<Value>() + weight(item))
            .sum(),
        Value::Object(fields) => {
            let nodes = fields.len().div_ceil(FIELDS) * NODE;
            let inside = fields
                .iter()
                .map(|(name, value)| name.len() + weight(value));
            nodes + inside.sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn many_cases_may_take_more_than_few() {
        assert!(!is_too_much(MOST_BEYOND, 0));
        assert!(is_too_much(MOST_BEYOND + 1, 0));
        // What the reference takes, twice.
        assert!(!is_too_much(10_000 * 104_000, 10_000));
        assert!(is_too_much(600 << 20, 1000));
    }

    #[test]
    fn what_is_small_on_the_wire_may_be_heavy() {
        assert_eq!(weight(&json!(1)), 0);
        assert_eq!(weight(&json!("four")), 4);
        assert_eq!(weight(&json!([1, "four"])), 2 * size_of::<Value>() + 4);
        assert_eq!(weight(&json!({})), 0);
        assert_eq!(weight(&json!({"a": "four"})), NODE + 5);
        let objects = vec![json!({"a": 0}); 1000];
        assert!(weight(&json!(objects)) > 600_000);
    }
}
