//! Runs tagproof and reads the JSON report that it writes.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::program::{Ended, ended, tagproof};

/// The arrays are half of a run: they are tried in process, and by the runs of the
/// README.
const WITHOUT_ARRAYS: &[&str] = &["--skip", "covering"];

/// Runs without the arrays, with `--report json=` and these arguments, with more jobs than cores
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
    let ended = ended(tagproof(
        &[&["run", &flag], jobs, WITHOUT_ARRAYS, args].concat(),
    ));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("no report of {args:?}: {error}\n{ended:?}"));
    std::fs::remove_file(&path).unwrap();
    let as_if_whole = |text: &str| {
        [", narrowed by", "; narrowed by", ","]
            .iter()
            .fold(text.to_owned(), |text, joint| {
                text.replace(&format!("{joint} --skip covering"), "")
            })
    };
    let ended = Ended {
        out: as_if_whole(&ended.out),
        err: as_if_whole(&ended.err),
        ..ended
    };
    (ended, serde_json::from_str(&text).unwrap())
}
