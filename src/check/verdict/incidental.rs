//! Broken rules of single answers: which cases they fail, which are noted only.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sha2::{Digest as _, Sha256};

use crate::contract::{ClauseId, Level, clauses};

use crate::check::results::Notice;
use crate::check::results::Strictness;
use crate::check::results::Violation;
use crate::check::results::{Observed, Showed};

/// Request ids that are remembered; those after them are held to these.
const REMEMBERED: usize = 100_000;

/// Broken rules of single answers. A rule fails the cases that speak for it; if
/// it is broken elsewhere only, the first case that shows it fails, so that one
/// constant `RequestId` does not fail the whole suite.
pub(super) struct Incidental {
    strictness: Strictness,
    /// Clauses for which a case that speaks for them shows the violation.
    shown_by_own: BTreeSet<ClauseId>,
    /// Violations by clause, with the number of cases.
    seen: BTreeMap<ClauseId, (Violation, usize)>,
    ids: HashSet<[u8; 16]>,
    /// Whether a case had a request id that an earlier one had.
    is_repeated: bool,
}

/// When a violation fails the case that shows it. What cases that come later
/// show may decide it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Whatever the others show.
    Always,
    /// If no case that speaks for the clause shows it.
    NoneOfItsOwn(ClauseId),
    /// If no case shows it by itself.
    NoneByItself(ClauseId),
}

impl Incidental {
    /// None seen yet.
    pub(super) fn new(strictness: Strictness) -> Self {
        Self {
            strictness,
            shown_by_own: BTreeSet::new(),
            seen: BTreeMap::new(),
            ids: HashSet::new(),
            is_repeated: false,
        }
    }

    /// The rules that the next case breaks, of which it may be the one to tell.
    pub(super) fn take(&mut self, case: &Observed) -> Vec<(Violation, When)> {
        let mut found = Vec::new();
        // What is not applicable fails for nothing, so that another has to.
        let is_judged = !matches!(case.showed, Showed::NotApplicable(_));
        for violation in case.violations.iter().filter(|_| is_judged) {
            let clause = violation.clause;
            let is_own = case.clauses.contains(&clause);
            let is_first = !self.seen.contains_key(&clause);
            let entry = self.seen.entry(clause);
            entry.or_insert_with(|| (violation.clone(), 0)).1 += 1;
            if is_own {
                self.shown_by_own.insert(clause);
            }
            let when = match (is_own, is_first) {
                (true, _) => When::Always,
                (false, true) => When::NoneOfItsOwn(clause),
                (false, false) => continue,
            };
            if !self.is_noted_only(clause) {
                found.push((violation.clone(), when));
            }
        }
        let repeated = self.repeated(case).filter(|_| is_judged);
        found.extend(repeated.map(|violation| {
            let clause = violation.clause;
            (violation, When::NoneByItself(clause))
        }));
        found
    }

    /// Whether a violation fails its case, by all that was seen.
    pub(super) fn fails(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::NoneOfItsOwn(clause) => !self.shown_by_own.contains(&clause),
            When::NoneByItself(clause) => !self.seen.contains_key(&clause),
        }
    }

    /// The violations that fail no case.
    pub(super) fn notices(&self) -> Vec<Notice> {
        self.seen
            .iter()
            .filter(|(clause, _)| self.is_noted_only(**clause))
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

    fn is_noted_only(&self, clause: ClauseId) -> bool {
        clause.level > Level::Companion && !self.strictness.strict
    }

    /// That a case has a request id which an earlier one had, told once.
    fn repeated(&mut self, case: &Observed) -> Option<Violation> {
        let ids = case.request_ids.iter();
        let hashed: Vec<[u8; 16]> = ids.map(|(id, _, _)| hash(id)).collect();
        let place = hashed.iter().position(|id| self.ids.contains(id));
        for id in hashed {
            if self.ids.len() < REMEMBERED {
                self.ids.insert(id);
            }
        }
        let (_, exchange, step) = case.request_ids.get(place?)?;
        let is_told = self.is_repeated || matches!(case.showed, Showed::NotApplicable(_));
        self.is_repeated |= !is_told;
        (!is_told).then(|| Violation {
            clause: clauses::REQUEST_ID_UNIQUE,
            step: *step,
            exchange: *exchange,
            expected: "a RequestId of its own for every request".to_owned(),
            observed: "one that an answer in an earlier case had".to_owned(),
        })
    }
}

/// So much of an id as tells it from all others: ids are as long as a target
/// makes them.
fn hash(id: &str) -> [u8; 16] {
    let mut first = [0; 16];
    let whole = Sha256::digest(id.as_bytes());
    first.copy_from_slice(&whole[..16]);
    first
}
