//! Recorded exchanges as transcripts: labels for ids, and what led to an exchange.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::cases::{Bound, Side};
use crate::contract::{Answer, Edition, Kind, params};
use crate::model::kind_of;
use crate::targets::Pages;

use super::secrets::shown;
use super::seen::{Deed, Heard, Seen};
use crate::check::evidence::{Event, Exchange, Labelled, Role, Transcript};

/// Events that lead to an exchange and are shown with it, at most.
pub(super) const LED: usize = 60;

/// The labels of all ids in a recording.
pub(super) struct Labels {
    /// The longest id first: one may be a part of another.
    all: Vec<Labelled>,
    places: HashMap<String, usize>,
}

impl Labels {
    pub(super) fn of(seen: &[Seen], edition: &Edition) -> Self {
        let mut all: Vec<Labelled> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let own = seen.first().map(|first| &first.call.account);
        for one in seen {
            for id in &one.touched {
                if known.contains(id.as_str()) {
                    continue;
                }
                let Some(kind) = kind_of_id(id, one, edition) else {
                    continue;
                };
                known.insert(id);
                let count = counts.entry(kind.lifecycle().fixture).or_default();
                *count += 1;
                let name = format!("{}:{count}", kind.lifecycle().fixture);
                let is_own = own == Some(&one.call.account);
                all.push(labelled(id, kind, one, is_own, name));
            }
        }
        let longest = |there: &Labelled| Reverse(there.bound.id.len());
        all.sort_by_key(longest);
        let ids = all.iter().map(|there| there.bound.id.clone());
        let places = ids.zip(0..).collect();
        Self { all, places }
    }

    /// The labels of some ids.
    pub(super) fn of_ids(&self, ids: &BTreeSet<String>) -> Vec<Labelled> {
        let places: BTreeSet<usize> = ids
            .iter()
            .filter_map(|id| self.places.get(id).copied())
            .collect();
        let named = places.iter().filter_map(|place| self.all.get(*place));
        named.cloned().collect()
    }
}

fn labelled(id: &str, kind: Kind, one: &Seen, is_own: bool, name: String) -> Labelled {
    let of = kind.lifecycle().parent;
    let parent = of.and_then(|of| one.call.get(of.lifecycle().id));
    let region = one.call.get(params::REGION_ID).unwrap_or_default();
    Labelled {
        label: format!("<{name}>"),
        name,
        bound: Bound {
            id: id.to_owned(),
            kind,
            region: Side::Own,
            account: if is_own { Side::Own } else { Side::Other },
            parent: parent.map(str::to_owned),
        },
        region: region.to_owned(),
        from_start: false,
    }
}

fn kind_of_id(id: &str, seen: &Seen, edition: &Edition) -> Option<Kind> {
    let of_prefix = edition.product.find(|life| id.starts_with(life.prefix));
    match seen.deed {
        _ if id.is_empty() => None,
        Deed::Create(kind) | Deed::Delete(kind) => Some(kind),
        _ => of_prefix.or_else(|| kind_of(edition, &seen.call)),
    }
}

/// An exchange by itself.
pub(super) fn alone(seen: &Seen, labels: &Labels) -> Transcript {
    Transcript {
        resources: labels.of_ids(&seen.touched),
        events: vec![Event::Exchange(exchange(seen, Role::Step(seen.entry)))],
        is_worn: false,
    }
}

/// The exchanges that changed something, or meant to, by what they touched.
pub(super) struct Past<'a> {
    seen: &'a [Seen],
    writes: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Past<'a> {
    pub(super) fn of(seen: &'a [Seen]) -> Self {
        let mut writes: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, one) in seen.iter().enumerate() {
            if one.heard == Heard::Answered && is_told(one) {
                for id in &one.touched {
                    writes.entry(id).or_default().push(place);
                }
            }
        }
        Self { seen, writes }
    }

    /// An exchange, with the last writes before it, so many at most, that touched
    /// the same resources and the one that it contradicts.
    pub(super) fn led_to(
        &self,
        place: usize,
        contradicts: Option<usize>,
        labels: &Labels,
        most: usize,
    ) -> Transcript {
        let last = &self.seen[place];
        let mut ids = last.touched.clone();
        if let Some(earlier) = contradicts {
            ids.extend(self.seen[earlier].touched.iter().cloned());
        }
        let parents: Vec<String> = labels
            .of_ids(&ids)
            .into_iter()
            .filter_map(|there| there.bound.parent)
            .collect();
        ids.extend(parents);
        let mut transcript = Transcript {
            resources: labels.of_ids(&ids),
            events: Vec::new(),
            is_worn: false,
        };
        let mut wrote = None;
        let mut born: BTreeSet<usize> = BTreeSet::new();
        for earlier in self.before(place, contradicts, &ids, most) {
            let one = &self.seen[earlier];
            let Some(event) = event(one, &transcript, &mut born) else {
                continue;
            };
            if matches!(one.deed, Deed::Tag) && !one.touched.is_disjoint(&last.touched) {
                wrote = Some(one.entry);
            }
            transcript.events.push(event);
        }
        for (number, resource) in transcript.resources.iter_mut().enumerate() {
            let made = |event: &Event| matches!(event, Event::Created(made) if *made == number);
            resource.from_start = !transcript.events.iter().any(made);
        }
        let role = match last.deed {
            Deed::List => Role::ReadBack(wrote.unwrap_or(last.entry)),
            _ => Role::Step(last.entry),
        };
        let last = Event::Exchange(exchange(last, role));
        transcript.events.push(last);
        transcript
    }

    /// The last places before one at which any of some ids was written to.
    fn before(
        &self,
        place: usize,
        contradicts: Option<usize>,
        ids: &BTreeSet<String>,
        most: usize,
    ) -> Vec<usize> {
        let mut places: BTreeSet<usize> = contradicts.into_iter().collect();
        for id in ids {
            let writes = self.writes.get(id.as_str()).map_or(&[][..], Vec::as_slice);
            let earlier = writes.partition_point(|write| *write < place);
            places.extend(&writes[earlier.saturating_sub(most)..earlier]);
        }
        let skipped = places.len().saturating_sub(most);
        places.into_iter().skip(skipped).collect()
    }
}

/// Whether an exchange is told where it led to another one.
fn is_told(one: &Seen) -> bool {
    match one.deed {
        Deed::Tag | Deed::Untag => true,
        Deed::Create(_) | Deed::Delete(_) => one.answer().as_ref().is_ok_and(Answer::is_success),
        Deed::List | Deed::Unknown => false,
    }
}

fn event(one: &Seen, transcript: &Transcript, born: &mut BTreeSet<usize>) -> Option<Event> {
    match one.deed {
        _ if !is_told(one) => None,
        Deed::Tag | Deed::Untag => Some(Event::Exchange(exchange(one, Role::Step(one.entry)))),
        Deed::Create(kind) => {
            let answer = one.answer().ok()?;
            let id = answer.text(kind.lifecycle().id_field)?;
            let mut resources = transcript.resources.iter();
            let made = resources.position(|there| there.bound.id == id)?;
            born.insert(made).then_some(Event::Created(made))
        }
        Deed::Delete(kind) => {
            let named = kind.lifecycle().delete_by.named(&one.call)?;
            named.into_iter().next().map(Event::Deleted)
        }
        Deed::List | Deed::Unknown => None,
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
        answer: seen.answer(),
        pages: Pages::default(),
    }
}
