//! What the JSON report holds, as it is written and read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::check::{Alike, AxisResult, CaseResult, ClauseResult, Deviation, Run, Verdict};
use crate::contract::{ClauseId, EditionFile};

use super::failure_text::FailureText;
use super::scope_text::{MissingText, ScopeText, names};
use super::shown::{ShownText, readings_text};

/// The version of the form.
pub(super) const SCHEMA: u64 = 1;

/// Who writes it.
pub(super) const TOOL: &str = "tagproof";

/// A whole report.
#[derive(Serialize, Deserialize)]
pub(super) struct RunText {
    pub(super) schema: u64,
    pub(super) tool: String,
    #[serde(default)]
    pub(super) version: String,
    pub(super) target: String,
    pub(super) edition: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) edition_file: Option<EditionFileText>,
    pub(super) seed: u64,
    pub(super) generated: usize,
    pub(super) shard: String,
    pub(super) manifest: String,
    pub(super) exit: u8,
    pub(super) summary: SummaryText,
    pub(super) readings: Vec<AxisText>,
    pub(super) clauses: Vec<ClauseText>,
    pub(super) capabilities: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) scope: ScopeText,
    #[serde(default)]
    pub(super) missing: Vec<MissingText>,
    pub(super) cases: Vec<CaseText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) counted: Vec<CountedText>,
    pub(super) failures: Vec<FailureText>,
    #[serde(default)]
    pub(super) precedence: Vec<PrecedenceText>,
    #[serde(default)]
    pub(super) notices: Vec<NoticeText>,
    #[serde(default)]
    pub(super) deviations: Vec<DeviationText>,
    pub(super) other_edition: Option<OtherText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) shown: Option<ShownText>,
}

/// The file that describes the edition, so that a report is read without it.
#[derive(Serialize, Deserialize)]
pub(super) struct EditionFileText {
    pub(super) path: String,
    pub(super) text: String,
}

/// The run in numbers. What follows from the cases is not read again.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SummaryText {
    pub(super) total: usize,
    pass: usize,
    fail: usize,
    known_fail: usize,
    unexpected_pass: usize,
    inconclusive: usize,
    not_applicable: usize,
    not_run: usize,
    divergence: f64,
    coverage: f64,
    pub(super) accepted: Option<usize>,
    pub(super) requests: u64,
    pub(super) seconds: f64,
}

/// What is known of an axis.
#[derive(Serialize, Deserialize)]
pub(super) struct AxisText {
    pub(super) axis: String,
    pub(super) options: Vec<String>,
    pub(super) status: String,
    pub(super) evidence: Vec<String>,
    pub(super) reason: Option<String>,
}

/// What is known of a clause.
#[derive(Serialize, Deserialize)]
pub(super) struct ClauseText {
    pub(super) id: String,
    #[serde(default)]
    level: String,
    pub(super) pass: usize,
    pub(super) fail: usize,
    pub(super) inconclusive: usize,
    pub(super) positive: usize,
    pub(super) negative: usize,
    pub(super) killed: usize,
}

/// How a case ended.
#[derive(Serialize, Deserialize)]
pub(super) struct CaseText {
    pub(super) id: String,
    pub(super) verdict: String,
    pub(super) clauses: Vec<String>,
    #[serde(default)]
    pub(super) negative: bool,
    #[serde(default)]
    pub(super) needs: Vec<String>,
    pub(super) reason: Option<String>,
    #[serde(default)]
    pub(super) failures: Vec<String>,
    pub(super) constraint: Vec<Map<String, Value>>,
    pub(super) file: String,
    pub(super) line: usize,
}

/// Cases that are counted and not listed: what they have in common.
#[derive(Serialize, Deserialize)]
pub(super) struct CountedText {
    pub(super) verdict: String,
    pub(super) negative: bool,
    pub(super) needs: Vec<String>,
    pub(super) cases: usize,
}

/// Which of two broken clauses was reported.
#[derive(Serialize, Deserialize)]
pub(super) struct PrecedenceText {
    pub(super) case: String,
    pub(super) reported: String,
    pub(super) over: String,
}

/// What was seen and fails nothing.
#[derive(Serialize, Deserialize)]
pub(super) struct NoticeText {
    pub(super) clause: Option<String>,
    pub(super) what: String,
    pub(super) count: usize,
}

/// What differs from a file that is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct DeviationText {
    pub(super) from: String,
    pub(super) what: String,
}

/// The edition that explains most of the failures.
#[derive(Serialize, Deserialize)]
pub(super) struct OtherText {
    pub(super) name: String,
    pub(super) explained: usize,
    pub(super) failing: usize,
}

