//! A target behind HTTP: keep-alive, bounded in time and size.

use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Url;

use super::connection::{Connection, ConnectionError};

use crate::wire::{Request, Response};

use super::SendError;

/// Bytes of an answer that are read; a larger one is not an answer to any call
/// of this API (20 resources with 20 tags are below 200 kB).
const MAX_BODY: usize = 512 << 10;

/// How long a request may take while another connection is open.
const PATIENCE: Duration = Duration::from_secs(2);

/// Requests lost on kept connections until none is kept any more: a target that
/// closes them behind its answers without a word would lose one again and again.
const MOST_LOST: usize = 3;

/// Why a target cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The address is no URL with a host.
    #[error("target '{target}' is not of the form http://HOST[:PORT] or https://HOST[:PORT]")]
    Address {
        /// As given.
        target: String,
    },
    /// The HTTP client does not start.
    #[error(transparent)]
    Client(#[from] ConnectionError),
}

/// An endpoint behind HTTP. Several threads may send at once; each waits for
/// its own answer.
pub struct HttpTarget {
    base: Url,
    host: String,
    timeout: Duration,
    keeps_connections: AtomicBool,
    lost: AtomicUsize,
    /// Those that send nothing just now.
    idle: Mutex<Vec<Connection>>,
}

impl HttpTarget {
    /// A target at `http://HOST[:PORT]`; `timeout` bounds each request as a whole.
    pub fn new(address: &str, timeout: Duration) -> Result<Self, TargetError> {
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
        // It fails only if a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // What cannot start is told before anything is sent.
        let first = Connection::new(timeout, false, base.scheme() == "https")?;
        Ok(Self {
            base,
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
        let address = self
            .base
            .socket_addrs(|| None)
            .ok()
            .and_then(|found| found.first().copied());
        let silent =
            address.and_then(|address| TcpStream::connect_timeout(&address, PATIENCE).ok());
        let patience = PATIENCE.max(took * 4).min(self.timeout);
        let answer = self.connection().ok().and_then(|connection| {
            let answer =
                async { tokio::time::timeout(patience, self.exchange(&connection, request)).await };
            connection.wait(answer).ok()?.ok()
        });
        let answered = silent.is_some() && answer.is_some_and(|answer| answer.is_ok());
        self.keeps_connections.store(answered, Ordering::Relaxed);
        answered
    }

    /// Whether every address of the host is on this machine.
    pub(super) fn is_local(&self) -> bool {
        let found = self.base.socket_addrs(|| None).unwrap_or_default();
        !found.is_empty() && found.iter().all(|address| address.ip().is_loopback())
    }

    /// Host and port, as in the `Host` header.
    pub fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn send(&self, request: &Request) -> Result<Response, SendError> {
        let connection = self.connection()?;
        let answer = connection
            .wait(self.exchange(&connection, request))
            .map_err(|error| SendError::Unreachable(error.to_string()))?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        connection.put_back(&mut idle);
        answer
    }

    /// One that nobody else sends on.
    fn connection(&self) -> Result<Connection, SendError> {
        let keeps = self.keeps_connections.load(Ordering::Relaxed);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|connection| connection.keeps() == keeps);
        let found = idle.pop();
        drop(idle);
        match found {
            Some(connection) => Ok(connection),
            None => Connection::new(self.timeout, keeps, self.base.scheme() == "https")
                .map_err(|error| SendError::Unreachable(error.to_string())),
        }
    }

    async fn exchange(
        &self,
        connection: &Connection,
        request: &Request,
    ) -> Result<Response, SendError> {
        let mut url = self.base.clone();
        url.set_path(&request.path);
        url.set_query((!request.query.is_empty()).then_some(&request.query));
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes())
            .map_err(|error| SendError::NotHttp(error.to_string()))?;
        let mut builder = connection.client.request(method, url);
        for (name, value) in &request.headers {
            // The client writes these two itself, with the same values.
            if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("content-length") {
                builder = builder.header(name, value);
            }
        }
        let sent = builder.body(request.body.clone()).send().await;
        let mut received = sent.map_err(|error| {
            let error = self.error(&error);
            if connection.keeps() && matches!(error, SendError::Lost(_)) {
                self.lose();
            }
            error
        })?;
        let status = received.status().as_u16();
        let headers = received
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = received.chunk().await.map_err(|error| self.error(&error))? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(SendError::TooLarge { limit: MAX_BODY });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status,
            headers,
            body,
        })
    }

    /// A request was lost on a connection that may have been kept.
    fn lose(&self) {
        if self.lost.fetch_add(1, Ordering::Relaxed) + 1 >= MOST_LOST {
            self.keeps_connections.store(false, Ordering::Relaxed);
        }
    }

    fn error(&self, error: &reqwest::Error) -> SendError {
        let cause = root_cause(error);
        if error.is_timeout() {
            SendError::Timeout {
                seconds: self.timeout.as_secs(),
            }
        } else if error.is_connect() {
            SendError::Unreachable(cause)
        } else if is_parse_error(error) {
            SendError::NotHttp(cause)
        } else {
            SendError::Lost(cause)
        }
    }
}

fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

fn is_parse_error(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(this) = cause {
        if this
            .downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_parse)
        {
            return true;
        }
        cause = this.source();
    }
    false
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
        let target = HttpTarget::new(&url, PATIENCE).unwrap();
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
