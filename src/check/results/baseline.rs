//! Known failures: a file that says which may fail, why, and until when.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::cases::is_drawn;

use super::failure::Failure;
use super::kept::{Deviation, Kept, KeptError};
use super::run::Run;
use super::verdict::Verdict;

/// The JSON Schema of baselines.
pub const BASELINE_SCHEMA: &str = include_str!("baseline.schema.json");

/// Failures that are known, by identity.
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
    /// The case that showed it: if that passes, the entry is stale even where
    /// not every case ran.
    pub case: Option<String>,
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
    case: Option<String>,
}

impl Baseline {
    /// Reads a file with one `[[known]]` a failure: `id`, `reason`, `expires` as
    /// a date if it may not fail for ever, and the `case` that showed it.
    pub fn parse(file: &str, text: &str) -> Result<Self, KeptError> {
        let error = |at: usize, what: String| KeptError::at(file, text, at, what);
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
                case,
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
                case,
            });
        }
        Ok(Self { entries })
    }

    /// The entry of an identity, expired or not.
    pub fn knows(&self, id: &str) -> Option<&Known> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Every entry, in the order of the file.
    pub fn entries(&self) -> &[Known] {
        &self.entries
    }

    /// Marks what a run may fail, and tells which entries are stale: those of
    /// failures that are not there any more, and those that have expired before
    /// `today`. Of a run that is not `whole` only the entries are looked at whose
    /// case ran.
    pub fn compare(&self, run: &mut Run, today: Date, whole: bool) {
        let shown = shown(run);
        let expired = self.expired(shown.iter().map(String::as_str), today);
        run.deviations.extend(expired);
        for entry in &self.entries {
            if shown.contains(&entry.id) {
                continue;
            }
            let Some(stale) = entry.unseen(run, whole) else {
                continue;
            };
            run.deviations.push(entry.stale(&stale));
            let case = run
                .cases
                .iter_mut()
                .find(|case| entry.case.as_ref() == Some(&case.id));
            if let Some(case) = case
                && case.verdict == Verdict::Pass
            {
                case.verdict = Verdict::UnexpectedPass;
                case.reason = Some(format!("the baseline knows a failure: {}", entry.id));
            }
        }
        self.mark(&mut run.failures);
        for case in &mut run.cases {
            let known = case.failures.iter().all(|id| self.knows(id).is_some());
            if case.verdict == Verdict::Fail && known && !case.failures.is_empty() {
                case.verdict = Verdict::KnownFail;
            }
        }
    }

    /// Writes the reasons of those that are known into failures.
    pub fn mark(&self, failures: &mut [Failure]) {
        for failure in failures {
            failure.known = self.knows(&failure.id).map(|entry| entry.reason.clone());
        }
    }

    /// The entries of these failures that have expired before `today`.
    pub fn expired<'f>(&self, shown: impl Iterator<Item = &'f str>, today: Date) -> Vec<Deviation> {
        shown
            .filter_map(|id| self.knows(id))
            .filter_map(|entry| Some(entry.stale(&entry.has_expired(today)?)))
            .collect()
    }

    /// The identities of entries that are to be taken out after a run: what
    /// they speak of was looked for and not seen. Expired entries are not among
    /// them: whoever set the day decides what comes after it.
    pub fn stale(&self, run: &Run, whole: bool) -> BTreeSet<&str> {
        let shown = shown(run);
        let unseen = self
            .entries
            .iter()
            .filter(|entry| !shown.contains(&entry.id) && entry.unseen(run, whole).is_some());
        unseen.map(|entry| entry.id.as_str()).collect()
    }
}

impl Known {
    fn stale(&self, why: &str) -> Deviation {
        Deviation {
            from: Kept::Baseline,
            what: format!("'{}' {why}", self.id),
        }
    }

    /// Why an entry is stale whose failure was not seen, if it is.
    fn unseen(&self, run: &Run, whole: bool) -> Option<String> {
        let Some(id) = &self.case else {
            return whole.then(|| "matches no failure any more: take it out".to_owned());
        };
        let Some(case) = run.cases.iter().find(|case| case.id == *id) else {
            let is_gone = whole && !is_drawn(id);
            return is_gone.then(|| format!("is of case {id}, which there is not: take it out"));
        };
        match case.verdict {
            Verdict::Pass | Verdict::UnexpectedPass => {
                Some(format!("is fixed: case {id} passes, take the entry out"))
            }
            Verdict::Fail | Verdict::KnownFail => {
                Some(format!("matches nothing: case {id} fails in another way"))
            }
            _ => None,
        }
    }

    fn has_expired(&self, today: Date) -> Option<String> {
        let last = self.expires.filter(|last| today > *last)?;
        Some(format!(
            "has expired on {last} and fails still: mend the target, or say why not and until when"
        ))
    }
}

/// The identities of all failures of a run.
fn shown(run: &Run) -> BTreeSet<String> {
    run.cases
        .iter()
        .flat_map(|case| case.failures.iter().cloned())
        .collect()
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
        assert_eq!(baseline.knows("a/b").unwrap().reason, "later");
        assert!(baseline.knows("a/b").unwrap().has_expired(after).is_none());
        for id in ["c", "d"] {
            assert!(baseline.knows(id).unwrap().has_expired(day).is_none());
            assert!(baseline.knows(id).unwrap().has_expired(after).is_some());
        }
        assert!(baseline.knows("e").is_none());
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
