//! Services that fail, panic, hang or never stop: each is judged, and the run ends.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::{Bytes, Frame};
use tagproof::check::{Run, Verdict};
use tagproof::embed::ConformanceError;
use tagproof::endpoint::Service;
use tagproof::{Conformance, wire};
use tower_service::Service as Tower;

use crate::app::app;

/// The longest that a run of a few cases may take, even on a slow machine.
const LIMIT: Duration = Duration::from_secs(120);

/// Cases that are tried: a plain one, and one that tags text outside ASCII.
const CASES: [&str; 2] = ["quota/three-calls-overflow", "unicode/longest-chinese-key"];

/// What a service does with a request that it does not like.
#[derive(Clone, Copy)]
enum Mood {
    Fail,
    Panic,
    Wait,
    Block,
    Endless,
    Dripping,
    Broken,
}

/// The emulator, but for requests that it does not like.
#[derive(Clone)]
struct Moody {
    mood: Mood,
    dislikes: fn(&str) -> bool,
    app: axum::Router,
}

type Answer = Result<Response<Body>, String>;

impl Tower<Request<Body>> for Moody {
    type Response = Response<Body>;
    type Error = String;
    type Future = Pin<Box<dyn Future<Output = Answer>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), String>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Self {
            mood,
            dislikes,
            app,
        } = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let query = parts.uri.query().unwrap_or_default();
            let text = format!("{query}&{}", String::from_utf8_lossy(&body));
            if dislikes(&text) {
                return mood.answer().await;
            }
            let request = Request::from_parts(parts, Body::from(body));
            Ok(app.clone().call(request).await.unwrap())
        })
    }
}

impl Mood {
    async fn answer(self) -> Answer {
        match self {
            Self::Fail => Err("out of luck".to_owned()),
            Self::Panic => panic!("index out of bounds"),
            Self::Wait => std::future::pending().await,
            Self::Block => loop {
                std::thread::park();
            },
            body => Ok(Response::new(Body::new(Odd(body)))),
        }
    }
}

/// A body that never ends, or breaks.
struct Odd(Mood);

impl hyper::body::Body for Odd {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.0 {
            Mood::Endless => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'{'; 4096]))))),
            Mood::Broken => Poll::Ready(Some(Err(std::io::Error::other("torn")))),
            _ => Poll::Pending,
        }
    }
}

/// A tag of the second case; the probes hold none such, so that what hangs is
/// waited for in one case alone.
fn is_long_and_chinese(text: &str) -> bool {
    text.contains("%E9%83%A8%E9%83%A8%E9%83%A8")
}

fn judged(mood: Mood, dislikes: fn(&str) -> bool) -> Result<Run, ConformanceError> {
    let begun = Instant::now();
    let moody = Moody {
        mood,
        dislikes,
        app: app(20),
    };
    let judged = Conformance::of(Service::<_, Body>::with_body(moody))
        .only(&CASES)
        .cases(0)
        .timeout(Duration::from_secs(1))
        .run();
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    judged
}

#[test]
fn whoever_misbehaves_on_some_requests_fails_them_and_no_others() {
    // At the same time: those that hang are waited for.
    std::thread::scope(|scope| {
        for (mood, said) in [
            (
                Mood::Fail,
                "status 500: InternalError: the service failed: out of luck",
            ),
            (
                Mood::Panic,
                "the implementation panicked: index out of bounds",
            ),
            (Mood::Wait, "no answer within 1 s"),
            (Mood::Block, "no answer within 1 s"),
            (
                Mood::Endless,
                "status 500: InternalError: the answer is larger than 4194304 bytes",
            ),
            (
                Mood::Broken,
                "status 500: InternalError: the answer's body failed: torn",
            ),
        ] {
            scope.spawn(move || fails_by_it_alone(mood, said));
        }
    });
}

fn fails_by_it_alone(mood: Mood, said: &str) {
    let run = judged(mood, is_long_and_chinese).unwrap();
    let plain = run.cases.iter().find(|case| case.id == CASES[0]).unwrap();
    assert_eq!(plain.verdict, Verdict::Pass, "{said}: {plain:?}");
    let failure = run.failures.first().unwrap_or_else(|| panic!("{said}"));
    assert_eq!(failure.clause, "TR-ANSWER-ROBUST", "{said}");
    assert_eq!(failure.observed, said);
}

#[test]
fn whoever_never_answers_is_unreachable_and_soon_so() {
    for mood in [Mood::Wait, Mood::Block, Mood::Dripping] {
        let unreachable = judged(mood, |_| true).unwrap_err();
        assert_eq!(
            unreachable.to_string(),
            "the target does not answer: no answer within 1 s"
        );
    }
}

#[test]
fn whoever_always_panics_or_fails_never_conforms() {
    for mood in [Mood::Panic, Mood::Fail, Mood::Endless] {
        let run = judged(mood, |_| true).unwrap();
        assert_eq!(run.count(Verdict::Pass), 0);
    }
}

/// An implementation without a service: the trait itself.
struct Panics;

impl wire::Endpoint for Panics {
    fn answer(&self, _: &wire::Request) -> wire::Response {
        panic!("not today")
    }
}

#[test]
fn an_endpoint_of_ones_own_may_panic_too() {
    let message = crate::panics::message_of(|| Conformance::of(Panics).only(&CASES).assert());
    assert!(
        message.starts_with("the endpoint: inconclusive: "),
        "{message}"
    );
    assert!(
        message.contains("CreateVpc was answered with the implementation panicked: not today"),
        "{message}"
    );
}
