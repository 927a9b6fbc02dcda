//! Why an implementation cannot be judged at all, in one line each.

use crate::cases::LibraryError;
use crate::check::RunError;
use crate::contract::{ReadingError, UnknownAbility};

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
    /// What is to be left out of the verdict is no ability.
    #[error(transparent)]
    Ability(#[from] UnknownAbility),
    /// The suite cannot be loaded, or a pattern matches nothing.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The implementation lacks what a verdict about it would have to be about.
    #[error("too little can be tried to say anything:\n{0}")]
    Missing(String),
    /// The implementation does not answer.
    #[error(transparent)]
    Run(#[from] RunError),
}
