//! `tagproof serve` as an emulator that people rely on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "../program/mod.rs"]
mod program;
#[path = "../raw_http/mod.rs"]
mod raw_http;
#[path = "../served/mod.rs"]
mod served;

mod control;
mod faults;
#[cfg(unix)]
mod stopping;
