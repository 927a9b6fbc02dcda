//! Mutants that fail with a server error on calls that are merely odd.

use crate::contract::{Call, clauses, params};

use super::mutant::{Fault, Mutant, is_field};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "non-ascii-500",
        clauses::ANSWER_ROBUST,
        "Fails on keys and values that are not ASCII.",
        Fault::Crash(|call| is_tagging(call) && any_text(call, |text| !text.is_ascii())),
    ),
    Mutant::new(
        "astral-500",
        clauses::ANSWER_ROBUST,
        "Fails on characters that take four bytes in UTF-8, as some databases do.",
        Fault::Crash(|call| {
            is_tagging(call)
                && any_text(call, |text| text.chars().any(|letter| letter > '\u{ffff}'))
        }),
    ),
    Mutant::new(
        "control-character-500",
        clauses::ANSWER_ROBUST,
        "Fails on control characters.",
        Fault::Crash(|call| {
            is_tagging(call) && any_text(call, |text| text.contains(char::is_control))
        }),
    ),
    Mutant::new(
        "odd-index-500",
        clauses::ANSWER_ROBUST,
        "Fails on Tag.x.Key and the like, where the number is none.",
        Fault::Crash(|call| {
            is_tagging(call)
                && call.params.iter().any(|(name, _)| {
                    let index = name.split('.').nth(1);
                    index.is_some_and(|index| index.parse::<u16>().is_err())
                })
        }),
    ),
    Mutant::new(
        "no-tags-500",
        clauses::ANSWER_ROBUST,
        "Fails on a call without tags.",
        Fault::Crash(|call| is_tagging(call) && !any_text(call, |_| true)),
    ),
    Mutant::new(
        "no-parameters-500",
        clauses::ANSWER_ROBUST,
        "Fails on a call without any parameter.",
        Fault::Crash(|call| is_tagging(call) && call.params.is_empty()),
    ),
    Mutant::new(
        "long-value-500",
        clauses::ANSWER_ROBUST,
        "Fails on values of more than 255 characters, as a column of a database does.",
        Fault::Crash(|call| is_tagging(call) && any_text(call, |text| text.chars().count() > 255)),
    ),
];

fn is_tagging(call: &Call) -> bool {
    call.action == params::TAG_RESOURCES
}

/// Whether some key or value of the call is such.
fn any_text(call: &Call, such: impl Fn(&str) -> bool) -> bool {
    call.params
        .iter()
        .filter(|(name, _)| is_field(name, params::KEY) || is_field(name, params::VALUE))
        .any(|(_, text)| such(text))
}
