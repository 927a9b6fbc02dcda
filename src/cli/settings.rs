//! Settings: what the environment and `tagproof.toml` say in place of flags.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgAction, Command};
use toml::de::{DeTable, DeValue};

use crate::contract::{nearest, visible};

use super::error::CliError;
use crate::files::{MOST_BYTES, read_text};

/// The file that is read if no other is named.
pub(super) const FILE: &str = "tagproof.toml";

/// What the variables begin with.
const PREFIX: &str = "TAGPROOF_";

/// The flag that names the file.
const CONFIG: &str = "config";

/// The arguments with what is set elsewhere put in, and where that was.
#[derive(Default)]
pub(super) struct Settled {
    /// The arguments.
    pub(super) args: Vec<OsString>,
    /// Variables that set nothing, each with what was probably meant.
    pub(super) strangers: Vec<String>,
    /// What was put in.
    put_in: Vec<PutIn>,
}

struct PutIn {
    flag: String,
    value: String,
    /// The variable or the file that says it.
    source: String,
}

impl Settled {
    fn of(args: Vec<OsString>) -> Self {
        Self {
            args,
            ..Self::default()
        }
    }

    /// Where the settings come from that a message is about, a line each: it names
    /// their flag, or what they say.
    pub(super) fn behind(&self, message: &str) -> String {
        let is_named = |one: &&PutIn| {
            let named = |end| message.contains(&format!("{}{end}", one.flag));
            let quoted = || message.contains(&format!("'{}'", one.value));
            [" ", "'", "="].into_iter().any(named) || !one.value.is_empty() && quoted()
        };
        let told = |one: &PutIn| format!("{} is set by {}\n", one.flag, visible(&one.source));
        self.put_in.iter().filter(is_named).map(told).collect()
    }
}

/// The arguments with what is set elsewhere put in: a flag wins over its
/// variable, that over the file, and that over the default.
/// `variables` are those of the environment that begin with `TAGPROOF_`.
pub(super) fn settled(
    args: Vec<OsString>,
    command: &Command,
    variables: &BTreeMap<String, String>,
) -> Result<Settled, CliError> {
    // What is wrong with the arguments is told once they are whole.
    let Ok(matches) = command
        .clone()
        .ignore_errors(true)
        .try_get_matches_from(&args)
    else {
        return Ok(Settled::of(args));
    };
    let Some((name, given)) = matches.subcommand() else {
        return Ok(Settled::of(args));
    };
    let Some(subcommand) = command.find_subcommand(name) else {
        return Ok(Settled::of(args));
    };
    let place = args.iter().position(|arg| arg.to_str() == Some(name));
    let named = matches
        .get_one::<PathBuf>(CONFIG)
        .cloned()
        .or_else(|| variables.get("TAGPROOF_CONFIG").map(PathBuf::from));
    let file = read(named.as_deref(), command)?;
    let mut words: Vec<OsString> = Vec::new();
    let mut put_in: Vec<PutIn> = Vec::new();
    for arg in subcommand.get_arguments() {
        let (Some(long), id) = (arg.get_long(), arg.get_id().as_str()) else {
            continue;
        };
        let is_given = given.try_contains_id(id).is_ok_and(|known| known)
            && given.value_source(id) == Some(ValueSource::CommandLine);
        if is_given || [CONFIG, "help", "version"].contains(&long) {
            continue;
        }
        let several = matches!(arg.get_action(), ArgAction::Append);
        let variable = variable_of(long);
        let (values, source) = match variables.get(&variable) {
            // A header holds blanks.
            Some(text) if several && long == "header" => {
                (text.lines().map(str::to_owned).collect(), variable)
            }
            Some(text) if several => {
                let values = text.split_whitespace().map(str::to_owned);
                (values.collect(), variable)
            }
            Some(text) => (vec![text.clone()], variable),
            None => file.of(name, long),
        };
        let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
        for value in values {
            match (is_switch, value.as_str()) {
                (false, _) => words.push(format!("--{long}={value}").into()),
                (true, "true" | "1" | "yes") => words.push(format!("--{long}").into()),
                (true, "false" | "0" | "no" | "") => continue,
                (true, _) => {
                    return Err(CliError::Switch {
                        name: source,
                        value,
                    });
                }
            }
            put_in.push(PutIn {
                flag: format!("--{long}"),
                value,
                source: source.clone(),
            });
        }
    }
    let mut whole = args;
    if let Some(place) = place {
        let rest = whole.split_off(place + 1);
        whole.extend(words);
        whole.extend(rest);
    }
    Ok(Settled {
        args: whole,
        strangers: strangers(variables, command),
        put_in,
    })
}

