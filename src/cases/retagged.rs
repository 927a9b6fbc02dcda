//! Keys of every shape that are there already, with a value that differs from the old one in one thing or in nothing.

use crate::contract::{Edition, clauses};

use super::case::{Case, Step};
use super::enumerated::enumerated;
use super::origin::Origin;

/// Keys by their shape.
const KEYS: [(&str, &str); 8] = [
    ("small", "env"),
    ("capital", "Env"),
    ("capitals", "COST"),
    ("digits", "k2024"),
    ("dots", "app.tier"),
    ("hyphens", "cost-center"),
    ("underscores", "owner_id"),
    ("cjk", "\u{90e8}\u{95e8}"),
];

/// Values before and after, by what is other about the second.
const VALUES: [(&str, &str, &str); 6] = [
    ("letter-case", "Value", "VALUE"),
    ("longer", "value", "value2"),
    ("shorter", "value", "val"),
    ("empty", "value", ""),
    ("not-empty", "", "value"),
    ("nothing", "value", "value"),
];

/// Every shape of key, tagged again with every kind of other value, between two
/// tags that stay.
pub(super) fn retagged(edition: &Edition) -> Vec<Case> {
    let on = edition.product.usual().lifecycle().fixture;
    let about = [clauses::KEY_EXISTING, clauses::EFFECT_EXACT];
    let pairs = KEYS
        .iter()
        .flat_map(|key| VALUES.iter().map(move |value| (key, value)));
    pairs
        .map(|((shape, key), (what, before, after))| {
            let steps = vec![
                Step::tag(&[on], &[("a", "1"), (key, before), ("z", "2")]),
                Step::tag(&[on], &[(key, after)]),
            ];
            let id = format!("retagged/{shape}-{what}");
            enumerated(edition, id, on, &about, steps, Origin::Texts)
        })
        .collect()
}
