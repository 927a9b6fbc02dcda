//! Answers that do not come, or not to their end.

use std::time::Duration;

use super::bare_server::Answer;
use super::bounds::{COMMANDS, beside_each_other, judged};
use super::http::{head, once_known, unreachable};
use crate::program::{ended, tagproof};

#[test]
fn a_closed_port_is_unreachable() {
    // tcpmux, which nothing serves: a port that was just free may be taken again.
    let url = "http://127.0.0.1:1";
    for command in ["run", "fingerprint", "fuzz"] {
        unreachable(&ended(tagproof(&[command, "--target", url])));
    }
}

#[test]
fn a_server_that_never_answers_is_unreachable() {
    let (ended, requests) = judged(&["run"], Answer::Nothing);
    unreachable(&ended);
    assert!(ended.err.contains("no answer within 1 s"), "{ended:?}");
    assert!(requests <= 5, "{requests} requests");
}

#[test]
fn an_answer_that_drips_is_none() {
    let nothing = String::new();
    let rows = [
        // One byte at a time, of the body and of a header.
        (head("Content-Length: 1000\r\n"), "x", 1000),
        (head("Content-Length: 1000\r\n"), "x", 200),
        (head("Transfer-Encoding: chunked\r\n"), "1\r\nx\r\n", 200),
        ("HTTP/1.1 200 OK\r\nX-Slow: ".to_owned(), "x", 1000),
        ("HTTP/1.1 200 OK\r\nX-Slow: ".to_owned(), "x", 200),
        // Interim answers that no other follows.
        (nothing.clone(), "HTTP/1.1 100 Continue\r\n\r\n", 1),
        (nothing, "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n", 1),
    ];
    beside_each_other(rows, |(first, again, pause)| {
        let answer = Answer::Endless {
            first: first.into_bytes().into(),
            again: again.as_bytes().into(),
            pause: Duration::from_millis(pause),
        };
        let (ended, requests) = judged(&["run"], answer);
        unreachable(&ended);
        assert!(ended.err.contains("no answer within 1 s"), "{ended:?}");
        assert!(requests <= 5, "{requests} requests");
    });
}

#[test]
#[ignore = "takes more than a minute"]
fn a_target_that_begins_to_drip_is_given_up() {
    for command in [COMMANDS[0], COMMANDS[2]] {
        let answer = Answer::Endless {
            first: head("Content-Length: 1000\r\n").into_bytes().into(),
            again: b"x".as_slice().into(),
            pause: Duration::from_millis(200),
        };
        let ended = once_known(answer, command);
        assert_eq!(ended.code, 3, "{ended:?}");
    }
}

#[test]
fn a_server_that_hangs_up_is_unreachable() {
    let json = head("Content-Length: 1000\r\n") + "{\"RequestId\": \"0A1B";
    let chunk = head("Transfer-Encoding: chunked\r\n") + "40\r\n{";
    beside_each_other(["", "HTTP/1.1 2", &json, &chunk], |text| {
        let (ended, _) = judged(&["run"], Answer::Close(text.as_bytes().into()));
        unreachable(&ended);
        assert!(ended.err.contains("connection lost"), "{ended:?}");
    });
}
