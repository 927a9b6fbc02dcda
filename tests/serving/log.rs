//! The log of requests: a line each, no secret, and never in the way.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use super::folder::fresh;
use super::heard::heard;
use super::program::{ended, tagproof};
use super::raw_http::Connection;
use super::served::Served;

/// The lines of a file, once there are so many.
fn lines(path: &str, count: usize) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines.len() >= count && text.ends_with('\n') {
            return lines;
        }
        assert!(Instant::now() < deadline, "{lines:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A line without its time and duration, which are looked at.
fn timeless(line: &str) -> String {
    let (time, rest) = line.split_once(' ').unwrap();
    let time = time.strip_prefix("time=20").unwrap();
    assert!(time.ends_with('Z') && time.contains('T'), "{line}");
    let (rest, took) = rest.split_once(" ms=").unwrap();
    let (took, fault) = took.split_once(' ').unwrap_or((took, ""));
    assert!(
        (0.0..60_000.0).contains(&took.parse::<f64>().unwrap()),
        "{line}"
    );
    format!("{rest} {fault}").trim_end().to_owned()
}

#[test]
fn every_request_leaves_a_line_without_secrets() {
    let folder = fresh("serving", "log");
    let path = folder.join("requests.log");
    let path = path.to_str().unwrap();
    let served = Served::start(&["--log", path, "--access-key", "LTAI=s3cr3tkey"]);
    let mut connection = Connection::to(&served.url);
    let signed = [
        ("Action", "CreateVpc"),
        ("AccessKeyId", "LTAI"),
        ("Signature", "c2lnbmF0dXJl"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", "n0nce"),
        ("Timestamp", "2026-01-01T00:00:00Z"),
        ("SecurityToken", "t0ken"),
    ];
    connection.post(&signed, &[("RegionId", "cn-hangzhou")]);
    let xml = [("Action", "Delete\r\nVpc"), ("Format", "XML")];
    connection.get(&xml).unwrap();
    connection.state();
    connection.send(
        "GET /?Action=TagResources HTTP/1.1\r\nHost: localhost\r\nAuthorization: ACS3-HMAC-SHA256 \
         Credential=LTAI,SignedHeaders=host,Signature=c2lnbmF0dXJl\r\n\r\n",
    );
    connection.answered().unwrap();
    let lines = lines(path, 4);
    let timeless: Vec<String> = lines.iter().map(|line| timeless(line)).collect();
    assert_eq!(
        timeless,
        [
            "account=LTAI action=CreateVpc region=cn-hangzhou status=400 code=InvalidTimeStamp.Expired",
            "account=- action=Delete\\u{d}\\u{a}Vpc region=- status=404 code=InvalidAction.NotFound",
            "account=- action=/_tagproof/state region=- status=200 code=-",
            "account=LTAI action=TagResources region=- status=400 code=InvalidTimeStamp.Format",
        ]
    );
    let text = lines.join("\n");
    for secret in ["s3cr3tkey", "c2lnbmF0dXJl", "n0nce", "t0ken"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn faults_are_told_and_a_file_is_added_to() {
    let folder = fresh("serving", "log-faults");
    let path = folder.join("requests.log");
    std::fs::write(&path, "before\n").unwrap();
    let path = path.to_str().unwrap();
    for (fault, status) in [
        ("throttle=1", "400 code=Throttling.User fault=throttle"),
        ("reset=1", "- code=- fault=reset"),
        ("late=1@1ms", "200 code=- fault=late"),
    ] {
        let served = Served::start(&["--log", path, "--fault", fault]);
        Connection::to(&served.url).get(&[("Action", "DescribeRegions")]);
        let lines = lines(path, 2);
        assert_eq!(lines[0], "before");
        let expected = format!("account=- action=DescribeRegions region=- status={status}");
        assert_eq!(timeless(&lines[1]), expected);
        std::fs::write(path, "before\n").unwrap();
    }
}

#[test]
fn a_dash_is_the_error_output_and_nobody_needs_to_read_it() {
    let (served, errors) = heard(&["--log", "-"]);
    let mut connection = Connection::to(&served.url);
    let ask = [("Action", "DescribeRegions")];
    assert_eq!(connection.get(&ask).unwrap().status, 200);
    let mut log = BufReader::new(errors);
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    assert!(timeless(line.trim_end()).contains("status=200"), "{line}");
    // Far more than a pipe holds, read by nobody; then there is nobody to read.
    for _ in 0..2000 {
        assert_eq!(connection.get(&ask).unwrap().status, 200);
    }
    drop(log);
    for _ in 0..100 {
        assert_eq!(connection.get(&ask).unwrap().status, 200);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_nobody() {
    let served = Served::start(&["--log", "/dev/full"]);
    let mut connection = Connection::to(&served.url);
    for _ in 0..100 {
        let answered = connection.get(&[("Action", "DescribeRegions")]);
        assert_eq!(answered.unwrap().status, 200);
    }
}

#[test]
fn a_log_that_cannot_be_opened_is_told() {
    let folder = fresh("serving", "log-unopened");
    let path = folder.join("missing").join("requests.log");
    let args = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--log",
        path.to_str().unwrap(),
    ];
    let ended = ended(tagproof(&args));
    assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{ended:?}");
    assert!(ended.err.contains("failed to write "), "{ended:?}");
    assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
}
