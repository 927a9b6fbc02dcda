//! A server that answers every request with the same bytes, whatever it is asked.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// More than any message of a run has, and any answer of a reference.
const MOST_BYTES: u64 = 1 << 20;

/// What is answered, and what becomes of the connection.
#[derive(Clone)]
pub(crate) enum Answer {
    /// These bytes; the connection stays open for the next request.
    Stay(Arc<[u8]>),
    /// These bytes; then the connection is closed.
    Close(Arc<[u8]>),
    /// These bytes, and then others again and again, each time after a pause,
    /// until the client hangs up.
    Endless {
        /// What comes once.
        first: Arc<[u8]>,
        /// What never ends.
        again: Arc<[u8]>,
        /// The pause.
        pause: Duration,
    },
    /// Nothing at all.
    Nothing,
}

/// A running server; dropping it stops it.
pub(crate) struct BareServer {
    address: SocketAddr,
    heard: Arc<Heard>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What a server was asked.
#[derive(Default)]
struct Heard {
    requests: AtomicUsize,
    paths: Mutex<BTreeSet<String>>,
}

impl BareServer {
    /// Starts it on a free port of the loopback interface.
    pub(crate) fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Heard::default());
        let stop = Arc::new(AtomicBool::new(false));
        let thread = {
            let (heard, stop) = (Arc::clone(&heard), Arc::clone(&stop));
            std::thread::spawn(move || {
                while let Ok((connection, _)) = listener.accept() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let (answer, heard) = (answer.clone(), Arc::clone(&heard));
                    // It ends when the client, a process that ends, hangs up.
                    std::thread::spawn(move || serve(&connection, &answer, &heard));
                }
            })
        };
        Self {
            address,
            heard,
            stop,
            thread: Some(thread),
        }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Requests that it was sent.
    pub(crate) fn requests(&self) -> usize {
        self.heard.requests.load(Ordering::Relaxed)
    }

    /// The paths that it was asked for, without queries.
    pub(crate) fn paths(&self) -> BTreeSet<String> {
        self.heard.paths.lock().unwrap().clone()
    }
}

impl Drop for BareServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes it, so that it sees that it is to stop.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Answers until the client hangs up.
fn serve(connection: &TcpStream, answer: &Answer, heard: &Heard) {
    let mut reader = BufReader::new(connection);
    while let Some(request) = message(&mut reader) {
        heard.requests.fetch_add(1, Ordering::Relaxed);
        let line = String::from_utf8_lossy(&request).into_owned();
        let target = line.split(' ').nth(1).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default().to_owned();
        heard.paths.lock().unwrap().insert(path);
        if give(connection, answer).is_none() {
            return;
        }
    }
}

/// Gives one answer; nothing if the connection is of no more use.
pub(crate) fn give(mut connection: &TcpStream, answer: &Answer) -> Option<()> {
    match answer {
        Answer::Stay(bytes) => connection.write_all(bytes).ok(),
        Answer::Close(bytes) => {
            // The client may have hung up in the middle of it.
            let _ = connection.write_all(bytes);
            let _ = connection.shutdown(Shutdown::Write);
            // Closing with bytes unread would reset the connection.
            let _ = std::io::copy(&mut connection.take(MOST_BYTES), &mut std::io::sink());
            None
        }
        Answer::Endless {
            first,
            again,
            pause,
        } => {
            connection.write_all(first).ok()?;
            while connection.write_all(again).is_ok() {
                std::thread::sleep(*pause);
            }
            None
        }
        Answer::Nothing => Some(()),
    }
}

/// Reads one message to its end: a request, or an answer that says its length.
pub(crate) fn message(reader: &mut BufReader<&TcpStream>) -> Option<Vec<u8>> {
    // Who waits for an answer sends nothing more before it comes.
    let mut reader = reader.take(MOST_BYTES);
    let mut bytes = Vec::new();
    let mut length = 0;
    loop {
        let start = bytes.len();
        if reader.read_until(b'\n', &mut bytes).ok()? == 0 {
            return None;
        }
        let line = String::from_utf8_lossy(&bytes[start..]).to_ascii_lowercase();
        if line.trim_end().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let body = reader.take(length).read_to_end(&mut bytes).ok()?;
    (body as u64 == length).then_some(bytes)
}
