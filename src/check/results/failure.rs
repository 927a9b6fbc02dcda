//! A kind of failure as plain data: what should have come, what came, and how.

use std::collections::BTreeMap;
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use crate::contract::{AxisId, ClauseId};

/// One kind of failure, with the first case that shows it.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Identity: clause, expectation, observation and class of state.
    pub id: String,
    /// The case.
    pub case: String,
    /// The clause.
    pub clause: ClauseId,
    /// The step, from 1; 0 for none in particular.
    pub step: usize,
    /// What was expected, in words.
    pub expected: String,
    /// What was permitted and under which reading.
    pub permitted: Vec<Permitted>,
    /// What came back, in words.
    pub observed: String,
    /// The tags before the step, by label of the resource.
    pub state_before: State,
    /// The tags after it, as read back.
    pub state_after: State,
    /// The requests and responses up to the step.
    pub steps: Vec<StepRecord>,
    /// A shell script of curl calls that shows it again.
    pub curl: String,
    /// The command that repeats the case.
    pub replay: String,
    /// How many cases show it.
    pub count: usize,
    /// For an inconsistency: the axis and the two steps that cannot both be right.
    pub contradiction: Option<Contradiction>,
    /// Why it may fail, if the baseline says so.
    pub known: Option<String>,
    /// How often it fails, where it does not each time that it is tried again.
    pub intermittent: Option<Intermittent>,
}

/// How often something fails that is tried again alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Intermittent {
    /// Attempts that failed.
    pub failed: usize,
    /// All that failed or passed.
    pub tried: usize,
}

impl Intermittent {
    /// Whether none passed.
    pub fn is_each_time(self) -> bool {
        self.failed == self.tried
    }
}

impl fmt::Display for Intermittent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.failed, self.tried)
    }
}

impl FromStr for Intermittent {
    type Err = ParseIntError;

    /// Reads what it is shown as.
    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (failed, tried) = text.split_once(" of ").unwrap_or((text, ""));
        Ok(Self {
            failed: failed.parse()?,
            tried: tried.parse()?,
        })
    }
}

impl Failure {
    /// What was expected and what came, on one line.
    pub fn expected_and_observed(&self) -> String {
        let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        format!(
            "expected {}, got {}",
            first(&self.expected),
            first(&self.observed)
        )
    }

    /// That it comes and goes, if it does, as what follows its name.
    pub fn now_and_then(&self) -> String {
        let told = |times| format!(" intermittent ({times})");
        self.intermittent.map(told).unwrap_or_default()
    }
}

/// Tags by resource label.
pub type State = BTreeMap<String, BTreeMap<String, String>>;

/// One permitted answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted {
    /// The answer in words.
    pub answer: String,
    /// The reading that permits it, `any` for every one that is left.
    pub reading: String,
}

/// One request and its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRecord {
    /// The step of the case, from 1; 0 for what the run did of itself.
    pub step: usize,
    /// Method and parameters, ids as labels.
    pub request: String,
    /// Status and body, ids as labels.
    pub response: String,
}

/// Two steps that cannot both be right, whatever the reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The axis on which they differ.
    pub axis: AxisId,
    /// The step that came first, `case#step`.
    pub earlier: String,
    /// The options that it leaves.
    pub earlier_options: Vec<&'static str>,
    /// The step that came later.
    pub later: String,
    /// The options that it leaves.
    pub later_options: Vec<&'static str>,
}

/// Of two violations in one call the one that was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedence {
    /// The case.
    pub case: String,
    /// The clause whose code came.
    pub reported: ClauseId,
    /// The other one.
    pub over: ClauseId,
}
