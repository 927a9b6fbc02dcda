//! Targets that answer nothing sensible: a run of them ends, says so, and never says that they conform.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod bare_server;
mod program;

use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use bare_server::{Answer, BareServer};
use program::{Ended, ended, tagproof};

/// The longest that a run against a hopeless target may take.
const LIMIT: Duration = Duration::from_secs(30);

/// An error in the form that the API has.
const ERROR: &str = r#"{"RequestId":"0A1B2C3D-0000-4000-8000-000000000000","Code":"InternalError","Message":"No."}"#;

#[test]
fn a_closed_port_is_unreachable() {
    // tcpmux, which nothing serves: a port that was just free may be taken again.
    let url = "http://127.0.0.1:1";
    for command in ["run", "fingerprint"] {
        unreachable(&ended(tagproof(&[command, "--target", url])));
    }
}

#[test]
fn a_server_that_never_answers_is_unreachable() {
    let (ended, requests) = judged(Answer::Nothing);
    unreachable(&ended);
    assert!(ended.err.contains("no answer within 1 s"), "{ended:?}");
    assert!(requests <= 5, "{requests} requests");
}

#[test]
fn a_server_that_hangs_up_is_unreachable() {
    let cut = json_of_length(1000, "{\"RequestId\": \"0A1B");
    let chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{".to_vec();
    for bytes in [Vec::new(), b"HTTP/1.1 2".to_vec(), cut, chunk] {
        let (ended, _) = judged(Answer::Close(bytes.into()));
        unreachable(&ended);
        assert!(ended.err.contains("connection lost"), "{ended:?}");
    }
}

#[test]
fn what_is_not_http_never_conforms() {
    let headers = "X-Many: y\r\n".repeat(10_000);
    for bytes in [
        "SSH-2.0-OpenSSH_9.6\r\n".to_owned(),
        "\0\u{1}\u{2}".to_owned(),
        format!("HTTP/1.1 200 OK\r\n{headers}\r\n"),
    ] {
        never_conforms(Answer::Close(bytes.into_bytes().into()));
    }
}

#[test]
fn a_body_that_is_no_answer_never_conforms() {
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    for (kind, body) in [
        ("text/html", "<html><body>Welcome to nginx</body></html>"),
        ("application/json", ""),
        ("application/json", "{\"RequestId\": \"0A1B"),
        ("application/json", "[1, 2, 3]"),
        ("application/json", "null"),
        ("application/json", "\"\\ud800\""),
        ("application/json", &"[".repeat(100_000)),
        ("application/json", &deep),
        ("text/xml", &"<a>".repeat(100_000)),
        ("text/xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
    ] {
        never_conforms(Answer::Stay(response("200 OK", kind, body).into()));
    }
}

#[test]
fn ten_megabytes_of_json_are_not_read_to_the_end() {
    let body = format!("{{\"a\":\"{}\"}}", "x".repeat(10 << 20));
    let ended = never_conforms(Answer::Close(
        response("200 OK", "application/json", &body).into(),
    ));
    assert!(ended.out.contains("larger than"), "{ended:?}");
    assert!(ended.out.len() < 1 << 20);
}

#[test]
fn a_server_error_to_every_request_never_conforms() {
    let bytes = response("500 Internal Server Error", "application/json", ERROR);
    never_conforms(Answer::Stay(bytes.into()));
}

#[test]
fn a_target_that_is_always_too_busy_is_never_judged() {
    let throttled = ERROR.replace("InternalError", "Throttling.User");
    for (status, body) in [
        ("503 Service Unavailable", ERROR),
        ("503 Service Unavailable", ""),
        ("429 Too Many Requests", ""),
        ("400 Bad Request", &throttled),
    ] {
        let bytes = response(status, "application/json", body);
        let ended = never_conforms(Answer::Stay(bytes.into()));
        // Weather is no divergence.
        assert_ne!(ended.code, 1, "{status}: {ended:?}");
    }
}

#[test]
fn a_redirect_is_never_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = elsewhere.local_addr().unwrap();
    for status in [
        "301 Moved",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let bytes = format!(
            "HTTP/1.1 {status}\r\nLocation: http://{address}/\r\nContent-Length: 0\r\n\r\n"
        );
        never_conforms(Answer::Stay(bytes.into_bytes().into()));
    }
    let connected = elsewhere.accept();
    assert_eq!(connected.unwrap_err().kind(), ErrorKind::WouldBlock);
}

/// It ends in time with a divergence, as inconclusive or with nothing run, and
/// its last line says which.
fn never_conforms(answer: Answer) -> Ended {
    let (ended, requests) = judged(answer);
    assert!(requests > 0, "{ended:?}");
    assert!([1, 3, 4].contains(&ended.code), "{ended:?}");
    if ended.err.is_empty() {
        let last = ended.out.lines().last().unwrap();
        let verdict = format!("exit {}: http://127.0.0.1:", ended.code);
        assert!(last.starts_with(&verdict), "{ended:?}");
    } else {
        unreachable(&ended);
    }
    ended
}

/// It ends with one line on standard error, and nothing else.
fn unreachable(ended: &Ended) {
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(ended.out, "", "{ended:?}");
    assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
    let start = "error: the target does not answer: ";
    assert!(ended.err.starts_with(start), "{ended:?}");
}

/// The run of a target that always answers so, and how many requests it got.
fn judged(answer: Answer) -> (Ended, usize) {
    let server = BareServer::start(answer);
    let begun = Instant::now();
    let ended = ended(tagproof(&[
        "run",
        "--timeout",
        "1",
        "--target",
        &server.url(),
    ]));
    assert!(begun.elapsed() < LIMIT, "{ended:?}");
    for text in [&ended.out, &ended.err] {
        assert!(!text.contains("panicked"), "{ended:?}");
    }
    (ended, server.requests())
}

fn response(status: &str, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// JSON that is announced longer than it is.
fn json_of_length(length: usize, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}
