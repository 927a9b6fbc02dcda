//! The end: requests under way are answered, idle connections closed, none accepted.

use std::net::TcpStream;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::raw_http::Connection;
use super::served::Served;

/// Time for a signal to arrive, a socket to close, a process to end.
const SOON: Duration = Duration::from_secs(3);

const CREATE: &str =
    "GET /?Action=CreateVpc&RegionId=cn-hangzhou HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn tell(served: &Served, signal: Signal) {
    kill_process(Pid::from_child(&served.child), signal).unwrap();
}

/// How it ended, if it does within some time.
fn ended_within(served: &mut Served, time: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + time;
    while Instant::now() < deadline {
        if let Some(status) = served.child.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    None
}

/// A connection whose request is under way.
fn under_way(served: &Served) -> Connection {
    let mut connection = Connection::to(&served.url);
    connection.send(CREATE);
    // It must have come before the signal does.
    std::thread::sleep(Duration::from_millis(300));
    connection
}

#[test]
fn requests_under_way_are_answered_and_idle_connections_closed() {
    for signal in [Signal::INT, Signal::TERM] {
        let mut served = Served::start(&["--fault", "late=1@2s"]);
        let mut fresh = Connection::to(&served.url);
        let mut idle = Connection::to(&served.url);
        idle.state();
        let mut busy = under_way(&served);
        let begun = Instant::now();
        tell(&served, signal);
        assert_eq!(idle.answered(), None);
        assert_eq!(fresh.answered(), None);
        let address = served.url.strip_prefix("http://").unwrap();
        assert!(TcpStream::connect(address).is_err());
        assert!(begun.elapsed() < Duration::from_millis(1500), "at once");
        let answered = busy.answered().unwrap();
        assert_eq!(answered.status, 200);
        assert_eq!(answered.header("connection"), Some("close"));
        let status = ended_within(&mut served, SOON).unwrap();
        assert_eq!(status.code(), Some(0), "{status}");
    }
}

#[test]
fn what_takes_too_long_is_cut_off() {
    let mut served = Served::start(&["--fault", "late=1@60s"]);
    let mut busy = under_way(&served);
    let mut half = Connection::to(&served.url);
    half.send("GET / HTTP/1.1\r\nHost:");
    let begun = Instant::now();
    tell(&served, Signal::TERM);
    let status = ended_within(&mut served, SOON * 3).unwrap();
    assert!(begun.elapsed() > SOON, "{:?}", begun.elapsed());
    assert_eq!(status.code(), Some(0), "{status}");
    assert_eq!(busy.answered(), None);
    assert_eq!(half.answered(), None);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut served = Served::start(&["--fault", "late=1@60s"]);
    let mut busy = under_way(&served);
    tell(&served, Signal::INT);
    assert!(ended_within(&mut served, SOON / 6).is_none());
    tell(&served, Signal::TERM);
    let status = ended_within(&mut served, SOON / 2).unwrap();
    assert_eq!(status.code(), Some(0), "{status}");
    assert_eq!(busy.answered(), None);
}
