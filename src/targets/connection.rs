//! One connection at a time: an HTTP client that runs on the thread which waits.

use std::time::{Duration, Instant};

use reqwest::Url;
use tokio::runtime::{Builder, Runtime};

use super::SendError;
use super::access::Access;
use super::connection_error::ConnectionError;
use super::plain::Plain;
use super::routed::Routed;
use crate::wire::{Request, Response};

/// How long a connection is kept that nobody uses; servers close theirs after
/// ten seconds and more, and some have few.
const IDLE: Duration = Duration::from_secs(5);

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
    Routed(Routed),
}

impl Connection {
    /// A connection for requests to `base`, kept open between them or not.
    pub(super) fn new(base: &Url, access: &Access, keeps: bool) -> Result<Self, ConnectionError> {
        let line = if base.scheme() == "http" && access.is_straight() {
            Line::Plain(Plain::default())
        } else {
            Line::Routed(Routed::new(access, keeps)?)
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

    /// Whether it was used so lately that it may well be open still: what stands
    /// between two hosts forgets those that are silent, and tells nobody.
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.used) < IDLE
    }

    /// Sends a request and waits for its answer, which takes no longer than
    /// `timeout` as a whole.
    pub(super) fn exchange(
        &mut self,
        base: &Url,
        access: &Access,
        request: &Request,
        timeout: Duration,
    ) -> Result<Response, SendError> {
        let line = &mut self.line;
        let answer = async {
            let answer = async {
                match line {
                    Line::Plain(plain) => plain.exchange(base, access, request).await,
                    Line::Routed(routed) => routed.exchange(base, access, request).await,
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
        self.used = Instant::now();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_used_for_a_while_is_not_used_again() {
        let base: Url = "http://127.0.0.1:1".parse().unwrap();
        let connection = Connection::new(&base, &Access::default(), true).unwrap();
        let after = |seconds| connection.used + Duration::from_secs(seconds);
        assert!(connection.is_fresh(after(4)));
        assert!(!connection.is_fresh(after(5)));
    }
}
