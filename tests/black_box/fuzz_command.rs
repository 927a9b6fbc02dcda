//! `tagproof fuzz` and `tagproof replay`: what is found, saved and repeated.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::folder::fresh;
use crate::program::{Ended, ended, tagproof};
use serde_json::Value;

/// A mutant that a campaign of so many cases finds in some ways.
const TARGET: &str = "mutant:quota-off-by-one";
const CASES: &str = "192";

#[test]
fn what_is_found_is_saved_small_fails_alike_again_and_is_a_suite() {
    let artifacts = fresh("fuzz", "found");
    let found = fuzz(&["--cases", CASES], &artifacts);
    assert_eq!(found.code, 1, "{found:?}");
    let files = files(&artifacts);
    assert!(files.len() >= 2, "{found:?}");
    for (name, text) in &files {
        let path = artifacts.join(name);
        let path = path.to_str().unwrap();
        assert!(found.out.contains(path), "{name} in {found:?}");
        let steps = text.matches("[[case.step]]").count();
        assert!(
            steps <= 3,
            "{steps} steps where 3 suffice; a new break changes what a seed draws, so see whether this can be smaller: {text}"
        );
        for _ in 0..20 {
            let again = ended(tagproof(&["replay", path, "--target", TARGET]));
            assert_eq!(again.code, 1, "{again:?}");
            assert!(again.out.contains(": still fails, TR-"), "{again:?}");
        }
        let fixed = ended(tagproof(&["replay", path]));
        assert_eq!(fixed.code, 0, "{fixed:?}");
        assert!(fixed.out.contains(": fixed, it passes"), "{fixed:?}");
    }
    let suite = artifacts.to_str().unwrap();
    let run = ["run", "found", "--suites", suite, "--cases", "0"];
    let run = ended(tagproof(&[&run[..], &["--target", TARGET]].concat()));
    assert_eq!(run.code, 1, "{run:?}");
    let all = format!("{0} cases: 0 pass, {0} fail", files.len());
    assert!(run.out.contains(&all), "{run:?}");
}

#[test]
fn the_same_seed_and_budget_save_the_same_bytes_whatever_the_jobs() {
    let of = |name: &str, seed: &str, jobs: &str| {
        let artifacts = fresh("fuzz", name);
        let corpus = fresh("fuzz", &format!("{name}-corpus"));
        let corpus = corpus.to_str().unwrap();
        let args = ["--cases", CASES, "--seed", seed, "--jobs", jobs];
        fuzz(&[&args[..], &["--corpus", corpus]].concat(), &artifacts);
        (files(&artifacts), files(Path::new(corpus)))
    };
    let first = of("same-1", "7", "1");
    assert!(!first.0.is_empty() && first.1.len() > 20);
    // Not assert_eq, which would print them all.
    assert!(of("same-2", "7", "1") == first);
    assert!(of("same-8", "7", "8") == first);
    assert!(of("same-other", "8", "1") != first);
}

