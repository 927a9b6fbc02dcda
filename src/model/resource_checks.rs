//! Checks of the resources that a call names, and what a refusal leaves behind.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::axes as axis;
use crate::contract::axis::{Atomicity, ExistingKey, Misplaced, QuotaCount, RepeatedKeyCount};
use crate::contract::{REGIONS, clauses, errors, params};

use super::checks::{CHECKS, Context, Type, resolve_type};
use super::choice::Chooser;
use super::permit::{Refusal, Unstated};
use super::request::TagCall;
use super::uniqueness::{existing, put};
use super::world::{Change, Resource, World};

/// An empty id; the page has no code for it.
pub(super) fn refusal_of_empty_id(on: &Context<'_>) -> Refusal {
    Refusal::unstated(clauses::ID_EMPTY, Unstated::Missing(params::RESOURCE_ID))
        .because_of(axis::ATOMICITY_EMPTY_ID, bad_ids(on, str::is_empty))
}

/// Every id exists.
pub(super) fn exists(on: &Context<'_>) -> Option<Refusal> {
    let bad = bad_ids(on, |id| !id.is_empty() && on.world.get(id).is_none());
    (!bad.is_empty()).then(|| {
        Refusal::listed(
            clauses::ID_EXISTS,
            &[errors::INVALID_INSTANCE_IDS_NOT_FOUND],
        )
        .because_of(axis::ATOMICITY_UNKNOWN_ID, bad)
    })
}

/// Every resource belongs to the caller.
pub(super) fn account(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let bad = bad_resources(on, |resource| resource.account != on.account);
    (!bad.is_empty()).then(|| {
        misplaced(clauses::ID_ACCOUNT, choose.ask(axis::FOREIGN_ACCOUNT))
            .because_of(axis::ATOMICITY_MISPLACED_ID, bad)
    })
}

/// Every resource is in the region of the call.
pub(super) fn region(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let region = on
        .call
        .region
        .as_deref()
        .filter(|region| !region.is_empty())?;
    if !is_known_region(region, on.world) {
        // No code of the page speaks of an unknown region.
        return Some(Refusal::unstated(
            clauses::ID_REGION,
            Unstated::Invalid(params::REGION_ID),
        ));
    }
    let bad = bad_resources(on, |resource| resource.region != region);
    (!bad.is_empty()).then(|| {
        misplaced(clauses::ID_REGION, choose.ask(axis::WRONG_REGION))
            .because_of(axis::ATOMICITY_MISPLACED_ID, bad)
    })
}

/// Every resource is of the type of the call.
pub(super) fn kind(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let Type::Known(kind) = resolve_type(on, choose) else {
        return None;
    };
    let bad = bad_resources(on, |resource| Some(resource.kind) != kind);
    (!bad.is_empty()).then(|| {
        misplaced(clauses::ID_TYPE, choose.ask(axis::TYPE_MISMATCH))
            .because_of(axis::ATOMICITY_MISPLACED_ID, bad)
    })
}

/// No resource has a key of the call already, where that is forbidden.
pub(super) fn existing_key(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let bad: BTreeSet<String> = existing_resources(on)
        .into_iter()
        .filter(|(_, resource)| has_forbidden_key(resource, on, choose))
        .map(|(id, _)| id.to_owned())
        .collect();
    (!bad.is_empty()).then(|| {
        Refusal::listed(
            clauses::KEY_EXISTING,
            &[errors::FORBIDDEN_TAG_KEY_DUPLICATED],
        )
        .because_of(axis::ATOMICITY_EXISTING_KEY, bad)
    })
}

fn has_forbidden_key(resource: &Resource, on: &Context<'_>, choose: &mut Chooser) -> bool {
    on.call.tags.iter().any(|tag| {
        let there = existing(&resource.tags, tag.key(), choose);
        there.is_some_and(|(_, value)| match choose.ask(axis::EXISTING_KEY) {
            ExistingKey::Overwrite => false,
            ExistingKey::Rejected => true,
            ExistingKey::RejectedUnlessEqual => value != tag.value(),
        })
    })
}

