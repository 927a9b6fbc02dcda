//! Makes failures of divergences, broken rules and answers that are none.

use std::fmt::Write as _;

use crate::cases::Case;
use crate::contract::{ClauseId, Edition, clauses, visible};

use super::blame::clause_of;
use super::companion_blame::{identity, is_companion, operation_of};
use super::curl_script::curl;
use super::history::{read_after, record, records, state_of};
use super::opinion::{Opinion, opinion};
use super::wording::{
    kind_of_expected, kind_of_observed, permit_words, reading_words, state_class, words,
};
use crate::check::belief::Tried;
use crate::check::belief::exchange_at;
use crate::check::belief::{Divergent, Unordered};
use crate::check::evidence::{Overlapping, Transcript};
use crate::check::results::Observed;
use crate::check::results::Violation;
use crate::check::results::{Failure, Permitted, State};

/// The failure that a divergent exchange is.
pub(in crate::check) fn of_divergence(
    case: &Case,
    transcript: &Transcript,
    divergent: &Divergent,
    edition: &Edition,
) -> Failure {
    let Some((exchange, answer)) = exchange_at(transcript, divergent.event) else {
        return of_form(
            case,
            transcript,
            clauses::ANSWER_ROBUST,
            0,
            "an answer",
            "none",
        );
    };
    let clause = clause_of(case, transcript, exchange, answer, divergent, edition);
    let before = state_of(transcript, &divergent.before);
    let (mut expected, mut observed) = words(transcript, exchange, answer, &divergent.permitted);
    if let Some(operation) = operation_of(clause, case.product) {
        expected = format!("{operation}: {expected}");
        if let Opinion::AsExpected(other) = opinion(transcript, divergent, edition) {
            observed = format!("{observed}\n{other} shows what is expected");
        }
    }
    let settled = edition.readings();
    let permitted = divergent
        .permitted
        .iter()
        .map(|(permit, readings)| Permitted {
            answer: permit_words(transcript, permit),
            reading: reading_words(readings, &settled),
        })
        .collect();
    let id = if is_companion(clause) {
        identity(clause, case.product)
    } else {
        format!(
            "{clause}/{}/{}/{}",
            kind_of_expected(&divergent.permitted),
            kind_of_observed(exchange, answer),
            state_class(&before, edition)
        )
    };
    Failure {
        id,
        case: case.id.clone(),
        clause,
        step: exchange.role.step(),
        expected,
        permitted,
        observed,
        state_after: read_after(transcript, divergent.event, &before),
        state_before: before,
        steps: records(transcript, divergent.event),
        curl: curl(case, transcript, divergent.event),
        replay: String::new(),
        count: 1,
        contradiction: None,
        known: None,
        intermittent: None,
    }
}

/// The failure that calls at once are which no order explains.
pub(super) fn of_history(
    case: &Case,
    transcript: &Transcript,
    found: &Unordered,
    edition: &Edition,
) -> Failure {
    let before = state_of(transcript, &found.before);
    let after = read_after(transcript, found.event, &before);
    let is_overfull = after.values().any(|tags| tags.len() > edition.quota);
    let mut others = case.clauses.iter().copied();
    let other = others.find(|clause| *clause != clauses::TAG_QUOTA);
    let clause = if is_overfull {
        clauses::TAG_QUOTA
    } else {
        other.unwrap_or(clauses::EFFECT_ALL)
    };
    Failure {
        id: format!("{clause}/no-order"),
        state_after: after,
        state_before: before,
        ..of_form(
            case,
            transcript,
            clause,
            found
                .history
                .iter()
                .map(|call| call.exchange.role.step())
                .max()
                .unwrap_or(0),
            "calls at once to have the effect of some order of them",
            &format!(
                "no order explains this, whether or not the other calls were done:{}",
                history_words(transcript, &found.history)
            ),
        )
    }
}

