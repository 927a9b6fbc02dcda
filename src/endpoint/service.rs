//! An endpoint of any `tower::Service`, such as the router of an axum or hyper emulator.

use std::fmt::Display;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::panic::resume_unwind;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes};
use hyper::http::uri::{InvalidUri, Uri};
use hyper::http::{self, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use tokio::runtime::{Handle, Runtime};
use tower_service::Service as Tower;

use crate::contract::errors;
use crate::wire::{Endpoint, Request, Response};

use super::refusal::Refused;
use super::stand_in::StandIn;

/// Bytes of an answer that are read, as of one that comes over HTTP.
const MAX_BODY: usize = 4 << 20;

/// How long an answer may take unless said: longer than any judge waits.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a query cannot hold as it is, as browsers and HTTP clients have it.
const NOT_IN_A_QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// The runtime of every service in this process. It is never dropped, as it
/// could not be where another runtime is at work.
static RUNTIME: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("tagproof-service")
        .enable_all()
        .build()
});

/// An endpoint of a service that takes `http::Request<B>`: an axum `Router`, a
/// stack of tower layers, a `service_fn` of hyper's kind. No socket is opened.
///
/// ```
/// # #[derive(Clone)] struct App;
/// # impl tower_service::Service<hyper::Request<Body>> for App {
/// #     type Response = hyper::Response<Body>;
/// #     type Error = std::convert::Infallible;
/// #     type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
/// #     fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
/// #         std::task::Poll::Ready(Ok(()))
/// #     }
/// #     fn call(&mut self, _: hyper::Request<Body>) -> Self::Future {
/// #         std::future::ready(Ok(hyper::Response::new(Body::from("pong"))))
/// #     }
/// # }
/// # fn app() -> App { App }
/// # type Body = http_body_util::Full<hyper::body::Bytes>;
/// use tagproof::endpoint::Service;
/// use tagproof::wire::{Endpoint as _, Method, Request};
///
/// let endpoint = Service::new(app());
/// let request = Request {
///     method: Method::Get,
///     path: "/".to_owned(),
///     query: "Action=DescribeRegions".to_owned(),
///     headers: Vec::new(),
///     body: Vec::new(),
/// };
/// assert_eq!(endpoint.answer(&request).body, b"pong");
/// ```
///
/// Each request is answered by a clone of the service, on the thread that asks
/// and on a runtime of tagproof's own, so that it works inside `#[tokio::test]`
/// too. (A test that blocks the only thread of its runtime keeps tasks that the
/// service has put there from running: let such a test be
/// `#[tokio::test(flavor = "multi_thread")]`.)
///
/// What a service can do besides answering is bounded and becomes an answer:
/// an error of the service or of its body, or a body of more than 4 MiB, is a
/// 500 that says so; no answer within 30 seconds, or [as long as is
/// said](Self::with_limit), a 504; an address that no `http::Uri` can be (64 KiB
/// and more) a 414, as from a server of hyper. A panic of the service is one of
/// [`answer`](Endpoint::answer).
pub struct Service<S, B = Full<Bytes>> {
    prototype: Mutex<S>,
    limit: Duration,
    stand_in: StandIn,
    takes: PhantomData<fn(B)>,
}

/// What a service or body may fail with.
type Cause = Box<dyn std::error::Error + Send + Sync>;

impl<S> Service<S> {
    /// An endpoint of a service whose requests have any body, or `Full<Bytes>`.
    pub fn new(service: S) -> Self {
        Self::with_body(service)
    }
}

impl<S, B> Service<S, B> {
    /// An endpoint of a service whose requests have the body `B`, as in
    /// `Service::<_, axum::body::Body>::with_body(service)`.
    pub fn with_body(service: S) -> Self {
        Self {
            prototype: Mutex::new(service),
            limit: PATIENCE,
            stand_in: StandIn::default(),
            takes: PhantomData,
        }
    }

    /// The same with another time that an answer may take. It is checked where
    /// the service waits; one that never does cannot be stopped.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    fn failed(&self, what: impl Display, request: &Request) -> Response {
        let refused = Refused::with(&errors::INTERNAL_ERROR).saying(what.to_string());
        self.stand_in.answer(&refused, request)
    }
}

