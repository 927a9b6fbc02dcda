//! Tests of the generators: the same everywhere, and never a case that does not hold.

use std::collections::BTreeSet;

use arbitrary::Unstructured;

use super::breaks::BREAKS;
use super::*;
use crate::cases::{print, verify};
use crate::contract::SplitMix64;
use crate::contract::{ClauseId, editions};

#[test]
fn a_seed_gives_the_same_cases_on_every_machine() {
    let edition = Edition::of_record();
    let cases = drawn(edition, 7, 50);
    assert_eq!(cases, drawn(edition, 7, 50));
    assert_ne!(cases, drawn(edition, 8, 50));
    // Whoever changes what is drawn changes what old seeds mean.
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let hash = format!("{:016x}", fnv1a(print(&cases).as_bytes()));
    settings.bind(|| insta::assert_snapshot!("seed-7", hash));
}

#[test]
fn a_smaller_budget_is_a_prefix_of_a_larger_one() {
    let edition = Edition::of_record();
    let cases = drawn(edition, 3, 60);
    for count in [0, 1, 7, 59] {
        assert_eq!(drawn(edition, 3, count), cases[..count]);
    }
}

#[test]
fn what_is_drawn_holds_and_every_break_is_drawn() {
    for edition in editions() {
        let cases = drawn(edition, 0, 2000);
        let mut ids = BTreeSet::new();
        let mut broken: BTreeSet<ClauseId> = BTreeSet::new();
        for case in &cases {
            if let Err(disagreement) = verify(case, edition) {
                panic!("{}: {disagreement}", edition.name);
            }
            assert!(ids.insert(&case.id), "{} twice", case.id);
            if case.id.starts_with("near-miss/") {
                broken.extend(case.violates.iter().copied());
            }
        }
        let missing: Vec<ClauseId> = BREAKS
            .iter()
            .map(|row| row.clause)
            .filter(|clause| !edition.without.contains(clause) && !broken.contains(clause))
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", edition.name);
    }
}

#[test]
fn every_byte_string_gives_a_case() {
    let edition = Edition::of_record();
    let mut stream = SplitMix64::new(11);
    for length in (0..300).chain([1000, 5000]) {
        let random: Vec<u8> = (0..length)
            .map(|_| stream.bits().to_le_bytes()[0])
            .collect();
        for bytes in [random, vec![0; length], vec![255; length]] {
            let drawn = || from_bytes(edition, &mut Unstructured::new(&bytes)).unwrap();
            let case = drawn();
            assert_eq!(case, drawn());
            if let Err(disagreement) = verify(&case, edition) {
                panic!("{bytes:?}: {disagreement}");
            }
        }
    }
}

#[test]
fn pairs_hold_and_have_names_of_their_own() {
    for edition in editions() {
        let cases = precedence_pairs(edition);
        assert!(cases.len() >= 190, "{}: {}", edition.name, cases.len());
        let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids.len(), cases.len());
        for case in &cases {
            assert_eq!(case.violates.len(), 2, "{}", case.id);
            if let Err(disagreement) = verify(case, edition) {
                panic!("{}: {disagreement}", edition.name);
            }
        }
    }
}
