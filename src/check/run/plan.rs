//! What a run is told, and what it tells.

use crate::cases::{Case, Disagreement};
use crate::contract::{Edition, usual_regions};
use crate::targets::{Capabilities, Client, ProbeError, Provisioning, SendError};
use crate::wire::Format;

use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::results::Scope;
use crate::check::results::Strictness;
use crate::check::results::{CaseResult, Failure, Missing, Observed};
use crate::check::verdict::shell_word;

/// Cases in a row without any answer after which a target counts as gone.
pub const GONE_AFTER: usize = 5;

/// Cases at a time where most of the time is spent waiting, unless one says.
pub const WAITING: usize = 16;

/// The shard that is the whole suite.
pub(super) const WHOLE: &str = "1/1";

/// What a run is told.
pub struct Plan<'a> {
    /// Where calls go.
    pub client: &'a Client,
    /// What may be done to get fixtures.
    pub provisioning: Provisioning,
    /// What the target is called in reports.
    pub target: &'a str,
    /// The flags that say which it is and how it is judged, as the commands carry
    /// them that repeat a failure; the target alone where nothing is said.
    pub repeated_by: Option<&'a str>,
    /// The address for scripts of curl calls, if curl can reach it.
    pub address: Option<&'a str>,
    /// The edition to judge by.
    pub edition: &'static Edition,
    /// The run's region and the other one.
    pub regions: [String; 2],
    /// The formats that may be asked for, if the target knows them.
    pub formats: Vec<Format>,
    /// Readings that are assumed.
    pub start: Relation,
    /// Cases at a time.
    pub jobs: usize,
    /// The same where most of the time is spent waiting for what is late.
    pub waiting: usize,
    /// What the verdict is about.
    pub scope: Scope,
    /// How strictly it is judged.
    pub strictness: Strictness,
    /// The seed.
    pub seed: u64,
    /// How many cases were drawn from it.
    pub drawn: usize,
    /// Which part of the suite.
    pub shard: String,
    /// Failing cases after which no further case is begun; those that only fail
    /// as known do not count.
    pub max_failures: Option<usize>,
    /// Whether a case about companion operations that found a fault fails the
    /// run though it was not picked: what others rely on is wrong.
    pub tells: &'a (dyn Fn(&Case) -> bool + Sync),
    /// Whether a failure of this identity is known.
    pub known: &'a (dyn Fn(&str) -> bool + Sync),
    /// Told of every case that is done.
    pub progress: &'a (dyn Fn(Progress<'_>) + Sync),
}

impl<'a> Plan<'a> {
    /// A plan with nothing special in it: every reading, both formats, one case
    /// at a time, and a target that curl does not reach.
    pub fn plain(client: &'a Client, target: &'a str, edition: &'static Edition) -> Self {
        Self {
            client,
            provisioning: Provisioning::default(),
            target,
            repeated_by: None,
            address: None,
            edition,
            regions: usual_regions(),
            formats: vec![Format::Json, Format::Xml],
            start: Relation::new(vec![edition.readings()]),
            jobs: 1,
            waiting: 1,
            scope: Scope::default(),
            strictness: Strictness { strict: false },
            seed: 0,
            drawn: 0,
            shard: WHOLE.to_owned(),
            max_failures: None,
            tells: &|_| false,
            known: &|_| false,
            progress: &|_| {},
        }
    }

    /// What a command says that repeats a failure, as a shell takes it.
    pub fn settings(&self) -> String {
        let target = || format!("--target {}", shell_word(self.target));
        self.repeated_by.map_or_else(target, str::to_owned)
    }
}

/// What a run tells while it goes on.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// It is known what the target can do.
    Capabilities(&'a Capabilities),
    /// The probes are done.
    Probed {
        /// What they showed.
        probes: &'a [Observed],
        /// The abilities in scope that the target lacks, whether or not a case
        /// needs them.
        lacking: &'a [Missing],
    },
    /// A case is done.
    Case {
        /// How many are.
        done: usize,
        /// What it did and saw.
        tried: &'a Tried<'a>,
        /// What of it a join with others needs.
        observed: &'a Observed,
        /// What it came to by itself; with others it may come to something else.
        result: &'a CaseResult,
        /// What failed so.
        failures: &'a [Failure],
        /// Requests sent so far, by all cases.
        requests: u64,
    },
    /// With others a case came to something else than by itself, and this failed.
    Settled(&'a CaseResult, &'a [Failure]),
}

/// Why a run stopped before its last case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Stopped {
    /// Somebody asked for an end.
    #[error("it was interrupted")]
    Interrupted,
    /// The target counts as gone.
    #[error("{GONE_AFTER} cases in a row got no answer")]
    Gone,
    /// What the target says cannot be judged in any time that is known.
    #[error("the answers in a case take more than half a megabyte on the average")]
    TooMuch,
    /// As many cases fail as may.
    #[error("--max-failures {0} was reached")]
    Failures(usize),
}

/// Why there is no result at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// Nothing could be found out about it.
    #[error(transparent)]
    Unknown(#[from] ProbeError),
    /// A case that was drawn does not hold.
    #[error(transparent)]
    Disagreement(#[from] Box<Disagreement>),
    /// What the target said cannot be judged.
    #[error("the target breaks the exec protocol: {0}")]
    Void(SendError),
}
