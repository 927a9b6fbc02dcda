//! Mutants with a fault on a narrow path: under one condition of a call, or where
//! two of them meet.

use crate::contract::clauses;

use super::condition::Condition::{
    Account, Acs3, At, Bare, Behind, Form, Get, Plus, Region, Split, Type, Xml,
};
use super::mutant::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "long-key-accepted-in-another-region",
        clauses::KEY_LENGTH,
        "Accepts keys of any length in one region.",
        Fault::Where(&[Region(1)], "key-length-unlimited"),
    ),
    Mutant::new(
        "long-value-accepted-in-a-third-region",
        clauses::VALUE_LENGTH,
        "Accepts values of any length in a third region.",
        Fault::Where(&[Region(2)], "value-length-unlimited"),
    ),
    Mutant::new(
        "key-aliyun-accepted-in-forms",
        clauses::KEY_ALIYUN,
        "Accepts keys that start with aliyun where a form sends them.",
        Fault::Where(&[Form], "key-aliyun-accepted"),
    ),
    Mutant::new(
        "duplicate-key-accepted-for-xml",
        clauses::KEY_DUPLICATE,
        "Accepts a key named twice where the answer is XML.",
        Fault::Where(&[Xml], "duplicate-key-accepted"),
    ),
    Mutant::new(
        "unknown-id-accepted-of-one-type",
        clauses::ID_EXISTS,
        "Accepts ids of resources of one type that do not exist.",
        Fault::Where(&[Type(3)], "unknown-id-accepted"),
    ),
    Mutant::new(
        "foreign-account-accepted-with-get",
        clauses::ID_ACCOUNT,
        "Tags resources of other accounts by GET.",
        Fault::Where(&[Get], "foreign-account-accepted"),
    ),
    Mutant::new(
        "empty-key-accepted-with-acs3",
        clauses::KEY_EMPTY,
        "Accepts empty keys where ACS3 signs the call.",
        Fault::Where(&[Acs3], "empty-key-accepted"),
    ),
    Mutant::new(
        "no-ids-accepted-in-query-and-form",
        clauses::ID_REQUIRED,
        "Accepts a call without any id whose parameters stand in query and form.",
        Fault::Where(&[Split], "no-ids-accepted"),
    ),
    Mutant::new(
        "type-mismatch-accepted-of-one-account",
        clauses::ID_TYPE,
        "Tags resources of another type for one account.",
        Fault::Where(&[Account], "type-mismatch-accepted"),
    ),
    Mutant::new(
        "key-first-anything-with-acs3",
        clauses::KEY_FIRST,
        "Looks at the first character of keys where RPC-V1 signs the call alone.",
        Fault::Where(&[Acs3], "key-first-anything"),
    ),
    Mutant::new(
        "long-key-accepted-of-one-type-for-xml",
        clauses::KEY_LENGTH,
        "Accepts keys of any length for one type where the answer is XML.",
        Fault::Where(&[Type(3), Xml], "key-length-unlimited"),
    ),
    Mutant::new(
        "long-value-accepted-of-one-type-in-forms",
        clauses::VALUE_LENGTH,
        "Accepts values of any length for one type where a form sends them.",
        Fault::Where(&[Type(2), Form], "value-length-unlimited"),
    ),
    Mutant::new(
        "key-aliyun-accepted-of-one-type-in-one-region",
        clauses::KEY_ALIYUN,
        "Accepts keys that start with aliyun for one type in one region.",
        Fault::Where(&[Type(4), Region(1)], "key-aliyun-accepted"),
    ),
    Mutant::new(
        "duplicate-key-accepted-in-forms-for-xml",
        clauses::KEY_DUPLICATE,
        "Accepts a key named twice where a form sends it and the answer is XML.",
        Fault::Where(&[Form, Xml], "duplicate-key-accepted"),
    ),
    Mutant::new(
        "unknown-id-accepted-with-get-in-a-third-region",
        clauses::ID_EXISTS,
        "Accepts ids of resources that do not exist by GET in a third region.",
        Fault::Where(&[Get, Region(2)], "unknown-id-accepted"),
    ),
    Mutant::new(
        "foreign-account-accepted-of-one-type-with-acs3",
        clauses::ID_ACCOUNT,
        "Tags resources of one type of other accounts where ACS3 signs the call.",
        Fault::Where(&[Type(1), Acs3], "foreign-account-accepted"),
    ),
    Mutant::new(
        "type-mismatch-accepted-in-one-region-for-xml",
        clauses::ID_TYPE,
        "Tags resources of another type in one region where the answer is XML.",
        Fault::Where(&[Region(1), Xml], "type-mismatch-accepted"),
    ),
    Mutant::new(
        "empty-id-accepted-in-forms-with-acs3",
        clauses::ID_EMPTY,
        "Leaves empty ids out where a form sends them and ACS3 signs it.",
        Fault::Where(&[Form, Acs3], "empty-id-accepted"),
    ),
    Mutant::new(
        "type-optional-with-acs3-for-xml",
        clauses::TYPE_REQUIRED,
        "Accepts a call without ResourceType where ACS3 signs it and the answer is XML.",
        Fault::Where(&[Acs3, Xml], "type-optional"),
    ),
    Mutant::new(
        "region-defaulted-of-one-account-with-get",
        clauses::REGION_REQUIRED,
        "Takes a GET of one account without RegionId for one of the region of its resources.",
        Fault::Where(&[Account, Get], "region-defaulted"),
    ),
    Mutant::new(
        "unknown-type-accepted-with-get-for-xml",
        clauses::TYPE_VALUES,
        "Accepts every ResourceType by GET where the answer is XML.",
        Fault::Where(&[Get, Xml], "unknown-type-accepted"),
    ),
    Mutant::new(
        "value-without-key-accepted-of-one-account-in-forms",
        clauses::KEY_REQUIRED,
        "Accepts a value without a key for one account where a form sends it.",
        Fault::Where(&[Account, Form], "value-without-key-accepted"),
    ),
    Mutant::new(
        "tags-unlimited-in-one-region-for-xml",
        clauses::TAG_LIMIT,
        "Knows no limit of tags in a call in one region where the answer is XML.",
        Fault::Where(&[Region(1), Xml], "tags-unlimited"),
    ),
    Mutant::new(
        "ids-unlimited-in-forms-with-acs3",
        clauses::ID_LIMIT,
        "Knows no limit of ids in a call where a form sends them and ACS3 signs it.",
        Fault::Where(&[Form, Acs3], "ids-unlimited"),
    ),
    Mutant::new(
        "quota-unlimited-of-one-type-in-one-region",
        clauses::TAG_QUOTA,
        "Knows no quota for one type in one region.",
        Fault::Where(&[Type(2), Region(1)], "quota-unlimited"),
    ),
    Mutant::new(
        "quota-unlimited-of-one-account-for-xml",
        clauses::TAG_QUOTA,
        "Knows no quota for one account where the answer is XML.",
        Fault::Where(&[Account, Xml], "quota-unlimited"),
    ),
    Mutant::new(
        "long-key-accepted-behind-the-fifth",
        clauses::KEY_LENGTH,
        "Looks at the length of the first five keys.",
        Fault::Where(&[Behind(5)], "key-length-unlimited"),
    ),
    Mutant::new(
        "long-value-accepted-behind-the-tenth",
        clauses::VALUE_LENGTH,
        "Looks at the length of the first ten values.",
        Fault::Where(&[Behind(10)], "value-length-unlimited"),
    ),
    Mutant::new(
        "key-aliyun-accepted-behind-the-fifth",
        clauses::KEY_ALIYUN,
        "Looks for aliyun in the first five keys.",
        Fault::Where(&[Behind(5)], "key-aliyun-accepted"),
    ),
    Mutant::new(
        "duplicate-key-accepted-behind-the-fifth",
        clauses::KEY_DUPLICATE,
        "Looks for a key named twice among the first five.",
        Fault::Where(&[Behind(5)], "duplicate-key-accepted"),
    ),
    Mutant::new(
        "empty-key-accepted-behind-the-tenth",
        clauses::KEY_EMPTY,
        "Looks whether the first ten keys are empty.",
        Fault::Where(&[Behind(10)], "empty-key-accepted"),
    ),
    Mutant::new(
        "unknown-id-accepted-behind-the-fifth",
        clauses::ID_EXISTS,
        "Looks the first five ids up.",
        Fault::Where(&[Behind(5)], "unknown-id-accepted"),
    ),
    Mutant::new(
        "foreign-account-accepted-behind-the-tenth",
        clauses::ID_ACCOUNT,
        "Compares the owner of the first ten resources.",
        Fault::Where(&[Behind(10)], "foreign-account-accepted"),
    ),
    Mutant::new(
        "type-mismatch-accepted-behind-the-fifth",
        clauses::ID_TYPE,
        "Compares the type of the first five resources.",
        Fault::Where(&[Behind(5)], "type-mismatch-accepted"),
    ),
    Mutant::new(
        "quota-unlimited-behind-the-fifth",
        clauses::TAG_QUOTA,
        "Counts the tags of the first five resources.",
        Fault::Where(&[Behind(5)], "quota-unlimited"),
    ),
    Mutant::new(
        "long-key-accepted-behind-the-fifth-in-forms",
        clauses::KEY_LENGTH,
        "Looks at the length of the first five keys where a form sends them.",
        Fault::Where(&[Behind(5), Form], "key-length-unlimited"),
    ),
    Mutant::new(
        "long-value-accepted-behind-the-tenth-for-xml",
        clauses::VALUE_LENGTH,
        "Looks at the length of the first ten values where the answer is XML.",
        Fault::Where(&[Behind(10), Xml], "value-length-unlimited"),
    ),
    Mutant::new(
        "key-aliyun-accepted-behind-the-fifth-with-acs3",
        clauses::KEY_ALIYUN,
        "Looks for aliyun in the first five keys where ACS3 signs the call.",
        Fault::Where(&[Behind(5), Acs3], "key-aliyun-accepted"),
    ),
    Mutant::new(
        "unknown-id-accepted-behind-the-fifth-of-one-type",
        clauses::ID_EXISTS,
        "Looks the first five ids of one type up.",
        Fault::Where(&[Behind(5), Type(1)], "unknown-id-accepted"),
    ),
    Mutant::new(
        "empty-key-accepted-in-second-place-in-one-region",
        clauses::KEY_EMPTY,
        "Accepts an empty key as the second of a call in one region.",
        Fault::Where(&[At(1), Region(1)], "empty-key-accepted"),
    ),
    Mutant::new(
        "type-echoed-wrong-of-one-type",
        clauses::CO_LIST_TYPE,
        "Lists resources of one type with another.",
        Fault::Where(&[Type(1)], "type-echoed-wrong"),
    ),
    Mutant::new(
        "type-echoed-wrong-of-one-type-for-xml",
        clauses::CO_LIST_TYPE,
        "Lists resources of one type with another where the answer is XML.",
        Fault::Where(&[Type(4), Xml], "type-echoed-wrong"),
    ),
    Mutant::new(
        "tags-outlive-one-type",
        clauses::DELETE_TAGS,
        "Goes on showing the tags of deleted resources of one type.",
        Fault::Where(&[Type(3)], "tags-outlive-resource"),
    ),
    Mutant::new(
        "tag-filter-looks-everywhere-for-xml",
        clauses::CO_LIST_REGION_FILTER,
        "Lists what has a tag from every region where the answer is XML.",
        Fault::Where(&[Xml], "tag-filter-looks-everywhere"),
    ),
    Mutant::new(
        "tag-filter-looks-everywhere-of-one-type",
        clauses::CO_LIST_REGION_FILTER,
        "Lists resources of one type that have a tag from every region.",
        Fault::Where(&[Type(1)], "tag-filter-looks-everywhere"),
    ),
    Mutant::new(
        "old-value-kept-in-forms-with-acs3",
        clauses::EFFECT_ALL,
        "Keeps the old value of a key where a form sends a new one and ACS3 signs it.",
        Fault::Where(&[Form, Acs3], "old-value-kept"),
    ),
    Mutant::new(
        "last-id-untagged-in-a-third-region",
        clauses::EFFECT_ALL,
        "Leaves out the last of several resources in a third region.",
        Fault::Where(&[Region(2)], "last-id-untagged"),
    ),
    Mutant::new(
        "last-id-untagged-of-one-type-for-xml",
        clauses::EFFECT_ALL,
        "Leaves out the last of several resources of one type where the answer is XML.",
        Fault::Where(&[Type(2), Xml], "last-id-untagged"),
    ),
    Mutant::new(
        "first-tag-only-in-query-and-form",
        clauses::EFFECT_ALL,
        "Reads Tag.1 and no other where parameters stand in query and form.",
        Fault::Where(&[Split], "first-tag-only"),
    ),
    Mutant::new(
        "replaces-all-tags-of-one-type-in-one-region",
        clauses::EFFECT_ONLY,
        "Replaces the tags of resources of one type in one region by those of the call.",
        Fault::Where(&[Type(3), Region(1)], "replaces-all-tags"),
    ),
    Mutant::new(
        "untag-ignored-of-one-type-in-forms",
        clauses::CO_UNTAG_KEYS,
        "Accepts UnTagResources for one type in a form and removes nothing.",
        Fault::Where(&[Type(1), Form], "untag-ignored"),
    ),
    Mutant::new(
        "untag-all-ignored-in-a-third-region-for-xml",
        clauses::CO_UNTAG_ALL,
        "Accepts UnTagResources with All in a third region and removes nothing where the answer is XML.",
        Fault::Where(&[Region(2), Xml], "untag-all-ignored"),
    ),
    Mutant::new(
        "list-drops-last-row-with-acs3-for-xml",
        clauses::CO_LIST_SHOWS,
        "Leaves out the last row of a listing in XML where ACS3 signs the call.",
        Fault::Where(&[Acs3, Xml], "list-drops-last-row"),
    ),
    Mutant::new(
        "space-kept-as-plus-in-forms",
        clauses::EFFECT_EXACT,
        "Keeps a plus sign where a form writes a space so.",
        Fault::Where(&[Plus, Form], "space-kept-as-plus"),
    )
    .under(&[
        ("value-space", "accepted"),
        ("value-url-punctuation", "accepted"),
    ]),
    Mutant::new(
        "space-kept-as-plus-with-get",
        clauses::EFFECT_EXACT,
        "Keeps a plus sign where the query of a GET writes a space so.",
        Fault::Where(&[Plus, Get], "space-kept-as-plus"),
    )
    .under(&[
        ("value-space", "accepted"),
        ("value-url-punctuation", "accepted"),
    ]),
    Mutant::new(
        "value-ends-at-bare-bracket",
        clauses::EFFECT_EXACT,
        "Cuts a value at a bracket that is sent as it is.",
        Fault::Where(&[Bare], "value-ends-at-bracket"),
    )
    .under(&[("value-other-punctuation", "accepted")]),
    Mutant::new(
        "value-trimmed-with-acs3",
        clauses::EFFECT_EXACT,
        "Trims values where ACS3 signs the call, as if they stood in a header.",
        Fault::Where(&[Acs3], "value-trimmed"),
    )
    .under(&[("value-space", "accepted")]),
];

#[cfg(test)]
mod tests {
    use super::super::mutant_named;
    use super::*;

    #[test]
    fn each_breaks_what_the_mutant_breaks_whose_fault_it_has() {
        for mutant in TABLE {
            let Fault::Where(conditions, name) = &mutant.fault else {
                panic!("{} is not narrow", mutant.name);
            };
            let whole = mutant_named(name).expect(mutant.name);
            assert_eq!(mutant.clause, whole.clause, "{}", mutant.name);
            assert_eq!(mutant.given, whole.given, "{}", mutant.name);
            assert_eq!(mutant.needs, whole.needs, "{}", mutant.name);
            let is_placed = |it: &super::super::Condition| matches!(it, At(_) | Behind(_));
            let can_be_narrow = match whole.fault {
                Fault::Skip(_) => true,
                Fault::Call(_) | Fault::Effect(_) | Fault::Answer(_) | Fault::Response(_) => {
                    !conditions.iter().any(is_placed)
                }
                // These are none of a single call.
                _ => false,
            };
            assert!(can_be_narrow, "{}", mutant.name);
            assert!((1..=2).contains(&conditions.len()), "{}", mutant.name);
        }
    }
}
