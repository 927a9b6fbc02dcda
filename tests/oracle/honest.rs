//! The oracle against honest endpoints that do what the page leaves open in a way of their own.

use std::sync::Arc;

use crate::in_process::{client, judged_by, plan, probes_of_record};
use crate::readings::conforms;
use tagproof::cases::{Library, Selection};
use tagproof::check::{Strictness, Verdict, run};
use tagproof::contract::{Answer, Call, Edition, params};
use tagproof::endpoint::{Reference, mutant_named};
use tagproof::wire::{Endpoint, Format, Request, Response, asked_format, decode, read, write};

/// The reference behind somebody who answers some tag calls otherwise.
struct Own {
    whole: Reference,
    otherwise: fn(&Reference, &Request, &Call) -> Option<Response>,
}

impl Endpoint for Own {
    fn answer(&self, request: &Request) -> Response {
        let call = decode(request).map(|incoming| incoming.call);
        let otherwise = call
            .ok()
            .filter(|call| call.action == params::TAG_RESOURCES)
            .and_then(|call| (self.otherwise)(&self.whole, request, &call));
        otherwise.unwrap_or_else(|| self.whole.answer(request))
    }
}

/// What is honest: the reference under these options, but for some calls.
fn is_honest(
    name: &str,
    options: &[(&str, &str)],
    otherwise: fn(&Reference, &Request, &Call) -> Option<Response>,
) {
    let edition = Edition::of_record();
    let reading = edition.readings_given(options.iter().copied()).unwrap();
    let whole = Reference::new(edition.clone(), reading);
    conforms(
        &judged_by(&client(Arc::new(Own { whole, otherwise }))),
        name,
    );
}

#[test]
fn who_leaves_something_behind_for_an_empty_id_need_not_for_an_unknown_one() {
    is_honest("prefix for empty ids", &[], |whole, request, call| {
        let bad = ids(call).iter().position(|id| id.is_empty())?;
        let response = whole.answer(request);
        if bad > 0 && code(request, &response)? == "MissingParameter.ResourceId" {
            let before: Vec<String> = (1..=bad).map(element).collect();
            whole.answer(&changed(request, |name| {
                !is_id(name) || before.iter().any(|kept| kept == name)
            }));
        }
        Some(response)
    });
}

#[test]
fn who_leaves_something_behind_for_an_unknown_id_need_not_for_an_empty_one() {
    for option in ["prefix", "all-good"] {
        let unknown = [("atomicity-unknown-id", option)];
        is_honest(option, &unknown, |whole, request, call| {
            let bad = ids(call).iter().position(|id| id.is_empty())?;
            let bad = element(bad + 1);
            Some(whole.answer(&changed(request, |name| !is_id(name) || name == bad)))
        });
    }
}

#[test]
fn how_often_a_key_counts_that_is_named_twice_says_nothing_of_keys_that_are_there() {
    let quota_first = [("error-precedence", "reversed")];
    is_honest("counts both", &quota_first, |whole, request, call| {
        let mut keys: Vec<&str> = Vec::new();
        let mut twice = false;
        for (name, value) in &call.params {
            if name.starts_with("Tag.") && name.ends_with(".Key") {
                twice |= keys.contains(&value.as_str());
                keys.push(value);
            }
        }
        if !twice {
            return None;
        }
        // As many other keys; the unknown id sees to it that nothing is done.
        let mut other = changed(request, |name| !name.starts_with("Tag."));
        let more = (1..=keys.len())
            .map(|number| format!("&Tag.{number}.Key=other{number}&Tag.{number}.Value=v"));
        let nobody = format!("&{}=vpc-bp1nobody", element(ids(call).len() + 1));
        other.query.extend([nobody].into_iter().chain(more));
        let response = whole.answer(&other);
        (code(request, &response)? == "QuotaExceeded.TagNum").then_some(response)
    });
}

#[test]
fn a_code_of_its_own_for_a_call_that_is_wrong_twice_says_nothing_of_either() {
    is_honest("a code for the whole", &[], |whole, request, call| {
        let numbers: Vec<&str> = call
            .params
            .iter()
            .filter_map(|(name, _)| name.strip_prefix("Tag.")?.split('.').next())
            .collect();
        let gap = ["2", "3", "4"].iter().any(|number| {
            numbers.contains(number) && {
                let before = number.parse::<usize>().unwrap() - 1;
                !numbers.contains(&before.to_string().as_str())
            }
        });
        let response = whole.answer(request);
        if !gap || code(request, &response).is_none() {
            return Some(response);
        }
        let mut answer = answer(request, &response)?;
        answer.body["Code"] = "InvalidRequest.Several".into();
        answer.status = 400;
        Some(write(&answer, &call.action, format(request)))
    });
}

#[test]
fn a_request_id_without_hyphens_fails_nobody_but_under_strict() {
    let edition = Edition::of_record();
    let mutant = mutant_named("request-id-without-hyphens").unwrap();
    let endpoint = Reference::new(edition.clone(), edition.readings()).with_mutant(mutant);
    let client = client(Arc::new(endpoint));
    let result = judged_by(&client);
    conforms(&result, mutant.name);
    let noted = |clause| result.notices.iter().any(|notice| notice.clause == clause);
    assert!(noted(Some(mutant.clause)), "{:?}", result.notices);

    let counted = mutant_named("request-id-counted").unwrap();
    let endpoint = Reference::new(edition.clone(), edition.readings()).with_mutant(counted);
    let told = judged_by(&super::in_process::client(Arc::new(endpoint))).notices;
    // The id itself: eight digits, of a small number.
    assert!(
        told.iter().any(|notice| notice.what.contains(", got \"00")),
        "{told:?}"
    );

    let library = Library::embedded(edition).unwrap();
    let responses = Selection {
        patterns: vec!["responses".to_owned()],
        ..Selection::default()
    };
    let strict = tagproof::check::Plan {
        strictness: Strictness { strict: true },
        ..plan(&client, edition)
    };
    let cases = library.select(&responses).unwrap();
    let result = run(&strict, probes_of_record(), &cases).unwrap();
    let failed = |case: &&tagproof::check::CaseResult| case.verdict == Verdict::Fail;
    assert!(result.cases.iter().any(|case| failed(&case)));
}

fn ids(call: &Call) -> Vec<&str> {
    call.indexed(params::RESOURCE_ID)
}

fn element(number: usize) -> String {
    params::element(params::RESOURCE_ID, number)
}

fn is_id(name: &str) -> bool {
    name.starts_with("ResourceId.")
}

fn format(request: &Request) -> Format {
    asked_format(request).unwrap_or(Format::Json)
}

fn answer(request: &Request, response: &Response) -> Option<Answer> {
    read(response, format(request)).ok()
}

fn code(request: &Request, response: &Response) -> Option<String> {
    answer(request, response)?.code().map(str::to_owned)
}

/// A request with some of its parameters.
fn changed(request: &Request, keep: impl Fn(&str) -> bool) -> Request {
    let kept = |text: &str| {
        let pairs = text.split('&');
        let kept: Vec<&str> = pairs
            .filter(|pair| keep(pair.split('=').next().unwrap_or_default()))
            .collect();
        kept.join("&")
    };
    let mut changed = request.clone();
    changed.query = kept(&request.query);
    changed.body = kept(&String::from_utf8_lossy(&request.body)).into_bytes();
    let length = changed.body.len().to_string();
    for (name, value) in &mut changed.headers {
        if name.eq_ignore_ascii_case("content-length") {
            value.clone_from(&length);
        }
    }
    changed
}
