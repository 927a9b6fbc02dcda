//! Which cases a run is of, and what its verdict is about.

use crate::cases::{COVERING_TOPIC, Case, Library, Selection, is_of_clauses};
use crate::check::{Scope, needed};
use crate::contract::{Edition, Level};

use super::args::{LevelArg, RunArgs};
use super::error::CliError;

/// What the verdict is about, by what was said of it and of the cases.
pub(super) fn scope(args: &RunArgs, edition: &Edition) -> Result<Scope, CliError> {
    let mut scope = args.verdict.scope(edition)?;
    scope.by_flags.extend(args.pattern.iter().cloned());
    let skipped = args.skip.iter().map(|pattern| format!("--skip {pattern}"));
    scope.by_flags.extend(skipped);
    let level = args.level.map(|level| format!("--level {}", level.name()));
    scope.by_flags.extend(level);
    let left_out =
        leaves_out_arrays(args).then(|| format!("--live, which leaves {COVERING_TOPIC} out"));
    scope.by_flags.extend(left_out);
    Ok(scope)
}

/// Whether a case that was not picked may be told of, as it found out that
/// others cannot be relied on.
pub(super) fn may_be_told(
    case: &Case,
    args: &RunArgs,
    library: &Library,
    scope: &Scope,
    edition: &Edition,
) -> bool {
    scope.holds(&needed(case, edition))
        && library.get(&case.id).is_some()
        && selection(args, (1, 1)).of_every_topic().picks(case)
}

/// Whether the many cases that differ in little are left out, as the service is
/// slow and counts requests: it is not asked for them unless a pattern names them.
fn leaves_out_arrays(args: &RunArgs) -> bool {
    args.target.live && args.pattern.is_empty()
}

/// The cases of a run. Arrays take a while to be made, which is spared where no
/// pattern can pick any of them.
pub(super) fn library_for(args: &RunArgs, edition: &Edition) -> Result<Library, CliError> {
    let may_pick = |pattern: &String| {
        let stem = pattern.split('*').next().unwrap_or_default();
        is_of_clauses(pattern)
            || stem.starts_with(COVERING_TOPIC)
            || pattern != stem && COVERING_TOPIC.starts_with(stem)
    };
    let is_skipped = args.skip.iter().any(|pattern| pattern == COVERING_TOPIC);
    let needs_arrays = args.pattern.is_empty() || args.pattern.iter().any(may_pick);
    match args.suites.as_deref() {
        None if is_skipped || !needs_arrays => Ok(Library::without_arrays(edition)?),
        path => library(path, edition),
    }
}

pub(super) fn selection(args: &RunArgs, shard: (u64, u64)) -> Selection {
    let left_out = leaves_out_arrays(args).then(|| COVERING_TOPIC.to_owned());
    Selection {
        patterns: args.pattern.clone(),
        skip: args.skip.iter().cloned().chain(left_out).collect(),
        level: args.level.map(|level| match level {
            LevelArg::Must => Level::Must,
            LevelArg::Companion => Level::Companion,
            LevelArg::Should => Level::Should,
        }),
        shard: (shard != (1, 1)).then_some(shard),
    }
}

/// The suites to run.
pub(super) fn library(
    suites: Option<&std::path::Path>,
    edition: &Edition,
) -> Result<Library, CliError> {
    Ok(match suites {
        Some(path) => Library::from_path(path, edition)?,
        None => Library::embedded(edition)?,
    })
}

pub(super) fn parse_shard(text: &str) -> Result<(u64, u64), CliError> {
    let parts = text
        .split_once('/')
        .and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    parts
        .filter(|(part, of)| *part >= 1 && part <= of)
        .ok_or_else(|| CliError::Form {
            argument: "--shard",
            value: text.to_owned(),
            form: "I/N with 1 <= I <= N".into(),
        })
}
