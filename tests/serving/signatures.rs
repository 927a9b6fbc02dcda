//! What proves nothing is refused by `serve --access-key`, and taken by one that forgets.

use crate::program::{ended, tagproof};
use crate::served::Served;

const KEYS: [&str; 4] = [
    "--access-key",
    "testid=testsecret",
    "--access-key",
    "otherid=othersecret",
];

/// How a run of the cases about signatures ends.
fn judged(served: &Served) -> (i32, String) {
    let ended = ended(tagproof(&[
        "run",
        "signatures",
        "--auth",
        "enforced",
        "--target",
        &served.url,
    ]));
    (ended.code, ended.out)
}

#[test]
fn every_request_that_proves_nothing_is_refused() {
    let (code, out) = judged(&Served::start(&KEYS));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("14 cases: 14 pass"), "{out}");
}

#[test]
fn a_server_that_forgets_one_check_is_found() {
    for (mutant, clause) in [
        ("unsigned-accepted", "CO-SIGNATURE"),
        ("body-unsigned", "CO-SIGNED-PARAMETERS"),
        ("nonce-optional", "CO-SIGNED-ENVELOPE"),
        ("time-optional", "CO-SIGNED-ENVELOPE"),
        ("replay-accepted", "CO-NONCE"),
        ("stale-accepted", "CO-TIMESTAMP"),
        ("unknown-key-accepted", "CO-ACCESS-KEY"),
    ] {
        let (code, out) = judged(&Served::start(&[&KEYS[..], &["--mutant", mutant]].concat()));
        assert_eq!(code, 1, "{mutant}: {out}");
        let mut failures = out.lines().filter(|line| line.starts_with("FAIL "));
        let of_the_clause = format!("FAIL {clause} ");
        assert!(
            failures.all(|line| line.starts_with(&of_the_clause)),
            "{mutant}: {out}"
        );
    }
}
