//! HTTP without TLS on one connection, which runs while its answer is waited for.

use std::future::poll_fn;
use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::task::Poll;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use tokio::net::TcpStream;

use super::SendError;
use super::access::Access;
use super::over_http::{begun, goes_on, no_address, no_answer, no_connection, not_sent, path};
use crate::wire::{Request, Response};

type Body = Full<Bytes>;
type Runs = Pin<Box<http1::Connection<TokioIo<TcpStream>, Body>>>;

/// Turns of one poll: by then a short answer that has arrived is read.
const TURNS: usize = 3;

/// The way to a host, open or not.
#[derive(Default)]
pub(super) struct Plain {
    open: Option<Open>,
}

/// An open connection.
struct Open {
    sender: SendRequest<Body>,
    /// What reads and writes, until it is over; an answer that ends with it has
    /// its end when it is dropped.
    runs: Option<Runs>,
}

impl Plain {
    /// Sends a request to where `base` points and reads the answer.
    pub(super) async fn exchange(
        &mut self,
        base: &Url,
        access: &Access,
        request: &Request,
    ) -> Result<Response, SendError> {
        let mut message = message(base, access, request)?;
        if let Some(open) = &mut self.open {
            // Nobody listened to the connection since the last answer: it may
            // be closed by now.
            tokio::task::yield_now().await;
            match open.exchange(message).await {
                Ok(response) => return Ok(response),
                Err(failed) => {
                    self.open = None;
                    // What was not begun on the old one is sent on a new one.
                    message = failed?;
                }
            }
        }
        let open = self.open.insert(Open::to(base).await?);
        let answer = open.exchange(message).await;
        answer.map_err(|failed| {
            self.open = None;
            match failed {
                Ok(_) => SendError::Lost("closed before anything was sent".to_owned()),
                Err(error) => error,
            }
        })
    }
}

