//! `tagproof run` and `tagproof fingerprint`.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cases::{COVERING_TOPIC, Case, Library, LibraryError, Picked, Selection, probes};
use crate::check::{Lock, Plan, Progress, Scope, Strictness, WAITING, fingerprint, needed, run};
use crate::contract::{Ability, Edition, Level};
use crate::environment::Environment;
use crate::proof::credit;
use crate::report;

use super::abilities::abilities;
use super::args::{FingerprintArgs, LevelArg, RunArgs};
use super::clean_up;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::on_interrupt;
use super::kept::KeptFiles;
use super::outputs::Outputs;
use super::reports::{self, EventLog};
use super::target::{self, Door};
use super::verdict::{self, Spoken, verdict_line};
use super::watch::Watch;

/// Runs the suite against a target and reports.
pub(super) fn run_command(
    args: &RunArgs,
    words: &[String],
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut (dyn Write + Send),
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.target.edition)?;
    let readings = target::readings(edition, &args.reading)?;
    let wanted = reports::wanted(&args.report)?;
    let kept = KeptFiles::read(&args.kept, Some(&args.snapshots), edition)?;
    let shard = args.shard.as_deref().map_or(Ok((1, 1)), parse_shard)?;
    let mut scope = scope(args, edition)?;
    verdict::narrow(&mut scope, &args.target);
    let library = library_for(args, edition)?;
    let library = library.within(&scope.left_out());
    let library = library.with_drawn(args.seed, u64::from(args.cases))?;
    let cases = library.select(&selection(args, shard))?;
    if args.list {
        return listed(&cases, &scope, edition, out);
    }
    kept.prepare(&mut Outputs::of(&wanted)?)?;
    let probes = probes(edition).map_err(LibraryError::from)?;
    let interrupted = on_interrupt()?;
    let mut opened = target::open(
        &args.target,
        &args.command,
        edition,
        &readings,
        args.seed,
        environment,
        Door::Http,
    )?;
    opened.client = opened.client.with_stop(Arc::clone(&interrupted));
    verdict::spare(&mut scope, edition.product, &args.target, opened.is_live);
    let is_in_scope = |case: &Case| scope.holds(&needed(case, edition));
    let is_narrow = scope != Scope::default();
    let total = cases.count(edition, is_narrow.then_some(&is_in_scope));
    let total = total.map_err(LibraryError::from)?;
    let watch = Watch::begin(
        EventLog::open(&wanted)?,
        progress_bar(environment, total),
        kept.wants_transcripts(),
    );
    watch.log.write(&report::ndjson::begin(
        &opened.name,
        edition.name,
        args.seed,
        total,
    ));
    let heard = Mutex::new(err);
    let progress = |event: Progress<'_>| {
        if let Progress::Capabilities(able) = event {
            let mut err = heard.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever does not read this may still read the report.
            let _ = err.write_all(abilities(able).as_bytes());
        }
        watch.take(event);
    };
    let known = |id: &str| kept.knows(id);
    let tells = |case: &Case| may_be_told(case, args, &library, &scope, edition);
    let plan = Plan {
        tells: &tells,
        known: &known,
        jobs: args.jobs.map_or(environment.cores, usize::from),
        waiting: args.jobs.map_or(WAITING, usize::from),
        scope: scope.clone(),
        strictness: Strictness {
            strict: args.strict,
        },
        seed: args.seed,
        drawn: args.cases as usize,
        shard: format!("{}/{}", shard.0, shard.1),
        max_failures: args.max_failures.map(|most| most as usize),
        progress: &progress,
        ..opened.plan(&args.target, edition, &readings)
    };
    let begun = Instant::now();
    let done = run(&plan, &probes, &cases);
    clean_up::cleared(&opened, &args.target, out);
    let mut result = done?;
    credit(&mut result);
    result.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let whole = result.scope == Scope::default() && shard == (1, 1);
    let seen = watch.end();
    // What was not tried is no news, and nothing to write down.
    let is_interrupted = interrupted.load(Ordering::SeqCst);
    let mut failed = if is_interrupted {
        Vec::new()
    } else {
        kept.compare(&mut result, &seen.transcripts, environment.today, whole)?
    };
    let judgement = result.judged(&args.verdict.demands());
    let told = Spoken::of(&result, judgement, words, is_interrupted, verdict_line);
    let exit = told.exit;
    let told = told.report(&result);
    failed.extend(seen.told_at_last(&result, exit));
    failed.extend(reports::write(&wanted, &told));
    let text = report::terminal(&told, report::Style::default());
    let mut err = heard.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(end(exit, &text, failed, out, &mut err))
}

