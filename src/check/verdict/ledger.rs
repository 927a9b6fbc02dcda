//! Verdicts of cases one after another, for what has no end that is known.

use crate::contract::Edition;

use super::case_verdict::Pending;
use super::failing::Seen;
use super::incidental::Incidental;
use super::joined::Joined;
use super::tally::{axis_results, count_clauses, no_clauses};
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
    /// Whether a later case that contradicts it may name it.
    pub is_named: bool,
}

impl<'a> Ledger<'a> {
    /// A ledger that begins with the readings in `start`.
    pub fn new(edition: &'a Edition, start: Relation, strictness: Strictness) -> Self {
        Self {
            edition,
            strictness,
            joined: Joined::new(start, edition),
            clauses: no_clauses(edition),
        }
    }

    /// Takes the next case.
    pub fn take(&mut self, tried: &Tried<'_>) -> Entry {
        self.enter(tried, &Observed::of(tried, self.edition))
    }

    /// Takes the next case, of which it is known what it showed.
    pub(in crate::check) fn enter(&mut self, tried: &Tried<'_>, observed: &Observed) -> Entry {
        let known = self.joined.sources.len();
        let mut incidental = Incidental::new(self.strictness);
        let evidence = Seen::of(tried);
        let pending = Pending::of(observed, &evidence, &mut self.joined, &mut incidental);
        let (result, failures) = pending.settled(&incidental);
        count_clauses(&mut self.clauses, &result);
        Entry {
            result,
            failures,
            is_named: self.joined.sources.len() > known,
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
