//! Runs many cases against one target and concludes.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cases::Case;
use crate::targets::Capabilities;

use super::assemble::assembled;
use super::plan::{GONE_AFTER, Plan, Progress, RunError, Stopped, WHOLE};
use super::session::Session;
use crate::check::attempt::in_parallel;
use crate::check::belief::Finding;
use crate::check::belief::Tried;
use crate::check::evidence::Ended;
use crate::check::evidence::is_too_much;
use crate::check::evidence::{counted, needed};
use crate::check::results::Observed;
use crate::check::results::{AxisResult, Notice, Run, Shown};
use crate::check::verdict::free_axes;

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
