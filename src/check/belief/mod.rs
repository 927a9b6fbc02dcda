//! What explains a record: readings held against it, and where none is left.

mod finding;
mod hypotheses;
mod inconsistency;
mod judge;
mod linearize;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
pub(super) mod stories;
mod tried;
mod walk;

pub use finding::{Divergent, Explained, Finding, Inconsistent, Narrowing, Unordered};
pub use hypotheses::{BELIEF_CAP, Belief, Hypothesis, Relation};
pub use judge::judge;
pub use tried::Tried;

pub(super) use finding::step_that_ruled_out;
pub(super) use walk::{exchange_at, own_keys, walk, world_of};
