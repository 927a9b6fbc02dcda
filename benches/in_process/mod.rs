//! The reference judged in this process, one case after another: the requests
//! and the transcripts that are measured.

pub(crate) mod tape;

use std::error::Error;
use std::sync::Arc;

use tagproof::cases::{ACCOUNTS, Case, Library, probes};
use tagproof::check::{Finding, Plan, Relation, Session, Tried};
use tagproof::contract::Edition;
use tagproof::endpoint::Reference;
use tagproof::targets::{Account, Client, Target};
use tagproof::wire::{Credentials, Endpoint, Scheme, Stamp};

/// What anything here may end with.
pub(crate) type Failure = Box<dyn Error>;

/// The reference as a run has it unless told otherwise.
pub(crate) fn reference() -> Arc<Reference> {
    let edition = Edition::of_record();
    Arc::new(Reference::new(edition.clone(), edition.readings()))
}

/// A client of an endpoint. Its stamps are always the same, as nobody checks
/// them and the same work is wanted each time.
pub(crate) fn client(endpoint: Arc<dyn Endpoint>) -> Client {
    let accounts = ACCOUNTS.map(|role| Account {
        role: role.to_owned(),
        credentials: Credentials::new(format!("{role}id"), "secret"),
    });
    let stamp = || Stamp {
        nonce: "nonce".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
    };
    let product = Edition::of_record().product;
    let target = Target::InProcess(endpoint);
    Client::new(target, product, accounts, Scheme::V1, Arc::new(stamp))
}

/// Cases and probes of the edition of record.
pub(crate) struct Suite {
    library: Library,
    probes: Vec<Case>,
}

impl Suite {
    /// The suite without what is drawn.
    pub(crate) fn load() -> Result<Self, Failure> {
        let edition = Edition::of_record();
        Ok(Self {
            library: Library::embedded(edition)?,
            probes: probes(edition)?,
        })
    }

    /// Its cases.
    pub(crate) fn cases(&self) -> &[Case] {
        self.library.cases()
    }
}

/// What some cases of a suite showed.
pub(crate) struct Judged<'a> {
    /// The cases.
    pub(crate) cases: Vec<Tried<'a>>,
    /// The readings that the probes leave.
    pub(crate) frozen: Relation,
}

/// Judges every `stride`th case.
pub(crate) fn judged<'a>(
    suite: &'a Suite,
    client: &Client,
    stride: usize,
) -> Result<Judged<'a>, Failure> {
    let edition = Edition::of_record();
    let plan = Plan::plain(client, "in process", edition);
    let session = Session::open(&plan, &suite.probes)?;
    let all = Relation::new(vec![edition.readings()]);
    let frozen = session
        .probed()
        .iter()
        .fold(all, |belief, probe| match &probe.finding {
            Finding::Explained(explained) => belief.join(&explained.relation),
            _ => belief,
        });
    let picked = suite.cases().iter().step_by(stride.max(1));
    let cases: Vec<Tried<'a>> = picked.map(|case| session.tried(case)).collect();
    // What a run does at its end counts as well.
    let conclusion = session.conclude(&cases);
    if !conclusion.failures.is_empty() {
        return Err("the reference does not conform".into());
    }
    Ok(Judged { cases, frozen })
}
