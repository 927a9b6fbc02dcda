//! Puts a divergence into words: clause, expectation, observation, identity.

use std::collections::BTreeMap;

use crate::cases::Case;
use crate::contract::{Answer, Edition, Readings, TagRow, clauses, params};
use crate::model::{Codes, Permit};

use super::judge::{Divergent, exchange_at};
use super::reproduce::{curl, replay};
use super::results::{Failure, Permitted, State, StepRecord};
use super::rules::Violation;
use super::transcript::{Exchange, Role, Transcript};

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
    let expected = expected_words(transcript, &divergent.permitted);
    let observed = observed_words(transcript, exchange, answer);
    let settled = edition.readings();
    let permitted = divergent
        .permitted
        .iter()
        .map(|(permit, readings)| Permitted {
            answer: transcript.labelled(&permit.to_string()),
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
        .filter(|(_, event)| matches!(event, super::transcript::Event::Exchange(_)))
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

/// A reading in words: what it says beyond what the edition settles.
pub fn reading_words(readings: &Readings, settled: &Readings) -> String {
    let words: Vec<String> = readings
        .constrained()
        .filter(|axis| readings.names(*axis) != settled.names(*axis))
        .map(|axis| format!("{}={}", axis.axis().id, readings.names(axis).join("|")))
        .collect();
    if words.is_empty() {
        "any".to_owned()
    } else {
        words.join(" ")
    }
}

fn clause_of(
    case: &Case,
    transcript: &Transcript,
    exchange: &Exchange,
    answer: &Answer,
    divergent: &Divergent,
) -> &'static str {
    let refusals = || {
        divergent
            .permitted
            .iter()
            .filter_map(|(permit, _)| match permit {
                Permit::Refuse(refusal) => Some(refusal),
                _ => None,
            })
    };
    let may_accept = divergent
        .permitted
        .iter()
        .any(|(permit, _)| permit.is_success());
    let own = case.violates.first().or(case.clauses.first()).copied();
    match exchange.role {
        Role::ReadBack(step) => effect_clause(case, transcript, step, answer, divergent),
        _ if exchange.call.action != params::TAG_RESOURCES => own.unwrap_or(clauses::EFFECT_ALL),
        _ if answer.is_success() => refusals()
            .map(|refusal| refusal.clause)
            .find(|clause| case.clauses.contains(clause))
            .or_else(|| refusals().map(|refusal| refusal.clause).next())
            .unwrap_or(clauses::ANSWER_STATUS),
        _ if answer.code().is_none() => clauses::ERROR_CODE,
        _ => {
            let code = answer.code().unwrap_or_default();
            let right_code = refusals().any(
                |refusal| matches!(refusal.codes, Codes::Listed(codes) if codes.contains(&code)),
            );
            if right_code {
                clauses::ERROR_STATUS
            } else if may_accept {
                own.unwrap_or(clauses::EFFECT_ALL)
            } else {
                refusals()
                    .map(|refusal| refusal.clause)
                    .find(|clause| case.clauses.contains(clause))
                    .or_else(|| refusals().map(|refusal| refusal.clause).next())
                    .or(own)
                    .unwrap_or(clauses::ERROR_CODE)
            }
        }
    }
}

/// Which effect is wrong, by what a listing shows too much or too little.
fn effect_clause(
    case: &Case,
    transcript: &Transcript,
    step: usize,
    answer: &Answer,
    divergent: &Divergent,
) -> &'static str {
    let shown = answer.tag_rows().unwrap_or_default();
    let expected = divergent
        .permitted
        .iter()
        .find_map(|(permit, _)| match permit {
            Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => Some(rows.clone()),
            _ => None,
        })
        .unwrap_or_default();
    let keys_of_step: Vec<&str> = transcript
        .exchanges()
        .filter(|other| {
            other.role == Role::Step(step) && other.call.action == params::TAG_RESOURCES
        })
        .flat_map(|other| other.call.params.iter())
        .filter(|(name, _)| name.ends_with(params::KEY))
        .map(|(_, key)| key.as_str())
        .collect();
    let refused_before = transcript.exchanges().any(|other| {
        other.role == Role::Step(step)
            && other
                .answer
                .as_ref()
                .is_ok_and(|answer| !answer.is_success())
    });
    let missing: Vec<&TagRow> = expected.iter().filter(|row| !shown.contains(row)).collect();
    let extra: Vec<&TagRow> = shown.iter().filter(|row| !expected.contains(row)).collect();
    let mut keys: Vec<(&str, &str)> = shown
        .iter()
        .map(|row| (row.resource.as_str(), row.key.as_str()))
        .collect();
    keys.sort_unstable();
    let doubled = keys.windows(2).any(|pair| pair[0] == pair[1]);
    let found = if doubled {
        clauses::KEYS_UNIQUE
    } else if refused_before {
        clauses::REFUSED_UNCHANGED
    } else if !missing.is_empty()
        && !extra.is_empty()
        && missing
            .iter()
            .all(|row| extra.iter().any(|other| other.resource == row.resource))
    {
        clauses::EFFECT_EXACT
    } else if missing
        .iter()
        .any(|row| keys_of_step.contains(&row.key.as_str()))
    {
        clauses::EFFECT_ALL
    } else {
        clauses::EFFECT_ONLY
    };
    // A case about another effect (deletion, regions, inheritance …) knows better.
    case.clauses
        .iter()
        .copied()
        .find(|clause| *clause == found)
        .or_else(|| {
            case.clauses.iter().copied().find(|id| {
                crate::contract::clause_named(id)
                    .is_some_and(|clause| clause.kind == crate::contract::ClauseKind::Effect)
            })
        })
        .unwrap_or(found)
}

