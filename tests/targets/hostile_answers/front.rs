//! A reference that answers rightly, behind a front that carries its answers badly.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tagproof::contract::Edition;
use tagproof::endpoint::{Reference, Running};

use super::bare_server::{Answer, give, message};

/// Every so many connections one is reset.
const RESET_EVERY: usize = 20;

/// Longer than a client that has connected takes until it asks.
const PATIENCE: Duration = Duration::from_secs(5);

/// How answers are carried.
pub(crate) enum Manner {
    /// As they come; the connection is closed behind each without a word.
    HangsUp,
    /// Byte by byte, each as soon as it can be sent.
    InBytes,
    /// Behind `100 Continue` and `103 Early Hints`.
    Interim,
    /// In HTTP/1.0 with `Connection: keep-alive`.
    OldKept,
    /// In HTTP/1.0, ended by the end of the connection alone.
    Old,
    /// Each to the request after the one that it answers.
    Behind,
    /// One by one; every twentieth connection is reset, half of them after the
    /// request was carried out.
    Resets,
    /// With this content type instead of their own.
    Typed(&'static str),
    /// So many as they come, and then this.
    Turns(usize, Answer),
    /// The same, but this only to who asks for XML.
    TurnsInXml(usize, Answer),
}

/// A running front; dropping it stops it.
pub(crate) struct Front {
    way: Arc<Way>,
    /// Where it listens.
    pub(crate) url: String,
    _running: Running,
}

struct Way {
    listens: SocketAddr,
    server: SocketAddr,
    manner: Manner,
    connections: AtomicUsize,
    answers: AtomicUsize,
    last: Mutex<Option<Vec<u8>>>,
    stop: AtomicBool,
}

impl Front {
    /// Starts it and its reference on free ports of the loopback interface.
    pub(crate) fn start(manner: Manner) -> Self {
        let edition = Edition::of_record().clone();
        let readings = edition.readings();
        let any = "127.0.0.1:0".parse().unwrap();
        let reference = Arc::new(Reference::new(edition, readings));
        let running = Running::start(reference, any).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let way = Arc::new(Way {
            listens: listener.local_addr().unwrap(),
            server: running.address,
            manner,
            connections: AtomicUsize::new(0),
            answers: AtomicUsize::new(0),
            last: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let url = format!("http://{}", way.listens);
        let accepting = Arc::clone(&way);
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if accepting.stop.load(Ordering::Relaxed) {
                    break;
                }
                let way = Arc::clone(&accepting);
                // It ends when the client, a process that ends, hangs up.
                std::thread::spawn(move || way.carry(&client));
            }
        });
        Self {
            way,
            url,
            _running: running,
        }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.way.stop.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees it and stops.
        let _ = TcpStream::connect(self.way.listens);
    }
}

impl Way {
    /// Carries the requests of one connection; nothing once it is of no more use.
    fn carry(&self, client: &TcpStream) -> Option<()> {
        client.set_nodelay(true).ok()?;
        let server = TcpStream::connect(self.server).ok()?;
        server.set_nodelay(true).ok()?;
        let connection = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
        if matches!(self.manner, Manner::Resets) && connection.is_multiple_of(RESET_EVERY) {
            let is_carried_out = connection.is_multiple_of(2 * RESET_EVERY);
            return reset(client, is_carried_out.then_some(&server));
        }
        let mut requests = BufReader::new(client);
        let mut answers = BufReader::new(&server);
        loop {
            let request = message(&mut requests)?;
            (&server).write_all(&request).ok()?;
            let answer = message(&mut answers)?;
            self.deliver(client, &request, answer)?;
        }
    }

    fn deliver(&self, mut client: &TcpStream, request: &[u8], answer: Vec<u8>) -> Option<()> {
        let in_xml = || request.windows(10).any(|part| part == b"Format=XML");
        let before = self.answers.fetch_add(1, Ordering::Relaxed);
        let close = |bytes: Vec<u8>| give(client, &Answer::Close(bytes.into()));
        match &self.manner {
            Manner::HangsUp => {
                client.write_all(&answer).ok()?;
                None
            }
            Manner::InBytes => answer
                .iter()
                .try_for_each(|byte| client.write_all(std::slice::from_ref(byte)).ok()),
            Manner::Interim => {
                let hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
                let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
                client
                    .write_all(&[go_on, &hints[..], &answer].concat())
                    .ok()
            }
            Manner::OldKept => {
                let old = "HTTP/1.0 200 OK\r\nConnection: keep-alive";
                client.write_all(&headed(&answer, old, &[])).ok()
            }
            Manner::Old => close(headed(&answer, "HTTP/1.0 200 OK", &["content-length"])),
            Manner::Behind => {
                let last = self.last.lock().unwrap().replace(answer.clone());
                client.write_all(&last.unwrap_or(answer)).ok()
            }
            Manner::Resets => close(headed(&answer, "HTTP/1.1 200 OK\r\nConnection: close", &[])),
            Manner::Typed(kind) => {
                let line = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}");
                client
                    .write_all(&headed(&answer, &line, &["content-type"]))
                    .ok()
            }
            Manner::Turns(after, then) if before >= *after => give(client, then),
            Manner::TurnsInXml(after, then) if before >= *after && in_xml() => give(client, then),
            Manner::Turns(..) | Manner::TurnsInXml(..) => client.write_all(&answer).ok(),
        }
    }
}

/// An answer with another first line, in which its own status is kept, and
/// without some headers.
fn headed(answer: &[u8], line: &str, without: &[&str]) -> Vec<u8> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = answer.split_at(end.unwrap());
    let head = std::str::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split_once(' ').unwrap().1;
    let mut made = line.replace("200 OK", status);
    for line in lines {
        let name = line.split(':').next().unwrap().to_ascii_lowercase();
        if !without.contains(&name.as_str()) {
            made.push_str("\r\n");
            made.push_str(line);
        }
    }
    [made.as_bytes(), body].concat()
}

/// Resets a connection: closing it does, while a request is there unread. The
/// request is carried out before if a server is given.
fn reset(client: &TcpStream, server: Option<&TcpStream>) -> Option<()> {
    client.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut bytes = vec![0; 64 << 10];
    // A request of this size comes in one piece over the loopback.
    let read = client.peek(&mut bytes).ok()?;
    if let Some(mut server) = server {
        server.write_all(&bytes[..read]).ok()?;
        message(&mut BufReader::new(server))?;
    }
    None
}
