//! Reading JSON answers, with bounds on their depth and on how much is in them.

use serde_json::Value;

use super::answer_error::{AnswerError, MAX_DEPTH, MAX_VALUES};

/// Bytes that an answer takes, in most cases.
const USUAL_LENGTH: usize = 512;

/// `body` as JSON.
pub(super) fn write(body: &Value) -> Vec<u8> {
    let mut text = Vec::with_capacity(USUAL_LENGTH);
    // A vector takes whatever is written, and every value can be.
    let _ = serde_json::to_writer(&mut text, body);
    text
}

/// The object that `text` is.
pub(super) fn read(text: &str) -> Result<Value, AnswerError> {
    // Most answers have too few of either to be looked at twice.
    if brackets_and_commas(text) > MAX_DEPTH.min(MAX_VALUES) {
        let (depth, values) = extent(text);
        if depth > MAX_DEPTH {
            return Err(AnswerError::TooDeep);
        }
        if values > MAX_VALUES {
            return Err(AnswerError::TooMany);
        }
    }
    let value: Value = serde_json::from_str(text).map_err(|error| AnswerError::NotJson {
        reason: reason(&error),
        line: error.line(),
        column: error.column(),
    })?;
    let kind = match value {
        Value::Object(_) => return Ok(value),
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
    };
    Err(AnswerError::NotAnObject { kind })
}

/// The parser's message without the position it ends with.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// At least as many as [`extent`] says of either, and counted in a moment.
fn brackets_and_commas(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'{', b'[', bytes).count() + memchr::memchr_iter(b',', bytes).count()
}

/// How deep brackets lie in each other, and how many of them and commas there
/// are; if `text` is JSON, its depth and at least the values of lists and objects.
fn extent(text: &str) -> (usize, usize) {
    let (mut depth, mut deepest, mut values) = (0usize, 0, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
                values += 1;
            }
            b',' => values += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (deepest, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_count_outside_strings() {
        assert_eq!(extent(""), (0, 0));
        assert_eq!(extent(r#"{"a":[{}],"b":{}}"#), (3, 5));
        assert_eq!(extent(r#"["[[[", "\"[[,", "\\"]"#), (1, 3));
        assert_eq!(extent("]]]["), (1, 1));
    }

    #[test]
    fn ten_thousand_values_are_read_and_no_more() {
        let list = |values: usize| format!("{{\"a\":[{}0]}}", "0,".repeat(values - 1));
        // The object and the list count as well, and no comma stands before the first.
        assert!(read(&list(9999)).is_ok());
        assert_eq!(read(&list(10_000)), Err(AnswerError::TooMany));
    }

    #[test]
    fn sixty_four_levels_are_read_and_no_more() {
        let nested =
            |levels: usize| format!("{}\"x\"{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        assert!(read(&nested(64)).is_ok());
        assert_eq!(read(&nested(65)), Err(AnswerError::TooDeep));
        assert_eq!(read(&"[".repeat(1_000_000)), Err(AnswerError::TooDeep));
    }

    #[test]
    fn errors_tell_what_and_where() {
        for (text, message) in [
            (
                "Bad Gateway",
                "the body is not json: expected value at line 1 column 1",
            ),
            (
                "{\n\"a\":}",
                "the body is not json: expected value at line 2 column 5",
            ),
            (
                "{} {}",
                "the body is not json: trailing characters at line 1 column 4",
            ),
            (
                "{\"a\":\"\\ud800\"}",
                "the body is not json: unexpected end of hex escape at line 1 column 13",
            ),
            ("[1]", "the body is a json array, not an object"),
            ("\"a\"", "the body is a json string, not an object"),
            ("1", "the body is a json number, not an object"),
            ("true", "the body is a json boolean, not an object"),
            ("null", "the body is a json null, not an object"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), message, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in ["3e+230", "0.1", "-0.0", "123456789012345680.0"] {
            let text = format!("{{\"a\":{number}}}");
            let value = read(&text).unwrap();
            assert_eq!(read(&value.to_string()), Ok(value), "{number}");
        }
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        assert_eq!(read(r#"{"a":1,"a":2}"#).unwrap()["a"], 2);
    }
}
