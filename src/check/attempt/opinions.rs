//! Second opinions: where one operation shows what nothing explains, others are
//! asked as well, so that it is known which of two is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::{Bound, Side};
use crate::contract::{Answer, Call, Edition, Kind, TagRow, params};
use crate::model::{Model, Permit};
use crate::targets::{How, Witness};
use crate::wire::Format;

use super::belief::Belief;
use super::execute::Attempt;
use super::judge::{Divergent, exchange_at, own_keys};
use super::send::sent;
use super::transcript::{Ended, Event, Exchange, Role, Transcript};

/// The operations that show the tags of a type, by type.
pub(super) type Witnesses = BTreeMap<Kind, Vec<Witness>>;

/// What other operations say of an exchange that nothing explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opinion {
    /// One shows what was expected: the operation that was asked first is wrong.
    AsExpected(&'static str),
    /// Those that were asked do not show it either.
    NeitherWay,
    /// There is none.
    None,
}

impl Attempt<'_> {
    /// Asks every other operation for the tags of the resources that a call
    /// reads. How many tags a resource has is only found out where nothing else
    /// shows it, as that changes them.
    pub(super) fn second_opinions(
        &mut self,
        read: &Call,
        asked: &str,
        witnesses: &Witnesses,
    ) -> Result<(), Ended> {
        let format = self.setting.formats[0];
        let format = if self.setting.capabilities.knows(Format::Json) {
            Format::Json
        } else {
            format
        };
        let how = How::usual().with_format(format);
        let role = Role::ReadBack(self.case.steps.len());
        let mut counted = false;
        for bound in self.read_by(read) {
            let mut listing = self.listing_of(&bound);
            let others = witnesses.get(&bound.kind).into_iter().flatten();
            for witness in others.filter(|witness| witness.name() != asked) {
                if *witness == Witness::Quota {
                    counted = true;
                    self.count_up(&listing, how)?;
                    continue;
                }
                params::LIST_TAG_RESOURCES.clone_into(&mut listing.action);
                let through = (*witness != Witness::List).then_some((*witness, bound.kind));
                let client = self.setting.client;
                let (exchange, _) = sent(client, role, through, &listing, None, how);
                self.transcript.events.push(Event::Opinion(exchange));
            }
        }
        // What was counted is not as it was.
        if counted {
            Err(Ended::Complete)
        } else {
            Ok(())
        }
    }

    /// Adds tags to a resource until one is refused.
    fn count_up(&mut self, listing: &Call, how: How) -> Result<(), Ended> {
        let role = Role::ReadBack(self.case.steps.len());
        for number in 1..=self.setting.edition.quota + 1 {
            if self.setting.client.is_stopped() {
                return Err(Ended::Stopped);
            }
            let call = counting(listing, number);
            let (exchange, _) = sent(self.setting.client, role, None, &call, None, how);
            let accepted = exchange.answer.as_ref().is_ok_and(Answer::is_success);
            self.transcript.events.push(Event::Opinion(exchange));
            if !accepted {
                break;
            }
        }
        Ok(())
    }

    /// The resources of the case whose tags a call reads.
    fn read_by(&self, read: &Call) -> Vec<Bound> {
        let ids = read.indexed(params::RESOURCE_ID);
        let is_deleted = |id: &str| {
            let mut events = self.transcript.events.iter();
            events.any(|event| matches!(event, Event::Deleted(deleted) if deleted == id))
        };
        let region = read.get(params::REGION_ID);
        let resources = self.transcript.resources.iter();
        resources
            .filter(|there| {
                let bound = &there.bound;
                let is_meant = if ids.is_empty() {
                    self.binding.account(bound.account) == read.account
                        && region.is_none_or(|region| region == there.region)
                } else {
                    ids.contains(&bound.id.as_str())
                };
                is_meant && !is_deleted(&bound.id)
            })
            .map(|there| there.bound.clone())
            .collect()
    }

    fn listing_of(&self, bound: &Bound) -> Call {
        let side = |side: Side| self.binding.region(side);
        Call::new(
            params::LIST_TAG_RESOURCES,
            self.binding.account(bound.account),
        )
        .with(params::REGION_ID, side(bound.region))
        .with(
            params::RESOURCE_TYPE,
            self.setting.edition.type_name(bound.kind),
        )
        .with(params::element(params::RESOURCE_ID, 1), &bound.id)
    }
}

