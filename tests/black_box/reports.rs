//! Reports of runs: every format, shards joined, and what changed between runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::folder::fresh;
use crate::program::{Ended, ended, tagproof};
use serde_json::Value;
use tagproof::report::ReportFormat;

/// Shards of a run.
const SHARDS: usize = 7;

/// Longer than a run takes to write the lines that a test waits for.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn shards_joined_are_the_run_that_they_are_parts_of() {
    for target in ["mutant:constant-request-id", "mutant:value-digit-by-format"] {
        let folder = fresh("reports", &format!("shards-{}", target.replace(':', "-")));
        let whole = run(&folder, "whole", target, &[]);
        assert!(whole.code <= 1, "{target}: {whole:?}");
        let mut files = Vec::new();
        for shard in 1..=SHARDS {
            let name = format!("{shard}");
            run(
                &folder,
                &name,
                target,
                &["--shard", &format!("{shard}/{SHARDS}")],
            );
            files.push(folder.join(format!("{name}.json")));
        }
        // In no particular order.
        files.reverse();
        let joined = merge(&folder, &files);
        assert_eq!(joined.code, whole.code, "{target}: {joined:?}");
        let (whole, joined) = (json(&folder, "whole"), json(&folder, "merged"));
        // What is told as it happens says the same, also of a run that is whole.
        let in_lines: Vec<PathBuf> = files.iter().map(|path| lines_of(path)).collect();
        merge(&folder, &in_lines);
        assert!(json(&folder, "merged") == joined, "{target}: of lines");
        merge(&folder, &[folder.join("whole.ndjson")]);
        let of_lines = json(&folder, "merged");
        for (field, value) in joined.as_object().unwrap() {
            if field != "failures" && field != "summary" {
                assert!(of_lines[field] == *value, "{target}: {field} of lines");
            }
        }
        for field in [
            "manifest",
            "edition",
            "seed",
            "generated",
            "exit",
            "cases",
            "readings",
        ] {
            assert!(whole[field] == joined[field], "{target}: {field} differs");
        }
        for field in [
            "clauses",
            "precedence",
            "notices",
            "other_edition",
            "capabilities",
        ] {
            assert!(whole[field] == joined[field], "{target}: {field} differs");
        }
        for field in [
            "total",
            "pass",
            "fail",
            "inconclusive",
            "divergence",
            "coverage",
        ] {
            assert_eq!(
                whole["summary"][field], joined["summary"][field],
                "{target}"
            );
        }
        let kinds = |report: &Value| -> Vec<(String, String, u64)> {
            let failures = report["failures"].as_array().unwrap().iter();
            failures
                .map(|failure| {
                    let text = |field: &str| failure[field].as_str().unwrap().to_owned();
                    (text("id"), text("case"), failure["count"].as_u64().unwrap())
                })
                .collect()
        };
        assert_eq!(kinds(&whole), kinds(&joined), "{target}");
    }
}

