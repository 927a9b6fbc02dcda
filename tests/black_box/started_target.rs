//! `run … -- COMMAND` starts the target itself, judges it and ends it.

use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::program::{ended, tagproof};
use crate::reported::reported;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tagproof");

#[test]
fn a_started_target_is_judged_and_is_gone_afterwards() {
    let serve = ["quota", "--", PROGRAM, "serve", "--listen"];
    let (ended, report) = reported(&[&serve[..], &["127.0.0.1:{port}"]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    gone(&report);
    // What the target prints is not taken for the report.
    assert!(!ended.out.contains("listening on"), "{ended:?}");
}

#[test]
fn a_started_target_that_diverges_is_gone_as_well() {
    let serve = [PROGRAM, "serve", "--mutant", "quota-off-by-one", "--listen"];
    let (ended, report) = reported(&[&["quota", "--"], &serve[..], &["127.0.0.1:{port}"]].concat());
    assert_eq!(ended.code, 1, "{ended:?}");
    gone(&report);
}

/// How scripts start what they are the start scripts of, with the exit code that
/// a run ends with.
#[cfg(target_os = "linux")]
const SCRIPTS: [(&str, &str, i32); 9] = [
    ("exec", "exec $serve", 0),
    ("child", "$serve", 0),
    ("background", "$serve & exit 0", 0),
    (
        "trap",
        "trap '' TERM INT HUP; $serve & wait; wait; sleep 1000",
        0,
    ),
    ("daemon", "setsid $serve >/dev/null 2>&1 </dev/null &", 0),
    (
        "daemon of a daemon",
        "setsid sh -c 'setsid $0 & sleep 1000' \"$program\" & setsid $serve &",
        0,
    ),
    ("loud", "(yes & yes >&2) 2>&1 | head -c 3000000 & $serve", 0),
    ("late", "sleep 1; $serve", 0),
    ("dies", "$serve & sleep 1; kill -9 $!; wait", 3),
];

#[cfg(target_os = "linux")]
#[test]
fn whatever_script_starts_a_target_it_is_gone_as_well() {
    std::thread::scope(|scope| {
        for (name, script, code) in SCRIPTS {
            scope.spawn(move || {
                let serve = format!("'{PROGRAM}' serve --listen 127.0.0.1:{{port}}");
                let program = format!("program='{PROGRAM}'; ");
                let script = format!("{program}{}", script.replace("$serve", &serve));
                // Of one that dies there must be something left to ask.
                let cases = if code == 0 { "quota" } else { "*" };
                let (ended, report) = reported(&[cases, "--", "sh", "-c", &script]);
                assert_eq!(ended.code, code, "{name}: {ended:?}");
                gone(&report);
            });
        }
    });
}

#[test]
fn a_command_that_does_not_start_is_a_usage_error() {
    for (command, said) in [
        (
            &["no-such-command"][..],
            "failed to start 'no-such-command'",
        ),
        (&[PROGRAM, "--version"], "exit status: 0"),
        (&[PROGRAM, "explain", "zzzz"], "exit status: 2"),
    ] {
        let ended = ended(tagproof(&[&["run", "quota", "--"], command].concat()));
        assert_eq!(ended.code, 2, "{ended:?}");
        assert_eq!(ended.out, "", "{ended:?}");
        // What the command itself says on standard error comes before.
        let last = ended.err.lines().last().unwrap();
        assert!(
            last.starts_with("error: ") && last.contains(said),
            "{ended:?}"
        );
        assert_eq!(
            ended.err.matches("error: ").count(),
            if command.contains(&"zzzz") { 2 } else { 1 },
            "{ended:?}"
        );
    }
}

#[test]
fn a_command_is_not_started_when_the_rest_of_the_line_is_wrong() {
    let serve = [PROGRAM, "serve", "--listen", "127.0.0.1:{port}"];
    for wrong in [
        ["zzzz", "quota"],
        ["--shard", "2/1"],
        ["--report", "zzzz"],
        // Of these the command would never be asked anything.
        ["--target", "in-process"],
        ["--target", "mutant:quota-off-by-one"],
    ] {
        let ended = ended(tagproof(
            &[&["run"], &wrong[..], &["--"], &serve[..]].concat(),
        ));
        assert_eq!(ended.code, 2, "{ended:?}");
        assert_eq!(
            (ended.out.as_str(), ended.err.lines().count()),
            ("", 1),
            "{ended:?}"
        );
    }
}

/// Nothing listens any more where the target of a report was.
fn gone(report: &Value) {
    let target = report["target"].as_str().unwrap();
    let address: SocketAddr = target.strip_prefix("http://").unwrap().parse().unwrap();
    let connected = TcpStream::connect_timeout(&address, Duration::from_secs(5));
    assert!(connected.is_err(), "{target} still listens");
}

#[test]
fn who_does_not_listen_in_time_is_told() {
    let begun = Instant::now();
    let slow = ended(tagproof(&[
        "run",
        "--start-timeout",
        "1",
        "--",
        "sleep",
        "60",
    ]));
    assert_eq!(slow.code, 2, "{slow:?}");
    assert!(
        slow.err.contains("does not listen on 127.0.0.1:"),
        "{slow:?}"
    );
    assert!(slow.err.contains(" after 1 s; "), "{slow:?}");
    assert!(begun.elapsed() < Duration::from_secs(20));
}
