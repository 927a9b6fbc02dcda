//! Mutants are caught through the command line and HTTP, by the clause they break.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::program::{ended, tagproof};
use crate::reported::reported;
use serde_json::Value;

/// Mutants that stand for all others, which are tried in process; many more die in
/// the tests of reports, gates and scripts.
const BY_ALL: &[&str] = &[
    "region-ignored",
    "error-changes-state",
    "constant-request-id",
    "non-ascii-500",
];

#[test]
fn a_mutant_fails_the_whole_suite_by_its_clause() {
    let clauses = clauses_of_mutants();
    in_parallel(BY_ALL, |name| {
        let clause = &clauses[*name];
        assert!(dies(name, clause), "{name} survives {clause}");
    });
}

/// Whether a run fails by the clause.
fn dies(name: &str, clause: &str) -> bool {
    let target = format!("mutant:{name}");
    let (ended, report) = reported(&["--target", &target]);
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
