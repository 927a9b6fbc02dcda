//! What is said of a run as a whole, beside its verdicts.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::contract::editions;

use crate::check::results::Observed;
use crate::check::results::Precedence;
use crate::check::results::{CaseResult, OtherEdition, Verdict};

/// SHA-256 over case ids, one a line, in hexadecimal.
pub fn manifest<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for id in ids {
        hash.update(id.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The order in which violations were reported.
pub(in crate::check) fn precedence(observed: &[Observed]) -> Vec<Precedence> {
    observed
        .iter()
        .filter_map(|case| case.precedence.clone())
        .collect()
}

/// Another edition that explains more than half of what this one fails.
pub(in crate::check) fn other_edition(
    observed: &[Observed],
    results: &[CaseResult],
) -> Option<OtherEdition> {
    let failing: Vec<&Observed> = observed
        .iter()
        .zip(results)
        .filter(|(_, result)| result.verdict == Verdict::Fail)
        .map(|(case, _)| case)
        .collect();
    editions()
        .map(|edition| {
            let explains = |case: &&&Observed| {
                let mut by = case.explained_by.iter();
                by.any(|other| other.name == edition.name)
            };
            OtherEdition {
                edition,
                explained: failing.iter().filter(explains).count(),
                failing: failing.len(),
            }
        })
        .filter(|other| other.explained * 2 > other.failing)
        .max_by_key(|other| other.explained)
}
