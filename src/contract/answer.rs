//! An answer: status and body of what came back, whatever its format.

use serde_json::Value;

use super::errors::weather;
use super::params;

/// One answer of an endpoint, decoded.
///
/// The body is a tree in the shape that the service has in JSON. XML
/// answers are read into the same tree; there a list with one element is the
/// element itself, and an empty element is an empty string, so the accessors
/// below accept both.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body's fields.
    pub body: Value,
}

/// One row of a tag listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagRow {
    /// Resource that carries the tag.
    pub resource: String,
    /// Tag key.
    pub key: String,
    /// Tag value, possibly empty.
    pub value: String,
}

impl Answer {
    /// An answer with `status` and `body`.
    pub fn new(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    /// Whether the call was done: a 2xx status and no error code.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status) && self.code().is_none()
    }

    /// Whether it says nothing of the call: it is weather, or a failure of the
    /// server, which is judged by itself.
    pub fn says_nothing(&self) -> bool {
        self.status >= 500 || weather(self.status, self.code()).is_some()
    }

    /// The error code, if the body has one.
    pub fn code(&self) -> Option<&str> {
        self.text("Code")
    }

    /// The error message, if the body has one.
    pub fn message(&self) -> Option<&str> {
        self.text("Message")
    }

    /// The request id, if the body has one.
    pub fn request_id(&self) -> Option<&str> {
        self.text("RequestId")
    }

    /// Where the next page of a listing starts; `None` on the last page.
    pub fn next_token(&self) -> Option<&str> {
        self.text(params::NEXT_TOKEN)
            .filter(|token| !token.is_empty())
    }

    /// A field of the body that is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.body.get(field).and_then(Value::as_str)
    }

    /// Rows of `ListTagResources` and `DescribeTags` as they were sent.
    pub fn rows(&self) -> Vec<&Value> {
        elements(self.body.get(params::ROWS.0), params::ROWS.1)
    }

    /// Rows of `ListTagResources` (nested or flat XML), with
    /// repetitions and in the order sent; `None` if a row lacks a field.
    pub fn tag_rows(&self) -> Option<Vec<TagRow>> {
        self.rows()
            .into_iter()
            .map(|row| {
                Some(TagRow {
                    resource: field(row, params::RESOURCE_ID)?,
                    key: field(row, params::TAG_KEY)?,
                    value: field(row, params::TAG_VALUE)?,
                })
            })
            .collect()
    }

    /// Key and value pairs of `DescribeTags`.
    pub fn tag_pairs(&self) -> Option<Vec<(String, String)>> {
        self.rows()
            .into_iter()
            .map(|row| Some((field(row, params::TAG_KEY)?, field(row, params::TAG_VALUE)?)))
            .collect()
    }

    /// Keys of `DescribeTagKeys`.
    pub fn tag_keys(&self) -> Option<Vec<String>> {
        elements(self.body.get(params::KEYS.0), params::KEYS.1)
            .into_iter()
            .map(|row| match row {
                Value::String(key) => Some(key.clone()),
                _ => field(row, params::TAG_KEY),
            })
            .collect()
    }
}

/// The elements of a list that may be nested under `name`, flat, or single.
pub fn elements<'a>(list: Option<&'a Value>, name: &str) -> Vec<&'a Value> {
    match list {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) if text.trim().is_empty() => Vec::new(),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(object @ Value::Object(fields)) => match fields.get(name) {
            // `TagKeys.TagKey[].TagKey` has the list's name inside its rows.
            Some(inner @ (Value::Array(_) | Value::Object(_))) => elements(Some(inner), name),
            Some(Value::String(_)) | None if fields.is_empty() => Vec::new(),
            Some(_) | None => vec![object],
        },
        Some(other) => vec![other],
    }
}

fn field(row: &Value, name: &str) -> Option<String> {
    match row.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        // An element without content is an empty text in XML.
        Value::Null => Some(String::new()),
        _ => None,
    }
}
