//! Everything that can be wrong with what the user said, in one line each.

use std::borrow::Cow;

use crate::cases::LibraryError;
use crate::check::{KeptError, MergeError, RunError};
use crate::contract::{EditionFileError, ReadingError, UnknownAbility};
use crate::proof::Void;
use crate::report::UnreadableReport;
use crate::targets::{ExecError, ProcessError, ShelfError, TargetError};
use crate::wire::har::HarError;

use super::exit::Exit;

/// Why a command did not come to a result.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Suites cannot be loaded.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A reading is none.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// What `--without` names is no ability.
    #[error(transparent)]
    Ability(#[from] UnknownAbility),
    /// The target cannot be used.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The file of fixtures cannot be used.
    #[error("--fixtures {0}")]
    Fixtures(#[from] ShelfError),
    /// The target cannot be started.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The command that should answer cannot be used.
    #[error("--target exec: {0}")]
    Exec(#[from] ExecError),
    /// A command of its own is given to a target that has one.
    #[error("--target exec:COMMAND is the command that is started: leave '-- {command}' out")]
    TwoCommands {
        /// The other command.
        command: String,
    },
    /// A command is given to a target that is tagproof's own.
    #[error(
        "--target {target} starts no command, and would be judged instead of it: leave '-- {command}' out, or --target"
    )]
    OwnTarget {
        /// The target.
        target: String,
        /// The command.
        command: String,
    },
    /// A password and a signature would need the same header.
    #[error("--signature acs3 signs in the header that {flag} goes into: leave one of them out")]
    OneHeader {
        /// What says who calls.
        flag: &'static str,
    },
    /// What is only behind HTTP is said of another target.
    #[error(
        "--target {target} is not behind HTTP, so nothing can be reached by{flags}: leave them out"
    )]
    NotBehindHttp {
        /// The target.
        target: String,
        /// The flags.
        flags: String,
    },
    /// The target does not answer.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The proof of the suite says nothing.
    #[error(transparent)]
    Void(#[from] Void),
    /// An argument is not of its form.
    #[error("{argument} '{value}' is not of the form {form}")]
    Form {
        /// The flag.
        argument: &'static str,
        /// As given.
        value: String,
        /// As expected.
        form: Cow<'static, str>,
    },
    /// The file of an edition is wrong.
    #[error(transparent)]
    EditionFile(#[from] EditionFileError),
    /// A name is unknown.
    #[error("unknown {what} '{name}'{}; `tagproof list {list}` names them", .nearest.as_ref().map(|near| format!(", did you mean '{near}'?")).unwrap_or_default())]
    Unknown {
        /// What it should name.
        what: &'static str,
        /// As given.
        name: String,
        /// What was probably meant.
        nearest: Option<String>,
        /// Which list has the names.
        list: &'static str,
    },
    /// The host is the live service.
    #[error("{host} is the live service: --live allows it")]
    Live {
        /// The host.
        host: String,
    },
    /// What is left behind cannot be found.
    #[error("failed to look for what runs left behind: {cause}")]
    Sweep {
        /// What came back.
        cause: String,
    },
    /// A baseline or a lock is wrong.
    #[error(transparent)]
    Kept(#[from] KeptError),
    /// Nothing was recorded yet.
    #[error("there is no folder {folder}: --update-snapshots records what the target answers")]
    NoSnapshots {
        /// The folder.
        folder: String,
    },
    /// The file of settings is wrong.
    #[error("{file}:{line}: {what}")]
    Setting {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What was found and what was expected.
        what: String,
    },
    /// A switch is set to something else than on or off.
    #[error("{name} is true or false, not '{value}'")]
    Switch {
        /// The variable.
        name: String,
        /// As given.
        value: String,
    },
    /// A file in a folder of snapshots is none.
    #[error("{path}: not a snapshot: it does not begin with a head between two lines of ---")]
    NotASnapshot {
        /// The file.
        path: String,
    },
    /// A file or folder cannot be read.
    #[error("failed to read {path}: {cause}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// A recording cannot be read.
    #[error("{path}: {cause}")]
    Recording {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: HarError,
    },
    /// A report of a run cannot be read back.
    #[error("{path}: not a JSON report of a run: {cause}")]
    Report {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: UnreadableReport,
    },
    /// Reports cannot be joined.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// No report has this format.
    #[error("unknown report format '{name}'{}; there are {known}", .nearest.as_ref().map(|near| format!(", did you mean '{near}'?")).unwrap_or_default())]
    UnknownFormat {
        /// As given.
        name: String,
        /// What was probably meant.
        nearest: Option<String>,
        /// Every format.
        known: String,
    },
    /// A file cannot be written.
    #[error("failed to write {path}: {cause}")]
    Write {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// Two outputs would overwrite each other.
    #[error("{path} is to be written twice: give each output a file of its own")]
    Twice {
        /// The file.
        path: String,
    },
    /// The server cannot listen.
    #[error("failed to listen on {address}: {cause}")]
    Listen {
        /// Where.
        address: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The output is gone.
    #[error("failed to write the output: {0}")]
    Output(#[from] std::io::Error),
}

impl CliError {
    /// Whether nobody reads the output any more.
    pub fn is_closed_output(&self) -> bool {
        matches!(self, Self::Output(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// The exit code that it ends with.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Void(Void::Interrupted) => Exit::Interrupted,
            Self::Library(LibraryError::Disagreement(_))
            | Self::Run(RunError::Disagreement(_))
            | Self::Void(_) => Exit::SelfTestFailed,
            Self::Run(RunError::Unknown(_)) | Self::Sweep { .. } => Exit::Inconclusive,
            _ => Exit::Usage,
        }
    }
}
