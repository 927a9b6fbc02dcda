//! Mutants that are none: they break the usual reading and follow another one.
//!
//! No suite may kill them, since the page allows what they do; they show that
//! the matrix tells the one from the other.

use crate::contract::clauses;

use super::super::switch::Rule;
use super::mutant::{Fault, Mutant};

/// Follows an option for good.
const fn follows(axis: &'static str, option: &'static str) -> Fault {
    Fault::Switch {
        axis,
        options: (option, option),
        rule: Rule::After(0),
    }
}

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "existing-key-refused",
        clauses::KEY_EXISTING,
        "Refuses a key that a resource has already.",
        follows("existing-key", "rejected"),
    ),
    Mutant::new(
        "overlap-counted-again",
        clauses::TAG_QUOTA,
        "Counts keys that a resource has already against the quota again.",
        follows("quota-count", "sum"),
    ),
    Mutant::new(
        "type-in-any-case",
        clauses::TYPE_VALUES,
        "Knows types in any letter case.",
        follows("type-case", "any-case"),
    ),
];
