//! Nothing is left behind in a target: after a signal, after a crash, in bad weather.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::folder::fresh;
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
    interrupted(8, &[]);
}

#[test]
fn an_interrupted_run_leaves_nothing_untold_in_bad_weather_either() {
    interrupted(6, &["--fault", "throttle=0.2,reset=0.05"]);
}

#[test]
#[ignore = "takes a minute; CONTRIBUTING.md says when it is run"]
fn a_run_that_is_interrupted_at_any_moment_leaves_nothing_untold() {
    interrupted(MOMENTS, &[]);
    interrupted(MOMENTS, &["--fault", "throttle=0.2,reset=0.05"]);
}

/// Interrupts so many runs against a server with these flags.
fn interrupted(moments: u64, flags: &[&str]) {
    let served = Served::start(flags);
    let mut interrupted = 0;
    for moment in 0..moments {
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
    assert!(interrupted > moments / 2, "{interrupted} interrupted");
    sweep(&served);
}

#[test]
fn who_is_asked_to_end_leaves_nothing_in_any_command() {
    ended_by_signals(3);
}

#[test]
#[ignore = "takes minutes; CONTRIBUTING.md says when it is run"]
fn who_is_asked_to_end_leaves_nothing_at_any_moment() {
    ended_by_signals(MOMENTS);
}

/// Whether whoever started the tests has them outlive the terminal: what they start
/// does too.
fn outlives_terminal() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = u64::from_str_radix(ignored.unwrap().trim(), 16).unwrap();
    // Signal 1 is the first bit.
    ignored & 1 == 1
}

/// Ends every command that creates something by every signal at so many moments.
fn ended_by_signals(moments: u64) {
    let folder = fresh("leaving", &format!("signals-{moments}"));
    let artifacts = folder.to_str().unwrap();
    let mutant = ["--target", "mutant:quota-off-by-one", "--cases", "64"];
    let found = ended(tagproof(
        &[&["fuzz", "--artifacts", artifacts], &mutant[..]].concat(),
    ));
    assert_eq!(found.code, 1, "{found:?}");
    let saved = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap();
    let saved = saved.path().display().to_string();
    let served = Served::start(&[]);
    let mut replay = vec!["replay"];
    replay.extend([saved.as_str(); 40]);
    for command in [
        &["run", "--cases", "0"][..],
        &["fuzz", "--artifacts", artifacts],
        &["fingerprint"],
        &replay,
        &["sweep"],
    ] {
        let mut interrupted = 0;
        for name in ["-INT", "-TERM", "-HUP"] {
            if name == "-HUP" && outlives_terminal() {
                continue;
            }
            for moment in 0..moments {
                if command == ["sweep"] {
                    leave_something(&served);
                }
                let child = started(&[command, &["--target", &served.url]].concat());
                until_it_listens(&child);
                // Spread over the first third of a second, in no order.
                std::thread::sleep(Duration::from_millis((moment * 379) % 331));
                signal(name, &child);
                let (code, said) = end_of(child);
                if code == Some(130) {
                    interrupted += 1;
                    let last = said.lines().last().unwrap();
                    assert!(last.contains("exit 130"), "{command:?}: {said}");
                }
                if command == ["sweep"] {
                    sweep(&served);
                } else {
                    for id in held(&served) {
                        assert!(
                            said.contains(&id),
                            "{command:?} {name} at {moment}: {id}\n{said}"
                        );
                    }
                }
            }
        }
        assert!(interrupted > 0, "{command:?} was never interrupted");
    }
}

/// What an interrupted run would leave.
fn leave_something(served: &Served) {
    for number in 0..60 {
        let name = format!("tagproof-0123abcd-{number}");
        let made = got(
            served,
            &format!("/?Action=CreateVpc&RegionId=cn-hangzhou&VpcName={name}&AccessKeyId=testid"),
        );
        assert!(made["VpcId"].is_string(), "{made}");
    }
}

#[test]
fn an_interrupted_proof_says_how_far_it_came() {
    let child = started(&["mutants", "--suite-only"]);
    until_it_listens(&child);
    signal("-TERM", &child);
    let (code, said) = end_of(child);
    assert_eq!(code, Some(130), "{said}");
}

#[test]
fn who_outlives_its_terminal_goes_on() {
    let mut command = Command::new("nohup");
    let run = tagproof(&["run", "quota", "--target", "in-process"]);
    command.arg(run.get_program()).args(run.get_args());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    until_it_listens(&child);
    signal("-HUP", &child);
    let (code, said) = end_of(child);
    assert_eq!(code, Some(0), "{said}");
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
