//! `tagproof fuzz`: a campaign against any target.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::campaign::{Campaign, Event, Found, Stopped, artifact_name, campaign};
use crate::cases::{Case, LibraryError, content, parse, print, probes};
use crate::check::{Baseline, Demands, Plan, Run, WAITING};
use crate::contract::{Edition, visible};
use crate::files::{MOST_BYTES, read_text};
use crate::report::{self, ReportFormat};

use super::args::FuzzArgs;
use super::clean_up;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::on_interrupt;
use super::kept::read_baseline;
use super::outputs::{self, Outputs};
use super::repeated::Settings;
use super::reports::{self, Wanted};
use super::target::{self, Door};
use super::verdict::{self, Spoken};
use crate::environment::Environment;

/// Cases that are tried if neither `--cases` nor `--time` says how long.
const BUDGET: usize = 10_000;

/// Runs a campaign and saves what it finds.
pub(super) fn fuzz_command(
    args: &FuzzArgs,
    words: &[String],
    environment: &Environment,
    out: &mut (dyn Write + Send),
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.target.edition)?;
    let readings = target::readings(edition, &args.reading)?;
    let wanted = reports::wanted(&args.report)?;
    let mut scope = args.verdict.scope(edition)?;
    let known = |path| read_baseline(path, false).map(|(_, known)| known);
    let baseline = args.baseline.as_deref().map(known);
    let baseline: Baseline = baseline.transpose()?.unwrap_or_default();
    let corpus = args
        .corpus
        .as_deref()
        .map_or(Ok(Vec::new()), |folder| read_corpus(folder, edition))?;
    prepare(args, &wanted)?;
    let probes = probes(edition).map_err(LibraryError::from)?;
    let interrupted = on_interrupt()?;
    let mut opened = target::open(
        &args.target,
        &[],
        edition,
        &readings,
        args.seed,
        environment,
        Door::InProcess,
    )?;
    opened.client = opened.client.with_stop(Arc::clone(&interrupted));
    verdict::narrow_for(&mut scope, edition.product, &args.target, opened.is_live);
    let known = |id: &str| baseline.knows(id).is_some();
    let settings = Settings::of_saved(&args.target, &args.reading, &args.verdict);
    let settings = settings.words(&opened.name);
    let plan = Plan {
        scope,
        repeated_by: Some(&settings),
        known: &known,
        jobs: args.jobs.map_or(environment.cores, usize::from),
        waiting: args.jobs.map_or(WAITING, usize::from),
        seed: args.seed,
        ..opened.plan(&args.target, edition, &readings)
    };
    let begun = Instant::now();
    let deadline = args
        .time
        .map(|seconds| begun + Duration::from_secs(seconds));
    let stop = || {
        if interrupted.load(Ordering::SeqCst) {
            Some(Stopped::Interrupted)
        } else if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Some(Stopped::Time)
        } else {
            None
        }
    };
    let budget = match (args.cases, args.time) {
        (Some(cases), _) => cases as usize,
        (None, Some(_)) => usize::MAX,
        (None, None) => BUDGET,
    };
    let keeper = Keeper {
        artifacts: &args.artifacts,
        corpus: args.corpus.as_deref(),
        bar: progress_bar(environment, budget),
        known: corpus.iter().map(content).collect(),
        told: Mutex::new(Told { out, failed: None }),
    };
    let outcome = campaign(&Campaign {
        plan: &plan,
        probes: &probes,
        budget,
        corpus,
        artifacts: args.artifacts.display().to_string(),
        stop: &stop,
        tell: &|event| keeper.take(event),
    });
    let (out, failed) = keeper.end();
    let mut failed = Vec::from_iter(failed);
    clean_up::cleared(&opened, &args.target, out);
    let mut outcome = outcome?;
    outcome.run.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let found = outcome.found.iter().map(|found| found.failure.id.as_str());
    let expired = baseline.expired(found, environment.today);
    outcome.run.deviations.extend(expired);
    baseline.mark(&mut outcome.run.failures);
    let judgement = outcome.judged(&Demands {
        clauses: false,
        ..args.verdict.demands()
    });
    let is_interrupted = outcome.stopped == Stopped::Interrupted;
    let told = Spoken::of(&outcome.run, judgement, words, is_interrupted, verdict_line);
    let exit = told.exit;
    let told = told.report(&outcome.run);
    let written = |report: &Wanted| match report.format {
        ReportFormat::Json => {
            let text = report::campaign_json(&outcome, exit.code());
            reports::save(Path::new(&report.path), &text)
        }
        _ => reports::written(report, &told),
    };
    failed.extend(wanted.iter().filter_map(|report| written(report).err()));
    let text = report::campaign(&outcome, &told, report::Style::default());
    Ok(end(exit, &text, failed, out, err))
}

/// Makes sure that what is found can be written.
fn prepare(args: &FuzzArgs, wanted: &[Wanted]) -> Result<(), CliError> {
    Outputs::of(wanted)?;
    for folder in std::iter::once(&args.artifacts).chain(&args.corpus) {
        outputs::folder(folder)?;
    }
    Ok(())
}

