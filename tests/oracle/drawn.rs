//! Drawn cases against honest endpoints: never a failure, never too open.

use std::sync::Arc;
use std::time::Instant;

use crate::in_process::{client, plan, probes_of_record};
use crate::readings::SplitMix;
use tagproof::cases::{Case, Library};
use tagproof::check::{BELIEF_CAP, Finding, Session, Verdict};
use tagproof::contract::Edition;
use tagproof::endpoint::Reference;

/// Random readings.
const READINGS: usize = 200;

/// Sequences for each of them, of more than the test has time for.
const SEQUENCES: usize = 15;

/// The same for a person who doubts.
const ALL_SEQUENCES: usize = 50;

/// A drawn case of a sequence comes up every so often.
const EVERY: usize = 5;

#[test]
fn three_thousand_sequences_under_two_hundred_readings_never_fail() {
    never_fail(SEQUENCES);
}

#[test]
#[ignore = "a minute; for a person who doubts"]
fn ten_thousand_sequences_under_two_hundred_readings_never_fail() {
    never_fail(ALL_SEQUENCES);
}

#[expect(clippy::print_stdout, reason = "the rate is asked for")]
fn never_fail(each: usize) {
    let edition = Edition::of_record();
    let begun = Instant::now();
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let halves: Vec<_> = [0, 1]
            .map(|half| scope.spawn(move || tally(edition, half, each)))
            .into();
        halves
            .into_iter()
            .map(|half| half.join().unwrap())
            .collect()
    });
    let sequences: usize = tallies.iter().map(|tally| tally.sequences).sum();
    let steps: usize = tallies.iter().map(|tally| tally.steps).sum();
    let widest = tallies.iter().map(|tally| tally.widest).max().unwrap();
    println!(
        "{sequences} sequences, {steps} steps, {:.0} steps a second, {widest} hypotheses at most",
        f64::from(u32::try_from(steps).unwrap()) / begun.elapsed().as_secs_f64()
    );
    assert_eq!(sequences, READINGS * each);
    assert!(widest <= BELIEF_CAP, "{widest}");
}

struct Tally {
    sequences: usize,
    steps: usize,
    widest: usize,
}

/// Every other reading, each with sequences of a seed of its own.
fn tally(edition: &'static Edition, half: usize, each: usize) -> Tally {
    let mut random = SplitMix::new(2);
    let mut tally = Tally {
        sequences: 0,
        steps: 0,
        widest: 0,
    };
    for number in 0..READINGS {
        let reading = random.reading(edition);
        if number % 2 != half {
            continue;
        }
        let client = client(Arc::new(Reference::new(edition.clone(), reading)));
        let plan = plan(&client, edition);
        let session = Session::open(&plan, probes_of_record()).unwrap();
        for case in sequences(edition, number as u64, each) {
            tally.sequences += 1;
            tally.steps += case.steps.len();
            let widest = widest(&session, &case, number);
            tally.widest = tally.widest.max(widest);
        }
    }
    tally
}

fn sequences(edition: &Edition, seed: u64, each: usize) -> Vec<Case> {
    let drawn = Library::drawn_alone(edition, seed, each * EVERY).unwrap();
    drawn
        .into_iter()
        .filter(|case| case.id.starts_with("sequence/"))
        .collect()
}

/// How many hypotheses a case takes, which must be explained.
fn widest(session: &Session<'_>, case: &Case, number: usize) -> usize {
    let tried = session.tried(case);
    let concluded = session.conclude_alone(&tried);
    match &tried.finding {
        Finding::Explained(explained) if concluded.cases[0].verdict == Verdict::Pass => {
            explained.widest
        }
        _ => panic!("reading {number}, {}: {concluded:#?}", case.id),
    }
}
