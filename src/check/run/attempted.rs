//! A case of a run that was tried, with what its verdict may still need.

use std::borrow::Cow;

use crate::cases::Case;
use crate::check::evidence::Transcript;
use crate::check::results::{Observed, Verdict, Violation};
use crate::check::verdict::{Evidence, Seen};

/// A case that was tried.
pub(super) struct Attempt<'c> {
    pub(super) case: Cow<'c, Case>,
    pub(super) transcript: Transcript,
    pub(super) observed: Observed,
    /// What it came to by itself.
    pub(super) alone: Verdict,
    /// The identities of what failed so.
    pub(super) failures: Vec<String>,
}

impl Evidence for Attempt<'_> {
    fn of_violation(&self, case: &Observed, violation: &Violation) -> crate::check::Failure {
        self.seen().of_violation(case, violation)
    }

    fn of_contradiction(&self, case: &Observed, step: usize) -> crate::check::Failure {
        self.seen().of_contradiction(case, step)
    }
}

impl Attempt<'_> {
    fn seen(&self) -> Seen<'_> {
        Seen {
            case: &self.case,
            transcript: &self.transcript,
        }
    }
}
