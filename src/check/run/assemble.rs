//! Assembles the result of a run from what its cases came to.

use std::collections::BTreeSet;

use crate::cases::{Case, DRAWN};
use crate::contract::Edition;
use crate::targets::Capabilities;

use super::plan::{Plan, Stopped};
use crate::check::evidence::needed;
use crate::check::results::Failure;
use crate::check::results::Observed;
use crate::check::results::{CaseResult, Run, Verdict};
use crate::check::verdict::Conclusion;
use crate::check::verdict::{TARGET_MARK, cases_that_show, replay};
use crate::check::verdict::{manifest, other_edition, precedence};

/// The result of a run of `cases`, some of which may not have been tried.
pub(super) fn assembled(
    plan: &Plan<'_>,
    capabilities: &Capabilities,
    cases: &[&Case],
    observed: &[Observed],
    conclusion: Conclusion,
    stopped: Option<&Stopped>,
) -> Run {
    let other_edition = other_edition(observed, &conclusion.cases);
    let mut failures = conclusion.failures;
    for failure in &mut failures {
        let known = |id: &str| cases.iter().any(|case| case.id == id);
        let ids = cases_that_show(failure, known);
        let drawn = cases.iter().filter(|case| ids.contains(&case.id));
        let again = drawn_again(drawn.copied()).unwrap_or_default();
        failure.replay = format!("{}{again} {}", replay(&ids), plan.target_option());
        addressed(failure, plan);
    }
    let mut results = conclusion.cases;
    let done: BTreeSet<String> = results.iter().map(|result| result.id.clone()).collect();
    results.extend(
        cases
            .iter()
            .filter(|case| !done.contains(&case.id))
            .map(|case| not_run(case, plan.edition, stopped)),
    );
    results.sort_by(|a, b| a.id.cmp(&b.id));
    Run {
        target: plan.target.to_owned(),
        edition: plan.edition,
        seed: plan.seed,
        drawn: plan.drawn,
        shard: plan.shard.clone(),
        manifest: manifest(cases.iter().map(|case| case.id.as_str())),
        cases: results,
        failures,
        readings: conclusion.readings,
        clauses: conclusion.clauses,
        capabilities: capabilities.words(),
        scope: plan.scope.clone(),
        unneeded: Vec::new(),
        missing: Vec::new(),
        accepted: None,
        notices: conclusion.notices,
        deviations: Vec::new(),
        precedence: precedence(observed),
        other_edition,
        requests: plan.client.sent(),
        seconds: 0.0,
        belief: conclusion.belief,
        shown: None,
    }
}

/// Writes the address of the target into the script of a failure. Where curl
/// reaches no target, the script is the command that repeats the case.
pub fn addressed(failure: &mut Failure, plan: &Plan<'_>) {
    failure.curl = match plan.address {
        Some(address) => failure.curl.replace(TARGET_MARK, address),
        None => format!("#!/bin/sh\n{}\n", failure.replay),
    };
}

/// What a command must say so that it draws cases again, if it must say it.
fn drawn_again<'a>(cases: impl Iterator<Item = &'a Case>) -> Option<String> {
    let (seed, count) = cases
        .filter_map(Case::drawn_from)
        .max_by_key(|(_, count)| *count)?;
    let is_drawn_anyway = seed == 0 && count <= DRAWN as usize;
    (!is_drawn_anyway).then(|| format!(" --seed {seed} --cases {count}"))
}

fn not_run(case: &Case, edition: &Edition, stopped: Option<&Stopped>) -> CaseResult {
    let before = "the run stopped before it";
    CaseResult {
        id: case.id.clone(),
        verdict: Verdict::NotRun,
        clauses: case.clauses.clone(),
        negative: case.is_negative(),
        needs: needed(case, edition),
        reason: Some(match stopped {
            Some(why) => format!("{before}: {why}"),
            None => before.to_owned(),
        }),
        failures: Vec::new(),
        constraint: Vec::new(),
        file: case.origin.file(),
        line: case.origin.line(),
    }
}
