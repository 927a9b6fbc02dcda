//! Results as plain data: what every report is made from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::contract::{Ability, AxisId, ClauseId, Edition, Level, Readings};

use super::alike::Alike;
use super::failure::{Failure, Precedence};
use super::kept::Deviation;
use super::observed::Observed;
use super::scope::{Missing, Scope};
use super::verdict::Verdict;
use crate::check::belief::Relation;

/// The result of a run.
#[derive(Debug, Clone)]
pub struct Run {
    /// What was judged.
    pub target: String,
    /// By which edition.
    pub edition: &'static Edition,
    /// The seed.
    pub seed: u64,
    /// How many cases were drawn from it.
    pub drawn: usize,
    /// Which part of the suite, `1/1` for the whole.
    pub shard: String,
    /// SHA-256 over the ids of the cases, in hexadecimal.
    pub manifest: String,
    /// The cases, by id; of millions not all of them.
    pub cases: Vec<CaseResult>,
    /// Those that are not among them, by how many are alike.
    pub alike: BTreeMap<Alike, usize>,
    /// Failures, the one that explains most cases first.
    pub failures: Vec<Failure>,
    /// What is known of every axis.
    pub readings: Vec<AxisResult>,
    /// What is known of every clause.
    pub clauses: Vec<ClauseResult>,
    /// What the target can do.
    pub capabilities: BTreeMap<String, String>,
    /// What the verdict leaves out on purpose.
    pub scope: Scope,
    /// What of it `--without` need not have left out.
    pub unneeded: Vec<Ability>,
    /// The abilities in scope that the target lacks and cases need, the one
    /// that most cases need first.
    pub missing: Vec<Missing>,
    /// Calls of `TagResources` that the target accepted; none where nothing of
    /// the selection would be accepted by a right one.
    pub accepted: Option<usize>,
    /// Findings that fail nothing: clauses of level SHOULD, and the like.
    pub notices: Vec<Notice>,
    /// In what the target differs from what was kept of it.
    pub deviations: Vec<Deviation>,
    /// The order in which violations were reported, where cases break two.
    pub precedence: Vec<Precedence>,
    /// Another edition that explains most failures.
    pub other_edition: Option<OtherEdition>,
    /// Requests sent.
    pub requests: u64,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// What the belief came to.
    pub belief: Relation,
    /// Of a shard, what its cases showed: what a join with others needs.
    pub shown: Option<Shown>,
}

/// What the cases of a shard showed.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Whether clauses of level SHOULD fail cases.
    pub strict: bool,
    /// The readings that were assumed.
    pub start: Relation,
    /// What the probes showed.
    pub probes: Vec<Observed>,
    /// What the cases showed.
    pub cases: Vec<Observed>,
}

/// The result of one case. There may be many: what they have alike is there once.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// Its id.
    pub id: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The clauses that it speaks for.
    pub clauses: Arc<[ClauseId]>,
    /// Whether it breaks a clause by intention.
    pub negative: bool,
    /// The abilities that it needs.
    pub needs: Arc<BTreeSet<Ability>>,
    /// Why, where the verdict alone does not say it.
    pub reason: Option<String>,
    /// The identities of the failures that it shows.
    pub failures: Vec<String>,
    /// The readings that explain it: a relation over the axes it consulted.
    pub constraint: Arc<[Readings]>,
    /// Suite file.
    pub file: Arc<str>,
    /// Line in it, from 1.
    pub line: usize,
}

impl CaseResult {
    /// What is counted of it where it is not listed.
    pub fn alike(self) -> Alike {
        let is_usual = matches!(self.verdict, Verdict::Pass | Verdict::NotRun);
        Alike {
            verdict: self.verdict,
            negative: self.negative,
            needs: if is_usual { Arc::default() } else { self.needs },
        }
    }
}

/// What is known of an axis after a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisResult {
    /// The axis.
    pub axis: AxisId,
    /// The options that are left.
    pub options: Vec<&'static str>,
    /// How far it is known.
    pub status: AxisStatus,
    /// The steps that showed it, `case#step`.
    pub evidence: Vec<String>,
    /// Why it is not known, where it is not.
    pub reason: Option<String>,
}

/// How far an axis is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisStatus {
    /// One option is left.
    Pinned,
    /// Several are left.
    Open,
    /// Several are left, and other axes hide which.
    Unobservable,
    /// None is left: different steps ruled out all of them.
    Contradicted,
}

impl AxisStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [
        Self::Pinned,
        Self::Open,
        Self::Unobservable,
        Self::Contradicted,
    ];

    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Open => "open",
            Self::Unobservable => "unobservable",
            Self::Contradicted => "contradicted",
        }
    }
}

/// What is known of a clause after a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseResult {
    /// The clause.
    pub id: ClauseId,
    /// Its level.
    pub level: Level,
    /// Cases that passed.
    pub pass: usize,
    /// Cases that failed.
    pub fail: usize,
    /// Cases that could not be told.
    pub inconclusive: usize,
    /// Positive cases that were judged.
    pub positive: usize,
    /// Negative cases that were judged.
    pub negative: usize,
    /// Mutants of the clause that its judged cases are known to kill.
    pub killed: usize,
}

/// A finding that fails nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The clause, if one is concerned.
    pub clause: Option<ClauseId>,
    /// What was found.
    pub what: String,
    /// In how many cases.
    pub count: usize,
}

/// Another edition by which most failures go away.
#[derive(Debug, Clone)]
pub struct OtherEdition {
    /// The edition.
    pub edition: &'static Edition,
    /// Failing cases that it explains.
    pub explained: usize,
    /// Failing cases in all.
    pub failing: usize,
}

impl Run {
    /// Failures among all cases of the manifest.
    pub fn divergence(&self) -> f64 {
        ratio(
            self.count(Verdict::Fail) + self.count(Verdict::KnownFail),
            self.total(),
        )
    }

    /// Cases that were decided among all cases of the manifest.
    pub fn coverage(&self) -> f64 {
        ratio(
            Verdict::DECIDED
                .into_iter()
                .map(|verdict| self.count(verdict))
                .sum(),
            self.total(),
        )
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of cases are far below 2^52"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
