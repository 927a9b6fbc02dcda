//! What a whole listing shows of resources of which not all is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Answer, Call, Edition, Kind, params};
use crate::model::{Resource, World, kind_of};

use super::known::{Knowledge, Known, owned_by};
use crate::check::belief::Belief;

/// A whole listing.
pub(super) struct Listing {
    kind: Option<Kind>,
    region: String,
    account: String,
    /// The resources that it must show as they are, with how much is known of
    /// each.
    ids: BTreeMap<String, Knowledge>,
    /// The tags shown, by resource.
    shown: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether it says which resources it lists.
    names_ids: bool,
}

impl Listing {
    /// Reads a listing; `world` is any of the worlds that it may have met.
    pub(in crate::check) fn of(
        edition: &Edition,
        known: &Known,
        call: &Call,
        answer: &Answer,
        world: &World,
    ) -> Self {
        let mut shown: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for row in answer.tag_rows().unwrap_or_default() {
            let tags = shown.entry(row.resource).or_default();
            tags.insert(row.key, row.value);
        }
        let named: BTreeSet<String> = call
            .indexed(params::RESOURCE_ID)
            .into_iter()
            .map(str::to_owned)
            .collect();
        let names_ids = !named.is_empty();
        // A listing by type speaks of everything that could be in it, so that what
        // is left out counts as well as what is shown.
        let listed = if names_ids {
            named
        } else {
            let there = world.iter().map(|(id, _)| id.to_owned());
            there.chain(shown.keys().cloned()).collect()
        };
        Self {
            kind: kind_of(edition, call),
            region: call.get(params::REGION_ID).unwrap_or_default().to_owned(),
            account: call.account.clone(),
            ids: listed
                .into_iter()
                .map(|id| (known.of(&id, call, world), id))
                .map(|(knowledge, id)| (id, knowledge))
                .collect(),
            shown,
            names_ids,
        }
    }

    /// The resources of which too little is known to judge the listing of them.
    pub(super) fn unseen(&self) -> Vec<String> {
        self.ids
            .iter()
            .filter(|(_, knowledge)| **knowledge != Knowledge::Whole)
            .filter(|(id, _)| self.names_ids || self.shown.contains_key(*id))
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// Makes a world what it must have been if the listing is right: where
    /// something is not known, what is shown and what is known together.
    pub(super) fn suppose(&self, known: &Known, world: &mut World) {
        for (id, knowledge) in &self.ids {
            let shown = self.shown.get(id);
            match (knowledge, world.get(id).cloned()) {
                (Knowledge::Nothing, _) => {
                    if let (Some(tags), Some(kind)) = (shown, self.kind) {
                        let mut resource = Resource::new(kind, &self.account, &self.region, None);
                        resource.tags.clone_from(tags);
                        world.put(id, resource);
                    }
                }
                (Knowledge::Foreign, Some(mut resource))
                    if shown.is_some() && self.is_here(&resource) =>
                {
                    self.account.clone_into(&mut resource.account);
                    if known.open.contains(id) {
                        resource.tags = together(&resource.tags, shown);
                    }
                    world.put(id, resource);
                }
                (Knowledge::Part, Some(mut resource)) if self.is_here(&resource) => {
                    resource.tags = together(&resource.tags, shown);
                    world.put(id, resource);
                }
                _ => {}
            }
        }
    }

    fn is_here(&self, resource: &Resource) -> bool {
        Some(resource.kind) == self.kind && resource.region == self.region
    }

    /// The belief after the listing; what it showed is known from now on.
    /// `world` is any of the worlds before it.
    pub(super) fn learn(&self, known: &mut Known, world: &World, after: &Belief) -> Belief {
        let mut belief = after.clone();
        for (id, knowledge) in &self.ids {
            let before = world.get(id);
            let learns = known.may_learn(id);
            let is_shown = self.shown.contains_key(id);
            match knowledge {
                Knowledge::Nothing if is_shown && !learns => belief = known.unsee(id, &belief),
                Knowledge::Nothing if is_shown => {
                    known.open.remove(id);
                }
                Knowledge::Foreign => {
                    if let Some(before) = before {
                        belief = belief.altered(|world| owned_by(world, id, &before.account));
                        if is_shown && self.is_here(before) {
                            belief = settled(known, id, learns, &belief);
                        }
                    }
                }
                Knowledge::Part if before.is_some_and(|before| self.is_here(before)) => {
                    belief = settled(known, id, learns, &belief);
                }
                _ => {}
            }
        }
        belief
    }
}

/// The belief once the tags of a resource were shown.
fn settled(known: &mut Known, id: &str, learns: bool, belief: &Belief) -> Belief {
    if learns {
        known.open.remove(id);
        belief.clone()
    } else {
        known.weaken(id, belief)
    }
}

/// What is shown, with what must be there. A key in another letter case may be
/// the one that must be there, as some implementations keep the older spelling.
fn together(
    must: &BTreeMap<String, String>,
    shown: Option<&BTreeMap<String, String>>,
) -> BTreeMap<String, String> {
    let mut tags = shown.cloned().unwrap_or_default();
    for (key, value) in must {
        let is_other_spelling = !tags.contains_key(key)
            && tags
                .iter()
                .any(|(there, with)| there.to_lowercase() == key.to_lowercase() && with == value);
        if !is_other_spelling {
            tags.insert(key.clone(), value.clone());
        }
    }
    tags
}
