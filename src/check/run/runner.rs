//! Runs many cases against one target and concludes.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cases::Case;
use crate::contract::{Edition, REGIONS};
use crate::targets::{Capabilities, Client, ProbeError, Provisioning, SendError};
use crate::wire::Format;

use super::assemble::assembled;
use super::belief::Relation;
use super::conclude::{Strictness, Tried};
use super::fingerprint::free_axes;
use super::judge::Finding;
use super::needed::{counted, needed};
use super::observed::Observed;
use super::parallel::in_parallel;
use super::reproduce::shell_word;
use super::results::{AxisResult, CaseResult, Notice, Run, Shown};
use super::scope::Scope;
use super::session::Session;
use super::transcript::Ended;
use super::weight::is_too_much;

/// Cases in a row without any answer after which a target counts as gone.
pub const GONE_AFTER: usize = 5;

/// Cases at a time where most of the time is spent waiting, unless one says.
pub const WAITING: usize = 16;

/// The shard that is the whole suite.
const WHOLE: &str = "1/1";

/// What a run is told.
pub struct Plan<'a> {
    /// Where calls go.
    pub client: &'a Client,
    /// What may be done to get fixtures.
    pub provisioning: Provisioning,
    /// What the target is called in reports.
    pub target: &'a str,
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
            address: None,
            edition,
            regions: [REGIONS[0].to_owned(), REGIONS[1].to_owned()],
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

    /// The option that names the target, as a shell takes it.
    pub fn target_option(&self) -> String {
        format!("--target {}", shell_word(self.target))
    }
}

/// What a run tells while it goes on.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// It is known what the target can do.
    Capabilities(&'a Capabilities),
    /// A case is done.
    Case {
        /// How many are.
        done: usize,
        /// Of how many.
        total: usize,
        /// What it did and saw.
        tried: &'a Tried<'a>,
        /// What it came to by itself; with others it may come to something else.
        result: &'a CaseResult,
    },
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
    /// What the target says cannot be kept.
    #[error("the answers take too much memory")]
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
    /// What the target said cannot be judged.
    #[error("the target breaks the exec protocol: {0}")]
    Void(SendError),
}

/// Runs probes and cases, both in the order of their ids.
pub fn run(plan: &Plan<'_>, probes: &[Case], cases: &[&Case]) -> Result<Run, RunError> {
    let session = Session::open(plan, probes)?;
    (plan.progress)(Progress::Capabilities(&session.told()));
    // The probes come first, so that nothing is done twice at once.
    session.probed();
    let stopped = OnceLock::new();
    let cases = &judged_cases(plan, cases, &session)[..];
    let tried = tried_all(plan, cases, &session, &stopped);
    let (tried, observed): (Vec<_>, Vec<_>) = tried.into_iter().unzip();
    session.not_void()?;
    let conclusion = session.concluded(session.probed(), &tried, &observed);
    let mut run = assembled(
        plan,
        &session.told(),
        cases,
        &observed,
        conclusion,
        stopped.get(),
    );
    ground(&mut run, &session, cases, &observed);
    if plan.shard != WHOLE {
        run.shown = Some(Shown {
            strict: plan.strictness.strict,
            start: plan.start.clone(),
            probes: session.observed(session.probed()),
            cases: observed,
        });
    }
    Ok(run)
}

/// The cases in scope, and those that found a companion operation wrong. Of a
/// part of several another part has them.
fn judged_cases<'c>(plan: &Plan<'_>, cases: &[&'c Case], session: &Session<'_>) -> Vec<&'c Case> {
    let is_in_scope = |case: &&Case| plan.scope.holds(&needed(case, plan.edition));
    let mut all: Vec<&Case> = cases.iter().copied().filter(is_in_scope).collect();
    if plan.shard == WHOLE {
        for (case, _) in session.companion_failures() {
            if (plan.tells)(case) && all.iter().all(|there| there.id != case.id) {
                all.push(case);
            }
        }
        all.sort_by(|one, other| one.id.cmp(&other.id));
    }
    all
}

