//! Assembles the result of a run from what its cases came to.

use std::sync::Arc;

use crate::cases::{Case, DRAWN, Picked};
use crate::contract::Edition;
use crate::targets::Capabilities;

use super::plan::{Plan, Stopped};
use crate::check::evidence::needed;
use crate::check::results::{Alike, Failure};
use crate::check::results::{CaseResult, Run, Verdict};
use crate::check::verdict::Conclusion;
use crate::check::verdict::{cases_that_show, replay, with_address};

/// The result of a run of `cases` that came to a conclusion.
pub(super) fn assembled(
    plan: &Plan<'_>,
    capabilities: &Capabilities,
    cases: &Picked<'_>,
    conclusion: Conclusion,
) -> Run {
    Run {
        target: plan.target.to_owned(),
        edition: plan.edition,
        seed: plan.seed,
        drawn: plan.drawn,
        shard: plan.shard.clone(),
        manifest: conclusion.manifest,
        cases: conclusion.cases,
        alike: conclusion.alike,
        failures: told(conclusion.failures, plan, cases),
        readings: conclusion.readings,
        clauses: conclusion.clauses,
        capabilities: capabilities.words(),
        scope: plan.scope.clone(),
        unneeded: Vec::new(),
        missing: Vec::new(),
        accepted: None,
        notices: conclusion.notices,
        deviations: Vec::new(),
        precedence: conclusion.precedence,
        other_edition: conclusion.other_edition,
        requests: plan.client.sent(),
        seconds: 0.0,
        belief: conclusion.belief,
        shown: None,
    }
}

/// Failures with the command that repeats each of them.
pub(super) fn told(
    mut failures: Vec<Failure>,
    plan: &Plan<'_>,
    cases: &Picked<'_>,
) -> Vec<Failure> {
    for failure in &mut failures {
        let lasted = cases.lasting().any(|case| case.id == failure.case);
        let mut ids = cases_that_show(failure, |id: &str| cases.has(id));
        if lasted {
            // It takes what the whole run does.
            ids.clear();
        }
        let drawn = ids.iter().filter_map(|id| cases.drawn_from(id));
        let again = drawn_again(drawn).unwrap_or_default();
        failure.replay = format!("{}{again} {}", replay(&ids), plan.settings());
        addressed(failure, plan);
    }
    failures
}

/// Writes the address of the target into the script of a failure. Where curl
/// reaches no target, the script is the command that repeats the case.
pub fn addressed(failure: &mut Failure, plan: &Plan<'_>) {
    failure.curl = match plan.address {
        Some(address) => with_address(&failure.curl, address),
        None => format!("#!/bin/sh\n{}\n", failure.replay),
    };
}

/// What a command must say so that it draws cases again, if it must say it.
fn drawn_again(drawn: impl Iterator<Item = (u64, usize)>) -> Option<String> {
    let (seed, count) = drawn.max_by_key(|(_, count)| *count)?;
    let is_drawn_anyway = seed == 0 && count <= DRAWN as usize;
    (!is_drawn_anyway).then(|| format!(" --seed {seed} --cases {count}"))
}

/// The result of a case that was not run.
pub(super) fn not_run(case: &Case, edition: &Edition, stopped: Option<&Stopped>) -> CaseResult {
    let before = "the run stopped before it";
    CaseResult {
        id: case.id.clone(),
        verdict: Verdict::NotRun,
        clauses: case.clauses.as_slice().into(),
        negative: case.is_negative(),
        needs: needed(case, edition).into(),
        reason: Some(match stopped {
            Some(why) => format!("{before}: {why}"),
            None => before.to_owned(),
        }),
        failures: Vec::new(),
        constraint: [].into(),
        file: case.origin.file().into(),
        line: case.origin.line(),
    }
}

/// The same of one that was not even drawn.
pub(super) fn counted_not_run() -> Alike {
    Alike {
        verdict: Verdict::NotRun,
        negative: false,
        needs: Arc::default(),
    }
}
