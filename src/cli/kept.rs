//! The files that a run is compared with: baseline, lock and snapshots.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use jiff::civil::Date;
use toml_edit::DocumentMut;

use crate::check::{Baseline, Lock, Run};
use crate::contract::Edition;

use super::baseline_edit::{editable, updated};
use super::error::CliError;
use super::outputs::Outputs;
use super::reports;
use super::snapshots::Snapshots;
use super::target_args::{KeptArgs, SnapshotArgs};
use crate::files::{MOST_BYTES, read_text};

/// What a baseline begins with that is written for the first time.
const HEAD: &str = "# Failures that are known: `tagproof run --baseline` lets them be. Say why in\n\
                    # `reason`, and until when in `expires = 2027-03-31` if it is not for ever.\n\n";

/// What a run is compared with besides the specification, read before the run so
/// that what is wrong with it is known at once.
pub(super) struct KeptFiles<'a> {
    baseline: Option<BaselineFile<'a>>,
    lock: Option<Lock>,
    snapshots: Option<Snapshots<'a>>,
}

struct BaselineFile<'a> {
    path: &'a Path,
    baseline: Baseline,
    /// What is written into it, if anything is.
    document: Option<DocumentMut>,
}

impl<'a> KeptFiles<'a> {
    /// Reads the files that the arguments name.
    pub(super) fn read(
        args: &'a KeptArgs,
        snapshots: Option<&'a SnapshotArgs>,
        edition: &Edition,
    ) -> Result<Self, CliError> {
        let baseline = args.baseline.as_deref().map(|path| {
            let (text, baseline) = read_baseline(path, args.update_baseline)?;
            let document = args
                .update_baseline
                .then(|| editable(&path.display().to_string(), &text));
            Ok::<_, CliError>(BaselineFile {
                path,
                baseline,
                document: document.transpose()?,
            })
        });
        let lock = args.reading_lock.as_deref().map(|path| {
            let text = read(path)?;
            Ok::<_, CliError>(Lock::parse(&path.display().to_string(), &text, edition)?)
        });
        let snapshots = snapshots.and_then(|args| {
            let folder = args.snapshots.as_deref()?;
            Some(Snapshots::open(folder, args.update_snapshots))
        });
        Ok(Self {
            baseline: baseline.transpose()?,
            lock: lock.transpose()?,
            snapshots: snapshots.transpose()?,
        })
    }

    /// Whether a failure of this identity is known.
    pub(super) fn knows(&self, id: &str) -> bool {
        let baseline = self.baseline.as_ref();
        baseline.is_some_and(|file| file.baseline.knows(id).is_some())
    }

    /// Makes sure that what is to be brought up to the run can be written.
    pub(super) fn prepare(&self, outputs: &mut Outputs) -> Result<(), CliError> {
        if let Some(file) = self.baseline.as_ref().filter(|it| it.document.is_some()) {
            outputs.file(file.path)?;
        }
        self.snapshots.as_ref().map_or(Ok(()), Snapshots::prepare)
    }

    /// Whether transcripts are wanted.
    pub(super) fn wants_transcripts(&self) -> bool {
        self.snapshots.is_some()
    }

    /// Compares a run with all of it, or brings it up to the run; `whole` says
    /// that nothing of the suite was left out. What could not be written is told,
    /// and compared as if it had been.
    pub(super) fn compare(
        &self,
        run: &mut Run,
        transcripts: &BTreeMap<String, String>,
        today: Date,
        whole: bool,
    ) -> Result<Vec<CliError>, CliError> {
        let mut failed = Vec::new();
        if let Some(snapshots) = &self.snapshots {
            failed.extend(snapshots.compare(transcripts, run, whole).err());
        }
        if let Some(lock) = &self.lock {
            lock.compare(run);
        }
        if let Some(file) = &self.baseline {
            if let Some(document) = &file.document {
                let name = file.path.display().to_string();
                let text = updated(&file.baseline, document.clone(), run, whole);
                failed.extend(reports::save(file.path, &text).err());
                Baseline::parse(&name, &text)?.compare(run, today, whole);
            } else {
                file.baseline.compare(run, today, whole);
            }
        }
        Ok(failed)
    }
}

/// The text of a baseline and what it says; one that is to be written may not be
/// there yet.
pub(super) fn read_baseline(path: &Path, update: bool) -> Result<(String, Baseline), CliError> {
    let text = match read_text(path, MOST_BYTES) {
        Err(cause) if update && cause.kind() == ErrorKind::NotFound => HEAD.to_owned(),
        read => read.map_err(|cause| unreadable(path, cause))?,
    };
    let baseline = Baseline::parse(&path.display().to_string(), &text)?;
    Ok((text, baseline))
}

fn read(path: &Path) -> Result<String, CliError> {
    read_text(path, MOST_BYTES).map_err(|cause| unreadable(path, cause))
}

fn unreadable(path: &Path, cause: std::io::Error) -> CliError {
    CliError::Read {
        path: path.display().to_string(),
        cause,
    }
}
