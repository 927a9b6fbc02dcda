//! A target that goes away during a run: what was not judged is never said to conform.

use crate::program::Ended;
use crate::relay::Relay;
use crate::reported::reported;
use crate::served::Served;
use serde_json::Value;

#[test]
fn a_target_that_goes_away_is_inconclusive_and_every_case_is_counted() {
    let served = Served::start(&[]);
    let (whole, all) = reported(&["--target", &served.url]);
    assert_eq!(whole.code, 0, "{whole:?}");
    let requests = all["summary"]["requests"].as_u64().unwrap();
    // At the same time: for the most part it is waited for the target to return.
    std::thread::scope(|scope| {
        for part in [4, 2] {
            let (url, all) = (&served.url, &all);
            scope.spawn(move || goes_away(url, requests / part, all));
        }
    });
}

/// It goes away after so many requests; `all` is the report of one that stays.
fn goes_away(url: &str, after: u64, all: &Value) {
    let relay = Relay::start(url, after);
    let (ended, report) = reported(&["--timeout", "2", "--target", &relay.url]);
    assert_eq!(ended.code, 3, "{ended:?}");
    let last = ended.out.lines().last().unwrap();
    assert!(last.starts_with("exit 3: "), "{ended:?}");
    let summary = &report["summary"];
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert!(count("pass") > 0 && count("inconclusive") > 0, "{summary}");
    assert_eq!(count("fail"), 0, "{summary}");
    // The denominator is the manifest, whatever was reached.
    assert_eq!(summary["total"], all["summary"]["total"], "{summary}");
    assert_eq!(report["manifest"], all["manifest"]);
    let verdicts = count("pass") + count("inconclusive") + count("not_run");
    assert_eq!(verdicts, count("total"), "{summary}");
    assert!(summary["coverage"].as_f64().unwrap() < 0.9, "{summary}");
    assert!(count("not_run") > 0, "{summary}");
    says_why_it_stopped((&ended, &report), "5 cases in a row got no answer");
}

#[test]
fn a_run_that_has_seen_enough_says_so() {
    let target = ["--target", "mutant:first-id-only", "--max-failures", "2"];
    let (ended, report) = reported(&target);
    assert_eq!(ended.code, 1, "{ended:?}");
    says_why_it_stopped((&ended, &report), "--max-failures 2 was reached");
}

/// Every case that was not run, and a line for people.
fn says_why_it_stopped((ended, report): (&Ended, &Value), why: &str) {
    let reason = format!("the run stopped before it: {why}");
    let cases = report["cases"].as_array().unwrap();
    let not_run: Vec<&Value> = cases
        .iter()
        .filter(|case| case["verdict"] == "not-run")
        .collect();
    assert!(!not_run.is_empty(), "{ended:?}");
    for case in &not_run {
        assert_eq!(case["reason"], reason, "{case}");
    }
    let told = |line: &&str| line.starts_with("not-run  ") && line.ends_with(&reason);
    assert_eq!(ended.out.lines().filter(told).count(), 1, "{ended:?}");
}
