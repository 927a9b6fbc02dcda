//! The kinds of drawn cases, and the case that is drawn under a number.

use arbitrary::Unstructured;

use super::draw::{Draw, bytes_of};
use super::{covering, metamorphic, near_miss, quota_walk, sequence};
use crate::cases::{Case, Origin};
use crate::contract::Edition;

/// A kind of drawn case.
pub(super) struct Recipe {
    /// Topic of its cases.
    pub(super) topic: &'static str,
    /// Draws one, without a name.
    pub(super) draw: fn(&mut Draw<'_, '_>, &Edition) -> Case,
}

/// Every kind; the cases of a seed take turns.
pub(super) static RECIPES: &[Recipe] = &[
    Recipe {
        topic: "near-miss",
        draw: near_miss::near_miss,
    },
    Recipe {
        topic: "quota-walk",
        draw: quota_walk::quota_walk,
    },
    Recipe {
        topic: "sequence",
        draw: sequence::sequence,
    },
    Recipe {
        topic: "metamorphic",
        draw: metamorphic::metamorphic,
    },
    Recipe {
        topic: "combination",
        draw: covering::combination,
    },
];

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
