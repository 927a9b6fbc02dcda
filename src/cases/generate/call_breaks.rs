//! Breaks of the call itself: what is missing, too much, or not a parameter.

use crate::contract::{Edition, params};

use super::draft::{Draft, other, plain_tags};
use super::draw::Draw;

/// Another operation.
pub(super) fn action(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    let name = draw.pick(&[
        "tagresources",
        "TAGRESOURCES",
        "TagResource",
        "TagResourcess",
        "Tag Resources",
    ]);
    set(draft, "Action", name);
}

/// No region.
pub(super) fn no_region(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    leave_out(draft, draw, params::REGION_ID);
}

/// No resource type.
pub(super) fn no_type(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    leave_out(draft, draw, params::RESOURCE_TYPE);
}

/// No id.
pub(super) fn no_ids(draft: &mut Draft, _: &mut Draw<'_, '_>, _: &Edition) {
    draft.say_home();
    draft.step.ids.clear();
}

/// One id more than the limit, or some.
pub(super) fn too_many_ids(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let many = beyond(draw, edition.ids);
    while draft.step.ids.len() < many {
        let name = draft.cast.another(draft.home);
        draft.step.ids.push(name);
    }
}

/// An id twice.
pub(super) fn id_twice(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let Some(id) = draft.step.ids.get(draft.id).cloned() else {
        return;
    };
    if draft.step.ids.len() < edition.ids {
        let place = draw.below(draft.step.ids.len() + 1);
        draft.step.ids.insert(place, id);
    } else if let Some(last) = draft.step.ids.iter_mut().rev().find(|other| **other != id) {
        *last = id;
    }
}

/// A type that is none.
pub(super) fn unknown_type(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    let name = draw.pick(&[
        "SECURITYGROUP",
        "INSTANCE",
        "VPCS",
        "ALIYUN::VPC::VPC",
        "类型",
        "0",
        " VPC",
    ]);
    draft.step.resource_type = Some(name.to_owned());
}

/// No tag.
pub(super) fn no_tags(draft: &mut Draft, _: &mut Draw<'_, '_>, _: &Edition) {
    draft.step.tags.clear();
}

/// One tag more than the limit, or some.
pub(super) fn too_many_tags(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let many = beyond(draw, edition.tags);
    let there = draft.step.tags.len();
    draft
        .step
        .tags
        .extend(plain_tags("more", there + 1, many.saturating_sub(there)));
}

/// Numbers of tags or ids that leave one out.
pub(super) fn gap(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let skipped = draw.between(1, 3);
    if draw.one_in(3) && draft.step.ids.len() < edition.ids {
        let name = draft.cast.another(draft.home);
        let index = draft.step.ids.len() + 1 + skipped;
        let id = format!("{{{name}}}");
        add(draft, &params::element(params::RESOURCE_ID, index), &id);
        return;
    }
    draft.step.tags.truncate(edition.tags - 1);
    let index = draft.step.tags.len() + 1 + skipped;
    add_tag(draft, &index.to_string());
}

/// A number of a tag or an id that is none.
pub(super) fn odd_index(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let index = draw.pick(&[
        "x",
        "0",
        "01",
        "-1",
        "+2",
        "1000000",
        "99999999999",
        "",
        "1e0",
    ]);
    if draw.one_in(3) && draft.step.ids.len() < edition.ids {
        let name = draft.cast.another(draft.home);
        let id = format!("{{{name}}}");
        add(draft, &params::element(params::RESOURCE_ID, index), &id);
        return;
    }
    draft.step.tags.truncate(edition.tags - 1);
    add_tag(draft, index);
}

/// A parameter that the page does not know, or spells otherwise.
pub(super) fn odd_parameter(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let (name, value) = draw.of(&[
        ("TagOwnerUid", "1"),
        ("Scope", "shared"),
        ("tag.1.key", "odd"),
        ("Tag.2.key", "odd"),
        ("Tag.1.Key.1", "odd"),
        ("Tags", "[{\"Key\":\"odd\"}]"),
        ("Tag", "odd"),
        ("resourcetype", edition.types[0].name),
        ("Unknown", ""),
    ]);
    draft.step.tags.truncate(edition.tags - 1);
    add(draft, name, value);
}

/// A parameter twice.
pub(super) fn repeated_parameter(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    let home = draft.home;
    match draw.below(4) {
        0 => {
            let side = draw.of(&[home.region, other(home.region)]);
            let region = match side {
                super::super::case::Side::Own => "{region}",
                super::super::case::Side::Other => "{other-region}",
                super::super::case::Side::Third => "{third-region}",
            };
            add(draft, params::REGION_ID, region);
        }
        1 => add(draft, params::RESOURCE_TYPE, "SECURITYGROUP"),
        2 => add(draft, &params::field(params::TAG, 1, params::KEY), "again"),
        _ => {
            let name = draft.cast.another(home);
            let id = format!("{{{name}}}");
            add(draft, &params::element(params::RESOURCE_ID, 1), &id);
        }
    }
}

fn leave_out(draft: &mut Draft, draw: &mut Draw<'_, '_>, name: &str) {
    if draw.one_in(3) {
        set(draft, name, "");
    } else {
        draft.step.omit.push(name.to_owned());
    }
}

fn set(draft: &mut Draft, name: &str, value: &str) {
    draft.step.set.push((name.to_owned(), value.to_owned()));
}

fn add(draft: &mut Draft, name: &str, value: &str) {
    draft.step.add.push((name.to_owned(), value.to_owned()));
}

fn add_tag(draft: &mut Draft, index: &str) {
    add(
        draft,
        &params::field(params::TAG, index, params::KEY),
        "odd",
    );
    add(
        draft,
        &params::field(params::TAG, index, params::VALUE),
        "v",
    );
}

/// One more than a limit, which is what the page speaks of; at times some.
fn beyond(draw: &mut Draw<'_, '_>, limit: usize) -> usize {
    limit + draw.of(&[1, 1, 1, 1, 2, 5])
}
