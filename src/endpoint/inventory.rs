//! What is there: the world of the model, and what the model need not know.

use std::collections::{BTreeMap, VecDeque};

use crate::contract::{Call, Kind, params};
use crate::model::{Change, Resource, World};

/// Deleted resources that are remembered, at most.
const DELETED_KEPT: usize = 10_000;

/// Resources that there may be, at most: more than any test makes, and still
/// less than a machine's memory holds.
pub(super) const MAX_RESOURCES: usize = 100_000;

/// Resources with all that is known of them.
#[derive(Default)]
pub(super) struct Inventory {
    /// Accounts, regions, resources and tags.
    pub(super) world: World,
    /// What the model does not need to know of the resources that are there.
    pub(super) details: BTreeMap<String, Details>,
    /// Ids of deleted resources, the oldest first.
    deleted: VecDeque<String>,
}

/// What a resource is besides its place and tags.
#[derive(Debug, Clone, Default)]
pub(super) struct Details {
    /// The name that it was given.
    pub(super) name: String,
    /// The description that it was given.
    pub(super) description: String,
    /// Its addresses, for a VPC or a vSwitch.
    pub(super) cidr: String,
    /// Its zone, for a vSwitch.
    pub(super) zone: String,
    /// What it lives in besides its parent, if anything.
    pub(super) inner: Option<String>,
    /// Its bandwidth in Mbit/s, as it was given.
    pub(super) bandwidth: String,
    /// Its public address, for an EIP or a VPN gateway.
    pub(super) address: String,
    /// The router of the VPC.
    pub(super) router: String,
    /// The system route table of the VPC.
    pub(super) route_table: String,
    /// Whether it is a system route table, which comes and goes with its VPC.
    pub(super) system: bool,
}

impl Details {
    /// What it lives in besides its parent, or nothing.
    pub(super) fn inner(&self) -> &str {
        self.inner.as_deref().unwrap_or_default()
    }
}

/// What one call writes.
#[derive(Clone, Default)]
pub(super) struct Written {
    /// What changes in the world.
    pub(super) changes: Vec<Change>,
    /// Details of resources that are created.
    pub(super) details: Vec<(String, Details)>,
}

impl Inventory {
    /// Whether there may be no further resource.
    pub(super) fn is_full(&self) -> bool {
        // Whatever is created has details.
        self.details.len() >= MAX_RESOURCES
    }

    /// Makes the changes of a call.
    pub(super) fn apply(&mut self, written: Written) {
        self.details.extend(written.details);
        for change in written.changes {
            self.world.apply(&change);
            if let Change::Delete(id) = change {
                self.details.remove(&id);
                self.deleted.push_back(id);
            }
        }
        while self.deleted.len() > DELETED_KEPT {
            if let Some(oldest) = self.deleted.pop_front() {
                self.world.forget(&oldest);
            }
        }
    }

    /// The resource that a lifecycle call names, if its caller has it and it is
    /// of the type and in the region of the call.
    pub(super) fn find(&self, call: &Call, kind: Kind, id: &str) -> Option<&Resource> {
        self.world.get(id).filter(|resource| {
            resource.kind == kind
                && resource.account == call.account
                && resource.is_in(call.given(params::REGION_ID))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::vpc;

    #[test]
    fn what_is_deleted_is_forgotten_in_time() {
        let mut inventory = Inventory::default();
        let vpc = Resource::new(vpc::VPC, "", "cn-hangzhou", None);
        let ids: Vec<String> = (0..=DELETED_KEPT).map(|n| format!("vpc-{n}")).collect();
        for id in &ids {
            inventory.apply(Written {
                changes: vec![
                    Change::Create(id.clone(), vpc.clone()),
                    Change::Delete(id.clone()),
                ],
                details: vec![(id.clone(), Details::default())],
            });
        }
        let was_deleted = |id: &&String| inventory.world.was_deleted(id);
        assert_eq!(ids.iter().filter(was_deleted).count(), DELETED_KEPT);
        assert!(!was_deleted(&&ids[0]));
        assert!(inventory.details.is_empty());
    }
}
