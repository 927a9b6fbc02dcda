//! Recorded exchanges as transcripts: labels for ids, and what led to an exchange.

use std::collections::BTreeSet;

use crate::cases::{Bound, Side};
use crate::contract::{Edition, Kind, params};
use crate::model::kind_of;
use crate::targets::Pages;

use super::intake::{Deed, Heard, Seen, shown};
use crate::check::evidence::{Event, Exchange, Labelled, Role, Transcript};

/// Events that lead to an exchange and are shown with it, at most.
const LED: usize = 60;

/// The labels of all ids in a recording, the longest id first: one may be a
/// part of another.
pub(super) fn labels(seen: &[Seen], edition: &Edition) -> Vec<Labelled> {
    let mut all = Transcript::default();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let own = seen.first().map(|first| first.call.account.clone());
    for one in seen {
        for id in one
            .touched
            .iter()
            .filter(|id| !known.contains(id.as_str()))
            .collect::<Vec<_>>()
        {
            let Some(kind) = kind_of_id(id, one, edition) else {
                continue;
            };
            known.insert(id);
            let is_own = own.as_ref() == Some(&one.call.account);
            let of = kind.lifecycle().parent;
            let parent = of.and_then(|of| one.call.get(of.lifecycle().id));
            let label = all.next_label(kind);
            all.resources.push(Labelled {
                name: label.trim_matches(['<', '>']).to_owned(),
                label,
                bound: Bound {
                    id: id.clone(),
                    kind,
                    region: Side::Own,
                    account: if is_own { Side::Own } else { Side::Other },
                    parent: parent.map(str::to_owned),
                },
                region: one
                    .call
                    .get(params::REGION_ID)
                    .unwrap_or_default()
                    .to_owned(),
                from_start: false,
            });
        }
    }
    let longest = |there: &Labelled| std::cmp::Reverse(there.bound.id.len());
    all.resources.sort_by_key(longest);
    all.resources
}

fn kind_of_id(id: &str, seen: &Seen, edition: &Edition) -> Option<Kind> {
    let of_prefix = edition.product.find(|life| id.starts_with(life.prefix));
    match seen.deed {
        _ if id.is_empty() => None,
        Deed::Create(kind) | Deed::Delete(kind) => Some(kind),
        _ => of_prefix.or_else(|| kind_of(edition, &seen.call)),
    }
}

/// The labels of some ids.
pub(super) fn of_ids(labels: &[Labelled], ids: &BTreeSet<String>) -> Vec<Labelled> {
    let named = labels.iter().filter(|there| ids.contains(&there.bound.id));
    named.cloned().collect()
}

/// An exchange by itself.
pub(super) fn alone(seen: &Seen, labels: &[Labelled]) -> Transcript {
    Transcript {
        resources: of_ids(labels, &seen.touched),
        events: vec![Event::Exchange(exchange(seen, Role::Step(seen.entry)))],
        is_worn: false,
    }
}

/// An exchange, with the writes before it that touched the same resources and
/// the one that it contradicts.
pub(super) fn led_to(
    seen: &[Seen],
    place: usize,
    contradicts: Option<usize>,
    labels: &[Labelled],
) -> Transcript {
    let mut ids = seen[place].touched.clone();
    if let Some(earlier) = contradicts {
        ids.extend(seen[earlier].touched.iter().cloned());
    }
    let parents: Vec<String> = labels
        .iter()
        .filter(|there| ids.contains(&there.bound.id))
        .filter_map(|there| there.bound.parent.clone())
        .collect();
    ids.extend(parents);
    let mut transcript = Transcript {
        resources: of_ids(labels, &ids),
        events: Vec::new(),
        is_worn: false,
    };
    let mut events: Vec<Event> = Vec::new();
    let mut wrote = None;
    let mut born: BTreeSet<usize> = BTreeSet::new();
    for (earlier, one) in seen.iter().enumerate().take(place) {
        let is_led = Some(earlier) == contradicts
            || (one.heard == Heard::Answered && !one.touched.is_disjoint(&ids));
        if !is_led {
            continue;
        }
        let event = event(one, &transcript, &mut born);
        if let Some(event) = event {
            if matches!(one.deed, Deed::Tag) && !one.touched.is_disjoint(&seen[place].touched) {
                wrote = Some(one.entry);
            }
            events.push(event);
        }
    }
    let skipped = events.len().saturating_sub(LED);
    transcript.events = events.split_off(skipped);
    for (number, resource) in transcript.resources.iter_mut().enumerate() {
        let made = |event: &Event| matches!(event, Event::Created(made) if *made == number);
        resource.from_start = !transcript.events.iter().any(made);
    }
    let last = &seen[place];
    let role = match last.deed {
        Deed::List => Role::ReadBack(wrote.unwrap_or(last.entry)),
        _ => Role::Step(last.entry),
    };
    transcript
        .events
        .push(Event::Exchange(exchange(last, role)));
    transcript
}

fn event(one: &Seen, transcript: &Transcript, born: &mut BTreeSet<usize>) -> Option<Event> {
    let done = one
        .answer
        .as_ref()
        .is_ok_and(crate::contract::Answer::is_success);
    match one.deed {
        Deed::Tag | Deed::Untag => Some(Event::Exchange(exchange(one, Role::Step(one.entry)))),
        Deed::Create(kind) if done => {
            let id = one.answer.as_ref().ok()?.text(kind.lifecycle().id_field)?;
            let mut resources = transcript.resources.iter();
            let made = resources.position(|there| there.bound.id == id)?;
            born.insert(made).then_some(Event::Created(made))
        }
        Deed::Delete(kind) if done => {
            let named = kind.lifecycle().delete_by.named(&one.call)?;
            named.into_iter().next().map(Event::Deleted)
        }
        _ => None,
    }
}

fn exchange(seen: &Seen, role: Role) -> Exchange {
    Exchange {
        role,
        call: shown(&seen.call),
        instead: None,
        raw: None,
        how: seen.how,
        response: seen.response.clone(),
        answer: seen.answer.clone(),
        pages: Pages::default(),
    }
}