fn expected_words(transcript: &Transcript, permitted: &[(Permit, Readings)]) -> String {
    let mut words: Vec<String> = permitted
        .iter()
        .map(|(permit, _)| transcript.labelled(&permit.to_string()))
        .collect();
    words.dedup();
    match words.len() {
        0 => "nothing: no reading is left".to_owned(),
        1 => words.remove(0),
        _ => words.join(", or "),
    }
}

fn observed_words(transcript: &Transcript, exchange: &Exchange, answer: &Answer) -> String {
    let words = match (answer.code(), exchange.call.action.as_str()) {
        (Some(code), _) => format!("{} {code}", answer.status),
        (None, _) if !answer.is_success() => format!("status {} without a code", answer.status),
        (None, params::TAG_RESOURCES | params::UNTAG_RESOURCES) => "accepted".to_owned(),
        (None, params::DESCRIBE_TAGS) => {
            format!("tags {:?}", answer.tag_pairs().unwrap_or_default())
        }
        (None, params::DESCRIBE_TAG_KEYS) => {
            format!("keys {:?}", answer.tag_keys().unwrap_or_default())
        }
        (None, _) => match answer.tag_rows() {
            Some(mut rows) => {
                rows.sort();
                Permit::Rows(rows).to_string()
            }
            None => "a listing with a row that lacks a field".to_owned(),
        },
    };
    transcript.labelled(&words)
}

fn kind_of_expected(permitted: &[(Permit, Readings)]) -> String {
    let mut kinds: Vec<String> = permitted
        .iter()
        .map(|(permit, _)| match permit {
            Permit::Refuse(refusal) => refusal.codes.to_string(),
            Permit::Accept => "accepted".to_owned(),
            _ => "state".to_owned(),
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds.join("|").replace(' ', "-")
}

fn kind_of_observed(exchange: &Exchange, answer: &Answer) -> String {
    match answer.code() {
        Some(code) => format!("{}-{code}", answer.status),
        None if !answer.is_success() => format!("{}-no-code", answer.status),
        None if matches!(exchange.role, Role::ReadBack(_)) => "other-state".to_owned(),
        None => "accepted".to_owned(),
    }
}

fn state_class(before: &State, edition: &Edition) -> &'static str {
    let most = before.values().map(BTreeMap::len).max().unwrap_or(0);
    match most {
        0 => "empty",
        most if most >= edition.quota => "full",
        _ => "tagged",
    }
}

/// The tags of every resource before the step, as the likeliest hypothesis has
/// them.
fn state_of(transcript: &Transcript, divergent: &Divergent) -> State {
    let Some(first) = divergent.before.hypotheses().first() else {
        return State::new();
    };
    transcript
        .resources
        .iter()
        .filter_map(|there| {
            let resource = first.world.get(&there.bound.id)?;
            let tags = resource
                .tags
                .iter()
                .map(|(key, value)| (transcript.labelled(key), transcript.labelled(value)))
                .collect();
            Some((there.label.clone(), tags))
        })
        .collect()
}

/// The tags as they were read back at and after an exchange, where they were.
fn read_after(transcript: &Transcript, event: usize, before: &State) -> State {
    let mut after = before.clone();
    for later in transcript.events.iter().skip(event) {
        let super::transcript::Event::Exchange(exchange) = later else {
            continue;
        };
        let (Role::ReadBack(_), Ok(answer)) = (exchange.role, &exchange.answer) else {
            // The next step changes the state again.
            if later_step(exchange, event, transcript) {
                break;
            }
            continue;
        };
        let Some(rows) = answer.tag_rows() else {
            continue;
        };
        for id in exchange.call.indexed(params::RESOURCE_ID) {
            let tags = rows
                .iter()
                .filter(|row| row.resource == id)
                .map(|row| {
                    (
                        transcript.labelled(&row.key),
                        transcript.labelled(&row.value),
                    )
                })
                .collect();
            after.insert(transcript.labelled(id), tags);
        }
    }
    after
}

fn later_step(exchange: &Exchange, event: usize, transcript: &Transcript) -> bool {
    let failed = exchange_at(transcript, event).map_or(0, |(failed, _)| failed.role.step());
    matches!(exchange.role, Role::Step(step) if step > failed) || exchange.role == Role::Twin
}

fn records(transcript: &Transcript, until: usize) -> Vec<StepRecord> {
    transcript
        .events
        .iter()
        .take(until + 1)
        .filter_map(|event| match event {
            super::transcript::Event::Exchange(exchange) => Some(record(transcript, exchange)),
            super::transcript::Event::Deleted(id) => Some(StepRecord {
                request: transcript.labelled(&format!("delete {id}")),
                response: "200".to_owned(),
            }),
            super::transcript::Event::Created(place) => {
                transcript.resources.get(*place).map(|there| StepRecord {
                    request: format!("create {}", there.label),
                    response: "200".to_owned(),
                })
            }
        })
        .collect()
}

fn record(transcript: &Transcript, exchange: &Exchange) -> StepRecord {
    StepRecord {
        request: transcript.labelled(&super::reproduce::request_line(exchange)),
        response: transcript.labelled(&super::reproduce::response_line(exchange)),
    }
}
