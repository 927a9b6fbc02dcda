//! Broken rules of single answers: which cases they fail, which are noted only.

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::Case;
use crate::contract::{Level, clause_named, clauses, params};

use super::conclude::{Strictness, Tried};
use super::results::Notice;
use super::rules::{Violation, says_nothing, violations};

/// Broken rules of single answers. A rule fails the cases that speak for it; if
/// it is broken elsewhere only, the first case that shows it fails, so that one
/// constant `RequestId` does not fail the whole suite.
pub(super) struct Incidental {
    /// Clauses for which a case that speaks for them shows the violation.
    shown_by_own: BTreeSet<&'static str>,
    /// The first case that shows each violation.
    first: BTreeMap<&'static str, String>,
    /// Violations by clause, with the number of cases.
    seen: BTreeMap<&'static str, (Violation, usize)>,
    /// Cases with a request id that an earlier case had.
    pub(super) repeated: BTreeMap<String, Violation>,
}

impl Incidental {
    /// The rules that the answers of these cases break.
    pub(super) fn among(cases: &[Tried<'_>]) -> Self {
        let mut found = Self {
            shown_by_own: BTreeSet::new(),
            first: BTreeMap::new(),
            seen: BTreeMap::new(),
            repeated: BTreeMap::new(),
        };
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for tried in cases {
            let mut counted = BTreeSet::new();
            for violation in violations(&tried.transcript) {
                let clause = violation.clause;
                if tried.case.clauses.contains(&clause) {
                    found.shown_by_own.insert(clause);
                }
                found
                    .first
                    .entry(clause)
                    .or_insert_with(|| tried.case.id.clone());
                let entry = found.seen.entry(clause).or_insert((violation, 0));
                if counted.insert(clause) {
                    entry.1 += 1;
                }
            }
            found.take_ids(tried, &mut ids);
        }
        found
    }

    fn take_ids(&mut self, tried: &Tried<'_>, ids: &mut BTreeSet<String>) {
        let own: Vec<(usize, String, usize)> = tried
            .transcript
            .exchanges()
            .enumerate()
            .filter(|(_, exchange)| exchange.call.action == params::TAG_RESOURCES)
            .filter_map(|(place, exchange)| {
                let answer = exchange
                    .answer
                    .as_ref()
                    .ok()
                    .filter(|answer| !says_nothing(answer))?;
                let id = answer.request_id()?.to_owned();
                Some((place, id, exchange.role.step()))
            })
            .collect();
        let repeated = own.iter().find(|(_, id, _)| ids.contains(id));
        if let Some((exchange, _, step)) = repeated
            && self.repeated.is_empty()
        {
            self.repeated.insert(
                tried.case.id.clone(),
                Violation {
                    clause: clauses::REQUEST_ID_UNIQUE,
                    step: *step,
                    exchange: *exchange,
                    expected: "a RequestId of its own for every request".to_owned(),
                    observed: "one that an answer in an earlier case had".to_owned(),
                },
            );
        }
        ids.extend(own.into_iter().map(|(_, id, _)| id));
    }

    /// Whether a violation fails the case that shows it.
    pub(super) fn fails(&self, violation: &Violation, case: &Case, strictness: Strictness) -> bool {
        let clause = violation.clause;
        let level = clause_named(clause).map_or(Level::Must, |clause| clause.level);
        if level > Level::Must && !strictness.strict {
            return false;
        }
        if self.shown_by_own.contains(clause) {
            case.clauses.contains(&clause)
        } else {
            self.first.get(clause) == Some(&case.id)
        }
    }

    /// The violations that fail no case.
    pub(super) fn notices(&self, strictness: Strictness) -> Vec<Notice> {
        self.seen
            .iter()
            .filter(|(clause, _)| {
                clause_named(clause)
                    .is_some_and(|clause| clause.level > Level::Must && !strictness.strict)
            })
            .map(|(clause, (violation, count))| Notice {
                clause: Some(clause),
                what: format!(
                    "expected {}, got {}",
                    violation.expected, violation.observed
                ),
                count: *count,
            })
            .collect()
    }
}
