//! Broken rules of single answers: which cases they fail, which are noted only.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{ClauseId, Level, clauses};

use crate::check::results::Notice;
use crate::check::results::Strictness;
use crate::check::results::Violation;
use crate::check::results::{Observed, Showed};

/// Broken rules of single answers. A rule fails the cases that speak for it; if
/// it is broken elsewhere only, the first case that shows it fails, so that one
/// constant `RequestId` does not fail the whole suite.
pub(super) struct Incidental {
    /// Clauses for which a case that speaks for them shows the violation.
    shown_by_own: BTreeSet<ClauseId>,
    /// The first case that shows each violation.
    first: BTreeMap<ClauseId, String>,
    /// Violations by clause, with the number of cases.
    seen: BTreeMap<ClauseId, (Violation, usize)>,
    /// Cases with a request id that an earlier case had.
    pub(super) repeated: BTreeMap<String, Violation>,
}

impl Incidental {
    /// The rules that the answers of these cases break.
    pub(super) fn among(cases: &[Observed]) -> Self {
        let mut found = Self {
            shown_by_own: BTreeSet::new(),
            first: BTreeMap::new(),
            seen: BTreeMap::new(),
            repeated: BTreeMap::new(),
        };
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for case in cases {
            // It fails for nothing, so that another has to.
            if matches!(case.showed, Showed::NotApplicable(_)) {
                continue;
            }
            for violation in &case.violations {
                let clause = violation.clause;
                if case.clauses.contains(&clause) {
                    found.shown_by_own.insert(clause);
                }
                found.first.entry(clause).or_insert_with(|| case.id.clone());
                let entry = found.seen.entry(clause);
                entry.or_insert_with(|| (violation.clone(), 0)).1 += 1;
            }
        }
        for case in cases {
            found.take_ids(case, &mut ids);
        }
        found
    }

    fn take_ids(&mut self, case: &Observed, ids: &mut BTreeSet<String>) {
        let repeated = case.request_ids.iter().find(|(id, _, _)| ids.contains(id));
        // Where a case shows it by itself, that is told and no more.
        if let Some((_, exchange, step)) = repeated
            && !matches!(case.showed, Showed::NotApplicable(_))
            && self.repeated.is_empty()
            && !self.seen.contains_key(&clauses::REQUEST_ID_UNIQUE)
        {
            self.repeated.insert(
                case.id.clone(),
                Violation {
                    clause: clauses::REQUEST_ID_UNIQUE,
                    step: *step,
                    exchange: *exchange,
                    expected: "a RequestId of its own for every request".to_owned(),
                    observed: "one that an answer in an earlier case had".to_owned(),
                },
            );
        }
        ids.extend(case.request_ids.iter().map(|(id, _, _)| id.clone()));
    }

    /// Whether a violation fails the case that shows it.
    pub(super) fn fails(
        &self,
        violation: &Violation,
        case: &Observed,
        strictness: Strictness,
    ) -> bool {
        let clause = violation.clause;
        if clause.level > Level::Companion && !strictness.strict {
            return false;
        }
        if self.shown_by_own.contains(&clause) {
            case.clauses.contains(&clause)
        } else {
            self.first.get(&clause) == Some(&case.id)
        }
    }

    /// The violations that fail no case.
    pub(super) fn notices(&self, strictness: Strictness) -> Vec<Notice> {
        self.seen
            .iter()
            .filter(|(clause, _)| clause.level > Level::Companion && !strictness.strict)
            .map(|(clause, (violation, count))| Notice {
                clause: Some(*clause),
                what: format!(
                    "expected {}, got {}",
                    violation.expected, violation.observed
                ),
                count: *count,
            })
            .collect()
    }
}
