//! Checks of the call alone: what is missing, too much, twice or of no known type.

use std::collections::BTreeSet;

use crate::contract::axes as axis;
use crate::contract::axis::{
    DuplicateIds, IdCount, KeyWithoutValue, KeylessCode, NoTags, TagLimitCode,
};
use crate::contract::{clauses, errors, params};

use super::choice::Chooser;
use super::context::Context;
use super::named_type::{Type, resolve_type};
use super::permit::{Codes, Refusal, Unstated};
use super::uniqueness::same_key;

/// No `RegionId`.
pub(super) fn region_missing(on: &Context<'_>) -> Option<Refusal> {
    missing(
        on.call.region.as_deref(),
        clauses::REGION_REQUIRED,
        params::REGION_ID,
    )
}

/// No `ResourceType`.
pub(super) fn type_missing(on: &Context<'_>) -> Option<Refusal> {
    missing(
        on.call.resource_type.as_deref(),
        clauses::TYPE_REQUIRED,
        params::RESOURCE_TYPE,
    )
}

fn missing(value: Option<&str>, clause: &'static str, parameter: &'static str) -> Option<Refusal> {
    value
        .is_none_or(str::is_empty)
        .then(|| Refusal::unstated(clause, Unstated::Missing(parameter)))
}

/// No id.
pub(super) fn ids_missing(on: &Context<'_>) -> Option<Refusal> {
    on.call
        .ids
        .is_empty()
        .then(|| Refusal::unstated(clauses::ID_REQUIRED, Unstated::Missing(params::RESOURCE_ID)))
}

/// No tag.
pub(super) fn tags_missing(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    if !on.call.tags.is_empty() {
        return None;
    }
    let codes: &[&str] = match choose.ask(axis::NO_TAGS) {
        NoTags::MissingTagKey => &[errors::MISSING_PARAMETER_TAG_KEY],
        NoTags::MissingTags => &[errors::MISSING_PARAM_TAGS],
        NoTags::MissingTag => &[errors::MISSING_TAG],
        NoTags::Accepted => return None,
    };
    Some(Refusal::listed(clauses::TAG_REQUIRED, codes))
}

/// Too many ids.
pub(super) fn id_limit(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let limit = on.edition.ids;
    let listed = on.call.ids.len();
    let distinct = on.call.ids.iter().collect::<BTreeSet<_>>().len();
    let count = if listed > limit && distinct < listed {
        match choose.ask(axis::ID_COUNT) {
            IdCount::Listed => listed,
            IdCount::Distinct => distinct,
        }
    } else {
        listed
    };
    too_many(
        count,
        limit,
        clauses::ID_LIMIT,
        &[errors::SIZE_LIMIT_EXCEEDED_RESOURCE_ID],
    )
}

/// Too many tags.
pub(super) fn tag_limit(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let (count, limit) = (on.call.tags.len(), on.edition.tags);
    if count <= limit {
        return None;
    }
    let codes: &[&str] = match choose.ask(axis::TAG_LIMIT_CODE) {
        TagLimitCode::SizeLimit => &[errors::SIZE_LIMIT_EXCEEDED_TAG_NUM],
        TagLimitCode::Quota => &[errors::QUOTA_EXCEEDED_TAG_NUM],
    };
    too_many(count, limit, clauses::TAG_LIMIT, codes)
}

/// One more than the limit is what the page speaks of; beyond that the gateway
/// may answer first, with a code of its own (A19).
fn too_many(
    count: usize,
    limit: usize,
    clause: &'static str,
    codes: &'static [&'static str],
) -> Option<Refusal> {
    match count.checked_sub(limit) {
        None | Some(0) => None,
        Some(1) => Some(Refusal::listed(clause, codes)),
        Some(_) => Some(Refusal {
            clause,
            codes: Codes::Preferred(codes),
            bad: None,
        }),
    }
}

/// A value whose key is left out.
pub(super) fn value_without_key(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    on.call
        .tags
        .iter()
        .any(|tag| tag.key.is_none())
        .then(|| keyless(clauses::KEY_REQUIRED, choose.ask(axis::VALUE_WITHOUT_KEY)))
}

/// A key that is empty.
pub(super) fn empty_key(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    on.call
        .tags
        .iter()
        .any(|tag| tag.key.as_ref().is_some_and(|key| key.content.is_empty()))
        .then(|| keyless(clauses::KEY_EMPTY, choose.ask(axis::EMPTY_KEY_CODE)))
}

fn keyless(clause: &'static str, code: KeylessCode) -> Refusal {
    Refusal::listed(
        clause,
        match code {
            KeylessCode::MissingTagKey => &[errors::MISSING_PARAMETER_TAG_KEY],
            KeylessCode::InvalidTagKey => &[errors::INVALID_TAG_KEY],
        },
    )
}

/// A key whose value is left out.
pub(super) fn key_without_value(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    (on.call.tags.iter().any(|tag| tag.value.is_none())
        && choose.ask(axis::KEY_WITHOUT_VALUE) == KeyWithoutValue::Missing)
        .then(|| {
            Refusal::listed(
                clauses::VALUE_REQUIRED,
                &[errors::MISSING_PARAMETER_TAG_VALUE],
            )
        })
}

/// An id that is listed twice.
pub(super) fn duplicate_ids(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let ids = &on.call.ids;
    let distinct = ids.iter().collect::<BTreeSet<_>>().len();
    (distinct < ids.len() && choose.ask(axis::DUPLICATE_IDS) == DuplicateIds::Rejected).then(|| {
        Refusal::unstated(
            clauses::ID_DUPLICATE,
            Unstated::Invalid(params::RESOURCE_ID),
        )
    })
}

/// A key that is listed twice.
pub(super) fn duplicate_keys(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    has_duplicate_key(on, choose).then(|| {
        Refusal::listed(
            clauses::KEY_DUPLICATE,
            &[errors::FORBIDDEN_TAG_KEY_DUPLICATED],
        )
    })
}

fn has_duplicate_key(on: &Context<'_>, choose: &mut Chooser) -> bool {
    let keys: Vec<&str> = on
        .call
        .tags
        .iter()
        .filter_map(|tag| tag.key.as_ref())
        .map(|key| key.content.as_str())
        .collect();
    keys.iter()
        .enumerate()
        .any(|(place, key)| keys[..place].contains(key))
        || keys.iter().enumerate().any(|(place, key)| {
            keys[..place]
                .iter()
                .any(|earlier| same_key(earlier, key, choose))
        })
}

/// A type that is not known.
pub(super) fn unknown_type(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    (resolve_type(on, choose) == Type::Unknown).then(|| {
        Refusal::listed(
            clauses::TYPE_VALUES,
            &[errors::INVALID_INSTANCE_TYPE_NOT_FOUND],
        )
    })
}
