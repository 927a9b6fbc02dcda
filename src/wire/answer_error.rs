//! What can be wrong with a body that should be an answer.

use super::envelope::Format;

/// How deep objects and lists may lie in each other in a body that is read.
pub(super) const MAX_DEPTH: usize = 64;

/// How many values a body that is read may have. A page of 50 VPCs with 20 tags
/// each has some 4500, and one value can take a hundred times its text in memory.
pub(super) const MAX_VALUES: usize = 10_000;

/// A body that is not an answer in the format asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The body is empty or holds nothing but white space.
    #[error("the body is empty")]
    Empty,
    /// The body is no answer, and what is asked for is said to be elsewhere.
    #[error("it redirects to {location:?}, which is not followed")]
    Redirect {
        /// Where it leads, as far as it is short.
        location: String,
    },
    /// The body is not text.
    #[error("the body is not utf-8 from byte {offset} on")]
    NotUtf8 {
        /// Where the first wrong byte stands, from 0.
        offset: usize,
    },
    /// The body is in the other format.
    #[error("the body looks like {found}, but {asked} was asked for")]
    OtherFormat {
        /// The format asked for.
        asked: Format,
        /// The format found.
        found: Format,
    },
    /// The body is in neither format but in one that is known.
    #[error("the body is {kind}, but {asked} was asked for")]
    Unrelated {
        /// What the body is, such as `html`.
        kind: &'static str,
        /// The format asked for.
        asked: Format,
    },
    /// Objects and lists lie deeper in each other than 64 levels.
    #[error("the body is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// The body has more values than any answer of this API.
    #[error("the body has more than {MAX_VALUES} values")]
    TooMany,
    /// The body is not JSON.
    #[error("the body is not json: {reason} at line {line} column {column}")]
    NotJson {
        /// What the parser says.
        reason: String,
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1; 0 for the end of the line before.
        column: usize,
    },
    /// The body is JSON, but not an object.
    #[error("the body is a json {kind}, not an object")]
    NotAnObject {
        /// What it is instead, such as `array`.
        kind: &'static str,
    },
    /// The body does not even begin like XML.
    #[error("the body is not xml: it begins with {start:?}")]
    NotXml {
        /// The body's first characters.
        start: String,
    },
    /// The body is XML that breaks the grammar.
    #[error("the body is not well-formed xml: {reason} at byte {offset}")]
    IllFormed {
        /// What is wrong.
        reason: String,
        /// Where, from 0.
        offset: u64,
    },
    /// Tags of the XML body do not match each other.
    #[error("the body's xml tags do not match: {reason} at byte {offset}")]
    Nesting {
        /// What is wrong.
        reason: String,
        /// Where, from 0.
        offset: u64,
    },
    /// The XML body uses an entity that XML does not predefine.
    #[error("the body uses the unknown xml entity {name:?} at byte {offset}")]
    UnknownEntity {
        /// The entity's name.
        name: String,
        /// Where, from 0.
        offset: u64,
    },
    /// The XML body has a document type, which is not read for safety.
    #[error("the body has an xml document type at byte {offset}")]
    Doctype {
        /// Where, from 0.
        offset: u64,
    },
    /// The XML body has text where fields are expected.
    #[error("the body's xml element {element:?} has text beside or instead of fields")]
    StrayText {
        /// The element's name.
        element: String,
    },
}

impl AnswerError {
    /// XML that breaks the grammar at `offset`.
    pub(super) fn ill_formed(offset: u64, reason: impl AsRef<str>) -> Self {
        Self::IllFormed {
            reason: clip(reason.as_ref()),
            offset,
        }
    }
}

/// The beginning of `text`, short enough for a message.
pub(super) fn clip(text: &str) -> String {
    text.chars().take(120).collect()
}
