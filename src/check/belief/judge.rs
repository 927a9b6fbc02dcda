//! Judges the transcript of one case: pure, so that it can be judged again.

use std::collections::BTreeSet;

use crate::cases::Case;
use crate::contract::{Answer, AxisId, Edition, Readings, params};
use crate::model::{Change, Model, Permit, Resource, Saturated, World};

use super::belief::{Belief, Relation};
use super::inconsistency::{Inconsistent, inconsistency};
use super::linearize::{in_some_order, shortest};
use super::transcript::{Event, Exchange, Overlapping, Role, Transcript};

/// What a transcript says of the readings.
#[derive(Debug, Clone)]
pub enum Finding {
    /// Some readings explain it.
    Explained(Explained),
    /// One axis was answered both ways.
    Inconsistent(Inconsistent),
    /// No reading explains it, whichever way one axis is taken.
    Divergent(Divergent),
    /// Calls at once have no order that explains their answers and the state
    /// afterwards.
    Unordered(Unordered),
    /// It cannot be told.
    Inconclusive(String),
}

/// The readings that explain a transcript.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The readings.
    pub relation: Relation,
    /// How each step narrowed them.
    pub narrowings: Vec<Narrowing>,
    /// Hypotheses that were followed at once, at most.
    pub widest: usize,
}

/// The box around the readings after some step, where it became smaller.
#[derive(Debug, Clone)]
pub struct Narrowing {
    /// The step, from 1.
    pub step: usize,
    /// The box.
    pub hull: Readings,
}

/// The exchange that nothing explains.
#[derive(Debug, Clone)]
pub struct Divergent {
    /// Its place among the events.
    pub event: usize,
    /// The belief before it.
    pub before: Belief,
    /// What was permitted instead.
    pub permitted: Vec<(Permit, Readings)>,
}

/// Calls at once that no order explains.
#[derive(Debug, Clone)]
pub struct Unordered {
    /// The place among the events at which it shows.
    pub event: usize,
    /// The belief before the calls.
    pub before: Belief,
    /// The shortest part of them, with what was read afterwards, that has no
    /// order by itself.
    pub history: Vec<Overlapping>,
}

/// Where a transcript cannot be explained any more.
pub(super) struct Stop {
    event: usize,
    before: Belief,
}

/// How far a transcript can be explained.
pub(super) struct Walk {
    /// What explains it so far.
    pub(super) belief: Belief,
    /// Where nothing explains it.
    pub(super) stop: Option<Stop>,
    narrowings: Vec<(usize, Narrowing)>,
    widest: usize,
}

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
        // Cases of their own say whether a companion refuses what it must not.
        let code = answer.code().unwrap_or("no code");
        return Finding::Inconclusive(format!(
            "{} was answered with {} {code}",
            exchange.call.action, answer.status
        ));
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
    Finding::Unordered(Unordered {
        event,
        before,
        history,
    })
}

/// The steps of `source` after which none of `needed` is left on an axis.
pub(super) fn step_that_ruled_out(
    source: &Explained,
    axis: AxisId,
    needed: &[&str],
) -> Option<usize> {
    source
        .narrowings
        .iter()
        .find(|narrowing| {
            !narrowing
                .hull
                .names(axis)
                .iter()
                .any(|option| needed.contains(option))
        })
        .map(|narrowing| narrowing.step)
}

