//! Bodies that are no answers: endless, packed, deep, wide or in no text.

use std::time::Duration;

use super::bare_server::Answer;
use super::bounds::{COMMANDS, MOST_MEMORY, judged, says_no_good};
use super::http::{KNOWN_AFTER, head, never_conforms, once_known, once_known_in_xml, response};

/// Somewhat less than is read of a body.
const NEARLY_ALL: usize = (512 << 10) - 100;

/// A list within an answer that is otherwise right: so many of these bytes that
/// the body is nearly as large as may be.
fn wide(start: &str, item: &str, end: &str) -> String {
    let times = (NEARLY_ALL - start.len() - end.len()) / item.len();
    [start, &item.repeat(times), end].concat()
}

#[test]
fn a_body_that_is_no_answer_never_conforms() {
    let deep = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let json = "application/json";
    for (kind, body, says) in [
        (
            "text/html",
            b"<html><body>Welcome</body></html>".to_vec(),
            "the body is html",
        ),
        (json, Vec::new(), "the body is empty"),
        (
            json,
            b"{\"RequestId\": \"0A1B".to_vec(),
            "the body is not json",
        ),
        (json, b"[1, 2, 3]".to_vec(), "the body is a json array"),
        (json, b"null".to_vec(), "the body is a json null"),
        (json, b"\"\\ud800\"".to_vec(), "the body is not json"),
        (
            json,
            b"{\"RequestId\": \"\xff\xfe\"}".to_vec(),
            "the body is not utf-8",
        ),
        (
            json,
            b"{\"RequestId\": \"\0\"}".to_vec(),
            "the body is not json",
        ),
        (json, vec![0; 1000], "the body is not json"),
        (json, "[".repeat(1_000_000).into_bytes(), "larger than"),
        (json, "[".repeat(NEARLY_ALL).into_bytes(), "nested deeper"),
        (json, deep(1_000_000).into_bytes(), "larger than"),
        (json, deep(NEARLY_ALL / 6).into_bytes(), "nested deeper"),
        (
            json,
            format!("{{\"a\":\"{}\"}}", "x".repeat(10 << 20)).into_bytes(),
            "larger than",
        ),
    ] {
        let bytes = response("200 OK", kind, &body);
        let ended = never_conforms(&["run", "--cases", "0"], Answer::Close(bytes));
        assert!(ended.out.contains(says), "{says}: {ended:?}");
    }
}

#[test]
fn xml_that_is_no_answer_never_conforms() {
    let deep = |levels: usize| "<a>".repeat(levels) + &"</a>".repeat(levels);
    for (body, says) in [
        (deep(1_000_000).into_bytes(), "larger than"),
        (deep(NEARLY_ALL / 7).into_bytes(), "nested deeper"),
        ("<a>".repeat(NEARLY_ALL / 3).into_bytes(), "nested deeper"),
        (
            b"<R><RequestId>\xff\xfe</RequestId></R>".to_vec(),
            "the body is not utf-8",
        ),
        (
            b"<R><RequestId>\0</RequestId></R>".to_vec(),
            "not well-formed xml",
        ),
        (
            wide("<R>", "<b><a/></b>", "</R>").into_bytes(),
            "more than 10000 values",
        ),
        (
            wide("<R><a ", "b='' ", "/></R>").into_bytes(),
            "too many attributes",
        ),
    ] {
        let bytes = response("200 OK", "text/xml", &body);
        let ended = once_known_in_xml(Answer::Close(bytes));
        assert_eq!(ended.code, 1, "{says}: {ended:?}");
        assert!(ended.out.contains(says), "{says}: {ended:?}");
    }
}

#[test]
fn an_endless_body_is_not_read_to_its_end() {
    let filler = "x".repeat(64 << 10);
    for (headers, again) in [
        (
            "Transfer-Encoding: chunked\r\n",
            format!("10000\r\n{filler}\r\n"),
        ),
        ("Content-Length: 9999999999999\r\n", filler.clone()),
        // It ends with the connection, which does not end.
        ("", filler),
    ] {
        for command in COMMANDS {
            let answer = Answer::Endless {
                first: head(headers).into_bytes().into(),
                again: again.as_bytes().into(),
                pause: Duration::ZERO,
            };
            let (ended, _) = judged(command, answer);
            says_no_good(command, &ended);
        }
    }
}

