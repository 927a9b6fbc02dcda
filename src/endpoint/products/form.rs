//! What the reference knows of a resource type beside the row of its lifecycle.

use serde_json::Value;

use crate::contract::{Call, Kind};
use crate::model::Resource;

use super::super::inventory::{Details, Inventory};
use super::super::refusal::Fields;
use super::super::state::State;

/// The one resource group that there is.
pub(in crate::endpoint) const RESOURCE_GROUP: &str = "rg-acfmdefaultgroup";

/// When everything was created: the same request gets the same bytes.
pub(in crate::endpoint) const CREATED: &str = "2024-06-01T00:00:00Z";

/// What the reference knows of a type.
pub(in crate::endpoint) struct Form {
    /// The type.
    pub(in crate::endpoint) kind: Kind,
    /// Characters of what a create call may say, at most, where it is kept.
    pub(in crate::endpoint) limits: &'static [(&'static str, usize)],
    /// What comes with the birth of one.
    pub(in crate::endpoint) born: fn(&mut Birth<'_>),
    /// The fields of one besides those that all have.
    pub(in crate::endpoint) shown: fn(&Look<'_>) -> Value,
    /// Whether a describe call asks for such a one, as far as the type goes.
    pub(in crate::endpoint) wanted: fn(&Call, &Details) -> bool,
}

/// A resource that is born.
pub(in crate::endpoint) struct Birth<'a> {
    /// The call that creates it.
    pub(in crate::endpoint) call: &'a Call,
    /// Its id.
    pub(in crate::endpoint) id: &'a str,
    /// Its region.
    pub(in crate::endpoint) region: &'a str,
    /// Where ids come from.
    pub(in crate::endpoint) state: &'a mut State,
    /// What is kept of it.
    pub(in crate::endpoint) details: Details,
    /// The answer.
    pub(in crate::endpoint) fields: Fields,
    /// What comes and goes with it.
    pub(in crate::endpoint) companions: Vec<(String, Resource, Details)>,
}

/// A resource that is shown.
pub(in crate::endpoint) struct Look<'a> {
    /// Its id.
    pub(in crate::endpoint) id: &'a str,
    /// The resource.
    pub(in crate::endpoint) resource: &'a Resource,
    /// What is kept of it.
    pub(in crate::endpoint) details: &'a Details,
    /// Everything else.
    pub(in crate::endpoint) inventory: &'a Inventory,
}

impl Birth<'_> {
    /// What the call says, if it says it.
    pub(in crate::endpoint) fn given(&self, name: &str) -> Option<&str> {
        self.call.given(name)
    }

    /// A field of the answer.
    pub(in crate::endpoint) fn answers(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    /// The number of an order.
    pub(in crate::endpoint) fn order(&mut self) -> u64 {
        200_000_000_000_000 + self.state.stream.bits() % 100_000_000_000_000
    }
}

impl<'a> Look<'a> {
    /// What is kept of its parent.
    pub(in crate::endpoint) fn parent(&self) -> Details {
        let parent = self.resource.parent.as_deref();
        let details = parent.and_then(|parent| self.inventory.details.get(parent));
        details.cloned().unwrap_or_default()
    }

    /// The ids of what lives in it.
    pub(in crate::endpoint) fn children(&self, kind: Kind) -> Vec<&'a str> {
        let all = self.inventory.world.iter();
        all.filter(|(_, child)| child.kind == kind && child.parent.as_deref() == Some(self.id))
            .map(|(id, _)| id)
            .collect()
    }
}
