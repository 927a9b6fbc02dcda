//! Campaigns: fuzzing without a fuzzer's engine.
//!
//! A campaign draws cases and makes new ones of those that showed something new,
//! tries them on any target, judges them with the same belief as a run, and
//! shrinks what fails to one small case a kind of failure, which can be moved
//! into a suite as it stands. Same seed and budget, same cases, whatever the jobs.

mod alone;
mod artifact;
mod engine;
mod novelty;
mod outcome;

pub use artifact::{artifact_name, identity_of};
pub use engine::{Campaign, Event, campaign};
pub use outcome::{Found, Outcome, Stopped, Tally};
