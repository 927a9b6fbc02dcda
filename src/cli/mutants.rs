//! `tagproof mutants`: the suite, proved by mutants.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::cases::{Case, Library, LibraryError, probes};
use crate::endpoint::mutants_of;
use crate::proof::{Bench, Scope, prove};
use crate::report;

use super::args::MutantsArgs;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::on_interrupt;
use super::outputs::Outputs;
use super::reports::{self, Wanted};
use super::selection::library;
use super::target::edition;
use crate::environment::Environment;

/// Runs the suite against every mutant and prints the kill matrix.
pub(super) fn mutants_command(
    args: &MutantsArgs,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = edition(&args.edition)?;
    let reports = reports::json_alone(&args.report)?;
    Outputs::of(&reports)?;
    let library = library(args.suites.as_deref(), edition)?;
    let scope = match args.fuzz {
        Some(count) => Scope::Drawn(count as usize),
        None if args.suite_only => Scope::SuiteOnly,
        None => Scope::Whole,
    };
    let drawn: Vec<Case> = match scope {
        Scope::Drawn(count) => Library::drawn_alone(edition, args.seed, count)?,
        Scope::Whole | Scope::SuiteOnly => Vec::new(),
    };
    let cases: Vec<&Case> = match scope {
        Scope::Whole => library.cases().iter().collect(),
        Scope::SuiteOnly => library
            .cases()
            .iter()
            .filter(|case| case.is_hand_written())
            .collect(),
        Scope::Drawn(_) => drawn.iter().collect(),
    };
    let probes = probes(edition).map_err(LibraryError::from)?;
    let bench = Bench {
        edition,
        mutants: mutants_of(edition).collect(),
        probes: &probes,
        accounts: environment.accounts.clone(),
        stamps: Arc::clone(&environment.stamps),
        jobs: args.jobs.map_or(environment.cores, usize::from),
        seed: args.seed,
        stop: on_interrupt()?,
    };
    let matrix = prove(&bench, &cases, scope)?;
    let json = report::matrix_json(&matrix, edition);
    let saved = |report: &Wanted| reports::save(Path::new(&report.path), &json).err();
    let failed = reports.iter().filter_map(saved).collect();
    // What drawn cases find is a score; only the whole suite owes a proof.
    let owes = !matches!(scope, Scope::Drawn(_));
    let exit = if bench.stop.load(Ordering::SeqCst) {
        Exit::Interrupted
    } else if owes && !matrix.unproved(edition).is_empty() {
        Exit::Divergence
    } else {
        Exit::Conforms
    };
    let result = match exit {
        Exit::Conforms => "the canary died, the reference passed".to_owned(),
        Exit::Interrupted => format!(
            "exit {}: interrupted, {} of {} mutants were tried",
            exit.code(),
            matrix.rows.len(),
            bench.mutants.len()
        ),
        other => format!(
            "exit {}: the suite does not prove every clause",
            other.code()
        ),
    };
    let text = format!("{}{result}\n", report::matrix(&matrix, edition));
    Ok(end(exit, &text, failed, out, err))
}
