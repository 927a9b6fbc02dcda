//! What only fails now and then is found, and told as what it is.

use std::sync::Arc;

use crate::in_process::{client, plan, probes_of_record};
use tagproof::cases::{Library, Selection};
use tagproof::check::{Plan, Run, Verdict, run};
use tagproof::contract::{Edition, clauses};
use tagproof::endpoint::{Reference, mutant_named};

#[test]
fn who_loses_one_write_in_ten_is_found_each_time_and_told_as_intermittent() {
    for seed in 0..10 {
        let run = judged("tenth-write-lost", seed);
        let lost: Vec<_> = run
            .failures
            .iter()
            .filter(|failure| failure.clause == clauses::EFFECT_ALL)
            .collect();
        assert!(!lost.is_empty(), "seed {seed}");
        for failure in &run.failures {
            let Some(times) = failure.intermittent else {
                continue;
            };
            assert!(times.failed < times.tried && times.tried <= 10, "{times}");
            assert_eq!(
                failure.now_and_then(),
                format!(" intermittent ({} of {})", times.failed, times.tried)
            );
        }
        let told = lost.iter().filter(|failure| failure.intermittent.is_some());
        assert!(told.count() > 0, "seed {seed}: {lost:?}");
    }
}

#[test]
fn what_fails_each_time_is_not_intermittent() {
    let run = judged("last-id-untagged", 0);
    assert!(run.count(Verdict::Fail) > 0);
    for failure in &run.failures {
        assert_eq!(failure.intermittent, None, "{}", failure.id);
    }
}

/// What a quarter of the suite without its arrays says of a mutant.
fn judged(name: &str, seed: u64) -> Run {
    let edition = Edition::of_record();
    let mutant = mutant_named(name).unwrap();
    let reference = Reference::new(edition.clone(), edition.readings()).with_mutant(mutant);
    let client = client(Arc::new(reference));
    let library = Library::embedded(edition).unwrap().with_drawn(seed, 40);
    let library = library.unwrap();
    let chosen = library.select(&Selection {
        skip: vec!["covering".to_owned()],
        shard: Some((1, 4)),
        ..Selection::default()
    });
    let plan = Plan {
        seed,
        ..plan(&client, edition)
    };
    run(&plan, probes_of_record(), &chosen.unwrap()).unwrap()
}
