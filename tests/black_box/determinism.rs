//! Neither the number of jobs nor the shards change what a run says.

use std::collections::BTreeMap;

use crate::reported::reported;
use serde_json::{Value, json};

#[test]
fn the_reference_is_judged_alike_with_one_job_and_with_eight() {
    let (one, eight) = one_and_eight(&["--seed", "7"]);
    assert_eq!(one["exit"], 0);
    same(&one, &eight, "reference");
    let ids = ids(&one);
    assert!(ids.len() > 500 && ids.is_sorted(), "{} cases", ids.len());
}

#[test]
fn the_reference_without_a_socket_is_judged_like_the_one_with() {
    let with = judged(&["--target", "reference"]);
    let mut without = judged(&["--target", "in-process"]);
    assert_eq!(without["target"].take(), "in-process");
    without["target"] = with["target"].clone();
    assert_eq!(without["exit"], 0);
    same(&without, &with, "in-process");
}

#[test]
fn failures_are_the_same_with_one_job_and_with_eight() {
    for (mutant, topics) in [
        ("mutant:first-id-only", ["resource-ids", "quota"]),
        ("mutant:quota-off-by-one", ["quota", "tag-counts"]),
        ("mutant:constant-request-id", ["responses", "overwriting"]),
    ] {
        let (one, eight) = one_and_eight(&[&["--target", mutant][..], &topics].concat());
        assert_eq!(one["exit"], 1, "{mutant}");
        assert!(!one["failures"].as_array().unwrap().is_empty(), "{mutant}");
        same(&one, &eight, mutant);
    }
}

#[test]
fn shards_are_parts_of_the_whole_and_judge_alike() {
    let target = ["--target", "mutant:quota-off-by-one"];
    let whole = judged(&target);
    let mut parts = BTreeMap::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let part = judged(&[&target[..], &["--shard", shard]].concat());
        assert_eq!(part["shard"], shard);
        assert!(
            ids(&part).len() > ids(&whole).len() / 5,
            "shard {shard} is small"
        );
        for case in part["cases"].as_array().unwrap() {
            let twice = parts.insert(case["id"].as_str().unwrap().to_owned(), case.clone());
            assert!(twice.is_none(), "shard {shard} repeats {case}");
        }
    }
    assert_eq!(parts.keys().collect::<Vec<_>>(), ids(&whole));
    for case in whole["cases"].as_array().unwrap() {
        let part = &parts[case["id"].as_str().unwrap()];
        for field in ["verdict", "constraint"] {
            assert_eq!(part[field], case[field], "{field} of {}", case["id"]);
        }
    }
}

/// The reports of a run with one job and with eight, without what may differ.
fn one_and_eight(args: &[&str]) -> (Value, Value) {
    let with = |jobs| judged(&[args, &["--jobs", jobs]].concat());
    (with("1"), with("8"))
}

/// A report without what may differ between runs: the time, and the port.
fn judged(args: &[&str]) -> Value {
    let (_, mut report) = reported(args);
    assert!(report["summary"]["seconds"].take().is_number());
    without_ports(report)
}

fn without_ports(value: Value) -> Value {
    match value {
        Value::String(text) => json!(without_port(&text)),
        Value::Array(values) => values.into_iter().map(without_ports).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, without_ports(value)))
            .collect(),
        other => other,
    }
}

fn without_port(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(|digit: char| digit.is_ascii_digit());
        format!("{text}127.0.0.1:PORT{rest}")
    })
}

/// Compares field by field, so that a difference is shown and not two reports.
fn same(one: &Value, other: &Value, path: &str) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(
                a.keys().collect::<Vec<_>>(),
                b.keys().collect::<Vec<_>>(),
                "{path}"
            );
            for (name, value) in a {
                same(value, &b[name], &format!("{path}.{name}"));
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{path}");
            for (place, (value, twin)) in a.iter().zip(b).enumerate() {
                same(value, twin, &format!("{path}[{place}]"));
            }
        }
        (Value::String(a), Value::String(b)) if lists_rows(path) => {
            assert_eq!(in_any_order(a), in_any_order(b), "{path}");
        }
        _ => assert_eq!(one, other, "{path}"),
    }
}

/// Rows of a listing stand in the order of the target's ids, and which of two
/// resources has the smaller id is chance once cases run side by side.
fn lists_rows(path: &str) -> bool {
    ["expected", "observed", "answer", "response"]
        .iter()
        .any(|field| path.ends_with(&format!(".{field}")))
}

/// The lines of a text, sorted; of a response, which is cut at some length,
/// what stands before the rows.
fn in_any_order(text: &str) -> Vec<&str> {
    let rows = ["\"TagResource\":[", "<TagResources>"];
    let head = rows
        .iter()
        .find_map(|rows| text.split_once(rows))
        .map_or(text, |(head, _)| head);
    let mut lines: Vec<&str> = head.lines().collect();
    lines.sort_unstable();
    lines
}

fn ids(report: &Value) -> Vec<&str> {
    let cases = report["cases"].as_array().unwrap();
    cases
        .iter()
        .map(|case| case["id"].as_str().unwrap())
        .collect()
}
