//! HTTP over a plain socket: what goes out is exactly what a test writes.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// Longer than any answer takes, even on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// More than any answer of a test has.
const MOST_BYTES: usize = 16 << 20;

/// A connection that is kept.
pub(crate) struct Connection {
    /// The socket.
    pub(crate) socket: TcpStream,
    had: Vec<u8>,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answered {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Status line and headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: String,
}

impl Answered {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of a refusal in JSON; empty if it is none.
    pub(crate) fn code(&self) -> String {
        let code = &self.json()["Code"];
        code.as_str().unwrap_or_default().to_owned()
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

impl Connection {
    /// Connects to `http://HOST:PORT`.
    pub(crate) fn to(url: &str) -> Self {
        let address = url.strip_prefix("http://").unwrap();
        let socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_write_timeout(Some(PATIENCE)).unwrap();
        socket.set_nodelay(true).unwrap();
        Self {
            socket,
            had: Vec::new(),
        }
    }

    /// Sends bytes. That the other side has hung up shows in the answer.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.socket.write_all(bytes.as_ref());
    }

    /// The next response; none if the connection is closed before a byte of it.
    pub(crate) fn answered(&mut self) -> Option<Answered> {
        let mut chunk = vec![0; 65536];
        loop {
            if let Some(answered) = self.whole() {
                return Some(answered);
            }
            assert!(self.had.len() < MOST_BYTES, "an endless answer");
            match self.socket.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => self.had.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
                Err(error) => panic!("{error} after {:?}", self.text()),
            }
        }
        assert!(self.had.is_empty(), "cut off: {:?}", self.text());
        None
    }

    /// What is there if it is one whole response.
    fn whole(&mut self) -> Option<Answered> {
        let end = self.had.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = String::from_utf8(self.had[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answered = Answered {
            status,
            head,
            body: String::new(),
        };
        let length: usize = answered.header("content-length").map_or(0, |length| {
            length.parse().unwrap_or_else(|_| panic!("{answered:?}"))
        });
        let body = self.had.get(end..end + length)?.to_vec();
        answered.body = String::from_utf8(body).unwrap();
        self.had.drain(..end + length);
        Some(answered)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.had).into_owned()
    }

    /// The response to a request without a body.
    pub(crate) fn request(&mut self, method: &str, target: &str) -> Option<Answered> {
        self.send(format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        ));
        self.answered()
    }

    /// The response to a GET request with these parameters.
    pub(crate) fn get(&mut self, parameters: &[(&str, &str)]) -> Option<Answered> {
        self.request("GET", &format!("/?{}", form(parameters)))
    }

    /// The response to a POST request with parameters in the query and in a form.
    pub(crate) fn post(&mut self, query: &[(&str, &str)], body: &[(&str, &str)]) -> Answered {
        let body = form(body);
        self.send(format!(
            "POST /?{} HTTP/1.1\r\nHost: localhost\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            form(query),
            body.len()
        ));
        self.answered().expect("an answer")
    }

    /// What the server shows of its resources.
    pub(crate) fn state(&mut self) -> Value {
        let answered = self.request("GET", "/_tagproof/state").expect("the state");
        assert_eq!(answered.status, 200, "{answered:?}");
        answered.json()
    }

    /// How many resources of a type the server shows.
    pub(crate) fn count(&mut self, kind: &str) -> usize {
        let state = self.state();
        let accounts = state["accounts"].as_object().unwrap().values();
        accounts
            .flat_map(|regions| regions.as_object().unwrap().values())
            .flat_map(|resources| resources.as_array().unwrap())
            .filter(|resource| resource["type"] == kind)
            .count()
    }
}

/// Parameters as a query or a form.
pub(crate) fn form(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}
