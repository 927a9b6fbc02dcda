//! Bad weather between tagproof and its target: nobody is failed for it, and nobody gets away with it.

use std::sync::Arc;

use serde_json::Value;
use tagproof::contract::Edition;
use tagproof::endpoint::{Faults, Reference, Running, mutant_named};

use crate::program::Ended;
use crate::reported::reported;

/// Bad weather of every kind: of a hundred answers five are
/// throttled, two are reset, one comes too late, and listings lag behind.
const FAULTS: &str = "throttle=0.05,reset=0.02,late=0.01@3s,lag=50ms";

/// Mutants of several kinds, which are caught all the same.
const MUTANTS: [&str; 5] = [
    "quota-off-by-one",
    "first-id-only",
    "long-value-cut",
    "unknown-id-accepted",
    "untag-removes-all",
];

/// How a run ends through faults drawn from a seed, with its report.
fn through_faults(seed: u64, mutant: Option<&str>) -> (Ended, Value) {
    let edition = Edition::of_record();
    let faults: Faults = FAULTS.parse().unwrap();
    let begun = std::time::Instant::now();
    let clock = Arc::new(move || begun.elapsed());
    let mut reference =
        Reference::new(edition.clone(), edition.readings()).with_lag(faults.lag, clock);
    if let Some(name) = mutant {
        reference = reference.with_mutant(mutant_named(name).unwrap());
    }
    let listen = "127.0.0.1:0".parse().unwrap();
    let running =
        Running::start_with(Arc::new(reference), listen, Faults { seed, ..faults }).unwrap();
    let target = format!("http://{}", running.address);
    let mut args = vec!["--target", &target, "--timeout", "1", "--jobs", "64"];
    if mutant.is_some() {
        args.extend(["--max-failures", "1"]);
    }
    reported(&args)
}

/// Runs several at once: they wait most of the time.
pub(crate) fn at_once<T: Send>(works: impl Iterator<Item = T>, work: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        for one in works {
            let work = &work;
            scope.spawn(move || work(one));
        }
    });
}

fn never_failed(seed: u64) {
    let (ended, report) = through_faults(seed, None);
    assert!([0, 3].contains(&ended.code), "seed {seed}: {ended:?}");
    assert_eq!(report["summary"]["fail"], 0, "seed {seed}: {ended:?}");
    let coverage = report["summary"]["coverage"].as_f64().unwrap();
    assert!(coverage > 0.8, "seed {seed}: {ended:?}");
    let listings = report["capabilities"]["listings"].as_str().unwrap();
    assert!(listings.contains("ms late"), "{listings}");
}

#[test]
fn the_reference_is_not_failed_for_the_weather() {
    at_once(0..2, never_failed);
}

#[test]
#[ignore = "an hour of waiting; for a person who doubts"]
fn the_reference_is_never_failed_for_the_weather() {
    for first in (0..100).step_by(10) {
        at_once(first..first + 10, never_failed);
    }
}

#[test]
fn mutants_are_caught_in_any_weather() {
    at_once(MUTANTS.into_iter(), |name| {
        let (ended, _) = through_faults(7, Some(name));
        assert_eq!(ended.code, 1, "{name}: {ended:?}");
    });
}
