//! The conditions around a rule or an effect, any two of which meet.

use crate::contract::{Edition, Kind};

use super::array::covering_array;
use super::case::{Delivery, Method, Side, Wire};

/// Topic of the cases that try one thing under many conditions.
pub(super) const TOPIC: &str = "covering";

/// How many meet: any so many conditions beside what is tried.
const STRENGTH: usize = 2;

/// Words for regions and for accounts.
const SIDES: [(&str, &str, Side); 2] = [
    ("own-region", "own-account", Side::Own),
    ("other-region", "other-account", Side::Other),
];

const METHODS: [(&str, Method); 3] = [
    ("get", Method::Get),
    ("post", Method::Post),
    ("form", Method::Form),
];

const WIRES: [(&str, Wire); 2] = [("json", Wire::Json), ("xml", Wire::Xml)];

/// Where in a call something stands: how many there are of its kind, and its
/// place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    name: &'static str,
    /// How many ids or tags the call has.
    pub(super) count: usize,
    /// Which of them it is, from 0.
    pub(super) place: usize,
}

/// The conditions of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conditions {
    /// The type of the resources.
    pub(super) kind: Kind,
    /// Their region.
    pub(super) region: Side,
    /// Their account, which is the caller's.
    pub(super) account: Side,
    /// How the calls are sent.
    pub(super) delivery: Delivery,
    /// Where in the call something stands, if that is a condition.
    pub(super) position: Option<Position>,
    /// All of them, as they stand in the id of a case.
    pub(super) name: String,
}

/// Conditions among which any two of different kinds meet: types, ways to send,
/// regions, formats, accounts, and positions where there are some.
pub(super) fn conditions(edition: &Edition, positions: &[Position]) -> Vec<Conditions> {
    let kinds = edition.product.kinds;
    let sizes = [
        kinds.len(),
        positions.len().max(1),
        METHODS.len(),
        SIDES.len(),
        WIRES.len(),
        SIDES.len(),
    ];
    let rows = covering_array(&sizes, STRENGTH);
    let conditions = rows.into_iter().filter_map(|row| {
        let [kind, position, method, region, wire, account] = row[..] else {
            return None;
        };
        let (kind, position) = (kinds[kind], positions.get(position).copied());
        let (method, wire) = (METHODS[method], WIRES[wire]);
        let (region, account) = (SIDES[region], SIDES[account]);
        let words = [
            Some(kind.lifecycle().fixture),
            Some(region.0),
            Some(method.0),
            Some(wire.0),
            position.map(|position| position.name),
            Some(account.1),
        ];
        Some(Conditions {
            kind,
            region: region.2,
            account: account.2,
            delivery: Delivery {
                method: Some(method.1),
                wire: Some(wire.1),
            },
            position,
            name: words.into_iter().flatten().collect::<Vec<_>>().join("-"),
        })
    });
    conditions.collect()
}

/// The places of something of which there are so many at most: also behind the
/// fifth, where hasty checks end, and behind the tenth, where numbers get another
/// digit.
pub(super) fn positions(most: usize) -> Vec<Position> {
    let all = [
        ("1st", 2, 0),
        ("2nd", 3, 1),
        ("6th", 9, 5),
        ("11th", 11, 10),
        ("last", most, most.saturating_sub(1)),
    ];
    let mut positions: Vec<Position> = Vec::new();
    for (name, count, place) in all {
        let is_new = positions.iter().all(|there| there.place != place);
        if count <= most && is_new {
            positions.push(Position { name, count, place });
        }
    }
    positions
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::contract::editions;

    #[test]
    fn any_two_conditions_meet_and_no_two_have_one_name() {
        for edition in editions() {
            let rows = conditions(edition, &positions(20));
            let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(names.len(), rows.len());
            for kind in edition.product.kinds {
                for wire in [Wire::Json, Wire::Xml] {
                    let meets =
                        |row: &Conditions| row.kind == *kind && row.delivery.wire == Some(wire);
                    assert!(rows.iter().any(meets));
                }
                for position in positions(20) {
                    let meets =
                        |row: &Conditions| row.kind == *kind && row.position == Some(position);
                    assert!(rows.iter().any(meets));
                }
            }
        }
    }

    #[test]
    fn positions_fit_into_a_call() {
        for (most, places) in [
            (20, vec![0, 1, 5, 10, 19]),
            (11, vec![0, 1, 5, 10]),
            (10, vec![0, 1, 5, 9]),
            (2, vec![0, 1]),
            (1, vec![0]),
        ] {
            let found = positions(most);
            assert!(
                found
                    .iter()
                    .all(|it| it.place < it.count && it.count <= most)
            );
            let found: Vec<usize> = found.iter().map(|it| it.place).collect();
            assert_eq!(found, places);
        }
    }
}
