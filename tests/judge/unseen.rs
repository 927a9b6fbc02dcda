//! What a recording leaves out is never held against an endpoint.

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
