//! Asks the target: attempts at a case, the fixtures that they take, what is sent and read back.

mod ability;
mod borrowed;
mod delivery;
mod execute;
mod fixtures;
mod lanes;
mod lending;
mod opinions;
mod parallel;
mod read_back;
mod rest;
mod reuse;
mod send;
mod signed;
mod tries;
mod trusted;
mod under_way;
mod unsound;

pub use execute::attempt;
pub use parallel::in_parallel;
pub(super) use parallel::{Window, in_order};
pub use rest::Rest;
pub use under_way::{Lost, Made, Setting};

pub(super) use tries::{tried, tried_asking_others};
pub(super) use trusted::{without, working};
pub(super) use under_way::{Manner, Witnesses};
