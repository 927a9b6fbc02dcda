//! A target behind HTTP: keep-alive, bounded in time and size.

use std::any::Any;
use std::net::TcpStream;
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::Url;

use super::SendError;
use super::access::Access;
use super::connection::Connection;
use super::connection_error::ConnectionError;
use crate::wire::{Request, Response};

/// How long a request may take while another connection is open.
const PATIENCE: Duration = Duration::from_secs(2);

/// Requests lost on kept connections until none is kept any more: a target that
/// closes them behind its answers without a word would lose one again and again.
const MOST_LOST: usize = 3;

/// Why a target cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The address is no URL with a host.
    #[error("target '{target}' is not of the form http(s)://HOST[:PORT][/PREFIX]")]
    Address {
        /// As given.
        target: String,
    },
    /// The HTTP client does not start.
    #[error(transparent)]
    Client(#[from] ConnectionError),
}

impl TargetError {
    /// The same with the address as it may be shown.
    #[must_use]
    pub fn shown_as(self, shown: &str) -> Self {
        match self {
            Self::Address { .. } => Self::Address {
                target: shown.to_owned(),
            },
            Self::Client(cause) => Self::Client(cause),
        }
    }
}

/// An endpoint behind HTTP. Several threads may send at once; each waits for
/// its own answer.
pub struct HttpTarget {
    base: Url,
    access: Access,
    host: String,
    timeout: Duration,
    keeps_connections: AtomicBool,
    lost: AtomicUsize,
    /// Those that send nothing just now.
    idle: Mutex<Vec<Connection>>,
}

impl HttpTarget {
    /// A target at `http(s)://HOST[:PORT][/PREFIX]`; `timeout` bounds each request as
    /// a whole.
    pub fn new(address: &str, access: Access, timeout: Duration) -> Result<Self, TargetError> {
        let wrong = || TargetError::Address {
            target: address.to_owned(),
        };
        let base = Url::parse(address).map_err(|_| wrong())?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(wrong());
        }
        let host = base.host_str().ok_or_else(wrong)?;
        let host = base
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let host = access.host().map_or(host, str::to_owned);
        // What cannot start is told before anything is sent.
        let first = Connection::new(&base, &access, false)?;
        Ok(Self {
            base,
            access,
            host,
            timeout,
            keeps_connections: AtomicBool::new(false),
            lost: AtomicUsize::new(0),
            idle: Mutex::new(vec![first]),
        })
    }

    /// Finds out whether a request is answered while another connection is open
    /// and silent. If so, connections are kept from now on; a target that
    /// serves one at a time would wait for the silent one for ever.
    pub(super) fn answers_beside(&self, request: &Request, took: Duration) -> bool {
        let silent = self.silent();
        let patience = PATIENCE.max(took * 4).min(self.timeout);
        let answer = self.connection().and_then(|mut connection| {
            connection.exchange(&self.base, &self.access, request, patience)
        });
        let answered = silent.is_some() && answer.is_ok();
        drop(silent);
        self.keeps_connections.store(answered, Ordering::Relaxed);
        answered
    }

    /// A connection on which nothing is said.
    fn silent(&self) -> Option<Box<dyn Any>> {
        #[cfg(unix)]
        if let Some(socket) = &self.access.socket {
            return Some(Box::new(UnixStream::connect(socket).ok()?));
        }
        let first = self.access.proxy.as_ref().unwrap_or(&self.base);
        let address = first.socket_addrs(|| None).ok()?.first().copied()?;
        let silent = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
        Some(Box::new(silent))
    }

    /// Whether it is spoken to with a header that ACS3 would need.
    pub(super) fn says_who_calls(&self) -> bool {
        let has_password = self.base.password().is_some() || !self.base.username().is_empty();
        has_password || self.access.says_who_calls()
    }

    /// Whether TLS is spoken where plain HTTP was tried.
    pub(super) fn speaks_tls(&self, request: &Request) -> bool {
        let mut base = self.base.clone();
        if base.scheme() != "http"
            || !self.access.is_straight()
            || base.set_scheme("https").is_err()
        {
            return false;
        }
        // Without the port it would be that of HTTPS.
        let is_same = base.set_port(self.base.port_or_known_default()).is_ok();
        let access = Access {
            takes_any_certificate: true,
            ..Access::default()
        };
        // Nothing of value goes to whoever this is.
        let request = Request {
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            ..request.clone()
        };
        let patience = PATIENCE.min(self.timeout);
        let answer = Connection::new(&base, &access, false)
            .map(|mut connection| connection.exchange(&base, &access, &request, patience));
        is_same && matches!(answer, Ok(Ok(_) | Err(SendError::NotHttp(_))))
    }

    /// Whether every address of the host is on this machine.
    pub(super) fn is_local(&self) -> bool {
        if self.access.socket.is_some() {
            return true;
        }
        let found = self.base.socket_addrs(|| None).unwrap_or_default();
        !found.is_empty() && found.iter().all(|address| address.ip().is_loopback())
    }

    /// The host that requests go to, whatever they say in the `Host` header.
    pub fn address(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// Host and port, as in the `Host` header.
    pub fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn send(&self, request: &Request) -> Result<Response, SendError> {
        let mut connection = self.connection()?;
        let answer = connection.exchange(&self.base, &self.access, request, self.timeout);
        if connection.keeps() && matches!(answer, Err(SendError::Lost(_))) {
            self.lose();
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(connection);
        answer
    }

    /// One that nobody else sends on.
    fn connection(&self) -> Result<Connection, SendError> {
        let keeps = self.keeps_connections.load(Ordering::Relaxed);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        idle.retain(|connection| connection.keeps() == keeps && connection.is_fresh(now));
        let found = idle.pop();
        drop(idle);
        match found {
            Some(connection) => Ok(connection),
            None => Connection::new(&self.base, &self.access, keeps)
                .map_err(|error| SendError::Unreachable(error.to_string())),
        }
    }

    /// A request was lost on a connection that may have been kept.
    fn lose(&self) {
        if self.lost.fetch_add(1, Ordering::Relaxed) + 1 >= MOST_LOST {
            self.keeps_connections.store(false, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;
    use crate::wire::Method;

    /// Answers the first request of each connection, and closes it at the second.
    fn forgetful(listener: &TcpListener) {
        while let Ok((mut client, _)) = listener.accept() {
            std::thread::spawn(move || {
                let mut bytes = [0; 4096];
                if matches!(client.read(&mut bytes), Ok(1..)) {
                    let _ = client.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
                    let _ = client.read(&mut bytes);
                }
            });
        }
    }

    #[test]
    fn connections_that_are_lost_again_and_again_are_no_longer_kept() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // It ends with the tests.
        std::thread::spawn(move || forgetful(&listener));
        let target = HttpTarget::new(&url, Access::default(), PATIENCE).unwrap();
        let request = Request {
            method: Method::Get,
            path: "/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        assert!(target.answers_beside(&request, Duration::ZERO));
        let lost = (0..20).filter(|_| match target.send(&request) {
            Ok(response) => response.status != 204,
            Err(error) => {
                assert!(matches!(error, SendError::Lost(_)), "{error}");
                true
            }
        });
        assert_eq!(lost.count(), MOST_LOST);
    }
}
