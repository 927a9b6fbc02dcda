//! Failures by identity: of each the one that is told, and how many cases show it.

use std::collections::BTreeMap;

use crate::cases::SWEEP_TOPIC;
use crate::check::results::{Failure, State};

use super::tally::sort_failures;

/// Identities of which all is kept that the target said; of those that come
/// after them only what went wrong. A target that invents a code for every
/// answer has as many as there are answers.
const WITH_EVIDENCE: usize = 500;

/// Identities that are told apart.
const MOST: usize = 20_000;

/// Failures by identity.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds {
    by_id: BTreeMap<String, (Rank, Failure)>,
    /// The case whose failures came last, with their identities.
    last: (usize, Vec<String>),
}

/// Which of the failures of one identity is told: of what was generated a probe
/// that is sent again says least of what is wrong, and what somebody wrote is
/// easier to understand than what was drawn. Then the first.
type Rank = (bool, bool, usize);

impl Kinds {
    /// Takes a failure of the case at a place.
    pub(super) fn take(&mut self, place: usize, hand_written: bool, mut failure: Failure) {
        if self.last.0 != place {
            self.last = (place, Vec::new());
        }
        if self.last.1.contains(&failure.id) {
            return;
        }
        self.last.1.push(failure.id.clone());
        let rank = (failure.case.starts_with(SWEEP_TOPIC), !hand_written, place);
        let known = self.by_id.len();
        if let Some((there, told)) = self.by_id.get_mut(&failure.id) {
            let count = told.count + 1;
            if rank < *there {
                *there = rank;
                *told = failure;
            }
            told.count = count;
        } else if known < MOST {
            if known >= WITH_EVIDENCE {
                bare(&mut failure);
            }
            self.by_id.insert(failure.id.clone(), (rank, failure));
        }
    }

    /// All of them in the order in which they are told.
    pub(super) fn ended(self) -> Vec<Failure> {
        let mut failures: Vec<Failure> = self
            .by_id
            .into_values()
            .map(|(_, failure)| failure)
            .collect();
        sort_failures(&mut failures);
        failures
    }
}

/// Takes from a failure what `tagproof replay` would show again.
fn bare(failure: &mut Failure) {
    failure.steps = Vec::new();
    failure.state_before = State::new();
    failure.state_after = State::new();
    failure.curl = String::new();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::belief::stories;
    use crate::check::evidence::Transcript;
    use crate::check::verdict::failing::of_form;
    use crate::contract::clauses;

    fn failure(id: &str, case: &str) -> Failure {
        let of = stories::case();
        let clause = clauses::ANSWER_ROBUST;
        Failure {
            id: id.to_owned(),
            case: case.to_owned(),
            curl: "a script".to_owned(),
            ..of_form(&of, &Transcript::default(), clause, 1, "this", "that")
        }
    }

    #[test]
    fn the_failure_that_is_told_is_what_somebody_wrote_and_then_the_first() {
        let mut kinds = Kinds::default();
        for (place, hand_written, case) in [
            (1, false, "drawn"),
            (3, true, "second"),
            (2, true, "first"),
            (2, true, "first"),
            (4, false, "other"),
        ] {
            kinds.take(place, hand_written, failure("a", case));
        }
        let told = kinds.ended();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].case.as_str(), told[0].count), ("first", 4));
    }

    #[test]
    fn of_very_many_kinds_the_last_have_no_evidence() {
        let mut kinds = Kinds::default();
        for place in 0..MOST + 5 {
            kinds.take(place, true, failure(&format!("{place:06}"), "case"));
        }
        let told = kinds.ended();
        assert_eq!(told.len(), MOST);
        let with_evidence = told.iter().filter(|failure| !failure.curl.is_empty());
        assert_eq!(with_evidence.count(), WITH_EVIDENCE);
    }
}
