//! The command line: the only room that prints.

mod abilities;
mod access;
mod args;
mod baseline_edit;
mod clean_up;
mod ending;
mod error;
mod exit;
mod explain;
mod fingerprint;
mod fuzz;
mod interrupt;
mod judge;
mod kept;
mod list;
mod list_args;
mod merge;
mod mutants;
mod outputs;
mod place;
mod printed;
mod repeated;
mod replay;
mod reports;
mod run;
mod selection;
mod serve;
mod settings;
mod shared;
mod snapshots;
mod target;
mod target_args;
mod target_url;
mod verdict;
mod watch;

use std::ffi::OsString;
use std::io::Write;
use std::sync::Mutex;

use clap::error::ContextValue;
use clap::{CommandFactory, Parser};

pub use crate::environment::{Closed, Environment};
pub use args::Cli;
pub use error::CliError;
pub use exit::{EXITS, Exit};

use crate::contract::visible;
use args::{Command, CompletionsArgs};
use printed::Printed;
use settings::Settled;
use shared::Shared;

/// Does what the arguments say, and returns how it ended. Results go to `out`,
/// what is wrong goes to `err` in one line.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Exit {
    let (mut out, mut err) = (Printed::to(out), Printed::to(err));
    let exit = done(args, environment, &mut out, &mut err);
    // What is left has no line break: it is nobody's verdict.
    let _ = (out.end(), err.end());
    exit
}

fn done(
    args: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let words = without_secrets(&args);
    let settled = match settings::settled(args, &Cli::command(), &environment.variables) {
        Ok(settled) => settled,
        Err(error) => return failed(&error, &Settled::default(), err),
    };
    for stranger in &settled.strangers {
        // It may be meant for something else.
        let _ = writeln!(err, "note: {}", visible(stranger));
    }
    let cli = match Cli::try_parse_from(&settled.args) {
        Ok(cli) => cli,
        Err(error) => return usage(error, &settled, out, err),
    };
    let done = if reports::are_printed(cli.reports()) {
        let both: &mut (dyn Write + Send) = &mut *err;
        let shared = Mutex::new(both);
        let (mut out, mut err) = (Shared(&shared), Shared(&shared));
        commanded(&cli, &words, environment, &mut out, &mut err)
    } else {
        commanded(&cli, &words, environment, out, err)
    };
    done.unwrap_or_else(|error| failed(&error, &settled, err))
}

fn commanded(
    cli: &Cli,
    words: &[String],
    environment: &Environment,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<Exit, CliError> {
    match &cli.command {
        Command::Run(args) => run::run_command(args, words, environment, out, err),
        Command::Fuzz(args) => fuzz::fuzz_command(args, words, environment, out, err),
        Command::Replay(args) => replay::replay_command(args, environment, out, err),
        Command::Judge(args) => judge::judge_command(args, out, err),
        Command::Merge(args) => merge::merge_command(args, words, environment, out, err),
        Command::Diff(args) => merge::diff_command(args, out, err),
        Command::Fingerprint(args) => fingerprint::fingerprint_command(args, environment, out, err),
        Command::Sweep(args) => clean_up::sweep_command(args, environment, out, err),
        Command::Mutants(args) => mutants::mutants_command(args, environment, out, err),
        Command::Serve(args) => serve::serve_command(args, environment, out),
        Command::List(args) => list::list_command(args, out),
        Command::Explain(args) => explain::explain_command(args, out),
        Command::Completions(args) => completions(args, out),
    }
}

/// The words of a command line as they may be printed.
fn without_secrets(args: &[OsString]) -> Vec<String> {
    let mut is_header = false;
    let shown = |word: &OsString| {
        let word = word.to_string_lossy();
        let was_header = std::mem::replace(&mut is_header, word == "--header");
        match word.strip_prefix("--header=") {
            Some(header) => format!("--header={}", access::shown(header)),
            None if was_header => access::shown(&word),
            None => target_url::hidden(&word),
        }
    };
    args.iter().map(shown).collect()
}

fn failed(error: &CliError, settled: &Settled, err: &mut dyn Write) -> Exit {
    if error.is_closed_output() {
        // Whoever read the output has seen enough.
        return Exit::Conforms;
    }
    // If the error output is gone as well, the exit code still tells.
    let message = error.to_string();
    let _ = write!(
        err,
        "error: {}\n{}",
        visible(&message),
        settled.behind(&message)
    );
    error.exit()
}

/// Prints what a shell completes.
fn completions(args: &CompletionsArgs, out: &mut dyn Write) -> Result<Exit, CliError> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    // It is written into a buffer, which cannot fail as an output can.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    out.write_all(&script)?;
    Ok(Exit::Conforms)
}

/// A usage error in which what was given is on one line.
fn as_text(mut error: clap::Error) -> clap::Error {
    let shown = |text: &String| visible(text).into_owned();
    let given = error.context().filter_map(|(kind, value)| match value {
        ContextValue::String(text) => Some((kind, ContextValue::String(shown(text)))),
        ContextValue::Strings(texts) => {
            let texts = texts.iter().map(shown).collect();
            Some((kind, ContextValue::Strings(texts)))
        }
        // What is advised says it once more.
        ContextValue::StyledStrs(texts) => {
            let texts = texts.iter().map(|text| shown(&text.to_string()).into());
            Some((kind, ContextValue::StyledStrs(texts.collect())))
        }
        _ => None,
    });
    for (kind, value) in given.collect::<Vec<_>>() {
        error.insert(kind, value);
    }
    error
}

/// Help and version go to the output; everything else is a usage error.
fn usage(error: clap::Error, settled: &Settled, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    if error.use_stderr() {
        let message = as_text(error).to_string();
        let _ = write!(err, "{message}{}", settled.behind(&message));
        Exit::Usage
    } else {
        let _ = write!(out, "{error}");
        Exit::Conforms
    }
}
