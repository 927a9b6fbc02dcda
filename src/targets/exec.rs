//! A target that is a child process: one JSON object a line on its standard
//! input and output, so that an implementation in any language needs no server.
//!
//! # The protocol, version 1
//!
//! Lines are UTF-8 and end with `\n`. tagproof writes a line and waits for one;
//! nothing else is ever on its way. The first line is a greeting, which the
//! command gives back if it speaks this version:
//!
//! ```text
//! > {"tagproof": 1}
//! < {"tagproof": 1}
//! ```
//!
//! Every line after it is a request, and is answered by one line:
//!
//! ```text
//! > {"id": 7, "method": "POST", "path": "/", "query": "Action=TagResources&…",
//!    "headers": [["Host", "localhost"], …], "body": "",
//!    "params": {"Action": "TagResources", "Tag.1.Key": "team", …}}
//! < {"id": 7, "status": 200, "body": {"RequestId": "…"}}
//! ```
//!
//! - `id` counts requests from 1. The answer repeats it, so that one that comes
//!   too late is not taken for the answer to another request.
//! - `method`, `path`, `query`, `headers` and `body` are the HTTP request as it
//!   would be sent, with nothing decoded.
//! - `params` are the parameters of query and form, decoded: of a name that is
//!   given twice the first. `Action`, `Version`, `Format` and `AccessKeyId` are
//!   among them, be they parameters or headers; the rest of the signature is
//!   not. `params` is `null` if the request does not decode to text.
//! - `status` is the HTTP status, from 200 to 599.
//! - `body` of an answer is a text, or an object for tagproof to write as JSON.
//! - `headers` of an answer may be left out; a `body` that is an object then
//!   has the content type `application/json;charset=utf-8`.
//! - A body that is not text is Base64 in `body_base64` in place of `body`, in
//!   requests as in answers.
//!
//! The command ends when its standard input does. Its standard error is free for
//! messages, which tagproof shows as text. Standard output carries answers only.
//!
//! # What a broken conversation means
//!
//! The command's end and its silence are weather, as a lost
//! connection is. It is not started again: what it knew is gone, and with it
//! the fixtures. A line that is no answer is neither weather, as a second try
//! would not help, nor a failure, as no clause speaks of standard output: it is
//! the adapter that is wrong, so the whole run is void.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::contract::cut;
use crate::wire::{Request, Response};

use super::SendError;
use super::exec_message::{PROTOCOL, greeting, read_answer, read_greeting, request_line};
use super::line_process::{Heard, LineProcess, MAX_LINE};

/// Requests in a row without an answer after which the command counts as gone.
const SILENT: usize = 3;

/// Why a command cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// There are no words in it.
    #[error(
        "'{command}' is no command: it is empty or a quote is not closed; a command is like 'python3 emulator.py'"
    )]
    Words {
        /// As given.
        command: String,
    },
    /// It cannot be run.
    #[error(
        "failed to start '{program}': {cause}; a command is a program and its arguments, without shell syntax"
    )]
    Start {
        /// The program.
        program: String,
        /// Why.
        cause: std::io::Error,
    },
    /// It does not give the greeting back.
    #[error(
        "'{command}' {fault}; it must answer the line {} with the same line",
        greeting()
    )]
    Greeting {
        /// As given.
        command: String,
        /// What it did instead.
        fault: ExecFault,
    },
}

