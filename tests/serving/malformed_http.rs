//! HTTP as nobody should send it: `serve` refuses it, hangs up or answers rightly, and goes on.

use std::io::Read;
use std::net::Shutdown;

use super::heard::heard;
use super::raw_http::Connection;
use super::served::Served;

/// A request that is answered with 200.
const FINE: &str = "GET /?Action=DescribeRegions HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A form of 22 bytes that is answered with 200.
const FORM: &str = "Action=DescribeRegions";

/// What becomes of the connection after the last answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It serves the next request.
    Open,
    /// It is closed.
    Closed,
    /// It is closed, perhaps so soon that the answer does not get through.
    Cut,
}
use Then::{Closed, Cut, Open};

/// Something sent, and the statuses that come back.
type Case = (&'static str, Vec<u8>, &'static [u16], Then);

/// A GET request with this version and these lines behind its first.
fn get(version: &str, lines: &str) -> Vec<u8> {
    format!("GET /?Action=DescribeRegions {version}\r\n{lines}\r\n").into_bytes()
}

/// A POST request of a form with these headers and this body.
fn post(headers: &str, body: &str) -> Vec<u8> {
    let kind = "Content-Type: application/x-www-form-urlencoded";
    format!("POST / HTTP/1.1\r\nHost: localhost\r\n{kind}\r\n{headers}\r\n\r\n{body}").into_bytes()
}

fn headers(count: usize) -> String {
    use std::fmt::Write as _;
    (0..count).fold(String::new(), |mut lines, place| {
        let _ = write!(lines, "X-{place}: a\r\n");
        lines
    })
}

/// Sends each on a connection of its own and looks at what comes back; after
/// each, another client is served.
fn tried(cases: Vec<Case>, hang_up: bool) {
    // Where it takes a moment to answer, the end of what is sent comes first.
    let slowly: &[&str] = &["--fault", "latency=50ms"];
    let (served, mut errors) = heard(if hang_up { slowly } else { &[] });
    for (what, sent, statuses, then) in cases {
        let mut connection = Connection::to(&served.url);
        connection.send(sent);
        if hang_up {
            // It may be closed already.
            let _ = connection.socket.shutdown(Shutdown::Write);
        }
        for status in statuses {
            match connection.answered() {
                Some(answered) => assert_eq!(answered.status, *status, "{what}: {answered:?}"),
                None => assert_eq!(then, Cut, "{what}: no answer"),
            }
        }
        if then == Open {
            connection.send(FINE);
            let next = connection.answered();
            assert_eq!(next.map(|next| next.status), Some(200), "{what}: the next");
        } else {
            assert_eq!(connection.answered(), None, "{what}");
        }
        let mut other = Connection::to(&served.url);
        other.send(FINE);
        assert_eq!(
            other.answered().unwrap().status,
            200,
            "{what}: another client"
        );
    }
    drop(served);
    let mut said = String::new();
    errors.read_to_string(&mut said).unwrap();
    assert_eq!(said, "", "no panic, no complaint");
}

