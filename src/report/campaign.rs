//! The report of a campaign: for a person, and as JSON.

use std::fmt::Write as _;

use serde_json::json;

use crate::campaign::{Found, Outcome, Stopped};
use crate::contract::visible;

use super::grounds::grounds;
use super::json::Whole;
use super::judged::Report;
use super::style::Style;
use super::terminal::{deviations, failure};

/// Failures that are shown in full; the artifacts have all of them.
const SHOWN: usize = 12;

/// The report of a campaign for a terminal; its last line says the verdict.
/// The report of a campaign; `report` is that of the run in it.
pub fn campaign(outcome: &Outcome, report: &Report<'_>, style: Style) -> String {
    let run = &outcome.run;
    let edition = run.edition;
    let mut out = String::new();
    let mut line = |text: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{text}");
    };
    let mut frequent: Vec<&Found> = outcome.new_failures().collect();
    frequent.sort_by_key(|found| std::cmp::Reverse(found.failure.count));
    let shown: String = frequent
        .iter()
        .take(SHOWN)
        .map(|found| failure(&found.failure, edition, style))
        .collect();
    if !shown.is_empty() {
        line("");
        line(shown.trim_end());
        line("");
    }
    let new = frequent.len();
    if new > SHOWN {
        line(&format!("… and {} more kinds of failure", new - SHOWN));
    }
    let changed = deviations(run, style);
    if !changed.is_empty() {
        line(changed.trim_end());
    }
    let tally = &outcome.tally;
    let mut counts = vec![format!("{} pass", tally.pass)];
    for (count, word) in [
        (tally.fail, "fail"),
        (tally.inconclusive, "inconclusive"),
        (tally.not_applicable, "not applicable"),
    ] {
        if count > 0 {
            counts.push(format!("{count} {word}"));
        }
    }
    line(&format!(
        "{} cases: {} · {} clauses reached · {} cases kept · {} requests · {:.1} s",
        tally.cases,
        counts.join(", "),
        tally.clauses,
        outcome.corpus.len(),
        run.requests,
        run.seconds
    ));
    let known = outcome.found.len() - new;
    line(&format!(
        "{new} kinds of failure{}",
        if known > 0 {
            format!(", and {known} that the baseline knows")
        } else {
            String::new()
        }
    ));
    let stopped = match outcome.stopped {
        Stopped::Budget => None,
        Stopped::Time => Some("the time was up"),
        Stopped::Interrupted => Some("interrupted"),
        Stopped::Gone => Some("the target answers no more"),
    };
    if let Some(why) = stopped {
        line(&format!(
            "{why} after {} cases: --seed {} --cases {} repeats them",
            tally.cases, run.seed, tally.cases
        ));
    }
    out.push_str(&grounds(run, report.judgement, report.again));
    let _ = writeln!(out, "{}", visible(report.verdict));
    out
}

/// The report of a campaign as JSON: that of a run, with `campaign` beside.
pub fn campaign_json(outcome: &Outcome, exit: u8) -> String {
    let tally = &outcome.tally;
    let mut report = Whole::of(&outcome.run, exit);
    let campaign = json!({
        "cases": tally.cases,
        "pass": tally.pass,
        "fail": tally.fail,
        "inconclusive": tally.inconclusive,
        "not_applicable": tally.not_applicable,
        "clauses": tally.clauses,
        "features": tally.features,
        "corpus": outcome.corpus.len(),
        "stopped": outcome.stopped.as_str(),
        "found": outcome.found.iter().map(|found| json!({
            "id": found.failure.id,
            "at": found.at,
            "count": found.failure.count,
            "known": found.known,
            "case": found.artifact.as_ref().map(|case| &case.id),
            "steps": found.artifact.as_ref().map(|case| case.steps.len()),
        })).collect::<Vec<_>>(),
    });
    report.fields.insert("campaign".to_owned(), campaign);
    // A tree of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}
