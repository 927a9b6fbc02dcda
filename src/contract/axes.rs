//! The table of axes: every ambiguity that an implementation may settle its own way.

use super::axis::{
    AllWithKeys, Atomicity, Axis, AxisId, Binding, DuplicateIds, ExistingKey, FilterShows, Gaps,
    GlobalRegion, IdCount, KeyCase, KeyWithoutValue, KeylessCode, Leniency, LetterCase,
    ListDeleted, Misplaced, NewerTypes, NoTags, OddElement, OddNumber, OddParameter, Of, Options,
    OtherTypes, Permission, Precedence, QuotaCount, RepeatedKeyCount, RepeatedParameter,
    ReservedKeyCode, ReservedValueCode, TagLimitCode, TypeScope, Unit, UnstatedCode, UntagNothing,
};

/// Declares the axes: name in the code, options, name in the world, binding,
/// the open question, the ambiguities behind it, and when it can be seen.
macro_rules! axes {
    ($($name:ident: $options:ty = $id:literal, $binding:ident, $about:literal,
        [$($source:literal),*] $(, seen if $other:literal = [$($option:literal),+])*;)+) => {
        #[expect(non_camel_case_types, reason = "named like the constants they number")]
        #[derive(Clone, Copy)]
        enum Place { $($name,)+ }

        $(
            #[doc = $about]
            pub const $name: Of<$options> = Of::new(Place::$name as u8);
        )+

        /// How many axes there are.
        pub const AXIS_COUNT: usize = [$(Place::$name),+].len();

        // An axis is known by a byte, and its options by the bits of one.
        const _: () = assert!(AXIS_COUNT <= u8::MAX as usize, "too many axes for AxisId");
        $(const _: () = assert!(
            matches!(<$options as Options>::CHOICES.len(), 2..=8),
            concat!($id, " has not two to eight options")
        );)+

        /// Every axis, in the order of `tagproof list axes`.
        pub static AXES: &[Axis] = &[$(Axis {
            id: $id,
            binding: Binding::$binding,
            about: $about,
            sources: &[$($source),*],
            options: <$options>::CHOICES,
            visible_if: &[$(($other, &[$($option),+])),*],
        },)+];
    };
}

/// The axis named `id`.
pub fn axis_named(id: &str) -> Option<AxisId> {
    let place = AXES.iter().position(|axis| axis.id == id)?;
    u8::try_from(place).ok().map(AxisId)
}

/// Every axis by its place.
pub fn axis_ids() -> impl Iterator<Item = AxisId> {
    (0..u8::MAX).map(AxisId).take(AXES.len())
}

