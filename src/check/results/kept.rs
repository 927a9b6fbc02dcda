//! What is kept of a target besides the specification, and how it differs from it.

/// What a target is compared with besides the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// The baseline of known failures.
    Baseline,
    /// The lock of its reading.
    Lock,
    /// The snapshots of its answers.
    Snapshots,
}

impl Kept {
    /// Everything that is kept.
    pub const ALL: [Self; 3] = [Self::Baseline, Self::Lock, Self::Snapshots];

    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Lock => "lock",
            Self::Snapshots => "snapshots",
        }
    }
}

/// One thing in which a target differs from what was kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// What it differs from.
    pub from: Kept,
    /// In what, and what to do about it.
    pub what: String,
}

/// What is wrong with a file that is kept, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct KeptError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub what: String,
}

impl KeptError {
    /// An error at this byte of a file's text.
    pub fn at(file: &str, text: &str, byte: usize, what: String) -> Self {
        Self {
            file: file.to_owned(),
            line: text.get(..byte).unwrap_or(text).matches('\n').count() + 1,
            what,
        }
    }
}
