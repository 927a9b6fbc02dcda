//! A child process with all that it starts: a process group of its own, and what
//! left it, which is ended as a whole.

use std::io;
#[cfg(unix)]
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use rustix::process::kill_process;
#[cfg(unix)]
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, WaitIdStatus, kill_process_group, waitid,
};

use super::marked::Mark;
use super::standard_error::StandardError;

/// How often an ending process is looked at.
const POLL: Duration = Duration::from_millis(5);

/// How long it may take until those are gone that were ended.
const GONE: Duration = Duration::from_secs(2);

/// A running process. Dropping it ends it and whatever else it started.
#[derive(Debug)]
pub(super) struct Group {
    child: Child,
    mark: Mark,
    standard_error: Option<StandardError>,
    /// Its exit status in words, once it was waited for: from then on its number
    /// may be somebody else's.
    status: Option<String>,
}

impl Group {
    /// Starts a command in a group of its own, so that Ctrl-C is for us alone:
    /// there is a report to make, and something to delete in the target. Its
    /// standard error is passed on to ours.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        command.process_group(0);
        let mark = Mark::put_on(command);
        let mut group = Self {
            child: command.stderr(Stdio::piped()).spawn()?,
            mark,
            standard_error: None,
            status: None,
        };
        if let Some(standard_error) = group.child.stderr.take() {
            group.standard_error = Some(StandardError::pass_on(standard_error)?);
        }
        Ok(group)
    }

    /// Its standard input and output, once, if both are pipes.
    pub(super) fn pipes(&mut self) -> Option<(ChildStdin, ChildStdout)> {
        self.child.stdin.take().zip(self.child.stdout.take())
    }

    /// Its exit status in words, if it has ended by itself; then what it has
    /// left behind is ended as well.
    pub(super) fn ended(&mut self) -> Option<&str> {
        if self.status.is_none() && self.has_ended() {
            self.end();
        }
        self.status.as_deref()
    }

    /// The same of a command that may start what goes on without it: then it has
    /// not ended while any of that is left, unless it failed.
    pub(super) fn ended_in_vain(&mut self) -> Option<&str> {
        if self.status.is_none() && self.has_ended() && (self.has_failed() || !self.has_left()) {
            self.end();
        }
        self.status.as_deref()
    }

    /// The same as of [`Self::ended`], once it has ended or so long.
    pub(super) fn ended_within(&mut self, patience: Duration) -> Option<String> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(status) = self.ended() {
                return Some(status.to_owned());
            }
            if Instant::now() >= deadline {
                return None;
            }
            thread::sleep(POLL);
        }
    }

    /// Whether it has ended, its number kept until it is waited for.
    #[cfg(unix)]
    fn has_ended(&mut self) -> bool {
        self.looked_at().is_some()
    }

    /// Whether it has ended otherwise than well.
    #[cfg(unix)]
    fn has_failed(&mut self) -> bool {
        self.looked_at()
            .is_some_and(|status| status.exit_status() != Some(0))
    }

    #[cfg(unix)]
    fn looked_at(&self) -> Option<WaitIdStatus> {
        let process = WaitId::Pid(Pid::from_child(&self.child));
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        waitid(process, look).ok().flatten()
    }

    #[cfg(not(unix))]
    fn has_failed(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(status)) if !status.success())
    }

    /// Whether anything goes on that it started.
    #[cfg(target_os = "linux")]
    fn has_left(&self) -> bool {
        !self.mark.bearers().is_empty()
    }

    #[cfg(not(target_os = "linux"))]
    fn has_left(&self) -> bool {
        false
    }

    #[cfg(not(unix))]
    fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Ends the group and what left it, and waits for the process. Some of it may
    /// have ended already; there is nobody left to tell.
    fn end(&mut self) {
        #[cfg(unix)]
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.kill();
        let status = self.child.wait();
        self.status = Some(status.map_or_else(
            |error| format!("an unknown status: {error}"),
            |status| status.to_string(),
        ));
        self.end_what_left();
        if let Some(standard_error) = &self.standard_error {
            standard_error.last_words();
        }
    }

    /// Ends those that are no longer in the group, and waits until they are gone.
    #[cfg(target_os = "linux")]
    fn end_what_left(&self) {
        let deadline = Instant::now() + GONE;
        loop {
            let left = self.mark.bearers();
            if left.is_empty() || Instant::now() >= deadline {
                return;
            }
            for process in left {
                let _ = kill_process(process, Signal::KILL);
            }
            thread::sleep(POLL);
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn end_what_left(&self) {}
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.status.is_none() {
            self.end();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;
    use std::sync::mpsc::channel;

    use super::*;

    /// Longer than anything here takes, even on a slow machine.
    const LONG: Duration = Duration::from_secs(60);

    /// A shell that starts something which keeps its output open, and does
    /// `then`.
    fn parent(then: &str) -> (Group, BufReader<ChildStdout>) {
        let script = format!("trap '' TERM; sleep 1000 & echo begun; {then}");
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut group = Group::start(&mut command).unwrap();
        let (_, output) = group.pipes().unwrap();
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line, "begun\n");
        (group, output)
    }

    /// Whether nobody is left who might write.
    fn is_closed(mut output: BufReader<ChildStdout>) -> bool {
        let (told, heard) = channel();
        thread::spawn(move || told.send(output.read_to_end(&mut Vec::new()).is_ok()));
        heard.recv_timeout(LONG) == Ok(true)
    }

    #[test]
    fn what_it_started_is_ended_with_it() {
        let (group, output) = parent("wait");
        drop(group);
        assert!(is_closed(output));
    }

    #[test]
    fn what_it_left_behind_is_ended_too() {
        let (mut group, output) = parent("exit 4");
        let status = group.ended_within(LONG);
        assert_eq!(status.as_deref(), Some("exit status: 4"));
        assert!(is_closed(output));
        assert_eq!(group.ended(), Some("exit status: 4"));
    }
}
