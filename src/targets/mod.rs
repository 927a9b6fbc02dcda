//! Targets: where requests go, and the resources that cases need there.

#[cfg(feature = "http")]
mod access;
mod afterwards;
mod capabilities;
mod client;
#[cfg(feature = "http")]
mod connection;
#[cfg(feature = "http")]
mod connection_error;
mod exec;
mod exec_message;
mod follow;
mod forged;
mod group;
mod holdings;
#[cfg(feature = "http")]
mod http;
mod in_vain;
mod lack;
mod ladders;
mod leftovers;
mod line_process;
mod marked;
#[cfg(feature = "http")]
mod over_http;
mod pace;
mod pages;
mod patience;
#[cfg(feature = "http")]
mod plain;
mod probe;
mod process;
mod provision;
mod reach;
mod release;
mod reply;
#[cfg(feature = "http")]
mod routed;
mod seeing;
mod shelf;
mod sides;
mod speech;
mod standard_error;
mod stock;
mod supply;
mod told;
#[cfg(feature = "http")]
mod trust;
mod unsigned;
mod watched;
mod ways;
mod witness;

#[cfg(feature = "http")]
pub use access::Access;
pub use capabilities::{Capabilities, Lateness};
pub use client::{Account, Client, Clock, Sleep, Stamps};
#[cfg(feature = "http")]
pub use connection_error::ConnectionError;
pub use exec::{ExecError, ExecFault, ExecTarget};
pub use follow::follow;
pub use forged::Forgery;
pub use holdings::{Holding, Holdings, NAME_PREFIX};
#[cfg(feature = "http")]
pub use http::{HttpTarget, TargetError};
pub use lack::Lack;
pub use leftovers::leftovers;
pub use pages::Pages;
pub use probe::{Asking, ProbeError, probe};
pub use process::{Listening, Process, ProcessError};
pub use provision::{
    Deletion, ProvisionError, Wanted, create, delete, delete_once, deleted, deletion, says_gone,
    wait_until_gone, wait_until_ready,
};
pub use release::{Deleted, delete_all, release};
pub use reply::{Received, Reply};
pub use shelf::{Asked, Fixture, Shelf, ShelfError};
pub use stock::{Home, Stock, Turn};
pub use supply::{Provision, Provisioning, Source, Supply, invented, untag_all};
pub use told::{ByType, Told};
#[cfg(feature = "http")]
pub use trust::CertificateError;
pub use watched::Watched;
pub use ways::How;
pub use witness::Witness;

use std::sync::Arc;
use std::time::Duration;

use crate::wire::{Endpoint, Request, Response};

/// What is judged: a closed set, so that no call goes through a pointer.
#[derive(Clone)]
pub enum Target {
    /// An endpoint in this process.
    InProcess(Arc<dyn Endpoint>),
    /// An endpoint in this process that may hang or panic.
    Watched(Arc<Watched>),
    /// An endpoint behind HTTP.
    #[cfg(feature = "http")]
    Http(Arc<HttpTarget>),
    /// A child process that answers on its standard output.
    Exec(Arc<ExecTarget>),
}

/// Why a request got no answer.
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
    /// The command that should have answered is gone, or does not keep to the
    /// protocol.
    #[error("request {request}: the command {fault}")]
    Exec {
        /// The request since which nothing is answered, counted from 1.
        request: u64,
        /// What the command did.
        fault: ExecFault,
    },
}

impl SendError {
    /// Whether it says nothing about the target's conformance, and may be
    /// otherwise the next time: weather.
    pub fn is_weather(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Timeout { .. } | Self::Lost(_) => true,
            Self::TooLarge { .. } | Self::NotHttp(_) | Self::Panicked(_) => false,
            Self::Exec { fault, .. } => !fault.is_breach(),
        }
    }

    /// Whether no request will be answered any more, however long one waits: a
    /// command is not spoken to again once it ended or broke the protocol.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Exec { .. })
    }
}

impl Target {
    /// Sends a request and waits for the answer, at most as long as the target
    /// was told to.
    pub fn send(&self, request: &Request) -> Result<Response, SendError> {
        match self {
            Self::InProcess(endpoint) => Ok(endpoint.answer(request)),
            Self::Watched(watched) => watched.send(request),
            #[cfg(feature = "http")]
            Self::Http(target) => target.send(request),
            Self::Exec(target) => target.send(request),
        }
    }

    /// What makes everything that the target says void, if something does.
    fn breach(&self) -> Option<SendError> {
        match self {
            Self::InProcess(_) | Self::Watched(_) => None,
            #[cfg(feature = "http")]
            Self::Http(_) => None,
            Self::Exec(target) => target.breach(),
        }
    }

    /// Whether a request that takes so long otherwise is answered while another
    /// connection is open, or why not.
    #[cfg_attr(
        not(feature = "http"),
        expect(unused_variables, reason = "only a connection can be busy")
    )]
    fn answers_beside(&self, request: &Request, took: Duration) -> Result<(), &'static str> {
        match self {
            Self::InProcess(_) | Self::Watched(_) => Ok(()),
            #[cfg(feature = "http")]
            Self::Http(target) if target.answers_beside(request, took) => Ok(()),
            #[cfg(feature = "http")]
            Self::Http(_) => Err("the target answers one connection at a time"),
            Self::Exec(_) => Err("an exec target answers one request at a time"),
        }
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        match self {
            Self::InProcess(_) | Self::Watched(_) | Self::Exec(_) => true,
            #[cfg(feature = "http")]
            Self::Http(target) => target.is_local(),
        }
    }

    /// Whether TLS is spoken where plain HTTP was tried.
    #[cfg_attr(
        not(feature = "http"),
        expect(unused_variables, reason = "only what is behind HTTP is asked")
    )]
    fn speaks_tls(&self, request: &Request) -> bool {
        match self {
            #[cfg(feature = "http")]
            Self::Http(target) => target.speaks_tls(request),
            _ => false,
        }
    }

    /// Whether a header says who calls in which ACS3 would sign.
    fn says_who_calls(&self) -> bool {
        match self {
            #[cfg(feature = "http")]
            Self::Http(target) => target.says_who_calls(),
            _ => false,
        }
    }

    /// Host and port for the `Host` header and signatures.
    pub fn host(&self) -> &str {
        match self {
            Self::InProcess(_) | Self::Watched(_) | Self::Exec(_) => "localhost",
            #[cfg(feature = "http")]
            Self::Http(target) => target.host(),
        }
    }
}
