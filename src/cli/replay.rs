//! `tagproof replay`: saved failures, repeated.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::campaign::identity_of;
use crate::cases::{Case, LibraryError, parse, probes, verify};
use crate::check::{CaseResult, Failure, Plan, Session, Verdict, addressed, file_word, needed};
use crate::contract::{Edition, visible};
use crate::files::{MOST_BYTES, read_text};
use crate::report;

use super::args::ReplayArgs;
use super::clean_up;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::on_interrupt;
use super::repeated::Settings;
use super::target::{self, Door};
use super::verdict;
use crate::environment::Environment;

/// Tries every case of the files once more and says whether it still fails.
pub(super) fn replay_command(
    args: &ReplayArgs,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.target.edition)?;
    let readings = target::readings(edition, &args.reading)?;
    let mut scope = args.verdict.scope(edition)?;
    let mut cases = Vec::new();
    for file in &args.file {
        cases.extend(read(file, edition)?);
    }
    let probes = probes(edition).map_err(LibraryError::from)?;
    let interrupted = on_interrupt()?;
    let mut opened = target::open(
        &args.target,
        &[],
        edition,
        &readings,
        0,
        environment,
        Door::InProcess,
    )?;
    opened.client = opened.client.with_stop(Arc::clone(&interrupted));
    let plan = opened.plan(&args.target, edition, &readings);
    verdict::narrow_for(&mut scope, edition.product, &args.target, opened.is_live);
    cases.retain(|case| scope.holds(&needed(case, edition)));
    let settings = Settings::of_saved(&args.target, &args.reading, &args.verdict);
    let settings = settings.words(&opened.name);
    let plan = Plan {
        scope,
        repeated_by: Some(&settings),
        ..plan
    };
    let session = Session::open(&plan, &probes);
    if session.is_err() {
        clean_up::cleared(&opened, &args.target, out);
    }
    let session = session?;
    let mut verdicts = Vec::new();
    for case in &cases {
        let tried = session.tried(case);
        if interrupted.load(Ordering::SeqCst) {
            break;
        }
        let mut concluded = session.conclude_alone(&tried);
        let Some(result) = concluded.cases.pop() else {
            continue;
        };
        for failure in &mut concluded.failures {
            addressed(failure, &plan);
            let file = file_word(&case.origin.file());
            failure.replay = format!("tagproof replay {file} {}", plan.settings());
        }
        verdicts.push(result.verdict);
        let told = told(case, &result, &concluded.failures, edition);
        // Whoever does not read it is told the result at last.
        let _ = out.write_all(told.as_bytes());
    }
    let count = |verdict| verdicts.iter().filter(|found| **found == verdict).count();
    let (failing, fixed) = (count(Verdict::Fail), count(Verdict::Pass));
    let demands = args.verdict.demands();
    let is_interrupted = interrupted.load(Ordering::SeqCst);
    let exit = if is_interrupted {
        Exit::Interrupted
    } else if verdicts.is_empty() {
        Exit::NothingRan
    } else if failing > 0 {
        Exit::Divergence
    } else if fixed * 100 >= verdicts.len() * usize::from(demands.min_coverage) {
        Exit::Conforms
    } else {
        Exit::Inconclusive
    };
    clean_up::cleared(&opened, &args.target, out);
    let open = verdicts.len() - failing - fixed;
    let text = format!(
        "{}{failing} of {} saved failures still fail, {fixed} are fixed{}\n",
        if is_interrupted {
            "exit 130: interrupted: "
        } else {
            ""
        },
        verdicts.len(),
        if open > 0 {
            format!(", {open} cannot be told")
        } else {
            String::new()
        }
    );
    Ok(end(exit, &text, Vec::new(), out, err))
}

fn told(case: &Case, result: &CaseResult, failures: &[Failure], edition: &Edition) -> String {
    let reason = visible(result.reason.as_deref().unwrap_or("no reason"));
    match result.verdict {
        Verdict::Pass => format!("{}: fixed, it passes\n", case.id),
        Verdict::Fail => {
            let ids: Vec<&str> = failures.iter().map(|failure| failure.id.as_str()).collect();
            let same = ids.iter().any(|id| identity_of(case, id) == Some(true));
            let saved = ids.iter().any(|id| identity_of(case, id).is_some());
            let how = match (same, saved) {
                (true, _) => "still fails",
                (false, true) => "fails otherwise than it was saved for",
                (false, false) => "fails",
            };
            let shown: String = failures
                .iter()
                .map(|failure| report::failure(failure, edition, report::Style::default()))
                .collect();
            let ids = ids.join(", ");
            format!("{}: {how}, {}\n{shown}", case.id, visible(&ids))
        }
        _ => format!("{}: {}, {reason}\n", case.id, result.verdict.as_str()),
    }
}

fn read(file: &Path, edition: &'static Edition) -> Result<Vec<Case>, CliError> {
    let text = read_text(file, MOST_BYTES).map_err(|cause| CliError::Read {
        path: file.display().to_string(),
        cause,
    })?;
    let cases = parse(&file.display().to_string(), &text, edition).map_err(LibraryError::from)?;
    if edition.name == Edition::of_record().name {
        for case in &cases {
            verify(case, edition).map_err(|error| LibraryError::from(Box::new(error)))?;
        }
    }
    Ok(cases)
}