impl<S, B, A> Endpoint for Service<S, B>
where
    S: Tower<http::Request<B>, Response = http::Response<A>> + Clone + Send,
    S::Error: Into<Cause>,
    B: From<Vec<u8>>,
    A: Body,
    A::Error: Into<Cause>,
{
    fn answer(&self, request: &Request) -> Response {
        let runtime = match &*RUNTIME {
            Ok(runtime) => runtime,
            Err(cause) => {
                return self.failed(format!("failed to start the runtime: {cause}"), request);
            }
        };
        let answered = || runtime.block_on(self.answered(request));
        if Handle::try_current().is_err() {
            return answered();
        }
        // A thread that belongs to a runtime may not wait for another one.
        std::thread::scope(|scope| scope.spawn(answered).join())
            .unwrap_or_else(|panic| resume_unwind(panic))
    }

    fn may_wait(&self) -> bool {
        true
    }
}

impl<S, B> Service<S, B> {
    async fn answered<A>(&self, request: &Request) -> Response
    where
        S: Tower<http::Request<B>, Response = http::Response<A>> + Clone,
        S::Error: Into<Cause>,
        B: From<Vec<u8>>,
        A: Body,
        A::Error: Into<Cause>,
    {
        let asked = match asked(request) {
            Ok(asked) => asked,
            Err(response) => return response,
        };
        let mut service = self
            .prototype
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let exchange = async move {
            poll_fn(|context| service.poll_ready(context)).await?;
            let (parts, body) = service.call(asked).await?.into_parts();
            Ok((parts, Limited::new(body, MAX_BODY).collect().await))
        };
        let exchange = tokio::time::timeout(self.limit, exchange).await;
        let (parts, body) = match exchange {
            Ok(Ok(answered)) => answered,
            Ok(Err(cause)) => {
                let cause: Cause = S::Error::into(cause);
                return self.failed(format!("the service failed: {cause}"), request);
            }
            Err(_) => {
                let limit = self.limit.as_secs_f64();
                let mut refused = Refused::with(&errors::INTERNAL_ERROR)
                    .saying(format!("the service gave no answer within {limit} s"));
                refused.status = 504;
                return self.stand_in.answer(&refused, request);
            }
        };
        match body {
            Ok(body) => Response {
                status: parts.status.as_u16(),
                headers: texts(&parts.headers),
                body: body.to_bytes().to_vec(),
            },
            Err(cause) if cause.is::<LengthLimitError>() => self.failed(
                format!("the answer is larger than {MAX_BODY} bytes"),
                request,
            ),
            Err(cause) => self.failed(format!("the answer's body failed: {cause}"), request),
        }
    }
}

/// The request as a service takes it; 414 if its address is too long for that,
/// and 400 if the method or a header is none.
fn asked<B: From<Vec<u8>>>(request: &Request) -> Result<http::Request<B>, Response> {
    let refused = |status| Response {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    };
    let uri = uri(request).map_err(|_| refused(414))?;
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(uri);
    for (name, value) in &request.headers {
        builder = builder.header(
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused(400))?,
            HeaderValue::from_bytes(value.as_bytes()).map_err(|_| refused(400))?,
        );
    }
    builder
        .body(B::from(request.body.clone()))
        .map_err(|_| refused(400))
}

