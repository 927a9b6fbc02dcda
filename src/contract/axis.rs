//! What an axis is: one ambiguity of the page with its defensible options.

use std::fmt;
use std::marker::PhantomData;

/// Place of an axis in [`super::AXES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AxisId(pub u8);

impl AxisId {
    /// The axis itself.
    pub fn axis(self) -> &'static Axis {
        &super::AXES[usize::from(self.0)]
    }
}

impl fmt::Display for AxisId {
    /// Its permanent name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.axis().id)
    }
}

/// An ambiguity of the page.
#[derive(Debug)]
pub struct Axis {
    /// Permanent name, as in `--reading NAME=OPTION`.
    pub id: &'static str,
    /// Whether switching options is a divergence.
    pub binding: Binding,
    /// The question that the page leaves open, in our words.
    pub about: &'static str,
    /// The ambiguities that it stands for, by number.
    pub sources: &'static [&'static str],
    /// The defensible answers; the first is the default.
    pub options: &'static [Choice],
    /// What other axes must say for this one to be seen at all:
    /// each entry is an axis and the options that let it show.
    pub visible_if: &'static [(&'static str, &'static [&'static str])],
}

impl Axis {
    /// Place of the option named `id`, if there is one.
    pub fn option(&self, id: &str) -> Option<u8> {
        let place = self.options.iter().position(|choice| choice.id == id)?;
        u8::try_from(place).ok()
    }
}

/// Whether an implementation must stay with the option it showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// One option for good: across time, type, method, format, account, region.
    Consistent,
    /// Any option each time; reported, never judged.
    Free,
}

/// One option of an axis.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Permanent name within its axis.
    pub id: &'static str,
    /// What an implementation with this option does.
    pub about: &'static str,
}

/// An axis whose options are the variants of `T`.
#[derive(Debug)]
pub struct Of<T> {
    id: AxisId,
    options: PhantomData<T>,
}

impl<T> Clone for Of<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Of<T> {}

impl<T> PartialEq for Of<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<T> Eq for Of<T> {}

impl<T: Options> Of<T> {
    pub(super) const fn new(place: u8) -> Self {
        Self {
            id: AxisId(place),
            options: PhantomData,
        }
    }

    /// Place of the axis in the table.
    pub const fn id(self) -> AxisId {
        self.id
    }
}

/// A closed set of options, so that the model matches on variants and not on
/// names.
pub trait Options: Copy + 'static {
    /// The options with their names, in the order of the variants.
    const CHOICES: &'static [Choice];
    /// The variants, in the same order.
    const VARIANTS: &'static [Self];
}

/// Declares option enums: variant, name on the command line, meaning.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $id:literal: $about:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $about] $variant,)+
        }
        impl Options for $name {
            const CHOICES: &'static [Choice] = &[$(Choice { id: $id, about: $about },)+];
            const VARIANTS: &'static [Self] = &[$(Self::$variant,)+];
        }
    )+};
}

