//! The reference with one operation wrong that shows or removes tags: told once,
//! of that operation, and everything else is judged all the same.

mod faults;

use std::sync::Arc;

use tagproof::check::{Run, Standing, Verdict};
use tagproof::contract::{Edition, Level};
use tagproof::endpoint::{Reference, mutant_named};

use crate::in_process;
use faults::{FAULTS, Fault, HONEST, Proxy};

/// Targets that are judged at once: what waits in one is time for another.
const AT_ONCE: usize = 2;

fn judged(fault: &'static Fault, mutant: Option<&str>) -> Run {
    let edition = Edition::of_record();
    let mut reference = Reference::new(edition.clone(), edition.readings());
    if let Some(mutant) = mutant {
        reference = reference.with_mutant(mutant_named(mutant).unwrap());
    }
    let proxy = Proxy::of(reference, fault);
    in_process::judged_by(&in_process::client(Arc::new(proxy)))
}

/// Whatever is wrong with some of these, in words.
fn each<T: Sync>(all: &[T], wrong: impl Fn(&T) -> Option<String> + Sync) {
    let found: Vec<String> = std::thread::scope(|scope| {
        let parts: Vec<_> = all
            .chunks(all.len().div_ceil(AT_ONCE).max(1))
            .map(|part| scope.spawn(|| part.iter().filter_map(&wrong).collect::<Vec<_>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap())
            .collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The failures of a run, a line each.
fn words(run: &Run) -> String {
    let of = |failure: &tagproof::check::Failure| {
        let expected = failure.expected.lines().next().unwrap_or_default();
        format!("\n    {} in {}: {expected}", failure.id, failure.case)
    };
    run.failures.iter().map(of).collect()
}

#[test]
fn each_fault_is_told_once_and_hides_little() {
    assert!(FAULTS.len() >= 16);
    let faults: Vec<&'static Fault> = FAULTS.iter().collect();
    each(&faults, |fault| {
        let run = judged(fault, None);
        let identity = format!("{}/{}", fault.clause, fault.operation);
        let is_alone = matches!(run.failures.as_slice(), [one] if one.id == identity);
        if !is_alone {
            return Some(format!("{}: {}", fault.name, words(&run)));
        }
        let failure = &run.failures[0];
        assert_eq!(failure.clause.level, Level::Companion, "{}", fault.name);
        let first = failure.expected.lines().next().unwrap();
        assert!(first.contains(fault.operation), "{}: {first}", fault.name);
        assert_eq!(run.standing(100), Standing::Diverges, "{}", fault.name);
        (run.coverage() < 0.8).then(|| format!("{}: {} decided", fault.name, run.coverage()))
    });
}

#[test]
fn a_tagging_fault_beside_it_is_found_as_such() {
    let pairs: Vec<(&'static Fault, &str, &str)> = FAULTS
        .iter()
        .step_by(3)
        .zip(
            [
                ("last-id-untagged", "TR-EFFECT-ALL"),
                ("quota-off-by-one", "TR-TAG-QUOTA"),
            ]
            .into_iter()
            .cycle(),
        )
        .map(|(fault, (mutant, clause))| (fault, mutant, clause))
        .collect();
    each(&pairs, |(fault, mutant, clause)| {
        let run = judged(fault, Some(mutant));
        let told = |clause: &str| run.failures.iter().any(|failure| failure.clause == clause);
        let failures = run.failures.iter();
        let companions = failures.filter(|failure| failure.clause.level == Level::Companion);
        let is_first = run
            .failures
            .first()
            .is_some_and(|failure| failure.clause == fault.clause);
        let is_right = told(clause) && companions.count() == 1 && is_first;
        (!is_right).then(|| format!("{} beside {mutant}: {}", fault.name, words(&run)))
    });
}

#[test]
fn listings_that_their_pages_allow_are_no_fault() {
    let honest: Vec<&'static Fault> = HONEST.iter().collect();
    each(&honest, |honest| {
        let run = judged(honest, None);
        let undecided = run
            .cases
            .iter()
            .filter(|case| case.verdict != Verdict::Pass);
        let undecided = undecided.count();
        (!run.failures.is_empty() || undecided > 0)
            .then(|| format!("{}: {undecided} cases {}", honest.name, words(&run)))
    });
}
