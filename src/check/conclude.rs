//! Joins what the cases found into verdicts: pure, and the same for shards,
//! jobs and any order of execution (design §2 a and b).

use crate::cases::Case;
use crate::contract::{AxisSet, Edition, axis_named, clauses};

use super::belief::Relation;
use super::failing::{of_divergence, of_form, of_history, of_violation};
use super::incidental::Incidental;
use super::joined::Joined;
use super::judge::Finding;
use super::results::{
    AxisResult, CaseResult, ClauseResult, Contradiction, Failure, Notice, Verdict,
};
use super::rules::violations;
use super::tally::{axis_results, bucketed, clause_results};
use super::transcript::{Ended, Role, Transcript};

/// One case with what it did and what that means.
#[derive(Debug, Clone)]
pub struct Tried<'a> {
    /// The case.
    pub case: &'a Case,
    /// What it did and saw, in its last attempt.
    pub transcript: Transcript,
    /// How that ended.
    pub ended: Ended,
    /// What it says of the readings, from all of them.
    pub finding: Finding,
}

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

/// How strictly a run is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Whether clauses of level SHOULD fail cases.
    pub strict: bool,
}

/// Joins probes and cases, both in the order of their ids; `start` holds the
/// readings that the run was told to assume.
pub fn conclude(
    probes: &[Tried<'_>],
    cases: &[Tried<'_>],
    edition: &Edition,
    start: &Relation,
    strictness: Strictness,
) -> Conclusion {
    let mut joined = Joined::new(start.clone());
    for probe in probes {
        joined.take_probe(probe);
    }
    let mut results = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    let mut generated: Vec<Failure> = Vec::new();
    let incidental = Incidental::among(cases);
    for tried in cases {
        let (result, found) = verdict(tried, &mut joined, &incidental, edition, strictness);
        results.push(result);
        if tried.case.is_hand_written() {
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

/// The verdict of the next case, with what failed.
pub(super) fn verdict(
    tried: &Tried<'_>,
    joined: &mut Joined,
    incidental: &Incidental,
    edition: &Edition,
    strictness: Strictness,
) -> (CaseResult, Vec<Failure>) {
    let case = tried.case;
    let mut result = CaseResult {
        id: case.id.clone(),
        verdict: Verdict::Pass,
        clauses: case.clauses.clone(),
        negative: case.is_negative(),
        reason: None,
        constraint: Vec::new(),
        file: case.place.file.clone(),
        line: case.place.line,
    };
    let mut failures = judged(tried, joined, edition, &mut result);
    for violation in violations(&tried.transcript) {
        if incidental.fails(&violation, case, strictness)
            && result.verdict != Verdict::NotApplicable
        {
            failures.push(of_violation(case, &tried.transcript, &violation));
        }
    }
    if let Some(violation) = incidental.repeated.get(&case.id)
        && !failures
            .iter()
            .any(|failure| failure.clause == violation.clause)
    {
        failures.push(of_violation(case, &tried.transcript, violation));
    }
    if !failures.is_empty() {
        result.verdict = Verdict::Fail;
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

fn judged(
    tried: &Tried<'_>,
    joined: &mut Joined,
    edition: &Edition,
    result: &mut CaseResult,
) -> Vec<Failure> {
    let case = tried.case;
    match &tried.ended {
        Ended::NotApplicable(reason) => {
            result.verdict = Verdict::NotApplicable;
            result.reason = Some(reason.clone());
            return Vec::new();
        }
        Ended::Weather {
            what,
            neutral_answered: true,
            ..
        } => {
            return vec![of_form(
                case,
                &tried.transcript,
                clauses::ANSWER_ROBUST,
                last_step(tried),
                "an answer",
                what,
            )];
        }
        Ended::Weather { what, .. } => {
            result.verdict = Verdict::Inconclusive;
            result.reason = Some(what.clone());
            return Vec::new();
        }
        Ended::Complete | Ended::Broken { .. } | Ended::Inconclusive(_) => {}
    }
    let mut failures = Vec::new();
    match &tried.finding {
        Finding::Divergent(divergent) => {
            failures.push(of_divergence(case, &tried.transcript, divergent, edition));
        }
        Finding::Unordered(found) => {
            failures.push(of_history(case, &tried.transcript, found));
        }
        Finding::Inconsistent(found) => {
            let axis = found.axis.axis().id;
            if joined.knows(axis) {
                result.reason = Some(format!("axis {axis} was contradicted before"));
            } else {
                let mut failure = of_divergence(case, &tried.transcript, &found.at, edition);
                failure.contradiction = Some(Contradiction {
                    axis,
                    earlier: format!("{}#{}", case.id, found.earlier),
                    earlier_options: found.earlier_options.clone(),
                    later: format!("{}#{}", case.id, found.later),
                    later_options: found.later_options.clone(),
                });
                failures.push(inconsistent(failure));
                joined.widen(AxisSet::default().with(found.axis));
            }
        }
        Finding::Inconclusive(reason) => {
            result.verdict = Verdict::Inconclusive;
            result.reason = Some(reason.clone());
        }
        Finding::Explained(explained) => {
            result.constraint = explained.relation.boxes().to_vec();
            if let Err(contradiction) = joined.take(&case.id, explained) {
                failures.push(contradicted(case, tried, contradiction, joined));
            }
        }
    }
    match &tried.ended {
        Ended::Broken { step, what, .. } => {
            let clause = broken_clause(tried);
            failures.push(of_form(
                case,
                &tried.transcript,
                clause,
                *step,
                "a well-formed answer in the format asked for",
                what,
            ));
        }
        Ended::Inconclusive(reason) if failures.is_empty() => {
            result.verdict = Verdict::Inconclusive;
            result.reason = Some(reason.clone());
        }
        _ => {
            if failures.is_empty()
                && result.verdict == Verdict::Pass
                && let Some(reason) = refused_twin(&tried.transcript)
            {
                result.verdict = Verdict::Inconclusive;
                result.reason = Some(reason);
            }
        }
    }
    failures
}

/// A failure that two cases make together.
fn contradicted(
    case: &Case,
    tried: &Tried<'_>,
    contradiction: Contradiction,
    joined: &mut Joined,
) -> Failure {
    if let Some(axis) = axis_named(contradiction.axis) {
        joined.widen(AxisSet::default().with(axis));
    }
    let clause = case
        .violates
        .first()
        .or(case.clauses.first())
        .copied()
        .unwrap_or(clauses::EFFECT_ALL);
    let step = contradiction
        .later
        .rsplit('#')
        .next()
        .and_then(|step| step.parse().ok())
        .unwrap_or(0);
    let mut failure = of_form(case, &tried.transcript, clause, step, "", "");
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

fn last_step(tried: &Tried<'_>) -> usize {
    tried
        .transcript
        .exchanges()
        .last()
        .map_or(0, |exchange| exchange.role.step())
}

fn broken_clause(tried: &Tried<'_>) -> &'static str {
    let status = tried
        .transcript
        .exchanges()
        .last()
        .map_or(0, |exchange| exchange.response.status);
    if status >= 500 || status == 0 {
        clauses::ANSWER_ROBUST
    } else {
        clauses::ANSWER_FORMAT
    }
}

fn refused_twin(transcript: &Transcript) -> Option<String> {
    let twin = transcript
        .exchanges()
        .find(|exchange| exchange.role == Role::Twin)?;
    let answer = twin.answer.as_ref().ok()?;
    (!answer.is_success()).then(|| {
        format!(
            "its valid twin was refused as well, with {} {}",
            answer.status,
            answer.code().unwrap_or("no code")
        )
    })
}
