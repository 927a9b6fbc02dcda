//! Resources that no call near here names, kept out of the worlds of the belief:
//! these are copied with every call.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Resource;

use crate::check::belief::Belief;

/// Resources in a world, at most, before some are put aside.
const ROOM: usize = 16;

/// What is the same in all worlds of the belief and stands in none of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Parked {
    there: BTreeMap<String, Resource>,
    gone: BTreeSet<String>,
    /// Those that live in another, by that.
    children: BTreeMap<String, BTreeSet<String>>,
    /// How large the worlds were when nothing more could be put aside.
    left: usize,
}

impl Parked {
    /// Those that are there.
    pub(super) fn there(&self) -> impl Iterator<Item = &String> {
        self.there.keys()
    }

    /// Those that live in a resource.
    pub(super) fn children(&self, of: &str) -> impl Iterator<Item = &String> {
        self.children.get(of).into_iter().flatten()
    }

    /// Takes what is the same in all worlds out of them, once they are large.
    pub(super) fn park(&mut self, belief: &Belief) -> Belief {
        let Some((first, others)) = belief.hypotheses().split_first() else {
            return belief.clone();
        };
        let world = &first.world;
        if world.size() <= ROOM.max(2 * self.left) {
            return belief.clone();
        }
        // That there is a region is known by a resource that is in it.
        let mut regions = BTreeSet::new();
        let there: BTreeMap<String, Resource> = world
            .iter()
            .filter(|(_, resource)| !regions.insert(resource.region.as_str()))
            .filter(|(id, resource)| {
                let mut others = others.iter();
                others.all(|other| other.world.get(id) == Some(resource))
            })
            .map(|(id, resource)| (id.to_owned(), resource.clone()))
            .collect();
        let gone: BTreeSet<String> = world
            .deleted()
            .filter(|id| others.iter().all(|other| other.world.was_deleted(id)))
            .map(str::to_owned)
            .collect();
        let smaller = belief.altered(|world| {
            for id in there.keys().chain(&gone) {
                world.lose(id);
            }
        });
        self.left = world.size() - there.len() - gone.len();
        for (id, resource) in &there {
            if let Some(parent) = &resource.parent {
                let children = self.children.entry(parent.clone()).or_default();
                children.insert(id.clone());
            }
        }
        self.there.extend(there);
        self.gone.extend(gone);
        smaller
    }

    /// Puts resources back into all worlds.
    pub(super) fn fetch(&mut self, needed: &BTreeSet<String>, belief: &Belief) -> Belief {
        let mut there: Vec<(&str, Resource)> = Vec::new();
        let mut gone: Vec<&str> = Vec::new();
        for id in needed {
            if let Some(resource) = self.there.remove(id) {
                if let Some(parent) = &resource.parent
                    && let Some(children) = self.children.get_mut(parent)
                {
                    children.remove(id);
                }
                there.push((id, resource));
            }
            if self.gone.remove(id) {
                gone.push(id);
            }
        }
        if there.is_empty() && gone.is_empty() {
            return belief.clone();
        }
        belief.altered(|world| {
            for (id, resource) in &there {
                world.put(id, resource.clone());
            }
            for id in &gone {
                world.bury(id);
            }
        })
    }
}
