//! Calls at once against targets that are slow, forbid them or lose answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::in_process::{client, plan, probes_of_record};
use tagproof::cases::{Case, Library};
use tagproof::check::{CaseResult, Session, Verdict};
use tagproof::contract::Edition;
use tagproof::endpoint::Reference;
use tagproof::targets::Client;
use tagproof::wire::{Endpoint, Request, Response};

#[test]
fn a_slow_target_makes_calls_at_once_all_the_same() {
    let calls = AtomicU64::new(0);
    let slow = client(Arc::new(reference())).with_clock(Arc::new(move || {
        Duration::from_secs(calls.fetch_add(1, Ordering::Relaxed))
    }));
    for result in concluded(&slow) {
        assert_eq!(result.verdict, Verdict::Pass, "{result:?}");
    }
}

#[test]
fn a_target_that_forbids_calls_at_once_never_fails() {
    let forbidding = Forbidding {
        reference: reference(),
        under_way: AtomicUsize::new(0),
        refused: AtomicUsize::new(0),
    };
    let forbidding = Arc::new(forbidding);
    for _ in 0..10 {
        for result in concluded(&client(forbidding.clone())) {
            let reason = result.reason.clone().unwrap_or_default();
            let fine = match result.verdict {
                Verdict::Pass => true,
                Verdict::Inconclusive => reason.contains("were refused with TaskConflict"),
                _ => false,
            };
            assert!(fine, "{result:?}");
        }
    }
    assert!(forbidding.refused.load(Ordering::Relaxed) > 0);
}

#[test]
fn calls_without_an_answer_may_have_been_done_or_not() {
    for done in [true, false] {
        let losing = Losing {
            reference: reference(),
            done,
            under_way: AtomicUsize::new(0),
            second: AtomicUsize::new(0),
            lost: AtomicUsize::new(0),
        };
        let losing = Arc::new(losing);
        for _ in 0..10 {
            for result in concluded(&client(losing.clone())) {
                assert_eq!(result.verdict, Verdict::Pass, "{result:?}");
            }
        }
        assert!(losing.lost.load(Ordering::Relaxed) > 0);
    }
}

/// Every case with calls at once, against one target.
fn concluded(client: &Client) -> Vec<CaseResult> {
    let edition = Edition::of_record();
    let library = Library::embedded(edition).unwrap();
    let plan = plan(client, edition);
    let session = Session::open(&plan, probes_of_record()).unwrap();
    let cases: Vec<&Case> = library
        .cases()
        .iter()
        .filter(|case| case.is_concurrent())
        .collect();
    assert!(cases.len() >= 9);
    let tried: Vec<_> = cases.iter().map(|case| session.tried(case)).collect();
    session.conclude(&tried).cases
}

fn reference() -> Reference {
    let edition = Edition::of_record();
    Reference::new(edition.clone(), edition.readings())
}

/// Whether it is a TagResources call that asks for JSON.
fn is_tagging(request: &Request) -> bool {
    let body = String::from_utf8_lossy(&request.body);
    let said = |text: &str| request.query.contains(text) || body.contains(text);
    said("Action=TagResources") && !said("Format=XML")
}

fn refusal(status: u16, code: &str) -> Response {
    static REFUSALS: AtomicU64 = AtomicU64::new(0);
    let number = REFUSALS.fetch_add(1, Ordering::Relaxed);
    let body = format!(
        r#"{{"Code":"{code}","Message":"x","RequestId":"0A1B2C3D-0000-4000-8000-{number:012X}"}}"#
    );
    Response {
        status,
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: body.into_bytes(),
    }
}

/// Refuses a call while another one is under way (A57).
struct Forbidding {
    reference: Reference,
    under_way: AtomicUsize,
    refused: AtomicUsize,
}

impl Endpoint for Forbidding {
    fn answer(&self, request: &Request) -> Response {
        if !is_tagging(request) {
            return self.reference.answer(request);
        }
        let before = self.under_way.fetch_add(1, Ordering::SeqCst);
        let response = if before == 0 {
            std::thread::sleep(Duration::from_millis(1));
            self.reference.answer(request)
        } else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            refusal(400, "TaskConflict")
        };
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        response
    }
}

/// Throttles one in four calls that come while another is under way, after or
/// instead of doing it. One in four, so that however the threads are run no
/// burst loses more calls than a history may leave open.
struct Losing {
    reference: Reference,
    done: bool,
    under_way: AtomicUsize,
    second: AtomicUsize,
    lost: AtomicUsize,
}

impl Endpoint for Losing {
    fn answer(&self, request: &Request) -> Response {
        if !is_tagging(request) {
            return self.reference.answer(request);
        }
        let before = self.under_way.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(1));
        let loses = before > 0 && self.second.fetch_add(1, Ordering::SeqCst).is_multiple_of(4);
        let response = if !loses || self.done {
            self.reference.answer(request)
        } else {
            refusal(503, "Throttling")
        };
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        if !loses {
            return response;
        }
        self.lost.fetch_add(1, Ordering::Relaxed);
        refusal(503, "Throttling")
    }
}
