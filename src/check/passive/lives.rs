//! What creations and deletions show: resources that are known from birth to end.

use crate::contract::{Answer, Call, Kind, Trait, params};
use crate::model::{Change, Resource, World};

use super::known::{Known, has_any};
use crate::check::belief::Belief;

/// Parameter that has a call checked and not done.
const DRY_RUN: &str = "DryRun";

/// Parameter by which a call that is sent again is known.
const CLIENT_TOKEN: &str = "ClientToken";

/// After a creation that was answered. A resource that is created without tags
/// has none, unless the call may have been one sent again.
pub(super) fn created(
    known: &mut Known,
    belief: &Belief,
    kind: Kind,
    call: &Call,
    answer: &Answer,
) -> Belief {
    let life = kind.lifecycle();
    let id = answer.text(life.id_field).filter(|id| !id.is_empty());
    let (Some(id), true) = (id, answer.is_success()) else {
        return belief.clone();
    };
    let Some(world) = belief.some_world() else {
        return belief.clone();
    };
    if world.get(id).is_some() || !known.may_learn(id) {
        return belief.clone();
    }
    let parent = life
        .parent
        .and_then(|parent| call.get(parent.lifecycle().id));
    let parents_region = parent
        .and_then(|parent| world.get(parent))
        .filter(|parent| !parent.kind.lifecycle().has(Trait::Global))
        .map(|parent| parent.region.as_str());
    let region = only(call, params::REGION_ID).or(parents_region);
    let is_odd = world.was_deleted(id) || parents_region.is_some_and(|its| Some(its) != region);
    let (Some(region), false) = (region, is_odd) else {
        return known.unsee(id, belief);
    };
    let resource = Resource::new(kind, &call.account, region, parent);
    if has_any(call, params::TAG) || call.get(CLIENT_TOKEN).is_some() {
        known.open.insert(id.to_owned());
    }
    belief.altered(|world| world.put(id, resource.clone()))
}

/// After a deletion that was answered.
pub(super) fn deleted(
    known: &mut Known,
    belief: &Belief,
    kind: Kind,
    call: &Call,
    answer: &Answer,
) -> Belief {
    let named = kind.lifecycle().delete_by.named(call).unwrap_or_default();
    let Some(id) = named.first().filter(|id| !id.is_empty()) else {
        return belief.clone();
    };
    let Some(world) = belief.some_world() else {
        return belief.clone();
    };
    if !answer.is_success() {
        return belief.clone();
    }
    let children: Vec<String> = world
        .iter()
        .filter(|(_, resource)| resource.parent.as_deref() == Some(id))
        .map(|(child, _)| child.to_owned())
        .collect();
    let mut belief = belief.clone();
    for child in &children {
        belief = known.unsee(child, &belief);
    }
    if is_certain(&world, id, kind, call) && known.may_learn(id) {
        known.open.remove(id);
        belief.changed(&Change::Delete(id.to_owned()))
    } else {
        known.unsee(id, &belief)
    }
}

/// Whether an accepted deletion means that the resource is gone. Gateways take
/// some time, in which they can still be seen.
fn is_certain(world: &World, id: &str, kind: Kind, call: &Call) -> bool {
    let region = call.get(params::REGION_ID);
    !kind.lifecycle().has(Trait::GoesSlowly)
        && call.get(DRY_RUN).is_none()
        && world.get(id).is_some_and(|there| {
            there.kind == kind && there.account == call.account && there.is_in(region)
        })
}

/// The value of a parameter that is sent once.
fn only<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    let mut values = call.params.iter().filter(|(found, _)| found == name);
    let first = values.next()?;
    (values.next().is_none() && !first.1.is_empty()).then_some(first.1.as_str())
}
