//! What `ResourceType` names.

use crate::contract::axes as axis;
use crate::contract::axis::{LetterCase, NewerTypes};
use crate::contract::{Kind, Trait};

use super::choice::Chooser;
use super::context::Context;

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

/// Whether `ResourceType` names, in whatever letter case, a type that is in no
/// region.
pub(super) fn names_global(on: &Context<'_>) -> bool {
    let name = on.call.resource_type.as_deref().unwrap_or_default();
    let mut listed = on.edition.types.iter();
    let known = listed.find(|known| known.name.eq_ignore_ascii_case(name));
    let kind = known.and_then(|known| known.kind);
    kind.is_some_and(|kind| kind.lifecycle().has(Trait::Global))
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
