//! Mutants that leave a check out, or refuse what is right.

use crate::contract::{Ability, Kind, clauses, params, vpc};
use crate::model::{Check, Decision, Rule};

use super::mutant::{Before, Fault, Mutant, refuse};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "region-defaulted",
        clauses::REGION_REQUIRED,
        "Takes a call without RegionId for one of the region of its resources.",
        Fault::Skip(&[Check::Region]),
    ),
    Mutant::new(
        "type-optional",
        clauses::TYPE_REQUIRED,
        "Accepts a call without ResourceType.",
        Fault::Skip(&[Check::Type]),
    ),
    Mutant::new(
        "no-ids-accepted",
        clauses::ID_REQUIRED,
        "Accepts a call without any resource id.",
        Fault::Skip(&[Check::Ids]),
    ),
    Mutant::new(
        "empty-id-accepted",
        clauses::ID_EMPTY,
        "Accepts empty resource ids and leaves them out.",
        Fault::Skip(&[Check::EmptyId]),
    ),
    Mutant::new(
        "unknown-id-accepted",
        clauses::ID_EXISTS,
        "Accepts ids of resources that do not exist and leaves them out.",
        Fault::Skip(&[Check::IdExists]),
    ),
    Mutant::new(
        "type-mismatch-accepted",
        clauses::ID_TYPE,
        "Tags resources of another type than ResourceType.",
        Fault::Skip(&[Check::IdType]),
    ),
    Mutant::new(
        "one-type-taken-for-another",
        clauses::ID_TYPE,
        "Tags resources of the last type where the second is named, and knows all other types apart.",
        Fault::Effect(|before, _, decision| {
            let product = before.model.edition.product;
            let edition = before.model.edition;
            let named = before.call.get(params::RESOURCE_TYPE).and_then(|name| {
                let mut kinds = product.kinds.iter().copied();
                kinds.find(|kind| edition.type_name(*kind) == name)
            });
            let ids = before.call.indexed(params::RESOURCE_ID);
            let mut others = ids
                .iter()
                .filter_map(|id| before.world.get(id))
                .filter(|resource| Some(resource.kind) != named);
            if named == Some(product.second())
                && others.all(|resource| Some(resource.kind) == product.kinds.last().copied())
            {
                *decision = before.decide_without(&[Check::IdType]);
            }
        }),
    ),
    Mutant::new(
        "foreign-account-accepted",
        clauses::ID_ACCOUNT,
        "Tags resources of other accounts.",
        Fault::Skip(&[Check::IdAccount]),
    ),
    Mutant::new(
        "unknown-type-accepted",
        clauses::TYPE_VALUES,
        "Accepts every ResourceType and tags whatever is named.",
        Fault::Skip(&[Check::TypeKnown]),
    ),
    Mutant::new(
        "value-without-key-accepted",
        clauses::KEY_REQUIRED,
        "Accepts a value without a key as a tag with an empty key.",
        Fault::Skip(&[Check::ValueWithoutKey]),
    ),
    Mutant::new(
        "empty-key-accepted",
        clauses::KEY_EMPTY,
        "Accepts empty keys.",
        Fault::Skip(&[Check::EmptyKey]),
    ),
    Mutant::new(
        "key-length-unlimited",
        clauses::KEY_LENGTH,
        "Accepts keys of any length.",
        Fault::Skip(&[Check::Key(Rule::Length)]),
    ),
    Mutant::new(
        "value-length-unlimited",
        clauses::VALUE_LENGTH,
        "Accepts values of any length.",
        Fault::Skip(&[Check::Value(Rule::Length)]),
    ),
    Mutant::new(
        "key-first-anything",
        clauses::KEY_FIRST,
        "Accepts keys that start with a digit, a period, an underscore or a hyphen.",
        Fault::Skip(&[Check::Key(Rule::First)]),
    ),
    Mutant::new(
        "key-aliyun-accepted",
        clauses::KEY_ALIYUN,
        "Accepts keys that start with aliyun.",
        Fault::Skip(&[Check::Key(Rule::Aliyun)]),
    ),
    Mutant::new(
        "key-acs-accepted",
        clauses::KEY_ACS,
        "Accepts keys that start with acs:, as it accepts the colon.",
        Fault::Skip(&[Check::Key(Rule::Acs)]),
    )
    .under(&[("key-url-punctuation", "accepted")]),
    Mutant::new(
        "key-http-accepted",
        clauses::KEY_HTTP,
        "Accepts keys that contain http://, as it accepts the characters.",
        Fault::Skip(&[Check::Key(Rule::Http)]),
    )
    .under(&[("key-url-punctuation", "accepted")]),
    Mutant::new(
        "key-https-accepted",
        clauses::KEY_HTTPS,
        "Accepts keys that contain https://, as it accepts the characters.",
        Fault::Skip(&[Check::Key(Rule::Https)]),
    )
    .under(&[("key-url-punctuation", "accepted")]),
    Mutant::new(
        "duplicate-key-accepted",
        clauses::KEY_DUPLICATE,
        "Accepts a key named twice; the last value wins.",
        Fault::Skip(&[Check::DuplicateKeys]),
    ),
    Mutant::new(
        "keys-that-differ-in-case-accepted",
        clauses::KEY_CASE,
        "Accepts a key that differs in letter case alone from one of the resource.",
        Fault::Skip(&[Check::KeyCase]),
    ),
    Mutant::new(
        "aliyun-anywhere-refused",
        clauses::KEY_ALIYUN,
        "Refuses keys that hold aliyun anywhere.",
        Fault::Effect(|before, _, decision| {
            if before.has_text(params::KEY, |key| key.contains("aliyun")) {
                refuse(
                    decision,
                    clauses::KEY_ALIYUN,
                    before.model.edition.refusals.reserved_key,
                );
            }
        }),
    ),
    Mutant::new(
        "key-punctuation-refused",
        clauses::KEY_CHARACTERS,
        "Refuses keys with an underscore, a period or a hyphen.",
        Fault::Effect(|before, _, decision| {
            if before.has_text(params::KEY, |key| key.contains(['_', '.', '-'])) {
                refuse(
                    decision,
                    clauses::KEY_CHARACTERS,
                    before.model.edition.refusals.invalid_key,
                );
            }
        }),
    ),
    Mutant::new(
        "key-upper-case-refused",
        clauses::KEY_CHARACTERS,
        "Refuses keys with upper-case letters.",
        Fault::Effect(|before, _, decision| {
            if before.has_text(params::KEY, |key| key.contains(is_upper_case)) {
                refuse(
                    decision,
                    clauses::KEY_CHARACTERS,
                    before.model.edition.refusals.invalid_key,
                );
            }
        }),
    ),
    Mutant::new(
        "value-punctuation-refused",
        clauses::VALUE_CHARACTERS,
        "Refuses values with an underscore, a period or a hyphen.",
        Fault::Effect(|before, _, decision| {
            if before.has_text(params::VALUE, |value| value.contains(['_', '.', '-'])) {
                refuse(
                    decision,
                    clauses::VALUE_CHARACTERS,
                    before.model.edition.refusals.invalid_value,
                );
            }
        }),
    ),
    Mutant::new(
        "value-empty-refused",
        clauses::VALUE_EMPTY,
        "Takes an empty value for a missing one.",
        Fault::Effect(|before, _, decision| {
            if before.has_text(params::VALUE, str::is_empty) {
                let codes = before.model.edition.refusals.missing_value;
                refuse(decision, clauses::VALUE_EMPTY, codes);
            }
        }),
    ),
    Mutant::new(
        "eip-unknown",
        clauses::TYPE_VALUES,
        "Does not know elastic IP addresses.",
        Fault::Effect(|before, _, decision| refuse_type(before, decision, vpc::EIP)),
    )
    .needing(Ability::Type(vpc::EIP)),
    Mutant::new(
        "route-table-unknown",
        clauses::TYPE_VALUES,
        "Does not know route tables.",
        Fault::Effect(|before, _, decision| refuse_type(before, decision, vpc::ROUTE_TABLE)),
    )
    .needing(Ability::Type(vpc::ROUTE_TABLE)),
    Mutant::new(
        "vpn-gateway-unknown",
        clauses::TYPE_VALUES,
        "Does not know VPN gateways.",
        Fault::Effect(|before, _, decision| refuse_type(before, decision, vpc::VPN_GATEWAY)),
    )
    .needing(Ability::Type(vpc::VPN_GATEWAY)),
    Mutant::new(
        "nat-gateway-unknown",
        clauses::TYPE_VALUES,
        "Does not know NAT gateways.",
        Fault::Effect(|before, _, decision| refuse_type(before, decision, vpc::NAT_GATEWAY)),
    )
    .needing(Ability::Type(vpc::NAT_GATEWAY)),
];

fn refuse_type(before: &Before<'_>, decision: &mut Decision, kind: Kind) {
    let name = before.model.edition.type_name(kind);
    if before.is(params::TAG_RESOURCES)
        && before
            .call
            .get(params::RESOURCE_TYPE)
            .is_some_and(|asked| asked.eq_ignore_ascii_case(name))
    {
        refuse(
            decision,
            clauses::TYPE_VALUES,
            before.model.edition.refusals.unknown_type,
        );
    }
}

fn is_upper_case(letter: char) -> bool {
    letter.is_ascii_uppercase()
}
