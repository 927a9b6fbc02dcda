//! The world: accounts, regions, resources and their tags.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Call, Kind, Trait};

/// Everything that the service knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct World {
    resources: BTreeMap<String, Resource>,
    /// Ids that were used and are never used again.
    deleted: BTreeSet<String>,
}

/// One resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its type.
    pub kind: Kind,
    /// The account that owns it.
    pub account: String,
    /// The region that it is in.
    pub region: String,
    /// The VPC that it lives in, if its type does.
    pub parent: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Resource {
    /// Whether it is in a region, or in whatever is meant where none is said: what
    /// is global is in all.
    pub fn is_in(&self, region: Option<&str>) -> bool {
        self.kind.lifecycle().has(Trait::Global)
            || region.is_none_or(|region| region == self.region)
    }

    /// A fresh resource without tags.
    pub fn new(kind: Kind, account: &str, region: &str, parent: Option<&str>) -> Self {
        Self {
            kind,
            account: account.to_owned(),
            region: region.to_owned(),
            parent: parent.map(str::to_owned),
            tags: BTreeMap::new(),
        }
    }
}

/// One thing that a call changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The tags of a resource become these.
    Tags(String, BTreeMap<String, String>),
    /// A resource is there.
    Create(String, Resource),
    /// A resource is deleted, and its tags with it.
    Delete(String),
}

impl World {
    /// The resource with this id, unless it was never there or is deleted.
    pub fn get(&self, id: &str) -> Option<&Resource> {
        self.resources.get(id)
    }

    /// Whether a resource with this id was deleted.
    pub fn was_deleted(&self, id: &str) -> bool {
        self.deleted.contains(id)
    }

    /// Every resource that is there, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Resource)> {
        self.resources
            .iter()
            .map(|(id, resource)| (id.as_str(), resource))
    }

    /// Every id of what was deleted.
    pub fn deleted(&self) -> impl Iterator<Item = &str> {
        self.deleted.iter().map(String::as_str)
    }

    /// How many resources are there or were deleted.
    pub fn size(&self) -> usize {
        self.resources.len() + self.deleted.len()
    }

    /// Resources of the caller in the region that a call names.
    pub fn visible<'a>(&'a self, call: &'a Call) -> impl Iterator<Item = (&'a str, &'a Resource)> {
        let region = call.get("RegionId");
        self.iter()
            .filter(move |(_, resource)| resource.account == call.account && resource.is_in(region))
    }

    /// Makes one change.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Tags(id, tags) => {
                if let Some(resource) = self.resources.get_mut(id) {
                    resource.tags.clone_from(tags);
                }
            }
            Change::Create(id, resource) => {
                self.resources.insert(id.clone(), resource.clone());
            }
            Change::Delete(id) => {
                if self.resources.remove(id).is_some() {
                    self.deleted.insert(id.clone());
                }
            }
        }
    }

    /// The world after some changes.
    #[must_use]
    pub fn after(&self, changes: &[Change]) -> Self {
        let mut next = self.clone();
        for change in changes {
            next.apply(change);
        }
        next
    }

    /// Puts a resource there as it is, whatever was there.
    pub fn put(&mut self, id: &str, resource: Resource) {
        self.resources.insert(id.to_owned(), resource);
    }

    /// Takes a resource away without a trace: nothing is known of it any more.
    pub fn lose(&mut self, id: &str) {
        self.resources.remove(id);
        self.deleted.remove(id);
    }

    /// Makes an id one of what was deleted, whether it was there or not.
    pub fn bury(&mut self, id: &str) {
        self.resources.remove(id);
        self.deleted.insert(id.to_owned());
    }

    /// Forgets that there ever was a resource that is deleted; an endpoint that
    /// runs for long stays small by it.
    pub fn forget(&mut self, id: &str) {
        self.deleted.remove(id);
    }
}
