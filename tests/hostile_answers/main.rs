//! Targets that answer nothing sensible: a run of them ends, says so, and never says that they conform.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod bare_server;
#[path = "../black_box/folder.rs"]
mod folder;
#[path = "../black_box/program.rs"]
mod program;

mod bodies;
mod bounds;
mod carried;
mod elsewhere;
mod front;
mod heads;
mod http;
mod silent;
