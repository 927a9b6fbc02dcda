//! Which exchanges overlap in time and touch the same resources.

use crate::contract::params;

use super::intake::{Deed, Seen};

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
    is_of_all(one) || is_of_all(other) || !one.touched.is_disjoint(&other.touched)
}
