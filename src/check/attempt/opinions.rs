//! Second opinions: where one operation shows what nothing explains, others are
//! asked as well, so that it is known which of two is wrong.

use crate::cases::{Bound, Side};
use crate::contract::{Answer, Call, params};
use crate::targets::{How, Witness};
use crate::wire::Format;

use super::send::sent;
use super::under_way::{Attempt, Witnesses};
use crate::check::evidence::{Ended, Event, Role};

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
