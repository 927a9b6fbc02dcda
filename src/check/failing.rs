//! Makes failures of divergences, broken rules and answers that are none.

use crate::cases::Case;
use crate::contract::{Edition, clauses};

use super::blame::clause_of;
use super::history::{read_after, records, state_of};
use super::judge::{Divergent, exchange_at};
use super::reproduce::{curl, replay};
use super::results::{Failure, Permitted, State};
use super::rules::Violation;
use super::transcript::{Event, Transcript};
use super::wording::{
    kind_of_expected, kind_of_observed, permit_words, reading_words, state_class, words,
};

/// The failure that a divergent exchange is.
pub(super) fn of_divergence(
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
    let clause = clause_of(case, transcript, exchange, answer, divergent);
    let before = state_of(transcript, divergent);
    let (expected, observed) = words(transcript, exchange, answer, &divergent.permitted);
    let settled = edition.readings();
    let permitted = divergent
        .permitted
        .iter()
        .map(|(permit, readings)| Permitted {
            answer: permit_words(transcript, permit),
            reading: reading_words(readings, &settled),
        })
        .collect();
    let id = format!(
        "{clause}/{}/{}/{}",
        kind_of_expected(&divergent.permitted),
        kind_of_observed(exchange, answer),
        state_class(&before, edition)
    );
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
        replay: replay(case),
        count: 1,
        contradiction: None,
    }
}

/// The failure that a broken rule of single answers is.
pub(super) fn of_violation(case: &Case, transcript: &Transcript, violation: &Violation) -> Failure {
    let event = transcript
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| matches!(event, Event::Exchange(_)))
        .nth(violation.exchange)
        .map_or(0, |(place, _)| place);
    Failure {
        id: format!("{}/answer", violation.clause),
        case: case.id.clone(),
        clause: violation.clause,
        step: violation.step,
        expected: violation.expected.clone(),
        permitted: vec![Permitted {
            answer: violation.expected.clone(),
            reading: "any".to_owned(),
        }],
        observed: transcript.labelled(&violation.observed),
        state_before: State::new(),
        state_after: State::new(),
        steps: records(transcript, event),
        curl: curl(case, transcript, event),
        replay: replay(case),
        count: 1,
        contradiction: None,
    }
}

/// The failure that an answer is which is none.
pub(super) fn of_form(
    case: &Case,
    transcript: &Transcript,
    clause: &'static str,
    step: usize,
    expected: &str,
    observed: &str,
) -> Failure {
    let last = transcript.events.len().saturating_sub(1);
    Failure {
        id: format!("{clause}/form"),
        case: case.id.clone(),
        clause,
        step,
        expected: expected.to_owned(),
        permitted: vec![Permitted {
            answer: expected.to_owned(),
            reading: "any".to_owned(),
        }],
        observed: observed.to_owned(),
        state_before: State::new(),
        state_after: State::new(),
        steps: records(transcript, last),
        curl: curl(case, transcript, last),
        replay: replay(case),
        count: 1,
        contradiction: None,
    }
}