/// What a command did in place of an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExecFault {
    /// It ended.
    #[error("ended with {status}")]
    Ended {
        /// Its exit status.
        status: String,
    },
    /// It goes on, but will never answer.
    #[error("closed its standard output")]
    Closed,
    /// It wrote nothing.
    #[error("wrote no line within {seconds} s")]
    Silent {
        /// How long was waited.
        seconds: u64,
    },
    /// It wrote nothing, several times.
    #[error("left {SILENT} requests in a row without an answer and was given up")]
    GivenUp,
    /// It wrote more than anybody reads.
    #[error("wrote a line of more than {MAX_LINE} bytes")]
    TooLong,
    /// It wrote something else.
    #[error(
        "wrote {line:?}, which is no answer: {reason}; standard output carries answers only, print to standard error"
    )]
    NoAnswer {
        /// The beginning of the line.
        line: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It answered something that was not asked, or is answered already.
    #[error("answered with the id {found}; the id must be that of the request")]
    Id {
        /// The id in the answer.
        found: u64,
    },
    /// It speaks another version of the protocol.
    #[error("speaks version {found} of the protocol and not {PROTOCOL}")]
    Version {
        /// Its version.
        found: u64,
    },
}

impl ExecFault {
    /// Whether the command does not keep to the protocol: then nothing that it
    /// says can be judged.
    pub fn is_breach(&self) -> bool {
        matches!(
            self,
            Self::NoAnswer { .. } | Self::Id { .. } | Self::Version { .. }
        )
    }
}

/// A command that answers requests on its standard output. Several threads may
/// send; it gets one request at a time. Dropping it ends the command.
pub struct ExecTarget {
    timeout: Duration,
    conversation: Mutex<Conversation>,
}

impl ExecTarget {
    /// Starts a command, split into words as a shell does it, and greets it;
    /// `patience` bounds the start, `timeout` each answer.
    pub fn start(command: &str, timeout: Duration, patience: Duration) -> Result<Self, ExecError> {
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| ExecError::Words {
            command: command.to_owned(),
        })?;
        let process = LineProcess::start(&words).map_err(|cause| ExecError::Start {
            program: words[0].clone(),
            cause,
        })?;
        let mut conversation = Conversation {
            process,
            last: 0,
            overdue: BTreeSet::new(),
            silent: 0,
            over: None,
        };
        conversation
            .greet(patience)
            .map_err(|fault| ExecError::Greeting {
                command: command.to_owned(),
                fault,
            })?;
        Ok(Self {
            timeout,
            conversation: Mutex::new(conversation),
        })
    }

    pub(super) fn send(&self, request: &Request) -> Result<Response, SendError> {
        self.conversation
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .exchange(request, self.timeout)
    }

    /// How the command broke the protocol, if it did.
    pub(super) fn breach(&self) -> Option<SendError> {
        let conversation = self
            .conversation
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        conversation
            .over
            .clone()
            .filter(|(_, fault)| fault.is_breach())
            .map(|(request, fault)| SendError::Exec { request, fault })
    }
}

/// What was said so far, and to whom.
struct Conversation {
    process: LineProcess,
    /// The id of the last request.
    last: u64,
    /// Requests whose answers may still come.
    overdue: BTreeSet<u64>,
    /// Requests in a row that were not answered in time.
    silent: usize,
    /// Since which request nothing more is sent, and why.
    over: Option<(u64, ExecFault)>,
}

impl Conversation {
    fn greet(&mut self, patience: Duration) -> Result<(), ExecFault> {
        self.process.write(greeting());
        match self.process.hear(Instant::now() + patience) {
            Heard::Line(line) => match read_greeting(&line) {
                Ok(PROTOCOL) => Ok(()),
                Ok(found) => Err(ExecFault::Version { found }),
                Err(reason) => Err(no_answer(&line, reason)),
            },
            Heard::TooLong => Err(ExecFault::TooLong),
            Heard::Nothing => Err(ExecFault::Silent {
                seconds: patience.as_secs(),
            }),
            Heard::Ended(status) => Err(ExecFault::Ended { status }),
            Heard::Closed => Err(ExecFault::Closed),
        }
    }

