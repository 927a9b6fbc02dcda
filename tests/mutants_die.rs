//! Every mutant is caught through the command line, by the clause that it breaks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod program;
mod reported;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use program::{ended, tagproof};
use reported::reported;
use serde_json::Value;

/// Mutants that stand for all others: they are judged by the whole suite.
const BY_ALL: &[&str] = &[
    "first-id-only",
    "quota-off-by-one",
    "key-65-accepted",
    "region-ignored",
    "duplicate-key-accepted",
    "wrong-code",
    "error-changes-state",
    "tags-outlive-resource",
    "key-lower-cased",
    "constant-request-id",
    "invalid-json",
    "non-ascii-500",
];

/// Mutants that no case of their clause catches, each with the reason.
const SURVIVORS: &[(&str, &str)] = &[(
    "key-trimmed",
    "a key with a space at its end is only sent with values that its reading refuses",
)];

#[test]
fn a_mutant_fails_the_whole_suite_by_its_clause() {
    let clauses = clauses_of_mutants();
    in_parallel(BY_ALL, |name| {
        let clause = &clauses[*name];
        assert!(dies(name, clause, &[]), "{name} survives {clause}");
    });
}

#[test]
fn the_cases_of_a_clause_catch_its_mutants() {
    let demanded: BTreeMap<String, Vec<String>> = listed("clauses")
        .into_iter()
        .filter(|clause| clause["level"] == "MUST")
        .map(|clause| (text(&clause["id"]), texts(&clause["cases"])))
        .collect();
    let mutants: Vec<(String, String)> = clauses_of_mutants()
        .into_iter()
        .filter(|(name, clause)| demanded.contains_key(clause) && !BY_ALL.contains(&name.as_str()))
        .collect();
    assert!(mutants.len() > 100, "{} mutants", mutants.len());
    let survivors = Mutex::new(Vec::new());
    in_parallel(&mutants, |(name, clause)| {
        let cases: Vec<&str> = demanded[clause].iter().map(String::as_str).collect();
        // Some faults need more requests, or other texts, than these cases send.
        if !dies(name, clause, &cases) && !dies(name, clause, &[]) {
            survivors.lock().unwrap().push(name.clone());
        }
    });
    let mut survivors = survivors.into_inner().unwrap();
    survivors.sort();
    let expected: Vec<&str> = SURVIVORS.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        survivors, expected,
        "who survives has changed: edit SURVIVORS"
    );
}

/// Whether a run of these cases, or of all, fails by the clause.
fn dies(name: &str, clause: &str, cases: &[&str]) -> bool {
    let target = format!("mutant:{name}");
    let (ended, report) = reported(&[&["--target", &target, "--jobs", "2"], cases].concat());
    assert!([0, 1].contains(&ended.code), "{name}: {ended:?}");
    assert_eq!(report["exit"], ended.code, "{name}");
    let dies = names(&report, clause);
    assert!(!dies || ended.code == 1, "{name}: {ended:?}");
    dies
}

/// Whether a failing case speaks for a clause, or a failure is put down to it:
/// some clauses are held in every exchange of every case.
fn names(report: &Value, clause: &str) -> bool {
    let failing = report["cases"].as_array().unwrap().iter();
    let failures = report["failures"].as_array().unwrap().iter();
    failing
        .filter(|case| case["verdict"] == "fail")
        .any(|case| texts(&case["clauses"]).iter().any(|id| id == clause))
        || failures
            .map(|failure| &failure["clause"])
            .any(|id| id == clause)
}

/// The clause that each mutant breaks.
fn clauses_of_mutants() -> BTreeMap<String, String> {
    listed("mutants")
        .iter()
        .map(|mutant| (text(&mutant["id"]), text(&mutant["clause"])))
        .collect()
}

fn listed(what: &str) -> Vec<Value> {
    let ended = ended(tagproof(&["list", what, "--format", "json"]));
    assert_eq!(ended.code, 0, "{ended:?}");
    serde_json::from_str(&ended.out).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn texts(values: &Value) -> Vec<String> {
    values.as_array().unwrap().iter().map(text).collect()
}

/// Does something for each of many, two at a time.
fn in_parallel<T: Sync>(all: &[T], each: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    each(one);
                }
            });
        }
    });
}
