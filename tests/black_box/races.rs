//! Calls at once over HTTP: races are caught, and the reference never fails.

use crate::bad_weather::at_once;
use crate::program::{ended, tagproof};
use crate::reported::reported;

/// Runs of each mutant.
const RUNS: u32 = 3;

/// Runs of the reference.
const HONEST_RUNS: u32 = 10;

#[test]
fn each_race_is_caught_every_time_with_a_history_that_has_no_order() {
    at_once(
        ["lost-update", "quota-race", "update-given-up"].into_iter(),
        |mutant| {
            for run in 0..RUNS {
                is_caught(mutant, run);
            }
        },
    );
}

fn is_caught(mutant: &str, run: u32) {
    let target = format!("mutant:{mutant}");
    let (ended, report) = reported(&["concurrency", "--target", &target]);
    assert_eq!(ended.code, 1, "{mutant} in run {run}: {ended:?}");
    let unordered = report["failures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|failure| failure["id"].as_str().unwrap().ends_with("/no-order"))
        .unwrap();
    let observed = unordered["observed"].as_str().unwrap();
    let calls = observed.lines().count() - 1;
    assert!((1..=4).contains(&calls), "{mutant}: {observed}");
    assert!(unordered["curl"].as_str().unwrap().contains("wait\n"));
}

#[test]
fn the_reference_never_fails_under_the_same_load() {
    for run in 0..HONEST_RUNS {
        let ended = ended(tagproof(&["run", "concurrency", "--cases", "0"]));
        assert_eq!(ended.code, 0, "run {run}: {ended:?}");
        assert!(!ended.out.contains("inconclusive"), "{ended:?}");
    }
}
