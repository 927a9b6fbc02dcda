//! Known failures: a file that says which may fail, why, and until when.

use std::str::FromStr;

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Spanned, Value};

/// Failures that are known, by identity (design §7).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: Vec<Known>,
}

/// One known failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its identity, as reports have it in `id`.
    pub id: String,
    /// Why it may fail.
    pub reason: String,
    /// The last day on which it may.
    pub expires: Option<Date>,
}

/// What is wrong with a baseline, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct BaselineError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBaseline {
    #[serde(default)]
    known: Vec<Spanned<RawKnown>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKnown {
    id: String,
    reason: String,
    expires: Option<Value>,
}

impl Baseline {
    /// Reads a file with one `[[known]]` a failure: `id`, `reason`, and
    /// `expires` as a date if it may not fail for ever.
    pub fn parse(file: &str, text: &str) -> Result<Self, BaselineError> {
        let error = |at: usize, what: String| BaselineError {
            file: file.to_owned(),
            line: text.get(..at).unwrap_or(text).matches('\n').count() + 1,
            what,
        };
        let raw: RawBaseline = toml::from_str(text).map_err(|wrong| {
            let at = wrong.span().map_or(0, |span| span.start);
            error(at, wrong.message().to_owned())
        })?;
        let mut entries: Vec<Known> = Vec::new();
        for known in raw.known {
            let at = known.span().start;
            let RawKnown {
                id,
                reason,
                expires,
            } = known.into_inner();
            if entries.iter().any(|entry| entry.id == id) {
                return Err(error(at, format!("'{id}' is listed already")));
            }
            let expires = expires
                .map(|date| {
                    let text = match &date {
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    Date::from_str(&text).map_err(|_| {
                        error(
                            at,
                            format!("expires is a date such as 2027-03-31, not {date}"),
                        )
                    })
                })
                .transpose()?;
            entries.push(Known {
                id,
                reason,
                expires,
            });
        }
        Ok(Self { entries })
    }

    /// The entry of an identity, unless it has expired before `today`.
    pub fn knows(&self, id: &str, today: Date) -> Option<&Known> {
        self.entries
            .iter()
            .find(|entry| entry.id == id && entry.expires.is_none_or(|last| today <= last))
    }

    /// Every entry, in the order of the file.
    pub fn entries(&self) -> &[Known] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_known_failure_is_known_until_it_expires() {
        let text = "[[known]]\nid = \"a/b\"\nreason = \"later\"\n\
                    [[known]]\nid = \"c\"\nreason = \"soon\"\nexpires = 2027-03-31\n\
                    [[known]]\nid = \"d\"\nreason = \"soon\"\nexpires = \"2027-03-31\"\n";
        let baseline = Baseline::parse("known.toml", text).unwrap();
        let day = date(2027, 3, 31);
        let after = date(2027, 4, 1);
        assert_eq!(baseline.knows("a/b", after).unwrap().reason, "later");
        for id in ["c", "d"] {
            assert!(baseline.knows(id, day).is_some());
            assert!(baseline.knows(id, after).is_none());
        }
        assert!(baseline.knows("e", day).is_none());
        assert_eq!(Baseline::parse("empty.toml", "").unwrap().entries(), []);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, said) in [
            ("[[known]]\nid = \"a\"\n", 1, "reason"),
            (
                "\n[[known]]\nid = \"a\"\nreason = \"r\"\nexpires = 7\n",
                2,
                "date",
            ),
            (
                "[[known]]\nid = \"a\"\nreason = \"r\"\n[[known]]\nid = \"a\"\nreason = \"r\"\n",
                4,
                "already",
            ),
            ("known = [\n", 1, ""),
            (
                "[[known]]\nid = \"a\"\nreason = \"r\"\nuntil = 1\n",
                4,
                "until",
            ),
        ] {
            let error = Baseline::parse("x.toml", text).unwrap_err();
            assert_eq!(
                (error.file.as_str(), error.line),
                ("x.toml", line),
                "{error}"
            );
            assert!(error.what.contains(said), "{error}");
        }
    }
}
