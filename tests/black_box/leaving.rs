//! Nothing is left behind in a target: after Ctrl-C, after a crash, in bad weather.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{ended, tagproof};
use crate::served::Served;

/// Moments at which a run is interrupted.
const MOMENTS: u64 = 20;

/// How long a run may take to end once it is asked to.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server answers to a GET.
fn got(served: &Served, path: &str) -> Value {
    let address = served.url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    connection.read_to_string(&mut response).unwrap();
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

/// The ids of everything that a server holds.
fn held(served: &Served) -> Vec<String> {
    let state = got(served, "/_tagproof/state");
    let mut ids = Vec::new();
    collect(&state, &mut ids);
    ids
}

/// Every text below a field called `id`.
fn collect(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(id) if name == "id" => ids.push(id.clone()),
                    other => collect(other, ids),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
        _ => {}
    }
}

fn started(args: &[&str]) -> Child {
    let mut command = tagproof(args);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn signal(name: &str, child: &Child) {
    let id = child.id().to_string();
    // It may have ended by itself.
    let _ = Command::new("kill").args([name, &id]).status().unwrap();
}

/// Waits until a process handles interruptions itself: before, they would end
/// it, or be ignored where whoever started the tests ignores them.
fn until_it_listens(child: &Child) {
    let deadline = Instant::now() + PATIENCE;
    let handled = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
        let mask = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))?;
        u64::from_str_radix(mask.trim(), 16).ok()
    };
    // Signal 2 is the second bit.
    while handled().is_none_or(|mask| mask & 2 == 0) {
        assert!(Instant::now() < deadline, "it handles no interruption");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What a process printed once it ended, and how.
fn end_of(mut child: Child) -> (Option<i32>, String) {
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "it does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), said)
}

#[test]
fn an_interrupted_run_leaves_nothing_that_it_does_not_tell() {
    interrupted(&[]);
}

#[test]
fn an_interrupted_run_leaves_nothing_untold_in_bad_weather_either() {
    interrupted(&["--fault", "throttle=0.2,reset=0.05"]);
}

/// Interrupts runs against a server with these flags.
fn interrupted(flags: &[&str]) {
    let served = Served::start(flags);
    let mut interrupted = 0;
    for moment in 0..MOMENTS {
        let run = started(&[
            "run",
            "--target",
            &served.url,
            "--cases",
            "0",
            "--jobs",
            "4",
        ]);
        until_it_listens(&run);
        // Spread over the first second, in no order.
        std::thread::sleep(Duration::from_millis((moment * 379) % 997));
        signal("-INT", &run);
        let (code, said) = end_of(run);
        // A run may be over before.
        if code == Some(130) {
            interrupted += 1;
            assert!(said.lines().last().unwrap().contains("exit 130"), "{said}");
        }
        for id in held(&served) {
            assert!(said.contains(&id), "at {moment}: {id} is left\n{said}");
        }
    }
    assert!(interrupted > MOMENTS / 2, "{interrupted} interrupted");
    sweep(&served);
}

/// Sweeps until nothing is left, which may take more than once in bad weather.
fn sweep(served: &Served) {
    for _ in 0..5 {
        let swept = ended(tagproof(&["sweep", "--target", &served.url]));
        if swept.code == 0 {
            break;
        }
        assert_eq!(swept.code, 3, "{swept:?}");
    }
    assert_eq!(held(served), Vec::<String>::new());
}

#[test]
fn a_killed_run_is_swept_and_nobody_else_is() {
    let served = Served::start(&[]);
    let others = got(
        &served,
        "/?Action=CreateVpc&RegionId=cn-hangzhou&VpcName=somebody-else&AccessKeyId=testid",
    );
    let others = others["VpcId"].as_str().unwrap();
    for _ in 0..5 {
        let mut run = started(&["run", "--target", &served.url]);
        std::thread::sleep(Duration::from_millis(400));
        run.kill().unwrap();
        run.wait().unwrap();
    }
    let left = held(&served);
    assert!(left.len() > 1, "the runs left nothing: {left:?}");
    let swept = ended(tagproof(&["sweep", "--target", &served.url]));
    assert_eq!(swept.code, 0, "{swept:?}");
    let last = swept.out.lines().last().unwrap();
    assert!(last.ends_with(" deleted, 0 left"), "{swept:?}");
    // A VPC has a system route table.
    let left = held(&served);
    assert!(
        left.contains(&others.to_owned()) && left.len() <= 2,
        "{left:?}"
    );
    let again = ended(tagproof(&["sweep", "--target", &served.url]));
    assert_eq!(again.out, "0 deleted, 0 left\n");
}

#[test]
fn whole_runs_leave_nothing_in_any_weather() {
    let served = Served::start(&["--fault", "throttle=0.1,reset=0.03", "--seed", "3"]);
    let run = ended(tagproof(&[
        "run",
        "quota",
        "shared-scope",
        "accounts",
        "--target",
        &served.url,
        "--jobs",
        "16",
    ]));
    assert!([0, 3].contains(&run.code), "{run:?}");
    for id in held(&served) {
        assert!(run.out.contains(&id), "{id} is left: {run:?}");
    }
}

#[test]
fn a_second_interruption_ends_it_at_once() {
    let served = Served::start(&["--fault", "late=1"]);
    let run = started(&["run", "--target", &served.url, "--timeout", "60"]);
    until_it_listens(&run);
    std::thread::sleep(Duration::from_millis(300));
    signal("-INT", &run);
    std::thread::sleep(Duration::from_millis(300));
    signal("-INT", &run);
    let begun = Instant::now();
    let (code, _) = end_of(run);
    assert_eq!(code, Some(130));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn nothing_can_be_swept_where_nothing_answers() {
    let swept = ended(tagproof(&["sweep", "--target", "http://127.0.0.1:1"]));
    assert_eq!(swept.code, 3, "{swept:?}");
    assert!(
        swept
            .err
            .contains("failed to look for what runs left behind"),
        "{swept:?}"
    );
}
