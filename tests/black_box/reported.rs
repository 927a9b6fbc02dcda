//! Runs tagproof and reads the JSON report that it writes.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::program::{Ended, ended, tagproof};

/// Runs with `--report json=` and these arguments, with more jobs than cores
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
    let ended = ended(tagproof(&[&["run", &flag], jobs, args].concat()));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("no report of {args:?}: {error}\n{ended:?}"));
    std::fs::remove_file(&path).unwrap();
    (ended, serde_json::from_str(&text).unwrap())
}
