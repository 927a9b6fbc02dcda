//! Endpoints that live here: the reference, its mutants, a switcher; and what
//! stands around any endpoint: a server, an adapter of services.

#[cfg(test)]
mod client;
mod describe;
mod gateway;
mod inventory;
mod lag;
mod lifecycle;
pub mod mutants;
mod operations;
mod paging;
mod products;
mod reference;
mod refusal;
#[cfg(test)]
mod script;
#[cfg(feature = "serve")]
mod serve;
mod service;
mod stand_in;
mod state;
mod stream;
mod switch;
mod switcher;
mod tagging;
mod zones;

pub use gateway::{Clock, Guard};
pub use lag::Elapsed;
pub use mutants::{CANARY, Condition, Fault, Mutant, mutant_named, mutants, mutants_of};
pub use reference::Reference;
#[cfg(feature = "serve")]
pub use serve::{Faults, FaultsError, Hosts, Log, Running, Server};
pub use service::Service;
pub use switch::Rule;
pub use switcher::Switcher;
