//! The reports that a command writes, and those that it reads.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::check::Run;
use crate::contract::nearest;
use crate::files::{MOST_RECORDED, in_place, read_text, replace};
use crate::report::{self, Report, ReportFormat};

use super::error::CliError;

/// A report that is to be written: in which format and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The format.
    pub(super) format: ReportFormat,
    /// The file.
    pub(super) path: String,
}

/// The path that is standard output.
const OUTPUT: &str = "-";

/// Whether one of the reports is what a command prints: what it says to people is
/// printed to the error output then.
pub(super) fn are_printed(arguments: &[String]) -> bool {
    let path = |argument: &String| argument.split_once('=').map(|(_, path)| path == OUTPUT);
    arguments.iter().filter_map(path).any(|printed| printed)
}

/// What `--report FORMAT=PATH` asks for.
pub(super) fn wanted(arguments: &[String]) -> Result<Vec<Wanted>, CliError> {
    arguments.iter().map(|argument| one(argument)).collect()
}

fn one(argument: &str) -> Result<Wanted, CliError> {
    let form = || CliError::Form {
        argument: "--report",
        value: argument.to_owned(),
        form: format!("FORMAT=PATH with FORMAT {}", ReportFormat::listed()).into(),
    };
    let (name, path) = argument.split_once('=').ok_or_else(form)?;
    if path.is_empty() {
        return Err(form());
    }
    let format = ReportFormat::named(name).ok_or_else(|| CliError::UnknownFormat {
        name: name.to_owned(),
        nearest: nearest(name, ReportFormat::names()),
        known: ReportFormat::names().collect::<Vec<_>>().join(", "),
    })?;
    let path = if path == OUTPUT { "/dev/stdout" } else { path };
    Ok(Wanted {
        format,
        path: path.to_owned(),
    })
}

/// The same of reports that know one format alone, JSON.
pub(super) fn json_alone(arguments: &[String]) -> Result<Vec<Wanted>, CliError> {
    let wanted = wanted(arguments)?;
    match wanted
        .iter()
        .find(|report| report.format != ReportFormat::Json)
    {
        Some(other) => Err(CliError::Form {
            argument: "--report",
            value: other.path.clone(),
            form: "FORMAT=PATH with FORMAT json".into(),
        }),
        None => Ok(wanted),
    }
}

/// Writes the reports of a run, but for those that were written as it went on;
/// what went wrong. One that cannot be written costs no other.
pub(super) fn write(reports: &[Wanted], report: &Report<'_>) -> Vec<CliError> {
    let at_last = |wanted: &&Wanted| wanted.format != ReportFormat::Ndjson;
    let failed = |wanted| written(wanted, report).err();
    reports.iter().filter(at_last).filter_map(failed).collect()
}

/// Writes every report, of a run that was over before; what went wrong.
pub(super) fn write_all(reports: &[Wanted], report: &Report<'_>) -> Vec<CliError> {
    let failed = |wanted| written(wanted, report).err();
    reports.iter().filter_map(failed).collect()
}

/// Writes one report.
pub(super) fn written(wanted: &Wanted, report: &Report<'_>) -> Result<(), CliError> {
    replace(Path::new(&wanted.path), &|file| {
        wanted.format.write(report, file)
    })
    .map_err(|cause| CliError::Write {
        path: wanted.path.clone(),
        cause,
    })
}

/// Files to which events are written as they happen, so that a crash loses none
/// that was.
pub(super) struct EventLog {
    files: Mutex<Vec<LogFile>>,
}

struct LogFile {
    path: String,
    file: fs::File,
    failed: Option<std::io::Error>,
}

impl EventLog {
    /// The files among the reports wanted that events go to.
    pub(super) fn open(reports: &[Wanted]) -> Result<Self, CliError> {
        let files = reports
            .iter()
            .filter(|wanted| wanted.format == ReportFormat::Ndjson)
            .map(|wanted| {
                let path = wanted.path.clone();
                match in_place(Path::new(&path)) {
                    Ok(file) => Ok(LogFile {
                        path,
                        file,
                        failed: None,
                    }),
                    Err(cause) => Err(CliError::Write { path, cause }),
                }
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            files: Mutex::new(files),
        })
    }

    /// Whether anything is written.
    pub(super) fn is_open(&self) -> bool {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().any(|log| log.failed.is_none())
    }

    /// Writes one line at once; what goes wrong is told at the end.
    pub(super) fn write(&self, line: &str) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        for log in files.iter_mut().filter(|log| log.failed.is_none()) {
            log.failed = log.file.write_all(line.as_bytes()).err();
        }
    }

    /// Tells what went wrong.
    pub(super) fn close(self) -> Vec<CliError> {
        let files = self.files.into_inner();
        let files = files.unwrap_or_else(PoisonError::into_inner);
        let failed =
            |LogFile { path, failed, .. }| failed.map(|cause| CliError::Write { path, cause });
        files.into_iter().filter_map(failed).collect()
    }
}

/// Writes a file.
pub(super) fn save(path: &Path, text: &str) -> Result<(), CliError> {
    replace(path, &|file| file.write_all(text.as_bytes())).map_err(|cause| CliError::Write {
        path: path.display().to_string(),
        cause,
    })
}

/// The run that a JSON report tells of, and its exit code.
pub(super) fn read(path: &Path) -> Result<(Run, u8), CliError> {
    let text = text_of(path)?;
    let read = if report::ndjson::is_ndjson(&text) {
        Err(report::UnreadableReport::Lines)
    } else {
        report::read(&text)
    };
    read.map_err(|cause| unreadable(path, cause))
}

/// The run, or the part of one, that a report in JSON or in lines of it tells of.
pub(super) fn read_part(path: &Path) -> Result<Run, CliError> {
    let text = text_of(path)?;
    let run = if report::ndjson::is_ndjson(&text) {
        report::ndjson::read_ndjson(&text)
    } else {
        report::read(&text).map(|(run, _)| run)
    };
    run.map_err(|cause| unreadable(path, cause))
}

fn text_of(path: &Path) -> Result<String, CliError> {
    read_text(path, MOST_RECORDED).map_err(|cause| CliError::Read {
        path: path.display().to_string(),
        cause,
    })
}

fn unreadable(path: &Path, cause: report::UnreadableReport) -> CliError {
    CliError::Report {
        path: path.display().to_string(),
        cause,
    }
}
