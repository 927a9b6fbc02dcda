//! `tagproof mutants`: the matrix, its report, and when it says nothing.

use std::fs;

use crate::folder::fresh;
use crate::program::{ended, tagproof};
use serde_json::Value;
use tagproof::contract::Edition;
use tagproof::endpoint::mutants_of;

/// The commands of the README.
pub(crate) const COMMANDS: [&[&str]; 3] = [
    &["mutants"],
    &["mutants", "--suite-only"],
    &["mutants", "--fuzz", "20"],
];

#[test]
fn the_matrix_names_a_case_for_every_mutant_and_is_written_as_json() {
    let path = fresh("mutants-command", "matrix").join("matrix.json");
    let report = format!("json={}", path.display());
    let ended = ended(tagproof(&[COMMANDS[0], &["--report", &report]].concat()));
    assert_eq!(ended.code, 0, "{ended:?}");
    let matrix: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(matrix["schema"], 1);
    assert_eq!(matrix["summary"]["survived"], 0);
    assert!(matrix["summary"]["killed"].as_u64().unwrap() >= 90);
    let rows = matrix["mutants"].as_array().unwrap();
    assert_eq!(rows.len(), mutants_of(Edition::of_record()).count());
    let readings: Vec<&Value> = rows.iter().map(|row| &row["reading"]).collect();
    let readings: Vec<&str> = readings.iter().filter_map(|it| it.as_str()).collect();
    let known = [
        "existing-key=rejected",
        "quota-count=sum",
        "type-case=any-case",
    ];
    assert_eq!(readings, known);
    for row in rows {
        let said = match row["fate"].as_str().unwrap() {
            "killed" => &row["case"],
            "reading-equivalent" => &row["reading"],
            other => panic!("{other}: {row}"),
        };
        let line = format!(
            "{} {} {} {}",
            row["fate"].as_str().unwrap(),
            row["mutant"].as_str().unwrap(),
            row["clause"].as_str().unwrap(),
            said.as_str().unwrap()
        );
        assert!(ended.out.lines().any(|there| there == line), "{line}");
    }
    assert!(
        ended
            .out
            .ends_with("the canary died, the reference passed\n")
    );
    // Reports credit runs by what is kept of it.
    let count = rows.len();
    let lines: String = ended.out.split_inclusive('\n').take(count).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("kill-matrix", lines));
}

#[test]
fn without_a_suite_file_the_clause_that_has_lost_its_proof_is_named() {
    let copy = fresh("mutants-command", "lacking");
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/suites")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if name != "deletion.toml" && path.is_file() {
            fs::copy(&path, copy.join(name)).unwrap();
        }
    }
    let suites = ["--suites", copy.to_str().unwrap()];
    let ended = ended(tagproof(&[COMMANDS[1], &suites].concat()));
    assert_eq!(ended.code, 1, "{ended:?}");
    let named = "without proof: TR-DELETE-TAGS (tags-outlive-resource lives)";
    assert!(ended.out.contains(named), "{ended:?}");
    assert!(ended.out.ends_with("does not prove every clause\n"));
}

#[test]
fn a_suite_that_the_canary_survives_is_void() {
    let only = fresh("mutants-command", "void");
    let case = r#"
        [[case]]
        id = "only/one"
        clauses = ["TR-EFFECT-ALL"]
        needs = ["vpc"]
        [[case.step]]
        ids = ["vpc"]
        tags = [["k", "v"]]
        expect = { status = 200 }
    "#;
    fs::write(only.join("only.toml"), case).unwrap();
    let ended = ended(tagproof(&[
        "mutants",
        "--suite-only",
        "--suites",
        only.to_str().unwrap(),
    ]));
    assert_eq!(ended.code, 7, "{ended:?}");
    assert_eq!(
        ended.err,
        "error: void: the canary, which accepts every call, survives 1 cases\n"
    );
}

#[test]
fn drawn_cases_have_a_score_and_the_number_of_cases_it_took() {
    let ended = ended(tagproof(COMMANDS[2]));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.contains("cases to the first kill: "), "{ended:?}");
    assert!(ended.out.contains(" 20 drawn cases · score "), "{ended:?}");
}

#[test]
fn scopes_exclude_each_other_and_nothing_is_no_budget() {
    for args in [
        &["mutants", "--fuzz", "0"][..],
        &["mutants", "--fuzz", "9", "--suite-only"],
        &["mutants", "--report", "xml=x"],
    ] {
        let ended = ended(tagproof(args));
        assert_eq!(ended.code, 2, "{args:?}: {ended:?}");
        assert!(ended.out.is_empty(), "{ended:?}");
    }
}
