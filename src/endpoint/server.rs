//! An HTTP/1.1 server for any endpoint.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response as HttpResponse, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::contract::errors;
use crate::wire::{Endpoint, Method, Request, Response};

use super::refusal::Refused;
use super::stand_in::StandIn;

/// Bytes of a request body, at most; a legal one has about 100 kB (facts §4,
/// A74).
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Bytes of a too large body that are read all the same, so that its sender
/// gets to read the answer instead of a broken connection.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;

/// Bytes of a request's head, at most. A legal query has up to 100 kB; hyper
/// itself refuses a URL of 64 KiB and more with status 414.
const MAX_HEAD: usize = 1024 * 1024;

/// Connections at a time; further ones wait until one is closed.
const MAX_CONNECTIONS: usize = 512;

/// How long the head of a request may take, also the next one's on a
/// connection that is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the body of a request may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Pause after a connection could not be accepted, such as for want of file
/// descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Connections in a row that could not be accepted before serving is given up.
const MAX_ACCEPT_ERRORS: u32 = 100;

/// Serves an endpoint until `stop` is ready; open connections are then closed.
///
/// Every path is served like `/`. A body of more than 4 MiB is answered with
/// 413, and an endpoint that panics with 500, both in the format asked for; the
/// server goes on. The endpoint is called on the runtime's own threads, so it
/// must answer soon, unless it says that it [may wait](Endpoint::may_wait).
///
/// # Errors
///
/// When no connection can be accepted any more.
pub async fn serve(
    listener: TcpListener,
    endpoint: Arc<dyn Endpoint>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let site = Arc::new(Site::of(endpoint));
    let mut stop = pin!(stop);
    let mut connections = JoinSet::new();
    let mut failed = 0;
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    failed = 0;
                    connections.spawn(connection(stream, Arc::clone(&site)));
                }
                Err(error) if failed >= MAX_ACCEPT_ERRORS => return Err(error),
                Err(_) => {
                    failed += 1;
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
}

/// Serves one connection, of whatever kind, until its client or an error ends
/// it, as [`serve`] does with each of its own. It needs a runtime with time.
pub async fn serve_connection(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    endpoint: Arc<dyn Endpoint>,
) {
    speak(stream, Arc::new(Site::of(endpoint))).await;
}

/// A server on a thread of its own, which stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens, with the port that was found if none was asked for.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Starts to serve an endpoint; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on or the thread not be started.
    pub fn start(endpoint: Arc<dyn Endpoint>, listen: SocketAddr) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        // One thread answers faster than several that take turns on one lock.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("tagproof-serve".to_owned())
            .spawn(move || {
                let stopped = async {
                    // A dropped sender means stop as well.
                    let _ = stopped.await;
                };
                // Its only error is that nothing can be accepted any more,
                // which clients see.
                let _ = runtime.block_on(serve(listener, endpoint, stopped));
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have stopped by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Site {
    endpoint: Arc<dyn Endpoint>,
    stand_in: StandIn,
}

async fn connection(stream: TcpStream, site: Arc<Site>) {
    // Small answers must not wait for the acknowledgement of the last one.
    let _ = stream.set_nodelay(true);
    speak(stream, site).await;
}

async fn speak(stream: impl AsyncRead + AsyncWrite + Unpin, site: Arc<Site>) {
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let site = Arc::clone(&site);
        async move { Ok::<_, std::convert::Infallible>(site.answer(request).await) }
    });
    // An error is a client that left or does not speak HTTP; hyper has answered
    // what can be answered.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .keep_alive(true)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// A body that was not taken in.
enum BodyError {
    TooLarge,
    Broken,
}

impl Site {
    fn of(endpoint: Arc<dyn Endpoint>) -> Self {
        Self {
            endpoint,
            stand_in: StandIn::default(),
        }
    }

    async fn answer(&self, request: hyper::Request<Incoming>) -> HttpResponse<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let mut request = opened(&parts);
        let refuse = |code, request: &_| self.stand_in.answer(&Refused::with(code), request);
        let read = tokio::time::timeout(BODY_TIMEOUT, collect(body)).await;
        let response = match read.unwrap_or(Err(BodyError::Broken)) {
            Ok(body) => {
                request.body = body;
                self.asked(&request)
                    .await
                    .unwrap_or_else(|| refuse(errors::INTERNAL_ERROR, &request))
            }
            Err(BodyError::TooLarge) => refuse(errors::REQUEST_ENTITY_TOO_LARGE, &request),
            Err(BodyError::Broken) => refuse(errors::INVALID_REQUEST, &request),
        };
        sent(response)
    }

    /// The endpoint's answer; none if it panics.
    async fn asked(&self, request: &Request) -> Option<Response> {
        // The endpoint answers for itself whether a panic harmed it.
        if !self.endpoint.may_wait() {
            return catch_unwind(AssertUnwindSafe(|| self.endpoint.answer(request))).ok();
        }
        let (endpoint, request) = (Arc::clone(&self.endpoint), request.clone());
        tokio::task::spawn_blocking(move || endpoint.answer(&request))
            .await
            .ok()
    }
}

