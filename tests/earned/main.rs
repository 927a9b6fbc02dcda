//! A verdict is earned: of what could not be tried nothing good is said.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "../black_box/program.rs"]
mod program;
#[path = "../black_box/reported.rs"]
mod reported;
#[path = "../companions/sent.rs"]
mod sent;

mod abilities;
mod altered;
mod fixed_ids;
mod flags;
mod kept;
mod lent;
mod lists;
mod little;
mod one_at_a_time;
