//! What a call changes, accepted or refused.

use std::collections::BTreeSet;

use crate::contract::axis::Atomicity;

use super::checks::CHECKS;
use super::choice::Chooser;
use super::context::Context;
use super::named_type::{Type, resolve_type};
use super::permit::Refusal;
use super::resource_checks::{existing_resources, has_forbidden_key, is_over_quota};
use super::uniqueness::put;
use super::world::{Change, Resource};

/// What an accepted call changes: every tag on every resource.
pub(super) fn accepted(on: &Context<'_>, choose: &mut Chooser) -> Vec<Change> {
    tagged(on.call.ids.iter(), on, choose)
}

/// What a refusal leaves behind: over resources only, since one
/// resource gets all tags of a call or none.
pub(super) fn left_behind(
    refusal: &Refusal,
    on: &Context<'_>,
    choose: &mut Chooser,
) -> Vec<Change> {
    let Some((atomicity, bad)) = &refusal.bad else {
        return Vec::new();
    };
    if on.call.distinct_ids().len() < 2 {
        return Vec::new();
    }
    let atomicity = choose.ask(*atomicity);
    if atomicity == Atomicity::Atomic {
        return Vec::new();
    }
    // A call that is wrong in itself never gets as far as the resources.
    if CHECKS
        .iter()
        .any(|check| !check.is_of_resources() && check.run(on, choose).is_some())
    {
        return Vec::new();
    }
    let mut good: BTreeSet<&str> = good_resources(on, choose)
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    good.retain(|id| {
        on.world.get(id).is_some_and(|resource| {
            !has_forbidden_key(resource, on, choose) && !is_over_quota(resource, on, choose)
        })
    });
    let until = match atomicity {
        Atomicity::Prefix => on
            .call
            .ids
            .iter()
            .position(|id| bad.contains(id))
            .unwrap_or(0),
        _ => on.call.ids.len(),
    };
    let ids = on
        .call
        .ids
        .iter()
        .take(until)
        .filter(|id| good.contains(id.as_str()));
    tagged(ids, on, choose)
}

fn tagged<'a>(
    ids: impl Iterator<Item = &'a String>,
    on: &Context<'_>,
    choose: &mut Chooser,
) -> Vec<Change> {
    let mut done = BTreeSet::new();
    let mut changes = Vec::new();
    for id in ids {
        let Some(resource) = on.world.get(id).filter(|_| done.insert(id)) else {
            continue;
        };
        let mut tags = resource.tags.clone();
        for tag in &on.call.tags {
            put(&mut tags, tag.key(), tag.value(), choose);
        }
        if tags != resource.tags {
            changes.push(Change::Tags(id.clone(), tags));
        }
    }
    changes
}

/// The resources that the call may tag as far as they themselves go.
fn good_resources<'a>(on: &Context<'a>, choose: &mut Chooser) -> Vec<(&'a str, &'a Resource)> {
    let kind = match resolve_type(on, choose) {
        Type::Known(kind) => kind,
        Type::Missing | Type::Unknown => None,
    };
    existing_resources(on)
        .into_iter()
        .filter(|(_, resource)| {
            resource.account == on.account
                && resource.is_in(on.call.region.as_deref())
                && Some(resource.kind) == kind
        })
        .collect()
}
