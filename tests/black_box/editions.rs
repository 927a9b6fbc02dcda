//! A target of another edition is told which one it follows.

use std::collections::BTreeSet;
use std::fs;

use crate::folder::fresh;
use crate::program::{ended, tagproof};
use crate::reported::reported;
use crate::served::Served;

#[test]
fn the_first_line_names_the_edition_that_explains_the_failures() {
    let target = Served::start(&["--edition", "vpc-2024-06"]);
    let (by_default, _) = reported(&["--target", &target.url]);
    assert_eq!(by_default.code, 1, "{by_default:?}");
    let first = by_default.out.lines().next().unwrap();
    let (gone, of) = first
        .strip_prefix("judged by vpc-2024-06, ")
        .and_then(|rest| rest.strip_suffix(" failures go away"))
        .and_then(|rest| rest.split_once(" of "))
        .unwrap_or_else(|| panic!("{first}"));
    let (gone, of): (usize, usize) = (gone.parse().unwrap(), of.parse().unwrap());
    assert!(gone > of / 2 && gone <= of, "{first}");
    let (by_its_own, _) = reported(&["--edition", "vpc-2024-06", "--target", &target.url]);
    assert_eq!(by_its_own.code, 0, "{by_its_own:?}");
    assert!(
        by_its_own.out.ends_with(" conforms to vpc-2024-06\n"),
        "{by_its_own:?}"
    );
    assert!(!by_its_own.out.contains("judged by"), "{by_its_own:?}");
}

#[test]
fn the_reference_follows_whichever_edition_it_is_judged_by() {
    for edition in [
        "vpc-2023-03",
        "vpc-2024-06",
        "ecs-2021-06",
        "ecs-2025-05",
        "cbn-2024-06",
    ] {
        // All of its cases are tried in process, before its mutants are.
        let ended = ended(tagproof(&["run", "responses", "--edition", edition]));
        assert_eq!(ended.code, 0, "{edition}: {ended:?}");
        let verdict = format!("reference conforms to {edition}, narrowed by responses\n");
        assert!(ended.out.ends_with(&verdict), "{edition}: {ended:?}");
    }
}

#[test]
fn no_other_edition_is_named_for_a_fault_that_is_in_none() {
    for mutant in ["mutant:first-id-only", "mutant:constant-request-id"] {
        let (ended, _) = reported(&["--target", mutant]);
        assert_eq!(ended.code, 1, "{mutant}: {ended:?}");
        assert!(
            !ended.out.contains("failures go away"),
            "{mutant}: {ended:?}"
        );
    }
}

#[test]
fn what_somebody_expects_of_another_edition_is_held_to_it() {
    let file = fresh("editions", "own").join("own.toml");
    let run = |expected: &str| {
        let case = "[[case]]\nid = \"own/brackets\"\nclauses = [\"TR-EFFECT-EXACT\"]\nneeds = [\"vpc\"]\n\
             [[case.step]]\nids = [\"vpc\"]\ntags = [[\"team(1)\", \"v\"]]\n";
        fs::write(&file, format!("{case}expect = {expected}\n")).unwrap();
        let mut command = tagproof(&["run", "own/*", "--edition", "vpc-2024-06", "--suites"]);
        command.arg(&file);
        ended(command)
    };
    let right = run("{ status = 200 }");
    assert!(right.out.contains("1 cases: 1 pass"), "{right:?}");
    let wrong = run("{ status = 400, code = \"InvalidTagKey\" }");
    assert_eq!(wrong.code, 7, "{wrong:?}");
    assert!(wrong.err.contains("own/brackets"), "{wrong:?}");
}

#[test]
fn a_file_says_what_differs_from_an_edition() {
    let file = fresh("editions", "fifty").join("fifty.toml");
    fs::write(&file, "based-on = \"vpc-2023-03\"\nquota = 50\n").unwrap();
    let file = file.to_str().unwrap();
    let target = Served::start(&["--edition", file]);
    let run = |edition: &str| reported(&["--edition", edition, "--target", &target.url]);
    let (by_its_own, _) = run(file);
    assert_eq!(by_its_own.code, 0, "{by_its_own:?}");
    assert!(
        by_its_own.out.ends_with(" conforms to fifty\n"),
        "{by_its_own:?}"
    );
    let (by_the_page, json) = run("vpc-2023-03");
    assert_eq!(by_the_page.code, 1, "{by_the_page:?}");
    let failures = json["failures"].as_array().unwrap();
    let clauses: BTreeSet<&str> = failures
        .iter()
        .map(|failure| failure["clause"].as_str().unwrap())
        .collect();
    assert_eq!(clauses, BTreeSet::from(["TR-TAG-QUOTA"]));
}

#[test]
fn what_is_wrong_with_such_a_file_is_told_with_its_line() {
    let file = fresh("editions", "wrong").join("wrong.toml");
    fs::write(&file, "based-on = \"vpc-2023-03\"\nquota = -1\n").unwrap();
    let file = file.to_str().unwrap();
    let ended = ended(tagproof(&["run", "--edition", file]));
    assert_eq!(ended.code, 2, "{ended:?}");
    let told = format!("{file}:2: -1 is not a number from 11 to 200");
    assert!(ended.err.contains(&told), "{ended:?}");
}
