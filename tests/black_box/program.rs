//! Runs the tagproof binary to its end, bounded in time and size.

use std::fmt;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Longer than any run of a test takes, even on a slow machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// More than any run of a test prints.
const MOST_OUTPUT: u64 = 16 << 20;

/// Variables that would change what a run says, besides those of tagproof itself.
const VARIABLES: &[&str] = &["CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR"];

/// How a run of the binary ended, and what it said.
pub(crate) struct Ended {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

/// The binary with these arguments, away from the variables of whoever runs the tests.
pub(crate) fn tagproof(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tagproof"));
    command.args(args).stdin(Stdio::null());
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    let own = std::env::vars().filter(|(name, _)| name.starts_with("TAGPROOF_"));
    for (variable, _) in own {
        command.env_remove(variable);
    }
    command
}

/// Runs a command to its end.
pub(crate) fn ended(mut command: Command) -> Ended {
    let deadline = Instant::now() + PATIENCE;
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = read_all(child.stdout.take().unwrap());
    let err = read_all(child.stderr.take().unwrap());
    let said = |text: &mpsc::Receiver<String>| {
        text.recv_timeout(deadline.saturating_duration_since(Instant::now()))
    };
    let (Ok(out), Ok(err)) = (said(&out), said(&err)) else {
        child.kill().unwrap();
        child.wait().unwrap();
        panic!("{command:?} did not end within {} s", PATIENCE.as_secs());
    };
    let status = child.wait().unwrap();
    let code = status
        .code()
        .unwrap_or_else(|| panic!("{command:?} ended with {status}:\n{err}"));
    Ended { code, out, err }
}

/// All that comes out of a pipe, once it is closed.
fn read_all(pipe: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.take(MOST_OUTPUT).read_to_end(&mut bytes).unwrap();
        // Nobody is left to hear it if the test was given up.
        let _ = sender.send(String::from_utf8(bytes).unwrap());
    });
    receiver
}

impl fmt::Debug for Ended {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "exit code {}\nstdout:\n{}\nstderr:\n{}",
            self.code, self.out, self.err
        )
    }
}
