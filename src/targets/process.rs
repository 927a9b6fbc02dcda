//! A target that the run starts itself: waits until it answers, stops it at the end.

use std::fmt;
use std::net::{SocketAddr, TcpListener, TcpStream};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::group::Group;

/// How often a starting target is looked at.
const POLL: Duration = Duration::from_millis(50);

/// Why a target could not be started.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The command cannot be run.
    #[error("failed to start '{command}': {cause}")]
    Start {
        /// The program.
        command: String,
        /// Why.
        cause: std::io::Error,
    },
    /// No free port was found.
    #[error("failed to find a free port: {0}")]
    Port(std::io::Error),
    /// It ended before it answered.
    #[error("'{command}' ended with {status} before it listened on {listening}")]
    Ended {
        /// The program.
        command: String,
        /// Its exit status.
        status: String,
        /// Where it was expected.
        listening: Listening,
    },
    /// It does not listen.
    #[error(
        "'{command}' does not listen on {listening} after {seconds} s; {{port}} in the command is replaced by the port"
    )]
    Silent {
        /// The program.
        command: String,
        /// Where it was expected.
        listening: Listening,
        /// How long was waited.
        seconds: u64,
    },
}

/// Where a started target listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listening {
    /// At an address.
    Address(SocketAddr),
    /// At a socket in the file system.
    Socket(PathBuf),
}

impl Listening {
    fn takes_connections(&self) -> bool {
        match self {
            Self::Address(address) => TcpStream::connect_timeout(address, POLL).is_ok(),
            #[cfg(unix)]
            Self::Socket(path) => UnixStream::connect(path).is_ok(),
            #[cfg(not(unix))]
            Self::Socket(_) => false,
        }
    }
}

impl fmt::Display for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Socket(path) => path.display().fmt(f),
        }
    }
}

/// A started target; dropping it ends the process and what it started.
#[derive(Debug)]
pub struct Process {
    group: Group,
    listening: Listening,
}

impl Process {
    /// Starts `command` and waits until something listens where it is told to, or at
    /// a free port; `{port}` in it is replaced by the port.
    pub fn start(
        command: &[String],
        listening: Option<Listening>,
        patience: Duration,
    ) -> Result<Self, ProcessError> {
        let free =
            || -> std::io::Result<SocketAddr> { TcpListener::bind(("127.0.0.1", 0))?.local_addr() };
        let listening = match listening {
            Some(said) => said,
            None => Listening::Address(free().map_err(ProcessError::Port)?),
        };
        let words: Vec<String> = match &listening {
            Listening::Address(address) => {
                let port = address.port().to_string();
                let with_port = |word: &String| word.replace("{port}", &port);
                command.iter().map(with_port).collect()
            }
            Listening::Socket(_) => command.to_vec(),
        };
        let program = words.first().cloned().unwrap_or_default();
        let mut command = Command::new(&program);
        command
            .args(words.get(1..).unwrap_or_default())
            .stdin(Stdio::null())
            // What it prints must not be taken for the report.
            .stdout(Stdio::null());
        let group = Group::start(&mut command).map_err(|cause| ProcessError::Start {
            command: program.clone(),
            cause,
        })?;
        let mut process = Self { group, listening };
        process.wait_until_it_listens(&program, patience)?;
        Ok(process)
    }

    /// Where it listens.
    pub fn listening(&self) -> &Listening {
        &self.listening
    }

    fn wait_until_it_listens(
        &mut self,
        program: &str,
        patience: Duration,
    ) -> Result<(), ProcessError> {
        let deadline = Instant::now() + patience;
        loop {
            if self.listening.takes_connections() {
                return Ok(());
            }
            if let Some(status) = self.group.ended_in_vain() {
                return Err(ProcessError::Ended {
                    command: program.to_owned(),
                    status: status.to_owned(),
                    listening: self.listening.clone(),
                });
            }
            if Instant::now() >= deadline {
                return Err(ProcessError::Silent {
                    command: program.to_owned(),
                    listening: self.listening.clone(),
                    seconds: patience.as_secs(),
                });
            }
            std::thread::sleep(POLL);
        }
    }
}
