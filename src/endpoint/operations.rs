//! The operations that the endpoint knows, by name.

use crate::contract::{Kind, Product, Single, params};

/// One operation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operation {
    /// An operation of tags, which the model answers.
    Tags,
    /// Creates a resource.
    Create(Kind),
    /// Deletes a resource.
    Delete(Kind),
    /// Lists resources of a type.
    List(Kind),
    /// Shows one resource.
    Show(Kind, Single),
    /// Lists the regions.
    Regions,
    /// Lists the zones of a region.
    Zones,
}

impl Operation {
    /// The operation of a product called `action`, in exactly this letter case.
    pub(super) fn named(action: &str, product: &Product) -> Option<Self> {
        if action == params::TAG_RESOURCES || product.companions.contains(&action) {
            return Some(Self::Tags);
        }
        for kind in product.kinds.iter().copied() {
            let lifecycle = kind.lifecycle();
            if action == lifecycle.create {
                return Some(Self::Create(kind));
            }
            if action == lifecycle.delete {
                return Some(Self::Delete(kind));
            }
            if action == lifecycle.describe {
                return Some(Self::List(kind));
            }
            if let Some(single) = lifecycle.single.filter(|single| single.operation == action) {
                return Some(Self::Show(kind, single));
            }
        }
        match action {
            params::DESCRIBE_REGIONS => Some(Self::Regions),
            params::DESCRIBE_ZONES => Some(Self::Zones),
            _ => None,
        }
    }
}
