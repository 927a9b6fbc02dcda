//! The regression gate: baselines, locks and snapshots of a target.

use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::fresh;
use crate::program::{Ended, ended, tagproof};
use serde_json::Value;

/// A mutant with its failing cases in one suite file.
const MUTANT: &str = "mutant:quota-off-by-one";

#[test]
fn a_baseline_lets_known_failures_be_and_names_what_is_fixed() {
    let folder = fresh("gate", "baseline");
    let file = folder.join("known.toml");
    let path = file.to_str().unwrap();
    assert_eq!(run(&["--target", MUTANT]).code, 1);

    let missing = run(&["--target", MUTANT, "--baseline", path]);
    assert_eq!(missing.code, 2, "{missing:?}");
    let written = run(&["--target", MUTANT, "--baseline", path, "--update-baseline"]);
    assert_eq!(written.code, 0, "{written:?}");
    let text = fs::read_to_string(&file).unwrap();
    let known = text.matches("[[known]]").count();
    assert!(known > 0, "{text}");

    let report = folder.join("report.json");
    let json = format!("json={}", report.display());
    let after = run(&["--target", MUTANT, "--baseline", path, "--report", &json]);
    assert_eq!(after.code, 0, "{after:?}");
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(report["summary"]["fail"], 0);
    assert!(report["summary"]["known_fail"].as_u64().unwrap() > 0);
    let reason = report["failures"][0]["known"].as_str().unwrap();
    assert!(
        reason.starts_with("not looked at yet: expected "),
        "{reason}"
    );

    let fixed = run(&["--baseline", path]);
    assert_eq!(fixed.code, 5, "{fixed:?}");
    let id = text
        .split("id = \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let named = format!("CHANGED baseline: '{id}' is fixed: case quota/");
    assert!(fixed.out.contains(&named), "{fixed:?}");
    assert!(fixed.out.contains(" unexpected-pass"), "{fixed:?}");
    assert!(fixed.out.contains("\nexit 5: reference "), "{fixed:?}");

    // What another case shows is known as little as before.
    let other = run(&["--target", "mutant:full-quota-refused", "--baseline", path]);
    assert_eq!(other.code, 1, "{other:?}");

    let noted = format!("# Ours.\n{text}").replacen("not looked at yet", "ticket 7", 1);
    fs::write(&file, &noted).unwrap();
    let same = run(&["--target", MUTANT, "--baseline", path, "--update-baseline"]);
    assert_eq!(same.code, 0, "{same:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), noted);
    let emptied = run(&["--baseline", path, "--update-baseline"]);
    assert_eq!(emptied.code, 0, "{emptied:?}");
    let left = fs::read_to_string(&file).unwrap();
    assert!(!left.contains("[[known]]"), "{left}");
}

#[test]
fn an_expired_entry_is_stale_and_a_wrong_file_is_told() {
    let folder = fresh("gate", "expired");
    let file = folder.join("known.toml");
    let path = file.to_str().unwrap();
    run(&["--target", MUTANT, "--baseline", path, "--update-baseline"]);
    let text = fs::read_to_string(&file).unwrap();
    let ended_at = |day: &str| {
        fs::write(
            &file,
            text.replace("case = ", &format!("expires = {day}\ncase = ")),
        )
        .unwrap();
        run(&["--target", MUTANT, "--baseline", path])
    };
    let expired = ended_at("2020-01-31");
    assert_eq!(expired.code, 5, "{expired:?}");
    assert!(
        expired
            .out
            .contains("has expired on 2020-01-31 and fails still"),
        "{expired:?}"
    );
    assert_eq!(ended_at("9999-12-31").code, 0);
    let wrong = ended_at("soon");
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert!(wrong.err.contains("known.toml:"), "{wrong:?}");

    fs::write(&file, "known = [{ id = \"a\", reason = \"b\" }]\n").unwrap();
    let inline = run(&["--baseline", path, "--update-baseline"]);
    assert_eq!((inline.code, inline.out.as_str()), (2, ""), "{inline:?}");
    assert!(inline.err.contains("written as [[known]]"), "{inline:?}");

    fs::write(
        &file,
        "[[known]]\nid = \"TR-NOTHING/of-the-kind\"\nreason = \"once\"\n",
    )
    .unwrap();
    let unmatched = whole(&["--baseline", path]);
    assert_eq!(unmatched.code, 5, "{unmatched:?}");
    assert!(
        unmatched
            .out
            .contains("'TR-NOTHING/of-the-kind' matches no failure"),
        "{unmatched:?}"
    );
    // Whoever runs a part of the suite cannot say.
    assert_eq!(run(&["--baseline", path]).code, 0);
}

#[test]
fn a_lock_names_the_axis_that_changed() {
    let folder = fresh("gate", "lock");
    let file = folder.join("reading.toml");
    let path = file.to_str().unwrap();
    let written = ended(tagproof(&["fingerprint", "--lock", path]));
    assert_eq!(written.code, 0, "{written:?}");
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("\nexisting-key = \"overwrite\"  # "),
        "{text}"
    );

    let same = run(&["--reading-lock", path]);
    assert_eq!(same.code, 0, "{same:?}");
    let changed = run(&["--reading-lock", path, "--reading", "existing-key=rejected"]);
    assert_eq!(changed.code, 6, "{changed:?}");
    let named = "CHANGED lock: axis existing-key was overwrite and is rejected now (";
    assert!(changed.out.contains(named), "{changed:?}");
    let last =
        "\nexit 6: reference is not as its lock says: a reading changed, or an ability is lost\n";
    assert!(changed.out.ends_with(last), "{changed:?}");

    // What fails is worse than what changed.
    let worse = run(&["--reading-lock", path, "--target", MUTANT]);
    assert_eq!(worse.code, 1, "{worse:?}");
    let other = run(&["--reading-lock", path, "--edition", "vpc-2024-06"]);
    assert_eq!(other.code, 2, "{other:?}");
    assert!(
        other.err.contains("the lock is of edition vpc-2023-03"),
        "{other:?}"
    );
}

#[test]
fn a_changed_answer_fails_with_its_difference_even_where_the_page_is_silent() {
    let folder = fresh("gate", "snapshots");
    let kept = folder.join("kept");
    let path = kept.to_str().unwrap();
    let nothing = run(&["--snapshots", path]);
    assert_eq!(nothing.code, 2, "{nothing:?}");
    let written = run(&["--snapshots", path, "--update-snapshots"]);
    assert_eq!(written.code, 0, "{written:?}");
    let same = run(&["--snapshots", path, "--jobs", "8", "--seed", "3"]);
    assert_eq!(same.code, 0, "{same:?}");
    assert!(pending(&kept).is_empty());

    // The page says nothing about what a message says.
    let silent = ["--target", "mutant:message-empty"];
    assert_eq!(run(&silent).code, 0);
    let changed = run(&[&silent[..], &["--snapshots", path]].concat());
    assert_eq!(changed.code, 1, "{changed:?}");
    assert!(changed.out.contains("CHANGED snapshots: "), "{changed:?}");
    let lines = |sign: &str| {
        let mut lines = changed.out.lines();
        lines.any(|line| line.starts_with(&format!("  {sign}< 4")))
    };
    assert!(lines("-") && lines("+"), "{changed:?}");
    assert!(!pending(&kept).is_empty());

    // What `cargo insta review` does when a change is accepted.
    for new in pending(&kept) {
        fs::rename(&new, new.with_extension("")).unwrap();
    }
    assert_eq!(run(&[&silent[..], &["--snapshots", path]].concat()).code, 0);
    let back = run(&["--snapshots", path, "--update-snapshots"]);
    assert_eq!(back.code, 0, "{back:?}");

    // What is wrong is told before anything is sent.
    fs::write(kept.join("quota/nobody.snap"), "nothing\n").unwrap();
    let wrong = run(&["--snapshots", path]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""), "{wrong:?}");
    assert!(
        wrong.err.contains("nobody.snap: not a snapshot"),
        "{wrong:?}"
    );
}

