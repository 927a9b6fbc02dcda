//! Listings that are wrong are told as theirs, before anything else.

use tagproof::contract::Answer;
use tagproof::wire::{Format, read, write};

use crate::altered::Altered;

/// What is done to the rows of a listing.
type Change = fn(&mut Vec<serde_json::Value>);

fn is_told(change: Change) {
    let target = Altered::reference()
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
        .served();
    let (ended, report) = target.judged(&["--wire", "json"]);
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
    is_told(Vec::clear);
}

#[test]
fn one_without_its_last_row() {
    is_told(|rows| {
        rows.pop();
    });
}
