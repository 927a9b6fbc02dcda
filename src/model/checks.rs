//! The check groups: each says whether a call breaks one clause, alone.

use crate::contract::Class;

use super::call_checks as call;
use super::choice::Chooser;
use super::context::Context;
use super::permit::Refusal;
use super::resource_checks as resource;
use super::text_checks as text;

/// One check group. Every group is evaluated in every branch, so
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
    /// No empty value.
    EmptyValue,
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
    /// No key that differs from another in letter case alone.
    KeyCase,
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
    Check::EmptyValue,
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
    Check::KeyCase,
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
            Self::KeyWithoutValue | Self::EmptyValue | Self::Value(_) => Stage::Values,
            Self::DuplicateKeys | Self::DuplicateIds => Stage::Uniqueness,
            Self::TypeKnown => Stage::Type,
            Self::EmptyId | Self::IdExists | Self::IdAccount | Self::IdRegion | Self::IdType => {
                Stage::Resources
            }
            Self::ExistingKey | Self::KeyCase => Stage::Existing,
            Self::Quota => Stage::Quota,
        }
    }

    /// Whether it looks at the resources and not at the call alone.
    pub fn is_of_resources(self) -> bool {
        self.stage() >= Stage::Resources
    }

    /// The refusal that the call has earned by this check, if any: none by a
    /// clause that the edition does not have.
    pub fn run(self, on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
        self.refusal(on, choose)
            .filter(|refusal| !on.edition.without.contains(&refusal.clause))
    }

    fn refusal(self, on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
        match self {
            Self::Form => on.call.complaints.first().cloned(),
            Self::Region => call::region_missing(on, choose),
            Self::Type => call::type_missing(on),
            Self::Ids => call::ids_missing(on),
            Self::EmptyId => resource::empty_id(on),
            Self::IdLimit => call::id_limit(on, choose),
            Self::DuplicateIds => call::duplicate_ids(on, choose),
            Self::TagLimit => call::tag_limit(on, choose),
            Self::Tags => call::tags_missing(on, choose),
            Self::ValueWithoutKey => call::value_without_key(on, choose),
            Self::EmptyKey => call::empty_key(on, choose),
            Self::EmptyValue => call::empty_value(on, choose),
            Self::KeyWithoutValue => call::key_without_value(on, choose),
            Self::Key(rule) => text::check(rule, text::Part::Key, on, choose),
            Self::Value(rule) => text::check(rule, text::Part::Value, on, choose),
            Self::DuplicateKeys => call::duplicate_keys(on, choose),
            Self::TypeKnown => call::unknown_type(on, choose),
            Self::IdExists => resource::exists(on),
            Self::IdAccount => resource::account(on, choose),
            Self::IdRegion => resource::region(on, choose),
            Self::IdType => resource::kind(on, choose),
            Self::ExistingKey => resource::existing_key(on, choose),
            Self::KeyCase => resource::key_case(on, choose),
            Self::Quota => resource::quota(on, choose),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::{Call, ClauseId, Edition, clauses, params};
    use crate::model::{Model, Permit, World};

    #[test]
    fn an_edition_refuses_nothing_by_a_clause_that_it_does_not_have() {
        let whole = Edition::of_record().clone();
        let without = Edition {
            without: &[clauses::KEY_ALIYUN],
            ..whole.clone()
        };
        assert_eq!(refused_by(&whole), Some(clauses::KEY_ALIYUN));
        assert_eq!(refused_by(&without), Some(clauses::ID_EXISTS));
    }

    /// By which clause a tag is refused whose key begins with `aliyun`, on a
    /// resource that is not there.
    fn refused_by(edition: &Edition) -> Option<ClauseId> {
        let call = Call::new(params::TAG_RESOURCES, "somebody")
            .with(params::REGION_ID, "cn-hangzhou")
            .with(params::RESOURCE_TYPE, edition.types[0].name)
            .with("ResourceId.1", "nothing")
            .with("Tag.1.Key", "aliyun-team")
            .with("Tag.1.Value", "blue");
        let reading = edition.complete(&edition.readings());
        let decision = Model::new(edition).decide(&World::default(), &call, &reading);
        match decision.permit {
            Permit::Refuse(refusal) => Some(refusal.clause),
            _ => None,
        }
    }
}
