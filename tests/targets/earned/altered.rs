//! The reference behind a door at which requests and answers are altered.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tagproof::contract::{Answer, Call, Edition};
use tagproof::endpoint::{Reference, Running, mutant_named};
use tagproof::wire::{Endpoint, Format, Request, Response, asked_format, decode, read, write};

use crate::program::Ended;
use crate::reported::reported;

/// What the door does with a request: an answer of its own, or nothing, and
/// then what the reference answers goes through.
pub(crate) type Door = dyn Fn(&Request, &Call) -> Option<Response> + Send + Sync;

/// What the door makes of an answer on its way out.
pub(crate) type Veil = dyn Fn(Response, &Call) -> Response + Send + Sync;

/// The reference, or a mutant of it, behind a door.
pub(crate) struct Altered {
    whole: Reference,
    door: Box<Door>,
    veil: Box<Veil>,
}

impl Altered {
    /// The reference behind an open door.
    pub(crate) fn reference() -> Self {
        let edition = Edition::of_record();
        Self {
            whole: Reference::new(edition.clone(), edition.readings()),
            door: Box::new(|_, _| None),
            veil: Box::new(|response, _| response),
        }
    }

    /// A mutant in place of the reference.
    pub(crate) fn mutant(mut self, name: &str) -> Self {
        self.whole = self.whole.with_mutant(mutant_named(name).unwrap());
        self
    }

    /// With a door that answers some calls itself.
    pub(crate) fn door(
        mut self,
        door: impl Fn(&Request, &Call) -> Option<Response> + Send + Sync + 'static,
    ) -> Self {
        self.door = Box::new(door);
        self
    }

    /// With answers that are altered.
    pub(crate) fn veil(
        mut self,
        veil: impl Fn(Response, &Call) -> Response + Send + Sync + 'static,
    ) -> Self {
        self.veil = Box::new(veil);
        self
    }

    /// Served on a free port.
    pub(crate) fn served(self) -> Served {
        let running = Running::start(Arc::new(self), "127.0.0.1:0".parse().unwrap()).unwrap();
        Served {
            url: format!("http://{}", running.address),
            _running: running,
        }
    }
}

impl Endpoint for Altered {
    fn answer(&self, request: &Request) -> Response {
        let call = decode(request).map_or_else(|_| Call::new("", ""), |incoming| incoming.call);
        let response = (self.door)(request, &call).unwrap_or_else(|| self.whole.answer(request));
        (self.veil)(response, &call)
    }
}

/// A target that is running.
pub(crate) struct Served {
    pub(crate) url: String,
    _running: Running,
}

impl Served {
    /// How a run of it ends, with its report.
    pub(crate) fn judged(&self, args: &[&str]) -> (Ended, Value) {
        reported(&[&["--target", &self.url], args].concat())
    }
}

/// A refusal in the format that a request asks for.
pub(crate) fn refused(request: &Request, call: &Call, status: u16, code: &str) -> Response {
    let format = asked_format(request).unwrap_or(Format::Json);
    let body = json!({
        "RequestId": request_id(),
        "Code": code,
        "Message": "Not here.",
    });
    write(&Answer::new(status, body), &call.action, format)
}

/// An id that no other answer has.
fn request_id() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("0A1B2C3D-0000-4000-8000-{number:012X}")
}

/// An answer in another format than it has.
pub(crate) fn rewritten(response: &Response, call: &Call, from: Format, to: Format) -> Response {
    match read(response, from) {
        Ok(answer) => write(&answer, &call.action, to),
        Err(_) => response.clone(),
    }
}

/// What the command that a run prints leaves out, as `--without` takes it.
pub(crate) fn leaves_out(ended: &Ended) -> &str {
    let command = ended.out.lines().rev().take(3).find_map(|line| {
        let (_, rest) = line.trim().split_once(" --without ")?;
        rest.split_whitespace().next()
    });
    command.unwrap_or_else(|| panic!("no command with --without at the end: {ended:?}"))
}