/// No resource gets more tags than it may have. A call that by itself carries
/// too many for a resource without tags is [`super::checks::Check::TagLimit`]'s
/// alone (A18); a resource that has tags is over its quota besides.
pub(super) fn quota(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let too_many = on.call.tags.len() > on.edition.tags;
    let bad: BTreeSet<String> = existing_resources(on)
        .into_iter()
        .filter(|(_, resource)| !(too_many && resource.tags.is_empty()))
        .collect::<Vec<_>>()
        .into_iter()
        .filter(|(_, resource)| is_over_quota(resource, on, choose))
        .map(|(id, _)| id.to_owned())
        .collect();
    (!bad.is_empty()).then(|| {
        Refusal::listed(clauses::TAG_QUOTA, &[errors::QUOTA_EXCEEDED_TAG_NUM])
            .because_of(axis::ATOMICITY_QUOTA, bad)
    })
}

fn is_over_quota(resource: &Resource, on: &Context<'_>, choose: &mut Chooser) -> bool {
    if on.call.tags.is_empty() {
        return false;
    }
    let mut after = resource.tags.clone();
    for tag in &on.call.tags {
        put(&mut after, tag.key(), tag.value(), choose);
    }
    let quota = on.edition.quota;
    if after.len() > quota {
        return true;
    }
    let had = resource.tags.len();
    let named = on.call.tags.len();
    if had + named <= quota {
        return false;
    }
    // What a call is refused for that names a key twice says nothing of the
    // keys that the resource has.
    let mut keys = BTreeMap::new();
    for tag in &on.call.tags {
        put(&mut keys, tag.key(), "", choose);
    }
    had + keys.len() > quota && choose.ask(axis::QUOTA_COUNT) == QuotaCount::Sum
        || keys.len() < named && choose.ask(axis::REPEATED_KEY_COUNT) == RepeatedKeyCount::Each
}

/// What an accepted call changes: every tag on every resource.
pub(super) fn accepted(on: &Context<'_>, choose: &mut Chooser) -> Vec<Change> {
    tagged(on.call.ids.iter(), on, choose)
}

/// What a refusal leaves behind (design §2 d): over resources only, since one
/// resource gets all tags of a call or none.
pub(super) fn left_behind(
    refusal: &Refusal,
    on: &Context<'_>,
    choose: &mut Chooser,
) -> Vec<Change> {
    let Some((atomicity, bad)) = &refusal.bad else {
        return Vec::new();
    };
    if distinct(on.call).len() < 2 {
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

fn misplaced(clause: &'static str, code: Misplaced) -> Refusal {
    Refusal::listed(
        clause,
        match code {
            Misplaced::NotFound => &[errors::INVALID_INSTANCE_IDS_NOT_FOUND],
            Misplaced::Forbidden => &[errors::FORBIDDEN],
        },
    )
}

fn distinct(call: &TagCall) -> BTreeSet<&str> {
    call.ids.iter().map(String::as_str).collect()
}

fn bad_ids(on: &Context<'_>, is_bad: impl Fn(&str) -> bool) -> BTreeSet<String> {
    on.call
        .ids
        .iter()
        .filter(|id| is_bad(id))
        .cloned()
        .collect()
}

fn bad_resources(on: &Context<'_>, is_bad: impl Fn(&Resource) -> bool) -> BTreeSet<String> {
    bad_ids(on, |id| on.world.get(id).is_some_and(&is_bad))
}

/// The resources that the call names and that exist anywhere: whether an
/// implementation looks at their tags before their place is not said.
fn existing_resources<'a>(on: &Context<'a>) -> Vec<(&'a str, &'a Resource)> {
    distinct(on.call)
        .into_iter()
        .filter_map(|id| on.world.get(id).map(|resource| (id, resource)))
        .collect()
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
                && on.call.region.as_deref() == Some(resource.region.as_str())
                && Some(resource.kind) == kind
        })
        .collect()
}

fn is_known_region(region: &str, world: &World) -> bool {
    REGIONS.contains(&region) || world.iter().any(|(_, resource)| resource.region == region)
}
