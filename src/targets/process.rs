//! A target that the run starts itself: waits until it answers, stops it at the end.

use std::net::{SocketAddr, TcpListener, TcpStream};
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
    #[error("'{command}' ended with {status} before it listened on {address}")]
    Ended {
        /// The program.
        command: String,
        /// Its exit status.
        status: String,
        /// Where it was expected.
        address: SocketAddr,
    },
    /// It does not listen.
    #[error(
        "'{command}' does not listen on {address} after {seconds} s; {{port}} in the command is replaced by the port"
    )]
    Silent {
        /// The program.
        command: String,
        /// Where it was expected.
        address: SocketAddr,
        /// How long was waited.
        seconds: u64,
    },
}

/// A started target; dropping it ends the process and what it started.
#[derive(Debug)]
pub struct Process {
    group: Group,
    address: SocketAddr,
}

impl Process {
    /// Starts `command` with `{port}` replaced by a free port, and waits until
    /// something listens there, or on `address` if one is given.
    pub fn start(
        command: &[String],
        address: Option<SocketAddr>,
        patience: Duration,
    ) -> Result<Self, ProcessError> {
        let free =
            || -> std::io::Result<SocketAddr> { TcpListener::bind(("127.0.0.1", 0))?.local_addr() };
        let address = match address {
            Some(address) => address,
            None => free().map_err(ProcessError::Port)?,
        };
        let words: Vec<String> = command
            .iter()
            .map(|word| word.replace("{port}", &address.port().to_string()))
            .collect();
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
        let mut process = Self { group, address };
        process.wait_until_it_listens(&program, patience)?;
        Ok(process)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn wait_until_it_listens(
        &mut self,
        program: &str,
        patience: Duration,
    ) -> Result<(), ProcessError> {
        let deadline = Instant::now() + patience;
        loop {
            if TcpStream::connect_timeout(&self.address, POLL).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.group.ended_in_vain() {
                return Err(ProcessError::Ended {
                    command: program.to_owned(),
                    status: status.to_owned(),
                    address: self.address,
                });
            }
            if Instant::now() >= deadline {
                return Err(ProcessError::Silent {
                    command: program.to_owned(),
                    address: self.address,
                    seconds: patience.as_secs(),
                });
            }
            std::thread::sleep(POLL);
        }
    }
}
