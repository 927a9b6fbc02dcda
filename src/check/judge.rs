//! Judges the transcript of one case: pure, so that it can be judged again.

use std::collections::BTreeSet;

use crate::cases::Case;
use crate::contract::{Answer, AxisId, AxisSet, Binding as Bind, Call, Edition, Readings, params};
use crate::model::{Change, Model, Permit, Resource, Saturated, World};

use super::belief::{Belief, Relation};
use super::transcript::{Event, Exchange, Role, Transcript};

/// What a transcript says of the readings.
#[derive(Debug, Clone)]
pub enum Finding {
    /// Some readings explain it.
    Explained(Explained),
    /// One axis was answered both ways.
    Inconsistent(Inconsistent),
    /// No reading explains it, whichever way one axis is taken.
    Divergent(Divergent),
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
}

/// The box around the readings after some step, where it became smaller.
#[derive(Debug, Clone)]
pub struct Narrowing {
    /// The step, from 1.
    pub step: usize,
    /// The box.
    pub hull: Readings,
}

/// Two steps that show two options of one axis.
#[derive(Debug, Clone)]
pub struct Inconsistent {
    /// The axis.
    pub axis: AxisId,
    /// The step that ruled the needed option out.
    pub earlier: usize,
    /// Options that it left.
    pub earlier_options: Vec<&'static str>,
    /// The step that needs it.
    pub later: usize,
    /// The options that it needs.
    pub later_options: Vec<&'static str>,
    /// Where it shows.
    pub at: Divergent,
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

struct Stop {
    event: usize,
    before: Belief,
}

struct Walk {
    belief: Belief,
    stop: Option<Stop>,
    narrowings: Vec<(usize, Narrowing)>,
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
        });
    };
    let Some((exchange, answer)) = exchange_at(transcript, stop.event) else {
        return Finding::Inconclusive("the transcript ends in nothing".to_owned());
    };
    let permitted = stop.before.permitted(&model, &exchange.call);
    let is_companion = exchange.call.action != params::TAG_RESOURCES;
    if is_companion
        && !answer.is_success()
        && permitted.iter().all(|(permit, _)| permit.is_success())
    {
        // Companions are judged by their effect alone (design §3).
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

fn walk(
    model: &Model<'_>,
    case: &Case,
    transcript: &Transcript,
    start: &Relation,
    until: usize,
) -> Result<Walk, Saturated> {
    let mut belief = Belief::new(start, world_of(transcript));
    let mut hull = start.hull();
    let mut narrowings = Vec::new();
    let mine = own_keys(transcript);
    for (place, event) in transcript.events.iter().enumerate().take(until) {
        match event {
            Event::Created(resource) => {
                if let Some(change) = transcript.resources.get(*resource).map(creation) {
                    belief = belief.changed(&change);
                }
            }
            Event::Deleted(id) => belief = belief.changed(&Change::Delete(id.clone())),
            Event::Exchange(exchange) => {
                if is_robust(case, exchange.role) {
                    break;
                }
                // A server error or an answer that is none leaves the state
                // unknown; the attempt has ended there.
                let Some(answer) = exchange
                    .answer
                    .as_ref()
                    .ok()
                    .filter(|answer| answer.status < 500)
                else {
                    break;
                };
                // The twin is no evidence: whether it is accepted decides what
                // the case is worth, and nothing else.
                if exchange.role == Role::Twin {
                    continue;
                }
                let next = belief.after(model, &exchange.call, answer, &mine)?;
                if next.is_empty() {
                    return Ok(Walk {
                        stop: Some(Stop {
                            event: place,
                            before: belief.clone(),
                        }),
                        belief,
                        narrowings,
                    });
                }
                belief = next;
                let now = belief.relation().hull();
                if now != hull {
                    hull = now;
                    if let Some(hull) = now {
                        narrowings.push((
                            place,
                            Narrowing {
                                step: exchange.role.step(),
                                hull,
                            },
                        ));
                    }
                }
            }
        }
    }
    Ok(Walk {
        belief,
        stop: None,
        narrowings,
    })
}

/// Whether the answer that nothing explains is explained once one axis may be
/// chosen anew at each step: then two steps cannot both be right.
fn inconsistency(
    model: &Model<'_>,
    case: &Case,
    transcript: &Transcript,
    start: &Relation,
    divergent: &Divergent,
    narrowings: &[(usize, Narrowing)],
) -> Option<Inconsistent> {
    let (exchange, answer) = exchange_at(transcript, divergent.event)?;
    let mine = own_keys(transcript);
    let narrowed = divergent.before.relation().constrained();
    for axis in narrowed
        .iter()
        .filter(|axis| axis.axis().binding == Bind::Consistent)
    {
        let loose = model.loosened(AxisSet::default().with(axis));
        let opened = start.widened(AxisSet::default().with(axis));
        let Ok(before) = walk(&loose, case, transcript, &opened, divergent.event) else {
            continue;
        };
        if before.stop.is_some()
            || before
                .belief
                .after(&loose, &exchange.call, answer, &mine)
                .ok()?
                .is_empty()
        {
            continue;
        }
        let needed =
            options_that_explain(model, &before.belief, axis, &exchange.call, answer, &mine);
        let ruled_out = narrowings
            .iter()
            .find(|(_, narrowing)| {
                !narrowing
                    .hull
                    .names(axis)
                    .iter()
                    .any(|option| needed.contains(option))
            })
            .map(|(_, narrowing)| narrowing)?;
        return Some(Inconsistent {
            axis,
            earlier: ruled_out.step,
            earlier_options: ruled_out.hull.names(axis),
            later: exchange.role.step(),
            later_options: needed,
            at: divergent.clone(),
        });
    }
    None
}

fn options_that_explain(
    model: &Model<'_>,
    belief: &Belief,
    axis: AxisId,
    call: &Call,
    answer: &Answer,
    mine: &BTreeSet<String>,
) -> Vec<&'static str> {
    let explains = |option: u8| {
        belief.hypotheses().iter().any(|hypothesis| {
            let readings = hypothesis.readings.choosing(axis, option);
            model
                .branches(&hypothesis.world, call, &readings)
                .is_ok_and(|branches| {
                    branches
                        .iter()
                        .any(|branch| branch.permit.allows(answer, mine))
                })
        })
    };
    let options = 0..u8::try_from(axis.axis().options.len()).unwrap_or(0);
    options
        .filter(|option| explains(*option))
        .map(|option| axis.axis().options[usize::from(option)].id)
        .collect()
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
fn own_keys(transcript: &Transcript) -> BTreeSet<String> {
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
