//! Checks of the call alone: what is missing, too much, twice or of no known type.

use crate::contract::axes as axis;
use crate::contract::axis::{
    DuplicateIds, IdCount, KeyWithoutValue, KeylessCode, Leniency, NoTags, OtherTypes, Permission,
    TagLimitCode,
};
use crate::contract::{ClauseId, Stated, clauses, params};

use super::choice::Chooser;
use super::context::Context;
use super::named_type::{Type, names_global, resolve_type};
use super::permit::{Codes, Refusal, Unstated};
use super::request::Text;
use super::uniqueness::same_key;

/// No `RegionId`.
pub(super) fn region_missing(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let refusal = missing(
        on.call.region.as_deref(),
        clauses::REGION_REQUIRED,
        on.edition.refusals.missing_region,
        params::REGION_ID,
    )?;
    let is_needed = !names_global(on) && choose.ask(axis::REGION_LEFT_OUT) == Permission::Rejected;
    is_needed.then_some(refusal)
}

/// A value that is empty, where it may not be.
pub(super) fn empty_value(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let is_empty = |value: &Text| value.content.is_empty();
    let mut tags = on.call.tags.iter();
    let is_refused = tags.any(|tag| tag.value.as_ref().is_some_and(is_empty))
        && choose.ask(axis::EMPTY_VALUE) == Leniency::Rejected;
    is_refused.then(|| {
        let stated = on.edition.refusals.missing_value;
        Refusal::by(clauses::VALUE_EMPTY, stated, Unstated::Invalid(params::TAG))
    })
}

/// No `ResourceType`.
pub(super) fn type_missing(on: &Context<'_>) -> Option<Refusal> {
    missing(
        on.call.resource_type.as_deref(),
        clauses::TYPE_REQUIRED,
        on.edition.refusals.missing_type,
        params::RESOURCE_TYPE,
    )
}

fn missing(
    value: Option<&str>,
    clause: ClauseId,
    stated: Stated,
    parameter: &'static str,
) -> Option<Refusal> {
    value
        .is_none_or(str::is_empty)
        .then(|| Refusal::by(clause, stated, Unstated::Missing(parameter)))
}

/// No id.
pub(super) fn ids_missing(on: &Context<'_>) -> Option<Refusal> {
    let stated = on.edition.refusals.missing_id;
    let what = Unstated::Missing(params::RESOURCE_ID);
    on.call
        .ids
        .is_empty()
        .then(|| Refusal::by(clauses::ID_REQUIRED, stated, what))
}

/// No tag.
pub(super) fn tags_missing(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    if !on.call.tags.is_empty() {
        return None;
    }
    let refusals = on.edition.refusals;
    let stated = match choose.ask(axis::NO_TAGS) {
        NoTags::MissingTagKey => refusals.missing_key,
        NoTags::MissingTags => refusals.no_tags,
        NoTags::MissingTag => refusals.no_tags_gateway,
        NoTags::Accepted => return None,
    };
    let what = Unstated::Missing(params::TAG);
    Some(Refusal::by(clauses::TAG_REQUIRED, stated, what))
}

/// Too many ids.
pub(super) fn id_limit(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let limit = on.edition.ids;
    let listed = on.call.ids.len();
    if listed <= limit {
        return None;
    }
    let distinct = on.call.distinct_ids().len();
    let count = if distinct < listed {
        match choose.ask(axis::ID_COUNT) {
            IdCount::Listed => listed,
            IdCount::Distinct => distinct,
        }
    } else {
        listed
    };
    let stated = on.edition.refusals.id_limit;
    let what = Unstated::Invalid(params::RESOURCE_ID);
    too_many(count, limit, Refusal::by(clauses::ID_LIMIT, stated, what))
}

/// Too many tags.
pub(super) fn tag_limit(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let (count, limit) = (on.call.tags.len(), on.edition.tags);
    if count <= limit {
        return None;
    }
    let stated = match choose.ask(axis::TAG_LIMIT_CODE) {
        TagLimitCode::SizeLimit => on.edition.refusals.tag_limit,
        TagLimitCode::Quota => on.edition.refusals.quota,
    };
    let what = Unstated::Invalid(params::TAG);
    too_many(count, limit, Refusal::by(clauses::TAG_LIMIT, stated, what))
}

/// One more than the limit is what the page speaks of; beyond that the gateway
/// may answer first, with a code of its own (A19).
fn too_many(count: usize, limit: usize, refusal: Refusal) -> Option<Refusal> {
    match (count.checked_sub(limit), refusal.codes) {
        (None | Some(0), _) => None,
        (Some(2..), Codes::Listed(codes)) => Some(Refusal {
            codes: Codes::Preferred(codes),
            ..refusal
        }),
        (Some(_), _) => Some(refusal),
    }
}

/// A value whose key is left out.
pub(super) fn value_without_key(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    on.call.tags.iter().any(|tag| tag.key.is_none()).then(|| {
        keyless(
            on,
            clauses::KEY_REQUIRED,
            choose.ask(axis::VALUE_WITHOUT_KEY),
        )
    })
}

/// A key that is empty.
pub(super) fn empty_key(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    on.call
        .tags
        .iter()
        .any(|tag| tag.key.as_ref().is_some_and(|key| key.content.is_empty()))
        .then(|| keyless(on, clauses::KEY_EMPTY, choose.ask(axis::EMPTY_KEY_CODE)))
}

fn keyless(on: &Context<'_>, clause: ClauseId, code: KeylessCode) -> Refusal {
    let stated = match code {
        KeylessCode::MissingTagKey => on.edition.refusals.missing_key,
        KeylessCode::InvalidTagKey => on.edition.refusals.invalid_key,
    };
    Refusal::by(clause, stated, Unstated::Invalid(params::TAG))
}

/// A key whose value is left out.
pub(super) fn key_without_value(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    (on.call.tags.iter().any(|tag| tag.value.is_none())
        && choose.ask(axis::KEY_WITHOUT_VALUE) == KeyWithoutValue::Missing)
        .then(|| {
            let stated = on.edition.refusals.missing_value;
            Refusal::by(
                clauses::VALUE_REQUIRED,
                stated,
                Unstated::Missing(params::TAG),
            )
        })
}

/// An id that is listed twice.
pub(super) fn duplicate_ids(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let has_duplicate = on.call.distinct_ids().len() < on.call.ids.len();
    (has_duplicate && choose.ask(axis::DUPLICATE_IDS) == DuplicateIds::Rejected).then(|| {
        let stated = on.edition.refusals.duplicate_id;
        let what = Unstated::Invalid(params::RESOURCE_ID);
        Refusal::by(clauses::ID_DUPLICATE, stated, what)
    })
}

/// A key that is listed twice.
pub(super) fn duplicate_keys(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let usual = Type::Known(Some(on.edition.product.usual()));
    let is_refused = has_duplicate_key(on, choose)
        && (resolve_type(on, choose) == usual
            || choose.ask(axis::OTHER_TYPES) == OtherTypes::Alike);
    is_refused.then(|| {
        let stated = on.edition.refusals.duplicate_key;
        Refusal::by(
            clauses::KEY_DUPLICATE,
            stated,
            Unstated::Invalid(params::TAG),
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
        let stated = on.edition.refusals.unknown_type;
        let what = Unstated::Invalid(params::RESOURCE_TYPE);
        Refusal::by(clauses::TYPE_VALUES, stated, what)
    })
}