options! {
    /// Whether text of some class may be used.
    Permission {
        Rejected = "rejected": "The call is refused.",
        Accepted = "accepted": "The call is accepted and the text kept byte for byte.",
    }
    /// Like [`Permission`], for what the page forbids only by a doubtful sentence.
    Leniency {
        Accepted = "accepted": "The call is accepted and the text kept byte for byte.",
        Rejected = "rejected": "The call is refused.",
    }
    /// What a length limit counts.
    Unit {
        Characters = "characters": "Unicode code points are counted.",
        Utf16 = "utf16": "UTF-16 code units are counted.",
        Bytes = "bytes": "UTF-8 bytes are counted.",
    }
    /// Whether a word is matched in its own letter case only.
    LetterCase {
        Exact = "exact": "Only the spelling of the page counts.",
        Any = "any-case": "Every mixture of upper and lower case counts.",
    }
    /// The code for a reserved key prefix.
    ReservedKeyCode {
        ForbiddenTagKeys = "forbidden-tag-keys": "{reserved-key}.",
        InvalidTagKey = "invalid-tag-key": "{invalid-key}.",
    }
    /// The code for a reserved value prefix.
    ReservedValueCode {
        InvalidTagValue = "invalid-tag-value": "{invalid-value}.",
        ForbiddenTagKeys = "forbidden-tag-keys": "{reserved-value}.",
    }
    /// The code for an empty key, or for a value whose key is absent.
    KeylessCode {
        MissingTagKey = "missing-parameter-tag-key": "{missing-key}.",
        InvalidTagKey = "invalid-tag-key": "{invalid-key}.",
    }
    /// The answer to a call without any tag.
    NoTags {
        MissingTagKey = "missing-parameter-tag-key": "Refused with {missing-key}.",
        MissingTags = "missing-param-tags": "Refused with {no-tags}, the service's later code.",
        MissingTag = "missing-tag": "Refused with {no-tags-gateway}, the gateway's code for a parameter that is mandatory.",
        Accepted = "accepted": "Accepted; nothing happens.",
    }
    /// The answer to a key without a value.
    KeyWithoutValue {
        Missing = "missing-parameter-tag-value": "Refused with {missing-value}.",
        Empty = "empty-value": "Accepted; the value is the empty text.",
    }
    /// What happens to a key that the resource has already.
    ExistingKey {
        Overwrite = "overwrite": "The new value replaces the old one.",
        Rejected = "rejected": "Refused with {existing-key}.",
        RejectedUnlessEqual = "rejected-unless-equal": "Refused with {existing-key} unless key and value are what is there.",
    }
    /// Whether keys that differ only in letter case are one key.
    KeyCase {
        Sensitive = "sensitive": "They are two keys.",
        FoldKeepOld = "insensitive-keeps-spelling": "They are one key; overwriting keeps the first spelling.",
        FoldTakeNew = "insensitive-takes-spelling": "They are one key; overwriting takes the new spelling.",
    }
    /// Whether a resource id may be named twice.
    DuplicateIds {
        Accepted = "accepted": "Accepted; the resource is tagged once.",
        Rejected = "rejected": "Refused.",
    }
    /// What the limit of ids counts.
    IdCount {
        Listed = "listed": "Every id in the call counts.",
        Distinct = "distinct": "An id named twice counts once.",
    }
    /// The code for one tag too many in a call, which no resource could hold either.
    TagLimitCode {
        SizeLimit = "size-limit-exceeded": "{tag-limit}, the limit of a call.",
        Quota = "quota-exceeded": "{quota}, the limit of a resource.",
    }
    /// How tags are counted against the quota when a call names keys that the resource has.
    QuotaCount {
        Union = "union": "Distinct keys after the call are counted.",
        Sum = "sum": "Existing tags and tags of the call are added up.",
    }
    /// How a key that a call names twice is counted against the quota.
    RepeatedKeyCount {
        Once = "once": "It counts once.",
        Each = "each": "It counts as often as it is named.",
    }
    /// What a refusal because of one of several resources leaves behind.
    Atomicity {
        Atomic = "atomic": "Nothing.",
        Prefix = "prefix": "All tags on the resources named before the bad one.",
        AllGood = "all-good": "All tags on every good resource.",
    }
    /// The answer to a resource that exists elsewhere.
    Misplaced {
        NotFound = "not-found": "{unknown-id}.",
        Forbidden = "forbidden": "{forbidden}, with status 403.",
    }
    /// What a region is to a resource that is in none.
    GlobalRegion {
        Ignored = "ignored": "Nothing; one that there is not does no harm.",
        Checked = "checked": "It must be one that there is.",
    }
    /// Whether the other types are treated like the one that the page speaks of.
    OtherTypes {
        Alike = "alike": "They are.",
        Free = "free": "They have no quota, and of a key that is named twice the last value counts.",
    }
    /// Whether types that only later editions list are known.
    NewerTypes {
        Unknown = "unknown": "Refused with {unknown-type}.",
        Known = "known": "Known types; an id of another type is then not found.",
    }
    /// Whether the numbers of a list may have gaps.
    Gaps {
        Accepted = "accepted": "Gaps are closed; every element counts.",
        Rejected = "rejected": "The call is refused.",
    }
    /// What an element with number 0 is.
    OddElement {
        Ignored = "ignored": "Not there.",
        Accepted = "accepted": "An element like any other.",
        Rejected = "rejected": "A reason to refuse the call.",
    }
    /// What an element with an odd number is.
    OddNumber {
        Ignored = "ignored": "Not there.",
        Accepted = "accepted": "An element of its own, after the ordinary ones.",
        Numeric = "numeric": "The element with the number that the text has as a number.",
        Rejected = "rejected": "A reason to refuse the call.",
    }
    /// The answer to a listing of a deleted resource.
    ListDeleted {
        Empty = "empty": "An empty list.",
        NotFound = "not-found": "{unknown-id}.",
    }
    /// What a listing with a tag filter shows of a resource that has the tags.
    FilterShows {
        AllTags = "all-tags": "All its tags.",
        MatchingTags = "matching-tags": "Those of its tags that the filter names.",
    }
    /// What a call to remove tags does that says neither which nor all.
    UntagNothing {
        Nothing = "removes-nothing": "It is accepted and removes nothing.",
        Refused = "refused": "It is refused.",
        All = "removes-all": "It is accepted and removes every tag.",
    }
    /// What a call to remove tags does that names keys and says all.
    AllWithKeys {
        Keys = "removes-keys": "It removes the keys that it names.",
        Refused = "refused": "It is refused with {all-with-keys}.",
    }
    /// Whose tags a query for one resource type shows.
    TypeScope {
        Type = "type": "Those of that type alone.",
        Group = "group": "Those of every type that shares tag information with it.",
        Account = "account": "Those of every type.",
    }
    /// The order in which violations are reported.
    Precedence {
        PageOrder = "page-order": "Required parameters, counts, keys, values, uniqueness, type, ids, existing keys, quota.",
        ResourcesFirst = "resources-first": "Required parameters, type, ids, counts, keys, values, uniqueness, existing keys, quota.",
        ValuesFirst = "values-first": "As page-order, with values before keys and uniqueness before counts.",
        Reversed = "reversed": "The page order backwards.",
    }
    /// The code where the page has none.
    UnstatedCode {
        MissingParameter = "missing-parameter": "MissingParameter.NAME.",
        Gateway = "gateway": "MissingNAME or InvalidNAME, as the gateway says.",
        Plain = "plain": "InvalidParameter.",
    }
    /// What an unknown or misspelt parameter is.
    OddParameter {
        Ignored = "ignored": "Not there.",
        Rejected = "rejected": "A reason to refuse the call.",
        Resembled = "resembled": "The parameter that it differs from in letter case only, if any.",
    }
    /// Which value of a parameter counts that is sent twice.
    RepeatedParameter {
        First = "first": "The first.",
        Last = "last": "The last.",
        Rejected = "rejected": "The call is refused.",
    }
}
