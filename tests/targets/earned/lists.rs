//! Listings that are wrong are told as theirs, before anything else.

use tagproof::contract::Answer;
use tagproof::wire::{Format, read, write};

use super::altered::{Altered, Served};

/// What is done to the rows of a listing.
type Change = fn(&mut Vec<serde_json::Value>);

fn listing(change: Change) -> Served {
    Altered::reference()
        .veil(move |response, call| {
            let Ok(mut answer) = read(&response, Format::Json) else {
                return response;
            };
            if call.action != "ListTagResources" || !answer.is_success() {
                return response;
            }
            changed(&mut answer, change);
            write(&answer, &call.action, Format::Json)
        })
        .served()
}

fn is_told(change: Change, args: &[&str]) {
    let target = listing(change);
    let (ended, report) = target.judged(&[&["--wire", "json"], args].concat());
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.out.starts_with("FAIL CO-LIST-SHOWS"), "{ended:?}");
    let failures = report["failures"].as_array().unwrap();
    let ids: Vec<&str> = failures
        .iter()
        .map(|failure| failure["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["CO-LIST-SHOWS/ListTagResources"], "{ended:?}");
}

fn changed(answer: &mut Answer, change: Change) {
    let rows = answer.body["TagResources"]["TagResource"].as_array_mut();
    change(rows.unwrap());
}

#[test]
fn one_that_is_always_empty() {
    is_told(Vec::clear, &[]);
}

#[test]
fn one_without_its_last_row() {
    let last = |rows: &mut Vec<_>| {
        rows.pop();
    };
    is_told(last, &[]);
}

#[test]
fn who_picks_cases_is_told_of_what_they_rely_on() {
    is_told(Vec::clear, &["values"]);
    let target = listing(Vec::clear);
    for left_out in [&["--level", "must"], &["--skip", "companions"]] {
        let args = [&["--wire", "json", "values"], &left_out[..]].concat();
        let (ended, report) = target.judged(&args);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(report["summary"]["fail"], 0, "{ended:?}");
    }
}
