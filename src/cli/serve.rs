//! `tagproof serve`: the reference, or a mutant of it, over HTTP.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::endpoint::{Faults, Log, Reference, Server};
use crate::wire::{Credentials, Endpoint};

use super::args::ServeArgs;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::Signals;
use super::target;
use crate::environment::Environment;

/// Serves until Ctrl-C or a request to terminate; requests under way are then
/// answered, unless it is told a second time.
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
    let mut server = Server::new(endpoint)
        .with_faults(faults)
        .with_control(reference);
    if let Some(path) = &args.log {
        server = server.with_log(log(path, environment)?);
    }
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
        // Whoever has read the first line may stop us.
        let mut signals = Signals::new().map_err(cannot)?;
        writeln!(
            out,
            "listening on http://{}",
            listener.local_addr().map_err(cannot)?
        )?;
        out.flush()?;
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            // A dropped sender means stop as well.
            let _ = stopped.await;
        };
        let told_twice = async {
            signals.next().await;
            // It may have stopped by itself.
            let _ = stop.send(());
            signals.next().await;
        };
        tokio::select! {
            ended = server.serve(listener, stopped) => ended.map_err(cannot),
            () = told_twice => Ok(()),
        }
    })?;
    Ok(Exit::Conforms)
}

fn log(path: &Path, environment: &Environment) -> Result<Log, CliError> {
    let cannot = |cause| CliError::Write {
        path: path.display().to_string(),
        cause,
    };
    let out: Box<dyn Write + Send> = if path == Path::new("-") {
        Box::new(std::io::stderr())
    } else {
        let file = OpenOptions::new().create(true).append(true).open(path);
        Box::new(file.map_err(cannot)?)
    };
    let (clock, elapsed) = (&environment.clock, &environment.elapsed);
    Log::new(out, Arc::clone(clock), Arc::clone(elapsed)).map_err(cannot)
}

fn access_key(text: &str) -> Result<Credentials, CliError> {
    text.split_once('=')
        .filter(|(id, secret)| !id.is_empty() && !secret.is_empty())
        .map(|(id, secret)| Credentials::new(id, secret))
        .ok_or_else(|| CliError::Form {
            argument: "--access-key",
            // Half of it may be the secret.
            value: "…".to_owned(),
            form: "ID=SECRET".into(),
        })
}

fn listen_address(text: &str) -> Result<SocketAddr, CliError> {
    text.to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .ok_or_else(|| CliError::Form {
            argument: "--listen",
            value: text.to_owned(),
            form: "HOST:PORT".into(),
        })
}
