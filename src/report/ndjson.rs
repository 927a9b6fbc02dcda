//! The report as one JSON object a line, each written as it happens.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::check::Run;

use super::json::tree;
use super::judged::Report;

/// The whole report, for runs that are over: what would have been written.
pub(super) fn ndjson(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    let begun = begin(&run.target, run.edition.name, run.seed, run.total());
    out.write_all(begun.as_bytes())?;
    for case in &run.cases {
        let line = case_line(&case.id, case.verdict.as_str(), case.reason.as_deref());
        out.write_all(line.as_bytes())?;
    }
    for line in end(run, report.exit) {
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// The line that a run begins with.
pub fn begin(target: &str, edition: &str, seed: u64, cases: usize) -> String {
    line(&json!({
        "event": "begin",
        "schema": 1,
        "tool": "tagproof",
        "version": env!("CARGO_PKG_VERSION"),
        "target": target,
        "edition": edition,
        "seed": seed,
        "cases": cases,
    }))
}

/// The line of a case: what it came to by itself once it is done, and again at
/// the end if together with others it comes to something else. The last counts.
pub fn case_line(id: &str, verdict: &str, reason: Option<&str>) -> String {
    line(&json!({"event": "case", "id": id, "verdict": verdict, "reason": reason}))
}

/// The lines that a run ends with: its failures, and the summary.
pub fn end(run: &Run, exit: u8) -> Vec<String> {
    let whole = tree(run, exit);
    let mut lines: Vec<String> = whole["failures"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|failure| line(&json!({"event": "failure", "failure": failure})))
        .collect();
    lines.extend(run.deviations.iter().map(|deviation| {
        line(&json!({
            "event": "deviation",
            "from": deviation.from.as_str(),
            "what": deviation.what,
        }))
    }));
    lines.push(line(&json!({
        "event": "end",
        "exit": exit,
        "summary": whole["summary"],
        "readings": whole["readings"],
        "scope": whole["scope"],
        "missing": whole["missing"],
    })));
    lines
}

fn line(event: &Value) -> String {
    format!("{event}\n")
}
