//! A run with what it came to: what every format tells.

use crate::check::{Judgement, Run};

/// A run with what it came to.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The run.
    pub run: &'a Run,
    /// The exit code.
    pub exit: u8,
    /// The last line of the run: its verdict in words.
    pub verdict: &'a str,
    /// On what grounds.
    pub judgement: &'a Judgement,
    /// The command that leaves what is missing out of the verdict, if that helps.
    pub again: Option<&'a str>,
}
