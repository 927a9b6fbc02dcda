//! Mutants that look at one place only where a rule holds everywhere.

use crate::contract::{ClauseId, clauses, params};
use crate::model::{Check, Decision, Permit, Resource, Rule};

use super::effects::{keys, tags_of};
use super::mutant::{Before, Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "key-http-at-start-only",
        clauses::KEY_HTTP,
        "Refuses http:// only where a key starts with it.",
        Fault::Effect(|before, _, decision| {
            let starts = keys(before).iter().any(|key| key.starts_with("http://"));
            if refused(decision, clauses::KEY_HTTP) && !starts {
                *decision = before.decide_without(&[Check::Key(Rule::Http)]);
            }
        }),
    )
    .under(&[("key-url-punctuation", "accepted")]),
    Mutant::new(
        "duplicate-keys-if-neighbours",
        clauses::KEY_DUPLICATE,
        "Finds a key named twice only if nothing stands between.",
        Fault::Effect(|before, _, decision| {
            let neighbours = keys(before).windows(2).any(|pair| pair[0] == pair[1]);
            if refused(decision, clauses::KEY_DUPLICATE) && !neighbours {
                *decision = before.decide_without(&[Check::DuplicateKeys]);
            }
        }),
    ),
    Mutant::new(
        "duplicate-keys-if-values-differ",
        clauses::KEY_DUPLICATE,
        "Takes the same tag twice for one, as a set of pairs would.",
        Fault::Effect(|before, _, decision| {
            if refused(decision, clauses::KEY_DUPLICATE) {
                let mut pairs = tags_of(before);
                pairs.sort();
                pairs.dedup();
                let mut keys: Vec<&String> = pairs.iter().map(|(key, _)| key).collect();
                keys.dedup();
                if keys.len() == pairs.len() {
                    *decision = before.decide_without(&[Check::DuplicateKeys]);
                }
            }
        }),
    ),
    Mutant::new(
        "duplicate-keys-if-even",
        clauses::KEY_DUPLICATE,
        "Forgets a key at its second coming, so that a third is fine again.",
        Fault::Effect(|before, _, decision| {
            let keys = keys(before);
            let even = |key: &String| keys.iter().filter(|other| **other == key).count() % 2 == 0;
            if refused(decision, clauses::KEY_DUPLICATE) && !keys.iter().any(|key| even(key)) {
                *decision = before.decide_without(&[Check::DuplicateKeys]);
            }
        }),
    ),
    Mutant::new(
        "only-first-id-looked-up",
        clauses::ID_EXISTS,
        "Finds out only of the first id whether there is such a resource.",
        Fault::Effect(|before, _, decision| {
            if refused(decision, clauses::ID_EXISTS) && first(before).is_some() {
                *decision = before.decide_without(&[Check::IdExists]);
            }
        }),
    ),
    Mutant::new(
        "only-first-type-compared",
        clauses::ID_TYPE,
        "Compares only the type of the first resource with ResourceType.",
        Fault::Effect(|before, _, decision| {
            let named = before.call.get(params::RESOURCE_TYPE);
            let right = first(before).is_some_and(|resource| {
                named == Some(before.model.edition.type_name(resource.kind))
            });
            if refused(decision, clauses::ID_TYPE) && right {
                *decision = before.decide_without(&[Check::IdType]);
            }
        }),
    ),
    Mutant::new(
        "only-first-owner-compared",
        clauses::ID_ACCOUNT,
        "Asks only of the first resource whose it is.",
        Fault::Effect(|before, _, decision| {
            let own = first(before).is_some_and(|resource| resource.account == before.call.account);
            if refused(decision, clauses::ID_ACCOUNT) && own {
                *decision = before.decide_without(&[Check::IdAccount]);
            }
        }),
    ),
    Mutant::new(
        "only-first-region-compared",
        clauses::ID_REGION,
        "Compares only the region of the first resource with RegionId.",
        Fault::Effect(|before, _, decision| {
            let region = before.call.get(params::REGION_ID);
            let right = first(before).is_some_and(|resource| resource.is_in(region));
            if refused(decision, clauses::ID_REGION) && right {
                *decision = before.decide_without(&[Check::IdRegion]);
            }
        }),
    ),
    Mutant::new(
        "tags-far-too-many-cut",
        clauses::TAG_LIMIT,
        "Refuses one tag too many, and cuts a call with more down to the limit.",
        Fault::Effect(|before, _, decision| {
            let limit = before.model.edition.tags;
            if refused(decision, clauses::TAG_LIMIT) && keys(before).len() > limit + 1 {
                let mut cut = before.call.clone();
                let mut kept = 0;
                cut.params.retain(|(name, _)| {
                    kept += usize::from(super::mutant::is_field(name, params::KEY));
                    let is_tag = name.starts_with(params::TAG) && name.contains('.');
                    !is_tag || kept <= limit
                });
                *decision = before.decide(before.world, &cut);
            }
        }),
    )
    .formerly(&["tags-beyond-21-cut"]),
];

fn refused(decision: &Decision, clause: ClauseId) -> bool {
    matches!(&decision.permit, Permit::Refuse(refusal) if refusal.clause == clause)
}

/// The resource that a call names first.
fn first<'a>(before: &Before<'a>) -> Option<&'a Resource> {
    let ids = before.call.indexed(params::RESOURCE_ID);
    ids.first().and_then(|id| before.world.get(id))
}
