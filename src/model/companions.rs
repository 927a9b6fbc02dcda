//! Companion operations: untag and the three listings.
//!
//! They are not on the page: what they must do their own pages say, and what
//! those leave open is permitted.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::axes as axis;
use crate::contract::axis::{AllWithKeys, FilterShows, ListDeleted, TypeScope, UntagNothing};
use crate::contract::{Call, Edition, Kind, TagRow, clauses, params};

use super::choice::Chooser;
use super::permit::{Permit, Refusal, Unstated};
use super::uniqueness::existing;
use super::world::{Change, Resource, World};

/// The answer to a companion call and what it changes. An operation that is
/// none is refused, with whatever code.
pub(super) fn answer(
    edition: &Edition,
    world: &World,
    call: &Call,
    choose: &mut Chooser,
) -> (Permit, Vec<Change>) {
    match call.action.as_str() {
        action if edition.product.is_untag(action) => untag(edition, world, call, choose),
        params::LIST_TAG_RESOURCES => (list(edition, world, call, choose), Vec::new()),
        params::DESCRIBE_TAGS => {
            let shown = shown(edition, world, call, axis::DESCRIBE_TAGS_SCOPE, choose);
            (Permit::Pairs(with_filter(shown, call)), Vec::new())
        }
        params::DESCRIBE_TAG_KEYS => {
            let keyword = call.get(params::KEYWORD).unwrap_or_default();
            let keys = shown(edition, world, call, axis::DESCRIBE_TAG_KEYS_SCOPE, choose)
                .into_iter()
                .map(|(key, _)| key)
                .filter(|key| key.contains(keyword))
                .collect();
            (Permit::Keys(keys), Vec::new())
        }
        _ => {
            let refusal = Refusal::unstated(clauses::ACTION, Unstated::Invalid("Action"));
            (Permit::Refuse(refusal), Vec::new())
        }
    }
}

/// What is permitted besides: whether a key may be removed that is not there is
/// said nowhere, so such a call may be refused, and then changes nothing.
pub(super) fn refusal(
    edition: &Edition,
    world: &World,
    call: &Call,
    choose: &mut Chooser,
) -> Option<Refusal> {
    if !edition.product.is_untag(&call.action) {
        return None;
    }
    let keys = call.indexed(params::TAG_KEY);
    let is_absent = named(edition, world, call).any(|(_, resource)| {
        keys.iter()
            .any(|key| existing(&resource.tags, key, choose).is_none())
    });
    is_absent
        .then(|| Refusal::unstated(clauses::CO_UNTAG_ABSENT, Unstated::Invalid(params::TAG_KEY)))
}

fn untag(
    edition: &Edition,
    world: &World,
    call: &Call,
    choose: &mut Chooser,
) -> (Permit, Vec<Change>) {
    let keys = call.indexed(params::TAG_KEY);
    let mut all = call
        .get(params::ALL)
        .is_some_and(|all| all.eq_ignore_ascii_case("true"));
    if all && !keys.is_empty() && choose.ask(axis::ALL_WITH_KEYS) == AllWithKeys::Refused {
        let stated = edition.refusals.all_with_keys;
        let what = Unstated::Invalid(params::ALL);
        let refusal = Refusal::by(clauses::CO_UNTAG_KEYS, stated, what);
        return (Permit::Refuse(refusal), Vec::new());
    }
    let is_tagged = || named(edition, world, call).any(|(_, there)| !there.tags.is_empty());
    if keys.is_empty() && !all && is_tagged() {
        match choose.ask(axis::UNTAG_NOTHING) {
            UntagNothing::Nothing => {}
            UntagNothing::All => all = true,
            UntagNothing::Refused => {
                let refusal = Refusal::unstated(
                    clauses::CO_UNTAG_NOTHING,
                    Unstated::Missing(params::TAG_KEY),
                );
                return (Permit::Refuse(refusal), Vec::new());
            }
        }
    }
    let changes = named(edition, world, call)
        .filter_map(|(id, resource)| {
            let mut tags = resource.tags.clone();
            if keys.is_empty() && all {
                tags.clear();
            }
            for key in &keys {
                if let Some(there) = existing(&tags, key, choose).map(|(there, _)| there.to_owned())
                {
                    tags.remove(&there);
                }
            }
            (tags != resource.tags).then(|| Change::Tags(id.to_owned(), tags))
        })
        .collect();
    (Permit::Accept, changes)
}

