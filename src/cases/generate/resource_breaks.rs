//! Breaks that depend on the resources: which they are, and what they have.

use crate::contract::{Edition, Kind};

use super::super::case::{Action, Step};
use super::draft::{Draft, Home, other, plain_tags};
use super::draw::Draw;

/// An id that is empty.
pub(super) fn empty_id(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    put(draft, draw, edition, "=".to_owned());
}

/// An id that no resource has.
pub(super) fn unknown_id(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let prefix = draft.home.kind.lifecycle().prefix;
    let like = draft.step.ids.first().filter(|id| !id.starts_with('='));
    let id = match (draw.below(5), like) {
        (0, Some(name)) => format!("={{{name}:cut}}"),
        (1, Some(name)) => format!("={{{name}:upper}}"),
        (2, Some(name)) => format!("={{{name}}}x"),
        (3, _) => "=no such id 部".to_owned(),
        _ => format!("={prefix}bp1nosuchresource0"),
    };
    put(draft, draw, edition, id);
}

/// A type that is not that of the resources, or of one of them.
pub(super) fn other_type(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let all = edition.product.kinds.iter().copied();
    let kinds: Vec<Kind> = all.filter(|kind| *kind != draft.home.kind).collect();
    let kind = draw.of(&kinds);
    if draft.in_place || draw.one_in(2) {
        of_type(draft, draw, edition, kind);
    } else {
        let stray = Home { kind, ..draft.home };
        draft.step.resource_type = Some(stray.type_name());
    }
}

/// A resource of a certain type, which is not that of the call.
pub(super) fn of_type(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition, kind: Kind) {
    let stray = Home { kind, ..draft.home };
    put_fixture(draft, draw, edition, stray);
}

/// A region that is not that of the resources, or of one of them, or none.
pub(super) fn other_region(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let stray = Home {
        region: other(draft.home.region),
        ..draft.home
    };
    match draw.below(5) {
        _ if draft.in_place => put_fixture(draft, draw, edition, stray),
        0 | 1 => put_fixture(draft, draw, edition, stray),
        2 => draft.step.region = Some("mars-north-1".to_owned()),
        _ => draft.step.region = Some(stray.region_name().to_owned()),
    }
}

/// A caller who does not own the resources, or one of them.
pub(super) fn other_account(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let stray = Home {
        account: other(draft.home.account),
        ..draft.home
    };
    if draft.in_place || draw.one_in(2) {
        put_fixture(draft, draw, edition, stray);
    } else {
        draft.step.account = stray.account;
    }
}

/// A resource that has so many tags that those of the call are too many.
pub(super) fn over_quota(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let added = draft.step.tags.len();
    let least = (edition.quota + 1).saturating_sub(added).max(1);
    // By one too many, mostly.
    let have = if draw.one_in(3) {
        draw.between(least, edition.quota)
    } else {
        least.min(edition.quota)
    };
    let mut first = before(draft);
    first.tags = plain_tags("had", 1, have);
    draft.before.push(first);
}

/// A resource that has a key of the call with another value, or the same.
pub(super) fn existing_key(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    let (key, value) = draft.tag().clone();
    let mut first = before(draft);
    let was = if draw.one_in(4) {
        value
    } else {
        Some("before".to_owned())
    };
    first.tags = vec![(key, was)];
    draft.before.push(first);
}

/// A resource that has a key which differs from one of the call in letter case.
pub(super) fn key_case(draft: &mut Draft, _: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = Some("Case".to_owned());
    let mut first = before(draft);
    first.tags = vec![(Some("cASE".to_owned()), Some("before".to_owned()))];
    draft.before.push(first);
}

/// A step before the call on the resource that a break may touch.
fn before(draft: &Draft) -> Step {
    let id = draft.step.ids.get(draft.id).map_or("", String::as_str);
    let mut step = Step::new(Action::Tag, &[id]);
    step.account = draft.home.account;
    step
}

/// Puts a resource that does not belong there among those of the call.
fn put_fixture(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition, stray: Home) {
    let name = draft.cast.another(stray);
    put(draft, draw, edition, name);
}

/// Puts an id among those of the call, or in the place of one.
fn put(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition, id: String) {
    // The ids that are left may say nothing of type and region.
    draft.say_home();
    if draft.in_place {
        draft.exchange_id(id);
        return;
    }
    let there = draft.step.ids.len();
    let place = draw.below(there + 1);
    if place < there && (there >= edition.ids || draw.one_in(2)) {
        draft.step.ids[place] = id;
    } else if there >= edition.ids {
        draft.step.ids[there - 1] = id;
    } else {
        draft.step.ids.insert(place, id);
    }
}
