//! The oracle against honest endpoints under every reading, in process.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::in_process::{client, is_of_an_array, judged_in, plan, probes_of_record};
use tagproof::cases::{Case, covering_array};
use tagproof::check::{AxisResult, Run, Verdict, fingerprint, in_parallel};
use tagproof::contract::{AxisId, Edition, Readings, axis_ids, fnv1a};
use tagproof::endpoint::Reference;
use tagproof::targets::Client;

#[test]
fn every_option_of_every_axis_conforms_and_is_named_by_the_fingerprint() {
    let edition = Edition::of_record();
    let readings = covering(edition);
    let conforming = in_parallel(2, readings.len(), |number| {
        let name = format!("covering reading {number}");
        conforms(&judged(readings[number], number), &name);
        Some(name)
    });
    assert_eq!(conforming.len(), readings.len());
    let all = edition.readings();
    for axis in edition.axes() {
        for option in all.names(axis) {
            let reading = edition.readings_given([(axis.axis().id, option)]).unwrap();
            let shown = shown(reading);
            let found = shown.iter().find(|found| found.axis == axis).unwrap();
            assert!(
                found.options.contains(&option)
                    && (found.options.len() == 1 || found.reason.is_some()),
                "{axis}={option}: the fingerprint says {found:?}"
            );
        }
    }
}

/// A few readings that have every option of every axis among them.
pub(crate) fn covering(edition: &Edition) -> Vec<Readings> {
    let all = edition.readings();
    let most = edition.axes().map(|axis| all.options(axis).count()).max();
    let nth = |number: usize| {
        edition.axes().fold(all, |reading, axis| {
            let options: Vec<u8> = all.options(axis).collect();
            reading.choosing(axis, options[number % options.len()])
        })
    };
    (0..most.unwrap()).map(nth).collect()
}

#[test]
fn any_two_options_of_any_two_axes_conform_together() {
    let edition = Edition::of_record();
    let readings = pairs(edition);
    let together: BTreeSet<_> = readings
        .iter()
        .flat_map(|reading| met(&chosen(edition, reading)))
        .collect();
    assert!(unmet(edition).is_subset(&together));
    assert!((25..=60).contains(&readings.len()), "{}", readings.len());
    let conforming = in_parallel(2, readings.len(), |number| {
        let name = format!("reading {number} of the pairs");
        conforms(&judged(readings[number], number), &name);
        Some(name)
    });
    assert_eq!(conforming.len(), readings.len());
}

/// An option of an axis, by its number.
type Chosen = (AxisId, u8);

/// Readings among which any two options of any two axes meet.
fn pairs(edition: &Edition) -> Vec<Readings> {
    let all = edition.readings();
    let options: Vec<(AxisId, Vec<u8>)> = edition
        .axes()
        .map(|axis| (axis, all.options(axis).collect()))
        .collect();
    let sizes: Vec<usize> = options.iter().map(|(_, options)| options.len()).collect();
    let rows = covering_array(&sizes, 2).into_iter();
    rows.map(|row| {
        let chosen = options.iter().zip(row);
        chosen.fold(all, |reading, ((axis, options), option)| {
            reading.choosing(*axis, options[option])
        })
    })
    .collect()
}

/// Any two options of any two axes.
fn unmet(edition: &Edition) -> BTreeSet<(Chosen, Chosen)> {
    let all = edition.readings();
    let options = |axis: AxisId| all.options(axis).map(move |option| (axis, option));
    let chosen: Vec<Chosen> = edition.axes().flat_map(options).collect();
    met(&chosen)
}

/// The pairs of different axes among some choices.
fn met(chosen: &[Chosen]) -> BTreeSet<(Chosen, Chosen)> {
    let pairs = chosen.iter().flat_map(|one| {
        let with = |other: &Chosen| in_order(*one, *other);
        chosen.iter().map(with)
    });
    pairs.filter(|(one, other)| one.0 != other.0).collect()
}

fn in_order(one: Chosen, other: Chosen) -> (Chosen, Chosen) {
    (one.min(other), one.max(other))
}

/// What a complete reading chooses.
fn chosen(edition: &Edition, reading: &Readings) -> Vec<Chosen> {
    let only = |axis: AxisId| reading.options(axis).map(move |option| (axis, option));
    edition.axes().flat_map(only).collect()
}

/// Whether a case is one that a run of these looks at, of which this is the
/// number: each looks at another part of the arrays, and all at the rest.
pub(crate) fn is_of_part(case: &Case, number: usize) -> bool {
    let hash = fnv1a(case.id.as_bytes());
    !is_of_an_array(case) || (hash ^ (hash >> 32)) % PARTS == number as u64 % PARTS
}

/// Parts that arrays are looked at in.
const PARTS: u64 = 8;

pub(crate) fn conforms(result: &Run, name: &str) {
    let bad: Vec<String> = result
        .cases
        .iter()
        .filter(|case| case.verdict != Verdict::Pass)
        .map(|case| format!("{} {}: {:?}", case.verdict.as_str(), case.id, case.reason))
        .collect();
    assert!(bad.is_empty(), "{name}:\n{}", bad.join("\n"));
}

fn judged(reading: Readings, number: usize) -> Run {
    judged_in(&client_of(reading), |case| is_of_part(case, number))
}

fn shown(reading: Readings) -> Vec<AxisResult> {
    let client = client_of(reading);
    fingerprint(&plan(&client, Edition::of_record()), probes_of_record())
        .unwrap()
        .1
}

fn client_of(reading: Readings) -> Client {
    client(Arc::new(Reference::new(
        Edition::of_record().clone(),
        reading,
    )))
}

/// The generator by which seeds are drawn: its stream never changes.
pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A complete reading.
    pub(crate) fn reading(&mut self, edition: &Edition) -> Readings {
        axis_ids().fold(edition.readings(), |reading, axis| {
            let options: Vec<u8> = edition.readings().options(axis).collect();
            reading.choosing(axis, options[self.below(options.len())])
        })
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }
}