fn list(edition: &Edition, world: &World, call: &Call, choose: &mut Chooser) -> Permit {
    let ids = call.indexed(params::RESOURCE_ID);
    let deleted = ids.iter().any(|id| world.was_deleted(id));
    if deleted && choose.ask(axis::LIST_DELETED) == ListDeleted::NotFound {
        return Permit::Refuse(Refusal::by(
            clauses::ID_EXISTS,
            edition.refusals.unknown_id,
            Unstated::Invalid(params::RESOURCE_ID),
        ));
    }
    let filters = tag_filters(call);
    let kind = kind_of(edition, call);
    let named: Vec<(&str, &Resource)> = named(edition, world, call).collect();
    let listed: Vec<(&str, &Resource)> = if ids.is_empty() {
        world
            .visible(call)
            .filter(|(_, resource)| kind.is_none_or(|kind| resource.kind == kind))
            .collect()
    } else {
        named.clone()
    };
    let matching: Vec<(&str, &Resource)> = listed
        .into_iter()
        .filter(|(_, resource)| {
            filters.iter().all(|(key, value)| {
                resource
                    .tags
                    .get(*key)
                    .is_some_and(|there| value.is_none_or(|value| value == there))
            })
        })
        .collect();
    let filtered = |key: &str| filters.is_empty() || filters.contains_key(key);
    let shows_others = matching
        .iter()
        .any(|(_, resource)| resource.tags.keys().any(|key| !filtered(key)));
    let only_filtered =
        shows_others && choose.ask(axis::LIST_TAG_FILTER) == FilterShows::MatchingTags;
    let mut rows: Vec<TagRow> = matching
        .into_iter()
        .flat_map(|(id, resource)| {
            let shown = resource.tags.iter();
            shown
                .filter(|(key, _)| !only_filtered || filtered(key))
                .map(move |(key, value)| TagRow {
                    resource: id.to_owned(),
                    key: key.clone(),
                    value: value.clone(),
                })
        })
        .collect();
    rows.sort();
    let seen = |id: &str| named.iter().any(|(there, _)| *there == id);
    if ids.iter().any(|id| !world.was_deleted(id) && !seen(id)) {
        return Permit::RowsUnlessRefused(rows);
    }
    Permit::Rows(rows)
}

/// The distinct tags that a query shows for its resource type.
fn shown(
    edition: &Edition,
    world: &World,
    call: &Call,
    scope: crate::contract::Of<TypeScope>,
    choose: &mut Chooser,
) -> BTreeSet<(String, String)> {
    let ids: BTreeSet<&str> = call.indexed(params::RESOURCE_ID).into_iter().collect();
    let kind = kind_of(edition, call);
    let shares = |kind: Kind| edition.sharing.contains(&kind);
    world
        .visible(call)
        .filter(|(id, resource)| {
            if !ids.is_empty() {
                return ids.contains(id);
            }
            let Some(asked) = kind else { return true };
            if resource.kind == asked || resource.tags.is_empty() {
                return true;
            }
            match choose.ask(scope) {
                TypeScope::Type => false,
                TypeScope::Group => shares(asked) && shares(resource.kind),
                TypeScope::Account => true,
            }
        })
        .flat_map(|(_, resource)| resource.tags.clone())
        .collect()
}

fn with_filter(shown: BTreeSet<(String, String)>, call: &Call) -> BTreeSet<(String, String)> {
    let filters = tag_filters(call);
    if filters.is_empty() {
        return shown;
    }
    // Any pair will do, unlike in ListTagResources.
    shown
        .into_iter()
        .filter(|(key, value)| {
            filters.iter().any(|(wanted, wanted_value)| {
                wanted == key && wanted_value.is_none_or(|wanted| wanted == value)
            })
        })
        .collect()
}

fn tag_filters(call: &Call) -> BTreeMap<&str, Option<&str>> {
    call.params
        .iter()
        .filter_map(|(name, key)| {
            let index = name
                .strip_prefix(params::TAG)?
                .strip_prefix('.')?
                .strip_suffix(params::KEY)?
                .strip_suffix('.')?;
            let value = call.get(&params::field(params::TAG, index, params::VALUE));
            Some((key.as_str(), value))
        })
        .collect()
}

/// The resources that a companion call names and may see.
fn named<'a>(
    edition: &Edition,
    world: &'a World,
    call: &'a Call,
) -> impl Iterator<Item = (&'a str, &'a Resource)> {
    let mut ids = call.indexed(params::RESOURCE_ID);
    ids.sort_unstable();
    ids.dedup();
    let kind = kind_of(edition, call);
    ids.into_iter()
        .filter_map(|id| world.get(id).map(|resource| (id, resource)))
        .filter(move |(_, resource)| {
            resource.account == call.account
                && resource.is_in(call.get(params::REGION_ID))
                && kind.is_none_or(|kind| resource.kind == kind)
        })
}

/// The type whose resources a call asks for, in whatever letter case.
pub fn kind_of(edition: &Edition, call: &Call) -> Option<Kind> {
    let name = call.get(params::RESOURCE_TYPE)?;
    edition
        .types
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name))
        .and_then(|known| known.kind)
}
