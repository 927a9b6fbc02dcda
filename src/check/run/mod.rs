//! Many cases against one target, from the first probe to the assembled result.

mod again;
mod assemble;
mod companion_faults;
mod missing;
mod plan;
mod runner;
mod session;

pub use assemble::addressed;
pub use plan::{GONE_AFTER, Plan, Progress, RunError, WAITING};
pub use runner::{fingerprint, run};
pub use session::Session;
