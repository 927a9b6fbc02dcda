//! Reads a JSON report back as a run.

use crate::check::{
    Alike, AxisResult, AxisStatus, CaseResult, ClauseResult, Deviation, Kept, Notice, OtherEdition,
    Precedence, Relation, Run, Verdict,
};
use crate::contract::{Edition, Readings, axis_named, edition_from, edition_named};

use super::failure_text::FailureText;
use super::run_text::{
    AxisText, CaseText, ClauseText, CountedText, EditionFileText, RunText, SCHEMA, TOOL,
};
use super::scope_text::abilities;
use super::shown::readings_of;
use super::unreadable::{UnreadableReport, clause, unknown};

/// The run that a JSON report tells of, and the exit code that it ended with.
pub fn read(text: &str) -> Result<(Run, u8), UnreadableReport> {
    let text: RunText =
        serde_json::from_str(text).map_err(|error| UnreadableReport::Shape(error.to_string()))?;
    if text.schema != SCHEMA || text.tool != TOOL {
        return Err(not_of_this_schema(text.schema, &text.tool));
    }
    let edition = edition_of(&text.edition, text.edition_file.as_ref())?;
    let (scope, unneeded) = text.scope.read(edition)?;
    let run = Run {
        target: text.target,
        edition,
        seed: text.seed,
        drawn: text.generated,
        shard: text.shard,
        manifest: text.manifest,
        cases: each(text.cases, |text| case(text, edition))?,
        alike: each(text.counted, |text| text.read(edition))?
            .into_iter()
            .collect(),
        failures: each(text.failures, FailureText::read)?,
        readings: each(text.readings, axis)?,
        clauses: each(text.clauses, |clause| clause_result(&clause))?,
        capabilities: text.capabilities,
        scope,
        unneeded,
        missing: each(text.missing, |missing| missing.read(edition))?,
        accepted: text.summary.accepted,
        notices: each(text.notices, |notice| {
            Ok(Notice {
                clause: notice.clause.as_deref().map(clause).transpose()?,
                what: notice.what,
                count: notice.count,
            })
        })?,
        deviations: each(text.deviations, |deviation| {
            let from = Kept::ALL
                .into_iter()
                .find(|kept| kept.as_str() == deviation.from)
                .ok_or_else(|| unknown("kept thing", &deviation.from))?;
            Ok(Deviation {
                from,
                what: deviation.what,
            })
        })?,
        precedence: each(text.precedence, |pair| {
            Ok(Precedence {
                reported: clause(&pair.reported)?,
                over: clause(&pair.over)?,
                case: pair.case,
            })
        })?,
        other_edition: text
            .other_edition
            .map(|other| {
                let edition = edition_named(&other.name);
                Ok::<_, UnreadableReport>(OtherEdition {
                    edition: edition.ok_or_else(|| unknown("edition", &other.name))?,
                    explained: other.explained,
                    failing: other.failing,
                })
            })
            .transpose()?,
        requests: text.summary.requests,
        seconds: text.summary.seconds,
        // It is not told whole: what the readings say of each axis is.
        belief: Relation::new(vec![Readings::all()]),
        shown: text.shown.map(|shown| shown.read(edition)).transpose()?,
    };
    Ok((run, text.exit))
}

/// That a report is of another kind than what is read.
pub(super) fn not_of_this_schema(schema: u64, tool: &str) -> UnreadableReport {
    UnreadableReport::Shape(format!(
        "it is schema {schema} of {tool}, and schema {SCHEMA} of {TOOL} is read"
    ))
}

/// The edition of this name, or that a file describes.
pub(super) fn edition_of(
    name: &str,
    file: Option<&EditionFileText>,
) -> Result<&'static Edition, UnreadableReport> {
    match file {
        Some(file) => edition_from(&file.path, &file.text)
            .map_err(|error| UnreadableReport::Shape(error.to_string())),
        None => edition_named(name).ok_or_else(|| unknown("edition", name)),
    }
}

pub(super) fn each<T, U>(
    texts: Vec<T>,
    read: impl Fn(T) -> Result<U, UnreadableReport>,
) -> Result<Vec<U>, UnreadableReport> {
    texts.into_iter().map(read).collect()
}

pub(super) fn case(text: CaseText, edition: &Edition) -> Result<CaseResult, UnreadableReport> {
    let verdict = verdict(&text.verdict)?;
    let constraint = text.constraint.iter().map(readings_of);
    Ok(CaseResult {
        id: text.id,
        verdict,
        clauses: each(text.clauses, |id| clause(&id))?.into(),
        negative: text.negative,
        needs: abilities(&text.needs, edition)?.into(),
        reason: text.reason,
        failures: text.failures,
        constraint: constraint.collect::<Result<_, _>>()?,
        file: text.file.into(),
        line: text.line,
    })
}

impl CountedText {
    fn read(self, edition: &Edition) -> Result<(Alike, usize), UnreadableReport> {
        let alike = Alike {
            verdict: verdict(&self.verdict)?,
            negative: self.negative,
            needs: abilities(&self.needs, edition)?.into(),
        };
        Ok((alike, self.cases))
    }
}

fn verdict(word: &str) -> Result<Verdict, UnreadableReport> {
    let mut verdicts = Verdict::ALL.into_iter();
    verdicts
        .find(|verdict| verdict.as_str() == word)
        .ok_or_else(|| unknown("verdict", word))
}

fn axis(text: AxisText) -> Result<AxisResult, UnreadableReport> {
    let axis = axis_named(&text.axis).ok_or_else(|| unknown("axis", &text.axis))?;
    let option = |name: String| {
        let known = axis.axis().options.iter().find(|option| option.id == name);
        known
            .map(|option| option.id)
            .ok_or_else(|| unknown("option", &name))
    };
    let status = AxisStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == text.status)
        .ok_or_else(|| unknown("status", &text.status))?;
    Ok(AxisResult {
        axis,
        options: each(text.options, option)?,
        status,
        evidence: text.evidence,
        reason: text.reason,
    })
}

fn clause_result(text: &ClauseText) -> Result<ClauseResult, UnreadableReport> {
    let clause = clause(&text.id)?;
    Ok(ClauseResult {
        id: clause,
        level: clause.level,
        pass: text.pass,
        fail: text.fail,
        inconclusive: text.inconclusive,
        positive: text.positive,
        negative: text.negative,
        killed: text.killed,
    })
}
