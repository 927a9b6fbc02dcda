//! Where a target behind HTTP is: served here, started by a command, or there already.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::endpoint::Running;
use crate::environment::Environment;
use crate::targets::{Listening, Process};
use crate::wire::Endpoint;

use super::access::SOCKET;
use super::error::CliError;
use super::target_args::TargetArgs;
use super::target_url::{TargetUrl, hidden};

/// Where a target behind HTTP is, and what is there as long as this is.
pub(super) struct Place {
    /// What it is called in reports.
    pub(super) name: String,
    pub(super) address: String,
    /// The same as it may be printed.
    pub(super) shown: String,
    pub(super) server: Option<Running>,
    pub(super) process: Option<Process>,
}

impl Place {
    /// Where an endpoint of our own is served.
    pub(super) fn of_ours(
        endpoint: Arc<dyn Endpoint>,
        args: &TargetArgs,
    ) -> Result<Self, CliError> {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = Running::start(endpoint, listen).map_err(|cause| CliError::Listen {
            address: listen.to_string(),
            cause,
        })?;
        let address = format!("http://{}", running.address);
        Ok(Self {
            name: args.target.clone(),
            shown: address.clone(),
            address,
            server: Some(running),
            process: None,
        })
    }

    /// Where another one is, which `command` starts if there is one.
    pub(super) fn of_another(
        args: &TargetArgs,
        command: &[String],
        environment: &Environment,
    ) -> Result<Self, CliError> {
        let start = |listening| -> Result<Option<Process>, CliError> {
            let patience = Duration::from_secs(args.start_timeout);
            let started = || Process::start(command, listening, patience);
            Ok((!command.is_empty()).then(started).transpose()?)
        };
        if let Some(path) = args.target.strip_prefix(SOCKET) {
            return Ok(Self {
                name: args.target.clone(),
                address: "http://localhost".to_owned(),
                shown: args.target.clone(),
                server: None,
                process: start(Some(Listening::Socket(path.into())))?,
            });
        }
        let said = url(args, environment)?;
        let at = |url: &TargetUrl| socket_address(&url.address).map(Listening::Address);
        let listening = match &said {
            Some(url) if !command.is_empty() => Some(at(url)?),
            _ => None,
        };
        let process = start(listening)?;
        let (address, shown) = match (said, &process) {
            (Some(url), _) => (url.address, url.shown),
            (None, Some(started)) => {
                let address = format!("http://{}", started.listening());
                (address.clone(), address)
            }
            (None, None) => {
                return Err(CliError::Form {
                    argument: "--target",
                    value: hidden(&args.target),
                    form: "reference, in-process, mutant:NAME, http(s)://HOST[:PORT][/PREFIX], \
                           unix:PATH or exec:COMMAND"
                        .into(),
                });
            }
        };
        Ok(Self {
            name: shown.clone(),
            address,
            shown,
            server: None,
            process,
        })
    }
}

/// The address of a target behind HTTP, if it is one.
fn url(args: &TargetArgs, environment: &Environment) -> Result<Option<TargetUrl>, CliError> {
    let schemes = ["http://", "https://"];
    if !schemes.iter().any(|it| args.target.starts_with(it)) {
        return Ok(None);
    }
    TargetUrl::read("--target", &args.target, environment).map(Some)
}

/// The socket behind an address that a started target is told to listen on.
fn socket_address(target: &str) -> Result<SocketAddr, CliError> {
    let authority = target
        .split("://")
        .nth(1)
        .unwrap_or_default()
        .trim_end_matches('/');
    std::net::ToSocketAddrs::to_socket_addrs(authority)
        .ok()
        .and_then(|mut found| found.next())
        .ok_or_else(|| CliError::Form {
            argument: "--target",
            value: target.to_owned(),
            form: "http://HOST:PORT when a command starts it".into(),
        })
}
