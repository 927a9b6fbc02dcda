//! A server that serves one connection to its end before it looks at the next.

use std::io::copy;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, spawn};

use super::altered::{Altered, leaves_out};
use crate::reported::reported;

/// The door to a server through which one connection goes at a time.
struct Turnstile {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Turnstile {
    fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&stop);
        let thread = spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if is_over.load(Ordering::SeqCst) {
                    return;
                }
                carried(client, TcpStream::connect(server).unwrap());
            }
        });
        Self {
            address,
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for Turnstile {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // It waits for one more connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// Carries bytes both ways until the client hangs up.
fn carried(client: TcpStream, server: TcpStream) {
    let (mut from_server, mut to_client) =
        (server.try_clone().unwrap(), client.try_clone().unwrap());
    let back = spawn(move || {
        // Whoever hung up has heard enough.
        let _ = copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let (mut from_client, mut to_server) = (client, server);
    let _ = copy(&mut from_client, &mut to_server);
    let _ = to_server.shutdown(Shutdown::Both);
    back.join().unwrap();
}

#[test]
fn one_connection_at_a_time_is_missed_and_left_out() {
    let whole = Altered::reference().served();
    let server = whole.url.strip_prefix("http://").unwrap().parse().unwrap();
    let turnstile = Turnstile::before(server);
    let url = format!("http://{}", turnstile.address);
    let args = [
        "--target",
        url.as_str(),
        "--timeout",
        "2",
        "concurrency",
        "quota",
        "--cases",
        "0",
    ];
    let (ended, _) = reported(&args);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(leaves_out(&ended), "at-once");
    let (ended, report) = reported(&[&args[..], &["--without", "at-once"]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        report["summary"]["coverage"].as_f64().unwrap() >= 0.95,
        "{ended:?}"
    );
}
