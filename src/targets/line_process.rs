//! A child process that is spoken to in lines: bounded in time and size, and
//! not left behind.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::group::Group;

/// Bytes of a line that are read, as of an answer over HTTP.
pub(super) const MAX_LINE: usize = 4 << 20;

/// Lines that may wait until the process reads them; more are dropped.
const MAX_WAITING: usize = 8;

/// How often one that says nothing is looked at.
const POLL: Duration = Duration::from_millis(100);

/// How long a process may take to end by itself once there is nothing to do.
const GRACE: Duration = Duration::from_secs(1);

/// What came out of the process.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// A line, without its end.
    Line(Vec<u8>),
    /// More than [`MAX_LINE`] bytes; the rest of the line is skipped.
    TooLong,
    /// Nothing in time.
    Nothing,
    /// Nothing any more, as it ended with this status.
    Ended(String),
    /// Nothing any more, though it goes on.
    Closed,
}

/// A running process. Dropping it closes its standard input and, if it does not
/// end within a second, ends it and its process group.
pub(super) struct LineProcess {
    group: Group,
    /// To the thread that writes; without it standard input is closed.
    to_write: Option<SyncSender<String>>,
    /// From the thread that reads; never [`Heard::Ended`] and the like.
    read: Receiver<Heard>,
}

impl LineProcess {
    /// Starts a program with its arguments, of which there is at least the
    /// program.
    pub(super) fn start(words: &[String]) -> std::io::Result<Self> {
        let (program, arguments) = words.split_first().ok_or(ErrorKind::InvalidInput)?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut group = Group::start(&mut command)?;
        let pipes = group.pipes();
        let (to_write, lines) = sync_channel(MAX_WAITING);
        let (heard, read) = sync_channel(1);
        let process = Self {
            group,
            to_write: Some(to_write),
            read,
        };
        // A thread each, as a process that reads or writes too little or too
        // much would block us.
        let (input, output) = pipes.ok_or(ErrorKind::BrokenPipe)?;
        thread::Builder::new().spawn(move || write_lines(input, &lines))?;
        thread::Builder::new().spawn(move || read_lines(output, &heard))?;
        Ok(process)
    }

    /// Writes a line, given without its end, as soon as the process reads it.
    pub(super) fn write(&self, line: String) {
        if let Some(lines) = &self.to_write {
            // If nobody reads any more, nothing is heard, and that is told.
            let _ = lines.try_send(line);
        }
    }

    /// Waits for a line.
    pub(super) fn hear(&mut self, deadline: Instant) -> Heard {
        loop {
            let patience = deadline.saturating_duration_since(Instant::now());
            match self.read.recv_timeout(patience.min(POLL)) {
                Ok(heard) => return heard,
                Err(RecvTimeoutError::Disconnected) => {
                    let ended = self.group.ended_within(GRACE);
                    return ended.map_or(Heard::Closed, Heard::Ended);
                }
                // What it started may keep its output open.
                Err(RecvTimeoutError::Timeout) => {
                    let ended = self.group.ended().map(str::to_owned);
                    if let Some(status) = ended {
                        let last_words = self.read.recv_timeout(POLL);
                        return last_words.unwrap_or(Heard::Ended(status));
                    }
                    if patience.is_zero() {
                        return Heard::Nothing;
                    }
                }
            }
        }
    }
}

impl Drop for LineProcess {
    fn drop(&mut self) {
        self.to_write = None;
        // Then the group is ended.
        self.group.ended_within(GRACE);
    }
}

/// Writes lines until there are no more or nobody reads them, and closes.
fn write_lines(mut input: ChildStdin, lines: &Receiver<String>) {
    for mut line in lines {
        line.push('\n');
        if input.write_all(line.as_bytes()).is_err() {
            return;
        }
    }
}

/// Reads lines until there are no more or nobody wants them. What stands before
/// the end without `\n` is not one: it was cut off.
fn read_lines(output: ChildStdout, heard: &SyncSender<Heard>) {
    let mut output = BufReader::new(output);
    loop {
        let mut line = Vec::new();
        let limit = MAX_LINE as u64 + 1;
        let read = output.by_ref().take(limit).read_until(b'\n', &mut line);
        let told = match read {
            Ok(_) if line.ends_with(b"\n") => {
                line.pop();
                heard.send(Heard::Line(line))
            }
            Ok(_) if line.len() > MAX_LINE => {
                let told = heard.send(Heard::TooLong);
                if output.skip_until(b'\n').is_err() {
                    return;
                }
                told
            }
            _ => return,
        };
        if told.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longer than anything here takes, even on a slow machine.
    const LONG: Duration = Duration::from_secs(60);

    fn shell(script: &str) -> LineProcess {
        LineProcess::start(&["sh", "-c", script].map(str::to_owned)).unwrap()
    }

    fn next(process: &mut LineProcess) -> Heard {
        process.hear(Instant::now() + LONG)
    }

    #[test]
    fn lines_are_heard_one_by_one_until_the_end() {
        let mut process = shell("printf 'a\\n\\nb \\r\\ncut off'; exit 3");
        for line in [&b"a"[..], b"", b"b \r"] {
            assert_eq!(next(&mut process), Heard::Line(line.to_vec()));
        }
        for _ in 0..2 {
            let status = "exit status: 3".to_owned();
            assert_eq!(next(&mut process), Heard::Ended(status));
        }
    }

    #[test]
    fn a_line_may_have_four_mebibytes_and_no_more() {
        let mut process = shell("cat");
        for (length, fits) in [(MAX_LINE, true), (MAX_LINE + 1, false), (1, true)] {
            let line = "x".repeat(length);
            process.write(line.clone());
            let heard = next(&mut process);
            assert_eq!(heard == Heard::Line(line.into_bytes()), fits, "{length}");
            assert_eq!(heard == Heard::TooLong, !fits, "{length}");
        }
    }

    #[test]
    fn it_ends_when_its_input_does() {
        let mut process = shell("cat");
        process.to_write = None;
        assert_eq!(
            next(&mut process),
            Heard::Ended("exit status: 0".to_owned())
        );
    }

    #[test]
    fn an_end_is_noticed_though_something_keeps_the_output_open() {
        let begun = Instant::now();
        let mut process = shell("env -i setsid sleep 100 & sleep 0.3; echo a; exit 4");
        assert_eq!(next(&mut process), Heard::Line(b"a".to_vec()));
        let status = "exit status: 4".to_owned();
        assert_eq!(next(&mut process), Heard::Ended(status));
        assert!(begun.elapsed() < LONG / 4);
    }
}
