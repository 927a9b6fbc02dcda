//! The report for a person at a terminal: what failed and why, in ten seconds.

use std::fmt::Write as _;

use crate::check::{AxisResult, AxisStatus, ClauseResult, Deviation, Failure, Kept, Run, Verdict};
use crate::contract::{Edition, cut, visible};

use super::grounds::grounds;
use super::judged::Report;
use super::style::Style;

/// Failures that are shown in full; the JSON report has all of them.
const SHOWN: usize = 12;

/// Reasons for a verdict without a failure that are shown; likewise.
const REASONS: usize = 20;

/// Lines of an expectation or observation that are shown.
const LINES: usize = 6;

/// Characters of such a line that are shown.
const WIDEST: usize = 400;

/// Differences from what was kept that are shown, of each kind.
const CHANGES: usize = 6;

/// Lines of a difference that are shown.
const DIFF_LINES: usize = 24;

/// The report of a run; its last line says the verdict.
pub fn terminal(report: &Report<'_>, style: Style) -> String {
    let run = report.run;
    let edition = run.edition;
    let mut out = String::new();
    if let Some(other) = &run.other_edition {
        line(
            &mut out,
            &format!(
                "judged by {}, {} of {} failures go away",
                other.edition.name, other.explained, other.failing
            ),
        );
    }
    let (known, new): (Vec<&Failure>, Vec<&Failure>) = run
        .failures
        .iter()
        .partition(|failure| failure.known.is_some());
    for failure in new.iter().take(SHOWN) {
        write_failure(&mut out, failure, edition, style);
    }
    if new.len() > SHOWN {
        line(
            &mut out,
            &format!(
                "… and {} more kinds of failure; the JSON report has them all",
                new.len() - SHOWN
            ),
        );
        line(&mut out, "");
    }
    for failure in known {
        let reason = failure.known.as_deref().unwrap_or_default();
        let known = format!("known {}: {reason}", failure.id);
        line(&mut out, &visible(&known));
    }
    out.push_str(&deviations(run, style));
    for notice in &run.notices {
        let clause = notice.clause.map_or("note", |clause| clause.clause().id);
        line(
            &mut out,
            &format!(
                "{}note  {clause}: {} ({} cases){}",
                style.dim,
                visible(&notice.what),
                notice.count,
                style.dim.render_reset()
            ),
        );
    }
    write_skipped(&mut out, run, Verdict::Inconclusive);
    write_skipped(&mut out, run, Verdict::NotApplicable);
    write_skipped(&mut out, run, Verdict::NotRun);
    write_summary(&mut out, run);
    out.push_str(&grounds(run, report.judgement, report.again));
    let colour = if report.exit == 0 {
        style.good
    } else {
        style.bad
    };
    line(
        &mut out,
        &format!(
            "{colour}{}{}",
            visible(report.verdict),
            colour.render_reset()
        ),
    );
    out
}

fn write_summary(out: &mut String, run: &Run) {
    let judged = run
        .clauses
        .iter()
        .filter(|clause| clause.pass + clause.fail > 0)
        .count();
    let mut counts = vec![format!("{} pass", run.count(Verdict::Pass))];
    for kind in Verdict::ALL {
        let count = run.count(kind);
        if count > 0 && kind != Verdict::Pass {
            counts.push(format!("{count} {}", kind.as_str()));
        }
    }
    line(
        out,
        &format!(
            "{} cases: {} · {judged} of {} clauses · {} requests · {:.1} s",
            run.total(),
            counts.join(", "),
            run.clauses.len(),
            run.requests,
            run.seconds
        ),
    );
    let demanded: Vec<&ClauseResult> = run
        .clauses
        .iter()
        .filter(|clause| clause.id.is_demanded())
        .collect();
    let with = |such: fn(&ClauseResult) -> bool| demanded.iter().filter(|it| such(it)).count();
    line(
        out,
        &format!(
            "of {} demanded clauses: {} with a positive case, {} with a negative one, {} with one that kills a mutant",
            demanded.len(),
            with(|clause| clause.positive > 0),
            with(|clause| clause.negative > 0),
            with(|clause| clause.killed > 0),
        ),
    );
    let known = |status: AxisStatus| {
        run.readings
            .iter()
            .filter(|axis| axis.status == status)
            .count()
    };
    line(
        out,
        &format!(
            "readings: {} axes pinned, {} open, {} not observable, {} contradicted · edition {}",
            known(AxisStatus::Pinned),
            known(AxisStatus::Open),
            known(AxisStatus::Unobservable),
            known(AxisStatus::Contradicted),
            run.edition.name
        ),
    );
    line(
        out,
        &format!(
            "divergence {:.1} % · coverage {:.1} %",
            run.divergence() * 100.0,
            run.coverage() * 100.0
        ),
    );
}

/// The reading that a target follows, axis by axis.
pub fn fingerprint(readings: &[AxisResult], style: Style) -> String {
    let width = readings
        .iter()
        .map(|axis| axis.axis.axis().id.len())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for axis in readings {
        let options = match axis.status {
            AxisStatus::Contradicted => "contradicted".to_owned(),
            AxisStatus::Pinned => axis.options.join(" or "),
            AxisStatus::Open | AxisStatus::Unobservable => {
                format!("{}: {}", axis.status.as_str(), axis.options.join(" or "))
            }
        };
        let mut why: Vec<String> = axis.reason.iter().cloned().collect();
        if !axis.evidence.is_empty() {
            why.push(axis.evidence.join(", "));
        }
        let why = if why.is_empty() {
            String::new()
        } else {
            format!("  ({})", visible(&why.join("; ")))
        };
        line(
            &mut out,
            &format!(
                "{:width$}  {options}{}{why}{}",
                axis.axis,
                style.dim,
                style.dim.render_reset()
            ),
        );
    }
    out
}

