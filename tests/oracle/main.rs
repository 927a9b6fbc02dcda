//! The oracle in process: honest endpoints, switchers, and what the reference answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod alone;
mod at_once;
mod campaigns;
mod drawn;
mod honest;
mod in_process;
mod intermittent;
mod kill_matrix;
mod lasting;
mod narrow;
mod readings;
mod siblings;
mod snapshots;
mod switchers;
mod toy;

/// What the program has, for the same reason.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
