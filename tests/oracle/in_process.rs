//! Runs the suite against endpoints in this process.

use std::sync::Arc;

use tagproof::cases::{ACCOUNTS, Library, Selection, probes};
use tagproof::check::{Plan, Run, run};
use tagproof::contract::Edition;
use tagproof::targets::{Account, Client, Stamps, Target};
use tagproof::wire::{Credentials, Endpoint, Scheme, Stamp};

/// The whole suite against the target of a client.
pub(crate) fn judged_by(client: &Client, edition: &'static Edition, jobs: usize) -> Run {
    let library = Library::embedded(edition).unwrap();
    let cases = library.select(&Selection::default()).unwrap();
    let plan = Plan {
        jobs,
        ..plan(client, edition)
    };
    run(&plan, &probes(edition).unwrap(), &cases).unwrap()
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
    Client::new(
        Target::InProcess(endpoint),
        accounts(),
        Scheme::V1,
        stamps(),
    )
}

/// The two accounts of cases.
pub(crate) fn accounts() -> [Account; 2] {
    ACCOUNTS.map(|role| Account {
        role: role.to_owned(),
        credentials: Credentials::new(format!("{role}id"), "secret"),
    })
}

/// Always the same stamp: nobody checks signatures here.
pub(crate) fn stamps() -> Stamps {
    Arc::new(|| Stamp {
        nonce: "nonce".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
    })
}
