//! What transcripts hold for the model: worlds and calls with their answers,
//! which model and belief then follow without anything around them.

use std::collections::BTreeSet;
use std::hint::black_box;

use tagproof::cases::ACCOUNTS;
use tagproof::check::{Belief, Event, Exchange, Labelled, Relation, Role, Tried};
use tagproof::contract::{Answer, Call, Edition, Readings};
use tagproof::model::{Change, Decision, Model, Resource, World};

use super::{Failure, Judged};

/// The operations that are followed.
const ACTIONS: [&str; 3] = ["TagResources", "UnTagResources", "ListTagResources"];

/// One transcript.
pub(crate) struct Tape {
    /// What was there before.
    pub(crate) world: World,
    /// What happened.
    pub(crate) steps: Vec<Step>,
    mine: BTreeSet<String>,
}

/// One thing that happened.
pub(crate) enum Step {
    /// A call was answered.
    Call(Call, Answer),
    /// The world changed beside the calls.
    Change(Change),
}

/// Tapes of what was judged, without operations beside the three that write and
/// list tags. Left out are calls at once, which are not one step each, and what
/// only a robust step explains, after which nothing is followed.
pub(crate) fn tapes(judged: &Judged<'_>) -> Result<Vec<Tape>, Failure> {
    let sequential = judged.cases.iter().filter(|tried| {
        let mut events = tried.transcript.events.iter();
        events.all(|event| {
            matches!(
                event,
                Event::Exchange(_) | Event::Created(_) | Event::Deleted(_)
            )
        })
    });
    let mut tapes: Vec<Tape> = Vec::new();
    for tape in sequential.map(tape) {
        if !believed(&tape, &judged.frozen)?.is_empty() {
            tapes.push(tape);
        }
    }
    Ok(tapes)
}

/// How many calls there are in some tapes.
pub(crate) fn calls(tapes: &[Tape]) -> usize {
    let steps = tapes.iter().flat_map(|tape| &tape.steps);
    steps.filter(|step| matches!(step, Step::Call(..))).count()
}

/// Follows tapes with the model of one implementation. Each call is one step.
#[inline(never)]
pub(crate) fn model_pass(tapes: &[Tape], reading: &Readings) {
    let model = Model::new(Edition::of_record());
    for tape in tapes {
        let mut world = tape.world.clone();
        for step in &tape.steps {
            match step {
                Step::Change(change) => world.apply(change),
                Step::Call(call, _) => {
                    let Decision { permit, changes } = model.decide(&world, call, reading);
                    for change in &changes {
                        world.apply(change);
                    }
                    black_box(permit);
                }
            }
        }
        black_box(world);
    }
}

/// Follows tapes with the belief, from the readings that the probes left. Each
/// call is one step.
#[inline(never)]
pub(crate) fn belief_pass(tapes: &[Tape], frozen: &Relation) -> Result<(), Failure> {
    for tape in tapes {
        black_box(believed(tape, frozen)?);
    }
    Ok(())
}

/// The belief at the end of a tape.
fn believed(tape: &Tape, frozen: &Relation) -> Result<Belief, Failure> {
    let model = Model::new(Edition::of_record());
    let mut belief = Belief::new(frozen, tape.world.clone());
    for step in &tape.steps {
        belief = match step {
            Step::Change(change) => belief.changed(change),
            Step::Call(call, answer) => belief.after(&model, call, answer, &tape.mine)?,
        };
    }
    Ok(belief)
}

fn tape(tried: &Tried<'_>) -> Tape {
    let transcript = &tried.transcript;
    let mut world = World::default();
    for there in transcript.resources.iter().filter(|there| there.from_start) {
        world.apply(&creation(there));
    }
    let steps = transcript.events.iter().filter_map(|event| match event {
        Event::Created(place) => transcript
            .resources
            .get(*place)
            .map(|there| Step::Change(creation(there))),
        Event::Deleted(id) => Some(Step::Change(Change::Delete(id.clone()))),
        Event::Exchange(exchange) => call(exchange),
        _ => None,
    });
    Tape {
        world,
        steps: steps.collect(),
        mine: BTreeSet::new(),
    }
}

fn call(exchange: &Exchange) -> Option<Step> {
    let action = exchange.call.action.as_str();
    let answer = exchange.answer.as_ref().ok()?;
    // A twin leaves nothing behind that the case is about.
    (ACTIONS.contains(&action) && answer.status < 500 && exchange.role != Role::Twin)
        .then(|| Step::Call(exchange.call.clone(), answer.clone()))
}

fn creation(there: &Labelled) -> Change {
    let bound = &there.bound;
    let account = ACCOUNTS[bound.account as usize];
    let resource = Resource::new(bound.kind, account, &there.region, bound.parent.as_deref());
    Change::Create(bound.id.clone(), resource)
}