/// What the verdict is about, by what was said of it and of the cases.
fn scope(args: &RunArgs, edition: &Edition) -> Result<Scope, CliError> {
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

/// Tells the ids of the cases in scope.
fn listed(
    cases: &Picked<'_>,
    scope: &Scope,
    edition: &Edition,
    out: &mut dyn Write,
) -> Result<Exit, CliError> {
    let mut exit = Exit::NothingRan;
    for turn in cases.turns() {
        let case = cases.case(&turn, edition).map_err(LibraryError::from)?;
        if case.is_some_and(|case| scope.holds(&needed(&case, edition))) {
            writeln!(out, "{}", turn.id())?;
            exit = Exit::Conforms;
        }
    }
    Ok(exit)
}

/// Whether a case that was not picked may be told of, as it found out that
/// others cannot be relied on.
fn may_be_told(
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
fn library_for(args: &RunArgs, edition: &Edition) -> Result<Library, CliError> {
    let may_pick = |pattern: &String| {
        let stem = pattern.split('*').next().unwrap_or_default();
        stem.starts_with(COVERING_TOPIC) || pattern != stem && COVERING_TOPIC.starts_with(stem)
    };
    let is_skipped = args.skip.iter().any(|pattern| pattern == COVERING_TOPIC);
    let needs_arrays = args.pattern.is_empty() || args.pattern.iter().any(may_pick);
    match args.suites.as_deref() {
        None if is_skipped || !needs_arrays => Ok(Library::without_arrays(edition)?),
        path => library(path, edition),
    }
}

fn selection(args: &RunArgs, shard: (u64, u64)) -> Selection {
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

/// Tells which reading a target follows.
pub(super) fn fingerprint_command(
    args: &FingerprintArgs,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.target.edition)?;
    let readings = target::readings(edition, &args.reading)?;
    if let Some(path) = &args.lock {
        Outputs::default().file(path)?;
    }
    let probes: Vec<Case> = probes(edition).map_err(LibraryError::from)?;
    let interrupted = on_interrupt()?;
    let mut opened = target::open(
        &args.target,
        &[],
        edition,
        &readings,
        0,
        environment,
        Door::Http,
    )?;
    opened.client = opened.client.with_stop(Arc::clone(&interrupted));
    let plan = opened.plan(&args.target, edition, &edition.readings());
    let done = fingerprint(&plan, &probes);
    clean_up::cleared(&opened, &args.target, out);
    if interrupted.load(Ordering::SeqCst) {
        // What was not asked looks like what cannot be told.
        let text = "exit 130: interrupted, no reading is told\n";
        return Ok(end(Exit::Interrupted, text, Vec::new(), out, err));
    }
    let (able, found, diverged) = done?;
    let notes = diverged.iter().map(|case| {
        format!(
            "note: {case} diverges under every reading and pins nothing; `tagproof run` says how\n"
        )
    });
    let mut failed = Vec::new();
    if let Some(path) = &args.lock {
        let is_had = |ability: &Ability| match ability {
            // Who does not ask for signatures lost none.
            Ability::Signatures => matches!(able.signatures, Some(Ok(()))),
            ability => able.lack(*ability).is_none(),
        };
        let abilities = Ability::all(edition).filter(is_had);
        let lock = Lock::of(edition, &found, abilities);
        failed.extend(reports::save(path, &lock.print()).err());
    }
    let sent = opened.client.sent();
    let text = format!(
        "{}{}{} axes, {sent} requests\n",
        report::fingerprint(&found, report::Style::default()),
        notes.collect::<String>(),
        found.len()
    );
    Ok(end(Exit::Conforms, &text, failed, out, err))
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

fn parse_shard(text: &str) -> Result<(u64, u64), CliError> {
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

fn progress_bar(environment: &Environment, total: usize) -> Option<ProgressBar> {
    if !environment.terminal {
        return None;
    }
    let bar = ProgressBar::new(total as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} cases {elapsed}") {
        bar.set_style(style);
    }
    Some(bar)
}
