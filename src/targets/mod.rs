//! Targets: where requests go, and the resources that cases need there.

mod capabilities;
mod client;
mod http;
mod process;
mod provision;
mod watched;
mod witness;

pub use capabilities::{Capabilities, probe};
pub use client::{Account, Client, Clock, How, Received, Reply, Stamps};
pub use http::{HttpTarget, TargetError};
pub use process::{Process, ProcessError};
pub use provision::{ProvisionError, Wanted, create, delete};
pub use watched::Watched;
pub use witness::{MAX_PAGES, list_tags};

use std::sync::Arc;

use crate::wire::{Endpoint, Request, Response};

/// What is judged: a closed set, so that no call goes through a pointer.
#[derive(Clone)]
pub enum Target {
    /// An endpoint in this process.
    InProcess(Arc<dyn Endpoint>),
    /// An endpoint in this process that may hang or panic.
    Watched(Arc<Watched>),
    /// An endpoint behind HTTP.
    Http(Arc<HttpTarget>),
}

/// Why a request got no answer. The first three are weather (design §2 g).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Nothing listens.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// No answer within the time that `--timeout` gives.
    #[error("no answer within {seconds} s")]
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// The connection was lost before the whole answer came.
    #[error("connection lost: {0}")]
    Lost(String),
    /// The answer is larger than anybody reads.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// What came back is not HTTP.
    #[error("the answer is not HTTP: {0}")]
    NotHttp(String),
    /// An implementation in this process panicked.
    #[error("the implementation panicked: {0}")]
    Panicked(String),
}

impl SendError {
    /// Whether it says nothing about the target's conformance.
    pub fn is_weather(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_) | Self::Timeout { .. } | Self::Lost(_)
        )
    }
}

impl Target {
    /// Sends a request and waits for the answer, at most as long as the target
    /// was told to.
    pub fn send(&self, request: &Request) -> Result<Response, SendError> {
        match self {
            Self::InProcess(endpoint) => Ok(endpoint.answer(request)),
            Self::Watched(watched) => watched.send(request),
            Self::Http(target) => target.send(request),
        }
    }

    /// Whether a request is answered while another connection is open.
    fn answers_beside(&self, request: &Request) -> bool {
        match self {
            Self::InProcess(_) | Self::Watched(_) => true,
            Self::Http(target) => target.answers_beside(request),
        }
    }

    /// Host and port for the `Host` header and signatures.
    pub fn host(&self) -> &str {
        match self {
            Self::InProcess(_) | Self::Watched(_) => "localhost",
            Self::Http(target) => target.host(),
        }
    }
}
