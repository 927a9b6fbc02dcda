//! The verdict of one case among others, and what of it later cases may still decide.

use std::sync::Arc;

use crate::contract::{AxisSet, Edition};

use super::failing::Evidence;
use super::incidental::{Incidental, When};
use super::joined::Joined;
use crate::check::results::{CaseResult, Verdict};
use crate::check::results::{Contradiction, Failure};
use crate::check::results::{Observed, Showed};

/// What a case comes to, but for what others decide.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    result: CaseResult,
    found: Vec<(Failure, When)>,
    /// Whether a person wrote it.
    pub(super) hand_written: bool,
    /// Other editions that explain what this one cannot.
    pub(super) explained_by: Vec<&'static Edition>,
}

impl Pending {
    /// What the next case comes to.
    pub(super) fn of(
        case: &Observed,
        evidence: &dyn Evidence,
        joined: &mut Joined,
        incidental: &mut Incidental,
    ) -> Self {
        let mut result = CaseResult {
            id: case.id.clone(),
            verdict: Verdict::Pass,
            clauses: case.clauses.as_slice().into(),
            negative: case.negative,
            needs: Arc::new(case.needs.clone()),
            reason: None,
            failures: Vec::new(),
            constraint: [].into(),
            file: case.file.as_str().into(),
            line: case.line,
        };
        let failures = judged(case, evidence, joined, &mut result);
        let mut found: Vec<(Failure, When)> = failures
            .into_iter()
            .map(|failure| (failure, When::Always))
            .collect();
        for (violation, when) in incidental.take(case) {
            let failure = evidence.of_violation(case, &violation);
            if !found.iter().any(|(there, _)| there.id == failure.id) {
                found.push((failure, when));
            }
        }
        Self {
            result,
            found,
            hand_written: case.hand_written,
            explained_by: case.explained_by.clone(),
        }
    }

    /// Whether what later cases show may change it.
    pub(super) fn is_open(&self) -> bool {
        self.found.iter().any(|(_, when)| *when != When::Always)
    }

    /// Its verdict, with what failed, by all that was seen.
    pub(super) fn settled(self, incidental: &Incidental) -> (CaseResult, Vec<Failure>) {
        let mut result = self.result;
        let mut failures: Vec<Failure> = Vec::new();
        for (failure, when) in self.found {
            let is_told = matches!(when, When::NoneByItself(_))
                && failures.iter().any(|told| told.clause == failure.clause);
            if incidental.fails(when) && !is_told {
                failures.push(failure);
            }
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
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn judged(
    case: &Observed,
    evidence: &dyn Evidence,
    joined: &mut Joined,
    result: &mut CaseResult,
) -> Vec<Failure> {
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
            result.constraint = explained.relation.boxes().into();
            if let Err(contradiction) = joined.take(&case.id, explained) {
                failures.push(contradicted(case, evidence, contradiction, joined));
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
fn contradicted(
    case: &Observed,
    evidence: &dyn Evidence,
    contradiction: Contradiction,
    joined: &mut Joined,
) -> Failure {
    joined.widen(AxisSet::default().with(contradiction.axis));
    let step = contradiction
        .later
        .rsplit('#')
        .next()
        .and_then(|step| step.parse().ok())
        .unwrap_or(0);
    let mut failure = evidence.of_contradiction(case, step);
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
