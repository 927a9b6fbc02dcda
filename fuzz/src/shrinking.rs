//! Shrinking: the small case shows the failure that the large one showed.

use std::sync::{Arc, LazyLock};

use arbitrary::Unstructured;
use tagproof::cases::{Case, content, parse, print, shrink, verify};
use tagproof::check::{Session, Verdict};
use tagproof::contract::Edition;
use tagproof::endpoint::{Fault, Mutant, Reference, mutants};

use crate::oracle::{PROBES, case, client, plan};

/// Cases that are tried for one input, at most.
const BUDGET: usize = 12;

/// The mutants that are wrong alone; a race needs company.
static MUTANTS: LazyLock<Vec<&'static Mutant>> = LazyLock::new(|| {
    mutants()
        .filter(|mutant| !matches!(mutant.fault, Fault::Race(_)))
        .collect()
});

/// A mutant, one byte, and then a case. Where the mutant fails the case, the
/// case that it is shrunk to fails too, by the same identity, also once it has
/// been printed and parsed; it holds as a case and has no more steps.
pub fn shrinking_keeps_identity(data: &[u8]) {
    let edition = Edition::of_record();
    let mut bytes = Unstructured::new(data);
    let mutant: u8 = bytes.arbitrary().unwrap_or_default();
    let mutant = MUTANTS[usize::from(mutant) % MUTANTS.len()];
    let Some(case) = case(edition, &mut bytes) else {
        return;
    };
    let Some(identity) = failures(mutant, &case, edition).into_iter().next() else {
        return;
    };
    let fails = |case: &Case| failures(mutant, case, edition).contains(&identity);
    let small = shrink(&case, edition, BUDGET, &mut |case| fails(case));
    assert!(small.steps.len() <= case.steps.len(), "{small:#?}");
    if let Err(disagreement) = verify(&small, edition) {
        panic!("{disagreement}\n{small:#?}");
    }
    let printed = print(std::slice::from_ref(&small));
    let parsed = match parse("small.toml", &printed, edition) {
        Ok(mut parsed) => parsed.remove(0),
        Err(error) => panic!("{error}\n{printed}"),
    };
    assert_eq!(content(&parsed), content(&small), "{printed}");
    assert!(fails(&parsed), "not {identity} any more\n{printed}");
}

/// The identities by which a fresh mutant fails a case.
fn failures(mutant: &'static Mutant, case: &Case, edition: &'static Edition) -> Vec<String> {
    let reference = Reference::new(edition.clone(), edition.readings()).with_mutant(mutant);
    let client = client(Arc::new(reference));
    let plan = plan(&client, edition);
    // A mutant may be so wrong that nothing can be tried on it.
    let Ok(session) = Session::open(&plan, &PROBES) else {
        return Vec::new();
    };
    let concluded = session.conclude_alone(&session.tried(case));
    if concluded.cases[0].verdict != Verdict::Fail {
        return Vec::new();
    }
    let failures = concluded.failures.into_iter();
    failures.map(|failure| failure.id).collect()
}
