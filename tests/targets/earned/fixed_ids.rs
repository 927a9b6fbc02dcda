//! A mock that knows three ids, one operation and nothing else.

use std::fs;

use serde_json::Value;
use tagproof::contract::{Answer, Call};
use tagproof::wire::{Endpoint, Format, Request, Response, read};

use super::altered::{Altered, Served, refused};
use crate::program::Ended;
use crate::sent::sent;

/// Clauses whose refusals the mock gets wrong, each with what it answers.
const WRONG: [(&str, Wrong); 5] = [
    ("TR-KEY-LENGTH", |call| {
        any_tag(call, "Key", |key| key.chars().count() > 64)
    }),
    ("TR-KEY-ALIYUN", |call| {
        any_tag(call, "Key", |key| key.starts_with("aliyun"))
    }),
    ("TR-VALUE-LENGTH", |call| {
        any_tag(call, "Value", |value| value.chars().count() > 128)
    }),
    ("TR-KEY-DUPLICATE", |call| {
        any_tag(call, "1.Key", |key| Some(key) == of(call, "Tag.2.Key"))
    }),
    ("TR-TAG-LIMIT", |call| of(call, "Tag.21.Key").is_some()),
];

type Wrong = fn(&Call) -> bool;

fn of<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    let mut params = call.params.iter();
    params.find_map(|(there, value)| (there == name).then_some(value.as_str()))
}

fn any_tag(call: &Call, field: &str, is_wrong: impl Fn(&str) -> bool) -> bool {
    let mut params = call.params.iter();
    params.any(|(name, value)| name.starts_with("Tag.") && name.ends_with(field) && is_wrong(value))
}

fn created(target: &Altered) -> String {
    let call = Call::new("CreateVpc", "testid").with("RegionId", "cn-hangzhou");
    let answer: Answer = read(&target.answer(&sent(&call, Format::Json)), Format::Json).unwrap();
    answer.text("VpcId").unwrap().to_owned()
}

/// The mock, with the file that lends its ids.
fn mock(
    name: &str,
    wrong: impl Fn(&Request, &Call) -> Option<Response> + Send + Sync + 'static,
) -> (Served, String) {
    let open = Altered::reference();
    let fixtures: String = [(); 3]
        .map(|()| format!("[[fixture]]\ntype = 'vpc'\nid = '{}'\n", created(&open)))
        .concat();
    let file = format!("{}/{name}.toml", env!("CARGO_TARGET_TMPDIR"));
    fs::write(&file, fixtures).unwrap();
    let served = open
        .door(move |request, call| {
            if call.action == "TagResources" {
                wrong(request, call)
            } else {
                Some(refused(request, call, 404, "InvalidAction.NotFound"))
            }
        })
        .served();
    (served, file)
}

fn names(report: &Value) -> Vec<String> {
    let failures = report["failures"].as_array().unwrap();
    let mut names: Vec<String> = failures
        .iter()
        .map(|failure| failure["clause"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn names_all((ended, report): (Ended, Value)) {
    assert_eq!(ended.code, 1, "{ended:?}");
    let names = names(&report);
    for (clause, _) in WRONG {
        assert!(
            names.iter().any(|name| name == clause),
            "{clause}: {ended:?}"
        );
    }
}

#[test]
fn wrong_refusals_are_named_whatever_there_is_to_tag() {
    let (target, file) = mock("wrong-codes", |request, call| {
        let mut wrong = WRONG.iter();
        wrong
            .any(|(_, is_wrong)| is_wrong(call))
            .then(|| refused(request, call, 400, "InvalidParameter"))
    });
    names_all(target.judged(&["--fixtures", &file]));
    names_all(target.judged(&[]));
}

#[test]
fn what_is_accepted_and_should_not_is_named_on_one_id() {
    let (target, file) = mock("accepted", |request, call| {
        let mut wrong = WRONG.iter();
        wrong.any(|(_, is_wrong)| is_wrong(call)).then(|| {
            let mut answer = refused(request, call, 200, "x");
            let text = String::from_utf8(answer.body).unwrap();
            answer.body = text
                .replace(r#""Code":"x","#, "")
                .replace("<Code>x</Code>", "")
                .into_bytes();
            answer
        })
    });
    names_all(target.judged(&["--fixtures", &file]));
}

#[test]
fn what_needs_a_fresh_one_says_why_there_is_none() {
    let (target, file) = mock("honest", |_, _| None);
    let (ended, report) = target.judged(&["--fixtures", &file]);
    assert_eq!(ended.code, 3, "{ended:?}");
    let cases = report["cases"].as_array().unwrap();
    let used_up = cases.iter().find(|case| {
        let reason = case["reason"].as_str().unwrap_or_default();
        reason.contains("used up, as there is no UnTagResources")
    });
    assert!(used_up.is_some(), "{ended:?}");
    let refusals = cases.iter().filter(|case| {
        let is_one = case["id"].as_str().unwrap().starts_with("key-length");
        is_one && case["verdict"] == "pass"
    });
    assert!(refusals.count() > 0, "{ended:?}");
    let (ended, report) = target.judged(&[]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(names(&report), Vec::<String>::new(), "{ended:?}");
}
