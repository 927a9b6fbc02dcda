//! Reports that cannot be read back, and names in them.

use crate::contract::{ClauseId, clause_named};

/// What is wrong with a report that was to be read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableReport {
    /// It is not JSON, or not of this shape.
    #[error("{0}")]
    Shape(String),
    /// It is one of lines.
    #[error("it is a report of lines: `tagproof merge FILE --report json=PATH` makes one of it")]
    Lines,
    /// A name in it is unknown to this version.
    #[error("unknown {what} '{name}': was it written by another version?")]
    Unknown {
        /// What it should name.
        what: &'static str,
        /// The name.
        name: String,
    },
}

/// The clause of this id.
pub(super) fn clause(id: &str) -> Result<ClauseId, UnreadableReport> {
    clause_named(id).ok_or_else(|| unknown("clause", id))
}

/// A name that this version does not know.
pub(super) fn unknown(what: &'static str, name: &str) -> UnreadableReport {
    UnreadableReport::Unknown {
        what,
        name: name.to_owned(),
    }
}
