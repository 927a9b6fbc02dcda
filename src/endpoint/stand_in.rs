//! Answers in place of an endpoint that gives none.

use std::sync::{Mutex, PoisonError};

use crate::contract::Edition;
use crate::wire::{Format, Request, Response, asked_format, write};

use super::refusal::Refused;
use super::stream::Stream;

/// Seed of the request ids of such answers.
const SEED: u64 = 0x7365_7276_6572;

/// Answers in an endpoint's place, each with a request id of its own.
pub(super) struct StandIn {
    ids: Mutex<Stream>,
}

impl Default for StandIn {
    fn default() -> Self {
        Self {
            ids: Mutex::new(Stream::new(SEED)),
        }
    }
}

impl StandIn {
    /// Begins again with the first request id.
    #[cfg(feature = "serve")]
    pub(super) fn restart(&self) {
        *self.ids.lock().unwrap_or_else(PoisonError::into_inner) = Stream::new(SEED);
    }

    /// A refusal, in the format that was asked for.
    pub(super) fn answer(&self, refused: &Refused, request: &Request) -> Response {
        let id = self
            .ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .request_id();
        let format = asked_format(request).unwrap_or(Format::Json);
        write(
            &refused.answer(&id, Edition::of_record().product),
            "",
            format,
        )
    }
}
