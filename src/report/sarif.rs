//! The report as SARIF 2.1.0: clauses are rules, failures are results.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::check::{Failure, Run};
use crate::contract::{Clause, ClauseId, Edition, Level};

use super::github::place;
use super::judged::Report;

/// The report as SARIF, located at the suite file and line of each case.
pub(super) fn sarif(report: &Report<'_>) -> String {
    let run = report.run;
    let edition = run.edition;
    let broken: BTreeSet<ClauseId> = run.failures.iter().map(|failure| failure.clause).collect();
    let rules: Vec<Value> = broken.iter().map(|clause| rule(clause, edition)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "tagproof",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "automationDetails": {"id": format!("tagproof/{}", run.target)},
            "invocations": [{
                "executionSuccessful": report.exit < 2,
                "exitCode": report.exit,
                "exitCodeDescription": report.verdict,
            }],
            "results": run.failures.iter().map(|failure| result(failure, run)).collect::<Vec<_>>(),
        }],
    });
    // A tree of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn rule(clause: &Clause, edition: &Edition) -> Value {
    json!({
        "id": clause.id,
        "shortDescription": {"text": edition.words(clause)},
        "defaultConfiguration": {"level": level(clause.level)},
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must | Level::Companion => "error",
        Level::Should => "warning",
        Level::Unspecified => "note",
    }
}

fn result(failure: &Failure, run: &Run) -> Value {
    let (file, line) = place(run, &failure.case);
    let location = file.map_or_else(
        || json!({"logicalLocations": [{"fullyQualifiedName": failure.case, "kind": "member"}]}),
        |file| {
            json!({
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(file)},
                    "region": {"startLine": line.max(1)},
                },
                "logicalLocations": [{"fullyQualifiedName": failure.case, "kind": "member"}],
            })
        },
    );
    let level = level(failure.clause.level);
    let suppressions: Vec<Value> = failure
        .known
        .iter()
        .map(|reason| json!({"kind": "external", "justification": reason}))
        .collect();
    json!({
        "ruleId": failure.clause,
        "level": level,
        "message": {"text": format!(
            "{} step {}{}: expected {}, got {}. Again: {}",
            failure.case,
            failure.step,
            failure.now_and_then(),
            failure.expected,
            failure.observed,
            failure.replay
        )},
        "locations": [location],
        "occurrenceCount": failure.count,
        "suppressions": suppressions,
        "partialFingerprints": {"tagproofIdentity/v1": failure.id},
    })
}

/// A path as a relative URI reference.
fn uri(file: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'.')
        .remove(b'-')
        .remove(b'_')
        .remove(b'~');
    let file = file.replace('\\', "/");
    percent_encoding::utf8_percent_encode(&file, KEPT).to_string()
}
