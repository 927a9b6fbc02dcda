//! Processes that carry the mark of a command: all that it started, also those
//! that left its group, as daemons do.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(target_os = "linux")]
use rustix::process::Pid;

/// The variable in which the mark is handed on.
const NAME: &str = "STARTED_BY_TAGPROOF";

/// Marks that were given.
static GIVEN: AtomicU64 = AtomicU64::new(0);

/// The mark of one command.
#[derive(Debug)]
pub(super) struct Mark(String);

impl Mark {
    /// Marks a command, and with it all that it will start.
    pub(super) fn put_on(command: &mut Command) -> Self {
        let number = GIVEN.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}-{number}", std::process::id());
        command.env(NAME, &mark);
        Self(mark)
    }

    /// Those that bear it and go on.
    #[cfg(target_os = "linux")]
    pub(super) fn bearers(&self) -> Vec<Pid> {
        let entry = format!("{NAME}={}", self.0);
        let bears = |pid: &Pid| {
            // Of others, and of those that ended, nothing can be read.
            let variables = std::fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero()));
            variables.is_ok_and(|all| {
                all.split(|byte| *byte == 0)
                    .any(|one| one == entry.as_bytes())
            })
        };
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        processes
            .filter_map(|process| process.file_name().to_str()?.parse().ok())
            .filter_map(Pid::from_raw)
            .filter(bears)
            .collect()
    }
}