#[test]
fn other_protocols_versions_and_methods() {
    let host = "Host: localhost\r\n";
    let mut hello = vec![0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
    hello.extend(0..=255);
    tried(
        vec![
            (
                "no request",
                b"\r\nnonsense\r\n\r\n".to_vec(),
                &[400],
                Closed,
            ),
            ("NULs", vec![0; 1000], &[400], Closed),
            ("a TLS client hello", hello, &[400], Closed),
            (
                "HTTP/0.9",
                b"GET /?Action=DescribeRegions\r\n".to_vec(),
                &[400],
                Closed,
            ),
            ("HTTP/1.0", get("HTTP/1.0", ""), &[200], Closed),
            (
                "HTTP/1.0, kept",
                get("HTTP/1.0", "Connection: keep-alive\r\n"),
                &[200],
                Open,
            ),
            ("HTTP/1.2", get("HTTP/1.2", host), &[400], Closed),
            ("HTTP/2.0", get("HTTP/2.0", host), &[400], Closed),
            (
                "the preface of HTTP/2",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
                &[],
                Closed,
            ),
            ("no method", b" / HTTP/1.1\r\n\r\n".to_vec(), &[400], Closed),
            (
                "a long method",
                format!("{} / HTTP/1.1\r\n\r\n", "G".repeat(100_000)).into(),
                &[400],
                Open,
            ),
            (
                "a method of its own",
                b"BREW / HTTP/1.1\r\n\r\n".to_vec(),
                &[400],
                Open,
            ),
            (
                "an authority",
                b"CONNECT a:80 HTTP/1.1\r\n\r\n".to_vec(),
                &[400],
                Open,
            ),
            (
                "an asterisk",
                b"OPTIONS * HTTP/1.1\r\n\r\n".to_vec(),
                &[400],
                Open,
            ),
            ("no host", get("HTTP/1.1", ""), &[200], Open),
            (
                "bare line feeds",
                FINE.replace('\r', "").into(),
                &[200],
                Open,
            ),
            (
                "bare carriage returns",
                FINE.replace('\n', "").into(),
                &[400],
                Closed,
            ),
            (
                "blank lines before",
                format!("\r\n\r\n{FINE}").into(),
                &[200],
                Open,
            ),
        ],
        false,
    );
}

#[test]
fn lines_and_headers_that_are_none() {
    let line = |length: usize| format!("GET /?Action=DescribeRegions&x={}", "a".repeat(length));
    let endless = "a".repeat(3 << 20);
    tried(
        vec![
            (
                "a NUL in the path",
                b"GET /\0 HTTP/1.1\r\n\r\n".to_vec(),
                &[400],
                Closed,
            ),
            (
                "a NUL in the query",
                b"GET /?a=\0 HTTP/1.1\r\n\r\n".to_vec(),
                &[400],
                Closed,
            ),
            (
                "a NUL in a header",
                get("HTTP/1.1", "X: \0\r\n"),
                &[400],
                Closed,
            ),
            (
                "no UTF-8 in the query",
                b"GET /?Action=\xff HTTP/1.1\r\n\r\n".to_vec(),
                &[400],
                Closed,
            ),
            (
                "no UTF-8, encoded",
                b"GET /?Action=%ff HTTP/1.1\r\n\r\n".to_vec(),
                &[400],
                Open,
            ),
            (
                "no UTF-8 in a header",
                b"GET /?Action=DescribeRegions HTTP/1.1\r\nX: \xff\r\n\r\n".to_vec(),
                &[200],
                Open,
            ),
            (
                "a space in a header's name",
                get("HTTP/1.1", "X y: a\r\n"),
                &[400],
                Closed,
            ),
            (
                "a folded header",
                get("HTTP/1.1", "X: a\r\n b\r\n"),
                &[400],
                Closed,
            ),
            (
                "an upgrade",
                get("HTTP/1.1", "Connection: upgrade\r\nUpgrade: websocket\r\n"),
                &[200],
                Open,
            ),
            ("100 headers", get("HTTP/1.1", &headers(100)), &[200], Open),
            (
                "10,000 headers",
                get("HTTP/1.1", &headers(10_000)),
                &[431],
                Cut,
            ),
            (
                "an endless header",
                format!("GET / HTTP/1.1\r\nX: {endless}").into(),
                &[431],
                Cut,
            ),
            (
                "endless headers",
                format!("GET / HTTP/1.1\r\n{}", headers(300_000)).into(),
                &[431],
                Cut,
            ),
            (
                "a line of 1 MB",
                format!("{} HTTP/1.1\r\n\r\n", line(1 << 20)).into(),
                &[414],
                Cut,
            ),
            ("an endless line", line(3 << 20).into(), &[431], Cut),
            ("a pipeline", FINE.repeat(3).into(), &[200, 200, 200], Open),
            (
                "a pipeline with garbage in it",
                format!("{FINE}garbage\r\n\r\n{FINE}").into(),
                &[200, 400],
                Closed,
            ),
        ],
        false,
    );
}

#[test]
fn lengths_that_are_none() {
    tried(
        vec![
            (
                "a length too small",
                post("Content-Length: 6", FORM),
                &[400, 400],
                Closed,
            ),
            (
                "a length of -1",
                post("Content-Length: -1", FORM),
                &[400],
                Closed,
            ),
            (
                "a length with a sign",
                post("Content-Length: +22", FORM),
                &[400],
                Closed,
            ),
            (
                "a length that is none",
                post("Content-Length: many", FORM),
                &[400],
                Closed,
            ),
            (
                "a length past 64 bits",
                post("Content-Length: 99999999999999999999", FORM),
                &[400],
                Closed,
            ),
            (
                "the largest length",
                post("Content-Length: 18446744073709551615", FORM),
                &[431],
                Closed,
            ),
            (
                "two lengths",
                post("Content-Length: 22\r\nContent-Length: 23", FORM),
                &[400],
                Closed,
            ),
            (
                "one length twice",
                post("Content-Length: 22\r\nContent-Length: 22", FORM),
                &[200],
                Open,
            ),
            (
                "a list of lengths",
                post("Content-Length: 22, 22", FORM),
                &[400],
                Closed,
            ),
        ],
        false,
    );
}

#[test]
fn chunks_and_texts_that_are_none() {
    let chunked = |body: &str| post("Transfer-Encoding: chunked", body);
    let deep = "[".repeat(1_000_000);
    let json = "POST /?Action=DescribeRegions HTTP/1.1\r\nContent-Type: application/json";
    let raw = |body: &[u8]| {
        let mut sent = post(&format!("Content-Length: {}", body.len()), "");
        sent.extend(body);
        sent
    };
    tried(
        vec![
            (
                "chunks",
                chunked(&format!("16\r\n{FORM}\r\n0\r\n\r\n")),
                &[200],
                Open,
            ),
            (
                "no chunk",
                chunked(&format!("xyz\r\n{FORM}\r\n")),
                &[400],
                Closed,
            ),
            (
                "a chunk past 64 bits",
                chunked("fffffffffffffffff\r\n"),
                &[400],
                Closed,
            ),
            (
                "a chunk longer than it says",
                chunked(&format!("2\r\n{FORM}\r\n0\r\n\r\n")),
                &[400],
                Closed,
            ),
            (
                "an endless extension",
                chunked(&format!("16;{}", "a".repeat(1 << 20))),
                &[400],
                Cut,
            ),
            (
                "endless trailers",
                chunked(&format!("16\r\n{FORM}\r\n0\r\n{}", headers(100_000))),
                &[400],
                Cut,
            ),
            (
                "an unknown coding",
                post("Transfer-Encoding: pigeon", FORM),
                &[400],
                Closed,
            ),
            (
                "chunks of HTTP/1.0",
                b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
                &[400],
                Closed,
            ),
            (
                "chunks and a length",
                post(
                    "Content-Length: 5\r\nTransfer-Encoding: chunked",
                    &format!("16\r\n{FORM}\r\n0\r\n\r\n"),
                ),
                &[200],
                Closed,
            ),
            ("a NUL", raw(b"Action=DescribeRegions\0"), &[404], Open),
            ("no UTF-8", raw(b"Action=\xff"), &[400], Open),
            ("no UTF-8, encoded", raw(b"Action=%ff"), &[400], Open),
            (
                "a deep JSON text",
                format!("{json}\r\nContent-Length: {}\r\n\r\n{deep}", deep.len()).into(),
                &[200],
                Open,
            ),
            (
                "an expectation of its own",
                post("Expect: the-moon\r\nContent-Length: 22", FORM),
                &[200],
                Open,
            ),
        ],
        false,
    );
}

#[test]
fn whoever_stops_sending_in_the_middle_is_refused_and_whoever_is_done_answered() {
    tried(
        vec![
            ("nothing", Vec::new(), &[], Closed),
            ("half a head", FINE[..20].into(), &[], Closed),
            ("a request", FINE.into(), &[200], Closed),
            ("a form", post("Content-Length: 22", FORM), &[200], Closed),
            (
                "half a body",
                post("Content-Length: 100", FORM),
                &[400],
                Closed,
            ),
            (
                "a large promise",
                post("Content-Length: 18446744073709551613", FORM),
                &[400],
                Closed,
            ),
            (
                "half the chunks",
                post("Transfer-Encoding: chunked", &format!("16\r\n{FORM}\r\n")),
                &[400],
                Closed,
            ),
        ],
        true,
    );
}

#[test]
fn a_body_may_wait_for_leave() {
    let served = Served::start(&[]);
    let mut connection = Connection::to(&served.url);
    connection.send(post("Expect: 100-continue\r\nContent-Length: 22", ""));
    assert_eq!(connection.answered().unwrap().status, 100);
    connection.send(FORM);
    assert_eq!(connection.answered().unwrap().status, 200);
}
