//! The proof of the suite: what hand-written cases kill, and when it says nothing.
//! The whole matrix is that of `tagproof mutants`, whose tests hold it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::in_process::{accounts, probes_of_record, stamps};
use tagproof::cases::{Case, Library, SUITES, parse};
use tagproof::check::in_parallel;
use tagproof::contract::Edition;
use tagproof::endpoint::{Mutant, mutants_of};
use tagproof::proof::{Bench, Fate, Matrix, Row, Scope, Void, prove};
use tagproof::report::matrix_rows;

/// Holds a matrix to its snapshot, which reports credit runs by.
pub(crate) fn is_as_kept(name: &str, matrix: &Matrix) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, matrix_rows(matrix)));
}

/// The case that kills each mutant by what is kept of a matrix, or none.
pub(crate) fn kept(name: &str) -> BTreeMap<String, Option<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let text = fs::read_to_string(folder.join(format!("{name}.snap"))).unwrap();
    let (_, rows) = text.rsplit_once("---\n").unwrap();
    let row = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let case = (words[0] == "killed").then(|| words[3].to_owned());
        (words[1].to_owned(), case)
    };
    rows.lines().map(row).collect()
}

#[test]
fn the_hand_written_cases_alone_kill_nine_of_ten_and_need_every_file() {
    let edition = Edition::of_record();
    let library = Library::embedded(edition).unwrap();
    let whole = proved(&hand_written(&library), Scope::SuiteOnly).unwrap();
    assert!(whole.score() > 90.0, "{}", whole.score());
    let needed = in_parallel(2, SUITES.len(), |place| {
        let (file, text) = SUITES[place];
        let lost = parse(file, text, edition).unwrap();
        let lost: BTreeSet<String> = lost.into_iter().map(|case| case.id).collect();
        let others = hand_written(&library);
        let others = others.into_iter().filter(|case| !lost.contains(&case.id));
        let is_needed = is_missed(&others.collect::<Vec<_>>(), &whole, edition);
        assert!(is_needed, "nothing is lost without {file}");
        Some(file)
    });
    assert_eq!(needed.len(), SUITES.len());
}

/// Whether a clause loses its proof where there are these cases alone. Who is killed
/// by one of them still is, so that only the rest is tried, until one is killed no
/// more; who is of a clause that fewer cases speak for comes first.
fn is_missed(cases: &[&Case], whole: &Matrix, edition: &'static Edition) -> bool {
    let killed_elsewhere = |row: &&Row| match &row.fate {
        Fate::Killed { case, .. } => cases.iter().any(|there| there.id == *case),
        _ => true,
    };
    let mut left: Vec<&Row> = whole
        .rows
        .iter()
        .filter(|row| !killed_elsewhere(row))
        .collect();
    left.sort_by_key(|row| {
        let speaking = cases
            .iter()
            .filter(|case| case.clauses.contains(&row.clause));
        speaking.count()
    });
    left.iter().any(|row| {
        // Only these can prove the clause, and the canary dies of what it accepts.
        let refused = cases.iter().find(|case| !case.violates.is_empty());
        let speak = |case: &&&Case| case.clauses.contains(&row.clause);
        let speaking: Vec<&Case> = cases.iter().filter(speak).chain(refused).copied().collect();
        let mutants = mutants_of(edition).filter(|mutant| mutant.name == row.mutant);
        let matrix = prove(&bench(mutants.collect()), &speaking, Scope::SuiteOnly).unwrap();
        matches!(matrix.rows[0].fate, Fate::Survived { .. })
    })
}

#[test]
fn a_suite_that_never_refuses_anything_proves_nothing() {
    let edition = Edition::of_record();
    let library = Library::embedded(edition).unwrap();
    let one: Vec<&Case> = library
        .cases()
        .iter()
        .filter(|case| case.id == "tags-per-call/1-tags")
        .collect();
    assert_eq!(one.len(), 1);
    assert_eq!(
        proved(&one, Scope::Whole).unwrap_err(),
        Void::CanarySurvives { cases: 1 }
    );
}

fn hand_written(library: &Library) -> Vec<&Case> {
    library
        .cases()
        .iter()
        .filter(|case| case.is_hand_written())
        .collect()
}

fn proved(cases: &[&Case], scope: Scope) -> Result<Matrix, Void> {
    prove(
        &bench(mutants_of(Edition::of_record()).collect()),
        cases,
        scope,
    )
}

fn bench(mutants: Vec<&'static Mutant>) -> Bench<'static> {
    Bench {
        edition: Edition::of_record(),
        mutants,
        probes: probes_of_record(),
        accounts: accounts(),
        stamps: stamps(),
        jobs: 2,
        seed: 0,
        stop: Arc::default(),
    }
}
