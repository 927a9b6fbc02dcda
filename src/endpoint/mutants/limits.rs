//! Mutants whose limits are one off.

use crate::contract::clauses;
use crate::model::{Check, Permit};

use super::mutant::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "key-too-long-accepted",
        clauses::KEY_LENGTH,
        "Accepts keys one character longer than the limit.",
        Fault::Edition(|edition| edition.key.length += 1),
    )
    .formerly(&["key-65-accepted"]),
    Mutant::new(
        "longest-key-refused",
        clauses::KEY_LENGTH,
        "Refuses keys as long as the limit.",
        Fault::Edition(|edition| edition.key.length -= 1),
    )
    .formerly(&["key-64-refused"]),
    Mutant::new(
        "value-too-long-accepted",
        clauses::VALUE_LENGTH,
        "Accepts values one character longer than the limit.",
        Fault::Edition(|edition| edition.value.length += 1),
    )
    .formerly(&["value-129-accepted"]),
    Mutant::new(
        "longest-value-refused",
        clauses::VALUE_LENGTH,
        "Refuses values as long as the limit.",
        Fault::Edition(|edition| edition.value.length -= 1),
    )
    .formerly(&["value-128-refused"]),
    Mutant::new(
        "quota-off-by-one",
        clauses::TAG_QUOTA,
        "Lets a resource have one tag more than the quota.",
        Fault::Edition(|edition| edition.quota += 1),
    ),
    Mutant::new(
        "full-quota-refused",
        clauses::TAG_QUOTA,
        "Lets a resource have one tag less than the quota.",
        Fault::Edition(|edition| edition.quota -= 1),
    )
    .formerly(&["quota-20-refused"]),
    Mutant::new(
        "quota-unlimited",
        clauses::TAG_QUOTA,
        "Knows no quota; only the tags of a call are counted.",
        Fault::Skip(&[Check::Quota]),
    ),
    Mutant::new(
        "quota-checked-too-early",
        clauses::TAG_QUOTA,
        "Asks whether there is room for one tag, and then adds all of the call.",
        Fault::Effect(|before, _, decision| {
            let Permit::Refuse(refusal) = &decision.permit else {
                return;
            };
            let full = |id: &String| {
                before
                    .world
                    .get(id)
                    .is_some_and(|there| there.tags.len() >= before.model.edition.quota)
            };
            let over = refusal.bad.as_ref().map(|(_, bad)| bad);
            if refusal.clause == clauses::TAG_QUOTA && over.is_some_and(|ids| !ids.iter().any(full))
            {
                *decision = before.decide_without(&[Check::Quota]);
            }
        }),
    ),
    Mutant::new(
        "one-id-too-many-accepted",
        clauses::ID_LIMIT,
        "Accepts one resource id more than the limit.",
        Fault::Edition(|edition| edition.ids += 1),
    )
    .formerly(&["ids-21-accepted"]),
    Mutant::new(
        "most-ids-refused",
        clauses::ID_LIMIT,
        "Refuses as many resource ids as the limit.",
        Fault::Edition(|edition| edition.ids -= 1),
    )
    .formerly(&["ids-20-refused"]),
    Mutant::new(
        "ids-unlimited",
        clauses::ID_LIMIT,
        "Knows no limit of resource ids in a call.",
        Fault::Skip(&[Check::IdLimit]),
    ),
    Mutant::new(
        "most-tags-refused",
        clauses::TAG_LIMIT,
        "Refuses as many tags in a call as the limit.",
        Fault::Edition(|edition| edition.tags -= 1),
    )
    .formerly(&["tags-20-refused"]),
    Mutant::new(
        "tags-unlimited",
        clauses::TAG_LIMIT,
        "Knows no limit of tags in a call, so that a resource gets more than it may have.",
        Fault::Skip(&[Check::TagLimit]),
    ),
];
