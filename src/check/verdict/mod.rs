//! What cases come to: failures, whose fault they are and how they are told, joined into verdicts.

mod blame;
#[cfg(test)]
mod blame_stories;
mod case_verdict;
mod companion_blame;
mod conclude;
mod curl_script;
mod effect_blame;
mod failing;
mod fingerprint;
mod history;
mod incidental;
mod joined;
#[cfg(test)]
mod joined_stories;
mod kinds;
mod ledger;
mod listing;
mod listing_rules;
mod merge;
mod narrow;
mod observe;
mod opinion;
mod precedence;
mod reproduce;
mod rules;
mod sources;
mod summary;
mod tally;
mod wording;

pub use conclude::Conclusion;
pub use ledger::{Entry, Ledger};
pub use merge::{MergeError, merged};
pub use observe::accepted;
pub use reproduce::{file_word, request_line, response_line, shell_word};
pub use rules::violations;
pub use summary::manifest;
pub use tally::{hidden_by, sort_failures};
pub use wording::reading_words;

pub(super) use companion_blame::{is_companion, operation_of};
pub(super) use conclude::{Concluding, Tell};
pub(super) use curl_script::{curl, with_address};
pub(super) use failing::{Evidence, Seen, of_divergence};
pub(super) use fingerprint::free_axes;
pub(super) use history::records;
pub(super) use reproduce::{cases_that_show, replay};
