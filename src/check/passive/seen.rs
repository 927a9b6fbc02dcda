//! One exchange of a recording that has to do with tags.

use std::collections::BTreeSet;

use crate::contract::{Answer, Call, Kind};
use crate::targets::How;
use crate::wire::{AnswerError, Response, read};

/// One exchange that has to do with tags.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Its entry in the file, from 1.
    pub(super) entry: usize,
    /// When it began and ended, in microseconds.
    pub(super) time: (i64, i64),
    /// What was asked.
    pub(super) call: Call,
    /// What that does.
    pub(super) deed: Deed,
    /// The resources that it names or creates.
    pub(super) touched: BTreeSet<String>,
    /// How it was sent.
    pub(super) how: How,
    /// What came back, without secrets.
    pub(super) response: Response,
    /// What is known of it.
    pub(super) heard: Heard,
}

/// What a call does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    /// Adds tags.
    Tag,
    /// Removes tags.
    Untag,
    /// Lists tags.
    List,
    /// Creates a resource.
    Create(Kind),
    /// Deletes a resource.
    Delete(Kind),
    /// Something that was not recorded whole.
    Unknown,
}

/// What is known of how a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// It was answered.
    Answered,
    /// It was turned away for what has to do with the moment or the caller; it
    /// is over.
    TurnedAway(&'static str),
    /// It is over, and nobody knows what it came to.
    Unrecorded(String),
    /// Nobody knows whether it was done, or will be.
    Lost(String),
    /// The answer is none, or a server error: in words.
    Broken(String),
}

impl Seen {
    /// The answer in what came back. It takes several times the memory of that, so
    /// that it is read wherever it is looked at.
    pub(super) fn answer(&self) -> Result<Answer, AnswerError> {
        read(&self.response, self.how.format)
    }

    /// An entry of which nothing is known.
    pub(super) fn unknown(entry: usize) -> Self {
        Self {
            entry: entry + 1,
            time: (i64::MIN, i64::MIN),
            call: Call::new("", ""),
            deed: Deed::Unknown,
            touched: BTreeSet::new(),
            how: How::usual(),
            response: Response {
                status: 0,
                headers: Vec::new(),
                body: Vec::new(),
            },
            heard: Heard::Unrecorded(String::new()),
        }
    }
}
