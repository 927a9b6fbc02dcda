//! The oracle against an honest endpoint: never a failure.

use std::sync::{Arc, LazyLock};

use arbitrary::Unstructured;
use tagproof::cases::{ACCOUNTS, Case, from_bytes, plain_twin, probes, verify};
use tagproof::check::{Plan, Session, Verdict};
use tagproof::contract::{Edition, Readings, axis_ids};
use tagproof::endpoint::Reference;
use tagproof::targets::{Account, Client, Target};
use tagproof::wire::{Credentials, Endpoint, Scheme, Stamp};

pub(crate) static PROBES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    probes(Edition::of_record()).unwrap_or_else(|error| panic!("the probes do not load: {error}"))
});

/// A reading, one byte an axis, and then a case. The case holds as a case, and
/// the reference under the reading passes it.
pub fn reference_agrees_with_model(data: &[u8]) {
    let edition = Edition::of_record();
    let mut bytes = Unstructured::new(data);
    let reading = reading(edition, &mut bytes);
    let Some(case) = case(edition, &mut bytes) else {
        return;
    };
    if let Err(disagreement) = verify(&case, edition) {
        panic!("{disagreement}\n{case:#?}");
    }
    let client = client(Arc::new(Reference::new(edition.clone(), reading)));
    let plan = plan(&client, edition);
    let session = match Session::open(&plan, &PROBES) {
        Ok(session) => session,
        Err(error) => panic!("nothing answers: {error}"),
    };
    let concluded = session.conclude_alone(&session.tried(&case));
    assert!(
        concluded.cases[0].verdict == Verdict::Pass,
        "{case:#?}\n{concluded:#?}"
    );
}

/// A complete reading from the first bytes; the first options where they end.
fn reading(edition: &Edition, bytes: &mut Unstructured<'_>) -> Readings {
    axis_ids().fold(edition.readings(), |reading, axis| {
        let options: Vec<u8> = edition.readings().options(axis).collect();
        let byte: u8 = bytes.arbitrary().unwrap_or_default();
        reading.choosing(axis, options[usize::from(byte) % options.len()])
    })
}

/// The case of the other bytes, with the twin that loading would give it.
pub(crate) fn case(edition: &Edition, bytes: &mut Unstructured<'_>) -> Option<Case> {
    let mut case = from_bytes(edition, bytes).ok()?;
    if case.violates.len() == 1 && case.twin.is_none() {
        case.twin = plain_twin(&case);
    }
    Some(case)
}

pub(crate) fn client(endpoint: Arc<dyn Endpoint>) -> Client {
    let accounts = ACCOUNTS.map(|role| Account {
        role: role.to_owned(),
        credentials: Credentials::new(format!("{role}id"), "secret"),
    });
    // Nobody checks signatures here, so every request may have the same.
    let stamps = Arc::new(|| Stamp {
        nonce: "nonce".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
    });
    let product = Edition::of_record().product;
    Client::new(
        Target::InProcess(endpoint),
        product,
        accounts,
        Scheme::V1,
        stamps,
    )
    // What is in this process does not change while it is waited for.
    .with_sleep(Arc::new(|_| {}))
}

pub(crate) fn plan<'a>(client: &'a Client, edition: &'static Edition) -> Plan<'a> {
    Plan::plain(client, "in process", edition)
}
