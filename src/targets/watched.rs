//! An endpoint in this process that may hang or panic: bounded in time, and
//! judged for both.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::Builder;
use std::time::Duration;

use crate::wire::{Endpoint, Request, Response};

use super::SendError;

/// Calls that are given up before no further one is made. A thread cannot be
/// stopped from outside, so each may cost one until the process ends.
const MOST_GIVEN_UP: usize = 64;

/// An endpoint that is called on a thread of its own each time: whoever waits
/// for an answer that never comes goes on after a while.
pub struct Watched {
    endpoint: Arc<dyn Endpoint>,
    limit: Duration,
    given_up: AtomicUsize,
}

impl Watched {
    /// An endpoint whose answers may each take as long as `limit`.
    pub fn new(endpoint: Arc<dyn Endpoint>, limit: Duration) -> Self {
        Self {
            endpoint,
            limit,
            given_up: AtomicUsize::new(0),
        }
    }

    pub(super) fn send(&self, request: &Request) -> Result<Response, SendError> {
        if self.given_up.load(Ordering::Relaxed) >= MOST_GIVEN_UP {
            return Err(SendError::Unreachable(format!(
                "{MOST_GIVEN_UP} calls were given up before"
            )));
        }
        let (answered, answer) = mpsc::sync_channel(1);
        let (endpoint, request) = (Arc::clone(&self.endpoint), request.clone());
        let started = Builder::new()
            .name("tagproof-call".to_owned())
            .spawn(move || {
                // The endpoint answers for itself whether a panic harmed it.
                let called = catch_unwind(AssertUnwindSafe(|| endpoint.answer(&request)));
                // Nobody is left to hear it if the call took too long.
                let _ = answered.send(called.map_err(|panic| words(&*panic)));
            });
        if let Err(cause) = started {
            return Err(SendError::Unreachable(cause.to_string()));
        }
        match answer.recv_timeout(self.limit) {
            Ok(called) => called.map_err(SendError::Panicked),
            Err(RecvTimeoutError::Timeout) => {
                self.given_up.fetch_add(1, Ordering::Relaxed);
                Err(SendError::Timeout {
                    seconds: self.limit.as_secs(),
                })
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err(SendError::Lost("its thread ended".to_owned()))
            }
        }
    }
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> String {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    said.unwrap_or("without a message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Method;

    /// Longer than any answer of a test takes, even on a slow machine.
    const PATIENCE: Duration = Duration::from_secs(60);

    struct Moody;

    impl Endpoint for Moody {
        fn answer(&self, request: &Request) -> Response {
            match request.query.as_str() {
                "panic" => panic!("at the {}", "disco"),
                "hang" => loop {
                    std::thread::park();
                },
                _ => Response {
                    status: 200,
                    headers: Vec::new(),
                    body: request.body.clone(),
                },
            }
        }
    }

    fn asking(query: &str) -> Request {
        Request {
            method: Method::Get,
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: b"body".to_vec(),
        }
    }

    #[test]
    fn answers_pass_and_panics_are_told_in_their_own_words() {
        let watched = Watched::new(Arc::new(Moody), PATIENCE);
        for _ in 0..2 {
            let panicked = watched.send(&asking("panic"));
            let said = SendError::Panicked("at the disco".to_owned());
            assert_eq!(panicked, Err(said));
            assert_eq!(watched.send(&asking("")).unwrap().body, b"body");
        }
        assert_eq!(watched.given_up.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn who_hangs_is_given_up_and_not_asked_for_ever() {
        let watched = Watched::new(Arc::new(Moody), Duration::from_millis(10));
        for _ in 0..MOST_GIVEN_UP {
            let hung = watched.send(&asking("hang"));
            assert_eq!(hung, Err(SendError::Timeout { seconds: 0 }));
        }
        assert!(matches!(
            watched.send(&asking("")),
            Err(SendError::Unreachable(_))
        ));
    }
}
