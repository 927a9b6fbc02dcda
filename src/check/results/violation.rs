//! A rule of single answers that one of them breaks.

use crate::contract::ClauseId;
/// A rule that an answer breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The clause.
    pub clause: ClauseId,
    /// The step, from 1; 0 for none of the case's own.
    pub step: usize,
    /// Place of the exchange among those of the transcript.
    pub exchange: usize,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub observed: String,
}
