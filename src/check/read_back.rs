//! Reads tags back: what the resources of an attempt have after a step.

use crate::cases::Side;
use crate::contract::{Call, Kind, params};
use crate::targets::How;
use crate::wire::Format;

use super::execute::Attempt;
use super::transcript::{Ended, Event, Role};

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
    /// format; with `bystanders` false those of the named alone.
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
            let formats: Vec<Format> = if !self.xml_carries {
                vec![Format::Json]
            } else if is_named && bystanders {
                self.setting.formats.to_vec()
            } else {
                let place = self.draw(self.setting.formats.len());
                vec![self.setting.formats[place]]
            };
            for format in formats {
                for ids in group.ids.chunks(LISTED_AT_ONCE) {
                    let mut call = Call::new(
                        params::LIST_TAG_RESOURCES,
                        self.binding.account(group.account),
                    )
                    .with(params::REGION_ID, self.binding.region(group.region))
                    .with(
                        params::RESOURCE_TYPE,
                        self.setting.edition.type_name(group.kind),
                    );
                    for (place, id) in ids.iter().enumerate() {
                        call = call.with(params::element(params::RESOURCE_ID, place + 1), id);
                    }
                    let how = How::usual().with_format(format);
                    self.exchange(Role::ReadBack(step), &call, None, how)?;
                }
            }
        }
        Ok(())
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
