//! Runs the suite against endpoints in this process.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tagproof::cases::{ACCOUNTS, Case, Library, Origin, probes};
use tagproof::check::{Plan, Run, run};
use tagproof::contract::{Edition, Product};
use tagproof::targets::{Account, Client, Stamps, Target};
use tagproof::wire::{Credentials, Endpoint, Scheme, Stamp};

static SUITE: OnceLock<Library> = OnceLock::new();

static PROBES: OnceLock<Vec<Case>> = OnceLock::new();

/// The suite of the edition of record without its arrays, one case after the
/// other, against the target of a client: its tests run several targets at once
/// instead.
pub(crate) fn judged_by(client: &Client) -> Run {
    judged_in(client, |case| !is_of_an_array(case))
}

/// Whether a case is one of the many that differ in what they combine alone.
pub(crate) fn is_of_an_array(case: &Case) -> bool {
    matches!(case.origin, Origin::Conditions | Origin::Texts)
}

/// The same in those of its cases that are `wanted`.
pub(crate) fn judged_in(client: &Client, wanted: impl Fn(&Case) -> bool) -> Run {
    let edition = Edition::of_record();
    let suite = SUITE.get_or_init(|| Library::embedded(edition).unwrap());
    let cases = suite.cases().iter().filter(|case| wanted(case)).collect();
    let plan = Plan {
        jobs: 1,
        ..plan(client, edition)
    };
    run(&plan, probes_of_record(), &cases).unwrap()
}

/// The probes of the edition of record.
pub(crate) fn probes_of_record() -> &'static [Case] {
    PROBES.get_or_init(|| probes(Edition::of_record()).unwrap())
}

/// A plan with nothing special in it.
pub(crate) fn plan<'a>(client: &'a Client, edition: &'static Edition) -> Plan<'a> {
    Plan {
        address: Some("http://localhost"),
        jobs: 2,
        ..Plan::plain(client, "in process", edition)
    }
}

/// A client of an endpoint.
pub(crate) fn client(endpoint: Arc<dyn Endpoint>) -> Client {
    client_for(endpoint, Edition::of_record().product)
}

/// A client of an endpoint of some product.
pub(crate) fn client_for(endpoint: Arc<dyn Endpoint>, product: &'static Product) -> Client {
    Client::new(
        Target::InProcess(endpoint),
        product,
        accounts(),
        Scheme::V1,
        stamps(),
    )
    // What is in this process does not change while it is waited for.
    .with_sleep(Arc::new(|_| {}))
}

/// The two accounts of cases.
pub(crate) fn accounts() -> [Account; 2] {
    ACCOUNTS.map(|role| Account {
        role: role.to_owned(),
        credentials: Credentials::new(format!("{role}id"), "secret"),
    })
}

/// A nonce of its own for every request, and always the same time.
pub(crate) fn stamps() -> Stamps {
    let nonce = Arc::new(AtomicU64::new(0));
    Arc::new(move || Stamp {
        nonce: nonce.fetch_add(1, Ordering::Relaxed).to_string(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
    })
}
