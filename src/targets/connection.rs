//! One connection at a time: an HTTP client that runs on the thread which waits.

use std::time::{Duration, Instant};

use reqwest::Url;
use tokio::runtime::{Builder, Runtime};

use super::SendError;
use super::plain::Plain;
use super::tls::Tls;
use crate::wire::{Request, Response};

/// How long a connection is kept that nobody uses; servers close theirs after
/// ten seconds and more, and some have few.
const IDLE: Duration = Duration::from_secs(5);

/// Why no request can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// The HTTP client does not start.
    #[error("failed to start the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The runtime does not start.
    #[error("failed to start the runtime of the HTTP client: {0}")]
    Runtime(#[from] std::io::Error),
}

/// A client that runs only while somebody waits for it. Nothing is handed from
/// thread to thread, which would take longer than an answer does.
pub(super) struct Connection {
    line: Line,
    /// What runs the connection that is kept for the next request, if one is.
    kept: Option<Runtime>,
    /// When it was waited for last.
    used: Instant,
}

/// How the bytes go.
enum Line {
    Plain(Plain),
    Tls(Tls),
}

impl Connection {
    /// A connection for requests to `base`, kept open between them or not.
    /// Opening one takes no longer than `timeout`.
    pub(super) fn new(base: &Url, timeout: Duration, keeps: bool) -> Result<Self, ConnectionError> {
        let line = if base.scheme() == "https" {
            Line::Tls(Tls::new(timeout, IDLE, keeps)?)
        } else {
            Line::Plain(Plain::default())
        };
        Ok(Self {
            line,
            kept: keeps.then(runtime).transpose()?,
            used: Instant::now(),
        })
    }

    /// Whether it is kept open for the next request.
    pub(super) fn keeps(&self) -> bool {
        self.kept.is_some()
    }

    /// The same after it was waited for, and the others that are worth keeping.
    pub(super) fn put_back(mut self, idle: &mut Vec<Self>) {
        self.used = Instant::now();
        idle.retain(|other| other.used.elapsed() < IDLE);
        idle.push(self);
    }

    /// Sends a request and waits for its answer, which takes no longer than
    /// `timeout` as a whole.
    pub(super) fn exchange(
        &mut self,
        base: &Url,
        request: &Request,
        timeout: Duration,
    ) -> Result<Response, SendError> {
        let line = &mut self.line;
        let answer = async {
            let answer = async {
                match line {
                    Line::Plain(plain) => plain.exchange(base, request).await,
                    Line::Tls(tls) => tls.exchange(base, request).await,
                }
            };
            let in_time = tokio::time::timeout(timeout, answer).await;
            in_time.unwrap_or(Err(SendError::Timeout {
                seconds: timeout.as_secs(),
            }))
        };
        let answer = match &self.kept {
            Some(kept) => kept.block_on(answer),
            // With its runtime the connection is closed, whoever is to be next.
            None => runtime()
                .map_err(|error| SendError::Unreachable(error.to_string()))?
                .block_on(answer),
        };
        if (self.kept.is_none() || answer.is_err())
            && let Line::Plain(plain) = &mut self.line
        {
            *plain = Plain::default();
        }
        answer
    }
}

fn runtime() -> Result<Runtime, ConnectionError> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
