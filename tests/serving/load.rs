//! Load: two hundred connections at once, every answer right, memory flat.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::raw_http::Connection;
use super::served::Served;

const CONNECTIONS: usize = 200;

/// Calls of one round, see [`round`].
const ROUND: usize = 6;

/// Kilobytes of memory that the server may grow by once it is warm.
const MOST_GROWTH: u64 = 20 * 1024;

/// Creates a VPC, tags it, sees the tag, takes it away, sees that, deletes it.
fn round(connection: &mut Connection, account: &str, number: usize, calls: &AtomicUsize) {
    let token = number.to_string();
    let common = [
        ("AccessKeyId", account),
        ("RegionId", "cn-hangzhou"),
        ("Format", "JSON"),
    ];
    let mut call = |action: &str, own: &[(&str, &str)]| -> Value {
        let all = [&[("Action", action)], &common[..], own].concat();
        let answered = connection.get(&all).expect("an answer");
        assert_eq!(answered.status, 200, "{account} {number}: {answered:?}");
        calls.fetch_add(1, Ordering::Relaxed);
        answered.json()
    };
    let made = call("CreateVpc", &[("ClientToken", &token)]);
    let id = made["VpcId"].as_str().unwrap();
    let vpc = [("ResourceType", "VPC"), ("ResourceId.1", id)];
    let tag = [("Tag.1.Key", "round"), ("Tag.1.Value", &*token)];
    call("TagResources", &[&vpc[..], &tag].concat());
    let listed = call("ListTagResources", &vpc);
    let row =
        json!({"ResourceType": "VPC", "ResourceId": id, "TagKey": "round", "TagValue": token});
    assert_eq!(listed["TagResources"]["TagResource"], json!([row]));
    call(
        "UnTagResources",
        &[&vpc[..], &[("TagKey.1", "round")]].concat(),
    );
    let listed = call("ListTagResources", &vpc);
    assert_eq!(listed["TagResources"]["TagResource"], json!([]));
    call("DeleteVpc", &[("VpcId", id)]);
}

/// The memory of a process that is resident, in kilobytes.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes.unwrap().parse().unwrap()
}

/// Calls a server so often, or a little more.
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn load(calls: usize) {
    let rounds = calls.div_ceil(CONNECTIONS * ROUND);
    let all = rounds * CONNECTIONS * ROUND;
    let served = Served::start(&[]);
    let done = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|client| {
            let mut connection = Connection::to(&served.url);
            let done = Arc::clone(&done);
            std::thread::spawn(move || {
                let account = format!("account-{client}");
                for number in 0..rounds {
                    round(&mut connection, &account, number, &done);
                }
            })
        })
        .collect();
    let tenth = || done.load(Ordering::Relaxed) >= all / 10;
    while !tenth() && !clients.iter().all(std::thread::JoinHandle::is_finished) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let warm = resident(served.child.id());
    for client in clients {
        client.join().unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    let end = resident(served.child.id());
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let rate = all as f64 / took;
    println!(
        "{all} calls in {took:.1} s, {rate:.0} a second; {warm} kB after a tenth, {end} kB at the end"
    );
    assert!(end < warm + MOST_GROWTH, "{warm} kB became {end} kB");
    let left = Connection::to(&served.url).state();
    assert_eq!(left, json!({"accounts": {}}));
}

#[test]
fn twelve_thousand_calls_over_two_hundred_connections() {
    load(12_000);
}

#[test]
#[ignore = "takes minutes; with --release --nocapture it tells how fast"]
fn a_million_calls_over_two_hundred_connections() {
    load(1_000_000);
}
