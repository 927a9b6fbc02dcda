//! The proof of the suite: what hand-written cases kill, and when it says nothing.
//! The whole matrix is that of `tagproof mutants`, whose tests hold it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::in_process::{accounts, probes_of_record, stamps};
use tagproof::cases::{Case, Library, SUITES};
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

#[test]
fn the_hand_written_cases_alone_kill_nine_of_ten_and_need_every_file() {
    let edition = Edition::of_record();
    let library = Library::embedded(edition).unwrap();
    let whole = proved(&hand_written(&library), Scope::SuiteOnly).unwrap();
    assert!(whole.score() > 90.0, "{}", whole.score());
    let needed = in_parallel(2, SUITES.len(), |place| {
        let (file, _) = SUITES[place];
        assert!(
            is_needed(file, &whole, edition),
            "nothing is lost without {file}"
        );
        Some(file)
    });
    assert_eq!(needed.len(), SUITES.len());
}

/// Whether a clause loses its proof where a file is missing. Who is killed by a
/// case of another file still is, so that only the rest is tried, until one is
/// killed no more; who is of a clause that fewer other cases speak for comes first.
fn is_needed(file: &str, whole: &Matrix, edition: &'static Edition) -> bool {
    let library = Library::from_path(&copy_without(file), edition).unwrap();
    let killed_elsewhere = |row: &&Row| match &row.fate {
        Fate::Killed { case, .. } => library.get(case).is_some(),
        _ => true,
    };
    let cases = hand_written(&library);
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
        let mutants = mutants_of(edition).filter(|mutant| mutant.name == row.mutant);
        let matrix = prove(&bench(mutants.collect()), &cases, Scope::SuiteOnly).unwrap();
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

/// A copy of the suites that lacks one file.
fn copy_without(file: &str) -> std::path::PathBuf {
    let name = Path::new(file).file_name().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("suites-without")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let suites = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites");
    for entry in fs::read_dir(suites).unwrap() {
        let path = entry.unwrap().path();
        let other = path.file_name().unwrap();
        // The suites of single products have folders of their own.
        if other != name && path.is_file() {
            fs::copy(&path, folder.join(other)).unwrap();
        }
    }
    folder
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
