//! What a transcript says of the readings.

use crate::contract::{AxisId, Readings};
use crate::model::Permit;

use super::hypotheses::{Belief, Relation};
use crate::check::evidence::Overlapping;

/// What a transcript says of the readings.
#[derive(Debug, Clone)]
pub enum Finding {
    /// Some readings explain it.
    Explained(Explained),
    /// One axis was answered both ways.
    Inconsistent(Inconsistent),
    /// No reading explains it, whichever way one axis is taken.
    Divergent(Divergent),
    /// Calls at once have no order that explains their answers and the state
    /// afterwards.
    Unordered(Unordered),
    /// It cannot be told.
    Inconclusive(String),
}

/// The readings that explain a transcript.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The readings.
    pub relation: Relation,
    /// How each step narrowed them.
    pub narrowings: Vec<Narrowing>,
    /// Hypotheses that were followed at once, at most.
    pub widest: usize,
}

/// The box around the readings after some step, where it became smaller.
#[derive(Debug, Clone)]
pub struct Narrowing {
    /// The step, from 1.
    pub step: usize,
    /// The box.
    pub hull: Readings,
}

/// The exchange that nothing explains.
#[derive(Debug, Clone)]
pub struct Divergent {
    /// Its place among the events.
    pub event: usize,
    /// The belief before it.
    pub before: Belief,
    /// What was permitted instead.
    pub permitted: Vec<(Permit, Readings)>,
}

/// Calls at once that no order explains.
#[derive(Debug, Clone)]
pub struct Unordered {
    /// The place among the events at which it shows.
    pub event: usize,
    /// The belief before the calls.
    pub before: Belief,
    /// The shortest part of them, with what was read afterwards, that has no
    /// order by itself.
    pub history: Vec<Overlapping>,
}

/// Two steps that show two options of one axis.
#[derive(Debug, Clone)]
pub struct Inconsistent {
    /// The axis.
    pub axis: AxisId,
    /// The step that ruled the needed option out.
    pub earlier: usize,
    /// Options that it left.
    pub earlier_options: Vec<&'static str>,
    /// The step that needs it.
    pub later: usize,
    /// The options that it needs.
    pub later_options: Vec<&'static str>,
    /// Where it shows.
    pub at: Divergent,
}

/// The steps of `source` after which none of `needed` is left on an axis.
pub(in crate::check) fn step_that_ruled_out(
    source: &Explained,
    axis: AxisId,
    needed: &[&str],
) -> Option<usize> {
    source
        .narrowings
        .iter()
        .find(|narrowing| {
            !narrowing
                .hull
                .names(axis)
                .iter()
                .any(|option| needed.contains(option))
        })
        .map(|narrowing| narrowing.step)
}
