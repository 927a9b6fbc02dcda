//! One entry of a HAR file: an exchange, a part of one, or nothing that can be
//! read.

use serde_json::Value;

use super::body::{Body, not, of_request, of_response, pairs};
use super::recording::{Attached, Exchange, Oddity, Problem, SkipReason, Skipped, Unread};
use crate::wire::message::{Method, Request, Response};

/// What an entry holds.
pub(super) enum Found {
    /// A request and its response.
    Exchange(Exchange),
    /// A request, and less than its response.
    Skipped(Skipped),
    /// No request.
    Unread(Unread),
}

impl Found {
    /// When it began and ended.
    pub(super) fn times(&self) -> Option<(i64, i64)> {
        match self {
            Self::Exchange(one) => Some((one.started, one.ended)),
            Self::Skipped(one) => Some((one.started, one.ended)),
            Self::Unread(_) => None,
        }
    }
}

/// Schemes of what browsers record that never goes to a host over HTTP.
static ELSEWHERE: [&str; 12] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "data",
    "devtools",
    "file",
    "filesystem",
    "javascript",
    "moz-extension",
    "ws",
    "wss",
];

/// Reads the entry at a place of the file; of one that is torn nobody knows what
/// it said.
pub(super) fn read(place: usize, text: &str, is_torn: bool, attached: &Attached<'_>) -> Found {
    let unread = |(reason, may_be_any)| {
        Found::Unread(Unread {
            entry: place,
            reason,
            may_be_any,
            when: i64::MIN,
        })
    };
    match value(text, is_torn) {
        Ok(value) => begun(&value).map_or_else(unread, |begun| begun.found(place, attached)),
        Err(reason) => unread((reason, true)),
    }
}

fn value(text: &str, is_torn: bool) -> Result<Value, Oddity> {
    const ENTRY: &str = "an entry";
    if is_torn {
        return Err(not(ENTRY, "all text in one encoding"));
    }
    let value: Value =
        serde_json::from_str(text).map_err(|_| not(ENTRY, "json that can be read"))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(not(ENTRY, "an object"))
    }
}

/// An entry whose request is known as far as this.
struct Begun<'a> {
    entry: &'a Value,
    request: &'a Value,
    method: Method,
    url: Url<'a>,
    started: i64,
    ended: i64,
}

/// A URL taken apart.
struct Url<'a> {
    authority: &'a str,
    path: &'a str,
    query: &'a str,
}

/// What an entry says of its request; otherwise what is wrong with it, and
/// whether it may have been any.
fn begun(entry: &Value) -> Result<Begun<'_>, (Oddity, bool)> {
    let unknown = |oddity| (oddity, true);
    let request = there(entry, "request", "request").map_err(unknown)?;
    let url = text(request, "url", "request.url").map_err(unknown)?;
    let scheme = url.split(':').next().unwrap_or_default();
    if url.contains(':') && ELSEWHERE.contains(&scheme.to_ascii_lowercase().as_str()) {
        return Err((not("request.url", "one of http"), false));
    }
    let url = Url::of(url).map_err(unknown)?;
    let method = text(request, "method", "request.method").map_err(unknown)?;
    let (started, ended) = times(entry).map_err(unknown)?;
    Ok(Begun {
        entry,
        request,
        method: Method::parse(method),
        url,
        started,
        ended,
    })
}

impl Begun<'_> {
    fn found(self, place: usize, attached: &Attached<'_>) -> Found {
        let (headers, body, lacks) = match self.asked(attached) {
            Ok((headers, Body::Recorded(body))) => (headers, body, None),
            Ok((headers, _)) => (headers, Vec::new(), Some(SkipReason::RequestBody)),
            Err(oddity) => (Vec::new(), Vec::new(), Some(SkipReason::Odd(oddity))),
        };
        let request = Request {
            method: self.method,
            path: self.url.path.to_owned(),
            query: self.url.query.to_owned(),
            headers: with_host(headers, self.url.authority),
            body,
        };
        let (started, ended) = (self.started, self.ended);
        let response = self.entry.get("response").unwrap_or(&Value::Null);
        let reason = match (lacks, answer(response, attached)) {
            (None, Ok(response)) => {
                return Found::Exchange(Exchange {
                    entry: place,
                    started,
                    ended,
                    request,
                    response,
                });
            }
            (_, Err(SkipReason::NoResponse)) => SkipReason::NoResponse,
            (Some(reason), _) | (None, Err(reason)) => reason,
        };
        Found::Skipped(Skipped {
            entry: place,
            reason,
            started,
            ended,
            request,
            whole: lacks.is_none(),
            answered: was_answered(response),
        })
    }

    /// The headers and the body of the request.
    fn asked(&self, attached: &Attached<'_>) -> Result<(Vec<(String, String)>, Body), Oddity> {
        let headers = headers(self.request, "request.headers")?;
        let body = of_request(self.request, &headers, attached)?;
        Ok((headers, body))
    }
}

