//! A recording of many calls takes time and memory in proportion to them.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::folder::fresh;

const BINARY: &str = env!("CARGO_BIN_EXE_tagproof");

/// Entries of a large recording.
const ENTRIES: usize = 100_000;

/// The longest that judging it may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Kilobytes of memory that it may take.
const MOST_MEMORY: u64 = 1 << 20;

/// An honest recording in which every fourth call creates a VPC, so that ever
/// more is known.
fn recording(entries: usize) -> String {
    let mut har = r#"{"log":{"version":"1.2","entries":["#.to_owned();
    for place in 0..entries {
        let id = format!("vpc-bp1{:018x}", place / 4);
        let on = format!("&ResourceType=VPC&ResourceId.1={id}");
        let (asked, answered) = match place % 4 {
            0 => ("CreateVpc".to_owned(), format!(r#","VpcId":"{id}""#)),
            1 => (
                format!("TagResources&Tag.1.Key=k&Tag.1.Value=v{on}"),
                String::new(),
            ),
            2 => (
                format!("TagResources&Tag.1.Key=k2&Tag.1.Value=v{on}"),
                String::new(),
            ),
            _ => (format!("ListTagResources{on}"), rows(&id)),
        };
        let answer = format!(r#"{{"RequestId":"0A1B2C3D-0000-4000-8000-{place:012X}"{answered}}}"#);
        let (comma, text) = (if place == 0 { "" } else { "," }, serde_json::json!(answer));
        let began = i64::try_from(2 * place).unwrap();
        let started = jiff::Timestamp::from_millisecond(began).unwrap();
        write!(
            har,
            r#"{comma}{{"startedDateTime":"{started}","time":1,"request":{{"method":"POST","url":"http://h/?Action={asked}&Version=2016-04-28&Format=JSON&AccessKeyId=me&RegionId=cn-hangzhou","headers":[],"bodySize":0}},"response":{{"status":200,"headers":[],"content":{{"text":{text}}}}}}}"#
        )
        .unwrap();
    }
    har + "]}}"
}

fn rows(id: &str) -> String {
    let row = |key: &str| {
        format!(r#"{{"ResourceId":"{id}","ResourceType":"VPC","TagKey":"{key}","TagValue":"v"}}"#)
    };
    format!(
        r#","TagResources":{{"TagResource":[{},{}]}}"#,
        row("k"),
        row("k2")
    )
}

/// Judges a recording of so many entries; how long that took, and the kilobytes
/// of memory at most, where the system tells.
fn judged(entries: usize) -> (Duration, u64) {
    let folder = fresh("judge", &format!("large-{entries}"));
    std::fs::write(folder.join("a.har"), recording(entries)).unwrap();
    let begun = Instant::now();
    let mut child = Command::new(BINARY)
        .args(["judge", "a.har"])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(status.code(), Some(0));
    (begun.elapsed(), peak)
}

#[test]
#[ignore = "takes ten seconds; run after a change of how recordings are judged"]
fn a_hundred_thousand_calls_are_judged_within_a_minute_and_a_gigabyte() {
    let (took, peak) = judged(ENTRIES);
    assert!(took < LIMIT && peak < MOST_MEMORY, "{took:?}, {peak} kB");
}

#[test]
fn thousands_of_calls_take_a_moment() {
    // It takes a second; where each call looked at all before it, twenty.
    let (took, _) = judged(ENTRIES / 10);
    assert!(took < LIMIT / 6, "{took:?}");
}
