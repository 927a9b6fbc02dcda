//! Why an implementation cannot be judged at all, in one line each.

use crate::cases::LibraryError;
use crate::check::RunError;
use crate::contract::ReadingError;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum ConformanceError {
    /// The edition is none.
    #[error("unknown edition '{name}'; there are {known}")]
    Edition {
        /// As given.
        name: String,
        /// The editions, with commas.
        known: String,
    },
    /// A reading is none.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// The suite cannot be loaded, or a pattern matches nothing.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// Nothing can be tagged.
    #[error("no VPC can be created, so nothing can be tagged: {0}")]
    NoFixtures(String),
    /// The implementation does not answer.
    #[error(transparent)]
    Run(#[from] RunError),
}