/// The call that adds one more tag to the resource of a listing.
pub(super) fn counting(listing: &Call, number: usize) -> Call {
    let mut call = listing.clone();
    params::TAG_RESOURCES.clone_into(&mut call.action);
    call.with(
        params::field(params::TAG, 1, params::KEY),
        format!("count{number}"),
    )
    .with(params::field(params::TAG, 1, params::VALUE), "counted")
}

/// What the opinions say that were asked for after an exchange.
pub(super) fn opinion(
    transcript: &Transcript,
    divergent: &Divergent,
    edition: &Edition,
) -> Opinion {
    let after = transcript.events.iter().skip(divergent.event + 1);
    let opinions = after.map_while(|event| match event {
        Event::Opinion(exchange) => Some(exchange),
        _ => None,
    });
    let mut by_operation: BTreeMap<&str, Vec<&Exchange>> = BTreeMap::new();
    for exchange in opinions {
        let name = exchange.made().action.as_str();
        by_operation.entry(name).or_default().push(exchange);
    }
    if shows_a_row_twice(transcript, divergent) {
        // It shows each tag once, however often it is there.
        by_operation.remove(params::DESCRIBE_TAGS);
    }
    let model = Model::new(edition);
    let mine = own_keys(transcript);
    let mut found = Opinion::None;
    for (name, asked) in by_operation {
        let counts = name == params::TAG_RESOURCES;
        if counts && !shows_another_count(transcript, divergent) {
            continue;
        }
        if !counts && !asked.iter().all(|exchange| is_told(exchange)) {
            continue;
        }
        if explained(&model, &divergent.before, &asked, &mine) {
            return Opinion::AsExpected(name_of(name));
        }
        found = Opinion::NeitherWay;
    }
    found
}

/// The rows that the exchange in doubt shows.
fn rows(transcript: &Transcript, divergent: &Divergent) -> Vec<TagRow> {
    let shown = exchange_at(transcript, divergent.event);
    let rows = shown.and_then(|(_, answer)| answer.tag_rows());
    rows.unwrap_or_default()
}

fn shows_a_row_twice(transcript: &Transcript, divergent: &Divergent) -> bool {
    let mut rows = rows(transcript, divergent);
    rows.sort();
    rows.windows(2).any(|pair| pair[0] == pair[1])
}

/// Whether more or fewer rows are shown than are expected: of their texts a
/// count says nothing.
fn shows_another_count(transcript: &Transcript, divergent: &Divergent) -> bool {
    let shown = rows(transcript, divergent).len();
    divergent.permitted.iter().all(|(permit, _)| match permit {
        Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => rows.len() != shown,
        _ => true,
    })
}

fn is_told(exchange: &Exchange) -> bool {
    exchange.answer.as_ref().is_ok_and(Answer::is_success)
}

/// Whether some reading explains exchanges one after the other.
pub(super) fn explained(
    model: &Model<'_>,
    before: &Belief,
    exchanges: &[&Exchange],
    mine: &BTreeSet<String>,
) -> bool {
    let mut belief = before.clone();
    for exchange in exchanges {
        let Ok(answer) = &exchange.answer else {
            return false;
        };
        match belief.after(model, &exchange.call, answer, mine) {
            Ok(next) => belief = next,
            Err(_) => return false,
        }
    }
    !belief.is_empty()
}

/// The name of an operation that shows tags, to keep.
fn name_of(operation: &str) -> &'static str {
    Kind::all()
        .flat_map(Witness::ladder)
        .map(Witness::name)
        .find(|name| *name == operation)
        .unwrap_or("the quota")
}
