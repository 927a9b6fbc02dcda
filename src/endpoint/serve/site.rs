//! One request over HTTP: read, asked of an endpoint through the faults on the way, answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response as HttpResponse, StatusCode};
use tokio::sync::Semaphore;

use crate::contract::{ErrorRow, errors};
use crate::wire::{Endpoint, Method, Request, Response};

use super::control;
use super::faults::{Drawn, Faults, Met};
use super::hosts::Hosts;
use super::request_log::{Exchange, Log};
use crate::endpoint::reference::Reference;
use crate::endpoint::refusal::Refused;
use crate::endpoint::stand_in::StandIn;

/// Bytes of a request body, at most; a legal one has about 100 kB (A74).
pub(super) const MAX_BODY: usize = 4 * 1024 * 1024;

/// Bytes of a too large body that are read all the same, so that its sender
/// gets to read the answer instead of a broken connection.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;

/// Requests that are to be done late, at most; further ones are done when they
/// come, so that clients which do not wait cannot pile them up.
const MAX_LATE: usize = 512;

/// An endpoint with what stands around it.
pub(super) struct Site {
    pub(super) endpoint: Arc<dyn Endpoint>,
    /// What is forgotten and shown under `/_tagproof/`, if anything.
    pub(super) control: Option<Arc<Reference>>,
    /// The names that requests come under, if they are looked at.
    pub(super) hosts: Option<Hosts>,
    /// Where every request leaves a line, if anywhere.
    pub(super) log: Option<Log>,
    pub(super) patience: Patience,
    faults: Drawn,
    late: Arc<Semaphore>,
    stand_in: StandIn,
}

/// How long a client may take to send.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// The head of a request, also the next one's on a connection that is kept.
    pub(super) head: Duration,
    /// The body of a request.
    pub(super) body: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
        }
    }
}

/// The fault of a connection that is closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is reset, as asked for")]
pub(super) struct Reset;

/// A body that was not taken in.
enum BodyError {
    TooLarge,
    Broken,
}

impl Site {
    /// An endpoint alone.
    pub(super) fn of(endpoint: Arc<dyn Endpoint>) -> Self {
        Self {
            endpoint,
            control: None,
            hosts: None,
            log: None,
            patience: Patience::default(),
            faults: Drawn::new(Faults::default()),
            late: Arc::new(Semaphore::new(MAX_LATE)),
            stand_in: StandIn::default(),
        }
    }

    /// The same with faults on the way.
    pub(super) fn with_faults(self, faults: Faults) -> Self {
        Self {
            faults: Drawn::new(faults),
            ..self
        }
    }

    /// Answers a request, or resets its connection.
    pub(super) async fn answer(
        self: Arc<Self>,
        request: hyper::Request<Incoming>,
    ) -> Result<HttpResponse<Full<Bytes>>, Reset> {
        let begun = self.log.as_ref().map(Log::now).unwrap_or_default();
        let (parts, body) = request.into_parts();
        let mut request = opened(&parts);
        let read = tokio::time::timeout(self.patience.body, collect(body)).await;
        let refused = match read.unwrap_or(Err(BodyError::Broken)) {
            Ok(body) => {
                request.body = body;
                None
            }
            Err(BodyError::TooLarge) => Some(&errors::REQUEST_ENTITY_TOO_LARGE),
            Err(BodyError::Broken) => Some(&errors::INVALID_REQUEST),
        };
        let request = Arc::new(request);
        let (met, response) = match refused {
            Some(code) => (Met::Nothing, Some(self.refuse(code, &request))),
            None => self.exchanged(&request).await,
        };
        if let Some(log) = &self.log {
            log.write(&Exchange {
                request: &request,
                response: response.as_ref(),
                met,
                begun,
            });
        }
        response.map(sent).ok_or(Reset)
    }

