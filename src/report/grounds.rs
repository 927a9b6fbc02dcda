//! On what grounds a verdict stands, or what it lacks, for a person at a terminal.

use std::fmt::Write as _;

use crate::check::{Cause, Judgement, Run, Standing};
use crate::contract::{cut, visible};

/// Causes that are told one by one.
const SHOWN: usize = 8;

/// Characters of a request or an answer that are shown.
const LONGEST: usize = 300;

/// What is to be said before the verdict: at an inconclusive one everything that
/// is missing and the command that does without, otherwise what was not tried.
pub(super) fn grounds(run: &Run, judgement: &Judgement, again: Option<&str>) -> String {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let mut line = |text: &str| {
        let _ = writeln!(out, "{text}");
    };
    for told in &judgement.told {
        line(&format!("note  {}", visible(told)));
    }
    if judgement.standing != Standing::Inconclusive {
        let causes = !judgement.causes.is_empty();
        if let Some(untried) = run.untried().filter(|_| causes) {
            line(&visible(&untried));
        }
        return out;
    }
    for cause in judgement.causes.iter().take(SHOWN) {
        line(&format!("missing   {}", visible(&cause.what)));
        for (name, text) in details(cause) {
            let first = cut(text.lines().next().unwrap_or_default(), LONGEST);
            line(&format!("  {name:9} {}", visible(&first)));
        }
    }
    let left = judgement.causes.len().saturating_sub(SHOWN);
    if left > 0 {
        line(&format!("… and {left} more"));
    }
    if let Some(again) = again {
        line("for a verdict about what is there:");
        line(&format!("  {}", visible(again)));
    }
    out
}

/// What showed a cause, and what accepts it, each with its name.
pub(super) fn details(cause: &Cause) -> impl Iterator<Item = (&'static str, &str)> {
    [
        ("request", &cause.request),
        ("answer", &cause.answer),
        ("accept", &cause.accept),
    ]
    .into_iter()
    .filter_map(|(name, text)| Some((name, text.as_deref()?)))
}
