//! Runs tagproof to its end and holds it to its bounds in time and memory.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::bare_server::{Answer, BareServer};
use crate::folder::fresh;
use crate::program::{Ended, tagproof};

/// The longest that a command may take against a hostile target.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// Kilobytes of memory that it may have resident at any time.
pub(crate) const MOST_MEMORY: u64 = 200 * 1024;

/// More than any command of a test prints.
const MOST_OUTPUT: u64 = 1 << 20;

/// How often the memory is looked at.
const TICK: Duration = Duration::from_millis(5);

/// The commands that judge a target.
pub(crate) const COMMANDS: [&[&str]; 3] = [&["run"], &["fingerprint"], &["fuzz", "--cases", "50"]];

/// Runs a command against a target with a timeout of a second; it ends in time,
/// with little memory, and is never wrong about itself.
pub(crate) fn bounded(args: &[&str], url: &str) -> Ended {
    let mut command = tagproof(args);
    command.args(["--timeout", "1", "--target", url]);
    // Huge pages count as resident although little of them is used.
    command.env("MIMALLOC_ALLOW_THP", "0");
    if args[0] == "fuzz" {
        let port = url.rsplit(':').next().unwrap();
        command.arg("--artifacts").arg(fresh("hostile", port));
    }
    let (ended, peak) = within(command);
    for text in [&ended.out, &ended.err] {
        assert!(!text.contains("panicked"), "{args:?}: {ended:?}");
    }
    assert!(peak < MOST_MEMORY, "{args:?}: {peak} kB: {ended:?}");
    ended
}

/// A command never says anything good of a target that is hostile to every
/// request; a fingerprint judges nothing, and only ends.
pub(crate) fn says_no_good(args: &[&str], ended: &Ended) {
    let codes: &[i32] = match args[0] {
        "run" => &[1, 3],
        // Without one resource no case of a campaign can be tried.
        "fuzz" => &[1, 3, 4],
        _ => &[0, 3],
    };
    assert!(codes.contains(&ended.code), "{args:?}: {ended:?}");
}

/// A command against a server that always answers so, and how often it did.
pub(crate) fn judged(args: &[&str], answer: Answer) -> (Ended, usize) {
    let server = BareServer::start(answer);
    let ended = bounded(args, &server.url());
    (ended, server.requests())
}

/// Tries all rows at once: for those that wait more than they work.
pub(crate) fn beside_each_other<T: Send, const N: usize>(rows: [T; N], each: impl Fn(T) + Sync) {
    let each = &each;
    std::thread::scope(|scope| {
        for row in rows {
            scope.spawn(move || each(row));
        }
    });
}

/// Runs a command to its end within [`LIMIT`]; what it said, and the kilobytes
/// that it had resident at most.
fn within(mut command: Command) -> (Ended, u64) {
    let begun = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = read_all(child.stdout.take().unwrap());
    let err = read_all(child.stderr.take().unwrap());
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_of(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if begun.elapsed() > LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(TICK);
    };
    let ended = Ended {
        code: status.and_then(|status| status.code()).unwrap_or(-1),
        out: out.join().unwrap(),
        err: err.join().unwrap(),
    };
    assert!(
        ended.code >= 0,
        "{command:?} did not end by itself within {LIMIT:?}, {peak} kB: {ended:?}"
    );
    (ended, peak)
}

fn read_all(pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.take(MOST_OUTPUT).read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

/// The kilobytes that a process had resident at most, where the system tells:
/// elsewhere, and once it has ended, nothing.
fn peak_of(process: u32) -> u64 {
    // For a moment after its start it is still us, with all the memory that
    // the tests beside this one hold.
    let program = std::fs::read_link(format!("/proc/{process}/exe")).ok();
    if program.is_none() || program == std::env::current_exe().ok() {
        return 0;
    }
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes.map_or(0, |number| number.parse().unwrap())
}
