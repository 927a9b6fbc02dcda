//! Runs many cases against one target and concludes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::cases::{ACCOUNTS, Case};
use crate::contract::Edition;
use crate::targets::{Capabilities, Client, SendError, probe};
use crate::wire::Format;

use super::assemble::assembled;
use super::belief::Relation;
use super::conclude::{Strictness, Tried, conclude};
use super::execute::{Setting, attempt};
use super::fingerprint::free_axes;
use super::judge::{Explained, Finding, judge};
use super::results::{AxisResult, Run};
use super::transcript::{Ended, Transcript};

/// Attempts at a case that meets weather (design §2 g).
const ATTEMPTS: usize = 3;

/// Cases in a row without any answer after which a target counts as gone.
const GONE_AFTER: usize = 5;

/// What a run is told.
pub struct Plan<'a> {
    /// Where calls go.
    pub client: &'a Client,
    /// What the target is called in reports.
    pub target: &'a str,
    /// The address for scripts of curl calls.
    pub address: &'a str,
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
    /// How strictly it is judged.
    pub strictness: Strictness,
    /// The seed.
    pub seed: u64,
    /// Which part of the suite.
    pub shard: String,
    /// Failing cases after which no further case is begun.
    pub max_failures: Option<usize>,
    /// Told of every case that is done.
    pub progress: &'a (dyn Fn(Progress<'_>) + Sync),
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
        /// Whether it failed by itself.
        failed: bool,
    },
}

/// Why there is no result at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// Nothing answers.
    #[error("the target does not answer: {0}")]
    Unreachable(#[from] SendError),
}

/// Runs probes and cases, both in the order of their ids.
pub fn run(plan: &Plan<'_>, probes: &[Case], cases: &[&Case]) -> Result<Run, RunError> {
    let met = Met::by(plan)?;
    (plan.progress)(Progress::Capabilities(&met.capabilities));
    let fingerprinted = met.probed(plan, probes);
    let frozen = frozen(&fingerprinted, &plan.start);
    let tried = in_parallel(plan, cases, &met.setting(plan), &frozen);
    let conclusion = conclude(
        &fingerprinted,
        &tried,
        plan.edition,
        &plan.start,
        plan.strictness,
    );
    Ok(assembled(
        plan,
        &met.capabilities,
        cases,
        &tried,
        conclusion,
    ))
}

/// What a target can do, the readings that it shows in the probes alone, and
/// the probes that diverge and so pin nothing.
pub fn fingerprint(
    plan: &Plan<'_>,
    probes: &[Case],
) -> Result<(Capabilities, Vec<AxisResult>, Vec<String>), RunError> {
    let met = Met::by(plan)?;
    let fingerprinted = met.probed(plan, probes);
    let conclusion = conclude(
        &fingerprinted,
        &[],
        plan.edition,
        &plan.start,
        plan.strictness,
    );
    let mut readings = conclusion.readings;
    readings.extend(free_axes(&fingerprinted, plan.edition, &conclusion.belief));
    let diverged = fingerprinted
        .iter()
        .filter(|tried| {
            matches!(
                tried.finding,
                Finding::Divergent(_) | Finding::Inconsistent(_)
            )
        })
        .map(|tried| tried.case.id.clone())
        .collect();
    Ok((met.capabilities, readings, diverged))
}

/// A target whose abilities are known.
struct Met {
    capabilities: Capabilities,
    formats: Vec<Format>,
}

impl Met {
    fn by(plan: &Plan<'_>) -> Result<Self, RunError> {
        let capabilities = probe(plan.client, plan.edition, ACCOUNTS[0], &plan.regions[0])?;
        let known = capabilities.formats.clone();
        let wanted: Vec<Format> = known
            .iter()
            .copied()
            .filter(|format| plan.formats.contains(format))
            .collect();
        Ok(Self {
            capabilities,
            formats: if wanted.is_empty() { known } else { wanted },
        })
    }

    fn setting<'a>(&'a self, plan: &'a Plan<'_>) -> Setting<'a> {
        Setting {
            client: plan.client,
            edition: plan.edition,
            regions: &plan.regions,
            capabilities: &self.capabilities,
            formats: &self.formats,
        }
    }

    fn probed<'c>(&self, plan: &Plan<'_>, probes: &'c [Case]) -> Vec<Tried<'c>> {
        let setting = self.setting(plan);
        let all = Relation::new(vec![plan.edition.readings()]);
        probes
            .iter()
            .map(|case| tried(case, &setting, &all))
            .collect()
    }
}