fn verdict_line(run: &Run, exit: Exit) -> String {
    let target = visible(&run.target);
    match exit {
        Exit::Conforms => {
            format!(
                "{target}: nothing new was found{}",
                visible(&run.scope.words())
            )
        }
        other => format!("exit {}: {target} {}", other.code(), other.meaning()),
    }
}

/// Keeps what a campaign finds, as it finds it: a crash loses nothing.
struct Keeper<'a> {
    artifacts: &'a Path,
    corpus: Option<&'a Path>,
    bar: Option<ProgressBar>,
    /// What is in the corpus already.
    known: BTreeSet<u64>,
    told: Mutex<Told<'a>>,
}

struct Told<'a> {
    out: &'a mut (dyn Write + Send),
    /// The first that could not be kept.
    failed: Option<CliError>,
}

impl<'a> Keeper<'a> {
    fn take(&self, event: Event<'_>) {
        let done = match event {
            Event::Capabilities(_) => Ok(()),
            Event::Tried(count) => {
                if let Some(bar) = &self.bar {
                    bar.set_position(count as u64);
                }
                Ok(())
            }
            Event::Judged { tally, found } => {
                if let Some(bar) = &self.bar {
                    bar.set_message(format!(
                        "{} clauses, {found} kinds of failure",
                        tally.clauses
                    ));
                }
                Ok(())
            }
            Event::Kept(case) => self.keep(case),
            Event::Found(found) => self.found(found),
        };
        if let Err(error) = done {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.failed.get_or_insert(error);
        }
    }

    fn keep(&self, case: &Case) -> Result<(), CliError> {
        match self.corpus {
            Some(folder) if !self.known.contains(&content(case)) => {
                let name = case.id.replace('/', "-");
                save(folder, &name, case).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    fn found(&self, found: &Found) -> Result<(), CliError> {
        let id = &found.failure.id;
        let known = if found.known { ", known" } else { "" };
        let times = found.failure.now_and_then();
        let mut saved = Ok(());
        let line = match &found.artifact {
            Some(case) => {
                let path = save(self.artifacts, &artifact_name(id), case);
                let path = path.unwrap_or_else(|error| {
                    saved = Err(error);
                    PathBuf::from("not saved")
                });
                let steps = case.steps.len();
                let steps = if steps == 1 {
                    "1 step".to_owned()
                } else {
                    format!("{steps} steps")
                };
                format!(
                    "found {id} at case {}{known}: {steps}, {}{times}",
                    found.at,
                    path.display()
                )
            }
            None => format!(
                "found {id} at case {}{known}: no one case shows it{times}",
                found.at
            ),
        };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let print =
            |out: &mut dyn Write| writeln!(out, "{}", visible(&line)).and_then(|()| out.flush());
        match &self.bar {
            Some(bar) => bar.suspend(|| print(told.out)),
            None => print(told.out),
        }
        // Whoever does not read it is told the result at last.
        .ok();
        saved
    }

    /// Where to say the rest, and what could not be kept.
    fn end(self) -> (&'a mut (dyn Write + Send), Option<CliError>) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        let told = self
            .told
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        (told.out, told.failed)
    }
}

/// Writes a case into a folder, which is made if it is not there.
fn save(folder: &Path, name: &str, case: &Case) -> Result<PathBuf, CliError> {
    let path = folder.join(format!("{name}.toml"));
    fs::create_dir_all(folder).map_err(|cause| CliError::Write {
        path: path.display().to_string(),
        cause,
    })?;
    reports::save(&path, &print(std::slice::from_ref(case)))?;
    Ok(path)
}

/// The cases of a folder, in the order of its files; a folder that is not there
/// is one that nothing was kept in yet.
fn read_corpus(folder: &Path, edition: &Edition) -> Result<Vec<Case>, CliError> {
    let unreadable = |path: &Path, cause| CliError::Read {
        path: path.display().to_string(),
        cause,
    };
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = fs::read_dir(folder)
        .map_err(|cause| unreadable(folder, cause))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|cause| unreadable(folder, cause))?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files {
        let text = read_text(&file, MOST_BYTES).map_err(|cause| unreadable(&file, cause))?;
        let parsed =
            parse(&file.display().to_string(), &text, edition).map_err(LibraryError::from)?;
        cases.extend(parsed.into_iter().filter(|case| seen.insert(content(case))));
    }
    Ok(cases)
}

fn progress_bar(environment: &Environment, budget: usize) -> Option<ProgressBar> {
    if !environment.terminal {
        return None;
    }
    let (bar, template) = if budget == usize::MAX {
        (
            ProgressBar::no_length(),
            "{spinner} {pos} cases {per_sec} {elapsed} {msg}",
        )
    } else {
        (
            ProgressBar::new(budget as u64),
            "{bar:30} {pos}/{len} cases {per_sec} {elapsed} {msg}",
        )
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    Some(bar)
}
