//! `tagproof serve`: the reference, or a mutant of it, over HTTP.

use std::io::Write;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use crate::endpoint::{Faults, Reference, Server};
use crate::wire::{Credentials, Endpoint};

use super::args::ServeArgs;
use super::error::CliError;
use super::exit::Exit;
use super::target;
use crate::environment::Environment;

/// Serves until it is told to stop by Ctrl-C.
pub(super) fn serve_command(
    args: &ServeArgs,
    environment: &Environment,
    out: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.edition)?;
    let readings = target::readings(edition, &args.reading)?;
    let keys = args
        .access_key
        .iter()
        .map(|key| access_key(key))
        .collect::<Result<Vec<_>, _>>()?;
    let mut reference =
        Reference::new(edition.clone(), readings).with_clock(Arc::clone(&environment.clock));
    let faults = Faults {
        seed: args.seed,
        ..args.fault.unwrap_or_default()
    };
    if !keys.is_empty() {
        reference = reference.with_access_keys(keys);
    }
    if let Some(name) = &args.mutant {
        reference = reference.with_mutant(target::mutant(name)?);
    }
    let reference = Arc::new(
        reference
            .with_seed(args.seed)
            .with_lag(faults.lag, Arc::clone(&environment.elapsed)),
    );
    let endpoint: Arc<dyn Endpoint> = Arc::clone(&reference) as _;
    let server = Server::new(endpoint)
        .with_faults(faults)
        .with_control(reference);
    let address = listen_address(&args.listen)?;
    let cannot = |cause| CliError::Listen {
        address: args.listen.clone(),
        cause,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(cannot)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(cannot)?;
        writeln!(
            out,
            "listening on http://{}",
            listener.local_addr().map_err(cannot)?
        )?;
        out.flush()?;
        let stop = async {
            // Without a handler Ctrl-C ends the process anyway.
            let _ = tokio::signal::ctrl_c().await;
        };
        server.serve(listener, stop).await.map_err(cannot)
    })?;
    Ok(Exit::Conforms)
}

fn access_key(text: &str) -> Result<Credentials, CliError> {
    text.split_once('=')
        .filter(|(id, secret)| !id.is_empty() && !secret.is_empty())
        .map(|(id, secret)| Credentials::new(id, secret))
        .ok_or_else(|| CliError::Form {
            argument: "--access-key",
            // Half of it may be the secret.
            value: "…".to_owned(),
            form: "ID=SECRET",
        })
}

fn listen_address(text: &str) -> Result<SocketAddr, CliError> {
    text.to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .ok_or_else(|| CliError::Form {
            argument: "--listen",
            value: text.to_owned(),
            form: "HOST:PORT",
        })
}
