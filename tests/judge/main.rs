//! Traffic recorded elsewhere, judged passively: the real sessions in
//! `tests/har`, the same sessions against mutants, and recordings of honest
//! endpoints that leave out whatever they like.
//!
//! `tests/har/python-sdk.har` and `browser.har` were made by `.ci/record.sh`:
//! PyPI's `alibabacloud_vpc20160428` through mitmproxy, and a page in Chromium,
//! both against `tagproof serve`. Signatures are taken out of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod command;
mod dialects;
#[path = "../black_box/folder.rs"]
mod folder;
mod honest;
mod large;
mod odd;
mod planted;
mod recorder;
mod unseen;

use tagproof::check::{Heard, Relation, Run, Strictness, Verdict, judge_recording};
use tagproof::contract::{ClauseId, Edition};
use tagproof::wire::har;

/// What the program has, for the same reason.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The session of a Python SDK.
const PYTHON_SDK: &str = include_str!("../har/python-sdk.har");

/// The session of a page in a browser.
const BROWSER: &str = include_str!("../har/browser.har");

/// Judges a recording by every reading.
fn judged(file: &str) -> Heard {
    let edition = Edition::of_record();
    let recording = har::read(file.as_bytes()).unwrap();
    let start = Relation::new(vec![edition.readings()]);
    let strictness = Strictness { strict: false };
    judge_recording(recording, "recording.har", edition, &start, strictness)
}

/// The clauses that fail, each once.
fn failing(run: &Run) -> Vec<ClauseId> {
    let mut clauses: Vec<_> = run.failures.iter().map(|failure| failure.clause).collect();
    clauses.sort_unstable();
    clauses.dedup();
    clauses
}

/// Says what fails, if anything does.
fn assert_clean(run: &Run, what: &str) {
    let failures: Vec<String> = run
        .failures
        .iter()
        .map(|failure| {
            let (clause, case) = (failure.clause, &failure.case);
            let steps: Vec<String> = failure
                .steps
                .iter()
                .map(|step| format!("{} {} -> {}", step.step, step.request, step.response))
                .collect();
            format!(
                "{clause} {case}: {} / {}\n{}\n{:?}\n{:?}",
                failure.expected,
                failure.observed,
                steps.join("\n"),
                failure.state_before,
                failure.contradiction
            )
        })
        .collect();
    assert!(failures.is_empty(), "{what}\n{}", failures.join("\n"));
    assert_eq!(run.count(Verdict::Fail), 0, "{what}");
}

/// A HAR file with only some of the entries of another.
fn with_entries(file: &str, keep: impl Fn(usize) -> bool) -> String {
    let mut har: serde_json::Value = serde_json::from_str(file).unwrap();
    let entries = har["log"]["entries"].as_array_mut().unwrap();
    let mut place = 0;
    entries.retain(|_| {
        place += 1;
        keep(place - 1)
    });
    har.to_string()
}

fn length(file: &str) -> usize {
    let har: serde_json::Value = serde_json::from_str(file).unwrap();
    har["log"]["entries"].as_array().unwrap().len()
}
