//! Reads tags back: what the resources of an attempt have after a step.

use crate::cases::Side;
use crate::contract::{Answer, Call, Kind, params};
use crate::targets::Witness;
use crate::wire::Format;

use super::opinions::counting;
use super::under_way::Attempt;
use crate::check::evidence::{Ended, Event, Role};

/// Ids in one listing.
const LISTED_AT_ONCE: usize = 20;

struct Group {
    account: Side,
    region: Side,
    kind: Kind,
    ids: Vec<String>,
}

impl Attempt<'_> {
    /// Reads the tags of every resource back, those of the named in every
    /// format; with `bystanders` false those of the named alone. What cannot be
    /// seen is left out.
    pub(super) fn read_back(
        &mut self,
        step: usize,
        named: &[String],
        bystanders: bool,
    ) -> Result<(), Ended> {
        for (group, is_named) in self.groups(named) {
            if !is_named && !bystanders {
                continue;
            }
            let (at_once, through) = match self.setting.capabilities.witness(group.kind) {
                Ok(Witness::List) => (LISTED_AT_ONCE, None),
                Ok(Witness::Quota) | Err(_) => continue,
                Ok(witness) => (1, Some((witness, group.kind))),
            };
            // Who reads all in all formats sends four times as much; what was
            // called for is where formats disagree, if they do.
            let formats: Vec<Format> = if !self.xml_carries {
                vec![Format::Json]
            } else if is_named && bystanders {
                self.setting.formats.to_vec()
            } else {
                let place = self.draw(self.setting.formats.len());
                vec![self.setting.formats[place]]
            };
            for format in formats {
                for ids in group.ids.chunks(at_once) {
                    let call = self.listing(&group, ids);
                    let how = self.setting.client.usual().with_format(format);
                    self.exchange_through(Role::ReadBack(step), through, &call, None, how)?;
                }
            }
        }
        Ok(())
    }

    fn listing(&self, group: &Group, ids: &[String]) -> Call {
        let account = self.binding.account(group.account);
        let type_name = self.setting.edition.type_name(group.kind);
        let call = Call::new(params::LIST_TAG_RESOURCES, account)
            .with(params::REGION_ID, self.binding.region(group.region))
            .with(params::RESOURCE_TYPE, type_name);
        ids.iter().enumerate().fold(call, |call, (place, id)| {
            call.with(params::element(params::RESOURCE_ID, place + 1), id)
        })
    }

    /// Where nothing shows tags but the quota: fills up what the case needs, one
    /// tag at a time, until a call is refused. How many are taken tells how many
    /// were there.
    pub(super) fn count_tags(&mut self) -> Result<(), Ended> {
        let quota = self.setting.edition.quota;
        let step = self.case.steps.len();
        for (group, _) in self.groups(&[]) {
            if self.setting.capabilities.witness(group.kind) != Ok(Witness::Quota) {
                continue;
            }
            for id in &group.ids {
                // One more than there can be room for, so that a quota that is not
                // kept shows as well.
                for number in 1..=quota + 1 {
                    let listing = self.listing(&group, std::slice::from_ref(id));
                    let call = counting(&listing, number);
                    let how = self
                        .setting
                        .client
                        .usual()
                        .with_format(self.setting.formats[0]);
                    self.exchange(Role::ReadBack(step), &call, None, how)?;
                    if !self.last_was_accepted() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn last_was_accepted(&self) -> bool {
        match self.transcript.events.last() {
            Some(Event::Exchange(exchange)) => {
                exchange.answer.as_ref().is_ok_and(Answer::is_success)
            }
            _ => false,
        }
    }

    /// The resources that are there, by account, region and type.
    fn groups(&self, named: &[String]) -> Vec<(Group, bool)> {
        let deleted: Vec<&String> = self
            .transcript
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Deleted(id) => Some(id),
                _ => None,
            })
            .collect();
        let mut groups: Vec<(Group, bool)> = Vec::new();
        for there in &self.transcript.resources {
            let bound = &there.bound;
            if deleted.contains(&&bound.id) {
                continue;
            }
            let is_named = named.contains(&there.name);
            let group = groups.iter_mut().find(|(group, _)| {
                (group.account, group.region, group.kind)
                    == (bound.account, bound.region, bound.kind)
            });
            match group {
                Some((group, any_named)) => {
                    group.ids.push(bound.id.clone());
                    *any_named |= is_named;
                }
                None => groups.push((
                    Group {
                        account: bound.account,
                        region: bound.region,
                        kind: bound.kind,
                        ids: vec![bound.id.clone()],
                    },
                    is_named,
                )),
            }
        }
        groups
    }
}
