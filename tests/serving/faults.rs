//! Faults on the way: each kind does what it says, and a seed repeats them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tagproof::contract::Edition;
use tagproof::endpoint::{Reference, Running};

use super::program::{ended, tagproof};
use super::raw_http::{Answered, Connection};
use super::served::Served;

const CREATE: &[(&str, &str)] = &[("Action", "CreateVpc"), ("RegionId", "cn-hangzhou")];

fn create(connection: &mut Connection) -> Answered {
    connection.get(CREATE).expect("an answer")
}

/// A connection whose create call is under way.
fn under_way(served: &Served) -> Connection {
    let mut connection = Connection::to(&served.url);
    let call = "GET /?Action=CreateVpc&RegionId=cn-hangzhou HTTP/1.1";
    connection.send(format!("{call}\r\nHost: localhost\r\n\r\n"));
    connection
}

/// The codes of so many create calls, one after the other.
fn codes(served: &Served, count: usize) -> Vec<String> {
    let mut connection = Connection::to(&served.url);
    (0..count).map(|_| create(&mut connection).code()).collect()
}

#[test]
fn throttled_requests_are_refused_and_not_done_and_a_seed_repeats_them() {
    let args = ["--fault", "throttle=0.3", "--seed", "7"];
    let served = Served::start(&args);
    let first = codes(&served, 200);
    let throttled = first.iter().filter(|code| *code == "Throttling.User");
    let throttled = throttled.count();
    assert!((30..=90).contains(&throttled), "{throttled}");
    let mut connection = Connection::to(&served.url);
    assert_eq!(connection.count("VPC"), 200 - throttled);
    assert_eq!(first, codes(&Served::start(&args), 200));
    let other = Served::start(&["--fault", "throttle=0.3", "--seed", "8"]);
    assert_ne!(first, codes(&other, 200));
}

#[test]
fn a_throttled_answer_is_a_refusal_in_the_format_asked_for() {
    let served = Served::start(&["--fault", "throttle=1", "--mutant", "first-id-only"]);
    let mut connection = Connection::to(&served.url);
    let answered = create(&mut connection);
    let body = answered.json();
    assert_eq!(answered.status, 400);
    assert_eq!(body["Code"], "Throttling.User");
    assert_eq!(
        body["Message"],
        "Request was denied due to user flow control."
    );
    assert_eq!(answered.header("retry-after"), None);
    let id = body["RequestId"].as_str().unwrap();
    assert_eq!(answered.header("x-acs-request-id"), Some(id));
    let other = create(&mut connection).json();
    assert_ne!(other["RequestId"], id);
    let in_xml = [CREATE, &[("Format", "XML")]].concat();
    let answered = connection.get(&in_xml).unwrap();
    assert_eq!(answered.status, 400);
    assert!(
        answered.body.contains("<Code>Throttling.User</Code>"),
        "{answered:?}"
    );
}

#[test]
fn a_reset_closes_the_connection_and_half_of_them_are_done() {
    let edition = Edition::of_record();
    let reference = Arc::new(Reference::new(edition.clone(), edition.readings()));
    let faults = "reset=1".parse().unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let endpoint = Arc::clone(&reference) as _;
    let running = Running::start_with(endpoint, listen, faults).unwrap();
    let url = format!("http://{}", running.address);
    for _ in 0..100 {
        assert_eq!(Connection::to(&url).get(CREATE), None);
    }
    // The same endpoint without faults tells what was done.
    let honest = Running::start(reference, listen).unwrap();
    let mut connection = Connection::to(&format!("http://{}", honest.address));
    let list = [("Action", "DescribeVpcs"), ("RegionId", "cn-hangzhou")];
    let made = connection.get(&list).unwrap().json()["TotalCount"].clone();
    let made = made.as_u64().unwrap();
    assert!((30..=70).contains(&made), "{made}");
}

#[test]
fn a_late_answer_comes_late_and_half_of_them_are_done_at_once() {
    let late = Duration::from_millis(1500);
    let served = Served::start(&["--fault", "late=1@1500ms"]);
    let mut watcher = Connection::to(&served.url);
    let begun = Instant::now();
    let mut waiting: Vec<Connection> = (0..24).map(|_| under_way(&served)).collect();
    std::thread::sleep(late / 5);
    let early = watcher.count("VPC");
    assert!(begun.elapsed() < late, "too slow a machine to tell");
    assert!((6..=18).contains(&early), "{early}");
    for connection in &mut waiting {
        assert_eq!(connection.answered().unwrap().status, 200);
    }
    assert!(begun.elapsed() >= late);
    assert_eq!(watcher.count("VPC"), 24);
}

#[test]
fn what_is_late_is_done_though_its_client_has_left() {
    let served = Served::start(&["--fault", "late=1@600ms"]);
    let gone: Vec<Connection> = (0..8)
        .map(|_| {
            let mut connection = Connection::to(&served.url);
            connection.send(
                "GET /?Action=CreateVpc&RegionId=cn-hangzhou HTTP/1.1\r\nHost: localhost\r\n\r\n",
            );
            connection
        })
        .collect();
    // Who leaves before the server has looked was never there.
    std::thread::sleep(Duration::from_millis(200));
    drop(gone);
    let mut watcher = Connection::to(&served.url);
    let deadline = Instant::now() + Duration::from_secs(20);
    while watcher.count("VPC") < 8 {
        assert!(Instant::now() < deadline, "{}", watcher.state());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn latency_is_added_to_every_answer_and_holds_up_nobody_else() {
    let served = Served::start(&["--fault", "latency=300ms"]);
    let begun = Instant::now();
    let mut connections: Vec<Connection> = (0..20).map(|_| Connection::to(&served.url)).collect();
    for connection in &mut connections {
        connection.send("GET /?Action=DescribeRegions HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    for connection in &mut connections {
        assert_eq!(connection.answered().unwrap().status, 200);
    }
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(300), "{took:?}");
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn listings_lag_behind_and_the_state_tells_the_truth() {
    let served = Served::start(&["--fault", "lag=1s"]);
    let mut connection = Connection::to(&served.url);
    let begun = Instant::now();
    let id = create(&mut connection).json()["VpcId"].clone();
    let show = [
        ("Action", "DescribeVpcAttribute"),
        ("RegionId", "cn-hangzhou"),
        ("VpcId", id.as_str().unwrap()),
    ];
    let early = connection.get(&show).unwrap();
    assert_eq!(connection.count("VPC"), 1);
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "too slow a machine to tell"
    );
    assert_eq!(early.code(), "InvalidVpcId.NotFound");
    std::thread::sleep(Duration::from_millis(1050));
    assert_eq!(connection.get(&show).unwrap().status, 200);
}

#[test]
fn faults_that_are_none_are_told() {
    for (fault, said) in [
        ("hail=1", "unknown fault 'hail'"),
        ("throttle=2", "from 0 to 1, not '2'"),
        ("latency=soon", "latency takes a duration"),
        ("late=0.5,reset=0.6", "more than all requests"),
    ] {
        let ended = ended(tagproof(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--fault",
            fault,
        ]));
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.err.contains(said), "{ended:?}");
        assert!(ended.err.contains("--fault"), "{ended:?}");
        assert_eq!(ended.out, "");
    }
}
