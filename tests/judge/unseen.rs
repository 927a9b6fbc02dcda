//! What a recording leaves out is never held against an endpoint.

use serde_json::{Value, json};

use crate::{BROWSER, PYTHON_SDK, assert_clean, judged, length, with_entries};
use tagproof::check::Verdict;

#[test]
fn the_session_of_the_sdk_is_clean() {
    let heard = judged(PYTHON_SDK);
    assert_clean(&heard.run, "the whole session");
    assert_eq!(heard.run.requests, 34);
    // Two calls name a VPC that may have been there for all that was seen.
    assert_eq!(heard.run.count(Verdict::Pass), 18);
    assert_eq!(heard.run.count(Verdict::Inconclusive), 2);
}

#[test]
fn whatever_is_left_out_at_the_beginning_nothing_fails() {
    for session in [PYTHON_SDK, BROWSER] {
        for first in 0..length(session) {
            let rest = with_entries(session, |place| place >= first);
            assert_clean(&judged(&rest).run, &format!("without the first {first}"));
        }
    }
}

#[test]
fn what_was_not_seen_before_is_inconclusive_until_a_listing_shows_it() {
    // The first entry creates the VPC, the second tags it, the third lists it.
    let heard = judged(&with_entries(PYTHON_SDK, |place| (1..=4).contains(&place)));
    let verdicts: Vec<_> = heard.run.cases.iter().map(|case| case.verdict).collect();
    let (open, pass) = (Verdict::Inconclusive, Verdict::Pass);
    assert_eq!(verdicts, [open, open, pass, pass]);
    let reason = heard.run.cases[0].reason.as_deref().unwrap();
    assert_eq!(reason, "the state before was not seen: <vpc:1>");
}

/// Judges a session after `change` did something to one entry, for each.
fn each_changed(what: &str, change: impl Fn(&mut Value)) {
    for session in [PYTHON_SDK, BROWSER] {
        for place in 0..length(session) {
            let mut har: Value = serde_json::from_str(session).unwrap();
            change(&mut har["log"]["entries"][place]);
            let run = judged(&har.to_string()).run;
            assert_clean(&run, &format!("entry {place} {what}"));
            assert!(run.cases.len() > 5, "entry {place} {what}");
        }
    }
}

#[test]
fn an_answer_that_was_lost_may_have_been_done_or_not() {
    each_changed("has no answer", |entry| {
        entry["response"]["status"] = json!(0);
    });
    each_changed("has no body", |entry| {
        entry["response"]["content"] = json!({"size": 100, "mimeType": ""});
    });
    each_changed("met a proxy without a server", |entry| {
        entry["response"]["status"] = json!(502);
    });
}

#[test]
fn calls_that_overlap_may_have_been_done_in_either_order() {
    each_changed("takes long", |entry| entry["time"] = json!(5000));
    for session in [PYTHON_SDK, BROWSER] {
        let mut har: Value = serde_json::from_str(session).unwrap();
        for entry in har["log"]["entries"].as_array_mut().unwrap() {
            entry["time"] = json!(10_000);
        }
        assert_clean(&judged(&har.to_string()).run, "all at once");
        for place in 1..length(session) {
            for earlier in place.saturating_sub(4)..place {
                let moved = begun_with(session, place, earlier);
                let what = format!("entry {place} begins with {earlier}");
                assert_clean(&judged(&moved).run, &what);
            }
        }
    }
}

/// A session in which one entry begins just before an earlier one, and lasts
/// until long after it.
fn begun_with(session: &str, place: usize, earlier: usize) -> String {
    let mut har: Value = serde_json::from_str(session).unwrap();
    let entries = har["log"]["entries"].as_array_mut().unwrap();
    let mut entry = entries.remove(place);
    entry["startedDateTime"] = entries[earlier]["startedDateTime"].clone();
    entry["time"] = json!(60_000);
    entries.insert(earlier, entry);
    har.to_string()
}

#[test]
fn a_wrong_answer_that_does_not_depend_on_the_state_fails_though_nothing_was_seen() {
    // The fourth entry is refused because of its key alone.
    let refusal = with_entries(PYTHON_SDK, |place| place == 3);
    let run = judged(&refusal).run;
    assert_eq!(run.count(Verdict::Pass), 1, "{:#?}", run.cases);
    let mut har: Value = serde_json::from_str(&refusal).unwrap();
    let response = &mut har["log"]["entries"][0]["response"];
    let id = "0A1B2C3D-0000-4000-8000-000000000000";
    response["status"] = json!(200);
    response["content"]["text"] = json!(json!({"RequestId": id}).to_string());
    let run = judged(&har.to_string()).run;
    assert_eq!(crate::failing(&run), ["TR-KEY-FIRST"]);
}

#[test]
fn what_an_accepted_call_added_must_be_listed_though_the_rest_was_not_seen() {
    // The listing after the first call, which now has another value.
    let rest = with_entries(PYTHON_SDK, |place| (1..=2).contains(&place));
    assert_clean(&judged(&rest).run, "as it was");
    let changed = rest.replacen("prod_1.a-b\\\"", "other\\\"", 1);
    assert_ne!(rest, changed);
    assert_eq!(crate::failing(&judged(&changed).run), ["TR-EFFECT-EXACT"]);
}
