//! A product that tagproof has never seen: its reference is judged by its own
//! data, and faults that are planted in it are found.

mod product;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use crate::in_process::{accounts, client_for, stamps};
use crate::readings::{conforms, covering};
use product::EDITION;
use tagproof::cases::{Case, Library, probes};
use tagproof::check::{Plan, Run, in_parallel, run};
use tagproof::contract::{ClauseId, Edition, Readings, clauses};
use tagproof::endpoint::{Reference, mutants_of};
use tagproof::proof::{Bench, Fate, Scope, prove};
use tagproof::wire::{Endpoint, Request, Response};

/// Its suite, made once.
static SUITE: LazyLock<Library> = LazyLock::new(|| Library::embedded(&EDITION).unwrap());

/// An endpoint before which requests, and behind which answers are changed.
struct Faulty {
    inside: Reference,
    asked: fn(&str) -> String,
    answered: fn(&str) -> String,
}

impl Endpoint for Faulty {
    fn answer(&self, request: &Request) -> Response {
        let body = String::from_utf8_lossy(&request.body);
        let changed = Request {
            query: (self.asked)(&request.query),
            body: (self.asked)(&body).into_bytes(),
            ..request.clone()
        };
        let answer = self.inside.answer(&changed);
        let body = String::from_utf8_lossy(&answer.body);
        Response {
            body: (self.answered)(&body).into_bytes(),
            ..answer
        }
    }
}

fn judged(endpoint: impl Endpoint + 'static) -> Run {
    let client = client_for(Arc::new(endpoint), EDITION.product);
    let plan = Plan {
        address: Some("http://localhost"),
        ..Plan::plain(&client, "in process", &EDITION)
    };
    let cases = SUITE.cases().iter().collect();
    run(&plan, &probes(&EDITION).unwrap(), &cases).unwrap()
}

/// The reading that is the usual one of an edition.
fn usual(edition: &Edition) -> Readings {
    edition.complete(&edition.readings())
}

/// The clauses of `TagResources` and its companions that a fault is told by.
fn told(endpoint: impl Endpoint + 'static) -> BTreeSet<ClauseId> {
    let failures = judged(endpoint).failures;
    failures.iter().map(|failure| failure.clause).collect()
}

#[test]
fn its_reference_conforms_under_every_option_of_every_axis() {
    let readings = covering(&EDITION);
    let conforming = in_parallel(2, readings.len(), |number| {
        let name = format!("toy, covering reading {number}");
        let run = judged(Reference::new(EDITION.clone(), readings[number]));
        conforms(&run, &name);
        Some(run.cases.len())
    });
    assert!(
        conforming.iter().all(|cases| *cases >= 700),
        "{conforming:?}"
    );
}

#[test]
fn five_planted_faults_are_found() {
    let with = |change: fn(&mut Edition)| {
        let mut other = EDITION.clone();
        change(&mut other);
        let reading = usual(&other);
        Reference::new(other, reading)
    };
    let on_its_way = |asked: fn(&str) -> String, answered: fn(&str) -> String| Faulty {
        inside: with(|_| {}),
        asked,
        answered,
    };
    let fourteen_tags = told(with(|edition| edition.quota = 14));
    assert_eq!(fourteen_tags, BTreeSet::from([clauses::TAG_QUOTA]));
    let eight_ids = told(with(|edition| edition.ids = 8));
    assert_eq!(eight_ids, BTreeSet::from([clauses::ID_LIMIT]));
    let no_lamps = told(with(|edition| edition.types = &EDITION.types[..2]));
    assert!(no_lamps.contains(&clauses::TYPE_VALUES), "{no_lamps:?}");
    let other_code = told(on_its_way(str::to_owned, |answer| {
        answer.replace("Toy.KeyTwice", "Duplicate.TagKey")
    }));
    assert_eq!(other_code, BTreeSet::from([clauses::KEY_DUPLICATE]));
    let other_key = told(on_its_way(
        |call| {
            let strips = call.contains("Action=StripResources");
            call.replace(
                "TagKey.1=",
                if strips { "TagKey.1=not-" } else { "TagKey.1=" },
            )
        },
        str::to_owned,
    ));
    assert_eq!(other_key, BTreeSet::from([clauses::CO_UNTAG_KEYS]));
}

#[test]
fn nine_of_ten_of_every_third_mutant_of_it_are_killed() {
    let cases: Vec<&Case> = SUITE.cases().iter().collect();
    let bench = Bench {
        edition: &EDITION,
        mutants: mutants_of(&EDITION).step_by(3).collect(),
        probes: &probes(&EDITION).unwrap(),
        accounts: accounts(),
        stamps: stamps(),
        jobs: 2,
        seed: 0,
        stop: Arc::default(),
    };
    let matrix = prove(&bench, &cases, Scope::Whole).unwrap();
    let alive: Vec<&str> = matrix
        .rows
        .iter()
        .filter(|row| matches!(row.fate, Fate::Survived { .. }))
        .map(|row| row.mutant)
        .collect();
    let all = matrix.rows.len();
    assert!(
        all >= 40 && alive.len() * 10 <= all,
        "of {all} these live: {alive:?}"
    );
}
