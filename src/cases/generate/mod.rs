//! Generated cases: those of a seed, those of a fuzzer's bytes, and every pair of breaks.
//!
//! A generator knows no engine: it draws from bytes. What is drawn
//! is checked as hand-written cases are, and what does not hold is not given.

mod at_once;
mod breaks;
mod call_breaks;
mod covering;
mod draft;
mod draw;
mod lot;
mod metamorphic;
mod mutate;
mod near_miss;
mod pairs;
mod pool;
mod quota_walk;
mod recipes;
mod resource_breaks;
mod sequence;
mod text_breaks;
mod texts;

use arbitrary::Unstructured;

use crate::contract::{Edition, fnv1a};

use super::case::Case;
use super::origin::Origin;
use super::shrink::content;
use draw::{Draw, bytes_of};
use recipes::{RECIPES, drawn_one};

pub use covering::covering;
pub use lot::Lot;
pub(super) use lot::Ticket;
pub use pairs::precedence_pairs;

/// The first `count` drawn cases of a seed. Case number i is a function of
/// (edition, seed, i) alone, so a smaller budget is a prefix of a larger one.
pub fn drawn(edition: &Edition, seed: u64, count: usize) -> Vec<Case> {
    (0..count as u64)
        .map(|number| drawn_one(edition, seed, number))
        .collect()
}

/// The topics of drawn cases.
pub(super) fn topics() -> impl Iterator<Item = &'static str> {
    RECIPES.iter().map(|recipe| recipe.topic)
}

/// Whether an id is one that drawn cases have: under another seed or budget
/// there may be no such case.
pub fn is_drawn(id: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    id.split_once('/').is_some_and(|(topic, name)| {
        RECIPES.iter().any(|recipe| recipe.topic == topic)
            && name
                .split_once('-')
                .is_some_and(|(seed, place)| number(seed) && number(place))
    })
}

/// A campaign makes calls at once in one case of so many. A run draws none: what
/// comes of them depends on how they fall.
const AT_ONCE: u64 = 8;

/// Case number `number` of a campaign: a drawn one, or every other time one
/// that is made of those in `corpus`. A function of its arguments alone.
pub fn evolved(edition: &Edition, seed: u64, number: u64, corpus: &[Case]) -> Case {
    let mut case = if number % AT_ONCE == AT_ONCE - 1 {
        let bytes = bytes_of(seed.rotate_left(1), number);
        let mut bytes = Unstructured::new(&bytes);
        at_once::at_once(&mut Draw::new(&mut bytes, number / AT_ONCE), edition)
    } else if corpus.is_empty() || number.is_multiple_of(2) {
        drawn_one(edition, seed, number / 2)
    } else {
        descendant(edition, seed, number, corpus)
    };
    // Named by what it does: the same case has the same name in every campaign.
    case.id = format!("fuzz/{:016x}", content(&case));
    case.origin = Origin::Campaign;
    case
}

fn descendant(edition: &Edition, seed: u64, number: u64, corpus: &[Case]) -> Case {
    let bytes = bytes_of(!seed, number);
    let mut bytes = Unstructured::new(&bytes);
    let mut draw = Draw::new(&mut bytes, number);
    let parent = newer(&mut draw, corpus);
    let other = newer(&mut draw, corpus);
    mutate::mutated(&mut draw, edition, parent, other)
        .unwrap_or_else(|| drawn_one(edition, seed, (1 << 62) + number))
}

/// One of some, those at the end more often: what was found last is least
/// explored.
fn newer<'c>(draw: &mut Draw<'_, '_>, corpus: &'c [Case]) -> &'c Case {
    let place = draw.below(corpus.len()).max(draw.below(corpus.len()));
    &corpus[place]
}

/// One drawn case from bytes, such as a fuzzer hands over: every byte string
/// gives a case, the empty one too. It is named by its bytes, so equal bytes
/// give equal cases.
pub fn from_bytes(edition: &Edition, bytes: &mut Unstructured<'_>) -> arbitrary::Result<Case> {
    let name = fnv1a(bytes.peek_bytes(bytes.len()).unwrap_or_default());
    let mut choice = [0; 2];
    bytes.fill_buffer(&mut choice)?;
    let recipe = &RECIPES[usize::from(choice[0]) % RECIPES.len()];
    let mut draw = Draw::new(bytes, u64::from(choice[1]));
    let mut case = (recipe.draw)(&mut draw, edition);
    case.id = format!("{}/bytes-{name:016x}", recipe.topic);
    Ok(case)
}

#[cfg(test)]
mod tests;
