//! Many cases against one target, from the first probe to the assembled result.

mod again;
mod assemble;
mod attempted;
mod companion_faults;
mod fingerprint;
mod lasting;
mod missing;
mod pinned;
mod plan;
mod runner;
mod session;

pub use assemble::addressed;
pub use fingerprint::fingerprint;
pub use plan::{GONE_AFTER, Plan, Progress, RunError, WAITING};
pub use runner::run;
pub use session::Session;