/// Makes up to three attempts at a case, each on fresh fixtures.
fn tried<'a>(case: &'a Case, setting: &Setting<'_>, start: &Relation) -> Tried<'a> {
    let mut met: Vec<usize> = Vec::new();
    let mut last = (Transcript::default(), Ended::Complete);
    for number in 1..=ATTEMPTS {
        let (transcript, mut ended) = attempt(case, setting);
        if let Ended::Weather {
            at,
            neutral_answered,
            ..
        } = &mut ended
        {
            if *neutral_answered {
                met.push(*at);
            }
            // It is the request's fault only if it was every time this one.
            *neutral_answered = met.len() == ATTEMPTS && met.iter().all(|place| *place == met[0]);
            last = (transcript, ended);
            if number < ATTEMPTS {
                std::thread::sleep(Duration::from_millis(100 << number));
            }
            continue;
        }
        last = (transcript, ended);
        break;
    }
    let (transcript, ended) = last;
    let finding = match &ended {
        Ended::NotApplicable(reason) | Ended::Weather { what: reason, .. } => {
            Finding::Inconclusive(reason.clone())
        }
        _ => judge(case, &transcript, setting.edition, start),
    };
    Tried {
        case,
        transcript,
        ended,
        finding,
    }
}

/// What a case with calls at once found, judged from what the probes pinned: it
/// pins nothing itself, as what it saw depends on how the calls fell. What
/// another reading explains is for the cases to settle that are about it.
fn unjoined(tried: &Tried<'_>, edition: &Edition, all: &Relation) -> Finding {
    let from_all = || judge(tried.case, &tried.transcript, edition, all);
    match &tried.finding {
        Finding::Explained(_) => Finding::Explained(Explained {
            relation: all.clone(),
            narrowings: Vec::new(),
        }),
        Finding::Divergent(_) | Finding::Inconsistent(_) | Finding::Unordered(_)
            if matches!(from_all(), Finding::Explained(_)) =>
        {
            Finding::Inconclusive("only a reading explains it that the probes rule out".to_owned())
        }
        finding => finding.clone(),
    }
}

/// What the probes pin: frozen, so that no case depends on another.
fn frozen(probed: &[Tried<'_>], start: &Relation) -> Relation {
    probed
        .iter()
        .fold(start.clone(), |belief, probe| match &probe.finding {
            Finding::Explained(explained) => {
                let next = belief.join(&explained.relation);
                if next.is_empty() { belief } else { next }
            }
            _ => belief,
        })
}

fn in_parallel<'a>(
    plan: &Plan<'_>,
    cases: &[&'a Case],
    setting: &Setting<'_>,
    frozen: &Relation,
) -> Vec<Tried<'a>> {
    let all = Relation::new(vec![plan.edition.readings()]);
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let failed = AtomicUsize::new(0);
    let unanswered = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let results: Mutex<Vec<(usize, Tried<'a>)>> = Mutex::new(Vec::with_capacity(cases.len()));
    let jobs = if setting.capabilities.parallel {
        plan.jobs
    } else {
        1
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, cases.len().max(1)) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(place) else { break };
                    let start = if case.is_concurrent() { frozen } else { &all };
                    let mut tried = tried(case, setting, start);
                    if case.is_concurrent() {
                        tried.finding = unjoined(&tried, setting.edition, &all);
                    }
                    if matches!(&tried.finding, Finding::Inconclusive(reason) if *reason == crate::model::Saturated.to_string()) {
                        // Too open by itself: what the probes pinned may close it.
                        tried.finding = judge(case, &tried.transcript, setting.edition, frozen);
                    }
                    let is_failure = matches!(tried.finding, Finding::Divergent(_) | Finding::Unordered(_)) || matches!(tried.ended, Ended::Broken { .. });
                    let failures = failed.fetch_add(usize::from(is_failure), Ordering::Relaxed) + usize::from(is_failure);
                    let gone = if let Ended::Weather { neutral_answered: false, .. } = &tried.ended { unanswered.fetch_add(1, Ordering::Relaxed) + 1 } else {
                        unanswered.store(0, Ordering::Relaxed);
                        0
                    };
                    if gone >= GONE_AFTER || plan.max_failures.is_some_and(|most| failures >= most) {
                        stop.store(true, Ordering::Relaxed);
                    }
                    if let Ok(mut results) = results.lock() {
                        results.push((place, tried));
                    }
                    (plan.progress)(Progress::Case {
                        done: done.fetch_add(1, Ordering::Relaxed) + 1,
                        total: cases.len(),
                        failed: is_failure,
                    });
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, tried)| tried).collect()
}
