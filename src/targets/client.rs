//! Sends calls in one way or another, and reads what comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::contract::{Answer, Call};
use crate::wire::{
    AnswerError, Credentials, Envelope, Format, Method, Placement, Request, Response, Scheme,
    Stamp, encode, encode_raw, read,
};

use super::{SendError, Target};

/// Where nonces and timestamps come from: the system, never the seed (design §6).
pub type Stamps = Arc<dyn Fn() -> Stamp + Send + Sync>;

/// Time since some moment: the system's, read outside and passed down.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// An account by its role in cases, with its credentials.
#[derive(Debug, Clone)]
pub struct Account {
    /// The role name, as in [`Call::account`].
    pub role: String,
    /// What its requests are signed with.
    pub credentials: Credentials,
}

/// How a call is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct How {
    /// GET or POST.
    pub post: bool,
    /// Where the parameters are.
    pub placement: Placement,
    /// The format of the answer.
    pub format: Format,
}

/// A client of one target.
#[derive(Clone)]
pub struct Client {
    target: Target,
    accounts: Arc<[Account; 2]>,
    scheme: Scheme,
    stamps: Stamps,
    clock: Option<Clock>,
    sent: Arc<AtomicU64>,
}

/// A request and what came of it.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The request as sent.
    pub request: Request,
    /// What came back, or why nothing did.
    pub received: Result<Received, SendError>,
}

/// Bytes that came back, and the answer in them.
#[derive(Debug, Clone)]
pub struct Received {
    /// The bytes.
    pub response: Response,
    /// The answer, or why there is none in the bytes.
    pub answer: Result<Answer, AnswerError>,
}

impl How {
    /// POST with a query and a JSON answer, as most real clients do (facts §3.5).
    pub fn usual() -> Self {
        Self {
            post: true,
            placement: Placement::Query,
            format: Format::Json,
        }
    }

    /// The same with another format.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self { format, ..self }
    }
}

impl Client {
    /// A client that signs with `scheme` for either of `accounts`; an account
    /// that is neither goes by the first.
    pub fn new(target: Target, accounts: [Account; 2], scheme: Scheme, stamps: Stamps) -> Self {
        Self {
            target,
            accounts: Arc::new(accounts),
            scheme,
            stamps,
            clock: None,
            sent: Arc::default(),
        }
    }

    /// The same with a clock, to tell whether the target is slow; without one
    /// it never is.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// What the clock says.
    pub(super) fn now(&self) -> Duration {
        self.clock.as_ref().map_or(Duration::ZERO, |clock| clock())
    }

    /// Requests sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Sends a call; `raw` replaces its parameters by a literal query.
    pub fn call(&self, call: &Call, how: How, raw: Option<&str>) -> Reply {
        let request = self.request(call, how, raw);
        self.sent.fetch_add(1, Ordering::Relaxed);
        let received = self.target.send(&request).map(|response| Received {
            answer: read(&response, how.format),
            response,
        });
        Reply { request, received }
    }

    /// What makes everything that the target said void, if something does: a
    /// command that does not keep to the exec protocol.
    pub fn breach(&self) -> Option<SendError> {
        self.target.breach()
    }

    /// Whether a call is answered while another connection is open, or why not:
    /// then connections are kept, and cases may run in parallel.
    pub(super) fn answers_beside(&self, call: &Call, how: How) -> Result<(), &'static str> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        self.target.answers_beside(&self.request(call, how, None))
    }

    fn request(&self, call: &Call, how: How, raw: Option<&str>) -> Request {
        let account = self
            .accounts
            .iter()
            .find(|account| account.role == call.account)
            .unwrap_or(&self.accounts[0]);
        let stamp = (self.stamps)();
        let envelope = Envelope {
            method: if how.post { Method::Post } else { Method::Get },
            placement: how.placement,
            format: how.format,
            scheme: self.scheme,
            credentials: &account.credentials,
            stamp: &stamp,
            host: self.target.host(),
        };
        match raw {
            Some(raw) => encode_raw(&format!("Action={}&{raw}", call.action), &envelope),
            None => encode(call, &envelope),
        }
    }
}

impl Reply {
    /// The answer, if one came and could be read.
    pub fn answer(&self) -> Option<&Answer> {
        self.received.as_ref().ok()?.answer.as_ref().ok()
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
