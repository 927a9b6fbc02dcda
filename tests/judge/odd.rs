//! Entries that were not recorded whole, or not as HAR says: they are counted, the
//! rest is judged, and nothing fails because of them.

use serde_json::{Value, json};

use crate::dialects::{session, told};
use crate::folder::fresh;
use crate::{assert_clean, failing, judged};

/// What is changed in an entry, and the reason that is told.
type Odd = (&'static str, fn() -> Value, &'static str);

const NO_REQUEST_BODY: &str = "the body of the request was not recorded";
const NO_RESPONSE_BODY: &str = "the body of the response was not recorded";
const NO_RESPONSE: &str = "no response was recorded";

/// Changes to an entry of a call that was made all the same.
static CHANGED: [Odd; 27] = [
    (
        "/response/content",
        || json!({"size": -1}),
        NO_RESPONSE_BODY,
    ),
    (
        "/response/content",
        || json!({"size": -1, "mimeType": "x-unknown"}),
        NO_RESPONSE_BODY,
    ),
    (
        "/response/content",
        || json!({"size": 90}),
        NO_RESPONSE_BODY,
    ),
    (
        "/response/content",
        || json!({"size": 90, "text": ""}),
        NO_RESPONSE_BODY,
    ),
    (
        "/response/content",
        || json!({"size": 90, "text": null}),
        NO_RESPONSE_BODY,
    ),
    ("/response/content", || json!(null), NO_RESPONSE_BODY),
    (
        "/response/content",
        || json!({"_file": "../a.har"}),
        NO_RESPONSE_BODY,
    ),
    (
        "/response/content",
        || json!({"_file": "/etc/passwd"}),
        NO_RESPONSE_BODY,
    ),
    (
        "/response/content",
        || json!({"_file": "none.json"}),
        NO_RESPONSE_BODY,
    ),
    (
        "/response/content",
        || json!({"text": "e30", "encoding": "base64"}),
        "response.content.text is not base64",
    ),
    (
        "/response/content",
        || json!({"text": "{}", "encoding": "br"}),
        "response.content.encoding is not base64",
    ),
    (
        "/response/content",
        || json!({"text": 1}),
        "response.content.text is not text",
    ),
    ("/request/bodySize", || json!(9), NO_REQUEST_BODY),
    (
        "/request/postData",
        || json!({"text": "", "params": [], "mimeType": "application/x-www-form-urlencoded"}),
        NO_REQUEST_BODY,
    ),
    (
        "/request/postData",
        || json!({"_file": "../a.har"}),
        NO_REQUEST_BODY,
    ),
    (
        "/response/status",
        || json!("200"),
        "response.status is not a whole number",
    ),
    (
        "/response/status",
        || json!(null),
        "response.status is missing",
    ),
    (
        "/response/status",
        || json!(70_000),
        "response.status is not an http status",
    ),
    ("/response/status", || json!(0), NO_RESPONSE),
    ("/response/status", || json!(-1), NO_RESPONSE),
    ("/response", || json!(null), NO_RESPONSE),
    (
        "/response/headers",
        || json!(null),
        "response.headers is missing",
    ),
    (
        "/request/headers",
        || json!(null),
        "request.headers is missing",
    ),
    ("/request", || json!(null), "request is missing"),
    (
        "/request/url",
        || json!(""),
        "request.url is not an absolute url",
    ),
    (
        "/startedDateTime",
        || json!(""),
        "startedDateTime is not a moment",
    ),
    ("", || json!(null), "an entry is not an object"),
];

/// Puts a value where a pointer leads, whether there was one or not.
fn put(entry: &mut Value, pointer: &str, value: Value) {
    match pointer.rsplit_once('/') {
        Some((parent, name)) => entry.pointer_mut(parent).unwrap()[name] = value,
        None => *entry = value,
    }
}

