//! Joins what the cases found into verdicts: pure, and the same for shards,
//! jobs and any order of execution.

use crate::contract::{AxisSet, Edition};

use super::failing::Evidence;
use super::incidental::Incidental;
use super::joined::Joined;
use super::tally::{axis_results, bucketed, clause_results};
use crate::check::belief::Relation;
use crate::check::results::Strictness;
use crate::check::results::{AxisResult, CaseResult, ClauseResult, Notice, Verdict};
use crate::check::results::{Contradiction, Failure};
use crate::check::results::{Observed, Showed};

/// What a run comes to.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// Verdicts, in the order of the cases given.
    pub cases: Vec<CaseResult>,
    /// Failures by identity, the most frequent first.
    pub failures: Vec<Failure>,
    /// The belief at the end.
    pub belief: Relation,
    /// What is known of every axis.
    pub readings: Vec<AxisResult>,
    /// What is known of every clause.
    pub clauses: Vec<ClauseResult>,
    /// What fails nothing.
    pub notices: Vec<Notice>,
}

/// Joins probes and cases, both in the order of their ids; `start` holds the
/// readings that the run was told to assume.
pub(in crate::check) fn conclude(
    probes: &[Observed],
    cases: &[Observed],
    evidence: &dyn Evidence,
    edition: &Edition,
    start: &Relation,
    strictness: Strictness,
) -> Conclusion {
    let mut joined = Joined::new(start.clone(), edition);
    for probe in probes {
        joined.take_probe(probe);
    }
    let mut results = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    let mut generated: Vec<Failure> = Vec::new();
    let incidental = Incidental::among(cases);
    for (place, case) in cases.iter().enumerate() {
        let said = Said {
            case,
            place,
            evidence,
        };
        let (result, found) = verdict(&said, &mut joined, &incidental, strictness);
        results.push(result);
        if case.hand_written {
            failures.extend(found);
        } else {
            generated.extend(found);
        }
    }
    // The first of a kind stands for the others, and what somebody wrote is
    // easier to understand than what was drawn.
    failures.append(&mut generated);
    let readings = axis_results(&joined, edition);
    let clauses = clause_results(&results, edition);
    let notices = incidental.notices(strictness);
    Conclusion {
        cases: results,
        failures: bucketed(failures),
        belief: joined.belief,
        readings,
        clauses,
        notices,
    }
}

/// What a case showed, with where the rest of it can be had.
pub(super) struct Said<'a> {
    /// The case.
    pub(super) case: &'a Observed,
    /// Its place in the evidence.
    pub(super) place: usize,
    /// What the target said.
    pub(super) evidence: &'a dyn Evidence,
}

/// The verdict of the next case, with what failed.
pub(super) fn verdict(
    said: &Said<'_>,
    joined: &mut Joined,
    incidental: &Incidental,
    strictness: Strictness,
) -> (CaseResult, Vec<Failure>) {
    let case = said.case;
    let mut result = CaseResult {
        id: case.id.clone(),
        verdict: Verdict::Pass,
        clauses: case.clauses.clone(),
        negative: case.negative,
        needs: case.needs.clone(),
        reason: None,
        failures: Vec::new(),
        constraint: Vec::new(),
        file: case.file.clone(),
        line: case.line,
    };
    let mut failures = judged(said, joined, &mut result);
    for violation in &case.violations {
        if incidental.fails(violation, case, strictness) && result.verdict != Verdict::NotApplicable
        {
            let failure = said.evidence.of_violation(said.place, violation);
            if !failures.iter().any(|there| there.id == failure.id) {
                failures.push(failure);
            }
        }
    }
    if let Some(violation) = incidental.repeated.get(&case.id)
        && !failures
            .iter()
            .any(|failure| failure.clause == violation.clause)
    {
        failures.push(said.evidence.of_violation(said.place, violation));
    }
    if !failures.is_empty() {
        result.verdict = Verdict::Fail;
        result.failures = failures.iter().map(|failure| failure.id.clone()).collect();
        result.reason = failures.first().map(|failure| {
            format!(
                "{}: expected {}, got {}",
                failure.clause,
                first_line(&failure.expected),
                first_line(&failure.observed)
            )
        });
    }
    (result, failures)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn judged(said: &Said<'_>, joined: &mut Joined, result: &mut CaseResult) -> Vec<Failure> {
    let case = said.case;
    let mut failures = Vec::new();
    match &case.showed {
        Showed::NotApplicable(reason) => {
            result.verdict = Verdict::NotApplicable;
            result.reason = Some(reason.clone());
            return failures;
        }
        Showed::Failed(failure) => failures.push((**failure).clone()),
        Showed::Inconsistent(failure) => {
            if let Some(found) = &failure.contradiction {
                joined.widen(AxisSet::default().with(found.axis));
            }
            failures.push(inconsistent((**failure).clone()));
        }
        Showed::Open(reason) => {
            result.verdict = Verdict::Inconclusive;
            result.reason = Some(reason.clone());
        }
        Showed::Explained(explained) => {
            result.constraint = explained.relation.boxes().to_vec();
            if let Err(contradiction) = joined.take(&case.id, explained) {
                failures.push(contradicted(said, contradiction, joined));
            }
        }
        Showed::Broken => {}
    }
    failures.extend(case.broken.clone());
    if failures.is_empty()
        && result.verdict == Verdict::Pass
        && let Some(reason) = &case.open
    {
        result.verdict = Verdict::Inconclusive;
        result.reason = Some(reason.clone());
    }
    failures
}

/// A failure that two cases make together.
fn contradicted(said: &Said<'_>, contradiction: Contradiction, joined: &mut Joined) -> Failure {
    joined.widen(AxisSet::default().with(contradiction.axis));
    let step = contradiction
        .later
        .rsplit('#')
        .next()
        .and_then(|step| step.parse().ok())
        .unwrap_or(0);
    let clause = said.case.clause;
    let mut failure = said.evidence.of_contradiction(said.place, clause, step);
    failure.contradiction = Some(contradiction);
    inconsistent(failure)
}

fn inconsistent(mut failure: Failure) -> Failure {
    if let Some(contradiction) = &failure.contradiction {
        failure.id = format!("inconsistent/{}", contradiction.axis);
        failure.expected = format!(
            "one option of {} for good: {} showed {}",
            contradiction.axis,
            contradiction.earlier,
            contradiction.earlier_options.join(" or ")
        );
        failure.observed = format!(
            "{} shows {}",
            contradiction.later,
            contradiction.later_options.join(" or ")
        );
    }
    failure
}
