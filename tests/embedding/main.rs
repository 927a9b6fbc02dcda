//! Implementations in the same process, judged in one line: what conforms, what does not, and what misbehaves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "../../examples/axum_emulator/app.rs"]
mod app;
mod few;
mod fuzzing;
mod light;
mod misbehaviour;
mod panics;
mod verdicts;

/// What the program has, for the same reason.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
