//! The JSON report, schema 1.

use serde_json::{Value, json};

use crate::check::{AxisResult, CaseResult, Run, Verdict};

use super::failure_text::FailureText;
use super::scope_text::{MissingText, ScopeText, names};
use super::shown::{ShownText, readings_text};

/// The JSON Schema of these reports.
pub const REPORT_SCHEMA: &str = include_str!("report.schema.json");

/// The report of a run as JSON; `exit` is the code that the run ends with.
pub fn json(run: &Run, exit: u8) -> String {
    let mut report = json!({
        "schema": 1,
        "tool": "tagproof",
        "version": env!("CARGO_PKG_VERSION"),
        "target": run.target,
        "edition": run.edition.name,
        "seed": run.seed,
        "generated": run.drawn,
        "shard": run.shard,
        "manifest": run.manifest,
        "exit": exit,
        "summary": summary(run),
        "readings": run.readings.iter().map(reading).collect::<Vec<_>>(),
        "clauses": run.clauses.iter().map(|clause| json!({
            "id": clause.id,
            "level": clause.level.as_str(),
            "pass": clause.pass,
            "fail": clause.fail,
            "inconclusive": clause.inconclusive,
            "positive": clause.positive,
            "negative": clause.negative,
            "killed": clause.killed,
        })).collect::<Vec<_>>(),
        "capabilities": run.capabilities,
        "scope": ScopeText::of(run),
        "missing": run.missing.iter().map(MissingText::of).collect::<Vec<_>>(),
        "cases": run.cases.iter().map(case).collect::<Vec<_>>(),
        "failures": run.failures.iter().map(FailureText::of).collect::<Vec<_>>(),
        "precedence": run.precedence.iter().map(|pair| json!({
            "case": pair.case,
            "reported": pair.reported,
            "over": pair.over,
        })).collect::<Vec<_>>(),
        "notices": run.notices.iter().map(|notice| json!({
            "clause": notice.clause,
            "what": notice.what,
            "count": notice.count,
        })).collect::<Vec<_>>(),
        "deviations": run.deviations.iter().map(|deviation| json!({
            "from": deviation.from.as_str(),
            "what": deviation.what,
        })).collect::<Vec<_>>(),
        "other_edition": run.other_edition.as_ref().map(|other| json!({
            "name": other.name,
            "explained": other.explained,
            "failing": other.failing,
        })),
    });
    if let Some(shown) = &run.shown {
        report["shown"] = json!(ShownText::of(shown));
    }
    // A tree of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn summary(run: &Run) -> Value {
    json!({
        "total": run.cases.len(),
        "pass": run.count(Verdict::Pass),
        "fail": run.count(Verdict::Fail),
        "known_fail": run.count(Verdict::KnownFail),
        "unexpected_pass": run.count(Verdict::UnexpectedPass),
        "inconclusive": run.count(Verdict::Inconclusive),
        "not_applicable": run.count(Verdict::NotApplicable),
        "not_run": run.count(Verdict::NotRun),
        "divergence": run.divergence(),
        "coverage": run.coverage(),
        "accepted": run.accepted,
        "requests": run.requests,
        "seconds": run.seconds,
    })
}

fn reading(axis: &AxisResult) -> Value {
    json!({
        "axis": axis.axis.axis().id,
        "options": axis.options,
        "status": axis.status.as_str(),
        "evidence": axis.evidence,
        "reason": axis.reason,
    })
}

fn case(case: &CaseResult) -> Value {
    json!({
        "id": case.id,
        "verdict": case.verdict.as_str(),
        "clauses": case.clauses,
        "negative": case.negative,
        "needs": names(&case.needs),
        "reason": case.reason,
        "failures": case.failures,
        "constraint": case.constraint.iter().map(readings_text).collect::<Vec<_>>(),
        "file": case.file,
        "line": case.line,
    })
}
