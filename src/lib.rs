//! tagproof: proves whether an implementation of Alibaba Cloud VPC's
//! `TagResources` does what the specification says.
//!
//! The rooms below stand in the order in which they may use each other.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")
)]

pub mod contract;

pub mod wire;

pub mod model;

pub mod cases;

pub mod endpoint;

pub mod targets;

pub mod check;

pub mod campaign;

pub mod proof;

pub mod report;

pub mod environment;

pub mod embed;

pub mod cli;

pub use embed::{Conformance, assert_conforms};

#[cfg(test)]
mod tests;