#[test]
fn an_answer_that_is_kept_of_no_case_is_named() {
    let kept = fresh("gate", "orphan").join("kept");
    let path = kept.to_str().unwrap();
    let written = whole(&["--snapshots", path, "--update-snapshots"]);
    assert_eq!(written.code, 0, "{written:?}");
    fs::write(kept.join("quota/nobody.snap"), "---\nsource: x\n---\n").unwrap();
    let orphan = whole(&["--snapshots", path]);
    assert_eq!(orphan.code, 0, "{orphan:?}");
    assert!(orphan.out.contains("nobody.snap"), "{orphan:?}");
}

#[test]
fn shards_are_compared_with_what_is_kept_when_they_are_joined() {
    let folder = fresh("gate", "merged");
    let file = folder.join("known.toml");
    let path = file.to_str().unwrap();
    run(&["--target", MUTANT, "--baseline", path, "--update-baseline"]);
    let shards = |target: &str| {
        let mut files = Vec::new();
        for part in ["1/2", "2/2"] {
            let name = folder.join(format!("{}.json", part.replace('/', "-of-")));
            let json = format!("json={}", name.display());
            run(&["--target", target, "--shard", part, "--report", &json]);
            files.push(name.to_str().unwrap().to_owned());
        }
        files
    };
    let merge = |files: &[String], more: &[&str]| {
        let files = files.iter().map(String::as_str);
        let args: Vec<&str> = ["merge"]
            .into_iter()
            .chain(files)
            .chain(more.iter().copied())
            .collect();
        ended(tagproof(&args))
    };
    let failing = shards(MUTANT);
    assert_eq!(merge(&failing, &[]).code, 1);
    let known = merge(&failing, &["--baseline", path]);
    assert_eq!(known.code, 0, "{known:?}");
    let fixed = merge(&shards("reference"), &["--baseline", path]);
    assert_eq!(fixed.code, 5, "{fixed:?}");
}

/// A run of one topic, whose cases stand in one suite file.
fn run(args: &[&str]) -> Ended {
    ended(tagproof(&[&["run", "quota"][..], args].concat()))
}

/// A run of everything, which alone can say what is no more.
fn whole(args: &[&str]) -> Ended {
    let own = ["run", "--cases", "0", "--target", "in-process"];
    ended(tagproof(&[&own[..], args].concat()))
}

/// The snapshots that wait for a review.
fn pending(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pending(&path));
        } else if path.to_str().unwrap().ends_with(".snap.new") {
            found.push(path);
        }
    }
    found
}