impl RunText {
    /// The report of a run that ends with an exit code, but for its cases.
    pub(super) fn but_cases(run: &Run, exit: u8) -> Self {
        Self {
            schema: SCHEMA,
            tool: TOOL.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            target: run.target.clone(),
            edition: run.edition.name.to_owned(),
            edition_file: run.edition.file.as_ref().map(EditionFileText::of),
            seed: run.seed,
            generated: run.drawn,
            shard: run.shard.clone(),
            manifest: run.manifest.clone(),
            exit,
            summary: SummaryText::of(run),
            readings: run.readings.iter().map(AxisText::of).collect(),
            clauses: run.clauses.iter().map(ClauseText::of).collect(),
            capabilities: run.capabilities.clone(),
            scope: ScopeText::of(&run.scope, &run.unneeded),
            missing: run.missing.iter().map(MissingText::of).collect(),
            cases: Vec::new(),
            counted: run.alike.iter().map(CountedText::of).collect(),
            failures: run.failures.iter().map(FailureText::of).collect(),
            precedence: run
                .precedence
                .iter()
                .map(|pair| PrecedenceText {
                    case: pair.case.clone(),
                    reported: pair.reported.to_string(),
                    over: pair.over.to_string(),
                })
                .collect(),
            notices: run
                .notices
                .iter()
                .map(|notice| NoticeText {
                    clause: notice.clause.map(|clause| clause.to_string()),
                    what: notice.what.clone(),
                    count: notice.count,
                })
                .collect(),
            deviations: run.deviations.iter().map(DeviationText::of).collect(),
            other_edition: run.other_edition.as_ref().map(|other| OtherText {
                name: other.edition.name.to_owned(),
                explained: other.explained,
                failing: other.failing,
            }),
            shown: run.shown.as_ref().map(ShownText::of),
        }
    }
}

impl EditionFileText {
    pub(super) fn of(file: &EditionFile) -> Self {
        Self {
            path: file.path.to_owned(),
            text: file.text.to_owned(),
        }
    }
}

impl DeviationText {
    pub(super) fn of(deviation: &Deviation) -> Self {
        Self {
            from: deviation.from.as_str().to_owned(),
            what: deviation.what.clone(),
        }
    }
}

impl SummaryText {
    pub(super) fn of(run: &Run) -> Self {
        Self {
            total: run.total(),
            pass: run.count(Verdict::Pass),
            fail: run.count(Verdict::Fail),
            known_fail: run.count(Verdict::KnownFail),
            unexpected_pass: run.count(Verdict::UnexpectedPass),
            inconclusive: run.count(Verdict::Inconclusive),
            not_applicable: run.count(Verdict::NotApplicable),
            not_run: run.count(Verdict::NotRun),
            divergence: run.divergence(),
            coverage: run.coverage(),
            accepted: run.accepted,
            requests: run.requests,
            seconds: run.seconds,
        }
    }
}

impl AxisText {
    pub(super) fn of(axis: &AxisResult) -> Self {
        Self {
            axis: axis.axis.axis().id.to_owned(),
            options: axis
                .options
                .iter()
                .map(|&option| option.to_owned())
                .collect(),
            status: axis.status.as_str().to_owned(),
            evidence: axis.evidence.clone(),
            reason: axis.reason.clone(),
        }
    }
}

impl ClauseText {
    fn of(clause: &ClauseResult) -> Self {
        Self {
            id: clause.id.to_string(),
            level: clause.level.as_str().to_owned(),
            pass: clause.pass,
            fail: clause.fail,
            inconclusive: clause.inconclusive,
            positive: clause.positive,
            negative: clause.negative,
            killed: clause.killed,
        }
    }
}

impl CountedText {
    fn of((alike, cases): (&Alike, &usize)) -> Self {
        Self {
            verdict: alike.verdict.as_str().to_owned(),
            negative: alike.negative,
            needs: names(&*alike.needs),
            cases: *cases,
        }
    }
}

impl CaseText {
    pub(super) fn of(case: &CaseResult) -> Self {
        Self {
            id: case.id.clone(),
            verdict: case.verdict.as_str().to_owned(),
            clauses: case.clauses.iter().map(ClauseId::to_string).collect(),
            negative: case.negative,
            needs: names(&*case.needs),
            reason: case.reason.clone(),
            failures: case.failures.clone(),
            constraint: case.constraint.iter().map(readings_text).collect(),
            file: case.file.to_string(),
            line: case.line,
        }
    }
}
