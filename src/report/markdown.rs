//! The report as Markdown: what a reviewer reads in half a minute.

use std::fmt::Write as _;

use crate::check::{AxisStatus, Failure, Standing, Verdict};
use crate::contract::{Edition, visible};

use super::grounds::details;
use super::judged::Report;

/// Failures that are told; a summary is read in half a minute.
const SHOWN: usize = 10;

/// The report as the summary of a job.
pub(super) fn markdown(report: &Report<'_>) -> String {
    let run = report.run;
    let edition = run.edition;
    let mut out = String::new();
    let mark = match report.judgement.standing {
        _ if report.exit == 0 => "pass",
        Standing::Inconclusive => "**inconclusive**",
        _ => "**fail**",
    };
    // Writing to a text cannot fail.
    let _ = writeln!(out, "## tagproof: {mark}\n\n{}\n", inline(report.verdict));
    let _ = writeln!(out, "| | |\n|---|---|");
    let mut row = |name: &str, value: String| {
        let _ = writeln!(out, "| {name} | {value} |");
    };
    row("target", inline(&run.target));
    row("edition", run.edition.name.to_owned());
    row(
        "cases",
        format!(
            "{} pass, {} fail, {} inconclusive, {} not applicable of {}",
            run.count(Verdict::Pass),
            run.count(Verdict::Fail),
            run.count(Verdict::Inconclusive),
            run.count(Verdict::NotApplicable),
            run.total()
        ),
    );
    row("divergence", format!("{:.1} %", run.divergence() * 100.0));
    row("coverage", format!("{:.1} %", run.coverage() * 100.0));
    let known = |status| {
        run.readings
            .iter()
            .filter(|axis| axis.status == status)
            .count()
    };
    row(
        "readings",
        format!(
            "{} pinned, {} open, {} contradicted",
            known(AxisStatus::Pinned),
            known(AxisStatus::Open),
            known(AxisStatus::Contradicted)
        ),
    );
    let unexpected = run.count(Verdict::KnownFail) + run.count(Verdict::UnexpectedPass);
    if unexpected > 0 {
        row(
            "baseline",
            format!(
                "{} known failures, {} that pass unexpectedly",
                run.count(Verdict::KnownFail),
                run.count(Verdict::UnexpectedPass)
            ),
        );
    }
    if let Some(other) = &run.other_edition {
        row(
            "other edition",
            format!(
                "judged by {}, {} of {} failures go away",
                other.edition.name, other.explained, other.failing
            ),
        );
    }
    write_missing(&mut out, report);
    if !run.deviations.is_empty() {
        let _ = writeln!(out, "\n### {} changes\n", run.deviations.len());
    }
    for deviation in run.deviations.iter().take(SHOWN) {
        let what = deviation.what.lines().next().unwrap_or_default();
        let _ = writeln!(out, "- **{}** {}", deviation.from.as_str(), inline(what));
    }
    if run.deviations.len() > SHOWN {
        let _ = writeln!(out, "- … and {} more.", run.deviations.len() - SHOWN);
    }
    let new: Vec<&Failure> = run
        .failures
        .iter()
        .filter(|failure| failure.known.is_none())
        .collect();
    if !new.is_empty() {
        let _ = writeln!(out, "\n### {} kinds of failure\n", new.len());
    }
    for failure in new.iter().take(SHOWN) {
        write_failure(&mut out, failure, edition);
    }
    if new.len() > SHOWN {
        let _ = writeln!(out, "… and {} more.", new.len() - SHOWN);
    }
    out
}

/// What is lacking for a verdict.
fn write_missing(out: &mut String, report: &Report<'_>) {
    let causes = &report.judgement.causes;
    if !causes.is_empty() {
        let _ = writeln!(out, "\n### Missing\n");
    }
    for cause in causes.iter().take(SHOWN) {
        let _ = writeln!(out, "- {}", inline(&cause.what));
        for (name, text) in details(cause) {
            let _ = writeln!(out, "  - {name} {}", inline(text));
        }
    }
    if causes.len() > SHOWN {
        let _ = writeln!(out, "- … and {} more.", causes.len() - SHOWN);
    }
    if let Some(again) = report.again {
        let _ = writeln!(
            out,
            "\nFor a verdict about what is there: {}",
            inline(again)
        );
    }
}

fn write_failure(out: &mut String, failure: &Failure, edition: &Edition) {
    let words = edition.words(&failure.clause);
    let cases = if failure.count == 1 {
        "1 case".to_owned()
    } else {
        format!("{} cases", failure.count)
    };
    let first = |text: &str| inline(text.lines().next().unwrap_or_default());
    let _ = writeln!(
        out,
        "- **{}** ({cases}){} {words}\n  - expected {}\n  - got {}\n  - again {}",
        failure.clause,
        failure.now_and_then(),
        first(&failure.expected),
        first(&failure.observed),
        inline(&failure.replay)
    );
}

/// A text as code within a line, whatever is in it.
pub(super) fn inline(text: &str) -> String {
    let flat: String = text
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    let flat = visible(&flat);
    let longest = flat
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // Within a table a bar ends the cell, code or not.
    let flat = flat.replace('|', "\\|");
    if flat.is_empty() {
        // Two marks with nothing between them are no code.
        "` `".to_owned()
    } else if longest > 0 {
        format!("{fence} {flat} {fence}")
    } else {
        format!("{fence}{flat}{fence}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_code() {
        assert_eq!(inline(""), "` `");
        assert_eq!(inline("a"), "`a`");
        assert_eq!(inline("a`b``c"), "``` a`b``c ```");
        assert_eq!(inline("a|b\nc"), "`a\\|b c`");
        assert_eq!(inline("a\u{202e}b"), "`a\\u{202e}b`");
    }
}
