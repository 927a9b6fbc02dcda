//! A server that answers every request with the same bytes, whatever it is asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

/// More than any request of a run has.
const MOST_BYTES: u64 = 1 << 20;

/// What is answered, and what becomes of the connection.
#[derive(Clone)]
pub(crate) enum Answer {
    /// These bytes; the connection stays open for the next request.
    Stay(Arc<[u8]>),
    /// These bytes; then the connection is closed.
    Close(Arc<[u8]>),
    /// Nothing at all.
    Nothing,
}

/// A running server; dropping it stops it.
pub(crate) struct BareServer {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl BareServer {
    /// Starts it on a free port of the loopback interface.
    pub(crate) fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = {
            let (requests, stop) = (Arc::clone(&requests), Arc::clone(&stop));
            std::thread::spawn(move || {
                while let Ok((connection, _)) = listener.accept() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let (answer, requests) = (answer.clone(), Arc::clone(&requests));
                    // It ends when the client, a process that ends, hangs up.
                    std::thread::spawn(move || serve(&connection, &answer, &requests));
                }
            })
        };
        Self {
            address,
            requests,
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
        self.requests.load(Ordering::Relaxed)
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
fn serve(mut connection: &TcpStream, answer: &Answer, requests: &AtomicUsize) {
    while skip_request(connection).is_some() {
        requests.fetch_add(1, Ordering::Relaxed);
        let written = match answer {
            Answer::Stay(bytes) => connection.write_all(bytes),
            Answer::Close(bytes) => {
                // The client may have hung up in the middle of it.
                let _ = connection.write_all(bytes);
                let _ = connection.shutdown(std::net::Shutdown::Write);
                // Closing with bytes unread would reset the connection.
                let _ = std::io::copy(&mut connection.take(MOST_BYTES), &mut std::io::sink());
                return;
            }
            Answer::Nothing => Ok(()),
        };
        if written.is_err() {
            return;
        }
    }
}

/// Reads one request to its end.
fn skip_request(connection: &TcpStream) -> Option<()> {
    // A client of HTTP/1.1 sends nothing more before it is answered.
    let mut reader = BufReader::new(connection.take(MOST_BYTES));
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let body = std::io::copy(&mut reader.take(length), &mut std::io::sink()).ok()?;
    (body == length).then_some(())
}
