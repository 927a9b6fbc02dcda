//! `tagproof serve` as an emulator that people rely on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "../folder/mod.rs"]
mod folder;
#[path = "../program/mod.rs"]
mod program;
#[path = "../raw_http/mod.rs"]
mod raw_http;
#[path = "../served/mod.rs"]
mod served;

mod control;
mod faults;
mod log;
#[cfg(unix)]
mod stopping;
