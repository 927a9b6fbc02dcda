//! How a failure came about: the tags before and after, and the steps up to it.

use crate::contract::{params, visible};

use super::reproduce::{request_line, response_line};
use crate::check::belief::Belief;
use crate::check::belief::exchange_at;
use crate::check::evidence::{Event, Exchange, Role, Transcript};
use crate::check::results::{State, StepRecord};

/// The tags of every resource as the likeliest hypothesis of a belief has them.
pub(super) fn state_of(transcript: &Transcript, before: &Belief) -> State {
    let Some(first) = before.hypotheses().first() else {
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
pub(super) fn read_after(transcript: &Transcript, event: usize, before: &State) -> State {
    let mut after = before.clone();
    for later in transcript.events.iter().skip(event) {
        let Event::Exchange(exchange) = later else {
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

/// The steps up to an event, with it.
pub(in crate::check) fn records(transcript: &Transcript, until: usize) -> Vec<StepRecord> {
    transcript
        .events
        .iter()
        .take(until + 1)
        .flat_map(|event| match event {
            Event::Exchange(exchange) | Event::Opinion(exchange) => {
                vec![record(transcript, exchange)]
            }
            Event::AtOnce(calls) => calls
                .iter()
                .map(|call| record(transcript, &call.exchange))
                .collect(),
            Event::Deleted(id) => vec![StepRecord {
                step: 0,
                request: format!("delete {}", visible(&transcript.labelled(id))),
                response: "200".to_owned(),
            }],
            Event::Created(place) => transcript
                .resources
                .get(*place)
                .map(|there| StepRecord {
                    step: 0,
                    request: format!("create {}", there.label),
                    response: "200".to_owned(),
                })
                .into_iter()
                .collect(),
        })
        .collect()
}

/// An exchange as it is reported.
pub(super) fn record(transcript: &Transcript, exchange: &Exchange) -> StepRecord {
    StepRecord {
        step: match exchange.role {
            Role::Step(step) => step,
            _ => 0,
        },
        request: transcript.labelled(&request_line(exchange)),
        response: response_line(transcript, exchange),
    }
}
