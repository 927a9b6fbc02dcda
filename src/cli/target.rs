//! Opens the target that the arguments name.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::check::{Plan, Relation};
use crate::contract::{Edition, Product, Readings, edition_from, edition_named, editions, nearest};
use crate::endpoint::{Mutant, Reference, Running, mutant_named, mutants};
use crate::files::{MOST_BYTES, read_text};
use crate::targets::{
    Client, ExecTarget, HttpTarget, Process, Provision, Provisioning, Shelf, Target,
};
use crate::wire::{Endpoint, Format, Scheme};

use super::access::{SOCKET, access, repeated};
use super::error::CliError;
use super::place::Place;
use super::target_args::{AuthArg, ProvisionArg, SignatureArg, TargetArgs, WireArg};
use super::target_url::hidden;
use crate::environment::Environment;

/// Requests a second at the real service unless said.
const LIVE_RATE: f64 = 5.0;

/// The reference, by a call whatever the command.
const IN_PROCESS: &str = "in-process";

/// How a target of our own is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// Over HTTP on a free port of the loopback interface, as any other.
    Http,
    /// By a call: a campaign tries more cases a second.
    InProcess,
}

/// A target that is there until this is dropped.
pub(super) struct Opened {
    /// A client of it.
    pub client: Client,
    /// What it is called in reports.
    pub name: String,
    /// Its address, if curl reaches it there.
    pub address: Option<String>,
    /// Whether it is the real service.
    pub is_live: bool,
    provisioning: Provisioning,
    _server: Option<Running>,
    _process: Option<Process>,
}

impl Opened {
    /// A plan for this target that says no more than the arguments.
    pub(super) fn plan(
        &self,
        args: &TargetArgs,
        edition: &'static Edition,
        readings: &Readings,
    ) -> Plan<'_> {
        Plan {
            address: self.address.as_deref(),
            provisioning: self.provisioning.clone(),
            regions: [args.region.clone(), args.other_region.clone()],
            formats: match args.wire {
                WireArg::Json => vec![Format::Json],
                WireArg::Xml => vec![Format::Xml],
                WireArg::Both => vec![Format::Json, Format::Xml],
            },
            start: Relation::new(vec![*readings]),
            ..Plan::plain(&self.client, &self.name, edition)
        }
    }
}

/// The edition named `name`, or that which the file of this name describes.
pub(super) fn edition(name: &str) -> Result<&'static Edition, CliError> {
    if let Some(known) = edition_named(name) {
        return Ok(known);
    }
    let path = Path::new(name);
    let is_file = path.extension().is_some_and(|ending| ending == "toml") || path.is_file();
    if is_file {
        let text = read_text(path, MOST_BYTES).map_err(|cause| CliError::Read {
            path: name.to_owned(),
            cause,
        })?;
        return Ok(edition_from(name, &text)?);
    }
    Err(CliError::Unknown {
        what: "edition",
        name: name.to_owned(),
        nearest: nearest(name, editions().map(|edition| edition.name)),
        list: "editions",
    })
}

/// The mutant named `name`.
pub(super) fn mutant(name: &str) -> Result<&'static Mutant, CliError> {
    mutant_named(name).ok_or_else(|| CliError::Unknown {
        what: "mutant",
        name: name.to_owned(),
        nearest: nearest(name, mutants().map(|mutant| mutant.name)),
        list: "mutants",
    })
}