    /// What a request meets, and its response if it gets any.
    async fn exchanged(self: &Arc<Self>, request: &Arc<Request>) -> (Met, Option<Response>) {
        let asked = control::Asked::of(request).filter(|_| self.control.is_some());
        let hosts = self.hosts.as_ref();
        if let Some(foreign) = hosts.and_then(|it| it.foreign(request, asked.is_some())) {
            return (Met::Nothing, Some(control::refused(&foreign.words())));
        }
        if let (Some(reference), Some(asked)) = (&self.control, asked) {
            if asked == control::Asked::Reset {
                self.faults.restart();
                self.stand_in.restart();
            }
            return (Met::Nothing, Some(asked.answer(reference)));
        }
        let met = self.faults.next();
        let response = match met {
            Met::Nothing => Some(self.asked(request).await),
            Met::Throttled => Some(self.refuse(&errors::THROTTLING_USER, request)),
            Met::Reset { done } => {
                if done {
                    self.asked(request).await;
                }
                None
            }
            Met::Late { at_once, by } => self.asked_late(request, at_once, by).await,
        };
        let latency = self.faults.latency();
        // Even a sleep of no time takes some.
        if !latency.is_zero() && response.is_some() {
            tokio::time::sleep(latency).await;
        }
        (met, response)
    }

    async fn asked_late(
        self: &Arc<Self>,
        request: &Arc<Request>,
        at_once: bool,
        by: Duration,
    ) -> Option<Response> {
        if !at_once && let Ok(place) = Arc::clone(&self.late).try_acquire_owned() {
            let (site, request) = (Arc::clone(self), Arc::clone(request));
            // It is done even if its client is gone by then.
            let done = tokio::spawn(async move {
                tokio::time::sleep(by).await;
                let response = site.asked(&request).await;
                drop(place);
                response
            });
            return done.await.ok();
        }
        let response = self.asked(request).await;
        tokio::time::sleep(by).await;
        Some(response)
    }

    /// The endpoint's answer, or an internal error in its place if it panics.
    async fn asked(&self, request: &Request) -> Response {
        // The endpoint answers for itself whether a panic harmed it.
        let answered = if self.endpoint.may_wait() {
            let (endpoint, request) = (Arc::clone(&self.endpoint), request.clone());
            tokio::task::spawn_blocking(move || endpoint.answer(&request))
                .await
                .ok()
        } else {
            catch_unwind(AssertUnwindSafe(|| self.endpoint.answer(request))).ok()
        };
        answered.unwrap_or_else(|| self.refuse(&errors::INTERNAL_ERROR, request))
    }

    fn refuse(&self, row: &ErrorRow, request: &Request) -> Response {
        self.stand_in.answer(&Refused::with(row), request)
    }
}

async fn collect(mut body: Incoming) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    let mut discarded = 0;
    let mut too_large = false;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
            continue;
        };
        if too_large || bytes.len() + data.len() > MAX_BODY {
            too_large = true;
            bytes = Vec::new();
            discarded += data.len();
            if discarded > MAX_DISCARDED {
                break;
            }
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    if too_large {
        Err(BodyError::TooLarge)
    } else {
        Ok(bytes)
    }
}

/// The request without its body.
fn opened(parts: &Parts) -> Request {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Request {
        method: Method::parse(parts.method.as_str()),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
        body: Vec::new(),
    }
}

/// A response for hyper. A header that HTTP cannot carry is left out, and a
/// status that is none becomes 500.
fn sent(response: Response) -> HttpResponse<Full<Bytes>> {
    let mut sent = HttpResponse::new(Full::new(Bytes::from(response.body)));
    *sent.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        let name = HeaderName::try_from(name);
        let value = HeaderValue::try_from(value);
        if let (Ok(name), Ok(value)) = (name, value) {
            sent.headers_mut().append(name, value);
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_http_cannot_carry_are_left_out() {
        let response = Response {
            status: 7,
            headers: vec![
                ("fine".to_owned(), "yes".to_owned()),
                ("not fine".to_owned(), "no".to_owned()),
                ("split".to_owned(), "a\r\nb".to_owned()),
            ],
            body: Vec::new(),
        };
        let sent = sent(response);
        assert_eq!(sent.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(sent.headers().len(), 1);
    }
}
