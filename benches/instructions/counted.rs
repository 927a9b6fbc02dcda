//! Runs a program under callgrind and reads what it counted, phase by phase.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tagproof::wire::{Endpoint, Request, Response};

use crate::in_process::Failure;

/// The names of the phases, in the order in which their counts are written;
/// what has none is not counted.
const PHASES: [&str; 6] = ["", "requests", "", "belief", "model", ""];

/// An endpoint that counts its requests.
pub(crate) struct Counts {
    endpoint: Arc<dyn Endpoint>,
    requests: AtomicU64,
}

impl Counts {
    /// One that hands requests on.
    pub(crate) fn of(endpoint: Arc<dyn Endpoint>) -> Arc<Self> {
        Arc::new(Self {
            endpoint,
            requests: AtomicU64::new(0),
        })
    }

    /// How many there were.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Endpoint for Counts {
    fn answer(&self, request: &Request) -> Response {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.endpoint.answer(request)
    }
}

/// Instructions of each phase of `program`, by how often it did its one thing.
pub(crate) fn phases(program: &Path, argument: &str) -> Result<Vec<(String, u64)>, Failure> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    // What an earlier time left would be read as this one's.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet"])
        .arg("--dump-before=*instructions*phase*")
        .arg(format!(
            "--callgrind-out-file={}",
            folder.join("out").display()
        ))
        .arg(program)
        .arg(argument)
        .stderr(Stdio::inherit())
        .output()?;
    if !ran.status.success() {
        return Err(format!("valgrind ended with {}", ran.status).into());
    }
    let times: BTreeMap<String, u64> = serde_json::from_slice(&ran.stdout)?;
    let mut counted = Vec::new();
    for (place, phase) in PHASES.iter().enumerate() {
        let Some(times) = times.get(*phase) else {
            continue;
        };
        // Dumps have numbers from 1, and the one at the end has none.
        let dump = std::fs::read_to_string(folder.join(format!("out.{}", place + 1)))?;
        let total = dump
            .lines()
            .find_map(|line| {
                line.strip_prefix("totals: ")
                    .or(line.strip_prefix("summary: "))
            })
            .ok_or("callgrind wrote no total")?;
        counted.push(((*phase).to_owned(), total.trim().parse::<u64>()? / times));
    }
    Ok(counted)
}
