//! `tagproof merge` and `tagproof diff`: reports of runs that are over.

use std::collections::BTreeMap;
use std::io::Write;

use crate::check::{Difference, merged};
use crate::contract::Edition;
use crate::environment::Environment;
use crate::proof::credit;
use crate::report;

use super::args::{DiffArgs, MergeArgs};
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::kept::KeptFiles;
use super::outputs::Outputs;
use super::reports;
use super::verdict::{Spoken, verdict_line};

/// Joins the shards of one run.
pub(super) fn merge_command(
    args: &MergeArgs,
    words: &[String],
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let wanted = reports::wanted(&args.report)?;
    // Every edition has these names; what was said is looked at first.
    args.verdict.scope(Edition::of_record())?;
    let mut shards = Vec::new();
    for path in &args.file {
        let run = reports::read_part(path)?;
        shards.push((path.display().to_string(), run));
    }
    let edition = shards
        .first()
        .map_or(Edition::of_record(), |(_, run)| run.edition);
    let kept = KeptFiles::read(&args.kept, None, edition)?;
    kept.prepare(&mut Outputs::of(&wanted)?)?;
    let run = merged(&shards, edition)?;
    let mut scope = run.scope.clone();
    scope.without.extend(args.verdict.scope(edition)?.without);
    let mut run = run.narrowed(scope, edition);
    credit(&mut run);
    // What the shards left out of the suite they do not say.
    let mut failed = kept.compare(&mut run, &BTreeMap::new(), environment.today, false)?;
    let judgement = run.judged(&args.verdict.demands());
    let told = Spoken::of(&run, judgement, words, false, verdict_line);
    let exit = told.exit;
    let told = told.report(&run);
    failed.extend(reports::write_all(&wanted, &told));
    let text = report::terminal(&told, report::Style::default());
    Ok(end(exit, &text, failed, out, err))
}

/// Tells what changed from one run to another.
pub(super) fn diff_command(
    args: &DiffArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let (before, _) = reports::read(&args.before)?;
    let (after, _) = reports::read(&args.after)?;
    let difference = Difference::between(&before, &after);
    let exit = if difference.is_empty() {
        Exit::Conforms
    } else {
        Exit::Divergence
    };
    let text = report::diff(&difference);
    Ok(end(exit, &text, Vec::new(), out, err))
}