/// One failure: the clause in words, the case, what was expected and what came.
pub fn failure(failure: &Failure, edition: &Edition, style: Style) -> String {
    let mut out = String::new();
    write_failure(&mut out, failure, edition, style);
    out
}

fn write_failure(out: &mut String, failure: &Failure, edition: &Edition, style: Style) {
    let words = edition.words(&failure.clause);
    let (bad, bold, dim) = (style.bad, style.bold, style.dim);
    match &failure.contradiction {
        Some(found) => {
            line(
                out,
                &format!(
                    "{bad}FAIL{} {bold}{} is answered both ways{}{}",
                    bad.render_reset(),
                    found.axis,
                    bold.render_reset(),
                    failure.now_and_then()
                ),
            );
            field(
                out,
                "first",
                &format!("{}: {}", found.earlier, found.earlier_options.join(" or ")),
            );
            field(
                out,
                "then",
                &format!("{}: {}", found.later, found.later_options.join(" or ")),
            );
        }
        None => line(
            out,
            &format!(
                "{bad}FAIL{} {bold}{}{}  {words}{}",
                bad.render_reset(),
                failure.clause,
                bold.render_reset(),
                failure.now_and_then()
            ),
        ),
    }
    let more = if failure.count > 1 {
        format!(" and {} more cases", failure.count - 1)
    } else {
        String::new()
    };
    field(
        out,
        "case",
        &format!("{} step {}{more}", failure.case, failure.step),
    );
    let of_step = failure
        .steps
        .iter()
        .rev()
        .find(|record| record.step == failure.step && record.step > 0);
    let answered = failure.steps.last();
    if let Some(record) = of_step.or(answered) {
        field(out, "request", &record.request);
    }
    // The answer may be that of a call which shows what the request did.
    if let (Some(of_step), Some(answered)) = (of_step, answered)
        && answered.request != of_step.request
    {
        field(out, "seen by", &answered.request);
    }
    if failure.contradiction.is_none() {
        field(out, "expected", &failure.expected);
        field(out, "got", &failure.observed);
    }
    line(
        out,
        &format!(
            "  {dim}again     {}{}",
            visible(&failure.replay),
            dim.render_reset()
        ),
    );
    line(out, "");
}

/// In what the target differs from what was kept of it.
pub(super) fn deviations(run: &Run, style: Style) -> String {
    let mut written = String::new();
    let out = &mut written;
    for from in Kept::ALL {
        let deviations: Vec<&Deviation> = run
            .deviations
            .iter()
            .filter(|deviation| deviation.from == from)
            .collect();
        for deviation in deviations.iter().take(CHANGES) {
            let mut lines = deviation.what.lines().map(visible);
            let first = lines.next().unwrap_or_default();
            let (bad, end) = (style.bad, style.bad.render_reset());
            line(
                out,
                &format!("{bad}CHANGED{end} {}: {first}", from.as_str()),
            );
            let rest: Vec<_> = lines.collect();
            for text in rest.iter().take(DIFF_LINES) {
                line(out, &format!("  {text}"));
            }
            if rest.len() > DIFF_LINES {
                let left = rest.len() - DIFF_LINES;
                line(out, &format!("  … and {left} lines more"));
            }
            if !rest.is_empty() {
                line(out, "");
            }
        }
        if deviations.len() > CHANGES {
            let left = deviations.len() - CHANGES;
            line(out, &format!("… and {left} more of the {}", from.as_str()));
        }
    }
    written
}

fn write_skipped(out: &mut String, run: &Run, verdict: Verdict) {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for case in run.cases.iter().filter(|case| case.verdict == verdict) {
        let reason = case.reason.as_deref().unwrap_or("no reason");
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, cases)) => cases.push(&case.id),
            None => reasons.push((reason, vec![&case.id])),
        }
    }
    let left = reasons.len().saturating_sub(REASONS);
    for (reason, cases) in reasons.into_iter().take(REASONS) {
        let first = cases.first().copied().unwrap_or_default();
        let more = if cases.len() > 1 {
            format!(" and {} more", cases.len() - 1)
        } else {
            String::new()
        };
        line(
            out,
            &format!(
                "{}  {}{more}: {}",
                verdict.as_str(),
                visible(first),
                visible(reason)
            ),
        );
    }
    if left > 0 {
        line(
            out,
            &format!("{}  for {left} more reasons", verdict.as_str()),
        );
    }
}

fn field(out: &mut String, name: &str, text: &str) {
    for (place, part) in text.lines().take(LINES).enumerate() {
        let name = if place == 0 { name } else { "" };
        line(out, &format!("  {name:9} {}", visible(&cut(part, WIDEST))));
    }
    let left = text.lines().count().saturating_sub(LINES);
    if left > 0 {
        line(out, &format!("  {:9} … and {left} lines more", ""));
    }
}

fn line(out: &mut String, text: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}
