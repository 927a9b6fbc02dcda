//! A case alone comes to what it comes to in a whole run: order is no evidence.

use std::sync::Arc;

use crate::in_process::{client, is_of_an_array, judged_by, plan, probes_of_record};
use crate::readings::SplitMix;
use tagproof::cases::{Case, Library};
use tagproof::check::{CaseResult, Scope, Verdict, in_parallel, needed, run};
use tagproof::contract::{Edition, Readings};
use tagproof::endpoint::{Mutant, Reference, mutant_named};
use tagproof::targets::Client;

/// The topics of which every third case is tried alone.
const TOPICS: [&str; 4] = ["precedence", "precedence-pair", "atomicity", "quota"];

/// Cases of other topics, drawn by a seed.
const DRAWN: usize = 20;

/// Random readings, of more than the test has time for.
const READINGS: usize = 1;

/// Mutants that contradict what the probes pin, or fail otherwise.
const MUTANTS: [&str; 2] = ["key-punctuation-refused", "quota-off-by-one"];

#[test]
fn verdict_and_constraint_of_a_case_alone_are_those_of_the_whole_run() {
    let edition = Edition::of_record();
    let mut random = SplitMix::new(13);
    let library = Library::embedded(edition).unwrap();
    let cases = library.cases();
    let (mut tried, mut others): (Vec<&Case>, Vec<&Case>) = cases
        .iter()
        .filter(|case| !is_of_an_array(case) && is_tried(case, edition))
        .partition(|case| TOPICS.contains(&case.id.split('/').next().unwrap()));
    let mut place = 0;
    tried.retain(|_| {
        place += 1;
        place % 3 == 0
    });
    assert!(tried.len() > 100, "{}", tried.len());
    for _ in 0..DRAWN {
        tried.push(others.swap_remove(random.below(others.len())));
    }

    let default = (edition.readings(), None);
    let readings = [(); READINGS].map(|()| (random.reading(edition), None));
    let mutants = MUTANTS.map(|name| (edition.readings(), mutant_named(name)));
    let targets: Vec<(Readings, Option<&'static Mutant>)> = [default]
        .into_iter()
        .chain(readings)
        .chain(mutants)
        .collect();
    let differing = in_parallel(2, targets.len(), |number| {
        let (reading, mutant) = targets[number];
        let endpoint = || {
            let reference = Reference::new(edition.clone(), reading);
            client(Arc::new(match mutant {
                Some(mutant) => reference.with_mutant(mutant),
                None => reference,
            }))
        };
        let whole = judged_by(&endpoint()).cases;
        let is_honest = whole.iter().all(|case| case.verdict == Verdict::Pass);
        assert_eq!(is_honest, mutant.is_none(), "target {number}");
        let differing = tried.iter().filter_map(|case| {
            let alone = alone(&endpoint(), case);
            let there = whole.iter().find(|there| there.id == case.id).unwrap();
            let is_same = alone.verdict == there.verdict && alone.constraint == there.constraint;
            (!is_same).then(|| {
                format!(
                    "target {number}, {}: {:?} alone, {:?} with others",
                    case.id, alone.reason, there.reason
                )
            })
        });
        Some(differing.collect::<Vec<_>>().join("\n"))
    });
    assert_eq!(differing, vec![String::new(); targets.len()]);
}

/// What is out of scope is in no run, and what waits for all others shows nothing
/// alone.
fn is_tried(case: &Case, edition: &Edition) -> bool {
    Scope::default().holds(&needed(case, edition)) && !case.is_of_a_whole_run()
}

fn alone(client: &Client, case: &Case) -> CaseResult {
    let plan = plan(client, Edition::of_record());
    let mut result = run(&plan, probes_of_record(), &[case].into_iter().collect()).unwrap();
    result.cases.remove(0)
}