/// An entry in which a value is changed; a body that was not recorded leaves
/// nothing else of it.
fn changed(entry: &mut Value, pointer: &str, value: Value) {
    if pointer.starts_with("/request/bodySize") {
        entry["request"].as_object_mut().unwrap().remove("postData");
    }
    if pointer == "/request/postData" {
        put(entry, "/request/bodySize", json!(-1));
        put(entry, "/request/method", json!("POST"));
        let form = json!("application/x-www-form-urlencoded");
        let headers = json!([{"name": "content-type", "value": form}]);
        put(entry, "/request/headers", headers);
    }
    put(entry, pointer, value);
}

#[test]
fn an_odd_entry_is_counted_the_rest_is_judged_and_nothing_fails() {
    let session = session(None);
    let all = judged(&session.to_string()).run.cases.len();
    let length = session["log"]["entries"].as_array().unwrap().len();
    for (pointer, value, reason) in CHANGED {
        for place in 0..length {
            let mut session = session.clone();
            changed(&mut session["log"]["entries"][place], pointer, value());
            let what = format!("entry {place}: {pointer} is {}", value());
            let heard = judged(&session.to_string());
            assert_clean(&heard.run, &what);
            assert!(
                heard.run.cases.len() >= all - 1,
                "{what}: {:?}",
                heard.passed_over
            );
            let told = heard
                .passed_over
                .iter()
                .find(|(told, _)| told.contains(reason));
            assert_eq!(
                told.map(|(_, count)| *count),
                Some(1),
                "{what}: {:?}",
                heard.passed_over
            );
        }
    }
}

#[test]
fn an_odd_entry_ends_with_no_usage_error_and_with_no_failure() {
    let folder = fresh("judge", "odd");
    for (pointer, value, reason) in CHANGED {
        let mut session = session(None);
        changed(&mut session["log"]["entries"][1], pointer, value());
        let (code, text) = told(&folder, session.to_string().as_bytes());
        assert_eq!(code, 0, "{pointer} {}: {text}", value());
        assert!(text.contains(&format!("1 {reason}")), "{text}");
    }
}

/// Entries of what never goes to a host.
static ELSEWHERE: [&str; 5] = [
    "data:image/png;base64,AAAA",
    "about:blank",
    "blob:http://recorded/1",
    "chrome-extension://abc/a.js",
    "wss://recorded/socket",
];

#[test]
fn what_never_goes_to_a_host_is_counted_and_changes_nothing() {
    for mutant in [None, Some("untag-ignored")] {
        let session = session(mutant);
        let plain = judged(&session.to_string());
        let entries = session["log"]["entries"].as_array().unwrap();
        let mut more: Vec<Value> = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            let url = ELSEWHERE[place % ELSEWHERE.len()];
            more.push(json!({"request": {"method": "GET", "url": url, "headers": []}}));
            more.push(entry.clone());
        }
        let heard = judged(&json!({"log": {"entries": more}}).to_string());
        assert_eq!(
            heard.passed_over.get("request.url is not one of http"),
            Some(&entries.len())
        );
        assert_eq!(heard.run.cases.len(), plain.run.cases.len());
        assert_eq!(failing(&heard.run), failing(&plain.run));
        assert_eq!(heard.run.failures.is_empty(), mutant.is_none());
    }
}

#[test]
fn a_recording_without_any_bodies_fails_nothing() {
    for mutant in [None, Some("untag-ignored")] {
        let mut session = session(mutant);
        for entry in session["log"]["entries"].as_array_mut().unwrap() {
            entry["request"]["bodySize"] = json!(-1);
            entry["request"].as_object_mut().unwrap().remove("postData");
            entry["response"]["content"] = json!({"size": -1, "mimeType": "x-unknown"});
        }
        let heard = judged(&session.to_string());
        assert_clean(&heard.run, "no bodies");
        assert_eq!(heard.run.cases.len(), 0);
        assert_eq!(heard.passed_over.values().sum::<usize>(), 10);
    }
}

#[test]
fn what_a_call_without_a_recorded_answer_did_is_learned_from_the_next_listing() {
    // Nobody knows whether the first call was done, and the listing after it says.
    let mut session = session(Some("untag-ignored"));
    session["log"]["entries"][1]["response"]["content"] = json!({"size": -1});
    let run = judged(&session.to_string()).run;
    assert_eq!(failing(&run), ["CO-UNTAG-KEYS"]);
}
