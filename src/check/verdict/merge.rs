//! Joins the shards of one run: the same verdicts as if it had been one.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::Edition;

use super::conclude::{Concluding, Conclusion};
use super::failing::{Evidence, bare};
use super::reproduce::{cases_that_show, replay, shell_word};
use crate::check::results::Missing;
use crate::check::results::Observed;
use crate::check::results::Run;
use crate::check::results::Strictness;
use crate::check::results::Violation;
use crate::check::results::{CaseResult, Failure, Verdict};

/// Why shards cannot be joined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// One is not a shard's report.
    #[error(
        "{0} does not say what its cases showed: a shard's report does (--shard I/N), and the NDJSON of any run"
    )]
    NoShard(String),
    /// One is there twice.
    #[error("shard {shard} is there twice: {first} and {second}")]
    Doubled {
        /// Which.
        shard: String,
        /// The first report.
        first: String,
        /// The second.
        second: String,
    },
    /// One is missing.
    #[error("shard {0} is missing")]
    Missing(String),
    /// Two are not of one run.
    #[error("{second} is of another run than {first}: {what} differs")]
    Other {
        /// The first report.
        first: String,
        /// The second.
        second: String,
        /// In what they differ.
        what: &'static str,
    },
    /// A case is in two of them.
    #[error("case '{0}' is in two shards")]
    Overlapping(String),
}

/// The run of which these are the shards, each with the name of its report.
pub fn merged(shards: &[(String, Run)], edition: &'static Edition) -> Result<Run, MergeError> {
    let ordered = in_order(shards)?;
    let (_, first) = ordered[0];
    let mut evidence = Shards::default();
    let mut cases: Vec<Observed> = Vec::new();
    for (name, run) in &ordered {
        let shown = run
            .shown
            .as_ref()
            .ok_or_else(|| MergeError::NoShard((*name).clone()))?;
        cases.extend(shown.cases.iter().map(|case| within(case, &run.shard)));
        for failure in &run.failures {
            let key = (failure.id.clone(), failure.case.clone());
            evidence.failures.insert(key, failure.clone());
        }
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(twice) = cases.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(MergeError::Overlapping(twice[0].id.clone()));
    }
    evidence.target.clone_from(&first.target);
    let shown = first
        .shown
        .as_ref()
        .ok_or_else(|| MergeError::NoShard(ordered[0].0.clone()))?;
    evidence.ids = cases.iter().map(|case| case.id.clone()).collect();
    let strictness = Strictness {
        strict: shown.strict,
    };
    let mut concluding =
        Concluding::after(&shown.probes, edition, &shown.start, strictness, &|_, _| {});
    let runs = || ordered.iter().map(|(_, run)| *run);
    let mut unrun: Vec<&CaseResult> = runs()
        .flat_map(|run| &run.cases)
        .filter(|case| !evidence.ids.contains(&case.id))
        .collect();
    unrun.sort_by(|a, b| a.id.cmp(&b.id));
    let mut unrun = unrun.into_iter().peekable();
    for case in &cases {
        while let Some(before) = unrun.next_if(|result| result.id < case.id) {
            concluding.take_result(before.clone());
        }
        concluding.take(case, &evidence, Verdict::Pass);
    }
    for after in unrun {
        concluding.take_result(after.clone());
    }
    for (alike, cases) in runs().flat_map(|run| &run.alike) {
        if alike.verdict == Verdict::NotRun {
            concluding.count(alike.clone(), *cases);
        }
    }
    Ok(assembled(&ordered, concluding.concluded(), &evidence))
}

/// A case whose request ids are those of its shard: every shard may have judged
/// an instance of the target of its own, and these need not know each other.
fn within(case: &Observed, shard: &str) -> Observed {
    let mut case = case.clone();
    for (id, _, _) in &mut case.request_ids {
        *id = format!("{shard} {id}");
    }
    case
}

fn assembled(ordered: &[(&String, &Run)], conclusion: Conclusion, evidence: &Shards) -> Run {
    let (_, first) = ordered[0];
    let failures = conclusion.failures.into_iter().map(|failure| {
        let count = failure.count;
        Failure {
            count,
            ..evidence.told(failure)
        }
    });
    Run {
        target: first.target.clone(),
        edition: first.edition,
        seed: first.seed,
        drawn: first.drawn,
        shard: "1/1".to_owned(),
        manifest: conclusion.manifest,
        failures: failures.collect(),
        cases: conclusion.cases,
        alike: conclusion.alike,
        readings: conclusion.readings,
        clauses: conclusion.clauses,
        capabilities: first.capabilities.clone(),
        scope: first.scope.clone(),
        unneeded: first.unneeded.clone(),
        missing: missing(ordered),
        accepted: accepted(ordered),
        notices: conclusion.notices,
        deviations: Vec::new(),
        precedence: conclusion.precedence,
        other_edition: conclusion.other_edition,
        requests: ordered.iter().map(|(_, run)| run.requests).sum(),
        seconds: ordered
            .iter()
            .map(|(_, run)| run.seconds)
            .fold(0.0, f64::max),
        belief: conclusion.belief,
        shown: None,
    }
}

