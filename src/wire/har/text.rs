//! The text of a HAR file, and where in it each entry stands.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, IgnoredAny};

use super::recording::HarError;

/// A file as text.
pub(super) struct Text<'f> {
    /// The text; what is none is replaced by [`char::REPLACEMENT_CHARACTER`].
    pub(super) text: Cow<'f, str>,
    /// Whether anything is replaced.
    pub(super) is_torn: bool,
}

/// Reads a file as UTF-8 or, with a byte order mark, as UTF-16.
pub(super) fn text(file: &[u8]) -> Text<'_> {
    match file {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf_8(rest),
        _ => utf_8(file),
    }
}

fn utf_8(bytes: &[u8]) -> Text<'_> {
    let text = String::from_utf8_lossy(bytes);
    Text {
        is_torn: matches!(text, Cow::Owned(_)),
        text,
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Text<'static> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut is_torn = !rest.is_empty();
    let text: String = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|read| {
            read.unwrap_or_else(|_| {
                is_torn = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Text {
        text: text.into(),
        is_torn,
    }
}

/// The entries of a file, each as JSON that is read by itself, so that one that
/// nothing can read costs no other.
pub(super) fn entries(text: &str) -> Result<Vec<&str>, HarError> {
    // Of the whole once, so that the place of a fault is told as one in the file.
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| HarError::NotJson {
        reason: error.to_string(),
    })?;
    member(text, "log")
        .and_then(|log| member(log, "entries"))
        .and_then(elements)
        .ok_or(HarError::NoEntries)
}

/// The value of a member of an object.
fn member<'t>(object: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = object.trim_start().strip_prefix('{')?;
    let mut found = None;
    while !rest.trim_start().starts_with('}') {
        let (key, after) = first::<String>(rest)?;
        let (value, after) = raw(after.trim_start().strip_prefix(':')?)?;
        if key == name {
            found = Some(value);
        }
        rest = after.trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    found
}

/// The values of a list.
fn elements(list: &str) -> Option<Vec<&str>> {
    let mut rest = list.trim_start().strip_prefix('[')?;
    let mut found = Vec::new();
    while !rest.trim_start().starts_with(']') {
        let (value, after) = raw(rest)?;
        found.push(value);
        rest = after.trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    Some(found)
}

/// The first value of a text as it is written, and what follows it.
fn raw(text: &str) -> Option<(&str, &str)> {
    let (_, after) = first::<IgnoredAny>(text)?;
    Some((&text[..text.len() - after.len()], after))
}

/// The first value of a text, and what follows it.
fn first<T: DeserializeOwned>(text: &str) -> Option<(T, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, &text[values.byte_offset()..]))
}