    fn exchange(&mut self, request: &Request, timeout: Duration) -> Result<Response, SendError> {
        if let Some((request, fault)) = self.over.clone() {
            return Err(SendError::Exec { request, fault });
        }
        self.last += 1;
        self.process.write(request_line(self.last, request));
        let deadline = Instant::now() + timeout;
        let fault = loop {
            let line = match self.process.hear(deadline) {
                Heard::Line(line) => line,
                Heard::TooLong => return Err(SendError::TooLarge { limit: MAX_LINE }),
                Heard::Nothing => {
                    self.overdue.insert(self.last);
                    self.silent += 1;
                    if self.silent == SILENT {
                        break ExecFault::GivenUp;
                    }
                    let seconds = timeout.as_secs();
                    return Err(SendError::Timeout { seconds });
                }
                Heard::Ended(status) => break ExecFault::Ended { status },
                Heard::Closed => break ExecFault::Closed,
            };
            match read_answer(&line) {
                Ok((id, response)) if id == self.last => {
                    self.silent = 0;
                    return Ok(response);
                }
                Ok((id, _)) if self.overdue.remove(&id) => {}
                Ok((found, _)) => break ExecFault::Id { found },
                Err(reason) => break no_answer(&line, reason),
            }
        };
        let request = self.last;
        self.over = Some((request, fault.clone()));
        Err(SendError::Exec { request, fault })
    }
}

fn no_answer(line: &[u8], reason: String) -> ExecFault {
    let line = cut(&String::from_utf8_lossy(line), 120);
    ExecFault::NoAnswer { line, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Method;
    use std::thread;

    /// Longer than anything here takes, even on a slow machine.
    const LONG: Duration = Duration::from_secs(60);

    /// Longer than no answer at all takes.
    const SHORT: Duration = Duration::from_millis(200);

    /// Answers with the query, and takes no longer for one than for another.
    const ECHO: &str = "python3 -c 'import json, sys\n\
        print(sys.stdin.readline(), end=\"\", flush=True)\n\
        for line in sys.stdin:\n    \
            asked = json.loads(line)\n    \
            answer = {\"id\": asked[\"id\"], \"status\": 200, \"body\": asked[\"query\"]}\n    \
            print(json.dumps(answer), flush=True)'";

    fn request(query: &str, length: usize) -> Request {
        Request {
            method: Method::Post,
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: vec![b'x'; length],
        }
    }

    #[test]
    fn a_command_that_says_nothing_at_first_is_given_up() {
        let begun = Instant::now();
        let started = ExecTarget::start("sleep 1000", LONG, SHORT);
        let said = started.err().unwrap().to_string();
        assert_eq!(
            said,
            "'sleep 1000' wrote no line within 0 s; \
             it must answer the line {\"tagproof\": 1} with the same line"
        );
        assert!(begun.elapsed() < LONG);
    }

    #[test]
    fn a_command_that_does_not_read_is_given_up() {
        let greets = "sh -c 'read -r line; echo \"$line\"; sleep 1000'";
        let target = ExecTarget::start(greets, SHORT, LONG).unwrap();
        // More than a pipe holds.
        let request = request("", 1 << 20);
        let begun = Instant::now();
        for _ in 1..SILENT {
            let error = target.send(&request).unwrap_err();
            assert_eq!(error, SendError::Timeout { seconds: 0 });
        }
        let given_up = SendError::Exec {
            request: 3,
            fault: ExecFault::GivenUp,
        };
        for _ in 0..100 {
            assert_eq!(target.send(&request).unwrap_err(), given_up);
        }
        assert!(given_up.is_weather());
        assert_eq!(target.breach(), None);
        drop(target);
        assert!(begun.elapsed() < LONG);
    }

    #[test]
    #[ignore = "needs Python 3; .ci/run runs it"]
    fn every_thread_gets_its_own_answer() {
        let target = ExecTarget::start(ECHO, LONG, LONG).unwrap();
        thread::scope(|scope| {
            for name in 0..8 {
                let target = &target;
                scope.spawn(move || {
                    for number in 0..50 {
                        let query = format!("{name}-{number}");
                        let response = target.send(&request(&query, 10)).unwrap();
                        assert_eq!(response.body, query.as_bytes());
                    }
                });
            }
        });
    }
}
