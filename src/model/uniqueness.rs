//! When two keys are one, and what becomes of a key that is there already.

use std::collections::BTreeMap;

use crate::contract::axes as axis;
use crate::contract::axis::KeyCase;

use super::choice::Chooser;

/// Whether two keys are one; asks the axis only if their letter case decides.
pub(super) fn same_key(a: &str, b: &str, choose: &mut Chooser) -> bool {
    a == b || (is_same_folded(a, b) && choose.ask(axis::KEY_CASE) != KeyCase::Sensitive)
}

/// The key of `tags` that `key` is, if there is one.
pub(super) fn existing<'a>(
    tags: &'a BTreeMap<String, String>,
    key: &str,
    choose: &mut Chooser,
) -> Option<(&'a str, &'a str)> {
    if let Some((there, value)) = tags.get_key_value(key) {
        return Some((there, value));
    }
    tags.iter()
        .find(|(there, _)| same_key(there, key, choose))
        .map(|(there, value)| (there.as_str(), value.as_str()))
}

/// Puts a tag on a resource that may have its key.
pub(super) fn put(
    tags: &mut BTreeMap<String, String>,
    key: &str,
    value: &str,
    choose: &mut Chooser,
) {
    let there = existing(tags, key, choose).map(|(there, _)| there.to_owned());
    let spelling = match there {
        Some(there) if there != key => {
            if choose.ask(axis::KEY_CASE) == KeyCase::FoldKeepOld {
                there
            } else {
                tags.remove(&there);
                key.to_owned()
            }
        }
        _ => key.to_owned(),
    };
    tags.insert(spelling, value.to_owned());
}

/// Keys are compared by the thousand, and nearly all of them are ASCII.
pub(super) fn is_same_folded(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || !(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase()
}
