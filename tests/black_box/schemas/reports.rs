//! Reports of every kind hold to their schema, and what does not is refused.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{validator, wrong};
use crate::folder::fresh;
use crate::program::{Ended, ended, tagproof};
use crate::relay::Relay;
use crate::served::Served;

const SCHEMA: &str = include_str!("../../../src/report/report.schema.json");

#[test]
fn reports_of_runs_hold_to_the_schema() {
    let folder = fresh("schemas", "runs");
    // What is run, how it ends, and what makes its report worth a look.
    let runs: &[(&[&str], i32, &str)] = &[
        (&["--target", "reference"], 0, "/precedence/0"),
        (
            &["--target", "mutant:first-id-only"],
            1,
            "/failures/0/steps/0",
        ),
        (
            &["--target", "mutant:value-digit-by-format"],
            1,
            "/failures/0/contradiction",
        ),
        (
            &["--target", "mutant:constant-request-id"],
            1,
            "/failures/0/permitted",
        ),
        (&["--edition", "vpc-2024-06", "--strict"], 0, "/readings/0"),
        (
            &[
                "--target",
                "mutant:quota-off-by-one",
                "--max-failures",
                "1",
                "--jobs",
                "1",
            ],
            1,
            "/failures/0",
        ),
        (&["--edition", "ecs-2025-05"], 0, "/readings/0"),
        (&["--shard", "2/5"], 0, "/shown/cases/0"),
        (
            &["--target", "mutant:value-digit-by-format", "--shard", "1/2"],
            1,
            "/shown/cases/0",
        ),
    ];
    for (args, code, has) in runs {
        let (ended, report) = report(&folder, &[&["run", "--cases", "40"], *args].concat());
        assert_eq!(ended.code, *code, "{args:?}: {ended:?}");
        assert!(report.pointer(has).is_some(), "{args:?} has no {has}");
        holds(&format!("{args:?}"), &report);
    }
}

#[test]
fn the_report_of_a_run_that_was_cut_off_holds_to_the_schema() {
    let folder = fresh("schemas", "cut-off");
    let served = Served::start(&[]);
    let relay = Relay::start(&served.url, 3000);
    let (ended, report) = report(&folder, &["run", "--timeout", "2", "--target", &relay.url]);
    assert_eq!(ended.code, 3, "{ended:?}");
    for verdict in ["inconclusive", "not_run"] {
        assert!(
            report["summary"][verdict].as_u64().unwrap() > 0,
            "{verdict}"
        );
    }
    holds("cut off", &report);
}

#[test]
fn the_report_of_very_many_cases_counts_what_it_does_not_list() {
    let folder = fresh("schemas", "many");
    let mut args = vec![
        "run",
        "--target",
        "mutant:quota-off-by-one",
        "--cases",
        "20100",
    ];
    args.extend(["--jobs", "1", "--max-failures", "1"]);
    let (ended, report) = report(&folder, &args);
    assert_eq!(ended.code, 1, "{ended:?}");
    holds("many", &report);
    let listed = report["cases"].as_array().unwrap();
    let counted = report["counted"].as_array().unwrap();
    let counted: u64 = counted
        .iter()
        .map(|alike| alike["cases"].as_u64().unwrap())
        .sum();
    // Of those that were drawn the first 20,000 are listed.
    assert_eq!(counted, 100, "{}", report["counted"]);
    let total = report["summary"]["total"].as_u64().unwrap();
    assert_eq!(total, listed.len() as u64 + counted);
    let told = format!("({counted} cases)");
    assert!(ended.out.contains(&told), "{ended:?}");

    let file = folder.join("report.json");
    let file = file.to_str().unwrap();
    let same = crate::program::ended(tagproof(&["diff", file, file]));
    assert_eq!(same.code, 0, "{same:?}");
}

