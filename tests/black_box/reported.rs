//! Runs tagproof and reads the JSON report that it writes.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::program::{Ended, ended, tagproof};

/// Most of a run, and alike in what a target is asked: these are tried in process,
/// and over HTTP by whole runs of a mutant and, in `.ci/run`, of the reference.
const SKIPPED: [&str; 4] = ["covering", "precedence-pair", "converted", "retagged"];

/// Runs what is written by hand, with few drawn cases and without those skipped,
/// with `--report json=` and these arguments, with more jobs than cores
/// unless told, since most of each is waiting; how it ended and the report.
pub(crate) fn reported(args: &[&str]) -> (Ended, Value) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!(
        "report-{}-{}.json",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    ));
    let flag = format!("--report=json={}", path.display());
    let jobs: &[&str] = if args.contains(&"--jobs") {
        &[]
    } else {
        &["--jobs", "8"]
    };
    let drawn: &[&str] = if args.contains(&"--cases") {
        &[]
    } else {
        &["--cases", "40"]
    };
    let skipped = SKIPPED.map(|topic| format!("--skip={topic}"));
    let skipped: Vec<&str> = skipped.iter().map(String::as_str).collect();
    let ended = ended(tagproof(
        &[&["run", &flag], jobs, drawn, &skipped, args].concat(),
    ));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("no report of {args:?}: {error}\n{ended:?}"));
    std::fs::remove_file(&path).unwrap();
    let as_if_whole = |text: &str| {
        let told = SKIPPED.map(|topic| format!("--skip {topic}")).join(", ");
        [", narrowed by ", "; narrowed by ", ", "]
            .iter()
            .fold(text.to_owned(), |text, joint| {
                text.replace(&format!("{joint}{told}"), "")
            })
    };
    let ended = Ended {
        out: as_if_whole(&ended.out),
        err: as_if_whole(&ended.err),
        ..ended
    };
    (ended, serde_json::from_str(&text).unwrap())
}