/// The readings of an edition under `AXIS=OPTION` arguments.
pub(super) fn readings(edition: &Edition, choices: &[String]) -> Result<Readings, CliError> {
    let choices = choices
        .iter()
        .map(|choice| {
            choice.split_once('=').ok_or_else(|| CliError::Form {
                argument: "--reading",
                value: choice.clone(),
                form: "AXIS=OPTION".into(),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(edition.readings_given(choices)?)
}

/// Opens the target: a command that answers itself, an address, one that
/// `command` starts, or one of our own on a free port of the loopback interface.
pub(super) fn open(
    args: &TargetArgs,
    command: &[String],
    edition: &Edition,
    readings: &Readings,
    seed: u64,
    environment: &Environment,
    door: Door,
) -> Result<Opened, CliError> {
    let timeout = Duration::from_secs(args.timeout);
    if let Some(flag) = args.says_who_calls()
        && matches!(args.signature, SignatureArg::Acs3)
    {
        return Err(CliError::OneHeader { flag });
    }
    let mut provisioning = provisioning(args, edition.product)?;
    if let Some(answering) = args.target.strip_prefix("exec:") {
        not_reached_by(args)?;
        let patience = Duration::from_secs(args.start_timeout);
        if !command.is_empty() {
            return Err(CliError::TwoCommands {
                command: command.join(" "),
            });
        }
        let target = Target::Exec(Arc::new(ExecTarget::start(answering, timeout, patience)?));
        return Ok(Opened {
            client: client(target, edition.product, args, environment),
            name: args.target.clone(),
            address: None,
            is_live: false,
            provisioning,
            _server: None,
            _process: None,
        });
    }
    let ours = ours(&args.target, command, edition, readings, seed)?;
    if let Some(endpoint) = &ours
        && (door == Door::InProcess || args.target == IN_PROCESS)
    {
        not_reached_by(args)?;
        let target = Target::InProcess(Arc::clone(endpoint));
        return Ok(Opened {
            client: client(target, edition.product, args, environment),
            name: args.target.clone(),
            address: Some("http://localhost".to_owned()),
            is_live: false,
            provisioning,
            _server: None,
            _process: None,
        });
    }
    let place = match ours {
        Some(endpoint) => {
            not_reached_by(args)?;
            Place::of_ours(endpoint, args)?
        }
        None => Place::of_another(args, command, environment)?,
    };
    let access = access(args, environment)?;
    let target = HttpTarget::new(&place.address, access, timeout)
        .map_err(|error| error.shown_as(&place.shown))?;
    // A header may name another host than the address, and a proxy go by it.
    let live = [target.address(), target.host()]
        .into_iter()
        .find(|host| is_live(host));
    if let Some(host) = live
        && !args.live
    {
        return Err(CliError::Live {
            host: host.to_owned(),
        });
    }
    let is_live = live.is_some();
    provisioning.free_only = is_live && !args.billable;
    let rate = args.rate.or(is_live.then_some(LIVE_RATE));
    let target = Target::Http(Arc::new(target));
    let is_plain = repeated(args).is_empty() && !args.target.starts_with(SOCKET);
    Ok(Opened {
        client: client(target, edition.product, args, environment).with_rate(rate),
        name: place.name,
        address: is_plain.then_some(place.shown),
        is_live,
        provisioning,
        _server: place.server,
        _process: place.process,
    })
}

/// An error if flags say how to reach what is not behind HTTP or is our own.
fn not_reached_by(args: &TargetArgs) -> Result<(), CliError> {
    let flags = repeated(args);
    if flags.is_empty() {
        return Ok(());
    }
    Err(CliError::NotBehindHttp {
        target: hidden(&args.target),
        flags,
    })
}

/// The endpoint behind a target of our own.
fn ours(
    target: &str,
    command: &[String],
    edition: &Edition,
    readings: &Readings,
    seed: u64,
) -> Result<Option<Arc<dyn Endpoint>>, CliError> {
    let reference = || Reference::new(edition.clone(), *readings).with_seed(seed);
    let mutated = target.strip_prefix("mutant:");
    if !command.is_empty() {
        return match mutated {
            None if target != IN_PROCESS => Ok(None),
            _ => Err(CliError::OwnTarget {
                target: target.to_owned(),
                command: command.join(" "),
            }),
        };
    }
    if ["reference", IN_PROCESS].contains(&target) {
        return Ok(Some(Arc::new(reference())));
    }
    match mutated {
        Some(name) => Ok(Some(Arc::new(reference().with_mutant(mutant(name)?)))),
        None => Ok(None),
    }
}

/// Whether a host is one of the real service.
fn is_live(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or_default();
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "aliyuncs.com" || host.ends_with(".aliyuncs.com")
}

fn provisioning(args: &TargetArgs, product: &Product) -> Result<Provisioning, CliError> {
    let read = |path| Shelf::read(path, product);
    let shelf = args.fixtures.as_deref().map(read).transpose()?;
    Ok(Provisioning {
        provision: match args.provision {
            ProvisionArg::Auto => Provision::Auto,
            ProvisionArg::Api => Provision::Api,
            ProvisionArg::Fixtures => Provision::Fixtures,
            ProvisionArg::Invented => Provision::Invented,
        },
        shelf: shelf.map(Arc::new),
        free_only: false,
    })
}

fn client(
    target: Target,
    product: &'static Product,
    args: &TargetArgs,
    environment: &Environment,
) -> Client {
    let scheme = match args.signature {
        SignatureArg::V1 => Scheme::V1,
        SignatureArg::Acs3 => Scheme::Acs3,
    };
    let client = Client::new(
        target,
        product,
        environment.accounts.clone(),
        scheme,
        Arc::clone(&environment.stamps),
    )
    .with_clock(Arc::clone(&environment.elapsed))
    .with_rate(args.rate);
    if args.auth == AuthArg::None {
        client.without_signatures()
    } else {
        client
    }
}
