//! The conditions around a rule or an effect, any two of which meet.

use crate::contract::{Edition, Kind};

use super::array::covering_array;
use super::case::Side;
use super::delivery::{Delivery, Method, Signing, Spelling, Wire};

/// Topic of the cases that try one thing under many conditions.
pub const COVERING_TOPIC: &str = "covering";

/// How many meet: any so many conditions beside what is tried.
const STRENGTH: usize = 2;

/// The first of each kind of condition is the usual one, of which the id of a case
/// says nothing, so that ids stay when there are more kinds.
const REGIONS: [(&str, Side); 3] = [
    ("", Side::Own),
    ("other-region", Side::Other),
    ("third-region", Side::Third),
];

const ACCOUNTS: [(&str, Side); 2] = [("", Side::Own), ("other-account", Side::Other)];

const METHODS: [(&str, Method); 4] = [
    ("", Method::Post),
    ("get", Method::Get),
    ("form", Method::Form),
    ("split", Method::Split),
];

const SIGNINGS: [(&str, Signing); 2] = [("", Signing::V1), ("acs3", Signing::Acs3)];

const SPELLINGS: [(&str, Spelling); 3] = [
    ("", Spelling::Escaped),
    ("plus", Spelling::Plus),
    ("bare", Spelling::Bare),
];

const WIRES: [(&str, Wire); 2] = [("", Wire::Json), ("xml", Wire::Xml)];

/// What is tried under conditions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of<'a> {
    /// A rule, and where in a call what breaks it may stand; nowhere in particular
    /// if it is the call as a whole.
    Rule(&'a [Position]),
    /// An effect.
    Effect,
}

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
    /// Those that are not usual, as they stand in the id of a case.
    pub(super) name: String,
}

/// Conditions among which any two of different kinds meet: types, ways to send,
/// to write and to sign, regions, formats, accounts, and positions where there
/// are some.
///
/// The spelling is one for effects alone: no character that is written in
/// several ways is valid in a call under every reading.
pub(super) fn conditions(edition: &Edition, of: Of<'_>) -> Vec<Conditions> {
    let kinds = edition.product.kinds;
    let (positions, spellings) = match of {
        Of::Rule(positions) => (positions, &SPELLINGS[..1]),
        Of::Effect => (&[][..], &SPELLINGS[..]),
    };
    let sizes = [
        kinds.len(),
        positions.len().max(1),
        METHODS.len(),
        REGIONS.len(),
        spellings.len(),
        SIGNINGS.len(),
        WIRES.len(),
        ACCOUNTS.len(),
    ];
    let rows = covering_array(&sizes, STRENGTH);
    let conditions = rows.into_iter().map(|row| {
        let mut row = row.into_iter();
        chosen(kinds, positions, spellings, |_| row.next().unwrap_or(0))
    });
    conditions.collect()
}

/// Conditions of a rule of which `choose` says each, given how many there are of
/// its kind.
pub(super) fn any_conditions(
    edition: &Edition,
    positions: &[Position],
    choose: impl FnMut(usize) -> usize,
) -> Conditions {
    chosen(edition.product.kinds, positions, &SPELLINGS[..1], choose)
}

fn chosen(
    kinds: &[Kind],
    positions: &[Position],
    spellings: &[(&str, Spelling)],
    mut choose: impl FnMut(usize) -> usize,
) -> Conditions {
    let kind = kinds[choose(kinds.len())];
    let position = positions.get(choose(positions.len().max(1))).copied();
    let method = METHODS[choose(METHODS.len())];
    let region = REGIONS[choose(REGIONS.len())];
    let spelling = spellings[choose(spellings.len())];
    let signing = SIGNINGS[choose(SIGNINGS.len())];
    let wire = WIRES[choose(WIRES.len())];
    let account = ACCOUNTS[choose(ACCOUNTS.len())];
    let words = [
        kind.lifecycle().fixture,
        region.0,
        method.0,
        spelling.0,
        signing.0,
        wire.0,
        position.map_or("", |position| position.name),
        account.0,
    ];
    let words = words.into_iter().filter(|word| !word.is_empty());
    Conditions {
        kind,
        region: region.1,
        account: account.1,
        delivery: Delivery {
            method: Some(method.1),
            wire: Some(wire.1),
            signing: Some(signing.1),
            spelling: Some(spelling.1),
        },
        position,
        name: words.collect::<Vec<_>>().join("-"),
    }
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
            let rows = conditions(edition, Of::Rule(&positions(20)));
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
