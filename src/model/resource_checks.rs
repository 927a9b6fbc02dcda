//! Checks of the resources that a call names.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::axes as axis;
use crate::contract::axis::{
    ExistingKey, GlobalRegion, Leniency, Misplaced, OtherTypes, QuotaCount, RepeatedKeyCount,
};
use crate::contract::{ClauseId, clauses, params, region_named};

use super::choice::Chooser;
use super::context::Context;
use super::named_type::{Type, names_global, resolve_type};
use super::permit::{Refusal, Unstated};
use super::request::Tag;
use super::uniqueness::{existing, is_same_folded, put};
use super::world::Resource;

/// No id is empty; the page has no code for one that is.
pub(super) fn empty_id(on: &Context<'_>) -> Option<Refusal> {
    let bad = bad_ids(on, str::is_empty);
    (!bad.is_empty()).then(|| {
        let what = Unstated::Missing(params::RESOURCE_ID);
        Refusal::by(clauses::ID_EMPTY, on.edition.refusals.empty_id, what)
            .because_of(axis::ATOMICITY_EMPTY_ID, bad)
    })
}

/// Every id exists.
pub(super) fn exists(on: &Context<'_>) -> Option<Refusal> {
    let bad = bad_ids(on, |id| !id.is_empty() && on.world.get(id).is_none());
    (!bad.is_empty())
        .then(|| not_found(on, clauses::ID_EXISTS).because_of(axis::ATOMICITY_UNKNOWN_ID, bad))
}

/// Every resource belongs to the caller.
pub(super) fn account(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let bad = bad_resources(on, |resource| resource.account != on.account);
    (!bad.is_empty()).then(|| {
        misplaced(on, clauses::ID_ACCOUNT, choose.ask(axis::FOREIGN_ACCOUNT))
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
    if !is_known_region(region, on) {
        if names_global(on) && choose.ask(axis::REGION_FOR_GLOBAL) == GlobalRegion::Ignored {
            return None;
        }
        return Some(Refusal::by(
            clauses::ID_REGION,
            on.edition.refusals.unknown_region,
            Unstated::Invalid(params::REGION_ID),
        ));
    }
    let bad = bad_resources(on, |resource| !resource.is_in(Some(region)));
    (!bad.is_empty()).then(|| {
        let what = Unstated::Invalid(params::REGION_ID);
        let refusal = match choose.ask(axis::WRONG_REGION) {
            Misplaced::NotFound => {
                Refusal::by(clauses::ID_REGION, on.edition.refusals.other_region, what)
            }
            Misplaced::Forbidden => misplaced(on, clauses::ID_REGION, Misplaced::Forbidden),
        };
        refusal.because_of(axis::ATOMICITY_MISPLACED_ID, bad)
    })
}

/// Every resource is of the type of the call.
pub(super) fn kind(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let Type::Known(kind) = resolve_type(on, choose) else {
        return None;
    };
    let bad = bad_resources(on, |resource| Some(resource.kind) != kind);
    (!bad.is_empty()).then(|| {
        let what = Unstated::Invalid(params::RESOURCE_ID);
        let refusal = match choose.ask(axis::TYPE_MISMATCH) {
            Misplaced::NotFound => {
                Refusal::by(clauses::ID_TYPE, on.edition.refusals.other_type, what)
            }
            Misplaced::Forbidden => misplaced(on, clauses::ID_TYPE, Misplaced::Forbidden),
        };
        refusal.because_of(axis::ATOMICITY_MISPLACED_ID, bad)
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
        let stated = on.edition.refusals.existing_key;
        Refusal::by(
            clauses::KEY_EXISTING,
            stated,
            Unstated::Invalid(params::TAG),
        )
        .because_of(axis::ATOMICITY_EXISTING_KEY, bad)
    })
}

/// No key of the call differs in letter case alone from another, of the call or
/// of a resource, where that is forbidden.
pub(super) fn key_case(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let keys: Vec<&str> = on.call.tags.iter().map(Tag::key).collect();
    let clashes = |key: &str, other: &str| key != other && is_same_folded(key, other);
    let in_call = keys
        .iter()
        .any(|key| keys.iter().any(|other| clashes(key, other)));
    let bad: BTreeSet<String> = existing_resources(on)
        .into_iter()
        .filter(|(_, resource)| {
            let mut there = resource.tags.keys();
            in_call || there.any(|there| keys.iter().any(|key| clashes(key, there)))
        })
        .map(|(id, _)| id.to_owned())
        .collect();
    let is_refused =
        (in_call || !bad.is_empty()) && choose.ask(axis::KEY_CASE_TWICE) == Leniency::Rejected;
    is_refused.then(|| {
        let stated = on.edition.refusals.key_case;
        Refusal::by(clauses::KEY_CASE, stated, Unstated::Invalid(params::TAG))
            .because_of(axis::ATOMICITY_EXISTING_KEY, bad)
    })
}

/// Whether a resource has a key of the call that it must not have.
pub(super) fn has_forbidden_key(
    resource: &Resource,
    on: &Context<'_>,
    choose: &mut Chooser,
) -> bool {
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
    let usual = on.edition.product.usual();
    let bad: BTreeSet<String> = existing_resources(on)
        .into_iter()
        .filter(|(_, resource)| !(too_many && resource.tags.is_empty()))
        .collect::<Vec<_>>()
        .into_iter()
        .filter(|(_, resource)| {
            is_over_quota(resource, on, choose)
                && (resource.kind == usual || choose.ask(axis::OTHER_TYPES) == OtherTypes::Alike)
        })
        .map(|(id, _)| id.to_owned())
        .collect();
    (!bad.is_empty()).then(|| {
        let stated = on.edition.refusals.quota;
        Refusal::by(clauses::TAG_QUOTA, stated, Unstated::Invalid(params::TAG))
            .because_of(axis::ATOMICITY_QUOTA, bad)
    })
}

/// Whether a resource would get more tags than it may have.
pub(super) fn is_over_quota(resource: &Resource, on: &Context<'_>, choose: &mut Chooser) -> bool {
    let quota = on.edition.quota;
    let had = resource.tags.len();
    let named = on.call.tags.len();
    if named == 0 || had + named <= quota {
        return false;
    }
    let mut after = resource.tags.clone();
    for tag in &on.call.tags {
        put(&mut after, tag.key(), tag.value(), choose);
    }
    if after.len() > quota {
        return true;
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

fn misplaced(on: &Context<'_>, clause: ClauseId, code: Misplaced) -> Refusal {
    match code {
        Misplaced::NotFound => not_found(on, clause),
        Misplaced::Forbidden => {
            let what = Unstated::Invalid(params::RESOURCE_ID);
            Refusal::by(clause, on.edition.refusals.forbidden, what)
        }
    }
}

fn not_found(on: &Context<'_>, clause: ClauseId) -> Refusal {
    let what = Unstated::Invalid(params::RESOURCE_ID);
    Refusal::by(clause, on.edition.refusals.unknown_id, what)
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

fn is_known_region(region: &str, on: &Context<'_>) -> bool {
    let mut there = on.world.iter();
    region_named(region).is_some() || there.any(|(_, resource)| resource.region == region)
}

/// The resources that the call names and that exist anywhere: whether an
/// implementation looks at their tags before their place is not said.
pub(super) fn existing_resources<'a>(on: &Context<'a>) -> Vec<(&'a str, &'a Resource)> {
    on.call
        .distinct_ids()
        .into_iter()
        .filter_map(|id| on.world.get(id).map(|resource| (id, resource)))
        .collect()
}
