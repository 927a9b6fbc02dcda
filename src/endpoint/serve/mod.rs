//! Any endpoint over HTTP, for `tagproof serve`, for tests and runs: with faults
//! of the way, a log of requests, and a page to look inside.

mod control;
mod faults;
mod hosts;
#[cfg(test)]
mod raw_http;
mod request_log;
mod running;
mod server;
mod site;

pub use faults::{Faults, FaultsError};
pub use hosts::Hosts;
pub use request_log::Log;
pub use running::Running;
pub use server::Server;
