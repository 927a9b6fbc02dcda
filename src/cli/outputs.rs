//! What a command will write, tried out before it sends its first request.

use std::path::{Path, PathBuf};

use crate::files::{destination, prepare, prepare_folder};

use super::error::CliError;
use super::reports::Wanted;

/// The outputs of one command: each can be written, and no file is two of them.
#[derive(Default)]
pub(super) struct Outputs {
    files: Vec<PathBuf>,
}

impl Outputs {
    /// Those of a command that writes these reports.
    pub(super) fn of(reports: &[Wanted]) -> Result<Self, CliError> {
        let mut outputs = Self::default();
        for report in reports {
            outputs.file(Path::new(&report.path))?;
        }
        Ok(outputs)
    }

    /// One file more; the folders for it are made.
    pub(super) fn file(&mut self, path: &Path) -> Result<(), CliError> {
        prepare(path).map_err(|cause| unwritable(path, cause))?;
        let file = destination(path);
        if self.files.contains(&file) {
            return Err(CliError::Twice {
                path: path.display().to_string(),
            });
        }
        self.files.push(file);
        Ok(())
    }
}

/// A folder that files may be written into.
pub(super) fn folder(path: &Path) -> Result<(), CliError> {
    prepare_folder(path).map_err(|cause| unwritable(path, cause))
}

fn unwritable(path: &Path, cause: std::io::Error) -> CliError {
    CliError::Write {
        path: path.display().to_string(),
        cause,
    }
}
