//! Breaks of the keys and values of a call.

use crate::contract::Edition;

use super::draft::Draft;
use super::draw::Draw;
use super::texts;

/// How far beyond its limit a text is: one, some, what a column of a database
/// holds, and more.
const BEYOND: &[usize] = &[1, 1, 1, 2, 64, 200];

/// A value without its key.
pub(super) fn no_key(draft: &mut Draft, _: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = None;
    draft.value().get_or_insert_with(|| "v".to_owned());
}

/// A key that is empty.
pub(super) fn empty_key(draft: &mut Draft, _: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = Some(String::new());
}

/// A key that is too long.
pub(super) fn long_key(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    *draft.key() = Some("k".repeat(edition.key.length + draw.of(BEYOND)));
}

/// A key with characters outside the page's list.
pub(super) fn key_outside(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    // The first character has a rule of its own.
    *draft.key() = Some(format!("k{}", texts::outside(draw)));
}

/// A key that starts with no letter.
pub(super) fn key_first(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = Some(texts::first(draw));
}

/// A key that starts with `aliyun`.
pub(super) fn key_aliyun(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = Some(texts::prefixed(draw, "aliyun"));
}

/// A key that starts with `acs:`.
pub(super) fn key_acs(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = Some(texts::prefixed(draw, "acs:"));
}

/// A key that contains `http://`.
pub(super) fn key_http(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = Some(texts::with_scheme(draw, "http://"));
}

/// A key that contains `https://`.
pub(super) fn key_https(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.key() = Some(texts::with_scheme(draw, "https://"));
}

/// A key twice, or more often, with equal values or not.
pub(super) fn key_twice(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let (key, value) = draft.tag().clone();
    // The later of two is what is wrong.
    let is_placed = draft.in_place && draft.tag > 0;
    let among = if is_placed {
        0..draft.tag
    } else {
        0..draft.step.tags.len()
    };
    let mut others: Vec<usize> = among.filter(|place| *place != draft.tag).collect();
    draw.shuffle(&mut others);
    let times = if is_placed {
        &[1][..]
    } else {
        &[1, 1, 1, 2, 3]
    };
    for _ in 0..draw.of(times) {
        let value = if draw.one_in(3) {
            value.clone()
        } else {
            Some("again".to_owned())
        };
        match others.pop() {
            Some(place) => draft.step.tags[place] = (key.clone(), value),
            None if draft.step.tags.len() < edition.tags => {
                draft.step.tags.push((key.clone(), value));
            }
            None => {}
        }
    }
}

/// A key without its value.
pub(super) fn no_value(draft: &mut Draft, _: &mut Draw<'_, '_>, _: &Edition) {
    *draft.value() = None;
    draft.key().get_or_insert_with(|| "k".to_owned());
}

/// A value that is too long.
pub(super) fn long_value(draft: &mut Draft, draw: &mut Draw<'_, '_>, edition: &Edition) {
    *draft.value() = Some("v".repeat(edition.value.length + draw.of(BEYOND)));
}

/// A value with characters outside the page's list.
pub(super) fn value_outside(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.value() = Some(texts::outside(draw));
}

/// A value that starts with no letter.
pub(super) fn value_first(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.value() = Some(texts::first(draw));
}

/// A value that starts with `aliyun`.
pub(super) fn value_aliyun(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.value() = Some(texts::prefixed(draw, "aliyun"));
}

/// A value that starts with `acs:`.
pub(super) fn value_acs(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    *draft.value() = Some(texts::prefixed(draw, "acs:"));
}

/// A value that contains a URL scheme.
pub(super) fn value_url(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    let scheme = draw.pick(&["http://", "https://"]);
    *draft.value() = Some(texts::with_scheme(draw, scheme));
}

/// A key or a value that nobody is judged by.
pub(super) fn unjudged(draft: &mut Draft, draw: &mut Draw<'_, '_>, _: &Edition) {
    let text = texts::unjudged(draw);
    if draw.one_in(2) {
        *draft.key() = Some(format!("k{text}"));
    } else {
        *draft.value() = Some(format!("v{text}"));
    }
}
