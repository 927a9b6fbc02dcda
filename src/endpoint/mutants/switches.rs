//! Mutants that change their mind about what the page leaves open.
//!
//! Each of their answers is defensible; that they are not of one mind is not.

use crate::contract::clauses;

use super::super::switch::Rule;
use super::mutant::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "existing-key-alternates",
        clauses::KEY_EXISTING,
        "Overwrites an existing key in every other call and refuses it in the rest.",
        Fault::Switch {
            axis: "existing-key",
            options: ("overwrite", "rejected"),
            rule: Rule::EachRequest,
        },
    ),
    Mutant::new(
        "duplicate-ids-by-type",
        clauses::ID_DUPLICATE,
        "Accepts an id named twice for VPCs and refuses it for other types.",
        Fault::Switch {
            axis: "duplicate-ids",
            options: ("accepted", "rejected"),
            rule: Rule::ByType,
        },
    ),
    Mutant::new(
        "value-digit-by-format",
        clauses::VALUE_FIRST,
        "Accepts values that start with a digit in JSON and refuses them in XML.",
        Fault::Switch {
            axis: "value-first-digit",
            options: ("accepted", "rejected"),
            rule: Rule::ByFormat,
        },
    ),
    Mutant::new(
        "type-case-forgotten",
        clauses::TYPE_VALUES,
        "Knows types in any letter case until it has answered 600 requests.",
        Fault::Switch {
            axis: "type-case",
            options: ("any-case", "exact"),
            rule: Rule::After(600),
        },
    ),
];
