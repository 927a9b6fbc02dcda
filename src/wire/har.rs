//! HTTP archives (HAR 1.2): traffic recorded elsewhere, as exchanges in order.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::message::{Method, Request, Response};
use super::percent;

/// What a HAR file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recording {
    /// The exchanges in the order in which they began; those that began at the
    /// same moment in the order of the file.
    pub exchanges: Vec<Exchange>,
    /// The entries that show no whole exchange, in the order of the file.
    pub skipped: Vec<Skipped>,
}

/// One request and its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The place of the entry in the file, from 0.
    pub entry: usize,
    /// When the request began, in microseconds since 1970.
    pub started: i64,
    /// When the response was there, in microseconds since 1970; [`Self::started`]
    /// if the entry does not say how long it took.
    pub ended: i64,
    /// The request. It has a `host` header, from the URL if none was recorded;
    /// the pseudo-headers of HTTP/2 are left out.
    pub request: Request,
    /// The response. A recorder undoes compression, so the body is plain
    /// whatever `content-encoding` says.
    pub response: Response,
}

/// An entry that is well formed but shows no whole exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The place of the entry in the file, from 0.
    pub entry: usize,
    /// What is missing.
    pub reason: SkipReason,
    /// When the request began, in microseconds since 1970.
    pub started: i64,
    /// When the exchange was over, as for [`Exchange::ended`].
    pub ended: i64,
    /// The request, which may have been done; without a body if that was not
    /// recorded.
    pub request: Request,
    /// Whether the request is all there.
    pub whole: bool,
}

/// What a skipped entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SkipReason {
    /// Nothing answered, or the recorder did not see it.
    #[error("no response was recorded")]
    NoResponse,
    /// The request had a body.
    #[error("the body of the request was not recorded")]
    RequestBody,
    /// The response had a body; browsers leave it out unless asked.
    #[error("the body of the response was not recorded")]
    ResponseBody,
}

/// A file that is not a HAR file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HarError {
    /// The file is not JSON.
    #[error("the HAR file is not json: {reason}")]
    NotJson {
        /// What the parser says, with line and column.
        reason: String,
    },
    /// The file is JSON of another kind.
    #[error("the file is no HAR file: it has no list log.entries")]
    NoEntries,
    /// An entry is not what HAR 1.2 says.
    #[error("entry {} of the HAR file: {field} {problem}", .entry + 1)]
    Entry {
        /// The place of the entry in the file, from 0.
        entry: usize,
        /// The field, such as `request.headers[2].name`.
        field: String,
        /// What is wrong with it.
        problem: Problem,
    },
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// It is of another JSON type, or a number out of range.
    #[error("is not {0}")]
    Not(&'static str),
}

/// Reads a HAR file, with or without a byte order mark.
///
/// It takes memory and time in proportion to `file`, so the caller bounds its
/// length. An entry that breaks HAR 1.2 is an error; one that is in order but
/// lacks its response or a body is skipped, and said to be.
pub fn read(file: &[u8]) -> Result<Recording, HarError> {
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let root: Value = serde_json::from_slice(text).map_err(|error| HarError::NotJson {
        reason: error.to_string(),
    })?;
    let entries = root
        .pointer("/log/entries")
        .and_then(Value::as_array)
        .ok_or(HarError::NoEntries)?;
    let mut recording = Recording::default();
    for (place, value) in entries.iter().enumerate() {
        let read = Entry { place, value }.read()?;
        match read {
            Ok(exchange) => recording.exchanges.push(exchange),
            Err(skipped) => recording.skipped.push(skipped),
        }
    }
    recording.exchanges.sort_by_key(|exchange| exchange.started);
    Ok(recording)
}

/// One entry of the file.
#[derive(Clone, Copy)]
struct Entry<'a> {
    place: usize,
    value: &'a Value,
}

/// A URL taken apart.
struct Url<'a> {
    authority: &'a str,
    path: &'a str,
    query: &'a str,
}

