//! Endpoints that live here: the reference, its mutants, a switcher; and what
//! stands around any endpoint: a server, an adapter of services.

#[cfg(test)]
mod client;
mod control;
mod describe;
mod faults;
mod gateway;
mod inventory;
mod lag;
mod lifecycle;
pub mod mutants;
mod operations;
mod paging;
mod products;
#[cfg(test)]
mod raw_http;
mod reference;
mod refusal;
mod request_log;
mod running;
#[cfg(test)]
mod script;
mod server;
mod service;
mod site;
mod stand_in;
mod state;
mod stream;
mod switch;
mod switcher;
mod tagging;
mod zones;

pub use faults::{Faults, FaultsError};
pub use gateway::Clock;
pub use lag::Elapsed;
pub use mutants::{CANARY, Fault, Mutant, mutant_named, mutants, mutants_of};
pub use reference::Reference;
pub use request_log::Log;
pub use running::Running;
pub use server::Server;
pub use service::Service;
pub use switch::Rule;
pub use switcher::Switcher;
