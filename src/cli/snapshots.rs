//! The snapshots of a target: a folder with a file for every case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::check::{Deviation, Kept, Notice, Run, Verdict};
use crate::files::{MOST_BYTES, read_text};
use crate::report::{snapshot_diff, snapshot_file, snapshot_text};

use super::error::CliError;
use super::{outputs, reports};

/// Ending of a snapshot.
const ENDING: &str = "snap";

/// Ending of what `cargo insta review` offers in place of one.
const PENDING: &str = "snap.new";

/// Orphans that are named.
const NAMED: usize = 5;

/// A folder of snapshots.
pub(super) struct Snapshots<'a> {
    folder: &'a Path,
    update: bool,
    /// The text of every snapshot, by its path.
    kept: BTreeMap<PathBuf, String>,
}

impl<'a> Snapshots<'a> {
    /// The snapshots in a folder, which are written anew if `update` says so.
    pub(super) fn open(folder: &'a Path, update: bool) -> Result<Self, CliError> {
        if !update && !folder.is_dir() {
            return Err(CliError::NoSnapshots {
                folder: folder.display().to_string(),
            });
        }
        let mut paths = Vec::new();
        collect(folder, &mut paths)?;
        let mut kept = BTreeMap::new();
        for path in paths {
            let file = read_text(&path, MOST_BYTES).map_err(|cause| unreadable(&path, cause))?;
            let text = match snapshot_text(&file) {
                // It is written anew, or it is of nobody.
                None if update => String::new(),
                text => text.ok_or_else(|| CliError::NotASnapshot {
                    path: path.display().to_string(),
                })?,
            };
            kept.insert(path, text);
        }
        Ok(Self {
            folder,
            update,
            kept,
        })
    }

    /// Makes sure that there is a folder which files can be written into: what has
    /// changed is written too.
    pub(super) fn prepare(&self) -> Result<(), CliError> {
        outputs::folder(self.folder)
    }

    /// Compares the transcripts of a run with the snapshots, or writes them.
    /// Cases that could not be told show nothing and are left alone. What has
    /// changed is written beside the snapshot, for `cargo insta review`. After
    /// something could not be written nothing more is, but all of it compared.
    pub(super) fn compare(
        &self,
        taken: &BTreeMap<String, String>,
        run: &mut Run,
        whole: bool,
    ) -> Result<(), CliError> {
        let decided: BTreeSet<String> = run
            .cases
            .iter()
            .filter(|case| Verdict::DECIDED.contains(&case.verdict))
            .map(|case| case.id.clone())
            .collect();
        let mut written = Ok(());
        for (id, transcript) in taken.iter().filter(|(id, _)| decided.contains(*id)) {
            let changed = self.changed(id, transcript);
            let ending = if self.update { ENDING } else { PENDING };
            written = written.and_then(|()| {
                if changed.is_some() {
                    write(&self.path(id, ending), &snapshot_file(id, transcript))?;
                }
                if self.update || changed.is_none() {
                    remove(&self.path(id, PENDING))?;
                }
                Ok(())
            });
            if let (false, Some(what)) = (self.update, changed) {
                run.deviations.push(Deviation {
                    from: Kept::Snapshots,
                    what,
                });
            }
        }
        if whole {
            self.tell_orphans(run);
        }
        written
    }

    fn changed(&self, id: &str, transcript: &str) -> Option<String> {
        match self.kept.get(&self.path(id, ENDING)) {
            Some(text) => snapshot_diff(text, transcript).map(|diff| format!("{id}\n{diff}")),
            None => Some(format!(
                "{id} has no snapshot: --update-snapshots records it"
            )),
        }
    }

    /// Snapshots without a case: told, and left to whoever deletes files.
    fn tell_orphans(&self, run: &mut Run) {
        let known: BTreeSet<PathBuf> = run
            .cases
            .iter()
            .map(|case| self.path(&case.id, ENDING))
            .collect();
        let orphans = || self.kept.keys().filter(|path| !known.contains(*path));
        let count = orphans().count();
        if count == 0 {
            return;
        }
        let mut names: Vec<String> = orphans()
            .take(NAMED)
            .map(|path| path.display().to_string())
            .collect();
        if count > NAMED {
            names.push("…".to_owned());
        }
        run.notices.push(Notice {
            clause: None,
            what: format!("snapshots without a case: {}", names.join(", ")),
            count,
        });
    }

    fn path(&self, id: &str, ending: &str) -> PathBuf {
        // What could lead out of the folder stays a name within it.
        let parts = id.split('/').map(|part| match part {
            "" | "." | ".." => "_".to_owned(),
            part => part.replace(['\\', ':'], "_"),
        });
        let mut path = self.folder.to_owned();
        path.extend(parts);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.with_file_name(format!("{name}.{ending}"))
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(unreadable(folder, cause)),
    };
    for entry in entries {
        let entry = entry.map_err(|cause| unreadable(folder, cause))?;
        let path = entry.path();
        let kind = entry
            .file_type()
            .map_err(|cause| unreadable(&path, cause))?;
        if kind.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == ENDING) {
            found.push(path);
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), CliError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|cause| CliError::Write {
        path: path.display().to_string(),
        cause,
    })?;
    reports::save(path, text)
}

fn remove(path: &Path) -> Result<(), CliError> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(CliError::Write {
            path: path.display().to_string(),
            cause,
        }),
        _ => Ok(()),
    }
}

fn unreadable(path: &Path, cause: std::io::Error) -> CliError {
    CliError::Read {
        path: path.display().to_string(),
        cause,
    }
}
