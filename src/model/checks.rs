//! The check groups: each says whether a call breaks one clause, alone.

use std::collections::BTreeSet;

use crate::contract::axes as axis;
use crate::contract::axis::{
    DuplicateIds, IdCount, KeyWithoutValue, KeylessCode, LetterCase, NewerTypes, NoTags,
    TagLimitCode,
};
use crate::contract::{Class, Edition, Kind, clauses, errors, params};

use super::choice::Chooser;
use super::permit::{Codes, Refusal, Unstated};
use super::request::TagCall;
use super::resource_checks as resource;
use super::text_checks as text;
use super::uniqueness::same_key;
use super::world::World;

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The edition that is followed.
    pub edition: &'a Edition,
    /// The world before the call.
    pub world: &'a World,
    /// Who calls.
    pub account: &'a str,
    /// The call under one interpretation.
    pub call: &'a TagCall,
}

/// One check group. Every group is evaluated in every branch (design §2 c), so
/// none knows of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The form of the parameters.
    Form,
    /// `RegionId` is there.
    Region,
    /// `ResourceType` is there.
    Type,
    /// Some id is there.
    Ids,
    /// No id is empty.
    EmptyId,
    /// Not too many ids.
    IdLimit,
    /// No id twice.
    DuplicateIds,
    /// Not too many tags.
    TagLimit,
    /// Some tag is there.
    Tags,
    /// No value without a key.
    ValueWithoutKey,
    /// No key without a value.
    KeyWithoutValue,
    /// No empty key.
    EmptyKey,
    /// A rule of keys.
    Key(text::Rule),
    /// A rule of values.
    Value(text::Rule),
    /// No key twice.
    DuplicateKeys,
    /// The type is known.
    TypeKnown,
    /// Every id exists.
    IdExists,
    /// Every resource is the caller's.
    IdAccount,
    /// Every resource is in the region.
    IdRegion,
    /// Every resource is of the type.
    IdType,
    /// No resource has a key already.
    ExistingKey,
    /// No resource gets too many tags.
    Quota,
}

/// Where in the order of reports a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Parameters that cannot be read.
    Form,
    /// Parameters that are missing.
    Required,
    /// Too many of something.
    Counts,
    /// Keys that are not valid.
    Keys,
    /// Values that are not valid.
    Values,
    /// Keys or ids named twice.
    Uniqueness,
    /// The resource type.
    Type,
    /// The resources.
    Resources,
    /// Keys that a resource has.
    Existing,
    /// The quota of a resource.
    Quota,
}

/// Every check group, in the order of the page.
pub static CHECKS: &[Check] = &[
    Check::Form,
    Check::Region,
    Check::Type,
    Check::Ids,
    Check::Tags,
    Check::IdLimit,
    Check::TagLimit,
    Check::ValueWithoutKey,
    Check::EmptyKey,
    Check::Key(text::Rule::Length),
    Check::Key(text::Rule::Class(Class::Space)),
    Check::Key(text::Rule::Class(Class::UrlPunctuation)),
    Check::Key(text::Rule::Class(Class::OtherPunctuation)),
    Check::Key(text::Rule::Class(Class::Cjk)),
    Check::Key(text::Rule::Class(Class::OtherLetter)),
    Check::Key(text::Rule::Class(Class::AstralLetter)),
    Check::Key(text::Rule::Unjudged),
    Check::Key(text::Rule::First),
    Check::Key(text::Rule::Aliyun),
    Check::Key(text::Rule::Acs),
    Check::Key(text::Rule::Http),
    Check::Key(text::Rule::Https),
    Check::Key(text::Rule::OddUrl),
    Check::KeyWithoutValue,
    Check::Value(text::Rule::Length),
    Check::Value(text::Rule::Class(Class::Space)),
    Check::Value(text::Rule::Class(Class::UrlPunctuation)),
    Check::Value(text::Rule::Class(Class::OtherPunctuation)),
    Check::Value(text::Rule::Class(Class::Cjk)),
    Check::Value(text::Rule::Class(Class::OtherLetter)),
    Check::Value(text::Rule::Class(Class::AstralLetter)),
    Check::Value(text::Rule::Unjudged),
    Check::Value(text::Rule::First),
    Check::Value(text::Rule::Aliyun),
    Check::Value(text::Rule::Acs),
    Check::Value(text::Rule::Http),
    Check::Value(text::Rule::Https),
    Check::Value(text::Rule::OddUrl),
    Check::DuplicateKeys,
    Check::DuplicateIds,
    Check::TypeKnown,
    Check::EmptyId,
    Check::IdExists,
    Check::IdAccount,
    Check::IdRegion,
    Check::IdType,
    Check::ExistingKey,
    Check::Quota,
];

impl Check {
    /// Where it stands in the order of reports.
    pub fn stage(self) -> Stage {
        match self {
            Self::Form => Stage::Form,
            Self::Region | Self::Type | Self::Ids | Self::Tags => Stage::Required,
            Self::IdLimit | Self::TagLimit => Stage::Counts,
            Self::ValueWithoutKey | Self::EmptyKey | Self::Key(_) => Stage::Keys,
            Self::KeyWithoutValue | Self::Value(_) => Stage::Values,
            Self::DuplicateKeys | Self::DuplicateIds => Stage::Uniqueness,
            Self::TypeKnown => Stage::Type,
            Self::EmptyId | Self::IdExists | Self::IdAccount | Self::IdRegion | Self::IdType => {
                Stage::Resources
            }
            Self::ExistingKey => Stage::Existing,
            Self::Quota => Stage::Quota,
        }
    }

    /// Whether it looks at the resources and not at the call alone.
    pub fn is_of_resources(self) -> bool {
        self.stage() >= Stage::Resources
    }

