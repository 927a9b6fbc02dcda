//! Honest endpoints under random readings, recorded while drawn cases are tried.

use std::sync::Arc;

use crate::recorder::Recorder;
use crate::{assert_clean, judged, length, with_entries};
use tagproof::cases::{ACCOUNTS, Library, probes};
use tagproof::check::{Plan, Session};
use tagproof::contract::{Edition, Readings, SplitMix64, axis_ids};
use tagproof::endpoint::Reference;
use tagproof::targets::{Account, Client, Target};
use tagproof::wire::{Credentials, Scheme, Stamp};

/// Random readings.
const READINGS: u64 = 50;

/// Cases that are drawn for each of them.
const CASES: usize = 12;

#[test]
fn honest_endpoints_under_random_readings_never_fail() {
    let mut random = SplitMix64::new(7);
    let mut exchanges = 0;
    for number in 0..READINGS {
        let reading = reading(&mut random);
        let har = recorded(reading, number);
        let all = length(&har);
        exchanges += all;
        let heard = judged(&har);
        assert_clean(&heard.run, &format!("reading {number}"));
        assert!(heard.run.cases.len() > all / 4, "too little is judged");
        // And with a part of the beginning left out.
        for _ in 0..2 {
            let first = usize::try_from(random.bits() % all as u64).unwrap();
            let rest = with_entries(&har, |place| place >= first);
            let what = format!("reading {number} without the first {first}");
            assert_clean(&judged(&rest).run, &what);
        }
    }
    assert!(exchanges > 5_000, "{exchanges}");
}

/// One option for every axis.
fn reading(random: &mut SplitMix64) -> Readings {
    let open = Edition::of_record().readings();
    axis_ids().fold(open, |reading, axis| {
        let options: Vec<u8> = reading.options(axis).collect();
        let chosen = random.bits() % options.len() as u64;
        reading.choosing(axis, options[usize::try_from(chosen).unwrap()])
    })
}

/// What an endpoint with a reading is asked and answers while cases are tried.
fn recorded(reading: Readings, seed: u64) -> String {
    let edition = Edition::of_record();
    let reference = Reference::new(edition.clone(), reading);
    let recorder = Arc::new(Recorder::of(Arc::new(reference)));
    let accounts = ACCOUNTS.map(|role| Account {
        role: role.to_owned(),
        credentials: Credentials::new(format!("{role}id"), "secret"),
    });
    let stamps = Arc::new(|| Stamp {
        nonce: "nonce".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
    });
    let target = Target::InProcess(Arc::clone(&recorder) as _);
    let client = Client::new(target, edition.product, accounts, Scheme::V1, stamps);
    let plan = Plan::plain(&client, "in process", edition);
    let probes = probes(edition).unwrap();
    let session = Session::open(&plan, &probes).unwrap();
    for case in Library::drawn_alone(edition, seed, CASES).unwrap() {
        session.tried(&case);
    }
    recorder.har()
}