pub(super) fn walk(
    model: &Model<'_>,
    case: &Case,
    transcript: &Transcript,
    start: &Relation,
    until: usize,
) -> Result<Walk, Saturated> {
    let mut belief = Belief::new(start, world_of(transcript));
    let mut hull = start.hull();
    let mut narrowings = Vec::new();
    let mut widest = belief.hypotheses().len();
    let mine = own_keys(transcript);
    for (place, event) in transcript.events.iter().enumerate().take(until) {
        let (next, step) = match event {
            Event::Created(resource) => {
                if let Some(change) = transcript.resources.get(*resource).map(creation) {
                    belief = belief.changed(&change);
                }
                continue;
            }
            Event::Deleted(id) => {
                belief = belief.changed(&Change::Delete(id.clone()));
                continue;
            }
            Event::Opinion(_) => continue,
            Event::Exchange(exchange) => {
                if is_robust(case, exchange.role) {
                    break;
                }
                // Of a listing without all its rows nothing can be said but
                // that its pages are wrong, which a rule says.
                if exchange.pages.fault.is_some() {
                    continue;
                }
                // A server error or an answer that is none leaves the state
                // unknown; the attempt has ended there.
                let Some(answer) = usable(exchange) else {
                    break;
                };
                // The twin is no evidence: whether it is accepted decides what
                // the case is worth, and nothing else.
                if exchange.role == Role::Twin {
                    continue;
                }
                let next = belief.after(model, &exchange.call, answer, &mine)?;
                (next, exchange.role.step())
            }
            Event::AtOnce(calls) => {
                let ended = calls.iter().filter(|call| call.ended.is_some());
                if ended.clone().any(|call| usable(&call.exchange).is_none()) {
                    break;
                }
                let steps = calls.iter().map(|call| call.exchange.role.step());
                let next = in_some_order(model, &belief, calls, &mine)?;
                (next, steps.max().unwrap_or(0))
            }
        };
        if next.is_empty() {
            return Ok(Walk {
                stop: Some(Stop {
                    event: place,
                    before: belief.clone(),
                }),
                belief,
                narrowings,
                widest,
            });
        }
        belief = next;
        widest = widest.max(belief.hypotheses().len());
        let now = belief.relation().hull();
        if now != hull {
            hull = now;
            if let Some(hull) = now {
                narrowings.push((place, Narrowing { step, hull }));
            }
        }
    }
    Ok(Walk {
        belief,
        stop: None,
        narrowings,
        widest,
    })
}

/// The answer of an exchange, unless it is none or a server error.
fn usable(exchange: &Exchange) -> Option<&Answer> {
    let answer = exchange.answer.as_ref().ok();
    answer.filter(|answer| answer.status < 500)
}

/// The exchange at some place among the events, with its answer.
pub(super) fn exchange_at(transcript: &Transcript, event: usize) -> Option<(&Exchange, &Answer)> {
    match transcript.events.get(event)? {
        Event::Exchange(exchange) => exchange
            .answer
            .as_ref()
            .ok()
            .map(|answer| (exchange, answer)),
        _ => None,
    }
}

/// Keys of tag calls that hold an id of the case: nobody else has them, so
/// shared listings are judged by them (design §2 h).
pub(super) fn own_keys(transcript: &Transcript) -> BTreeSet<String> {
    let ids: Vec<&str> = transcript
        .resources
        .iter()
        .map(|there| there.bound.id.as_str())
        .filter(|id| !id.is_empty())
        .collect();
    transcript
        .exchanges()
        .filter(|exchange| exchange.call.action == params::TAG_RESOURCES)
        .flat_map(|exchange| &exchange.call.params)
        .filter(|(name, value)| {
            name.ends_with(params::KEY) && ids.iter().any(|id| value.contains(id))
        })
        .map(|(_, value)| value.clone())
        .collect()
}

/// The world before the first event of a transcript.
pub(super) fn world_of(transcript: &Transcript) -> World {
    let mut world = World::default();
    for there in transcript.resources.iter().filter(|there| there.from_start) {
        world.apply(&creation(there));
    }
    world
}

fn creation(there: &super::transcript::Labelled) -> Change {
    let account = crate::cases::ACCOUNTS[there.bound.account as usize];
    let resource = Resource::new(
        there.bound.kind,
        account,
        &there.region,
        there.bound.parent.as_deref(),
    );
    Change::Create(there.bound.id.clone(), resource)
}

fn is_robust(case: &Case, role: Role) -> bool {
    match role {
        Role::Step(step) => case.steps.get(step - 1).is_some_and(|step| step.robust),
        _ => false,
    }
}
