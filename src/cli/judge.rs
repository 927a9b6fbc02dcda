//! `tagproof judge`: traffic that was recorded elsewhere.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::check::{Demands, Relation, Strictness, judge_recording};
use crate::contract::visible;
use crate::files::{Beside, MOST_RECORDED, read_bytes, unpacked};
use crate::report;
use crate::wire::har::{self, Recording};

use super::args::JudgeArgs;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::outputs::Outputs;
use super::verdict::{Spoken, verdict_line};
use super::{reports, target};

/// Judges a recording and reports.
pub(super) fn judge_command(
    args: &JudgeArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.edition)?;
    let readings = target::readings(edition, &args.reading)?;
    let wanted = reports::wanted(&args.report)?;
    let scope = args.verdict.scope(edition)?;
    Outputs::of(&wanted)?;
    let file = args.file.display().to_string();
    let recording = read(&args.file)?;
    let strictness = Strictness {
        strict: args.strict,
    };
    let start = Relation::new(vec![readings]);
    let heard = judge_recording(recording, &file, edition, &start, strictness);
    let run = heard.run.narrowed(scope, edition);
    let judgement = run.judged(&demands(args));
    let told = Spoken::of(&run, judgement, &[], false, verdict_line);
    let exit = told.exit;
    let told = told.report(&run);
    let failed = reports::write_all(&wanted, &told);
    let text = format!(
        "{}\n{}",
        exchanges(run.cases.len(), &heard.passed_over),
        report::terminal(&told, report::Style::default())
    );
    Ok(end(exit, &text, failed, out, err))
}

/// What a verdict on a recording needs: one seldom shows the state that was
/// there before it, and nobody chose what is in it.
fn demands(args: &JudgeArgs) -> Demands {
    const MIN_COVERAGE: u8 = 10;
    const MAX_INCONCLUSIVE: u8 = 90;
    Demands {
        min_coverage: args.verdict.min_coverage.unwrap_or_else(|| {
            let most = args.verdict.max_inconclusive.unwrap_or(MAX_INCONCLUSIVE);
            MIN_COVERAGE.min(100 - most)
        }),
        max_inconclusive: args.verdict.max_inconclusive.unwrap_or(MAX_INCONCLUSIVE),
        clauses: false,
        told: None,
    }
}

fn read(path: &Path) -> Result<Recording, CliError> {
    let unread = |cause| CliError::Read {
        path: path.display().to_string(),
        cause,
    };
    let bytes = read_bytes(path, MOST_RECORDED).map_err(unread)?;
    let text = unpacked(&bytes, MOST_RECORDED).map_err(unread)?;
    let beside = Beside::of(path, MOST_RECORDED);
    har::read_with(&text, &|name| beside.read(name)).map_err(|cause| CliError::Recording {
        path: path.display().to_string(),
        cause,
    })
}

/// Reasons that still fit into a line.
const ONE_LINE: usize = 4;

/// How much of a recording was judged, and why the rest was not.
fn exchanges(judged: usize, passed_over: &BTreeMap<String, usize>) -> String {
    let rest: usize = passed_over.values().sum();
    let reasons: Vec<String> = passed_over
        .iter()
        .map(|(reason, count)| format!("{count} {}", visible(reason)))
        .collect();
    let why = match reasons.len() {
        0 => String::new(),
        1..=ONE_LINE => format!(" ({})", reasons.join(", ")),
        _ => format!("\n  {}", reasons.join("\n  ")),
    };
    format!(
        "{} exchanges: {judged} judged, {rest} not judged{why}",
        judged + rest
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_reasons_stand_on_lines_of_their_own() {
        let told = |reasons: usize| {
            let reasons = (0..reasons).map(|number| (format!("because {number}"), 2));
            exchanges(1, &reasons.collect())
        };
        assert_eq!(told(0), "1 exchanges: 1 judged, 0 not judged");
        assert_eq!(
            told(2),
            "5 exchanges: 1 judged, 4 not judged (2 because 0, 2 because 1)"
        );
        assert_eq!(told(5).lines().count(), 6);
        assert_eq!(told(5).lines().nth(1), Some("  2 because 0"));
    }
}
