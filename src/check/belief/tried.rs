//! A case that was tried.

use crate::cases::Case;

use super::finding::Finding;
use crate::check::evidence::{Ended, Transcript};

/// One case with what it did and what that means.
#[derive(Debug, Clone)]
pub struct Tried<'a> {
    /// The case.
    pub case: &'a Case,
    /// What it did and saw, in its last attempt.
    pub transcript: Transcript,
    /// How that ended.
    pub ended: Ended,
    /// What it says of the readings, from all of them.
    pub finding: Finding,
}
