//! `tagproof serve` as an emulator that people rely on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "../black_box/folder.rs"]
mod folder;
#[path = "../black_box/program.rs"]
mod program;
#[path = "../black_box/served.rs"]
mod served;

mod accounts_and_regions;
mod control;
mod faults;
mod heard;
#[cfg(target_os = "linux")]
mod load;
mod log;
mod malformed_http;
mod raw_http;
mod signatures;
#[cfg(unix)]
mod stopping;
mod terraform_and_ansible;