/// A history, one call a line, with the times counted anew.
fn history_words(transcript: &Transcript, history: &[Overlapping]) -> String {
    let mut times: Vec<u64> = history
        .iter()
        .flat_map(|call| [Some(call.began), call.ended])
        .flatten()
        .collect();
    times.sort_unstable();
    let rank = |time: u64| times.iter().position(|other| *other == time).unwrap_or(0) + 1;
    let mut calls: Vec<&Overlapping> = history.iter().collect();
    calls.sort_by_key(|call| call.began);
    calls.iter().fold(String::new(), |mut words, call| {
        let record = record(transcript, &call.exchange);
        let who = match call.lane {
            0 => "after".to_owned(),
            lane => format!("lane {lane}"),
        };
        let ended = call
            .ended
            .map_or("?".to_owned(), |ended| rank(ended).to_string());
        // Writing to a text cannot fail.
        let _ = write!(
            words,
            "\n{who} [{}-{ended}] {} -> {}",
            rank(call.began),
            record.request,
            record.response
        );
        words
    })
}

/// The failure that a broken rule of single answers is.
pub(super) fn of_violation(case: &Case, transcript: &Transcript, violation: &Violation) -> Failure {
    let event = transcript
        .placed_exchanges()
        .nth(violation.exchange)
        .map_or(0, |(place, _)| place);
    Failure {
        id: if is_companion(violation.clause) {
            identity(violation.clause, case.product)
        } else {
            format!("{}/answer", violation.clause)
        },
        case: case.id.clone(),
        clause: violation.clause,
        step: violation.step,
        expected: violation.expected.clone(),
        permitted: vec![Permitted {
            answer: violation.expected.clone(),
            reading: "any".to_owned(),
        }],
        observed: visible(&transcript.labelled(&violation.observed)).into_owned(),
        state_before: State::new(),
        state_after: State::new(),
        steps: records(transcript, event),
        curl: curl(case, transcript, event),
        replay: String::new(),
        count: 1,
        contradiction: None,
        known: None,
        intermittent: None,
    }
}

/// A failure of which no more is known than the case and the place.
pub(super) fn bare(case: &Observed, clause: ClauseId, step: usize) -> Failure {
    Failure {
        id: format!("{clause}/form"),
        case: case.id.clone(),
        clause,
        step,
        expected: String::new(),
        permitted: Vec::new(),
        observed: String::new(),
        state_before: State::new(),
        state_after: State::new(),
        steps: Vec::new(),
        curl: String::new(),
        replay: String::new(),
        count: 1,
        contradiction: None,
        known: None,
        intermittent: None,
    }
}

/// The failure that an answer is which is none.
pub(super) fn of_form(
    case: &Case,
    transcript: &Transcript,
    clause: ClauseId,
    step: usize,
    expected: &str,
    observed: &str,
) -> Failure {
    let last = transcript.events.len().saturating_sub(1);
    Failure {
        id: if is_companion(clause) {
            identity(clause, case.product)
        } else {
            format!("{clause}/form")
        },
        case: case.id.clone(),
        clause,
        step,
        expected: expected.to_owned(),
        permitted: vec![Permitted {
            answer: expected.to_owned(),
            reading: "any".to_owned(),
        }],
        observed: transcript.labelled(observed),
        state_before: State::new(),
        state_after: State::new(),
        steps: records(transcript, last),
        curl: curl(case, transcript, last),
        replay: String::new(),
        count: 1,
        contradiction: None,
        known: None,
        intermittent: None,
    }
}

/// Failures with all that a target said, where that is at hand.
pub(in crate::check) trait Evidence {
    /// The failure of a case that a rule makes.
    fn of_violation(&self, case: &Observed, violation: &Violation) -> Failure;
    /// The failure of a case that others contradict at a step.
    fn of_contradiction(&self, case: &Observed, step: usize) -> Failure;
}

/// A case with what it did and saw.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) struct Seen<'a> {
    /// The case.
    pub(in crate::check) case: &'a Case,
    /// What it did and saw.
    pub(in crate::check) transcript: &'a Transcript,
}

impl<'a> Seen<'a> {
    /// What a case did and saw that was tried.
    pub(in crate::check) fn of(tried: &'a Tried<'_>) -> Self {
        Self {
            case: tried.case,
            transcript: &tried.transcript,
        }
    }
}

impl Evidence for Seen<'_> {
    fn of_violation(&self, _: &Observed, violation: &Violation) -> Failure {
        of_violation(self.case, self.transcript, violation)
    }

    fn of_contradiction(&self, case: &Observed, step: usize) -> Failure {
        of_form(self.case, self.transcript, case.clause, step, "", "")
    }
}
