//! `tagproof serve`: the reference, or a mutant of it, over HTTP.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::endpoint::{Faults, Hosts, Log, Reference, Server};
use crate::files::{MOST_BYTES, read_text};
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
        .map(|key| access_key(key, environment))
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
        let address = listener.local_addr().map_err(cannot)?;
        let server = server.with_hosts(Hosts::of(address, &args.allow_host));
        // Whoever has read the first line may stop us.
        let mut signals = Signals::new().map_err(cannot)?;
        writeln!(out, "listening on http://{address}")?;
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

/// An id with its secret, which may be in a file or a variable: what a command
/// line says others can read.
fn access_key(text: &str, environment: &Environment) -> Result<Credentials, CliError> {
    let form = |value: &str, form: &'static str| CliError::Form {
        argument: "--access-key",
        value: value.to_owned(),
        form: form.into(),
    };
    // Half of it may be the secret.
    let of_none = || form("…", "ID=SECRET, ID=@FILE or ID=$VARIABLE");
    let (id, said) = text.split_once('=').ok_or_else(of_none)?;
    let secret = if let Some(file) = said.strip_prefix('@') {
        let read = read_text(Path::new(file), MOST_BYTES).map_err(|cause| CliError::Read {
            path: file.to_owned(),
            cause,
        })?;
        let secret = read.trim_end_matches(['\r', '\n']).to_owned();
        if secret.is_empty() || secret.contains(['\r', '\n']) {
            return Err(form(
                text,
                "ID=@FILE, a file with the secret on its only line",
            ));
        }
        secret
    } else if let Some(name) = said.strip_prefix('$') {
        let set = (environment.variable)(name).filter(|value| !value.is_empty());
        set.ok_or_else(|| form(text, "ID=$VARIABLE, a variable that is set"))?
    } else {
        said.to_owned()
    };
    if id.is_empty() || secret.is_empty() {
        return Err(of_none());
    }
    Ok(Credentials::new(id, &secret))
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
