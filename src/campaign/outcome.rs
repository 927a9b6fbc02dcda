//! What a campaign comes to, as plain data.

use crate::cases::Case;
use crate::check::{
    CaseResult, Cause, Counts, Demands, Failure, Judgement, Run, Standing, Verdict, needed,
};
use crate::contract::Edition;

use super::artifact::artifact_name;

/// The result of a campaign.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What a run would report. Its cases are those that are worth a look: that
    /// failed, or showed something new; [`tally`](Self::tally) counts all.
    pub run: Run,
    /// Kinds of failure, in the order in which they were found.
    pub found: Vec<Found>,
    /// The cases that showed something new, in the order in which they did.
    pub corpus: Vec<Case>,
    /// How the cases ended.
    pub tally: Tally,
    /// Why no more were tried.
    pub stopped: Stopped,
}

/// One kind of failure.
#[derive(Debug, Clone)]
pub struct Found {
    /// The failure as its artifact shows it; `count` is how many cases did.
    pub failure: Failure,
    /// The smallest case that shows it, if one case by itself does.
    pub artifact: Option<Case>,
    /// The number of the case that showed it first, from 1; 0 for what was found
    /// of other operations before that.
    pub at: usize,
    /// Whether the baseline names it.
    pub known: bool,
}

/// How the cases of a campaign ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub cases: usize,
    /// As the specification says.
    pub pass: usize,
    /// Not as it says.
    pub fail: usize,
    /// It could not be told.
    pub inconclusive: usize,
    /// The target cannot what they need.
    pub not_applicable: usize,
    /// Clauses that a case broke or spoke for.
    pub clauses: usize,
    /// Things that were new when they came up: clauses, codes, states.
    pub features: usize,
}

/// Why a campaign ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// All cases of the budget were tried.
    Budget,
    /// The time was up.
    Time,
    /// Somebody interrupted it.
    Interrupted,
    /// The target answers no more.
    Gone,
}

impl Stopped {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Time => "time",
            Self::Interrupted => "interrupted",
            Self::Gone => "gone",
        }
    }
}

impl Tally {
    pub(super) fn count(&mut self, verdict: Verdict) {
        self.cases += 1;
        match verdict {
            Verdict::Pass | Verdict::UnexpectedPass => self.pass += 1,
            Verdict::Fail | Verdict::KnownFail => self.fail += 1,
            Verdict::Inconclusive => self.inconclusive += 1,
            Verdict::NotApplicable | Verdict::NotRun => self.not_applicable += 1,
        }
    }
}

impl Outcome {
    /// The kinds of failure that no baseline names.
    pub fn new_failures(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| !found.known)
    }

    /// What the campaign says of its target: that nothing was found counts for
    /// something only if enough was tried.
    pub fn judged(&self, demands: &Demands) -> Judgement {
        let tally = &self.tally;
        let counts = Counts {
            total: tally.cases,
            decided: tally.pass + tally.fail,
            inconclusive: tally.inconclusive,
        };
        let mut causes = self.run.too_open(counts, demands);
        causes.extend(self.run.ungrounded(counts, demands));
        if self.stopped == Stopped::Gone {
            causes.push(Cause::costing(
                tally.cases,
                "the target answers no more".to_owned(),
            ));
        }
        let standing = if self.new_failures().next().is_some() {
            Standing::Diverges
        } else if !self.run.deviations.is_empty() {
            Standing::BaselineStale
        } else if causes.is_empty() {
            Standing::Conforms
        } else {
            Standing::Inconclusive
        };
        self.run.weighed(standing, causes, demands)
    }
}

/// The result of an artifact, at the place where it is saved.
pub(super) fn shown_by(case: &Case, found: &Found, folder: &str, edition: &Edition) -> CaseResult {
    let failure = &found.failure;
    CaseResult {
        id: case.id.clone(),
        verdict: if found.known {
            Verdict::KnownFail
        } else {
            Verdict::Fail
        },
        clauses: case.clauses.as_slice().into(),
        negative: case.is_negative(),
        needs: needed(case, edition).into(),
        reason: case.note.clone(),
        failures: vec![failure.id.clone()],
        constraint: [].into(),
        file: format!("{folder}/{}.toml", artifact_name(&failure.id)).into(),
        line: 1,
    }
}
