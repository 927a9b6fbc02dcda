//! Bodies of an entry: what was recorded of them, which is not the same as what
//! was sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::recording::{Attached, Oddity, Problem};
use crate::wire::percent;

/// A body as far as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// All of it, which may be nothing.
    Recorded(Vec<u8>),
    /// As it was sent, in an encoding that nobody undid.
    Packed,
    /// There may have been one.
    NotRecorded,
}

/// An object that holds a body, and the names of its fields where they are told.
struct Holder<'a> {
    value: Option<&'a Value>,
    text: &'static str,
    encoding: &'static str,
}

/// The body of a request with these headers.
pub(super) fn of_request(
    request: &Value,
    headers: &[(String, String)],
    attached: &Attached<'_>,
) -> Result<Body, Oddity> {
    let data = request.get("postData");
    let holder = Holder {
        value: data,
        text: "request.postData.text",
        encoding: "request.postData.encoding",
    };
    if let Some(bytes) = holder.bytes(attached)? {
        return Ok(bytes);
    }
    let params = data.and_then(|data| data.get("params"));
    let params = pairs(params, "request.postData.params", Some(""))?.unwrap_or_default();
    if !params.is_empty() {
        let form = is_form(data).then(|| percent::write_form(&params).into_bytes());
        return Ok(form.map_or(Body::NotRecorded, Body::Recorded));
    }
    let size = request.get("bodySize").and_then(Value::as_f64);
    let sent = match size {
        Some(size) if size >= 0.0 => size > 0.0,
        _ => request.get("method").and_then(Value::as_str) != Some("GET") && has_body(headers),
    };
    Ok(nothing_unless(sent))
}

/// Whether headers say that there was a body, or leave it open.
fn has_body(headers: &[(String, String)]) -> bool {
    let header = |name: &str| {
        let mut found = headers.iter();
        found.find(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    match header("content-length") {
        Some((_, length)) => length.trim() != "0",
        None => header("transfer-encoding").is_some() || header("content-type").is_some(),
    }
}

fn is_form(data: Option<&Value>) -> bool {
    data.and_then(|data| data.get("mimeType")?.as_str())
        .is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        })
}

/// The body of a response with these headers.
pub(super) fn of_response(
    response: &Value,
    headers: &[(String, String)],
    attached: &Attached<'_>,
) -> Result<Body, Oddity> {
    let content = response.get("content");
    let holder = Holder {
        value: content,
        text: "response.content.text",
        encoding: "response.content.encoding",
    };
    match holder.bytes(attached)? {
        Some(Body::Recorded(bytes)) if is_packed(&bytes, headers) => Ok(Body::Packed),
        Some(body) => Ok(body),
        None => {
            let number = |value: Option<&Value>| value.and_then(Value::as_f64);
            let size = number(content.and_then(|content| content.get("size")));
            let sent = number(response.get("bodySize")).is_some_and(|size| size > 0.0);
            let has_text = holder.text().is_some();
            let is_nothing = size == Some(0.0) || (size.is_none() && has_text);
            Ok(nothing_unless(sent || !is_nothing))
        }
    }
}

/// Whether bytes are as they were sent: an answer begins with a brace or a tag.
fn is_packed(bytes: &[u8], headers: &[(String, String)]) -> bool {
    let encoded = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-encoding") && !value.trim().is_empty() && {
            !value.trim().eq_ignore_ascii_case("identity")
        }
    });
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = plain.trim_ascii_start().first();
    encoded && !bytes.is_empty() && !matches!(first, Some(b'{' | b'<'))
}

fn nothing_unless(sent: bool) -> Body {
    if sent {
        Body::NotRecorded
    } else {
        Body::Recorded(Vec::new())
    }
}

impl Holder<'_> {
    fn field(&self, name: &str) -> Option<&Value> {
        self.value?.get(name).filter(|value| !value.is_null())
    }

    fn text(&self) -> Option<&Value> {
        self.field("text")
    }

    /// What `text` or the file that it stands in says, if they say anything.
    ///
    /// It is in Base64 if `encoding` says so, which HAR 1.2 has for responses and
    /// recorders use for both.
    fn bytes(&self, attached: &Attached<'_>) -> Result<Option<Body>, Oddity> {
        let text = match self.text() {
            None => "",
            Some(text) => text.as_str().ok_or_else(|| not(self.text, "text"))?,
        };
        if text.is_empty() {
            // Playwright keeps bodies in files beside the recording.
            let file = self.field("_file").and_then(Value::as_str);
            let read = file.map(|name| attached(name).map_or(Body::NotRecorded, Body::Recorded));
            return Ok(read);
        }
        let bytes = match self.field("encoding").and_then(Value::as_str) {
            None | Some("") => text.as_bytes().to_vec(),
            Some("base64") => STANDARD
                .decode(text)
                .map_err(|_| not(self.text, "base64, as its encoding says"))?,
            Some(_) => return Err(not(self.encoding, "base64, the only one there is")),
        };
        Ok(Some(Body::Recorded(bytes)))
    }
}

/// The names and values of a list, if there is one; `unless` is the value of an
/// item that has none.
pub(super) fn pairs(
    list: Option<&Value>,
    field: &'static str,
    unless: Option<&str>,
) -> Result<Option<Vec<(String, String)>>, Oddity> {
    let Some(list) = list.filter(|list| !list.is_null()) else {
        return Ok(None);
    };
    let items = list.as_array().ok_or_else(|| not(field, "a list"))?;
    let text = |item: &Value, name: &str| item.get(name)?.as_str().map(str::to_owned);
    let pair = |item: &Value| {
        let value = match item.get("value") {
            None | Some(Value::Null) => unless.map(str::to_owned),
            Some(value) => value.as_str().map(str::to_owned),
        };
        Some((text(item, "name")?, value?))
    };
    let pairs: Option<Vec<_>> = items.iter().map(pair).collect();
    pairs
        .map(Some)
        .ok_or_else(|| not(field, "a list of names and values"))
}

pub(super) fn not(field: &'static str, what: &'static str) -> Oddity {
    Oddity {
        field,
        problem: Problem::Not(what),
    }
}
