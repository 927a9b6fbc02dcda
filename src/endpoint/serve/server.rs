//! An HTTP/1.1 server for any endpoint.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::wire::Endpoint;

use super::faults::Faults;
use super::hosts::Hosts;
use super::request_log::Log;
use super::site::Site;
use crate::endpoint::reference::Reference;

/// Bytes of a request's head, at most. A legal query has up to 100 kB; hyper
/// itself refuses a URL of 64 KiB and more with status 414.
const MAX_HEAD: usize = 1024 * 1024;

/// Connections at a time; further ones wait until one is closed.
const MAX_CONNECTIONS: usize = 512;

/// Pause after a connection could not be accepted, such as for want of file
/// descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Connections in a row that could not be accepted before serving is given up.
const MAX_ACCEPT_ERRORS: u32 = 100;

/// How long requests that are under way at the end may take.
const GRACE: Duration = Duration::from_secs(5);

/// A server of an endpoint.
///
/// Every path is served like `/`. A body of more than 4 MiB is answered with
/// 413, and an endpoint that panics with 500, both in the format asked for; the
/// server goes on. The endpoint is called on the runtime's own threads, so it
/// must answer soon, unless it says that it [may wait](Endpoint::may_wait).
pub struct Server {
    site: Site,
}

impl Server {
    /// A server of this endpoint, without faults.
    pub fn new(endpoint: Arc<dyn Endpoint>) -> Self {
        Self {
            site: Site::of(endpoint),
        }
    }

    /// The same with faults on the way of every request. Of
    /// [`lag`](Faults::lag) it knows nothing: that is the endpoint's.
    #[must_use]
    pub fn with_faults(self, faults: Faults) -> Self {
        Self {
            site: self.site.with_faults(faults),
        }
    }

    /// The same with two paths for tests, which no fault meets, no signature
    /// guards and nothing counts: `POST /_tagproof/reset` has the reference, and
    /// the faults, begin again; `GET /_tagproof/state` shows what is there.
    /// Other paths below `/_tagproof/` are answered with 404, other methods with
    /// 405.
    #[must_use]
    pub fn with_control(mut self, reference: Arc<Reference>) -> Self {
        self.site.control = Some(reference);
        self
    }

    /// The same that refuses requests under other names than these with 403: who
    /// is led to a page that somebody made does not ask this server by it.
    #[must_use]
    pub fn with_hosts(mut self, hosts: Hosts) -> Self {
        self.site.hosts = Some(hosts);
        self
    }

    /// The same with a log of requests.
    #[must_use]
    pub fn with_log(mut self, log: Log) -> Self {
        self.site.log = Some(log);
        self
    }

    /// Serves until `stop` is ready. No connection is accepted from then on,
    /// those without a request are closed, and requests under way are answered
    /// for 5 seconds more. Whoever cannot wait drops the future, which closes
    /// everything at once.
    ///
    /// # Errors
    ///
    /// When no connection can be accepted any more.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let site = Arc::new(self.site);
        let mut stop = pin!(stop);
        let mut connections = JoinSet::new();
        let graceful = GracefulShutdown::new();
        let mut failed = 0;
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(_) = connections.join_next() => {}
                accepted = listener.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                    Ok((stream, _)) => {
                        failed = 0;
                        connections.spawn(connection(stream, Arc::clone(&site), graceful.watcher()));
                    }
                    Err(error) if failed >= MAX_ACCEPT_ERRORS => return Err(error),
                    Err(_) => {
                        failed += 1;
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
        drop(listener);
        // What is not done by then is cut off with its connection.
        let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
        Ok(())
    }

    /// Serves one connection, of whatever kind, until its client or an error
    /// ends it, as [`serve`](Self::serve) does with each of its own. It needs a
    /// runtime with time.
    pub async fn serve_connection(self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) {
        // An error is a client that left or does not speak HTTP, where hyper
        // has answered what can be answered, or a reset that was asked for.
        let _ = spoken(stream, Arc::new(self.site)).await;
    }
}

async fn connection(stream: TcpStream, site: Arc<Site>, watcher: Watcher) {
    // Small answers must not wait for the acknowledgement of the last one.
    let _ = stream.set_nodelay(true);
    let _ = watcher.watch(spoken(stream, site)).await;
}

/// HTTP as it is spoken on a connection.
fn spoken(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    site: Arc<Site>,
) -> impl GracefulConnection<Error = hyper::Error> {
    let patience = site.patience;
    let service =
        service_fn(move |request: hyper::Request<Incoming>| Arc::clone(&site).answer(request));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .keep_alive(true)
        // Who has sent all may say so and still wants the answer.
        .half_close(true)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::time::Instant;

    use super::super::raw_http::Kept;
    use super::super::running::Running;
    use super::super::site::{MAX_BODY, Patience};
    use super::*;
    use crate::contract::Answer;
    use crate::endpoint::client::reference;
    use crate::wire::{Format, Request, Response, read, write};

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
    fn whoever_sends_too_slowly_is_not_waited_for() {
        let patience = Patience {
            head: Duration::from_millis(400),
            body: Duration::from_millis(400),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let mut server = Server::new(Arc::new(reference(&[])));
        server.site.patience = patience;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            server.serve(listener, std::future::pending()).await
        });
        let post = "POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n";
        for (begin, status) in [("", ""), ("GET / HTTP/1.1\r\nX: ", ""), (post, "400")] {
            let mut socket = std::net::TcpStream::connect(address).unwrap();
            let begun = Instant::now();
            // A byte now and then is no progress.
            let mut dripping = socket.try_clone().unwrap();
            dripping.write_all(begin.as_bytes()).unwrap();
            let drip = std::thread::spawn(move || {
                while !begin.is_empty() && dripping.write_all(b"a").is_ok() {
                    std::thread::sleep(Duration::from_millis(50));
                }
            });
            let mut answer = Vec::new();
            // What it is sent after it has hung up makes the end a reset.
            let _ = socket.read_to_end(&mut answer);
            let took = begun.elapsed();
            assert!(took >= Duration::from_millis(300), "{begin:?}: {took:?}");
            assert!(took < Duration::from_secs(5), "{begin:?}: {took:?}");
            let answer = String::from_utf8_lossy(&answer);
            let got = answer.split(' ').nth(1).unwrap_or_default();
            assert_eq!(got, status, "{begin:?}: {answer}");
            drip.join().unwrap();
        }
    }
}
