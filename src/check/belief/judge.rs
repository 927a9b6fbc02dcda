//! Judges the transcript of one case: pure, so that it can be judged again.

use crate::cases::Case;
use crate::contract::{Answer, Edition, params};
use crate::model::Model;

use super::finding::{Divergent, Explained, Finding, Unordered};
use super::hypotheses::Relation;
use super::inconsistency::inconsistency;
use super::linearize::shortest;
use super::walk::{exchange_at, own_keys, walk};
use crate::check::evidence::{Event, Overlapping, Role, Transcript};

/// Judges a transcript from the readings in `start`.
pub fn judge(case: &Case, transcript: &Transcript, edition: &Edition, start: &Relation) -> Finding {
    let model = Model::new(edition);
    let walk = match walk(&model, case, transcript, start, transcript.events.len()) {
        Ok(walk) => walk,
        Err(saturated) => return Finding::Inconclusive(saturated.to_string()),
    };
    let Some(stop) = walk.stop else {
        return Finding::Explained(Explained {
            relation: walk.belief.relation(),
            narrowings: walk
                .narrowings
                .into_iter()
                .map(|(_, narrowing)| narrowing)
                .collect(),
            widest: walk.widest,
        });
    };
    if let Some(first) = block_before(transcript, stop.event) {
        return unordered(&model, case, transcript, start, first, stop.event);
    }
    let Some((exchange, answer)) = exchange_at(transcript, stop.event) else {
        return Finding::Inconclusive("the transcript ends in nothing".to_owned());
    };
    let permitted = stop.before.permitted(&model, &exchange.call);
    let is_companion = exchange.call.action != params::TAG_RESOURCES;
    if is_companion
        && !case.is_about_companions()
        && !answer.is_success()
        && permitted.iter().all(|(permit, _)| permit.is_success())
    {
        return of_a_companion(&exchange.call.action, answer);
    }
    let divergent = Divergent {
        event: stop.event,
        before: stop.before,
        permitted,
    };
    match inconsistency(
        &model,
        case,
        transcript,
        start,
        &divergent,
        &walk.narrowings,
    ) {
        Some(found) => Finding::Inconsistent(found),
        None => Finding::Divergent(divergent),
    }
}

/// Cases of their own say whether a companion refuses what it must not.
fn of_a_companion(operation: &str, answer: &Answer) -> Finding {
    let code = answer.code().unwrap_or("no code");
    Finding::Inconclusive(format!(
        "{operation} was answered with {} {code}",
        answer.status
    ))
}

/// The calls at once that an event belongs to: its own, or those after which it
/// read the state.
fn block_before(transcript: &Transcript, event: usize) -> Option<usize> {
    let reads = |event: &Event| matches!(event, Event::Exchange(exchange) if matches!(exchange.role, Role::ReadBack(_)));
    let first = (0..=event)
        .rev()
        .find(|place| !transcript.events.get(*place).is_some_and(reads))?;
    matches!(transcript.events.get(first), Some(Event::AtOnce(_))).then_some(first)
}

fn unordered(
    model: &Model<'_>,
    case: &Case,
    transcript: &Transcript,
    start: &Relation,
    first: usize,
    event: usize,
) -> Finding {
    let before = match walk(model, case, transcript, start, first) {
        Ok(walk) => walk.belief,
        Err(saturated) => return Finding::Inconclusive(saturated.to_string()),
    };
    let mut calls: Vec<Overlapping> = Vec::new();
    for event in &transcript.events[first..=event] {
        match event {
            Event::AtOnce(block) => calls.extend(block.iter().cloned()),
            Event::Exchange(exchange) => {
                let time = calls
                    .iter()
                    .map(|call| call.ended.unwrap_or(call.began))
                    .max()
                    .unwrap_or(0);
                calls.push(Overlapping {
                    lane: 0,
                    began: time + 1,
                    ended: Some(time + 2),
                    exchange: exchange.clone(),
                });
            }
            Event::Opinion(_) | Event::Created(_) | Event::Deleted(_) => {}
        }
    }
    let history = shortest(model, &before, &calls, &own_keys(transcript));
    let refused = history.iter().find_map(|call| {
        let answer = call.exchange.answer.as_ref().ok()?;
        let operation = call.exchange.call.action.as_str();
        let is_companion = operation != params::TAG_RESOURCES;
        (is_companion && !answer.is_success()).then_some((operation, answer))
    });
    if let Some((operation, answer)) = refused.filter(|_| !case.is_about_companions()) {
        return of_a_companion(operation, answer);
    }
    Finding::Unordered(Unordered {
        event,
        before,
        history,
    })
}
