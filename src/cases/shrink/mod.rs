//! Shrinks a case: the smallest one like it of which something still holds.
//!
//! Every pass proposes simpler cases, the largest step first; the first that
//! passes the test is taken and the pass goes on from there, until no pass finds
//! anything. A case gets simpler with every step, so this ends.

mod fixtures;
mod parts;
mod texts;

use std::collections::BTreeSet;

use crate::contract::{Edition, fnv1a};

use super::case::Case;
use super::print::print;
use super::sound::is_sound;
use super::verify::verify;

/// Proposes simpler cases, the simplest first.
type Pass = fn(&Case, &Edition) -> Vec<Case>;

/// Every pass: first what makes a case shorter, then what makes it plainer.
static PASSES: &[Pass] = &[
    parts::without_label,
    parts::one_after_the_other,
    parts::fewer_steps,
    parts::merged_steps,
    parts::fewer_ids,
    parts::fewer_tags,
    parts::fewer_keys,
    fixtures::fewer,
    parts::fewer_extras,
    parts::plainer_steps,
    fixtures::plainer,
    texts::plainer,
    texts::at_a_boundary,
    texts::shorter,
    fixtures::renumbered,
];

/// The smallest case like `case` that `fails`, found with at most `budget`
/// calls of `fails`. What it proposes is sound and holds under the edition, so
/// that it can stand in a suite file. `case` itself is taken to fail.
pub fn shrink(
    case: &Case,
    edition: &Edition,
    budget: usize,
    fails: &mut dyn FnMut(&Case) -> bool,
) -> Case {
    let mut search = Search {
        edition,
        best: case.clone(),
        left: budget,
        seen: BTreeSet::from([content(case)]),
        fails,
    };
    loop {
        let before = search.left;
        let mut smaller = false;
        for pass in PASSES {
            smaller |= search.exhaust(*pass);
        }
        if !smaller || search.left == 0 || search.left == before {
            return search.best;
        }
    }
}

/// What a case does, whatever it is called: equal for cases that do the same.
pub fn content(case: &Case) -> u64 {
    let mut bare = case.clone();
    "x/x".clone_into(&mut bare.id);
    bare.aliases.clear();
    bare.note = None;
    fnv1a(print(&[bare]).as_bytes())
}

struct Search<'a> {
    edition: &'a Edition,
    best: Case,
    left: usize,
    seen: BTreeSet<u64>,
    fails: &'a mut dyn FnMut(&Case) -> bool,
}

impl Search<'_> {
    /// Goes through the proposals of a pass, from each that is taken on; whether
    /// any was.
    fn exhaust(&mut self, pass: Pass) -> bool {
        let mut smaller = false;
        let mut from = 0;
        loop {
            let proposed = pass(&self.best, self.edition);
            let taken = proposed
                .into_iter()
                .enumerate()
                .skip(from)
                .find(|(_, case)| self.holds(case));
            let Some((place, case)) = taken else {
                return smaller;
            };
            self.best = case;
            smaller = true;
            // What came before it failed to be taken and mostly still would.
            from = place;
        }
    }

    fn holds(&mut self, case: &Case) -> bool {
        if self.left == 0 || !is_sound(case) || !self.seen.insert(content(case)) {
            return false;
        }
        if verify(case, self.edition).is_err() {
            return false;
        }
        self.left -= 1;
        (self.fails)(case)
    }
}

#[cfg(test)]
mod tests;
