//! A transcript as readable text: what was sent, what came back, what state
//! that left. Ids and request ids are replaced, keys never.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::{Event, Exchange, Role, Transcript, request_line, response_line};
use crate::contract::{Answer, params, visible};

/// The transcript of one case. Lines with `>` were sent, with `<` came back;
/// lines with `=` are the tags read back where they changed.
pub fn transcript(id: &str, transcript: &Transcript) -> String {
    let mut out = format!("{id}\n");
    let mut state: BTreeMap<String, String> = BTreeMap::new();
    let mut depends_on_order = false;
    for event in &transcript.events {
        match event {
            Event::Exchange(exchange)
                if matches!(exchange.role, Role::ReadBack(_)) && !depends_on_order =>
            {
                read_back(transcript, exchange, &mut state, &mut out);
            }
            Event::Exchange(exchange) if matches!(exchange.role, Role::ReadBack(_)) => {}
            // Only a case that fails has any.
            Event::Opinion(_) => {}
            Event::Exchange(exchange) => {
                let mark = match exchange.role {
                    Role::Twin => "twin > ",
                    Role::Bystander => "bystander > ",
                    _ => "> ",
                };
                line(
                    &mut out,
                    mark,
                    &transcript.labelled(&request_line(exchange)),
                );
                if !depends_on_order {
                    line(&mut out, "< ", &response_line(transcript, exchange));
                }
            }
            Event::AtOnce(calls) => {
                depends_on_order = true;
                // What comes of them depends on their order: only the requests
                // are the same every time.
                for call in calls {
                    let request = request_line(&call.exchange);
                    line(
                        &mut out,
                        &format!("lane {} > ", call.lane),
                        &transcript.labelled(&request),
                    );
                }
            }
            Event::Deleted(deleted) => {
                let deleted = transcript.labelled(deleted);
                line(&mut out, "> delete ", &visible(&deleted));
            }
            Event::Created(place) => {
                if let Some(resource) = transcript.resources.get(*place) {
                    line(&mut out, "> create ", &resource.label);
                }
            }
        }
    }
    out
}

fn read_back(
    transcript: &Transcript,
    exchange: &Exchange,
    state: &mut BTreeMap<String, String>,
    out: &mut String,
) {
    let rows = exchange
        .answer
        .as_ref()
        .ok()
        .and_then(Answer::tag_rows)
        .unwrap_or_default();
    for id in exchange.call.indexed(params::RESOURCE_ID) {
        let mut tags: Vec<String> = rows
            .iter()
            .filter(|row| row.resource == id)
            .map(|row| transcript.labelled(&format!("{:?}={:?}", row.key, row.value)))
            .collect();
        tags.sort();
        let tags = tags.join(" ");
        let label = visible(&transcript.labelled(id)).into_owned();
        let before = state
            .insert(label.clone(), tags.clone())
            .unwrap_or_default();
        if before != tags {
            line(
                out,
                "= ",
                &format!(
                    "{label} {}",
                    if tags.is_empty() { "no tags" } else { &tags }
                ),
            );
        }
    }
}

fn line(out: &mut String, mark: &str, text: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{mark}{text}");
}