impl<'a> Entry<'a> {
    fn read(self) -> Result<Result<Exchange, Skipped>, HarError> {
        let (started, ended) = self.times()?;
        let method = Method::parse(self.text("/request/method")?);
        let url = self.url()?;
        let request_headers = self.request_headers(url.authority)?;
        let request_body = self.request_body()?;
        let whole = request_body.is_some();
        let request = Request {
            method,
            path: url.path.to_owned(),
            query: url.query.to_owned(),
            headers: request_headers,
            body: request_body.unwrap_or_default(),
        };
        let skipped = |reason, request| {
            Ok(Err(Skipped {
                entry: self.place,
                reason,
                started,
                ended,
                request,
                whole,
            }))
        };
        let Some(status) = self.status()? else {
            return skipped(SkipReason::NoResponse, request);
        };
        let headers = self.headers("/response/headers")?;
        let body = self.response_body()?;
        if !whole {
            return skipped(SkipReason::RequestBody, request);
        }
        let Some(body) = body else {
            return skipped(SkipReason::ResponseBody, request);
        };
        Ok(Ok(Exchange {
            entry: self.place,
            started,
            ended,
            request,
            response: Response {
                status,
                headers,
                body,
            },
        }))
    }

    fn times(self) -> Result<(i64, i64), HarError> {
        const FIELD: &str = "/startedDateTime";
        let started: jiff::Timestamp = self
            .text(FIELD)?
            .parse()
            .map_err(|_| self.not(FIELD, "a moment such as 2026-11-24T11:18:53.001Z"))?;
        let started = started.as_microsecond();
        let milliseconds = self.value.get("time").and_then(Value::as_f64);
        let took = std::time::Duration::try_from_secs_f64(milliseconds.unwrap_or(0.0) / 1000.0)
            .unwrap_or_default();
        let took = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
        Ok((started, started.saturating_add(took)))
    }

    fn url(self) -> Result<Url<'a>, HarError> {
        const FIELD: &str = "/request/url";
        let url = self.text(FIELD)?;
        let url = url.split('#').next().unwrap_or_default();
        let (_, rest) = url
            .split_once("://")
            .ok_or_else(|| self.not(FIELD, "an absolute url"))?;
        let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = match before.find('/') {
            Some(slash) => before.split_at(slash),
            None => (before, "/"),
        };
        Ok(Url {
            // A user and password in the URL are never sent as the host.
            authority: authority.rsplit('@').next().unwrap_or_default(),
            path,
            query,
        })
    }

    fn request_headers(self, authority: &str) -> Result<Vec<(String, String)>, HarError> {
        let mut headers = self.headers("/request/headers")?;
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("host"))
        {
            headers.insert(0, ("host".to_owned(), authority.to_owned()));
        }
        Ok(headers)
    }

    /// The headers of a list, without the pseudo-headers of HTTP/2.
    fn headers(self, list: &'static str) -> Result<Vec<(String, String)>, HarError> {
        let headers = self.pairs(list)?.ok_or_else(|| self.missing(list))?;
        Ok(headers
            .into_iter()
            .filter(|(name, _)| !name.starts_with(':'))
            .collect())
    }

    /// The body of the request; `None` if it was not recorded. Text and
    /// parameters exclude each other, and many recorders write both.
    fn request_body(self) -> Result<Option<Vec<u8>>, HarError> {
        let text = self.content("/request/postData")?;
        let params = self.pairs("/request/postData/params")?;
        match (text, params) {
            (Some(text), _) if !text.is_empty() => Ok(Some(text)),
            (text, Some(params)) if !params.is_empty() => {
                let form = percent::write_form(&params).into_bytes();
                Ok(self.is_form().then_some(form).or(text))
            }
            (Some(text), _) => Ok(Some(text)),
            (None, _) => Ok(is_empty(self.optional("/request/bodySize")).then(Vec::new)),
        }
    }

    fn is_form(self) -> bool {
        self.optional("/request/postData/mimeType")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
    }

    /// The body of the response; `None` if it was not recorded.
    fn response_body(self) -> Result<Option<Vec<u8>>, HarError> {
        if let Some(body) = self.content("/response/content")? {
            return Ok(Some(body));
        }
        Ok(is_empty(self.optional("/response/content/size")).then(Vec::new))
    }

    /// The bytes of `text` in an object, written in Base64 if its `encoding`
    /// says so, which HAR 1.2 has for responses and recorders use for both.
    fn content(self, object: &'static str) -> Result<Option<Vec<u8>>, HarError> {
        let Some(content) = self.optional(object) else {
            return Ok(None);
        };
        let field = |name: &str| format!("{object}/{name}");
        let Some(text) = content.get("text").filter(|text| !text.is_null()) else {
            return Ok(None);
        };
        let text = text
            .as_str()
            .ok_or_else(|| self.not(&field("text"), "text"))?;
        match content.get("encoding").and_then(Value::as_str) {
            None | Some("") => Ok(Some(text.as_bytes().to_vec())),
            Some("base64") => STANDARD
                .decode(text)
                .map(Some)
                .map_err(|_| self.not(&field("text"), "base64, as its encoding says")),
            Some(_) => Err(self.not(&field("encoding"), "base64, the only one there is")),
        }
    }

    /// The status; `None` if there was no response, which recorders write as 0
    /// or -1, or without a response.
    fn status(self) -> Result<Option<u16>, HarError> {
        const FIELD: &str = "/response/status";
        if self.optional("/response").is_none() {
            return Ok(None);
        }
        let status = self
            .optional(FIELD)
            .ok_or_else(|| self.missing(FIELD))?
            .as_i64()
            .ok_or_else(|| self.not(FIELD, "a whole number"))?;
        if status <= 0 {
            return Ok(None);
        }
        u16::try_from(status)
            .map(Some)
            .map_err(|_| self.not(FIELD, "an http status"))
    }

    /// The names and values of a list, if there is one. Headers must have a
    /// value; a parameter without one has the empty value.
    fn pairs(self, list: &'static str) -> Result<Option<Vec<(String, String)>>, HarError> {
        let Some(value) = self.optional(list) else {
            return Ok(None);
        };
        let items = value.as_array().ok_or_else(|| self.not(list, "a list"))?;
        items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let of = |name: &str| {
                    let field = format!("{list}[{index}]/{name}");
                    match item.get(name).unwrap_or(&Value::Null) {
                        Value::String(text) => Ok(text.clone()),
                        Value::Null if name == "value" && list.ends_with("params") => {
                            Ok(String::new())
                        }
                        Value::Null => Err(self.missing(&field)),
                        _ => Err(self.not(&field, "text")),
                    }
                };
                Ok((of("name")?, of("value")?))
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn text(self, field: &'static str) -> Result<&'a str, HarError> {
        self.optional(field)
            .ok_or_else(|| self.missing(field))?
            .as_str()
            .ok_or_else(|| self.not(field, "text"))
    }

    /// A field, if it is there and not null.
    fn optional(self, field: &str) -> Option<&'a Value> {
        self.value.pointer(field).filter(|value| !value.is_null())
    }

    fn missing(self, field: &str) -> HarError {
        self.wrong(field, Problem::Missing)
    }

    fn not(self, field: &str, what: &'static str) -> HarError {
        self.wrong(field, Problem::Not(what))
    }

    fn wrong(self, field: &str, problem: Problem) -> HarError {
        HarError::Entry {
            entry: self.place,
            field: field.trim_start_matches('/').replace('/', "."),
            problem,
        }
    }
}

