//! Targets of every kind, judged: what is said of those that are whole, that
//! lack something, that are wrong in one thing, and that answer no sense.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "../black_box/folder.rs"]
mod folder;
#[path = "../oracle/in_process.rs"]
mod in_process;
#[path = "../black_box/program.rs"]
mod program;
#[path = "../black_box/reported.rs"]
mod reported;
mod sent;

mod companions;
mod crippled;
mod earned;
mod fixtures;
mod hostile_answers;

/// What the program has, for the same reason.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
