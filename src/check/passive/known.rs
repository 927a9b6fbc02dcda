//! What a recording has shown of the resources, and what it has not.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Call, Edition, params};
use crate::model::{Resource, World};

use crate::check::belief::Belief;

/// What is known beside the worlds of the belief. A resource in these worlds is
/// there, with the tags that it has at least; one that was deleted is not
/// there; of any other nothing is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Resources that may have more tags than the worlds have.
    pub(super) open: BTreeSet<String>,
    /// Resources of which nothing will be known any more, since a call that
    /// nobody saw the end of may still be done.
    lost: BTreeSet<String>,
    /// Whether that is so of all.
    all_lost: bool,
}

/// How much is known of a resource that a call names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knowledge {
    /// Everything: that it is gone, or there with these tags and no other.
    Whole,
    /// That it is there, and some of its tags.
    Part,
    /// The same or everything, but not whether the caller's access key is of
    /// the account that it belongs to.
    Foreign,
    /// Nothing.
    Nothing,
}

impl Known {
    /// How much is known of a resource.
    pub(in crate::check) fn of(&self, id: &str, call: &Call, world: &World) -> Knowledge {
        match world.get(id) {
            Some(resource) if resource.account != call.account => Knowledge::Foreign,
            Some(_) if self.open.contains(id) => Knowledge::Part,
            Some(_) => Knowledge::Whole,
            // An empty id is nobody's.
            None if world.was_deleted(id) || id.is_empty() => Knowledge::Whole,
            None => Knowledge::Nothing,
        }
    }

    /// Whether anything can be learned of a resource.
    pub(super) fn may_learn(&self, id: &str) -> bool {
        !self.all_lost && !self.lost.contains(id)
    }

    /// What is known of the tags of a resource is so no longer; that it is
    /// there stays known.
    pub(super) fn weaken(&mut self, id: &str, belief: &Belief) -> Belief {
        self.open.insert(id.to_owned());
        belief.altered(|world| {
            if let Some(resource) = world.get(id).cloned() {
                let tags = BTreeMap::new();
                world.put(id, Resource { tags, ..resource });
            }
        })
    }

    /// Nothing is known of a resource any more, for now.
    pub(super) fn unsee(&mut self, id: &str, belief: &Belief) -> Belief {
        self.open.remove(id);
        belief.altered(|world| world.lose(id))
    }

    /// Nothing is known of any resource any more, for now.
    pub(super) fn forget_all(&mut self, belief: &Belief) -> Belief {
        self.open.clear();
        belief.altered(|world| *world = World::default())
    }

    /// Nothing will be known of the tags of a resource from now on.
    pub(super) fn lose(&mut self, id: &str, belief: &Belief) -> Belief {
        self.lost.insert(id.to_owned());
        self.weaken(id, belief)
    }

    /// Nothing will be known of any resource from now on.
    pub(super) fn lose_all(&mut self, belief: &Belief) -> Belief {
        self.all_lost = true;
        belief.altered(|world| *world = World::default())
    }
}

/// Gives a resource to an account.
pub(super) fn owned_by(world: &mut World, id: &str, owner: &str) {
    if let Some(mut resource) = world.get(id).cloned() {
        owner.clone_into(&mut resource.account);
        world.put(id, resource);
    }
}

/// The ids that a call names in any way, however odd: more than it may mean.
pub(super) fn named(call: &Call) -> BTreeSet<String> {
    call.params
        .iter()
        .filter(|(name, _)| {
            let name = name.to_ascii_lowercase();
            name.starts_with(&params::RESOURCE_ID.to_ascii_lowercase())
        })
        .map(|(_, value)| value.clone())
        .collect()
}

/// Parameters of a tag call or listing that say nothing of what is done.
static IDLE: &[&str] = &[
    params::MAX_RESULTS,
    params::NEXT_TOKEN,
    "OwnerId",
    "OwnerAccount",
    "ResourceOwnerId",
    "ResourceOwnerAccount",
];

/// Whether a call means what it says under every reading: each of its
/// parameters is one of the API in its own spelling and sent once, and region
/// and type are there.
pub(super) fn is_plain(call: &Call) -> bool {
    let mut names = BTreeSet::new();
    let well_known = call.params.iter().all(|(name, _)| {
        names.insert(name.as_str())
            && (IDLE.contains(&name.as_str())
                || matches!(name.as_str(), params::REGION_ID | params::RESOURCE_TYPE)
                || name == params::ALL
                || is_element(name, params::RESOURCE_ID, "")
                || is_element(name, params::TAG_KEY, "")
                || is_element(name, params::TAG, ".Key")
                || is_element(name, params::TAG, ".Value"))
    });
    let there = |name| call.get(name).is_some_and(|value| !value.is_empty());
    well_known && there(params::REGION_ID) && there(params::RESOURCE_TYPE)
}

fn is_element(name: &str, list: &str, field: &str) -> bool {
    name.strip_prefix(list)
        .and_then(|rest| rest.strip_prefix('.'))
        .and_then(|rest| rest.strip_suffix(field))
        .is_some_and(|number| {
            !number.starts_with('0')
                && number.len() <= 3
                && !number.is_empty()
                && number.bytes().all(|digit| digit.is_ascii_digit())
        })
}

/// Whether a call has a parameter of some list.
pub(super) fn has_any(call: &Call, list: &str) -> bool {
    let list = list.to_ascii_lowercase();
    call.params.iter().any(|(name, _)| {
        let name = name.to_ascii_lowercase();
        let rest = name.strip_prefix(&list);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Whether a call asks for a type that there is, under some reading, and whose
/// resources cannot be followed.
pub(super) fn is_kindless(edition: &Edition, call: &Call) -> bool {
    let name = call.get(params::RESOURCE_TYPE).unwrap_or_default();
    let listed = edition.types.iter().filter(|known| known.kind.is_none());
    listed
        .map(|known| known.name)
        .chain(edition.newer_types.iter().copied())
        .any(|known| known.eq_ignore_ascii_case(name))
}
