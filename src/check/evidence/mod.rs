//! What was done and seen: the record of an attempt, and what an attempt needs.

mod needed;
mod transcript;
mod weight;

pub use needed::{counted, needed};
pub use transcript::{Ended, Event, Exchange, Labelled, Overlapping, Role, Transcript, Wrong};
pub use weight::is_too_much;

pub(super) use needed::fits_xml;
pub(super) use weight::MOST_OF_A_CASE;
