//! tagproof: proves whether an implementation of Alibaba Cloud VPC's
//! `TagResources` does what the specification says.
//!
//! An implementation in the same process is judged in one line, see [`embed`];
//! an endpoint is judged by the program, see `tagproof run --help`.
//!
//! Who embeds builds without the default features and is shown what is meant for
//! that: [`embed`], the calls and answers in [`contract`] and [`wire`], and what
//! answers them in [`endpoint`]. All other rooms serve the program. They are
//! public for its tests, benches and fuzz targets, shown where it is built, and
//! may change with any version.
//!
//! # The house
//!
//! The rooms stand in the order in which they may use each other, ground first:
//!
//! | room | what it does |
//! |---|---|
//! | [`contract`] | the API as data: editions, clauses, axes, codes, types, words |
//! | [`files`] | files of the user: read within bounds, replaced as a whole |
//! | [`wire`] | calls and answers as bytes, signatures, recordings; the trait [`Endpoint`](wire::Endpoint) |
//! | [`model`] | what a right implementation may do: pure, with a choice wherever the page is ambiguous |
//! | [`cases`] | what is tried: suite files, generators, their check against the model, shrinking |
//! | [`endpoint`] | endpoints that live here: the reference, its mutants, a switcher; and a server |
//! | [`targets`] | where requests go, the resources that cases need there, and what shows their tags |
//! | [`check`] | asks a target, finds the readings that explain it, joins cases to verdicts |
//! | [`campaign`] | fuzzing without a fuzzer's engine |
//! | [`proof`] | the suite against the mutants |
//! | [`report`] | results as text, one file a format |
//! | [`environment`] | the environment, the clock and chance: read here and passed down |
//! | [`embed`] | the library's face |
//! | `cli` | the command line, the only room that prints |
//!
//! No file uses another in a circle, and none one of a room above it; tests hold
//! both.
//!
//! # The way of a call and its answer
//!
//! 1. A [`Case`](cases::Case) is read from `suites/` or generated, and checked
//!    against the model when it is loaded: what it expects, that it breaks one
//!    clause alone, and that its valid twin does not.
//! 2. [`check::attempt`] gets the fixtures from [`targets`]; a
//!    [`Binding`](cases::Binding) puts their ids into the steps, and what comes
//!    out of it are [`Call`](contract::Call)s.
//! 3. [`targets::Client`] turns a call into a [`Request`](wire::Request), signs
//!    and sends it, and reads the [`Response`](wire::Response) into an
//!    [`Answer`](contract::Answer). The tags are read back after every write.
//! 4. Both stand in a [`Transcript`](check::Transcript). From here on nothing
//!    knows of a target: the same transcript gives the same verdict, always.
//! 5. [`check::judge()`] follows the transcript with a [`Belief`](check::Belief),
//!    the readings that explain it so far. For each call the model yields every
//!    [`Branch`](model::Branch), an answer with the world after it and the
//!    readings used; those that fit the answer stay. Where none stays, the
//!    [`Finding`](check::Finding) is a divergence, or that one axis was answered
//!    both ways.
//! 6. What the cases showed, each by itself, is joined in the order of their ids
//!    into a [`Conclusion`](check::Conclusion): so two cases that contradict
//!    each other are found, and neither jobs nor shards change a verdict.
//! 7. A [`Run`](check::Run) is plain data. [`report`] writes it, and what it is
//!    worth, its [`Judgement`](check::Judgement), is the exit code.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")
)]

pub mod contract;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod files;

pub mod wire;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod model;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod cases;

pub mod endpoint;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod targets;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod check;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod campaign;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod proof;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod report;

#[cfg_attr(not(feature = "cli"), doc(hidden))]
pub mod environment;

pub mod embed;

#[cfg(feature = "cli")]
pub mod cli;

pub use embed::{Conformance, assert_conforms};

#[cfg(test)]
mod tests;