/// The response, unless it was not recorded as it came.
fn answer(response: &Value, attached: &Attached<'_>) -> Result<Response, SkipReason> {
    let status = status(response)?;
    let headers = headers(response, "response.headers")?;
    match of_response(response, &headers, attached)? {
        Body::Recorded(body) => Ok(Response {
            status,
            headers,
            body,
        }),
        Body::Packed => Err(SkipReason::Packed),
        Body::NotRecorded => Err(SkipReason::ResponseBody),
    }
}

/// The status, which recorders write as 0 or -1 if there was no response.
fn status(response: &Value) -> Result<u16, SkipReason> {
    const FIELD: &str = "response.status";
    let status = match response.get("status") {
        _ if response.is_null() => return Err(SkipReason::NoResponse),
        None | Some(Value::Null) => return Err(missing(FIELD).into()),
        Some(status) => status.as_i64(),
    };
    match status.ok_or_else(|| not(FIELD, "a whole number"))? {
        ..=0 => Err(SkipReason::NoResponse),
        status @ 100..=999 => u16::try_from(status).map_err(|_| SkipReason::NoResponse),
        _ => Err(not(FIELD, "an http status").into()),
    }
}

/// Whether a response came from the service itself and is the end of it, as far
/// as its status tells: after a server's error the call may still be done.
fn was_answered(response: &Value) -> bool {
    let status = response.get("status").and_then(|status| match status {
        Value::String(text) => text.trim().parse().ok(),
        status => status.as_f64(),
    });
    status.is_some_and(|status| status > 0.0 && !(500.0..600.0).contains(&status))
}

fn times(entry: &Value) -> Result<(i64, i64), Oddity> {
    const FIELD: &str = "startedDateTime";
    let started: jiff::Timestamp = text(entry, FIELD, FIELD)?
        .parse()
        .map_err(|_| not(FIELD, "a moment such as 2026-11-24T11:18:53.001Z"))?;
    let started = started.as_microsecond();
    let milliseconds = entry.get("time").and_then(Value::as_f64);
    let took = std::time::Duration::try_from_secs_f64(milliseconds.unwrap_or(0.0) / 1000.0)
        .unwrap_or_default();
    let took = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
    Ok((started, started.saturating_add(took)))
}

impl<'a> Url<'a> {
    fn of(url: &'a str) -> Result<Self, Oddity> {
        let url = url.split('#').next().unwrap_or_default();
        let (_, rest) = url
            .split_once("://")
            .ok_or_else(|| not("request.url", "an absolute url"))?;
        let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = match before.find('/') {
            Some(slash) => before.split_at(slash),
            None => (before, "/"),
        };
        Ok(Self {
            // A user and password in the URL are never sent as the host.
            authority: authority.rsplit('@').next().unwrap_or_default(),
            path,
            query,
        })
    }
}

fn with_host(mut headers: Vec<(String, String)>, authority: &str) -> Vec<(String, String)> {
    let mut names = headers.iter().map(|(name, _)| name);
    if !names.any(|name| name.eq_ignore_ascii_case("host")) {
        headers.insert(0, ("host".to_owned(), authority.to_owned()));
    }
    headers
}

/// The headers of a message, without the pseudo-headers of HTTP/2.
fn headers(message: &Value, field: &'static str) -> Result<Vec<(String, String)>, Oddity> {
    let mut headers = pairs(message.get("headers"), field, None)?.ok_or_else(|| missing(field))?;
    headers.retain(|(name, _)| !name.starts_with(':'));
    Ok(headers)
}

fn text<'a>(object: &'a Value, name: &str, field: &'static str) -> Result<&'a str, Oddity> {
    there(object, name, field)?
        .as_str()
        .ok_or_else(|| not(field, "text"))
}

/// A field, if it is there and not null.
fn there<'a>(object: &'a Value, name: &str, field: &'static str) -> Result<&'a Value, Oddity> {
    let value = object.get(name).filter(|value| !value.is_null());
    value.ok_or_else(|| missing(field))
}

fn missing(field: &'static str) -> Oddity {
    Oddity {
        field,
        problem: Problem::Missing,
    }
}