async fn collect(mut body: Incoming) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    let mut discarded = 0;
    let mut too_large = false;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
            continue;
        };
        if too_large || bytes.len() + data.len() > MAX_BODY {
            too_large = true;
            bytes = Vec::new();
            discarded += data.len();
            if discarded > MAX_DISCARDED {
                break;
            }
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    if too_large {
        Err(BodyError::TooLarge)
    } else {
        Ok(bytes)
    }
}

/// The request without its body.
fn opened(parts: &Parts) -> Request {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Request {
        method: Method::parse(parts.method.as_str()),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
        body: Vec::new(),
    }
}

/// A response for hyper. A header that HTTP cannot carry is left out, and a
/// status that is none becomes 500.
fn sent(response: Response) -> HttpResponse<Full<Bytes>> {
    let mut sent = HttpResponse::new(Full::new(Bytes::from(response.body)));
    *sent.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        let name = HeaderName::try_from(name);
        let value = HeaderValue::try_from(value);
        if let (Ok(name), Ok(value)) = (name, value) {
            sent.headers_mut().append(name, value);
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream as Socket;
    use std::time::Instant;

    use super::super::client::reference;
    use super::*;
    use crate::contract::Answer;
    use crate::wire::{Format, read, write};

    /// A connection that is kept.
    struct Kept {
        socket: Socket,
        had: Vec<u8>,
    }

    impl Kept {
        fn to(running: &Running) -> Self {
            let socket = Socket::connect(running.address).unwrap();
            socket
                .set_read_timeout(Some(Duration::from_secs(20)))
                .unwrap();
            Self {
                socket,
                had: Vec::new(),
            }
        }

        fn send(&mut self, head: &str, body: &[u8]) {
            let head = format!(
                "{head}\r\nhost: here\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            self.socket.write_all(head.as_bytes()).unwrap();
            self.socket.write_all(body).unwrap();
        }

        fn response(&mut self) -> Response {
            let mut chunk = [0; 4096];
            loop {
                if let Some(end) = self.had.windows(4).position(|four| four == b"\r\n\r\n") {
                    let head = String::from_utf8(self.had[..end].to_vec()).unwrap();
                    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
                    let headers: Vec<(String, String)> = head
                        .lines()
                        .filter_map(|line| line.split_once(": "))
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .collect();
                    let mut response = Response {
                        status,
                        headers,
                        body: Vec::new(),
                    };
                    let length = response.header("content-length").unwrap_or("0");
                    let whole = end + 4 + length.parse::<usize>().unwrap();
                    if self.had.len() >= whole {
                        response.body = self.had[end + 4..whole].to_vec();
                        self.had.drain(..whole);
                        return response;
                    }
                }
                let count = self.socket.read(&mut chunk).unwrap();
                assert!(count > 0, "closed after {:?}", self.had);
                self.had.extend_from_slice(&chunk[..count]);
            }
        }

        fn get(&mut self, target: &str) -> Answer {
            self.send(&format!("GET {target} HTTP/1.1"), b"");
            read(&self.response(), Format::Json).unwrap()
        }
    }

    fn running() -> Running {
        let any = "127.0.0.1:0".parse().unwrap();
        Running::start(Arc::new(reference(&[])), any).unwrap()
    }

    #[test]
    fn two_hundred_requests_pass_over_one_connection() {
        let running = running();
        let mut kept = Kept::to(&running);
        for _ in 0..200 {
            let made = kept.get("/?Action=CreateVpc&RegionId=cn-hangzhou");
            assert_eq!(made.status, 200);
        }
        let listed = kept.get("/elsewhere?Action=DescribeVpcs&RegionId=cn-hangzhou");
        assert_eq!(listed.body["TotalCount"], 200);
    }

    #[test]
    fn answers_come_with_their_headers_and_forms_are_read() {
        let running = running();
        let mut kept = Kept::to(&running);
        let form = "content-type: application/x-www-form-urlencoded";
        kept.send(
            &format!("POST / HTTP/1.1\r\n{form}"),
            b"Action=DescribeRegions&Format=XML",
        );
        let response = kept.response();
        assert_eq!(
            response.header("Content-Type"),
            Some("text/xml;charset=utf-8")
        );
        let answer = read(&response, Format::Xml).unwrap();
        assert_eq!(response.header("X-Acs-Request-Id"), answer.request_id());
        assert!(answer.is_success());
    }

    #[test]
    fn long_queries_pass_and_large_bodies_do_not() {
        let running = running();
        let mut kept = Kept::to(&running);
        let long = "x".repeat(60_000);
        let answer = kept.get(&format!("/?Action=DescribeRegions&Ignored={long}"));
        assert_eq!(answer.status, 200);
        for (size, status) in [(MAX_BODY, 400), (MAX_BODY + 1, 413), (8 << 20, 413)] {
            let mut kept = Kept::to(&running);
            kept.send("POST /?Format=json HTTP/1.1", &vec![b'x'; size]);
            let answer = read(&kept.response(), Format::Json).unwrap();
            assert_eq!(answer.status, status, "{size}");
            assert!(answer.request_id().is_some());
        }
        let answer = kept.get("/?Action=DescribeRegions");
        assert_eq!(answer.status, 200, "the first connection is still kept");
    }

    struct Panics;

    impl Endpoint for Panics {
        fn answer(&self, request: &Request) -> Response {
            assert!(!request.query.contains("boom"), "as asked");
            write(&Answer::new(200, serde_json::json!({})), "", Format::Json)
        }
    }

    #[test]
    fn a_panic_is_an_internal_error_and_the_server_goes_on() {
        let any = "127.0.0.1:0".parse().unwrap();
        let running = Running::start(Arc::new(Panics), any).unwrap();
        let mut kept = Kept::to(&running);
        let answer = kept.get("/?boom");
        assert_eq!((answer.status, answer.code()), (500, Some("InternalError")));
        assert_eq!(kept.get("/").status, 200);
    }

    #[test]
    fn many_connections_are_served_at_once_and_further_ones_in_turn() {
        let running = running();
        let mut kept: Vec<Kept> = (0..MAX_CONNECTIONS + 8)
            .map(|_| Kept::to(&running))
            .collect();
        for one in &mut kept {
            one.send("GET /?Action=DescribeRegions HTTP/1.1", b"");
        }
        let mut rest = kept.split_off(MAX_CONNECTIONS);
        for one in &mut kept {
            assert_eq!(one.response().status, 200);
        }
        let soon = Some(Duration::from_millis(200));
        rest[0].socket.set_read_timeout(soon).unwrap();
        let early = rest[0].socket.read(&mut [0; 16]);
        assert!(early.is_err(), "the first are still connected: {early:?}");
        drop(kept);
        for one in &mut rest {
            let late = Some(Duration::from_secs(20));
            one.socket.set_read_timeout(late).unwrap();
            assert_eq!(one.response().status, 200);
        }
    }

    #[test]
    fn it_stops_when_it_is_dropped() {
        let running = running();
        let address = running.address;
        let mut kept = Kept::to(&running);
        assert_eq!(kept.get("/?Action=DescribeRegions").status, 200);
        let start = Instant::now();
        drop(running);
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(Socket::connect(address).is_err());
        assert_eq!(kept.socket.read(&mut [0; 16]).unwrap_or(0), 0);
    }

    #[test]
    fn an_address_in_use_is_an_error() {
        let running = running();
        let taken = Running::start(Arc::new(reference(&[])), running.address);
        assert_eq!(taken.unwrap_err().kind(), io::ErrorKind::AddrInUse);
    }

    #[test]
    fn headers_that_http_cannot_carry_are_left_out() {
        let response = Response {
            status: 7,
            headers: vec![
                ("fine".to_owned(), "yes".to_owned()),
                ("not fine".to_owned(), "no".to_owned()),
                ("split".to_owned(), "a\r\nb".to_owned()),
            ],
            body: Vec::new(),
        };
        let sent = sent(response);
        assert_eq!(sent.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(sent.headers().len(), 1);
    }
}
