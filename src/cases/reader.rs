//! A suite file that is read: where things stand in it, and what is wrong there.

use crate::contract::{Edition, Product};

/// What is wrong with a suite file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct SuiteError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub what: String,
}

/// A suite file that is read; places in it are byte offsets.
pub(super) struct Reader<'a> {
    /// The file.
    pub(super) file: &'a str,
    /// Its text.
    pub(super) text: &'a str,
    /// The edition whose limits amounts are written in.
    pub(super) edition: &'a Edition,
    /// The product whose types it names.
    pub(super) product: &'static Product,
}

impl Reader<'_> {
    /// What is wrong at a place.
    pub(super) fn error(&self, at: usize, what: String) -> SuiteError {
        SuiteError {
            file: self.file.to_owned(),
            line: self.line(at),
            what,
        }
    }

    /// The line of a place.
    pub(super) fn line(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(self.text);
        memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1
    }
}
