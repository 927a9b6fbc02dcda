//! The kinds of drawn cases, and the case that is drawn under a number.

use arbitrary::Unstructured;

use super::draw::Draw;
use super::{at_once, covering, metamorphic, near_miss, quota_walk, sequence};
use crate::cases::{Case, Origin};
use crate::contract::{Edition, SplitMix64};

/// A kind of drawn case.
pub(super) struct Recipe {
    /// Topic of its cases.
    pub(super) topic: &'static str,
    /// Draws one, without a name.
    pub(super) draw: fn(&mut Draw<'_, '_>, &Edition) -> Case,
    /// Whether its cases make calls at once, so that what comes of them depends on
    /// how the calls fall.
    pub(super) is_at_once: bool,
}

/// Every kind; the cases of a seed take turns.
pub(super) static RECIPES: &[Recipe] = &[
    Recipe {
        topic: "near-miss",
        draw: near_miss::near_miss,
        is_at_once: false,
    },
    Recipe {
        topic: "quota-walk",
        draw: quota_walk::quota_walk,
        is_at_once: false,
    },
    Recipe {
        topic: "sequence",
        draw: sequence::sequence,
        is_at_once: false,
    },
    Recipe {
        topic: "metamorphic",
        draw: metamorphic::metamorphic,
        is_at_once: false,
    },
    Recipe {
        topic: "combination",
        draw: covering::combination,
        is_at_once: false,
    },
    Recipe {
        topic: "at-once",
        draw: at_once::at_once,
        is_at_once: true,
    },
];

/// Bytes behind a case of a seed: more than any takes, with room to draw again.
const BYTES: usize = 2048;

/// Case number `number` of a seed.
pub(super) fn drawn_one(edition: &Edition, seed: u64, number: u64) -> Case {
    let recipes = RECIPES.len() as u64;
    let recipe = &RECIPES[usize::try_from(number % recipes).unwrap_or(0)];
    let bytes = bytes_of(seed, number);
    let mut bytes = Unstructured::new(&bytes);
    let mut draw = Draw::new(&mut bytes, number / recipes);
    let mut case = (recipe.draw)(&mut draw, edition);
    case.id = id(recipe.topic, seed, number);
    case.origin = Origin::Drawn {
        seed,
        count: usize::try_from(number + 1).unwrap_or(usize::MAX),
    };
    case
}

/// The id of a drawn case.
pub(super) fn id(topic: &str, seed: u64, number: u64) -> String {
    format!("{topic}/{seed}-{number}")
}

/// The bytes of one case: a stream of its own, so that no case depends on what
/// those before it took.
pub(super) fn bytes_of(seed: u64, number: u64) -> Vec<u8> {
    let mut start = SplitMix64::new(seed);
    let mut stream = SplitMix64::new(start.bits() ^ SplitMix64::new(number).bits());
    (0..BYTES / 8)
        .flat_map(|_| stream.bits().to_le_bytes())
        .collect()
}
