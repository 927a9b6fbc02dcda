//! How a target behind HTTP is reached, besides its address.

use std::path::PathBuf;

use hyper::header::{AUTHORIZATION, HOST, HeaderMap};
use reqwest::Url;

/// How a target behind HTTP is reached, besides its address.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// What every request carries, in place of what it would carry otherwise.
    pub headers: HeaderMap,
    /// Certificates in PEM: the target must have one of these, or one that one of
    /// these vouches for.
    pub certificates: Option<Vec<u8>>,
    /// Whether its certificate may be any.
    pub takes_any_certificate: bool,
    /// The proxy in between.
    pub proxy: Option<Url>,
    /// The socket in the file system at which it listens.
    pub socket: Option<PathBuf>,
}

impl Access {
    /// Whether requests go straight to an address.
    pub(super) fn is_straight(&self) -> bool {
        self.proxy.is_none() && self.socket.is_none()
    }

    /// Whether every request says who calls, in the header in which ACS3 signs.
    pub(super) fn says_who_calls(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION)
    }

    /// The host that every request names, if it is not that of the address.
    pub(super) fn host(&self) -> Option<&str> {
        self.headers.get(HOST)?.to_str().ok()
    }
}
