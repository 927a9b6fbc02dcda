//! Follows a transcript as far as some reading explains it.

use std::collections::BTreeSet;

use crate::cases::{ACCOUNTS, Case};
use crate::contract::{Answer, params};
use crate::model::{Change, Model, Resource, Saturated, World};

use super::finding::Narrowing;
use super::hypotheses::{Belief, Relation};
use super::linearize::in_some_order;
use crate::check::evidence::{Event, Exchange, Labelled, Role, Transcript};

/// Where a transcript cannot be explained any more.
pub(in crate::check) struct Stop {
    /// Its place among the events.
    pub(super) event: usize,
    /// The belief before it.
    pub(super) before: Belief,
}

/// How far a transcript can be explained.
pub(in crate::check) struct Walk {
    /// What explains it so far.
    pub(super) belief: Belief,
    /// Where nothing explains it.
    pub(in crate::check) stop: Option<Stop>,
    /// How events narrowed it, with their places.
    pub(super) narrowings: Vec<(usize, Narrowing)>,
    /// Hypotheses that were followed at once, at most.
    pub(super) widest: usize,
}

/// Follows a transcript from the readings in `start` up to an event.
pub(in crate::check) fn walk(
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
pub(in crate::check) fn exchange_at(
    transcript: &Transcript,
    event: usize,
) -> Option<(&Exchange, &Answer)> {
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
/// shared listings are judged by them.
pub(in crate::check) fn own_keys(transcript: &Transcript) -> BTreeSet<String> {
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
pub(in crate::check) fn world_of(transcript: &Transcript) -> World {
    let mut world = World::default();
    for there in transcript.resources.iter().filter(|there| there.from_start) {
        world.apply(&creation(there));
    }
    world
}

fn creation(there: &Labelled) -> Change {
    let account = ACCOUNTS[there.bound.account as usize];
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
