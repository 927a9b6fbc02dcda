//! The bytes of HTTP answers, right or wrong in one way.

use std::sync::Arc;

use super::bare_server::Answer;
use super::bounds::{bounded, judged};
use super::front::{Front, Manner};
use crate::program::Ended;

/// An error in the form that the API has.
pub(crate) const ERROR: &str = r#"{"RequestId":"0A1B2C3D-0000-4000-8000-000000000000","Code":"InternalError","Message":"No."}"#;

/// Requests after which it is known what a target can do.
pub(crate) const KNOWN_AFTER: usize = 400;

/// A whole answer.
pub(crate) fn response(status: &str, kind: &str, body: impl AsRef<[u8]>) -> Arc<[u8]> {
    let body = body.as_ref();
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat().into()
}

/// The beginning of an answer, with these headers.
pub(crate) fn head(headers: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{headers}\r\n")
}

/// A run of the target ends with a divergence, or as inconclusive.
pub(crate) fn never_conforms(args: &[&str], answer: Answer) -> Ended {
    let (ended, requests) = judged(args, answer);
    assert!(requests > 0, "{ended:?}");
    assert!([1, 3].contains(&ended.code), "{ended:?}");
    if ended.err.starts_with("error: ") {
        unreachable(&ended);
    } else {
        let last = ended.out.lines().last().unwrap();
        let verdict = format!("exit {}: http://127.0.0.1:", ended.code);
        assert!(last.starts_with(&verdict), "{ended:?}");
    }
    ended
}

/// A command against a target that answers so once it is known what it can do.
pub(crate) fn once_known(answer: Answer, args: &[&str]) -> Ended {
    let front = Front::start(Manner::Turns(KNOWN_AFTER, answer));
    bounded(args, &front.url)
}

/// The same with few cases, and to who asks for XML alone.
pub(crate) fn once_known_in_xml(answer: Answer) -> Ended {
    let front = Front::start(Manner::TurnsInXml(KNOWN_AFTER, answer));
    bounded(
        &["run", "responses", "--cases", "0", "--wire", "xml"],
        &front.url,
    )
}

/// It ends with one line on standard error, and nothing else.
pub(crate) fn unreachable(ended: &Ended) {
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(ended.out, "", "{ended:?}");
    assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
    let start = "error: the target does not answer: ";
    assert!(ended.err.starts_with(start), "{ended:?}");
}
