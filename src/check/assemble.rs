//! Assembles the result of a run from what its cases came to.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::cases::{Case, DRAWN};
use crate::contract::{EDITIONS, Edition};
use crate::targets::Capabilities;

use super::belief::Relation;
use super::conclude::{Conclusion, Tried};
use super::judge::{Finding, judge};
use super::precedence::precedence;
use super::reproduce::TARGET_MARK;
use super::results::{CaseResult, Failure, OtherEdition, Run, Verdict};
use super::run::Plan;
use super::transcript::Ended;

/// The result of a run of `cases`, some of which may not have been tried.
pub(super) fn assembled(
    plan: &Plan<'_>,
    capabilities: &Capabilities,
    cases: &[&Case],
    tried: &[Tried<'_>],
    conclusion: Conclusion,
) -> Run {
    let other_edition = other_edition(plan.edition, tried, &conclusion);
    let mut failures = conclusion.failures;
    for failure in &mut failures {
        addressed(failure, plan);
        let again = cases
            .iter()
            .find(|case| case.id == failure.case)
            .and_then(|case| drawn_again(case))
            .unwrap_or_default();
        failure.replay = format!("{}{again} --target {}", failure.replay, plan.target);
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
        drawn: plan.drawn,
        shard: plan.shard.clone(),
        manifest: manifest(cases.iter().map(|case| case.id.as_str())),
        cases: results,
        failures,
        readings: conclusion.readings,
        clauses: conclusion.clauses,
        capabilities: capabilities.words(),
        notices: conclusion.notices,
        precedence: precedence(tried),
        other_edition,
        requests: plan.client.sent(),
        seconds: 0.0,
        belief: conclusion.belief,
    }
}

/// Writes the address of the target into the script of a failure.
pub fn addressed(failure: &mut Failure, plan: &Plan<'_>) {
    failure.curl = failure.curl.replace(TARGET_MARK, plan.address);
}

/// What a command must say so that it draws a case again, if it must say it.
fn drawn_again(case: &Case) -> Option<String> {
    let (seed, count) = case.drawn_from()?;
    let is_drawn_anyway = seed == 0 && count <= DRAWN as usize;
    (!is_drawn_anyway).then(|| format!(" --seed {seed} --cases {count}"))
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
