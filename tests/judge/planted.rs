//! The real sessions again, against endpoints with one fault each.

use std::sync::Arc;

use crate::recorder::{Recorder, ask, sent_again};
use crate::{BROWSER, PYTHON_SDK, assert_clean, failing, judged};
use tagproof::check::Run;
use tagproof::contract::{ClauseId, Edition};
use tagproof::endpoint::{Reference, mutant_named};
use tagproof::wire::har;

fn reference() -> Reference {
    let edition = Edition::of_record();
    Reference::new(edition.clone(), edition.readings())
}

/// What fails when a session is had again with a mutant.
fn failing_on(session: &str, mutant: &str) -> Vec<ClauseId> {
    let mutant = mutant_named(mutant).unwrap();
    let recording = har::read(session.as_bytes()).unwrap();
    let again = sent_again(
        &recording.exchanges,
        Arc::new(reference().with_mutant(mutant)),
    );
    failing(&judged(&again).run)
}

#[test]
fn the_sessions_again_with_the_reference_are_clean() {
    for session in [PYTHON_SDK, BROWSER] {
        let recording = har::read(session.as_bytes()).unwrap();
        let again = sent_again(&recording.exchanges, Arc::new(reference()));
        assert_clean(&judged(&again).run, "the reference");
    }
}

#[test]
fn a_mutant_fails_by_the_clause_that_it_breaks_and_no_other() {
    let mut wrong = Vec::new();
    for (session, mutants) in [
        (
            PYTHON_SDK,
            &[
                "constant-request-id",
                "request-id-missing-in-errors",
                "wrong-code",
                "key-code-of-ecs",
                "duplicate-key-code-of-ecs",
                "ids-not-found-404",
                "key-lower-cased",
                "error-changes-state",
                "untag-removes-all",
                "untag-ignored",
                "unknown-id-accepted",
                "key-first-anything",
                "duplicate-key-accepted",
                "accepted-with-201",
                "code-missing",
                "body-empty",
            ][..],
        ),
        (
            BROWSER,
            &[
                "key-aliyun-accepted",
                "key-lower-cased",
                "reserved-key-403",
                "key-upper-case-refused",
            ][..],
        ),
    ] {
        for name in mutants {
            let clause = mutant_named(name).unwrap().clause;
            let found = failing_on(session, name);
            if found != [clause] {
                wrong.push(format!("{name}: {found:?}, not {clause}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a session comes to that `had` has with an endpoint and a VPC of it.
fn session(endpoint: Reference, had: impl Fn(&Recorder, &str)) -> Run {
    let recorder = Recorder::of(Arc::new(endpoint));
    let created = ask(&recorder, "CreateVpc&CidrBlock=10.0.0.0%2F8");
    let vpc = created["VpcId"].as_str().unwrap();
    had(&recorder, &format!("ResourceType=VPC&ResourceId.1={vpc}"));
    judged(&recorder.har()).run
}

#[test]
fn an_axis_that_is_answered_both_ways_names_both_entries() {
    let had = |recorder: &Recorder, vpc: &str| {
        for value in 1..=4 {
            let tag = format!("TagResources&{vpc}&Tag.1.Key=k&Tag.1.Value=v{value}");
            ask(recorder, &tag);
            ask(recorder, &format!("ListTagResources&{vpc}"));
        }
    };
    assert_clean(&session(reference(), had), "one option for good");
    let alternating = mutant_named("existing-key-alternates").unwrap();
    let run = session(reference().with_mutant(alternating), had);
    let [failure] = &run.failures[..] else {
        panic!("one failure: {:#?}", run.failures);
    };
    let found = failure.contradiction.as_ref().unwrap();
    assert_eq!(found.axis.axis().id, "existing-key");
    assert!(
        found.earlier.starts_with("har/0004-TagResources#"),
        "{found:?}"
    );
    assert!(
        found.later.starts_with("har/0006-TagResources#"),
        "{found:?}"
    );
    let told: Vec<usize> = failure.steps.iter().map(|step| step.step).collect();
    assert_eq!(told, [0, 2, 4, 6]);
}

#[test]
fn pages_are_judged_together() {
    let had = |recorder: &Recorder, vpc: &str| {
        let tags = ["k1", "k2", "k3", "k4", "k5"];
        let tags: Vec<String> = tags
            .iter()
            .zip(1..)
            .map(|(key, n)| format!("&Tag.{n}.Key={key}&Tag.{n}.Value="))
            .collect();
        let tags = tags.concat();
        ask(recorder, &format!("TagResources&{vpc}{tags}"));
        let mut token = String::new();
        loop {
            let page = format!("ListTagResources&{vpc}&MaxResults=2&NextToken={token}");
            let answer = ask(recorder, &page);
            match answer["NextToken"].as_str() {
                Some(next) if !next.is_empty() => next.clone_into(&mut token),
                _ => break,
            }
        }
    };
    let run = session(reference(), had);
    assert_clean(&run, "three pages");
    assert_eq!(run.cases.len(), 2, "{:#?}", run.cases);
    // Who listened has no second opinion: what does not show is not there.
    for (name, clause) in [
        ("page-drops-last-row", "TR-EFFECT-ALL"),
        ("page-skips-first-row", "TR-EFFECT-ALL"),
        ("page-repeats-row", "TR-KEYS-UNIQUE"),
    ] {
        let mutant = mutant_named(name).unwrap();
        let run = session(reference().with_mutant(mutant), had);
        assert_eq!(failing(&run), [clause], "{name}");
    }
}
