//! Which exchanges overlap in time and touch the same resources.

use std::collections::HashMap;

use crate::contract::params;

use super::seen::{Deed, Seen};

/// For every exchange, in the order in which they began, whether another one
/// overlaps it so that their order matters and cannot be told: two writes, or
/// a listing and a write, on the same resources.
pub(super) fn tangled(seen: &[Seen]) -> Vec<bool> {
    let writes = Writes::of(seen);
    let places = seen.iter().enumerate();
    places
        .map(|(place, one)| writes.overlap(place, one))
        .collect()
}

/// Writes in the order in which they began.
#[derive(Default)]
struct Line {
    places: Vec<usize>,
    begins: Vec<i64>,
    /// When the last of those up to each was over.
    ends: Vec<i64>,
}

/// The writes of a recording, by what they touch.
#[derive(Default)]
struct Writes<'a> {
    all: Line,
    /// Of those that may touch anything.
    anywhere: Line,
    by_id: HashMap<&'a str, Line>,
}

impl<'a> Writes<'a> {
    fn of(seen: &'a [Seen]) -> Self {
        let mut writes = Self::default();
        for (place, one) in seen.iter().enumerate() {
            if matches!(one.deed, Deed::List) {
                continue;
            }
            writes.all.push(place, one);
            if is_of_all(one) {
                writes.anywhere.push(place, one);
            }
            for id in &one.touched {
                writes.by_id.entry(id).or_default().push(place, one);
            }
        }
        writes
    }

    /// Whether a write beside this exchange overlaps it on what it touches.
    fn overlap(&self, place: usize, one: &Seen) -> bool {
        if is_of_all(one) {
            return self.all.overlaps(place, one);
        }
        let on_ids = |id: &String| {
            let line = self.by_id.get(id.as_str());
            line.is_some_and(|line| line.overlaps(place, one))
        };
        self.anywhere.overlaps(place, one) || one.touched.iter().any(on_ids)
    }
}

impl Line {
    fn push(&mut self, place: usize, one: &Seen) {
        let end = self
            .ends
            .last()
            .map_or(one.time.1, |end| *end.max(&one.time.1));
        self.places.push(place);
        self.begins.push(one.time.0);
        self.ends.push(end);
    }

    /// Whether a write of the line, other than the exchange itself, began before
    /// it was over and was over after it began.
    fn overlaps(&self, place: usize, one: &Seen) -> bool {
        let earlier = self.places.partition_point(|other| *other < place);
        let later = self.places.partition_point(|other| *other <= place);
        let runs_on = earlier
            .checked_sub(1)
            .is_some_and(|last| one.time.0 < self.ends[last]);
        let begins = self.begins.get(later);
        runs_on || begins.is_some_and(|begin| *begin < one.time.1)
    }
}

/// Whether an exchange is of whatever there is.
fn is_of_all(seen: &Seen) -> bool {
    match seen.deed {
        Deed::Unknown => true,
        Deed::List => seen.call.indexed(params::RESOURCE_ID).is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Call, SplitMix64};

    /// What [`tangled`] says, by looking at every pair.
    fn by_pairs(seen: &[Seen]) -> Vec<bool> {
        let is_write = |one: &Seen| !matches!(one.deed, Deed::List);
        let touch = |one: &Seen, other: &Seen| {
            is_of_all(one) || is_of_all(other) || !one.touched.is_disjoint(&other.touched)
        };
        let overlap = |earlier: &Seen, later: &Seen| later.time.0 < earlier.time.1;
        let places = 0..seen.len();
        let is_tangled = |one: usize| {
            places.clone().any(|other| {
                let (earlier, later) = (one.min(other), one.max(other));
                one != other
                    && is_write(&seen[other])
                    && touch(&seen[one], &seen[other])
                    && overlap(&seen[earlier], &seen[later])
            })
        };
        places.clone().map(is_tangled).collect()
    }

    /// Exchanges of a few resources, in the order in which they begin.
    fn drawn(random: &mut SplitMix64) -> Vec<Seen> {
        let mut begin = 0;
        (0..8)
            .map(|entry| {
                let mut below = |most: u64| i64::try_from(random.bits() % most).unwrap();
                begin += below(3);
                let id = format!("vpc-{}", below(3));
                let deeds = [
                    Deed::Tag,
                    Deed::Untag,
                    Deed::List,
                    Deed::List,
                    Deed::Unknown,
                ];
                let deed = deeds[usize::try_from(below(5)).unwrap()];
                let mut call = Call::new("", "");
                if below(4) > 0 {
                    call = call.with(format!("{}.1", params::RESOURCE_ID), id.clone());
                }
                let named = !call.params.is_empty();
                Seen {
                    time: (begin, begin + below(5)),
                    deed,
                    touched: named.then_some(id).into_iter().collect(),
                    call,
                    ..Seen::unknown(entry)
                }
            })
            .collect()
    }

    #[test]
    fn what_overlaps_is_what_every_pair_tells() {
        let mut random = SplitMix64::new(7);
        let mut counts = [0; 2];
        for _ in 0..2000 {
            let seen = drawn(&mut random);
            let found = tangled(&seen);
            assert_eq!(found, by_pairs(&seen), "{seen:#?}");
            for is_tangled in found {
                counts[usize::from(is_tangled)] += 1;
            }
        }
        assert!(counts.iter().all(|count| *count > 1000), "{counts:?}");
    }
}
