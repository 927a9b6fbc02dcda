//! Near misses: a valid call with exactly one constraint broken.

use crate::contract::{ClauseId, Edition, clauses};

use super::super::case::{Case, Side, Step};
use super::super::verify::verify;
use super::breaks::{Break, breaks_of};
use super::call_breaks::no_ids;
use super::draft::{Draft, Home, Size, any_delivery, plain_tags, unnamed};
use super::draw::Draw;

/// How large the calls are, mostly.
const SIZE: Size = Size {
    ids: 3,
    tags: 4,
    full: 8,
};

/// Draws until one breaks its clause alone, and no more than so often.
const ATTEMPTS: usize = 4;

/// A near miss.
pub(super) fn near_miss(draw: &mut Draw<'_, '_>, edition: &Edition) -> Case {
    let rows = breaks_of(edition);
    let row = *draw.in_turn(&rows);
    for _ in 0..ATTEMPTS {
        if let Some(case) = drawn(row, draw, edition) {
            return case;
        }
    }
    // What the bytes gave is not isolated under this edition: no id never fails.
    let home = Home {
        kind: edition.product.usual(),
        region: Side::Own,
        account: Side::Own,
    };
    let valid = Draft::of(home, 1, 1);
    let mut broken = valid.clone();
    no_ids(&mut broken, draw, edition);
    let mut case = unproved(&broken, clauses::ID_REQUIRED, edition);
    case.twin = Some(valid.step);
    case
}

fn drawn(row: &Break, draw: &mut Draw<'_, '_>, edition: &Edition) -> Option<Case> {
    let valid = Draft::valid(draw, edition, SIZE);
    let mut broken = valid.clone();
    (row.apply)(&mut broken, draw, edition);
    broken.step.delivery = any_delivery(draw);
    near_miss_of(&valid, &broken, row.clause, edition)
}

/// The case of a broken call with the first twin that does, if it breaks its
/// clause and under some reading no other.
pub(super) fn near_miss_of(
    valid: &Draft,
    broken: &Draft,
    clause: ClauseId,
    edition: &Edition,
) -> Option<Case> {
    let case = unproved(broken, clause, edition);
    twins(valid, broken).into_iter().find_map(|(cast, twin)| {
        let mut case = case.clone();
        case.needs = cast.needs;
        case.twin = Some(twin);
        verify(&case, edition).is_ok().then_some(case)
    })
}

/// The case of a broken call without a twin.
pub(super) fn unproved(broken: &Draft, clause: ClauseId, edition: &Edition) -> Case {
    let Draft { cast, .. } = broken.clone();
    unnamed(edition, cast, broken.clone().steps(), &[clause], &[clause])
}

/// Valid calls like the one that is broken, the likest first: itself without
/// the break; with other keys, where some of it may have been done or been
/// there before; on a resource of its own, where that may have too many tags.
fn twins(valid: &Draft, broken: &Draft) -> Vec<(super::draft::Cast, Step)> {
    let itself = valid.step.clone();
    let mut other_keys = itself.clone();
    other_keys.tags = plain_tags("twin", 1, itself.tags.len());
    let mut alone = other_keys.clone();
    let mut cast = broken.cast.clone();
    alone.ids = vec![cast.another(valid.home)];
    vec![
        (broken.cast.clone(), itself),
        (broken.cast.clone(), other_keys),
        (cast, alone),
    ]
}
