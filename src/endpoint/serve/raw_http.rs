//! An HTTP client of plain sockets for the tests of this room.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::contract::Answer;
use crate::wire::{Format, Response, read};

use super::running::Running;

/// A connection that is kept.
pub(super) struct Kept {
    pub(super) socket: TcpStream,
    had: Vec<u8>,
}

impl Kept {
    /// A new connection to a server.
    pub(super) fn to(running: &Running) -> Self {
        let socket = TcpStream::connect(running.address).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        Self {
            socket,
            had: Vec::new(),
        }
    }

    /// Sends a request line with its headers, and a body.
    pub(super) fn send(&mut self, head: &str, body: &[u8]) {
        let head = format!(
            "{head}\r\nhost: here\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.socket.write_all(head.as_bytes()).unwrap();
        self.socket.write_all(body).unwrap();
    }

    /// The next response.
    pub(super) fn response(&mut self) -> Response {
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

    /// The answer to a GET request.
    pub(super) fn get(&mut self, target: &str) -> Answer {
        self.send(&format!("GET {target} HTTP/1.1"), b"");
        read(&self.response(), Format::Json).unwrap()
    }
}
