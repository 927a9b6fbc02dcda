//! `tagproof run`: the suite against a target.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cases::{Case, LibraryError, Picked, probes};
use crate::check::{Plan, Progress, Scope, Strictness, WAITING, needed, run};
use crate::contract::Edition;
use crate::environment::Environment;
use crate::proof::credit;
use crate::report;

use super::abilities::abilities;
use super::args::RunArgs;
use super::clean_up;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::on_interrupt;
use super::kept::KeptFiles;
use super::outputs::Outputs;
use super::repeated::Settings;
use super::reports::{self, EventLog};
use super::selection;
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
    let shard = args
        .shard
        .as_deref()
        .map_or(Ok((1, 1)), selection::parse_shard)?;
    let mut scope = selection::scope(args, edition)?;
    verdict::narrow(&mut scope, &args.target);
    let library = selection::library_for(args, edition)?;
    let library = library.within(&scope.left_out());
    let library = library.with_drawn(args.seed, u64::from(args.cases))?;
    let cases = library.select(&selection::selection(args, shard))?;
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
    let is_narrow = !scope.is_all();
    let total = cases.count(edition, is_narrow.then_some(&is_in_scope));
    let total = total.map_err(LibraryError::from)?;
    let watch = Watch::begin(
        EventLog::open(&wanted)?,
        progress_bar(environment, total),
        kept.wants_transcripts(),
    );
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
    let tells = |case: &Case| selection::may_be_told(case, args, &library, &scope, edition);
    let settings = Settings {
        target: &args.target,
        command: &args.command,
        reading: &args.reading,
        without: &args.verdict.without,
        strict: args.strict,
        suites: args.suites.as_deref(),
    };
    let settings = settings.words(&opened.name);
    let plan = Plan {
        repeated_by: Some(&settings),
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
    watch.log.write(&report::ndjson::begin(&plan, total));
    let begun = Instant::now();
    let done = run(&plan, &probes, &cases);
    clean_up::cleared(&opened, &args.target, out);
    let mut result = done?;
    credit(&mut result);
    result.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let whole = result.scope.is_all() && shard == (1, 1);
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
