//! Many cases against one target, from the first probe to the assembled result.

mod again;
mod assemble;
mod attempted;
mod companion_faults;
mod lasting;
mod missing;
mod pinned;
mod plan;
mod runner;
mod session;

pub use assemble::addressed;
pub use plan::{GONE_AFTER, Plan, Progress, RunError, WAITING};
pub use runner::{fingerprint, run};
pub use session::Session;