    /// The refusal that the call has earned by this check, if any.
    pub fn run(self, on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
        let call = on.call;
        match self {
            Self::Form => call.complaints.first().cloned(),
            Self::Region => missing(
                call.region.as_deref(),
                clauses::REGION_REQUIRED,
                params::REGION_ID,
            ),
            Self::Type => missing(
                call.resource_type.as_deref(),
                clauses::TYPE_REQUIRED,
                params::RESOURCE_TYPE,
            ),
            Self::Ids => call.ids.is_empty().then(|| {
                Refusal::unstated(clauses::ID_REQUIRED, Unstated::Missing(params::RESOURCE_ID))
            }),
            Self::EmptyId => call
                .ids
                .iter()
                .any(String::is_empty)
                .then(|| resource::refusal_of_empty_id(on)),
            Self::IdLimit => id_limit(on, choose),
            Self::DuplicateIds => (has_repetition(&call.ids)
                && choose.ask(axis::DUPLICATE_IDS) == DuplicateIds::Rejected)
                .then(|| {
                    Refusal::unstated(
                        clauses::ID_DUPLICATE,
                        Unstated::Invalid(params::RESOURCE_ID),
                    )
                }),
            Self::TagLimit => tag_limit(on, choose),
            Self::Tags => call.tags.is_empty().then(|| no_tags(choose)).flatten(),
            Self::ValueWithoutKey => call
                .tags
                .iter()
                .any(|tag| tag.key.is_none())
                .then(|| keyless(clauses::KEY_REQUIRED, choose.ask(axis::VALUE_WITHOUT_KEY))),
            Self::EmptyKey => call
                .tags
                .iter()
                .any(|tag| tag.key.as_ref().is_some_and(|key| key.content.is_empty()))
                .then(|| keyless(clauses::KEY_EMPTY, choose.ask(axis::EMPTY_KEY_CODE))),
            Self::KeyWithoutValue => (call.tags.iter().any(|tag| tag.value.is_none())
                && choose.ask(axis::KEY_WITHOUT_VALUE) == KeyWithoutValue::Missing)
                .then(|| {
                    Refusal::listed(
                        clauses::VALUE_REQUIRED,
                        &[errors::MISSING_PARAMETER_TAG_VALUE],
                    )
                }),
            Self::Key(rule) => text::check(rule, text::Part::Key, on, choose),
            Self::Value(rule) => text::check(rule, text::Part::Value, on, choose),
            Self::DuplicateKeys => has_duplicate_key(on, choose).then(|| {
                Refusal::listed(
                    clauses::KEY_DUPLICATE,
                    &[errors::FORBIDDEN_TAG_KEY_DUPLICATED],
                )
            }),
            Self::TypeKnown => (resolve_type(on, choose) == Type::Unknown).then(|| {
                Refusal::listed(
                    clauses::TYPE_VALUES,
                    &[errors::INVALID_INSTANCE_TYPE_NOT_FOUND],
                )
            }),
            Self::IdExists => resource::exists(on),
            Self::IdAccount => resource::account(on, choose),
            Self::IdRegion => resource::region(on, choose),
            Self::IdType => resource::kind(on, choose),
            Self::ExistingKey => resource::existing_key(on, choose),
            Self::Quota => resource::quota(on, choose),
        }
    }
}

/// What `ResourceType` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// Nothing: it is missing or empty.
    Missing,
    /// No type that is known.
    Unknown,
    /// A type; `None` if none of its kind can be created here.
    Known(Option<Kind>),
}

/// What `ResourceType` names under the options taken.
pub(super) fn resolve_type(on: &Context<'_>, choose: &mut Chooser) -> Type {
    let Some(name) = on
        .call
        .resource_type
        .as_deref()
        .filter(|name| !name.is_empty())
    else {
        return Type::Missing;
    };
    let listed = on.edition.types;
    if let Some(known) = listed.iter().find(|known| known.name == name) {
        return Type::Known(known.kind);
    }
    if let Some(known) = listed
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name))
    {
        return match choose.ask(axis::TYPE_CASE) {
            LetterCase::Exact => Type::Unknown,
            LetterCase::Any => Type::Known(known.kind),
        };
    }
    let newer = on
        .edition
        .newer_types
        .iter()
        .find(|newer| newer.eq_ignore_ascii_case(name));
    match newer {
        Some(newer) if choose.ask(axis::NEWER_TYPES) == NewerTypes::Known => {
            if *newer == name || choose.ask(axis::TYPE_CASE) == LetterCase::Any {
                Type::Known(None)
            } else {
                Type::Unknown
            }
        }
        _ => Type::Unknown,
    }
}

fn missing(value: Option<&str>, clause: &'static str, parameter: &'static str) -> Option<Refusal> {
    value
        .is_none_or(str::is_empty)
        .then(|| Refusal::unstated(clause, Unstated::Missing(parameter)))
}

/// One more than the limit is what the page speaks of; beyond that the gateway
/// may answer first, with a code of its own (facts §4, A19).
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

fn id_limit(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
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

fn tag_limit(on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
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

fn no_tags(choose: &mut Chooser) -> Option<Refusal> {
    let codes: &[&str] = match choose.ask(axis::NO_TAGS) {
        NoTags::MissingTagKey => &[errors::MISSING_PARAMETER_TAG_KEY],
        NoTags::MissingTags => &[errors::MISSING_PARAM_TAGS],
        NoTags::MissingTag => &[errors::MISSING_TAG],
        NoTags::Accepted => return None,
    };
    Some(Refusal::listed(clauses::TAG_REQUIRED, codes))
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

fn has_repetition(ids: &[String]) -> bool {
    ids.iter().collect::<BTreeSet<_>>().len() < ids.len()
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
