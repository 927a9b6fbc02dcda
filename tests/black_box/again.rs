//! The commands that are printed to repeat a failure: run once more, they fail again.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::folder::fresh;
use crate::program::{ended, tagproof};
use crate::served::Served;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tagproof");

/// The variable that a header names.
const VARIABLE: (&str, &str) = ("AGAIN_TOKEN", "s3cret");

/// A suite in place of those that are built in.
const SUITE: &str = r#"
    [[case]]
    id = "only/one"
    clauses = ["TR-EFFECT-ALL"]
    needs = ["vpc"]
    [[case.step]]
    ids = ["vpc"]
    tags = [["k", "v"]]
    expect = { status = 200 }
"#;

/// Commands of one report that are run once more.
const TRIED: usize = 3;

/// What a command that fails writes as a report, in a folder.
fn report_of(args: &[&str], folder: &Path) -> Value {
    let path = folder.join("report.json");
    let flag = format!("--report=json={}", path.display());
    let (ours, theirs) = match args.iter().position(|word| *word == "--") {
        Some(place) => args.split_at(place),
        None => (args, &[][..]),
    };
    let mut command = tagproof(&[ours, &[flag.as_str()], theirs].concat());
    command.env(VARIABLE.0, VARIABLE.1).current_dir(folder);
    command.env("PATH", path_with_ours());
    let ended = ended(command);
    assert_eq!(ended.code, 1, "{ended:?}");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Where a shell finds programs, ours first.
fn path_with_ours() -> std::ffi::OsString {
    let ours = Path::new(PROGRAM).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(ours).chain(std::env::split_paths(&path))).unwrap()
}

/// Runs some of the commands of a report; they must say all of `flags`.
fn fails_again(report: &Value, folder: &Path, flags: &[&str]) {
    let failures = report["failures"].as_array().unwrap();
    assert!(!failures.is_empty());
    for failure in failures.iter().take(TRIED) {
        let again = failure["replay"].as_str().unwrap();
        for flag in flags {
            assert!(again.contains(flag), "{flag} is not in {again}");
        }
        assert!(!again.contains(VARIABLE.1), "{again}");
        let mut command = Command::new("sh");
        command.args(["-c", again]).current_dir(folder);
        command.env(VARIABLE.0, VARIABLE.1);
        command.env("PATH", path_with_ours());
        let ended = ended(command);
        assert_eq!(ended.code, 1, "{again}: {ended:?}");
        let clause = failure["clause"].as_str().unwrap();
        assert!(ended.out.contains(clause), "{again}: {ended:?}");
    }
}

#[test]
fn what_is_printed_carries_every_setting_of_a_run() {
    let folder = fresh("again", "run");
    let edition = "based-on = 'vpc-2023-03'\nquota = 19";
    std::fs::create_dir(folder.join("my own")).unwrap();
    std::fs::write(folder.join("my own/edition.toml"), edition).unwrap();
    let served = Served::start(&[]);
    std::fs::write(folder.join("my own/suite.toml"), SUITE).unwrap();
    let flags = [
        "--header 'X-Test: $AGAIN_TOKEN'",
        "--edition 'my own/edition.toml'",
        "--wire json",
        "--signature acs3",
        "--region cn-shanghai",
        "--other-region cn-beijing",
        "--timeout 5",
        "--reading 'key-case=sensitive'",
        "--without 'xml,at-once'",
        "--strict",
        "--suites 'my own/suite.toml'",
    ];
    let words = shlex::split(&flags.join(" ")).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let run = ["run", "tags-per-resource", "--target", &served.url];
    let report = report_of(&[&run[..], &words].concat(), &folder);
    fails_again(&report, &folder, &flags);
}

#[test]
fn a_target_that_was_started_is_started_again() {
    let folder = fresh("again", "started");
    let serve = "exec tagproof serve --mutant quota-off-by-one --listen 127.0.0.1:{port}";
    let run = ["run", "quota", "--wire", "json", "--", "sh", "-c", serve];
    let report = report_of(&run, &folder);
    fails_again(&report, &folder, &["--wire json -- sh -c 'exec tagproof"]);
}

#[test]
fn what_a_campaign_prints_carries_its_settings_too() {
    let folder = fresh("again", "fuzz");
    let served = Served::start(&["--mutant", "quota-off-by-one"]);
    let fuzz = ["fuzz", "--cases", "64", "--target", &served.url];
    let settings = ["--wire", "json", "--region", "cn-shanghai"];
    let report = report_of(&[&fuzz[..], &settings].concat(), &folder);
    fails_again(&report, &folder, &["--wire json", "--region cn-shanghai"]);
}