fn uri(request: &Request) -> Result<Uri, InvalidUri> {
    if request.query.is_empty() {
        request.path.parse()
    } else {
        let query = utf8_percent_encode(&request.query, NOT_IN_A_QUERY);
        format!("{}?{query}", request.path).parse()
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, pending, ready};
    use std::task::{Context, Poll};
    use std::time::Instant;

    use super::*;
    use crate::wire::{Format, Method, read};

    /// Answers what it was asked: method, address and headers, and the body.
    #[derive(Clone)]
    struct Echo;

    impl Tower<http::Request<Full<Bytes>>> for Echo {
        type Response = http::Response<Full<Bytes>>;
        type Error = Cause;
        type Future = Ready<Result<Self::Response, Cause>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cause>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: http::Request<Full<Bytes>>) -> Self::Future {
            let (parts, body) = request.into_parts();
            let mut response = http::Response::new(body);
            *response.status_mut() = http::StatusCode::IM_A_TEAPOT;
            *response.headers_mut() = parts.headers;
            for text in [parts.method.to_string(), parts.uri.to_string()] {
                let text = HeaderValue::from_str(&text).unwrap();
                response.headers_mut().append("asked", text);
            }
            ready(Ok(response))
        }
    }

    /// Gives no answer, or says that it will never be ready.
    #[derive(Clone)]
    struct Silent {
        ready: bool,
    }

    impl Tower<http::Request<Full<Bytes>>> for Silent {
        type Response = http::Response<Full<Bytes>>;
        type Error = Cause;
        type Future = std::future::Pending<Result<Self::Response, Cause>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cause>> {
            if self.ready {
                Poll::Ready(Ok(()))
            } else {
                Poll::Ready(Err("worn out".into()))
            }
        }

        fn call(&mut self, _: http::Request<Full<Bytes>>) -> Self::Future {
            pending()
        }
    }

    fn request(query: &str) -> Request {
        Request {
            method: Method::Post,
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: vec![
                ("X-Twice".to_owned(), "1".to_owned()),
                ("x-twice".to_owned(), "中".to_owned()),
            ],
            body: b"\xff body".to_vec(),
        }
    }

    #[test]
    fn request_and_response_pass_whole() {
        let response = Service::new(Echo).answer(&request("Tag.1.Key=%E4%B8%AD+x&y"));
        assert_eq!(response.status, 418);
        assert_eq!(response.body, b"\xff body");
        let headers: Vec<(&str, &str)> = response
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            headers,
            [
                ("x-twice", "1"),
                ("x-twice", "中"),
                ("asked", "POST"),
                ("asked", "/?Tag.1.Key=%E4%B8%AD+x&y"),
            ]
        );
    }

    #[test]
    fn every_character_of_a_query_arrives_escaped_where_it_must_be() {
        let endpoint = Service::new(Echo);
        for character in (0..0x250).filter_map(char::from_u32) {
            let response = endpoint.answer(&request(&format!("a{character}z")));
            assert_eq!(response.status, 418, "{character:?}");
            let (_, address) = response.headers.last().unwrap();
            let arrived = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
            assert_eq!(arrived, format!("/?a{character}z"));
        }
        assert_eq!(endpoint.answer(&request(&"x".repeat(65_000))).status, 418);
        assert_eq!(endpoint.answer(&request(&"x".repeat(66_000))).status, 414);
    }

    #[test]
    fn what_http_cannot_carry_is_a_bad_request() {
        let mut odd = request("");
        odd.method = Method::Other("NOT A METHOD".to_owned());
        assert_eq!(Service::new(Echo).answer(&odd).status, 400);
        let mut odd = request("");
        odd.headers.push(("split".to_owned(), "a\r\nb".to_owned()));
        assert_eq!(Service::new(Echo).answer(&odd).status, 400);
    }

    #[test]
    fn who_gives_no_answer_is_given_up_and_who_is_not_ready_fails() {
        let begun = Instant::now();
        let endpoint = Service::new(Silent { ready: true }).with_limit(Duration::from_millis(20));
        let answer = read(&endpoint.answer(&request("Format=XML")), Format::Xml).unwrap();
        assert!(begun.elapsed() < PATIENCE);
        assert_eq!((answer.status, answer.code()), (504, Some("InternalError")));
        assert_eq!(
            answer.message(),
            Some("the service gave no answer within 0.02 s")
        );
        let endpoint = Service::new(Silent { ready: false });
        let answer = read(&endpoint.answer(&request("")), Format::Json).unwrap();
        assert_eq!(answer.status, 500);
        assert_eq!(answer.message(), Some("the service failed: worn out"));
    }

    #[tokio::test]
    async fn a_runtime_around_it_does_no_harm() {
        let endpoint = Service::new(Echo);
        assert_eq!(endpoint.answer(&request("")).status, 418);
        let blocking = tokio::task::spawn_blocking(move || endpoint.answer(&request("")));
        assert_eq!(blocking.await.unwrap().status, 418);
    }
}
