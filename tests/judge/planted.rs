//! The real sessions again, against endpoints with one fault each.

use std::sync::Arc;

use crate::recorder::sent_again;
use crate::{BROWSER, PYTHON_SDK, assert_clean, failing, judged};
use tagproof::contract::Edition;
use tagproof::endpoint::{Reference, mutant_named};
use tagproof::wire::har;

fn reference() -> Reference {
    let edition = Edition::of_record();
    Reference::new(edition.clone(), edition.readings())
}

/// What fails when a session is had again with a mutant.
fn failing_on(session: &str, mutant: &str) -> Vec<&'static str> {
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
                "request-id-counted",
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