/// What every shard misses: each counts the cases that are in it.
fn missing(ordered: &[(&String, &Run)]) -> Vec<Missing> {
    let mut missing: Vec<Missing> = Vec::new();
    for found in ordered.iter().flat_map(|(_, run)| &run.missing) {
        match missing
            .iter_mut()
            .find(|there| there.ability == found.ability)
        {
            Some(there) => there.cases += found.cases,
            None => missing.push(found.clone()),
        }
    }
    missing.sort_by_key(|missing| {
        std::cmp::Reverse((missing.cases, std::cmp::Reverse(missing.ability)))
    });
    missing
}

/// Accepted calls of all shards; none if nothing was to be accepted in any.
fn accepted(ordered: &[(&String, &Run)]) -> Option<usize> {
    ordered
        .iter()
        .filter_map(|(_, run)| run.accepted)
        .reduce(|all, more| all + more)
}

/// Every shard once, in order, and all of one run.
fn in_order(shards: &[(String, Run)]) -> Result<Vec<(&String, &Run)>, MergeError> {
    let mut by_part: BTreeMap<u64, (&String, &Run)> = BTreeMap::new();
    let mut parts = 0;
    for (name, run) in shards {
        let (part, of) = run
            .shard
            .split_once('/')
            .and_then(|(part, of)| Some((part.parse::<u64>().ok()?, of.parse::<u64>().ok()?)))
            .filter(|(part, of)| 1 <= *part && part <= of)
            .ok_or_else(|| MergeError::NoShard(name.clone()))?;
        if let Some((first_name, first)) = by_part.values().next() {
            let differs = |what| MergeError::Other {
                first: (*first_name).clone(),
                second: name.clone(),
                what,
            };
            let same = [
                ("the number of shards", parts == of),
                ("the target", first.target == run.target),
                (
                    "the edition",
                    first.edition.name == run.edition.name
                        && file_of(first.edition) == file_of(run.edition),
                ),
                ("the seed", first.seed == run.seed),
                ("the number of drawn cases", first.drawn == run.drawn),
                (
                    "the scope (--without and the flags that narrow it)",
                    first.scope == run.scope,
                ),
            ];
            if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
                return Err(differs(what));
            }
        }
        parts = of;
        if let Some((first, _)) = by_part.insert(part, (name, run)) {
            return Err(MergeError::Doubled {
                shard: run.shard.clone(),
                first: first.clone(),
                second: name.clone(),
            });
        }
    }
    match (1..=parts).find(|part| !by_part.contains_key(part)) {
        Some(part) => Err(MergeError::Missing(format!("{part}/{parts}"))),
        None if by_part.is_empty() => Err(MergeError::Missing("1/1".to_owned())),
        None => Ok(by_part.into_values().collect()),
    }
}

/// What is in the file that describes an edition, wherever it was.
fn file_of(edition: &Edition) -> Option<&'static str> {
    edition.file.map(|file| file.text)
}

/// What the shards say of failures.
#[derive(Default)]
struct Shards {
    /// The cases that they tried.
    ids: BTreeSet<String>,
    /// By identity and case.
    failures: BTreeMap<(String, String), Failure>,
    target: String,
}

impl Shards {
    /// The failure as its shard tells it, where it does.
    fn told(&self, failure: Failure) -> Failure {
        let key = (failure.id.clone(), failure.case.clone());
        self.failures.get(&key).cloned().unwrap_or_else(|| {
            let known = |id: &str| self.ids.contains(id);
            let command = replay(&cases_that_show(&failure, known));
            let replay = format!("{command} --target {}", shell_word(&self.target));
            Failure { replay, ..failure }
        })
    }
}

impl Evidence for Shards {
    fn of_violation(&self, case: &Observed, violation: &Violation) -> Failure {
        let mut failure = bare(case, violation.clause, violation.step);
        failure.id = format!("{}/answer", violation.clause);
        failure.expected.clone_from(&violation.expected);
        failure.observed.clone_from(&violation.observed);
        failure
    }

    fn of_contradiction(&self, case: &Observed, step: usize) -> Failure {
        bare(case, case.clause, step)
    }
}
