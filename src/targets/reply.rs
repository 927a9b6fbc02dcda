//! What came of a request: an answer, bytes that are none, or nothing.

use std::time::Duration;

use crate::contract::{Answer, weather};
use crate::wire::{AnswerError, Request, Response};

use super::SendError;
use super::pace::LONGEST;
use super::pages::Pages;

/// A request and what came of it.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The request as sent.
    pub request: Request,
    /// What came back, or why nothing did.
    pub received: Result<Received, SendError>,
    /// Of a listing, how its pages were followed.
    pub pages: Pages,
}

/// Bytes that came back, and the answer in them.
#[derive(Debug, Clone)]
pub struct Received {
    /// The bytes.
    pub response: Response,
    /// The answer, or why there is none in the bytes.
    pub answer: Result<Answer, AnswerError>,
}

impl Reply {
    /// The answer, if one came and could be read.
    pub fn answer(&self) -> Option<&Answer> {
        self.received.as_ref().ok()?.answer.as_ref().ok()
    }

    /// Whether the outcome is unknown, and what happened.
    pub fn weather(&self) -> Option<String> {
        let received = match &self.received {
            Err(error) => return error.is_weather().then(|| error.to_string()),
            Ok(received) => received,
        };
        let status = received.response.status;
        let code = received.answer.as_ref().ok().and_then(Answer::code);
        let asked = self.retry_after().filter(|asked| *asked > LONGEST);
        let asked = asked.map_or_else(String::new, |asked| {
            let (asked, most) = (asked.as_secs(), LONGEST.as_secs());
            format!(", asking for {asked} s where {most} s are waited at most")
        });
        weather(status, code).map(|_| match code {
            Some(code) => format!("answered with status {status} {code}{asked}"),
            None => format!("answered with status {status}{asked}"),
        })
    }

    /// Whether to ask again takes long: nothing came in time, or the target asks
    /// for a longer pause than is made.
    pub(super) fn is_slow(&self) -> bool {
        matches!(self.received, Err(SendError::Timeout { .. }))
            || self.retry_after().is_some_and(|asked| asked > LONGEST)
    }

    /// Whether the target says that it is asked too often.
    pub(super) fn is_throttled(&self) -> bool {
        self.received.as_ref().is_ok_and(|received| {
            let code = received.answer.as_ref().ok().and_then(Answer::code);
            received.response.status == 429 || code.is_some_and(|code| code.contains("Throttling"))
        })
    }

    /// How long the target asks to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        let response = &self.received.as_ref().ok()?.response;
        let asked = |name: &str| response.header(name)?.trim().parse::<u64>().ok();
        // The SDKs take their own header for milliseconds.
        asked("x-acs-retry-after")
            .map(Duration::from_millis)
            .or_else(|| asked("retry-after").map(Duration::from_secs))
    }

    /// What came of it in a few words, for messages.
    pub fn words(&self) -> String {
        match &self.received {
            Err(error) => error.to_string(),
            Ok(received) => match &received.answer {
                Err(error) => format!("status {} and {error}", received.response.status),
                Ok(answer) => match answer.code() {
                    Some(code) => format!("{} {code}", answer.status),
                    None => answer.status.to_string(),
                },
            },
        }
    }
}
