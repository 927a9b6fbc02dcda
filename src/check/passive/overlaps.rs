//! Which exchanges overlap in time and touch the same resources.

use std::collections::BTreeSet;

use crate::contract::params;

use super::intake::{Deed, Seen};
use super::known::named;

/// The resources that an exchange names or creates.
pub(super) fn touched(seen: &Seen) -> BTreeSet<String> {
    let mut ids = named(&seen.call);
    match seen.deed {
        Deed::Create(life) => {
            let answer = seen.answer.as_ref().ok();
            ids.extend(
                answer
                    .and_then(|answer| answer.text(life.id_field))
                    .map(str::to_owned),
            );
        }
        Deed::Delete(life) => {
            ids.extend(seen.call.get(life.id_param).map(str::to_owned));
        }
        _ => {}
    }
    ids
}

/// For every exchange, in the order in which they began, whether another one
/// overlaps it so that their order matters and cannot be told: two writes, or
/// a listing and a write, on the same resources.
pub(super) fn tangled(seen: &[Seen]) -> Vec<bool> {
    let mut tangled = vec![false; seen.len()];
    for (place, one) in seen.iter().enumerate() {
        let others = seen.iter().enumerate().skip(place + 1);
        for (other_place, other) in others.take_while(|(_, other)| other.time.0 < one.time.1) {
            if !touch(one, other) {
                continue;
            }
            match (is_write(one), is_write(other)) {
                (true, true) => {
                    tangled[place] = true;
                    tangled[other_place] = true;
                }
                (true, false) => tangled[other_place] = true,
                (false, true) => tangled[place] = true,
                (false, false) => {}
            }
        }
    }
    tangled
}

fn is_write(seen: &Seen) -> bool {
    !matches!(seen.deed, Deed::List)
}

fn touch(one: &Seen, other: &Seen) -> bool {
    let is_of_all = |seen: &Seen| match seen.deed {
        Deed::Unknown => true,
        Deed::List => seen.call.indexed(params::RESOURCE_ID).is_empty(),
        _ => false,
    };
    is_of_all(one) || is_of_all(other) || !touched(one).is_disjoint(&touched(other))
}