/// Zeros without end, 1,032 in each byte, as deflate packs them.
fn bomb(first: &[u8]) -> Vec<u8> {
    const BLOCK: &[u8] = b"\xed\xc1\x01\x01\x00\x00\x00\x82\x20\xff\xaf\x6e\x48\x40\x01";
    [first, BLOCK, &vec![0; 400_000]].concat()
}

/// What gzip puts before that.
const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03";

fn packed(encoding: &str, kind: &str, body: &[u8]) -> Answer {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: {encoding}\r\nContent-Length: {length}\r\n\r\n"
    );
    Answer::Stay([head.as_bytes(), body].concat().into())
}

#[test]
fn a_packed_body_is_never_unpacked() {
    for (encoding, body, says) in [
        ("gzip", bomb(GZIP), "the body is gzip"),
        ("X-GZip, gzip", bomb(GZIP), "the body is gzip"),
        ("deflate", bomb(b"\x78\xda"), "the body is not utf-8"),
        ("deflate", bomb(b""), "the body is not utf-8"),
        // An answer that would be right, in an encoding that nobody asked for.
        (
            "br",
            b"\x8b\x03\x80{\"RequestId\":\"\"}\x03".to_vec(),
            "the body is not utf-8",
        ),
    ] {
        let answer = packed(encoding, "application/json", &body);
        let ended = never_conforms(&["run", "--cases", "0"], answer);
        assert_eq!(ended.code, 3, "{encoding}: {ended:?}");
        assert!(ended.out.contains(says), "{encoding}: {ended:?}");
    }
    let ended = once_known_in_xml(packed("gzip", "text/xml", &bomb(GZIP)));
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.out.contains("the body is gzip"), "{ended:?}");
}

#[test]
fn entities_of_an_xml_answer_are_never_resolved() {
    // Each stands for ten of the one before it: a billion in all.
    let laughs: String = (1..10).fold("<!ENTITY e0 'ha'>".to_owned(), |entities, level| {
        let ten = format!("&e{};", level - 1).repeat(10);
        format!("{entities}<!ENTITY e{level} '{ten}'>")
    });
    let one = |entity: &str| format!("<!DOCTYPE R [{entity}]><R><RequestId>&e9;</RequestId></R>");
    for (body, says) in [
        (one(&laughs), "an xml document type"),
        (
            one("<!ENTITY e9 SYSTEM 'file:///etc/passwd'>"),
            "an xml document type",
        ),
        (
            one("<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'> %p;"),
            "an xml document type",
        ),
        (
            "<R><RequestId>&e9;</RequestId></R>".to_owned(),
            "unknown xml entity",
        ),
        (
            wide("<R><RequestId>", "&#x10000;", "</RequestId></R>"),
            "RequestId",
        ),
    ] {
        let bytes = response("200 OK", "text/xml", &body);
        let ended = once_known_in_xml(Answer::Close(bytes));
        assert_eq!(ended.code, 1, "{says}: {ended:?}");
        assert!(ended.out.contains(says), "{says}: {ended:?}");
    }
}

#[test]
fn wide_answers_are_not_kept_without_end() {
    let start = r#"{"RequestId":"0A1B2C3D-0000-4000-8000-000000000000","NextToken":"","a":["#;
    let few = |item: &str| format!("{start}{}0]}}", item.repeat(4900));
    for body in [
        wide(start, "0,", "0]}"),
        wide(start, r#"{"a":0},"#, "0]}"),
        few(r#"{"a":0},"#),
        wide(start, "\"", &("x".repeat(NEARLY_ALL - 200) + "\"]}")),
    ] {
        for command in COMMANDS {
            let (ended, _) = judged(
                command,
                Answer::Stay(response("200 OK", "application/json", &body)),
            );
            says_no_good(command, &ended);
        }
        let then = Answer::Stay(response("200 OK", "application/json", &body));
        let ended = once_known(
            then,
            &["run", "responses", "keys", "values", "--cases", "0"],
        );
        assert_eq!(ended.code, 1, "{ended:?}");
        let requests = ended.out.lines().find_map(|line| {
            let (before, _) = line.split_once(" requests")?;
            before.rsplit(' ').next()?.parse::<usize>().ok()
        });
        // All of them together are more than may be held.
        let bytes = (requests.unwrap() - KNOWN_AFTER) * NEARLY_ALL;
        assert!(bytes as u64 > 2 * MOST_MEMORY * 1024, "{ended:?}");
    }
}
