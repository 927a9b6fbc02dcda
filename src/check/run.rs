//! Runs many cases against one target and concludes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::cases::Case;
use crate::contract::{EDITIONS, Edition};
use crate::targets::{Capabilities, Client, SendError, probe};
use crate::wire::Format;

use super::belief::Relation;
use super::conclude::{Conclusion, Strictness, Tried, conclude};
use super::execute::{Setting, attempt};
use super::judge::{Finding, judge};
use super::reproduce::TARGET_MARK;
use super::results::{CaseResult, OtherEdition, Run, Verdict};
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
    let capabilities = probe(
        plan.client,
        plan.edition,
        crate::cases::ACCOUNTS[0],
        &plan.regions[0],
    )?;
    (plan.progress)(Progress::Capabilities(&capabilities));
    let formats = wanted_formats(plan, &capabilities);
    let setting = Setting {
        client: plan.client,
        edition: plan.edition,
        regions: &plan.regions,
        capabilities: &capabilities,
        formats: &formats,
    };
    let all = Relation::new(vec![plan.edition.readings()]);
    let fingerprinted: Vec<Tried<'_>> = probes
        .iter()
        .map(|case| tried(case, &setting, &all))
        .collect();
    let frozen = frozen(&fingerprinted, &plan.start);
    let tried = in_parallel(plan, cases, &setting, &all, &frozen);
    let conclusion = conclude(
        &fingerprinted,
        &tried,
        plan.edition,
        &plan.start,
        plan.strictness,
    );
    Ok(assembled(plan, &capabilities, cases, &tried, conclusion))
}

/// What a target can do, the readings that it shows in the probes alone, and
/// the probes that diverge and so pin nothing.
pub fn fingerprint(
    plan: &Plan<'_>,
    probes: &[Case],
) -> Result<(Capabilities, Vec<super::results::AxisResult>, Vec<String>), RunError> {
    let capabilities = probe(
        plan.client,
        plan.edition,
        crate::cases::ACCOUNTS[0],
        &plan.regions[0],
    )?;
    let formats = wanted_formats(plan, &capabilities);
    let setting = Setting {
        client: plan.client,
        edition: plan.edition,
        regions: &plan.regions,
        capabilities: &capabilities,
        formats: &formats,
    };
    let all = Relation::new(vec![plan.edition.readings()]);
    let fingerprinted: Vec<Tried<'_>> = probes
        .iter()
        .map(|case| tried(case, &setting, &all))
        .collect();
    let conclusion = conclude(
        &fingerprinted,
        &[],
        plan.edition,
        &plan.start,
        plan.strictness,
    );
    let mut readings = conclusion.readings;
    readings.extend(super::fingerprint::free_axes(
        &fingerprinted,
        plan.edition,
        &conclusion.belief,
    ));
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
    Ok((capabilities, readings, diverged))
}

fn wanted_formats(plan: &Plan<'_>, capabilities: &Capabilities) -> Vec<Format> {
    let known = capabilities.formats.clone();
    let wanted: Vec<Format> = known
        .iter()
        .copied()
        .filter(|format| plan.formats.contains(format))
        .collect();
    if wanted.is_empty() { known } else { wanted }
}

/// Makes up to three attempts at a case, each on fresh fixtures.
fn tried<'a>(case: &'a Case, setting: &Setting<'_>, all: &Relation) -> Tried<'a> {
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
        _ => judge(case, &transcript, setting.edition, all),
    };
    Tried {
        case,
        transcript,
        ended,
        finding,
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
    all: &Relation,
    frozen: &Relation,
) -> Vec<Tried<'a>> {
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
                    let mut tried = tried(case, setting, all);
                    if matches!(&tried.finding, Finding::Inconclusive(reason) if *reason == crate::model::Saturated.to_string()) {
                        // Too open by itself: what the probes pinned may close it.
                        tried.finding = judge(case, &tried.transcript, setting.edition, frozen);
                    }
                    let is_failure = matches!(tried.finding, Finding::Divergent(_)) || matches!(tried.ended, Ended::Broken { .. });
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

fn assembled(
    plan: &Plan<'_>,
    capabilities: &Capabilities,
    cases: &[&Case],
    tried: &[Tried<'_>],
    conclusion: Conclusion,
) -> Run {
    let other_edition = other_edition(plan.edition, tried, &conclusion);
    let mut failures = conclusion.failures;
    for failure in &mut failures {
        failure.curl = failure.curl.replace(TARGET_MARK, plan.address);
        failure.replay = format!("{} --target {}", failure.replay, plan.target);
    }
    let mut results = conclusion.cases;
    let done: BTreeSet<String> = results.iter().map(|result| result.id.clone()).collect();
    results.extend(
        cases
            .iter()
            .filter(|case| !done.contains(&case.id))
            .map(|case| not_run(case)),
    );
    results.sort_by(|a, b| a.id.cmp(&b.id));
    Run {
        target: plan.target.to_owned(),
        edition: plan.edition.name,
        seed: plan.seed,
        shard: plan.shard.clone(),
        manifest: manifest(cases.iter().map(|case| case.id.as_str())),
        cases: results,
        failures,
        readings: conclusion.readings,
        clauses: conclusion.clauses,
        capabilities: capabilities.words(),
        notices: conclusion.notices,
        other_edition,
        requests: plan.client.sent(),
        seconds: 0.0,
        belief: conclusion.belief,
    }
}

fn not_run(case: &Case) -> CaseResult {
    CaseResult {
        id: case.id.clone(),
        verdict: Verdict::NotRun,
        clauses: case.clauses.clone(),
        negative: case.is_negative(),
        reason: Some("the run stopped before it".to_owned()),
        constraint: Vec::new(),
        file: case.place.file.clone(),
        line: case.place.line,
    }
}

/// SHA-256 over case ids, one a line, in hexadecimal.
pub fn manifest<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for id in ids {
        hash.update(id.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Another edition that explains more than half of what this one fails.
fn other_edition(
    edition: &Edition,
    tried: &[Tried<'_>],
    conclusion: &Conclusion,
) -> Option<OtherEdition> {
    let failing: Vec<&Tried<'_>> = tried
        .iter()
        .zip(&conclusion.cases)
        .filter(|(_, result)| result.verdict == Verdict::Fail)
        .map(|(tried, _)| tried)
        .collect();
    // A case that only contradicts another would go away under any edition.
    let explains = |tried: &Tried<'_>, other: &'static Edition| {
        let all = Relation::new(vec![other.readings()]);
        tried.ended == Ended::Complete
            && matches!(tried.finding, Finding::Divergent(_))
            && matches!(
                judge(tried.case, &tried.transcript, other, &all),
                Finding::Explained(_)
            )
    };
    if failing.is_empty() {
        return None;
    }
    EDITIONS
        .iter()
        .filter(|other| other.name != edition.name)
        .map(|other| {
            let explained = failing
                .iter()
                .filter(|tried| explains(tried, other))
                .count();
            OtherEdition {
                name: other.name,
                explained,
                failing: failing.len(),
            }
        })
        .filter(|other| other.explained * 2 > other.failing)
        .max_by_key(|other| other.explained)
}
