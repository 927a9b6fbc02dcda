//! The oracle against honest endpoints under every reading, in process.

use std::sync::Arc;

use crate::in_process::{client, judged_by, plan};
use tagproof::cases::probes;
use tagproof::check::{AxisResult, Run, Verdict, fingerprint};
use tagproof::contract::{AXES, Edition, Readings, axis_ids};
use tagproof::endpoint::Reference;

#[test]
fn every_option_of_every_axis_conforms_and_is_named_by_the_fingerprint() {
    let edition = Edition::of_record();
    for axis in AXES {
        for option in axis.options {
            let reading = edition.readings_given([(axis.id, option.id)]).unwrap();
            let name = format!("{}={}", axis.id, option.id);
            conforms(&judged(edition, reading), &name);
            let shown = shown(edition, reading);
            let found = shown.iter().find(|found| found.axis == axis.id).unwrap();
            assert!(
                found.options.contains(&option.id)
                    && (found.options.len() == 1 || found.reason.is_some()),
                "{name}: the fingerprint says {found:?}"
            );
        }
    }
}

#[test]
fn two_hundred_random_readings_never_fail() {
    let edition = Edition::of_record();
    let mut random = SplitMix::new(1);
    for number in 0..200 {
        let reading = random.reading(edition);
        conforms(
            &judged(edition, reading),
            &format!("random reading {number}"),
        );
    }
}

fn conforms(result: &Run, name: &str) {
    let bad: Vec<String> = result
        .cases
        .iter()
        .filter(|case| case.verdict != Verdict::Pass)
        .map(|case| format!("{} {}: {:?}", case.verdict.as_str(), case.id, case.reason))
        .collect();
    assert!(bad.is_empty(), "{name}:\n{}", bad.join("\n"));
}

fn judged(edition: &'static Edition, reading: Readings) -> Run {
    judged_by(
        &client(Arc::new(Reference::new(edition.clone(), reading))),
        edition,
        2,
    )
}

fn shown(edition: &'static Edition, reading: Readings) -> Vec<AxisResult> {
    let client = client(Arc::new(Reference::new(edition.clone(), reading)));
    fingerprint(&plan(&client, edition), &probes(edition).unwrap())
        .unwrap()
        .1
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

    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }
}
