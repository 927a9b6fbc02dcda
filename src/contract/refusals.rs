//! The codes by which an edition has each violation refused.

use super::errors::ErrorRow;

/// The codes of one violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// One of these, the first being the usual one.
    Only(&'static [&'static ErrorRow]),
    /// These are natural, and any other with a 4xx status will do.
    Among(&'static [&'static ErrorRow]),
    /// The edition has none: any code with a 4xx status.
    Nothing,
}

impl Stated {
    /// The codes that are named.
    pub fn rows(self) -> &'static [&'static ErrorRow] {
        match self {
            Self::Only(rows) | Self::Among(rows) => rows,
            Self::Nothing => &[],
        }
    }

    /// Whether a code is one of those that are named.
    pub fn has(self, code: &str) -> bool {
        self.rows().iter().any(|row| row.code == code)
    }

    /// The usual code, if one is named.
    pub fn usual(self) -> Option<&'static ErrorRow> {
        self.rows().first().copied()
    }

    /// The codes that are named, for people.
    pub fn words(self) -> String {
        let codes: Vec<&str> = self.rows().iter().map(|row| row.code).collect();
        match codes.as_slice() {
            [] => "any code".to_owned(),
            codes => codes.join(" or "),
        }
    }
}

/// Declares what can be violated: the field, its name in sentences, what it is.
macro_rules! refusals {
    ($($name:ident = $word:literal $about:literal,)+) => {
        /// The codes of every violation that some edition knows.
        #[derive(Debug)]
        pub struct Refusals {
            $(#[doc = $about] pub $name: Stated,)+
        }

        impl Refusals {
            /// A text with the codes in it that `{NAME}` stands for.
            pub fn filled(&self, text: &str) -> String {
                let mut text = text.to_owned();
                $(if text.contains(concat!("{", $word, "}")) {
                    text = text.replace(concat!("{", $word, "}"), &self.$name.words());
                })+
                text
            }
        }
    };
}

refusals! {
    missing_region = "missing-region" "No `RegionId`.",
    missing_type = "missing-type" "No `ResourceType`.",
    missing_id = "missing-id" "No id.",
    empty_id = "empty-id" "An id that is empty.",
    duplicate_id = "duplicate-id" "An id that is named twice.",
    id_limit = "id-limit" "Too many ids in a call.",
    tag_limit = "tag-limit" "Too many tags in a call.",
    quota = "quota" "Too many tags on a resource.",
    no_tags = "no-tags" "No tag, as the service says it.",
    no_tags_gateway = "no-tags-gateway" "No tag, as the gateway says it.",
    missing_key = "missing-key" "A value without a key.",
    missing_value = "missing-value" "A key without a value.",
    invalid_key = "invalid-key" "A key that is not valid.",
    key_length = "key-length-code" "A key that is too long.",
    reserved_key = "reserved-key" "A reserved key, where it is not merely called invalid.",
    invalid_value = "invalid-value" "A value that is not valid.",
    value_length = "value-length-code" "A value that is too long.",
    reserved_value = "reserved-value" "A reserved value, where it is not merely called invalid.",
    duplicate_key = "duplicate-key" "A key that is named twice.",
    existing_key = "existing-key" "A key that the resource has already.",
    key_case = "key-case-code" "A key that differs in letter case alone from another.",
    unknown_type = "unknown-type" "A type that is not known.",
    unknown_id = "unknown-id" "An id that no resource has.",
    other_type = "other-type" "An id of a resource of another type.",
    other_region = "other-region" "An id of a resource in another region.",
    unknown_region = "unknown-region" "A region that is not known.",
    forbidden = "forbidden" "A resource of another account.",
    tag_scope = "tag-scope" "A scope of tags that is not known.",
    all_with_keys = "all-with-keys" "Keys to remove together with `All`.",
    list_missing_type = "list-missing-type" "A listing of no type.",
    list_of_nothing = "list-of-nothing" "A listing of neither ids nor tags.",
    lone_filter_value = "lone-filter-value" "A filter with a value and no key.",
}