#[test]
fn who_sends_no_signature_finds_nobody_wrong_for_taking_none() {
    let artifacts = fresh("fuzz", "unsigned");
    let mut command = tagproof(&["fuzz", "--auth", "none", "--cases", "64", "--artifacts"]);
    command.arg(&artifacts);
    let ended = ended(command);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn an_interrupt_ends_with_what_there_is() {
    let artifacts = fresh("fuzz", "interrupted");
    let report = artifacts.with_extension("json");
    let args = ["fuzz", "--target", TARGET, "--time", "600", "--artifacts"];
    let to = format!("json={}", report.display());
    let mut command = tagproof(&args);
    command.arg(&artifacts).args(["--report", &to]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    assert!(first.starts_with("found TR-"), "{first}");
    let signal = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(signal.unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
    assert!(rest.contains("interrupted after "), "{rest}");
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(report["exit"], 130);
    assert_eq!(report["campaign"]["stopped"], "interrupted");
    let kinds = report["campaign"]["found"].as_array().unwrap();
    let saved = kinds.iter().filter(|kind| kind["case"].is_string()).count();
    assert_eq!(files(&artifacts).len(), saved);
    assert!(saved > 0);
}

#[test]
fn a_corpus_is_resumed_grows_and_holds_nothing_twice() {
    let corpus = fresh("fuzz", "corpus");
    let with = |seed: &str| {
        let args = ["fuzz", "--cases", CASES, "--seed", seed, "--corpus"];
        let mut command = tagproof(&args);
        command.arg(&corpus);
        let ended = ended(command);
        assert_eq!(ended.code, 0, "{ended:?}");
        files(&corpus)
    };
    let first = with("1");
    let second = with("2");
    assert!(first.len() > 20);
    assert!(second.len() > first.len());
    let kept = |(name, text)| second.get(name) == Some(text);
    assert!(first.iter().all(kept));
    assert_eq!(distinct(&second), second.len());
    // A copy under another name is one case, and so stays the only one.
    let copy = fs::read_to_string(corpus.join(first.keys().next().unwrap())).unwrap();
    fs::write(corpus.join("zz-copy.toml"), copy).unwrap();
    let third = with("3");
    assert_eq!(distinct(&third) + 1, third.len());
}

/// How many different cases there are, whatever they are called.
fn distinct(files: &BTreeMap<String, String>) -> usize {
    let texts: BTreeSet<String> = files
        .values()
        .map(|text| {
            text.lines()
                .filter(|line| !line.starts_with("id = "))
                .collect()
        })
        .collect();
    texts.len()
}

#[test]
fn a_baseline_keeps_what_is_known_from_failing() {
    let artifacts = fresh("fuzz", "baseline");
    let baseline = artifacts.with_extension("toml");
    let report = artifacts.with_extension("json");
    let to = format!("json={}", report.display());
    let sarif = artifacts.with_extension("sarif");
    let to_sarif = format!("sarif={}", sarif.display());
    let args = [
        "--cases",
        CASES,
        "--report",
        &to,
        "--report",
        &to_sarif,
        "--baseline",
    ];
    let with = |text: &str| {
        fs::write(&baseline, text).unwrap();
        fuzz(
            &[&args[..], &[baseline.to_str().unwrap()]].concat(),
            &artifacts,
        )
    };
    assert_eq!(with("").code, 1);
    let found: Value = serde_json::from_str(&fs::read_to_string(&report).unwrap()).unwrap();
    let entries = |more: &str| {
        let kinds = found["campaign"]["found"].as_array().unwrap().iter();
        kinds.fold(String::new(), |text, kind| {
            format!(
                "{text}[[known]]\nid = {}\nreason = \"soon\"\n{more}",
                kind["id"]
            )
        })
    };
    let located = fs::read_to_string(&sarif).unwrap();
    assert!(located.contains("baseline/tr-tag-quota-"), "{located}");
    let known = with(&entries(""));
    assert_eq!(known.code, 0, "{known:?}");
    assert!(known.out.contains("0 kinds of failure, and "), "{known:?}");
    let expired = with(&entries("expires = 2020-01-01\n"));
    assert_eq!(expired.code, 5, "{expired:?}");
    let named = "CHANGED baseline: 'TR-TAG-QUOTA";
    assert!(expired.out.contains(named), "{expired:?}");
    let wrong = with("[[known]]\nid = 7\n");
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert!(wrong.err.contains("baseline.toml:2:"), "{wrong:?}");
}

#[test]
fn a_time_limit_records_where_it_stopped() {
    let ended = ended(tagproof(&["fuzz", "--time", "1"]));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.contains("the time was up after "), "{ended:?}");
}

#[test]
fn the_reference_is_never_failed_and_nothing_is_written() {
    let artifacts = fresh("fuzz", "reference");
    fs::remove_dir(&artifacts).unwrap();
    let mut command = tagproof(&["fuzz", "--cases", "300", "--artifacts"]);
    command.arg(&artifacts);
    let ended = ended(command);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.ends_with("reference: nothing new was found\n"));
    assert!(!artifacts.exists());
}

#[test]
fn who_changes_its_mind_is_caught_by_one_case() {
    let artifacts = fresh("fuzz", "switcher");
    let mut command = tagproof(&["fuzz", "--cases", "1024", "--target"]);
    command
        .args(["mutant:value-digit-by-format", "--artifacts"])
        .arg(&artifacts);
    let found = ended(command);
    assert_eq!(found.code, 1, "{found:?}");
    let text = files(&artifacts);
    let text = text.get("inconsistent-value-first-digit.toml").unwrap();
    assert!(text.matches("[[case.step]]").count() <= 3, "{text}");
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_quota_bug_behind_a_line_of_json_is_found_and_replayed() {
    const EMULATOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/exec/emulator.py");
    let artifacts = fresh("fuzz", "exec");
    let broken = format!("exec:python3 {EMULATOR} --quota 21");
    let mut command = tagproof(&["fuzz", "--cases", "64", "--target", &broken, "--artifacts"]);
    command.arg(&artifacts);
    let found = ended(command);
    assert_eq!(found.code, 1, "{found:?}");
    let saved = artifacts.join("tr-tag-quota-400-quotaexceeded-tagnum-accepted-full.toml");
    let replay = |target: &str| {
        let mut command = tagproof(&["replay", "--target", target]);
        command.arg(&saved);
        ended(command)
    };
    let again = replay(&broken);
    assert_eq!(again.code, 1, "{again:?}");
    assert!(
        again.out.contains(": still fails, TR-TAG-QUOTA/"),
        "{again:?}"
    );
    let right = replay(&format!("exec:python3 {EMULATOR}"));
    assert_eq!(right.code, 0, "{right:?}");
}

#[test]
fn bad_input_is_one_clear_message() {
    let nothing = fresh("fuzz", "nothing");
    let toml = nothing.join("bad.toml");
    fs::write(&toml, "[[case]]\nid = \"no\"\n").unwrap();
    let toml = toml.to_str().unwrap();
    for (args, code, said) in [
        (&["fuzz", "--cases", "0"][..], 2, "--cases"),
        (&["fuzz", "--baseline", "no-such-file"], 2, "no-such-file"),
        (
            &["fuzz", "--corpus", nothing.to_str().unwrap()],
            2,
            "bad.toml:1",
        ),
        (&["fuzz", "--report", "jsn=x"], 2, "did you mean 'json'"),
        (&["fuzz", "--report", "json="], 2, "--report"),
        (
            &["fuzz", "--target", "http://127.0.0.1:1"],
            3,
            "does not answer",
        ),
        (&["replay"], 2, "FILE"),
        (
            &["replay", "no-such-file"],
            2,
            "failed to read no-such-file",
        ),
        (&["replay", toml], 2, "bad.toml:1: case id 'no'"),
    ] {
        let ended = ended(tagproof(args));
        assert_eq!(ended.code, code, "{args:?} {ended:?}");
        assert!(ended.err.contains(said), "{args:?} {ended:?}");
    }
}

/// A campaign against the mutant.
fn fuzz(args: &[&str], artifacts: &Path) -> Ended {
    let mut command = tagproof(&["fuzz", "--target", TARGET, "--artifacts"]);
    command.arg(artifacts).args(args);
    ended(command)
}

/// The files of a folder with their texts.
fn files(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}
