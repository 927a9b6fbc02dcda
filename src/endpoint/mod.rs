//! Endpoints that live here: the reference, its mutants, a switcher; and what
//! stands around any endpoint: a server, an adapter of services.

#[cfg(test)]
mod client;
mod describe;
mod gateway;
mod lifecycle;
pub mod mutants;
mod operations;
mod paging;
mod reference;
mod refusal;
#[cfg(test)]
mod script;
mod server;
mod service;
mod stand_in;
mod state;
mod stream;
mod switch;
mod tagging;

pub use gateway::Clock;
pub use mutants::{CANARY, Fault, Mutant, mutant_named, mutants};
pub use reference::Reference;
pub use server::{Running, serve, serve_connection};
pub use service::Service;
pub use switch::{Rule, Switcher};
