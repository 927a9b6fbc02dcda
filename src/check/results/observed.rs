//! What one case showed by itself: all that its verdict needs, as plain data.
//!
//! A run joins what its cases showed; so can what the
//! cases of several runs showed, with the same result.

use std::collections::BTreeSet;

use crate::contract::{Ability, ClauseId, Edition};

use super::failure::{Failure, Precedence};
use super::violation::Violation;
use crate::check::belief::Explained;

/// What one case showed.
#[derive(Debug, Clone)]
pub struct Observed {
    /// Its id.
    pub id: String,
    /// Suite file, or what generated it.
    pub file: String,
    /// Line in it, from 1.
    pub line: usize,
    /// The clauses that it speaks for.
    pub clauses: Vec<ClauseId>,
    /// Whether it breaks a clause by intention.
    pub negative: bool,
    /// The abilities that it needs.
    pub needs: BTreeSet<Ability>,
    /// How many calls of `TagResources` were accepted in it.
    pub accepted: usize,
    /// Whether all its steps were made.
    pub complete: bool,
    /// Whether a person wrote it, one step after the other.
    pub hand_written: bool,
    /// The clause that it is blamed on where nothing says more.
    pub clause: ClauseId,
    /// What its answers and the state say.
    pub showed: Showed,
    /// An answer that is none, or none that should have come.
    pub broken: Option<Failure>,
    /// Why it cannot be told, should nothing have failed.
    pub open: Option<String>,
    /// The rules of single answers that it breaks, each once.
    pub violations: Vec<Violation>,
    /// Request ids of tag calls, each with its place and step.
    pub request_ids: Vec<(String, usize, usize)>,
    /// Of two violations the one that was reported.
    pub precedence: Option<Precedence>,
    /// Other editions that explain what this one cannot.
    pub explained_by: Vec<&'static Edition>,
}

/// What the answers of a case and the state say.
#[derive(Debug, Clone)]
pub enum Showed {
    /// These readings explain it.
    Explained(Explained),
    /// It fails whatever else is seen.
    Failed(Box<Failure>),
    /// It answers one axis both ways, by itself.
    Inconsistent(Box<Failure>),
    /// Nothing can be said.
    Open(String),
    /// The target cannot what it needs.
    NotApplicable(String),
    /// Nothing is left but a broken answer.
    Broken,
}
