//! The report as one JSON object a line, each written as it happens.

mod lines;
mod read;

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::check::{CaseResult, Failure, Missing, Observed, Plan, Run, Verdict};
use crate::contract::visible_json;

use super::failure_text::FailureText;
use super::judged::Report;
use super::run_text::{CaseText, DeviationText};
use super::scope_text::MissingText;
use super::shown::observed_text;

use lines::{Begin, CaseLine, End, Line};

pub use read::{is_ndjson, read_ndjson};

/// The whole report, for runs that are over: what would have been written, but for
/// what their cases showed.
pub(super) fn ndjson(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run;
    write_line(&Line::Begin(Begin::of_run(run)), out)?;
    for case in &run.cases {
        out.write_all(settled(case).as_bytes())?;
    }
    for line in end(run, report.exit) {
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// The line that a run of so many cases begins with.
pub fn begin(plan: &Plan<'_>, cases: usize) -> String {
    line(&Line::Begin(Begin::of_plan(plan, cases)))
}

/// The line of what the target can do.
pub fn capabilities(able: BTreeMap<String, String>) -> String {
    line(&Line::Capabilities { capabilities: able })
}

/// The line of what the probes showed, and of the abilities that the target lacks.
pub fn probed(probes: &[Observed], lacking: &[Missing]) -> String {
    line(&Line::Probed {
        probes: probes.iter().map(observed_text).collect(),
        lacking: lacking.iter().map(MissingText::of).collect(),
    })
}

/// The lines of a case that is done: what it came to by itself and what it showed,
/// and each failure with its evidence. `requests` were sent so far, by all cases.
pub fn done(
    result: &CaseResult,
    observed: &Observed,
    failures: &[Failure],
    requests: u64,
) -> Vec<String> {
    let case = Line::Case(Box::new(CaseLine {
        requests: Some(requests),
        observed: Some(observed_text(observed)),
        ..CaseLine::of(result)
    }));
    std::iter::once(line(&case))
        .chain(evidence(failures))
        .collect()
}

/// The lines of what failed in one case, as it happens. It is told again at the
/// end, each kind once and with how many cases show it.
pub fn evidence(failures: &[Failure]) -> impl Iterator<Item = String> {
    failures.iter().map(|failure| {
        line(&Line::Evidence {
            failure: FailureText::of(failure),
        })
    })
}

/// The line of a case that came to something else together with others, or that
/// was not run. Of several lines of a case the last counts.
pub fn settled(result: &CaseResult) -> String {
    let not_run = (result.verdict == Verdict::NotRun).then(|| CaseText::of(result));
    line(&Line::Case(Box::new(CaseLine {
        result: not_run,
        ..CaseLine::of(result)
    })))
}

/// The lines that a run ends with: its failures, and the summary.
pub fn end(run: &Run, exit: u8) -> Vec<String> {
    let failures = run.failures.iter().map(|failure| Line::Failure {
        failure: FailureText::of(failure),
    });
    let deviations = run
        .deviations
        .iter()
        .map(|deviation| Line::Deviation(DeviationText::of(deviation)));
    let end = Line::End(Box::new(End::of(run, exit)));
    failures
        .chain(deviations)
        .chain([end])
        .map(|event| line(&event))
        .collect()
}

fn write_line(event: &Line, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(line(event).as_bytes())
}

/// A line to whoever parts lines where Unicode does, too.
fn line(event: &Line) -> String {
    // A tree of texts and numbers always has a JSON form.
    let line = serde_json::to_string(event).unwrap_or_default();
    format!("{}\n", visible_json(&line))
}
