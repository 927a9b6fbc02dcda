//! The reference model: what a right implementation may do.
//!
//! It is written once, with choice points: where the page is ambiguous a rule
//! asks for the axis. [`Model::branches`] then yields every permitted answer
//! with the readings that permit it, and [`Model::decide`] the one answer of an
//! implementation that follows a complete reading.

mod branches;
mod call_checks;
mod checks;
mod choice;
mod companions;
mod context;
mod effects;
mod named_type;
mod permit;
mod request;
mod resource_checks;
mod text_checks;
mod uniqueness;
mod world;

pub use branches::{Decision, Model};
pub use checks::{CHECKS, Check, Stage};
pub use choice::{FORK_LIMIT, Saturated, fork};
pub use companions::kind_of;
pub use permit::{Branch, Codes, Permit, Refusal, Unstated};
pub use text_checks::{Part, Rule};
pub use world::{Change, Resource, World};