/// Whether a body of this size, as far as it is known, is nothing.
fn is_empty(size: Option<&Value>) -> bool {
    size.and_then(Value::as_f64).is_none_or(|size| size <= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Format, decode, read as read_answer};
    use serde_json::json;

    fn recording(file: &[u8]) -> Recording {
        read(file).unwrap()
    }

    /// A file of one entry, which is in order but for what `change` does to it.
    fn changed(change: impl Fn(&mut Value)) -> Result<Recording, HarError> {
        let mut entry = json!({
            "startedDateTime": "2026-11-24T11:18:53.001Z",
            "time": 1.5,
            "request": {"method": "GET", "url": "http://h/", "headers": []},
            "response": {"status": 200, "headers": [], "content": {"text": "{}"}},
        });
        change(&mut entry);
        read(json!({"log": {"entries": [entry]}}).to_string().as_bytes())
    }

    fn assert_refused(change: impl Fn(&mut Value), message: &str) {
        assert_eq!(changed(change).unwrap_err().to_string(), message);
    }

    fn assert_skipped(change: impl Fn(&mut Value), reason: SkipReason) {
        let skipped = changed(change).unwrap().skipped;
        let skipped: Vec<_> = skipped.iter().map(|it| (it.entry, it.reason)).collect();
        assert_eq!(skipped, [(0, reason)]);
    }

    fn only(change: impl Fn(&mut Value)) -> Exchange {
        let recording = changed(change).unwrap();
        assert_eq!(recording.skipped, []);
        recording.exchanges.into_iter().next().unwrap()
    }

    #[test]
    fn a_file_of_mitmproxy_is_read() {
        let recording = recording(include_bytes!("../../tests/har/mitmproxy.har"));
        let entries: Vec<usize> = recording.exchanges.iter().map(|one| one.entry).collect();
        assert_eq!(entries, [1, 0], "in the order in which they began");
        let [skipped] = &recording.skipped[..] else {
            panic!("one entry is skipped");
        };
        assert_eq!((skipped.entry, skipped.reason), (2, SkipReason::NoResponse));
        let incoming = decode(&skipped.request).unwrap();
        assert_eq!(incoming.call.action, "ListTagResources");
        assert!(skipped.whole);
        let [first, second] = &recording.exchanges[..] else {
            panic!("two exchanges");
        };
        assert_eq!(first.request.method, Method::Post);
        assert_eq!(first.request.path, "/");
        assert_eq!(first.started, 1_795_519_132_500_000);
        assert_eq!(first.ended, first.started + 12_000);
        let incoming = decode(&first.request).unwrap();
        assert_eq!(incoming.call.get("Tag.1.Key"), Some("部门"));
        let answer = read_answer(&first.response, Format::Xml).unwrap();
        assert!(answer.is_success(), "its content is in Base64");
        let incoming = decode(&second.request).unwrap();
        assert_eq!(incoming.action.as_deref(), Some("ListTagResources"));
        let answer = read_answer(&second.response, Format::Json).unwrap();
        assert_eq!(answer.tag_rows().map(|rows| rows.len()), Some(1));
    }

    #[test]
    fn a_file_of_a_browser_is_read() {
        let recording = recording(include_bytes!("../../tests/har/chromium.har"));
        let reasons: Vec<(usize, SkipReason)> = recording
            .skipped
            .iter()
            .map(|skipped| (skipped.entry, skipped.reason))
            .collect();
        assert_eq!(reasons, [(1, SkipReason::ResponseBody)]);
        let [exchange] = &recording.exchanges[..] else {
            panic!("one exchange");
        };
        assert_eq!(exchange.request.header("host"), Some("vpc.aliyuncs.com"));
        assert!(
            exchange
                .request
                .headers
                .iter()
                .all(|(name, _)| !name.starts_with(':'))
        );
        assert_eq!(exchange.request.path, "/");
        assert!(exchange.request.query.ends_with("&Tag.1.Value=a%20b"));
        let answer = read_answer(&exchange.response, Format::Json).unwrap();
        assert_eq!(answer.code(), Some("Forbidden.TagKeys"));
        assert_eq!(answer.status, 400);
    }

    #[test]
    fn urls_are_taken_apart() {
        for (url, host, path, query) in [
            ("http://h", "h", "/", ""),
            ("http://h/", "h", "/", ""),
            ("https://h:8080?a=b?c", "h:8080", "/", "a=b?c"),
            ("http://me:secret@h/a/b?x=/&y#f?z", "h", "/a/b", "x=/&y"),
            ("http://[::1]:80/?#", "[::1]:80", "/", ""),
        ] {
            let found = only(|entry| entry["request"]["url"] = url.into()).request;
            assert_eq!(
                (
                    found.header("host"),
                    found.path.as_str(),
                    found.query.as_str()
                ),
                (Some(host), path, query),
                "{url}"
            );
        }
        let headers = json!([{"name": "HOST", "value": "other"}]);
        let found = only(|entry| entry["request"]["headers"] = headers.clone());
        assert_eq!(found.request.headers.len(), 1);
    }

    #[test]
    fn bodies_come_from_text_parameters_or_base64() {
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        let params = json!([{"name": "a b", "value": "="}, {"name": "c"}]);
        for (data, body) in [
            (json!(null), ""),
            (json!({"text": ""}), ""),
            (json!({"text": "a=b", "params": params}), "a=b"),
            (json!({"text": "YT1i", "encoding": "base64"}), "a=b"),
            (json!({"mimeType": form, "params": params}), "a%20b=%3D&c="),
            (
                json!({"mimeType": form, "text": "", "params": params}),
                "a%20b=%3D&c=",
            ),
            (
                json!({"mimeType": "text/plain", "text": "", "params": params}),
                "",
            ),
        ] {
            let found = only(|entry| entry["request"]["postData"] = data.clone());
            assert_eq!(found.request.body, body.as_bytes(), "{data}");
        }
        for content in [json!({}), json!({"size": 0}), json!(null)] {
            let found = only(|entry| entry["response"]["content"] = content.clone());
            assert_eq!(found.response.body, b"", "{content}");
        }
        let bytes = json!({"text": "/wA=", "encoding": "base64"});
        let found = only(|entry| entry["response"]["content"] = bytes.clone());
        assert_eq!(found.response.body, b"\xff\0");
    }

    #[test]
    fn entries_without_a_whole_exchange_are_skipped_with_a_reason() {
        let params = json!({"mimeType": "multipart/form-data", "params": [{"name": "a"}]});
        assert_skipped(
            |entry| entry["request"]["postData"] = params.clone(),
            SkipReason::RequestBody,
        );
        assert_skipped(
            |entry| entry["request"]["bodySize"] = 3.into(),
            SkipReason::RequestBody,
        );
        assert_skipped(
            |entry| entry["response"]["content"] = json!({"size": 3}),
            SkipReason::ResponseBody,
        );
        for status in [0, -1] {
            assert_skipped(
                |entry| entry["response"]["status"] = status.into(),
                SkipReason::NoResponse,
            );
        }
        assert_skipped(
            |entry| entry["response"] = Value::Null,
            SkipReason::NoResponse,
        );
    }

    #[test]
    fn times_are_read_and_never_overflow() {
        for (text, time, took) in [
            ("2026-11-24T11:18:53.001Z", json!(1.5), 1500),
            ("2026-11-24T12:18:53.001000+01:00", json!(null), 0),
            ("2026-11-24T11:18:53.001+00:00", json!(-1), 0),
            ("2026-11-24T11:18:53.001Z", json!(1e300), 0),
        ] {
            let found = only(|entry| {
                entry["startedDateTime"] = text.into();
                entry["time"] = time.clone();
            });
            assert_eq!(found.started, 1_795_519_133_001_000, "{text}");
            assert_eq!(found.ended - found.started, took, "{time}");
        }
    }

    #[test]
    fn what_breaks_the_format_is_named_with_its_place() {
        for (file, message) in [
            (
                "",
                "the HAR file is not json: EOF while parsing a value at line 1 column 0",
            ),
            ("[]", "the file is no HAR file: it has no list log.entries"),
            (
                r#"{"log": {"entries": {}}}"#,
                "the file is no HAR file: it has no list log.entries",
            ),
            (
                r#"{"log": {"entries": [0]}}"#,
                "entry 1 of the HAR file: startedDateTime is missing",
            ),
        ] {
            assert_eq!(read(file.as_bytes()).unwrap_err().to_string(), message);
        }
        assert_refused(
            |entry| entry["startedDateTime"] = "yesterday".into(),
            "entry 1 of the HAR file: startedDateTime is not a moment such as \
             2026-11-24T11:18:53.001Z",
        );
        assert_refused(
            |entry| entry["request"]["url"] = "/?a".into(),
            "entry 1 of the HAR file: request.url is not an absolute url",
        );
        assert_refused(
            |entry| entry["request"]["method"] = 1.into(),
            "entry 1 of the HAR file: request.method is not text",
        );
        assert_refused(
            |entry| {
                entry["request"]["headers"] = json!([{"name": "a", "value": ""}, {"name": "b"}]);
            },
            "entry 1 of the HAR file: request.headers[1].value is missing",
        );
        assert_refused(
            |entry| entry["response"]["headers"] = Value::Null,
            "entry 1 of the HAR file: response.headers is missing",
        );
        for (status, problem) in [
            (json!(null), "is missing"),
            (json!("200"), "is not a whole number"),
            (json!(65_536), "is not an http status"),
        ] {
            assert_refused(
                |entry| entry["response"]["status"] = status.clone(),
                &format!("entry 1 of the HAR file: response.status {problem}"),
            );
        }
        for (content, problem) in [
            (json!({"text": 1}), "text is not text"),
            (
                json!({"text": "?", "encoding": "base64"}),
                "text is not base64, as its encoding says",
            ),
            (
                json!({"text": "a", "encoding": "gzip"}),
                "encoding is not base64, the only one there is",
            ),
        ] {
            assert_refused(
                |entry| entry["response"]["content"] = content.clone(),
                &format!("entry 1 of the HAR file: response.content.{problem}"),
            );
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped_and_depth_is_bounded() {
        let marked = "\u{FEFF}{\"log\": {\"entries\": []}}";
        assert_eq!(recording(marked.as_bytes()), Recording::default());
        let deep = "[".repeat(1_000_000);
        assert!(matches!(
            read(deep.as_bytes()),
            Err(HarError::NotJson { .. })
        ));
    }
}
