//! A relay in front of a server that goes away after some requests, or refuses some.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Where it stands between client and server.
struct Way {
    listens: SocketAddr,
    server: SocketAddr,
    requests: AtomicU64,
    most: u64,
    /// What a request holds that is refused.
    refused: Option<&'static str>,
    gone: AtomicBool,
}

/// What such a request is answered.
const REFUSAL: &str = r#"{"RequestId":"4C467B38-3910-447D-87BC-AC049166F216","HostId":"vpc.aliyuncs.com","Code":"DependencyViolation","Message":"It is in use."}"#;

/// A running relay; it ends when it goes away, or when it is dropped.
pub(crate) struct Relay {
    way: Arc<Way>,
    /// Where it listens.
    pub(crate) url: String,
}

impl Relay {
    /// Starts it on a free port of the loopback interface; it goes away when
    /// more than `most` requests have come.
    pub(crate) fn start(server: &str, most: u64) -> Self {
        Self::between(server, most, None)
    }

    /// The same that never goes, and answers requests with this text itself.
    pub(crate) fn refusing(server: &str, text: &'static str) -> Self {
        Self::between(server, u64::MAX, Some(text))
    }

    fn between(server: &str, most: u64, refused: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let way = Arc::new(Way {
            listens: listener.local_addr().unwrap(),
            server: server.strip_prefix("http://").unwrap().parse().unwrap(),
            requests: AtomicU64::new(0),
            most,
            refused,
            gone: AtomicBool::new(false),
        });
        let url = format!("http://{}", way.listens);
        let accepting = Arc::clone(&way);
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if accepting.gone.load(Ordering::Relaxed) {
                    break;
                }
                let way = Arc::clone(&accepting);
                // It ends when the client, a process that ends, hangs up.
                std::thread::spawn(move || way.carry(client));
            }
        });
        Self { way, url }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.way.go();
    }
}

impl Way {
    /// Carries requests one way and answers the other.
    fn carry(&self, mut client: TcpStream) {
        let mut server = TcpStream::connect(self.server).unwrap();
        let mut answers = server.try_clone().unwrap();
        let mut back = client.try_clone().unwrap();
        let returning = std::thread::spawn(move || {
            // A connection that ends is what this is for.
            let _ = std::io::copy(&mut answers, &mut back);
            let _ = back.shutdown(Shutdown::Both);
        });
        let mut bytes = vec![0; 64 << 10];
        while let Ok(read @ 1..) = client.read(&mut bytes) {
            // A request of this size comes in one piece over the loopback.
            if self.requests.fetch_add(1, Ordering::Relaxed) >= self.most {
                self.go();
            }
            if self.refuses(&bytes[..read]) {
                let answer = format!(
                    "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\
                     Content-Length: {}\r\n\r\n{REFUSAL}",
                    REFUSAL.len()
                );
                if client.write_all(answer.as_bytes()).is_err() {
                    break;
                }
                continue;
            }
            if self.gone.load(Ordering::Relaxed) || server.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Both);
        let _ = client.shutdown(Shutdown::Both);
        let _ = returning.join();
    }

    fn refuses(&self, request: &[u8]) -> bool {
        let text = String::from_utf8_lossy(request);
        self.refused.is_some_and(|refused| text.contains(refused))
    }

    fn go(&self) {
        self.gone.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees it and stops.
        let _ = TcpStream::connect(self.listens);
    }
}
