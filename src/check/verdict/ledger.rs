//! Verdicts of cases one after another, for what has no end that is known.

use crate::contract::Edition;

use super::conclude::{Said, verdict};
use super::incidental::Incidental;
use super::joined::Joined;
use super::tally::{axis_results, clause_results};
use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::results::Failure;
use crate::check::results::Observed;
use crate::check::results::Strictness;
use crate::check::results::{AxisResult, CaseResult, ClauseResult};

/// The belief of a campaign. Like that of a run, but a case at a time, keeping
/// nothing of a case that taught nothing.
pub struct Ledger<'a> {
    edition: &'a Edition,
    strictness: Strictness,
    joined: Joined,
    clauses: Vec<ClauseResult>,
}

/// What one case came to.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its verdict.
    pub result: CaseResult,
    /// What failed.
    pub failures: Vec<Failure>,
    /// Whether it narrowed the belief, so that a later case may contradict it.
    pub narrowed: bool,
}

impl<'a> Ledger<'a> {
    /// A ledger that begins with the readings in `start`.
    pub fn new(edition: &'a Edition, start: Relation, strictness: Strictness) -> Self {
        Self {
            edition,
            strictness,
            joined: Joined::new(start, edition),
            clauses: clause_results(&[], edition),
        }
    }

    /// Takes the next case.
    pub fn take(&mut self, tried: &Tried<'_>) -> Entry {
        self.enter(tried, &Observed::of(tried, self.edition))
    }

    /// Takes the next case, of which it is known what it showed.
    pub(in crate::check) fn enter(&mut self, tried: &Tried<'_>, observed: &Observed) -> Entry {
        let known = self.joined.sources.len();
        let before = self.joined.belief.clone();
        let incidental = Incidental::among(std::slice::from_ref(observed));
        let said = Said {
            case: observed,
            place: 0,
            evidence: &std::slice::from_ref(tried),
        };
        let (result, failures) = verdict(&said, &mut self.joined, &incidental, self.strictness);
        let narrowed = self.joined.sources.len() > known && self.joined.belief != before;
        if !narrowed {
            self.joined.sources.truncate(known);
        }
        let counts = clause_results(std::slice::from_ref(&result), self.edition);
        for (sum, count) in self.clauses.iter_mut().zip(counts) {
            sum.pass += count.pass;
            sum.fail += count.fail;
            sum.inconclusive += count.inconclusive;
            sum.positive += count.positive;
            sum.negative += count.negative;
        }
        Entry {
            result,
            failures,
            narrowed,
        }
    }

    /// What is known of every axis so far.
    pub fn readings(&self) -> Vec<AxisResult> {
        axis_results(&self.joined, self.edition)
    }

    /// What is known of every clause so far.
    pub fn clauses(&self) -> Vec<ClauseResult> {
        self.clauses.clone()
    }

    /// The readings that explain everything so far.
    pub fn belief(&self) -> &Relation {
        &self.joined.belief
    }
}
