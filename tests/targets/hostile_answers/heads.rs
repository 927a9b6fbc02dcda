//! Status lines, headers and lengths that lie, or never end.

use std::fmt::Write as _;
use std::time::Duration;

use super::bare_server::Answer;
use super::bounds::beside_each_other;
use super::http::{ERROR, head, never_conforms, response};

#[test]
fn what_is_not_http_never_conforms() {
    let many = (0..10_000).fold(String::new(), |mut headers, number| {
        let _ = write!(headers, "X-{number}: y\r\n");
        headers
    });
    let length = |value: &str| head(&format!("Content-Length: {value}\r\n")) + ERROR;
    let two = head("Content-Length: 94\r\nContent-Length: 95\r\n") + ERROR;
    let large = head(&format!("X-Large: {}\r\n", "y".repeat(10 << 20)));
    for text in [
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\0\u{1}\u{2}",
        "HTTP/1.1 099 Too Few\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 1000 Too Many\r\nContent-Length: 0\r\n\r\n",
        &head(&many),
        &large,
        &length("-1"),
        &length("99999999999999999999999"),
        &two,
    ] {
        let ended = never_conforms(&["run"], Answer::Close(text.as_bytes().into()));
        assert!(ended.out.contains("the answer is not HTTP"), "{ended:?}");
    }
}

#[test]
fn a_length_that_is_wrong_never_conforms() {
    let short = head("Content-Length: 20\r\n") + ERROR;
    let ended = never_conforms(&["run"], Answer::Stay(short.into_bytes().into()));
    assert_eq!(ended.code, 3, "{ended:?}");
    let long = head("Content-Length: 1000\r\n") + ERROR;
    let ended = never_conforms(&["run"], Answer::Stay(long.into_bytes().into()));
    assert!(ended.err.contains("no answer within 1 s"), "{ended:?}");
}

#[test]
fn an_endless_header_is_not_read_to_its_end() {
    let answer = Answer::Endless {
        first: b"HTTP/1.1 200 OK\r\nX-Large: ".as_slice().into(),
        again: vec![b'y'; 64 << 10].into(),
        pause: Duration::ZERO,
    };
    let ended = never_conforms(&["run"], answer);
    assert!(ended.out.contains("the answer is not HTTP"), "{ended:?}");
}

#[test]
fn a_server_error_to_every_request_never_conforms() {
    for status in ["500 Internal Server Error", "999 Unheard Of"] {
        let bytes = response(status, "application/json", ERROR);
        let ended = never_conforms(&["run"], Answer::Stay(bytes));
        assert_eq!(ended.code, 1, "{status}: {ended:?}");
    }
}

#[test]
fn a_target_that_is_always_too_busy_is_never_judged() {
    let throttled = ERROR.replace("InternalError", "Throttling.User");
    let rows = [
        ("502 Bad Gateway", ERROR),
        ("502 Bad Gateway", ""),
        ("503 Service Unavailable", ERROR),
        ("503 Service Unavailable", ""),
        ("504 Gateway Timeout", ""),
        ("429 Too Many Requests", ""),
        ("400 Bad Request", &throttled),
    ];
    beside_each_other(rows, |(status, body)| {
        let bytes = response(status, "application/json", body);
        let ended = never_conforms(&["run"], Answer::Stay(bytes));
        // Weather is no divergence.
        assert_eq!(ended.code, 3, "{status}: {ended:?}");
    });
}