/// Notes on what grounds a run stands: what is missing, what was accepted, and
/// which companions are wrong.
fn ground(run: &mut Run, session: &Session<'_>, cases: &[&Case], observed: &[Observed]) {
    let edition = session.edition();
    run.missing = session.missing(counted(cases.iter().map(|case| needed(case, edition))));
    run.unneeded = session.unneeded();
    // A refusal proves nothing where its valid twin is refused as well.
    let is_accepted = |case: &&Case| !case.is_negative() || case.twin.is_some();
    run.accepted = cases.iter().any(is_accepted).then(|| {
        let probes = session.observed(session.probed());
        let seen = probes.iter().chain(observed);
        seen.map(|case| case.accepted).sum()
    });
    // A fault that no case of the selection is about is told all the same: it
    // is why others could not be judged.
    for (case, failure) in session.companion_failures() {
        if !run.failures.iter().any(|told| told.id == failure.id) {
            run.notices.push(Notice {
                clause: Some(failure.clause),
                what: format!("{} (case {})", failure.expected_and_observed(), case.id),
                count: 1,
            });
        }
    }
}

/// What a target can do, the readings that it shows in the probes alone, and
/// the probes that diverge and so pin nothing.
pub fn fingerprint(
    plan: &Plan<'_>,
    probes: &[Case],
) -> Result<(Capabilities, Vec<AxisResult>, Vec<String>), RunError> {
    let session = Session::open(plan, probes)?;
    session.probed();
    session.not_void()?;
    let conclusion = session.conclude(&[]);
    let mut readings = conclusion.readings;
    readings.extend(free_axes(
        session.probed(),
        plan.edition,
        &conclusion.belief,
    ));
    let diverged = session
        .probed()
        .iter()
        .filter(|tried| {
            matches!(
                tried.finding,
                Finding::Divergent(_) | Finding::Inconsistent(_)
            )
        })
        .map(|tried| tried.case.id.clone())
        .collect();
    Ok((session.capabilities().clone(), readings, diverged))
}

fn tried_all<'a>(
    plan: &Plan<'_>,
    cases: &[&'a Case],
    session: &Session<'_>,
    stopped: &OnceLock<Stopped>,
) -> Vec<(Tried<'a>, Observed)> {
    let done = AtomicUsize::new(0);
    let failed = AtomicUsize::new(0);
    let unanswered = AtomicUsize::new(0);
    let kept = AtomicUsize::new(0);
    in_parallel(session.jobs(), cases.len(), |place| {
        if stopped.get().is_some() {
            return None;
        }
        let tried = session.tried(cases[place]);
        if tried.ended == Ended::Stopped {
            let _ = stopped.set(Stopped::Interrupted);
            return None;
        }
        let observed = Observed::of(&tried, plan.edition);
        let alone = session.ledger().enter(&tried, &observed).result;
        let is_failure = (matches!(tried.finding, Finding::Divergent(_) | Finding::Unordered(_))
            || matches!(tried.ended, Ended::Broken { .. }))
            && !alone.failures.iter().all(|id| (plan.known)(id));
        let failures =
            failed.fetch_add(usize::from(is_failure), Ordering::Relaxed) + usize::from(is_failure);
        let number = done.fetch_add(1, Ordering::Relaxed) + 1;
        let weight = tried.transcript.weight();
        let weight = kept.fetch_add(weight, Ordering::Relaxed) + weight;
        let gone = if tried.ended.is_unanswered() {
            unanswered.fetch_add(1, Ordering::Relaxed) + 1
        } else {
            unanswered.store(0, Ordering::Relaxed);
            0
        };
        let why = if plan.client.is_stopped() {
            Some(Stopped::Interrupted)
        } else if gone >= GONE_AFTER {
            Some(Stopped::Gone)
        } else if is_too_much(weight, number) {
            Some(Stopped::TooMuch)
        } else {
            plan.max_failures
                .filter(|most| failures >= *most)
                .map(Stopped::Failures)
        };
        if let Some(why) = why {
            // The first reason is told; cases beside it may have others.
            let _ = stopped.set(why);
        }
        (plan.progress)(Progress::Case {
            done: number,
            total: cases.len(),
            tried: &tried,
            result: &alone,
        });
        Some((tried, observed))
    })
}