impl Open {
    async fn to(base: &Url) -> Result<Self, SendError> {
        let unreachable = |error: io::Error| no_connection(&error);
        let stream = connected(base).await?;
        stream.set_nodelay(true).map_err(unreachable)?;
        let (sender, runs) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| no_connection(&error))?;
        Ok(Self {
            sender,
            runs: Some(Box::pin(runs)),
        })
    }

    /// One request and its answer; the request where it was not begun.
    async fn exchange(
        &mut self,
        message: hyper::Request<Body>,
    ) -> Result<Response, Result<hyper::Request<Body>, SendError>> {
        let Self { sender, runs } = self;
        let mut work = pin!(async {
            if sender.ready().await.is_err() {
                return Err(Ok(message));
            }
            match sender.try_send_request(message).await {
                Ok(received) => read(received).await.map_err(Err),
                Err(mut failed) => Err(match failed.take_message() {
                    Some(message) => Ok(message),
                    None => Err(no_answer(failed.error())),
                }),
            }
        });
        poll_fn(|context| {
            for _ in 0..TURNS {
                if let Some(running) = runs
                    && running.as_mut().poll(context).is_ready()
                {
                    *runs = None;
                }
                if let Poll::Ready(done) = work.as_mut().poll(context) {
                    return Poll::Ready(done);
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// A connection to the first of a host's addresses that takes one.
async fn connected(base: &Url) -> Result<TcpStream, SendError> {
    let host = base.host_str().unwrap_or_default();
    let port = base.port_or_known_default().unwrap_or(80);
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    let connected = if let Ok(address) = literal.parse::<IpAddr>() {
        TcpStream::connect((address, port)).await
    } else {
        let found = tokio::net::lookup_host((host, port)).await;
        let found = found.map_err(|error| no_address(host, &error))?;
        TcpStream::connect(&*found.collect::<Vec<_>>()).await
    };
    connected.map_err(|error| no_connection(&error))
}

fn message(
    base: &Url,
    access: &Access,
    request: &Request,
) -> Result<hyper::Request<Body>, SendError> {
    let mut builder = hyper::Request::builder()
        .method(request.method.as_str())
        .uri(path_and_query(base, request));
    for (name, value) in &request.headers {
        // The client writes this one itself, with the same value.
        if !name.eq_ignore_ascii_case("content-length") {
            builder = builder.header(name, value);
        }
    }
    let body = Full::new(Bytes::from(request.body.clone()));
    let mut message = builder.body(body).map_err(|error| not_sent(&error))?;
    let headers = message.headers_mut();
    for (name, value) in &access.headers {
        headers.insert(name, value.clone());
    }
    let mut usually = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    usually(ACCEPT, "*/*");
    if let Some(given) = credentials(base) {
        usually(AUTHORIZATION, &given);
    }
    Ok(message)
}

/// The user and password of an address, as a header says them.
fn credentials(base: &Url) -> Option<String> {
    let (user, password) = (base.username(), base.password());
    if user.is_empty() && password.is_none() {
        return None;
    }
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy();
    let both = format!(
        "{}:{}",
        decoded(user),
        decoded(password.unwrap_or_default())
    );
    Some(format!("Basic {}", BASE64.encode(both)))
}

/// Path and query as they are, or where they hold what a request line cannot,
/// percent-encoded there.
fn path_and_query(base: &Url, request: &Request) -> String {
    let is_sendable = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>`{}".contains(&byte);
    let (path, query) = (path(base, request), &request.query);
    if !path.starts_with('/') || !path.bytes().chain(query.bytes()).all(is_sendable) {
        let mut url = base.clone();
        url.set_path(&path);
        url.set_query((!query.is_empty()).then_some(query));
        return match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
    }
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}

async fn read(received: hyper::Response<Incoming>) -> Result<Response, SendError> {
    let (head, mut body) = received.into_parts();
    let mut response = begun(head.status.as_u16(), &head.headers);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| no_answer(&error))?;
        if let Some(part) = frame.data_ref() {
            goes_on(&mut response, part)?;
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Method;

    fn request(path: &str, query: &str) -> Request {
        Request {
            method: Method::Get,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: vec![("host".to_owned(), "h".to_owned())],
            body: Vec::new(),
        }
    }

    #[test]
    fn what_a_request_line_can_hold_is_sent_as_it_is() {
        let base: Url = "http://h".parse().unwrap();
        for (path, query, line) in [
            ("/", "", "/"),
            (
                "/",
                "a=*()!'~&b=%2B+/?:@[]\\|^",
                "/?a=*()!'~&b=%2B+/?:@[]\\|^",
            ),
            ("/", "a= &b=#", "/?a=%20&b=%23"),
            ("/", "a=\u{e9}\"<>", "/?a=%C3%A9%22%3C%3E"),
            ("", "a", "/?a"),
        ] {
            assert_eq!(path_and_query(&base, &request(path, query)), line);
            let message = message(&base, &Access::default(), &request(path, query)).unwrap();
            assert_eq!(message.uri().to_string(), line);
        }
    }

    #[test]
    fn the_path_of_an_address_stays_before_that_of_a_request() {
        for (base, line) in [
            ("http://h/a/b", "/a/b/?x"),
            ("http://h/a/b/", "/a/b/?x"),
            ("http://h/", "/?x"),
        ] {
            let base: Url = base.parse().unwrap();
            assert_eq!(path_and_query(&base, &request("/", "x")), line);
        }
    }

    #[test]
    fn nobody_is_blamed_for_a_request_that_cannot_be_sent() {
        let base: Url = "http://h".parse().unwrap();
        let long = request("/", &"a".repeat(1 << 16));
        let odd = Request {
            headers: vec![("no name".to_owned(), String::new())],
            ..request("/", "")
        };
        for request in [long, odd] {
            let error = message(&base, &Access::default(), &request).unwrap_err();
            assert!(error.is_weather(), "{error}");
            assert!(error.to_string().contains("cannot be sent"), "{error}");
        }
    }

    #[test]
    fn user_and_password_of_an_address_become_a_header() {
        for (address, wanted) in [
            ("http://h", None),
            ("http://u@h", Some("Basic dTo=")),
            ("http://u:p%40w@h", Some("Basic dTpwQHc=")),
        ] {
            let message = message(
                &address.parse().unwrap(),
                &Access::default(),
                &request("/", ""),
            )
            .unwrap();
            let given = message.headers().get(AUTHORIZATION);
            let given = given.map(|value| value.to_str().unwrap());
            assert_eq!(given, wanted, "{address}");
        }
    }
}