#[test]
fn a_shard_that_is_missing_or_there_twice_is_named() {
    let folder = fresh("reports", "missing");
    let mut files = Vec::new();
    for shard in 1..=3 {
        let of = format!("{shard}/3");
        run(
            &folder,
            &format!("{shard}"),
            "reference",
            &["quota", "--shard", &of],
        );
        files.push(folder.join(format!("{shard}.json")));
    }
    assert_eq!(merge(&folder, &files).code, 0);
    let missing = merge(&folder, &[files[0].clone(), files[2].clone()]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(missing.err.contains("shard 2/3 is missing"), "{missing:?}");
    let mut twice = files.clone();
    twice.push(files[1].clone());
    let twice = merge(&folder, &twice);
    assert_eq!(twice.code, 2, "{twice:?}");
    assert!(twice.err.contains("shard 2/3 is there twice"), "{twice:?}");
    run(
        &folder,
        "other",
        "mutant:quota-off-by-one",
        &["quota", "--shard", "3/3"],
    );
    let other = merge(
        &folder,
        &[
            files[0].clone(),
            files[1].clone(),
            folder.join("other.json"),
        ],
    );
    assert_eq!(other.code, 2, "{other:?}");
    assert!(other.err.contains("the target differs"), "{other:?}");
    fs::write(folder.join("no.json"), "{}").unwrap();
    let no_report = merge(&folder, &[folder.join("no.json")]);
    assert_eq!(no_report.code, 2, "{no_report:?}");
    assert!(
        no_report.err.contains("no.json: not a JSON report"),
        "{no_report:?}"
    );
}

#[test]
fn what_changed_between_two_runs_is_told() {
    let folder = fresh("reports", "diff");
    run(&folder, "a", "reference", &["quota"]);
    run(&folder, "b", "mutant:quota-off-by-one", &["quota"]);
    let lines = folder.join("a.ndjson");
    let of_lines = ended(tagproof(&["diff", lines.to_str().unwrap(), "b.json"]));
    assert_eq!(of_lines.code, 2, "{of_lines:?}");
    assert!(
        of_lines.err.contains("`tagproof merge FILE"),
        "{of_lines:?}"
    );
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let same = ended(tagproof(&["diff", &path("a.json"), &path("a.json")]));
    assert_eq!(same.code, 0, "{same:?}");
    assert!(same.out.starts_with("nothing changed"), "{same:?}");
    let other = ended(tagproof(&["diff", &path("a.json"), &path("b.json")]));
    assert_eq!(other.code, 1, "{other:?}");
    assert!(
        other.out.contains("new failure   TR-TAG-QUOTA/"),
        "{other:?}"
    );
    assert!(other.out.contains(": pass -> fail"), "{other:?}");
}

#[test]
fn one_run_writes_every_format() {
    let folder = fresh("reports", "formats");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let formats: Vec<&str> = ReportFormat::names().collect();
    let mut args = vec!["run".to_owned(), "--target".to_owned()];
    args.extend(["mutant:quota-off-by-one", "--skip", "covering"].map(str::to_owned));
    for format in &formats {
        args.extend(["--report".to_owned(), format!("{format}={}", path(format))]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ended = ended(tagproof(&args));
    assert_eq!(ended.code, 1, "{ended:?}");
    let text = |format: &str| fs::read_to_string(path(format)).unwrap();
    for format in formats {
        assert!(text(format).contains("TR-TAG-QUOTA"), "{format}");
    }
    let lines: Vec<Value> = text("ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.first().unwrap()["event"], "begin");
    assert_eq!(lines.last().unwrap()["event"], "end");
    let report: Value = serde_json::from_str(&text("json")).unwrap();
    let cases = report["cases"].as_array().unwrap().len();
    let told = lines.iter().filter(|line| line["event"] == "case").count();
    assert_eq!(told, cases);
    assert!(
        text("github").starts_with("::error file=suites/"),
        "{}",
        text("github")
    );
}

#[test]
fn the_last_line_of_a_case_has_the_verdict_that_counts() {
    let folder = fresh("reports", "last-line");
    let log = folder.join("log.ndjson");
    let to = format!("ndjson={}", log.display());
    // Every case shows it by itself, and only those fail that are about it.
    run(
        &folder,
        "run",
        "mutant:constant-request-id",
        &["--report", &to],
    );
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    let mut lines = 0;
    for line in fs::read_to_string(&log).unwrap().lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        if event["event"] == "case" {
            let text = |field: &str| event[field].as_str().unwrap().to_owned();
            last.insert(text("id"), text("verdict"));
            lines += 1;
        }
    }
    assert!(lines > last.len(), "{lines}");
    let report = json(&folder, "run");
    let cases = report["cases"].as_array().unwrap();
    assert_eq!(cases.len(), last.len());
    for case in cases {
        assert_eq!(
            case["verdict"],
            last[case["id"].as_str().unwrap()],
            "{case}"
        );
    }
}

#[test]
#[cfg(unix)]
fn a_run_that_is_killed_leaves_every_line_whole_and_its_report_can_be_made() {
    killed("killed", &[2, 100]);
}

#[test]
#[cfg(unix)]
#[ignore = "takes a minute; CONTRIBUTING.md says when it is run"]
fn so_does_one_that_is_killed_at_any_of_twenty_moments() {
    let moments: Vec<usize> = (0..20).map(|moment| 2 + 2 * moment * moment).collect();
    killed("killed-often", &moments);
}

/// Kills a run when it has written at least so many lines, and makes its report.
#[cfg(unix)]
fn killed(name: &str, moments: &[usize]) {
    let folder = fresh("reports", name);
    for &least in moments {
        let log = folder.join(format!("{least}.ndjson"));
        let to = format!("ndjson={}", log.display());
        let target = "mutant:quota-off-by-one";
        // Far more cases than are done until it is killed.
        let mut run = tagproof(&[
            "run", "--target", target, "--cases", "5000", "--skip", "covering", "--jobs", "1",
            "--report", &to,
        ]);
        let mut run = run
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + PATIENCE;
        let written = || fs::read_to_string(&log).unwrap_or_default();
        while written().matches('\n').count() < least {
            let ended = run.try_wait().unwrap();
            assert!(ended.is_none(), "it ended with {ended:?} before that");
            assert!(Instant::now() < deadline, "{least} lines take too long");
            std::thread::sleep(Duration::from_millis(5));
        }
        run.kill().unwrap();
        let ended = run.wait().unwrap();
        assert_eq!(ended.code(), None, "it was killed, so it has no exit code");
        let text = written();
        let (whole, rest) = text.rsplit_once('\n').unwrap();
        assert!(!rest.contains("\"end\""), "{rest}");
        let events: Vec<Value> = whole
            .lines()
            .map(|line| {
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
            })
            .collect();
        assert!(events.len() >= least);
        assert_eq!(events[0]["event"], "begin");
        let told_before = events[0]["cases"].as_u64().unwrap();
        assert!(told_before > 5000 && told_before > events.len() as u64);
        let of = |kind| events.iter().filter(move |event| event["event"] == kind);
        for event in of("case") {
            assert!(
                event["id"].is_string() && event["verdict"].is_string(),
                "{event}"
            );
        }
        // Seldom it is killed while it writes.
        let torn = if least >= 100 && rest.is_empty() {
            format!("{whole}\n{{\"event\":\"case\",\"id\":\"qu")
        } else {
            text.clone()
        };
        fs::write(&log, torn).unwrap();
        let joined = merge(&folder, std::slice::from_ref(&log));
        let report = json(&folder, "merged");
        let evidence: BTreeSet<String> = of("evidence")
            .map(|event| event["failure"]["id"].to_string())
            .collect();
        let told = report["failures"].as_array().unwrap();
        // It may have been killed between a case and the evidence of it.
        let known = told.iter().map(|failure| failure["id"].to_string());
        assert!(known.collect::<BTreeSet<_>>().is_superset(&evidence));
        assert!(least < 100 || !evidence.is_empty());
        for failure in told {
            let steps = failure["steps"].as_array().unwrap();
            assert!(!steps.is_empty(), "{failure}");
            assert!(
                failure["curl"].as_str().unwrap().contains("curl"),
                "{failure}"
            );
        }
        // What was not tried is no reason to say that it conforms.
        assert_eq!(
            joined.code,
            if told.is_empty() { 3 } else { 1 },
            "{joined:?}"
        );
        let summary = &report["summary"];
        assert_eq!(summary["total"], events[0]["cases"], "{summary}");
        let done = of("case").count() as u64;
        assert_eq!(
            summary["not_run"].as_u64().unwrap(),
            told_before - done,
            "{summary}"
        );
    }
}

#[test]
fn a_contradiction_is_shown_again_by_the_command_that_is_printed() {
    let folder = fresh("reports", "contradiction");
    let target = "mutant:duplicate-ids-by-type";
    run(&folder, "run", target, &[]);
    let report = json(&folder, "run");
    let failures = report["failures"].as_array().unwrap();
    let failure = failures
        .iter()
        .find(|failure| !failure["contradiction"].is_null())
        .unwrap();
    let replay = failure["replay"].as_str().unwrap();
    let words = shlex::split(replay).unwrap();
    let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let again = ended(tagproof(&words));
    assert_eq!(again.code, 1, "{replay}: {again:?}");
    assert!(
        again.out.contains(" is answered both ways"),
        "{replay}: {again:?}"
    );
}

/// A run without the arrays, with a JSON report of this name.
fn run(folder: &Path, name: &str, target: &str, args: &[&str]) -> Ended {
    let path = folder.join(format!("{name}.json"));
    let report = format!("json={}", path.display());
    let lines = format!("ndjson={}", lines_of(&path).display());
    let fixed = [
        "run", "--target", target, "--report", &report, "--report", &lines, "--cases", "40",
        "--skip", "covering",
    ];
    ended(tagproof(&[&fixed[..], args].concat()))
}

/// Where the run of a JSON report is told of in lines.
fn lines_of(report: &Path) -> PathBuf {
    report.with_extension("ndjson")
}

fn merge(folder: &Path, files: &[PathBuf]) -> Ended {
    let report = format!("json={}", folder.join("merged.json").display());
    let mut command = tagproof(&["merge", "--report", &report]);
    command.args(files);
    ended(command)
}

fn json(folder: &Path, name: &str) -> Value {
    let path = folder.join(format!("{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