/// The variable that sets a flag.
fn variable_of(long: &str) -> String {
    format!("{PREFIX}{}", long.to_uppercase().replace('-', "_"))
}

/// Variables that set no flag of any command.
fn strangers(variables: &BTreeMap<String, String>, command: &Command) -> Vec<String> {
    let mut known: Vec<String> = flags(command.get_subcommands())
        .into_iter()
        .chain([CONFIG])
        .map(variable_of)
        .collect();
    known.sort();
    known.dedup();
    let stranger = |name: &&String| known.binary_search(name).is_err();
    let told = |name: &String| unknown("setting", name, known.iter().map(String::as_str));
    variables.keys().filter(stranger).map(told).collect()
}

/// What a file says and where, by table (none for every command) and name.
#[derive(Default)]
struct Settings(BTreeMap<(Option<String>, String), (Vec<String>, String)>);

impl Settings {
    fn of(&self, command: &str, long: &str) -> (Vec<String>, String) {
        let own = (Some(command.to_owned()), long.to_owned());
        let shared = (None, long.to_owned());
        let found = self.0.get(&own).or_else(|| self.0.get(&shared));
        found.cloned().unwrap_or_default()
    }
}

/// The settings of a file; one that nobody named may be missing.
fn read(named: Option<&Path>, command: &Command) -> Result<Settings, CliError> {
    let path = named.unwrap_or(Path::new(FILE));
    let text = match read_text(path, MOST_BYTES) {
        Err(cause) if named.is_none() && cause.kind() == ErrorKind::NotFound => {
            return Ok(Settings::default());
        }
        read => read.map_err(|cause| CliError::Read {
            path: path.display().to_string(),
            cause,
        })?,
    };
    let line = |at: usize| text.get(..at).unwrap_or(&text).matches('\n').count() + 1;
    let error = |at: usize, what: String| CliError::Setting {
        file: path.display().to_string(),
        line: line(at),
        what,
    };
    let source = |at: usize| format!("{}:{}", path.display(), line(at));
    let table = DeTable::parse(&text).map_err(|wrong| {
        let at = wrong.span().map_or(0, |span| span.start);
        error(at, wrong.message().to_owned())
    })?;
    let mut settings = Settings::default();
    let everything = flags(command.get_subcommands());
    for (key, value) in table.get_ref() {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        if let DeValue::Table(own) = value.get_ref() {
            let Some(subcommand) = command.find_subcommand(name) else {
                let commands = command.get_subcommands().map(Command::get_name);
                return Err(error(at, unknown("command", name, commands)));
            };
            let flags = flags(std::iter::once(subcommand));
            for (key, value) in own {
                let at = key.span().start;
                let flag = key.get_ref().as_ref();
                let values = of_flag(flag, value.get_ref(), &flags);
                let values = values.map_err(|what| error(at, what))?;
                let place = (Some(name.to_owned()), flag.to_owned());
                settings.0.insert(place, (values, source(at)));
            }
        } else {
            let values = of_flag(name, value.get_ref(), &everything);
            let values = values.map_err(|what| error(at, what))?;
            let place = (None, name.to_owned());
            settings.0.insert(place, (values, source(at)));
        }
    }
    Ok(settings)
}

/// The long flags of some commands, but for those that are none of a setting.
fn flags<'c>(commands: impl Iterator<Item = &'c Command>) -> Vec<&'c str> {
    commands
        .flat_map(Command::get_arguments)
        .filter_map(clap::Arg::get_long)
        .filter(|long| ![CONFIG, "help", "version"].contains(long))
        .collect()
}

fn of_flag(flag: &str, value: &DeValue<'_>, flags: &[&str]) -> Result<Vec<String>, String> {
    if !flags.contains(&flag) {
        return Err(unknown("flag", flag, flags.iter().copied()));
    }
    let one = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Boolean(yes) => Ok(yes.to_string()),
        _ => Err(format!(
            "{flag} is a text, a whole number, true, false or a list of these"
        )),
    };
    match value {
        DeValue::Array(list) => list.iter().map(|item| one(item.get_ref())).collect(),
        value => Ok(vec![one(value)?]),
    }
}

fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let meant = nearest(name, known).map(|name| format!(", did you mean '{name}'?"));
    format!("there is no {what} '{name}'{}", meant.unwrap_or_default())
}
