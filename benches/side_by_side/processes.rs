//! The program as child processes: started, waited for no longer than agreed,
//! and ended in every path.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::in_process::Failure;

/// The program that is measured.
const PROGRAM: &str = env!("CARGO_BIN_EXE_tagproof");

/// Between two looks at a child.
const GLANCE: Duration = Duration::from_millis(2);

/// A child that does not outlive this.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server of the reference in a process of its own.
pub(crate) struct Served {
    /// Where it listens, as `http://HOST:PORT`.
    pub(crate) url: String,
    _child: Ended,
    /// Kept, as the server would stop at a closed pipe.
    _out: BufReader<ChildStdout>,
}

impl Served {
    /// Starts one.
    pub(crate) fn start() -> Result<Self, Failure> {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map(Ended)?;
        let out = child.0.stdout.take().ok_or("serve has no output")?;
        let mut out = BufReader::new(out);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .ok_or_else(|| format!("serve said '{line}'"))?
            .to_owned();
        Ok(Self {
            url,
            _child: child,
            _out: out,
        })
    }
}

/// How a child ended.
pub(crate) struct Done {
    /// What it took, from its start.
    pub(crate) seconds: f64,
    /// The most memory that it had, in MiB, where the system tells.
    pub(crate) peak: Option<f64>,
}

/// What a run says of itself.
#[derive(Debug, Deserialize)]
pub(crate) struct Summary {
    /// Requests sent.
    pub(crate) requests: f64,
    /// What they took.
    pub(crate) seconds: f64,
    /// Cases in all.
    pub(crate) total: f64,
    /// Cases that were not begun.
    pub(crate) not_run: f64,
}

#[derive(Deserialize)]
struct Report {
    summary: Summary,
}

impl Summary {
    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.requests / self.seconds
    }

    /// Cases that were tried.
    pub(crate) fn cases(&self) -> f64 {
        self.total - self.not_run
    }
}

/// Runs the program with some arguments, for no longer than `limit`.
pub(crate) fn program(arguments: &[&str], limit: Duration) -> Result<Done, Failure> {
    finished(Command::new(PROGRAM).args(arguments), limit)
}

/// `tagproof run` with some arguments, and what its report says.
pub(crate) fn run(arguments: &[&str], limit: Duration) -> Result<(Summary, Done), Failure> {
    let path = file("run.json");
    // What an earlier run left would be read as this one's.
    if path.exists() {
        std::fs::remove_file(&path)?;
    }
    let report = format!("json={}", path.display());
    let mut all = vec!["run", "--report", &report];
    all.extend(arguments);
    let done = program(&all, limit)?;
    let report: Report = serde_json::from_slice(&std::fs::read(&path)?)?;
    Ok((report.summary, done))
}

/// Runs a command to its end, unless that takes longer than `limit`. How it ends
/// is not looked at: a run that stops early is measured as far as it came.
pub(crate) fn finished(command: &mut Command, limit: Duration) -> Result<Done, Failure> {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map(Ended)?;
    let mut peak = None;
    loop {
        // It stands still or grows, so the last look before the end counts.
        peak = peak_of(child.0.id()).or(peak);
        if child.0.try_wait()?.is_some() {
            let seconds = begun.elapsed().as_secs_f64();
            return Ok(Done { seconds, peak });
        }
        if begun.elapsed() > limit {
            return Err(format!("{command:?} did not end within {} s", limit.as_secs()).into());
        }
        std::thread::sleep(GLANCE);
    }
}

/// The most memory that a process had, in MiB.
fn peak_of(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// A file of this program's own.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}
