//! The operations that the endpoint knows, by name.

use crate::contract::{Kind, LIFECYCLES, Lifecycle, params};

/// One operation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operation {
    /// An operation of tags, which the model answers.
    Tags,
    /// Creates a resource.
    Create(&'static Lifecycle),
    /// Deletes a resource.
    Delete(&'static Lifecycle),
    /// Lists resources of a type.
    List(&'static Lifecycle),
    /// Shows one resource.
    Show(&'static Single),
    /// Lists the regions.
    Regions,
    /// Lists the zones of a region.
    Zones,
}

/// An operation that shows one resource; real clients poll with it.
#[derive(Debug)]
pub(super) struct Single {
    /// Its name.
    pub(super) action: &'static str,
    /// The type that it shows.
    pub(super) kind: Kind,
    /// Whether it shows tags.
    pub(super) tags: bool,
}

/// Every operation that shows one resource.
static SINGLES: &[Single] = &[
    Single {
        action: "DescribeVpcAttribute",
        kind: Kind::Vpc,
        tags: true,
    },
    Single {
        action: "DescribeVSwitchAttributes",
        kind: Kind::VSwitch,
        tags: true,
    },
    Single {
        action: "DescribeVpnGateway",
        kind: Kind::VpnGateway,
        tags: true,
    },
    Single {
        action: "GetNatGatewayAttribute",
        kind: Kind::NatGateway,
        tags: false,
    },
];

/// The operations of tags.
static OF_TAGS: &[&str] = &[
    params::TAG_RESOURCES,
    params::UNTAG_RESOURCES,
    params::LIST_TAG_RESOURCES,
    params::DESCRIBE_TAGS,
    params::DESCRIBE_TAG_KEYS,
];

impl Operation {
    /// The operation called `action`, in exactly this letter case.
    pub(super) fn named(action: &str) -> Option<Self> {
        if OF_TAGS.contains(&action) {
            return Some(Self::Tags);
        }
        for lifecycle in LIFECYCLES {
            if action == lifecycle.create {
                return Some(Self::Create(lifecycle));
            }
            if action == lifecycle.delete {
                return Some(Self::Delete(lifecycle));
            }
            if action == lifecycle.describe {
                return Some(Self::List(lifecycle));
            }
        }
        if let Some(single) = SINGLES.iter().find(|single| single.action == action) {
            return Some(Self::Show(single));
        }
        match action {
            "DescribeRegions" => Some(Self::Regions),
            "DescribeZones" => Some(Self::Zones),
            _ => None,
        }
    }
}
