//! The environment, the clock and chance: read here and passed down.

mod place;
mod started;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cases::ACCOUNTS;
use crate::targets::{Account, Clock, Stamps};
use crate::wire::{Credentials, Stamp};

pub use place::{caller, report_folder};
pub use started::{Closed, outlives_terminal};

/// What the variables that say something to tagproof begin with.
const PREFIX: &str = "TAGPROOF_";

/// How the names of those end that hold credentials.
const CREDENTIALS: [&str; 2] = ["ACCESS_KEY_ID", "ACCESS_KEY_SECRET"];

/// The value of any variable, if it is set.
pub type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What a run takes from outside its arguments.
pub struct Environment {
    /// The run's account and the other one.
    pub accounts: [Account; 2],
    /// Settings: the variables that begin with `TAGPROOF_`, but for credentials.
    pub variables: BTreeMap<String, String>,
    /// Any other variable, for settings that name one.
    pub variable: Variables,
    /// Nonces and timestamps.
    pub stamps: Stamps,
    /// Seconds since 1970.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Today, in UTC.
    pub today: Date,
    /// Time since the process began, to tell slow targets.
    pub elapsed: Clock,
    /// Processors.
    pub cores: usize,
    /// Whether the error output is a terminal, for a progress bar.
    pub terminal: bool,
    /// Whether nobody can read the output, as it was closed from the beginning.
    pub output_is_closed: bool,
}

impl Environment {
    /// Reads the environment of the process.
    pub fn read() -> Self {
        let account = |role: &str, prefix: &str, id: &str, secret: &str| {
            let variable =
                |name: &str| std::env::var(format!("{PREFIX}{prefix}ACCESS_KEY_{name}")).ok();
            Account {
                role: role.to_owned(),
                credentials: Credentials::new(
                    variable("ID").unwrap_or_else(|| id.to_owned()),
                    variable("SECRET").unwrap_or_else(|| secret.to_owned()),
                ),
            }
        };
        Self {
            accounts: [
                account(ACCOUNTS[0], "", "testid", "testsecret"),
                account(ACCOUNTS[1], "OTHER_", "otherid", "othersecret"),
            ],
            variables: std::env::vars_os()
                .filter_map(|(name, value)| {
                    let (name, value) = (name.into_string().ok()?, value.into_string().ok()?);
                    let is_credential = CREDENTIALS.iter().any(|end| name.ends_with(end));
                    (name.starts_with(PREFIX) && !is_credential).then_some((name, value))
                })
                .collect(),
            variable: Arc::new(|name| std::env::var(name).ok()),
            stamps: stamps(),
            clock: Arc::new(|| Timestamp::now().as_second()),
            today: TimeZone::UTC.to_datetime(Timestamp::now()).date(),
            elapsed: {
                let begun = Instant::now();
                Arc::new(move || begun.elapsed())
            },
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            terminal: std::io::IsTerminal::is_terminal(&std::io::stderr()),
            output_is_closed: started::output_is_closed(),
        }
    }
}

/// Nonces that no other run has: a random half from the system and a counter.
fn stamps() -> Stamps {
    let random = RandomState::new().build_hasher().finish();
    let counter = AtomicU64::new(0);
    // Each second is written once: many requests are signed in it.
    let written: Mutex<(i64, String)> = Mutex::default();
    Arc::new(move || {
        let now = Timestamp::now();
        let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.1.is_empty() || written.0 != now.as_second() {
            let text = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            *written = (now.as_second(), text);
        }
        Stamp {
            nonce: format!(
                "{random:016x}{:016x}",
                counter.fetch_add(1, Ordering::Relaxed)
            ),
            timestamp: written.1.clone(),
        }
    })
}