axes! {
    KEY_SPACE: Permission = "key-space", Consistent,
        "May a key hold a space, which the page's list of characters leaves out?", ["A3", "A39"];
    KEY_URL_PUNCTUATION: Permission = "key-url-punctuation", Consistent,
        "May a key hold / : = + or @, which sibling APIs list and the page does not?", ["A3"];
    KEY_OTHER_PUNCTUATION: Permission = "key-other-punctuation", Consistent,
        "May a key hold other ASCII punctuation?", ["A3"];
    KEY_CJK: Permission = "key-cjk", Consistent,
        "Are Chinese characters among the letters of a key?", ["A3", "A5"];
    KEY_OTHER_LETTERS: Permission = "key-other-letters", Consistent,
        "Are accented Latin, Greek and Cyrillic letters among the letters of a key?", ["A3", "A5"];
    KEY_ASTRAL_LETTERS: Permission = "key-astral-letters", Consistent,
        "Are Chinese characters outside the basic plane among the letters of a key?", ["A3", "A5"];
    KEY_FIRST_CJK: Permission = "key-first-cjk", Consistent,
        "May a key start with a Chinese character?", ["A4", "A5"],
        seen if "key-cjk" = ["accepted"];
    KEY_FIRST_OTHER_LETTER: Permission = "key-first-other-letter", Consistent,
        "May a key start with an accented Latin, Greek or Cyrillic letter?", ["A4", "A5"],
        seen if "key-other-letters" = ["accepted"];
    KEY_LENGTH_UNIT: Unit = "key-length-unit", Consistent,
        "What are the characters that limit a key's length?", ["A6"],
        seen if "key-cjk" = ["accepted"], seen if "key-astral-letters" = ["accepted"];
    KEY_ALIYUN_CASE: LetterCase = "key-aliyun-case", Consistent,
        "Is the key prefix aliyun reserved in every letter case?", ["A38"];
    KEY_ACS_CASE: LetterCase = "key-acs-case", Consistent,
        "Is the key prefix acs: reserved in every letter case?", ["A38"],
        seen if "key-url-punctuation" = ["accepted"];
    KEY_ALIYUN_CODE: ReservedKeyCode = "key-aliyun-code", Consistent,
        "Which code refuses a key that starts with aliyun?", ["A36"];
    KEY_ACS_CODE: ReservedKeyCode = "key-acs-code", Consistent,
        "Which code refuses a key that starts with acs:?", ["A36"],
        seen if "key-url-punctuation" = ["accepted"];
    EMPTY_KEY_CODE: KeylessCode = "empty-key-code", Consistent,
        "Which code refuses an empty key?", ["A1", "A51"];

    VALUE_SPACE: Permission = "value-space", Consistent,
        "May a value hold a space?", ["A3", "A39"];
    VALUE_URL_PUNCTUATION: Permission = "value-url-punctuation", Consistent,
        "May a value hold / : = + or @?", ["A3"];
    VALUE_OTHER_PUNCTUATION: Permission = "value-other-punctuation", Consistent,
        "May a value hold other ASCII punctuation?", ["A3"];
    VALUE_CJK: Permission = "value-cjk", Consistent,
        "May a value hold Chinese characters?", ["A3", "A5"];
    VALUE_OTHER_LETTERS: Permission = "value-other-letters", Consistent,
        "May a value hold accented Latin, Greek and Cyrillic letters?", ["A3", "A5"];
    VALUE_ASTRAL_LETTERS: Permission = "value-astral-letters", Consistent,
        "May a value hold Chinese characters outside the basic plane?", ["A3", "A5"];
    VALUE_FIRST_DIGIT: Leniency = "value-first-digit", Consistent,
        "May a value start with a digit, though 'the key must start with a letter' stands in its row?", ["A9"];
    VALUE_FIRST_LISTED: Leniency = "value-first-listed", Consistent,
        "May a value start with a period, an underscore or a hyphen?", ["A9"];
    VALUE_FIRST_OUTSIDE: Leniency = "value-first-outside", Consistent,
        "May a value start with a space or punctuation outside the list, where it may hold it?", ["A9"],
        seen if "value-space" = ["accepted"];
    VALUE_FIRST_CJK: Leniency = "value-first-cjk", Consistent,
        "May a value start with a Chinese character, where it may hold one?", ["A5", "A9"],
        seen if "value-cjk" = ["accepted"];
    VALUE_FIRST_OTHER_LETTER: Leniency = "value-first-other-letter", Consistent,
        "May a value start with an accented Latin, Greek or Cyrillic letter, where it may hold one?", ["A5", "A9"],
        seen if "value-other-letters" = ["accepted"];
    VALUE_LENGTH_UNIT: Unit = "value-length-unit", Consistent,
        "What are the characters that limit a value's length?", ["A6"],
        seen if "value-cjk" = ["accepted"], seen if "value-astral-letters" = ["accepted"];
    VALUE_ALIYUN: Permission = "value-aliyun", Consistent,
        "May a value start with aliyun, which its row forbids to 'the key'?", ["A10"];
    VALUE_ACS: Permission = "value-acs", Consistent,
        "May a value start with acs:, which its row forbids to 'the key'?", ["A10"],
        seen if "value-url-punctuation" = ["accepted"];
    VALUE_ALIYUN_CASE: LetterCase = "value-aliyun-case", Consistent,
        "Is the value prefix aliyun reserved in every letter case?", ["A38"],
        seen if "value-aliyun" = ["rejected"];
    VALUE_ACS_CASE: LetterCase = "value-acs-case", Consistent,
        "Is the value prefix acs: reserved in every letter case?", ["A38"],
        seen if "value-acs" = ["rejected"], seen if "value-url-punctuation" = ["accepted"];
    VALUE_ALIYUN_CODE: ReservedValueCode = "value-aliyun-code", Consistent,
        "Which code refuses a value that starts with aliyun?", ["A36"],
        seen if "value-aliyun" = ["rejected"];
    VALUE_ACS_CODE: ReservedValueCode = "value-acs-code", Consistent,
        "Which code refuses a value that starts with acs:?", ["A36"],
        seen if "value-acs" = ["rejected"], seen if "value-url-punctuation" = ["accepted"];
    VALUE_URL: Permission = "value-url", Consistent,
        "May a value contain http:// or https://, which its row forbids to 'the key'?", ["A11"],
        seen if "value-url-punctuation" = ["accepted"];

    NO_TAGS: NoTags = "no-tags", Consistent,
        "What is the answer to a call without any tag?", ["A46", "A47"];
    KEY_WITHOUT_VALUE: KeyWithoutValue = "key-without-value", Consistent,
        "Is a key without a value a tag with an empty value?", ["A46", "A48", "A50"];
    VALUE_WITHOUT_KEY: KeylessCode = "value-without-key", Consistent,
        "Which code refuses a value whose key was not sent?", ["A49"];

    KEY_CASE: KeyCase = "key-case", Consistent,
        "Are two keys that differ only in letter case one key?", ["A15"];
    KEY_CASE_TWICE: Leniency = "key-case-twice", Consistent,
        "May a resource have two keys that differ only in letter case?", ["A15"];
    EXISTING_KEY: ExistingKey = "existing-key", Consistent,
        "What happens to a key that the resource has already?", ["A12", "A13", "A14", "A63"];
    DUPLICATE_IDS: DuplicateIds = "duplicate-ids", Consistent,
        "May a call name a resource twice?", ["A27"];
    ID_COUNT: IdCount = "id-count", Consistent,
        "Does an id named twice count twice against the limit of ids?", ["A27"],
        seen if "duplicate-ids" = ["accepted"];
    TAG_LIMIT_CODE: TagLimitCode = "tag-limit-code", Consistent,
        "Which code refuses more tags in a call than a resource can have?", ["A18", "A22"];
    QUOTA_COUNT: QuotaCount = "quota-count", Consistent,
        "Do keys that a resource has already count against the quota again?", ["A16", "A17"],
        seen if "existing-key" = ["overwrite", "rejected-unless-equal"];

    ATOMICITY_UNKNOWN_ID: Atomicity = "atomicity-unknown-id", Consistent,
        "What does a call leave behind that is refused because one of several ids does not exist?", ["A30"];
    ATOMICITY_MISPLACED_ID: Atomicity = "atomicity-misplaced-id", Consistent,
        "What does a call leave behind that is refused because one of several ids is of another type, region or account?", ["A30"];
    ATOMICITY_QUOTA: Atomicity = "atomicity-quota", Consistent,
        "What does a call leave behind that is refused because one of several resources would have too many tags?", ["A21", "A30"];
    ATOMICITY_EXISTING_KEY: Atomicity = "atomicity-existing-key", Consistent,
        "What does a call leave behind that is refused because one of several resources has the key already?", ["A30"],
        seen if "existing-key" = ["rejected", "rejected-unless-equal"];

    EMPTY_VALUE: Leniency = "empty-value", Consistent,
        "May a value be empty?", ["A50"];
    REGION_LEFT_OUT: Permission = "region-left-out", Consistent,
        "May a call leave the region out whose resources are in one?", ["A52"];
    REGION_FOR_GLOBAL: GlobalRegion = "region-for-global", Consistent,
        "What is the region of a call whose resources are in none?", ["A29"];
    OTHER_TYPES: OtherTypes = "other-types", Consistent,
        "Do quota and unique keys hold for the types beside the one that the page speaks of?", ["A20"];

    TYPE_CASE: LetterCase = "type-case", Consistent,
        "Is a resource type known in every letter case?", ["A31"];
    NEWER_TYPES: NewerTypes = "newer-types", Consistent,
        "Are resource types known that only later editions list?", ["A32"];
    TYPE_MISMATCH: Misplaced = "type-mismatch", Consistent,
        "Which code refuses an id that exists with another resource type?", ["A28"];
    WRONG_REGION: Misplaced = "wrong-region", Consistent,
        "Which code refuses an id that exists in another region?", ["A29"];
    FOREIGN_ACCOUNT: Misplaced = "foreign-account", Consistent,
        "Which code refuses an id that belongs to another account?", ["A29", "A69"];

    TAG_GAPS: Gaps = "tag-gaps", Consistent,
        "May the numbers of tags have gaps (Tag.1, Tag.3)?", ["A40"];
    ID_GAPS: Gaps = "id-gaps", Consistent,
        "May the numbers of ids have gaps (ResourceId.1, ResourceId.3)?", ["A40"];
    TAG_INDEX_ZERO: OddElement = "tag-index-zero", Consistent,
        "What is Tag.0, where numbers begin at 1?", ["A35", "A41"];
    ID_INDEX_ZERO: OddElement = "id-index-zero", Consistent,
        "What is ResourceId.0, where numbers begin at 1?", ["A41"];

    LIST_DELETED: ListDeleted = "list-deleted", Consistent,
        "What does a listing say of a deleted resource?", ["A59"];
    DESCRIBE_TAGS_SCOPE: TypeScope = "describe-tags-scope", Consistent,
        "Whose tags does DescribeTags show for a resource type?", ["A60", "A62"];
    DESCRIBE_TAG_KEYS_SCOPE: TypeScope = "describe-tag-keys-scope", Consistent,
        "Whose keys does DescribeTagKeys show for a resource type?", ["A60", "A62"];

    LIST_TAG_FILTER: FilterShows = "list-tag-filter", Consistent,
        "What does ListTagResources show of a resource that has the tags of its filter?", [];
    UNTAG_NOTHING: UntagNothing = "untag-nothing", Consistent,
        "What does UnTagResources do with neither a key nor All?", [];

    ALL_WITH_KEYS: AllWithKeys = "all-with-keys", Consistent,
        "What does a call do that removes keys and says All as well?", [];

    ERROR_PRECEDENCE: Precedence = "error-precedence", Free,
        "Which of several violations is reported?", ["A18", "A54"];
    UNSTATED_CODE: UnstatedCode = "unstated-code", Free,
        "Which 4xx code refuses what the page forbids without a code?", ["A25", "A26", "A52"];
    ATOMICITY_EMPTY_ID: Atomicity = "atomicity-empty-id", Free,
        "What does a call leave behind that is refused because one of several ids is empty?", ["A26", "A30"];
    REPEATED_KEY_COUNT: RepeatedKeyCount = "repeated-key-count", Free,
        "Does a key count twice against the quota that a call, which is refused for it, names twice?", ["A16", "A17"];
    UNJUDGED_TEXT: Permission = "unjudged-text", Free,
        "Are combining marks, emoji, control characters, other scripts and other spellings of http:// accepted?", ["A5", "A11", "A73"];
    ODD_INDEX: OddNumber = "odd-index", Free,
        "What is an element whose number has leading zeros, a sign, letters or is huge?", ["A35", "A42"];
    ODD_PARAMETER: OddParameter = "odd-parameter", Free,
        "What is a parameter that the page does not know, or knows in another spelling?", ["A34", "A43", "A45"];
    REPEATED_PARAMETER: RepeatedParameter = "repeated-parameter", Free,
        "Which value counts of a parameter that is sent twice?", ["A44"];
}
