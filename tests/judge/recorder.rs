//! An endpoint that writes down what another one is asked and answers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tagproof::wire::har::Exchange;
use tagproof::wire::{Endpoint, Method, Request, Response};

/// Records an endpoint.
pub(crate) struct Recorder {
    inner: Arc<dyn Endpoint>,
    /// Milliseconds, of a clock that counts begins and ends.
    clock: AtomicU64,
    entries: Mutex<Vec<Value>>,
}

impl Recorder {
    pub(crate) fn of(inner: Arc<dyn Endpoint>) -> Self {
        Self {
            inner,
            clock: AtomicU64::new(0),
            entries: Mutex::default(),
        }
    }

    /// What was recorded, as a HAR file.
    pub(crate) fn har(&self) -> String {
        json!({"log": {"version": "1.2", "entries": *self.entries.lock().unwrap()}}).to_string()
    }
}

/// Asks with a query, as one account.
pub(crate) fn ask(endpoint: &dyn Endpoint, query: &str) -> Value {
    let common = "Version=2016-04-28&Format=JSON&AccessKeyId=testid&RegionId=cn-hangzhou";
    let request = Request {
        method: Method::Post,
        path: "/".to_owned(),
        query: format!("Action={query}&{common}"),
        headers: Vec::new(),
        body: Vec::new(),
    };
    serde_json::from_slice(&endpoint.answer(&request).body).unwrap()
}

impl Endpoint for Recorder {
    fn answer(&self, request: &Request) -> Response {
        let began = self.clock.fetch_add(1, Ordering::SeqCst);
        let response = self.inner.answer(request);
        let ended = self.clock.fetch_add(1, Ordering::SeqCst);
        let entry = entry(request, &response, began, ended);
        self.entries.lock().unwrap().push(entry);
        response
    }
}

fn entry(request: &Request, response: &Response, began: u64, ended: u64) -> Value {
    let (minutes, seconds, millis) = (began / 60_000, began / 1000 % 60, began % 1000);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let mut entry = json!({
        "startedDateTime": format!("2026-11-24T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z"),
        "time": ended - began,
        "request": {
            "method": request.method.as_str(),
            "url": format!("http://recorded{}?{}", request.path, request.query),
            "headers": headers(&request.headers),
        },
        "response": {
            "status": response.status,
            "headers": headers(&response.headers),
            "content": content(&response.body),
        },
    });
    if !request.body.is_empty() {
        entry["request"]["postData"] = content(&request.body);
    }
    entry
}

fn headers(headers: &[(String, String)]) -> Value {
    headers
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("host"))
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect()
}

fn content(body: &[u8]) -> Value {
    use base64::Engine as _;
    if let Ok(text) = std::str::from_utf8(body) {
        return json!({"mimeType": "", "text": text});
    }
    let text = base64::engine::general_purpose::STANDARD.encode(body);
    json!({"mimeType": "", "text": text, "encoding": "base64"})
}

/// Sends the requests of a recording to an endpoint once more, each id that the
/// first endpoint issued replaced by the one that this one does.
pub(crate) fn sent_again(exchanges: &[Exchange], endpoint: Arc<dyn Endpoint>) -> String {
    let recorder = Recorder::of(endpoint);
    let mut ids: Vec<(String, String)> = Vec::new();
    for exchange in exchanges {
        let refused = String::from_utf8_lossy(&exchange.response.body);
        if refused.contains("SignatureDoesNotMatch") {
            // This endpoint asks nobody who it is.
            continue;
        }
        let renamed = |text: &str| {
            ids.iter()
                .fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
        };
        let mut request = exchange.request.clone();
        request.query = renamed(&request.query);
        request.body = renamed(&String::from_utf8_lossy(&request.body)).into_bytes();
        let response = recorder.answer(&request);
        for field in ["VpcId", "VSwitchId"] {
            let issued = |body: &[u8]| {
                let body: Value = serde_json::from_slice(body).unwrap_or_default();
                body[field].as_str().map(str::to_owned)
            };
            if let (Some(old), Some(new)) =
                (issued(&exchange.response.body), issued(&response.body))
            {
                ids.push((old, new));
            }
        }
    }
    recorder.har()
}