#[test]
fn the_report_of_a_run_that_another_edition_explains_holds_to_the_schema() {
    let folder = fresh("schemas", "edition");
    let served = Served::start(&["--edition", "vpc-2024-06"]);
    let (ended, report) = report(&folder, &["run", "--cases", "40", "--target", &served.url]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(report["other_edition"]["name"], "vpc-2024-06");
    holds("edition", &report);
}

#[test]
fn the_report_of_joined_shards_holds_to_the_schema() {
    let folder = fresh("schemas", "joined");
    let mut files = Vec::new();
    for shard in ["1/2", "2/2"] {
        let args = [
            "run",
            "values",
            "--target",
            "mutant:value-digit-by-format",
            "--shard",
            shard,
        ];
        report(&folder, &args);
        let file = folder.join(format!("{}.json", &shard[..1]));
        fs::rename(folder.join("report.json"), &file).unwrap();
        files.push(file.to_str().unwrap().to_owned());
    }
    let (ended, joined) = report(&folder, &["merge", &files[0], &files[1]]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(joined["shard"], "1/1");
    holds("joined", &joined);
}

#[test]
fn shards_under_an_edition_of_a_file_are_joined_without_it() {
    let folder = fresh("schemas", "own-edition");
    let edition = folder.join("fifty.toml");
    fs::write(&edition, "based-on = 'vpc-2023-03'\nquota = 50\n").unwrap();
    let mut files = Vec::new();
    for shard in ["1/2", "2/2"] {
        let args = ["run", "quota/*", "--edition", edition.to_str().unwrap()];
        let args = [&args[..], &["--shard", shard]].concat();
        let (run, part) = report(&folder, &args);
        assert_eq!(run.code, 0, "{run:?}");
        holds("a part", &part);
        // The proofs of the edition that it is based on are not its own.
        let clauses = part["clauses"].as_array().unwrap();
        assert!(clauses.iter().all(|clause| clause["killed"] == 0));
        let file = folder.join(format!("{}.json", &shard[..1]));
        fs::rename(folder.join("report.json"), &file).unwrap();
        files.push(file.to_str().unwrap().to_owned());
    }
    fs::remove_file(&edition).unwrap();
    let (merged, joined) = report(&folder, &["merge", &files[0], &files[1]]);
    assert_eq!(merged.code, 0, "{merged:?}");
    assert_eq!(joined["edition"], "fifty");
    holds("joined", &joined);
    // The same name for something else.
    let other = fs::read_to_string(&files[1]).unwrap();
    fs::write(&files[1], other.replace("quota = 50", "quota = 51")).unwrap();
    let refused = ended(tagproof(&["merge", &files[0], &files[1]]));
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("the edition"), "{refused:?}");
}

#[test]
fn reports_of_campaigns_hold_to_the_schema() {
    let folder = fresh("schemas", "campaigns");
    let artifacts = folder.join("artifacts");
    let artifacts = artifacts.to_str().unwrap();
    for (target, code) in [("reference", 0), ("mutant:quota-off-by-one", 1)] {
        let args = [
            "fuzz",
            "--target",
            target,
            "--cases",
            "64",
            "--artifacts",
            artifacts,
        ];
        let (ended, report) = report(&folder, &args);
        assert_eq!(ended.code, code, "{ended:?}");
        assert_eq!(report["campaign"]["cases"], 64);
        holds(target, &report);
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = fresh("schemas", "broken");
    let args = ["run", "values", "--target", "mutant:value-digit-by-format"];
    let (_, right) = report(&folder, &args);
    let schema = validator(SCHEMA);
    holds("unbroken", &right);
    for field in right.as_object().unwrap().keys() {
        let mut broken = right.clone();
        broken.as_object_mut().unwrap().remove(field);
        assert!(!schema.is_valid(&broken), "without {field}");
    }
    let edits = [
        ("/schema", json!(2)),
        ("/tool", json!("another")),
        ("/seed", json!(-1)),
        ("/shard", json!("0/1")),
        ("/manifest", json!("f96d")),
        ("/exit", json!(8)),
        ("/exit", json!("1")),
        ("/summary/total", json!(1.5)),
        ("/summary/divergence", json!(1.01)),
        ("/summary/seconds", json!(null)),
        ("/readings/0/status", json!("unknown")),
        ("/readings/0/options", json!("accepted")),
        ("/clauses/0/level", json!("must")),
        ("/clauses/0/id", json!("tag-quota")),
        ("/clauses/0", json!({})),
        ("/capabilities/json", json!(true)),
        ("/cases/0/verdict", json!("not_run")),
        ("/cases/0/line", json!("12")),
        ("/cases/0/constraint", json!({})),
        ("/failures/0/permitted/0", json!({"answer": "refused"})),
        ("/failures/0/state_before", json!({"<vpc:1>": {"k": 1}})),
        ("/failures/0/steps/0/request", json!(["GET"])),
        ("/failures/0/count", json!(0)),
        ("/failures/0/contradiction", json!({"axis": "value-space"})),
        ("/other_edition", json!("vpc-2024-06")),
    ];
    for (place, value) in edits {
        let mut broken = right.clone();
        *broken.pointer_mut(place).unwrap() = value.clone();
        assert!(!schema.is_valid(&broken), "{place} = {value}");
    }
    for place in ["", "/summary", "/cases/0", "/failures/0", "/clauses/0"] {
        let mut broken = right.clone();
        broken.pointer_mut(place).unwrap()["more"] = json!(1);
        assert!(!schema.is_valid(&broken), "more in '{place}'");
    }
}

/// Runs with a JSON report; how it ended, and the report.
fn report(folder: &Path, args: &[&str]) -> (Ended, Value) {
    let path = folder.join("report.json");
    let flag = format!("json={}", path.display());
    let mut command = tagproof(&[args, &["--report", &flag]].concat());
    // Half of a run, and nothing in a report looks otherwise for them.
    command.env("TAGPROOF_SKIP", "covering");
    let ended = ended(command);
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
    (ended, serde_json::from_str(&text).unwrap())
}

fn holds(what: &str, report: &Value) {
    let wrong = wrong(&validator(SCHEMA), report);
    assert!(wrong.is_empty(), "{what}:\n{wrong}");
}
