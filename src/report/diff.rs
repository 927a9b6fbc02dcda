//! What changed between two runs, for a person.

use std::fmt::Write as _;

use crate::check::{Change, Difference, Verdict};
use crate::contract::visible;

/// Cases that are named a kind of change; the rest are counted.
const SHOWN: usize = 20;

/// What changed, one a line; one line that says so if nothing did.
pub fn diff(difference: &Difference) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{}", visible(&text));
    };
    if difference.is_empty() {
        line(
            "nothing changed: verdicts, readings, capabilities and failures are the same"
                .to_owned(),
        );
        return out;
    }
    for identity in &difference.new_failures {
        line(format!("new failure   {identity}"));
    }
    for identity in &difference.gone_failures {
        line(format!("gone failure  {identity}"));
    }
    for change in difference.verdicts.iter().take(SHOWN) {
        line(format!(
            "verdict       {}: {} -> {}",
            change.what,
            verdict(change.before),
            verdict(change.after)
        ));
    }
    if difference.verdicts.len() > SHOWN {
        let more = difference.verdicts.len() - SHOWN;
        line(format!("verdict       … and {more} cases more"));
    }
    for (name, changes) in [
        ("reading", &difference.readings),
        ("capability", &difference.capabilities),
    ] {
        for Change {
            what,
            before,
            after,
        } in changes
        {
            line(format!(
                "{name:13} {what}: {} -> {}",
                said(before),
                said(after)
            ));
        }
    }
    out
}

fn verdict(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("not there", Verdict::as_str)
}

fn said(text: &str) -> &str {
    if text.is_empty() { "not there" } else { text }
}
