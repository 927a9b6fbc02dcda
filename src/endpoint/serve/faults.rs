//! Faults on the way: what a client on a bad day meets, drawn from a seed.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::SignedDuration;

use crate::contract::{SplitMix64, nearest, visible};

/// How late a late answer is unless said: longer than clients wait as a rule.
const LATE_BY: Duration = Duration::from_secs(15);

/// The longest duration that can be asked for.
const LONGEST: Duration = Duration::from_secs(3600);

/// Every kind of fault, as it is spelt.
const KINDS: [&str; 5] = ["throttle", "reset", "late", "latency", "lag"];

/// Faults that a server puts in its endpoint's way, as in
/// `throttle=0.05,reset=0.01,late=0.01@2s,latency=20ms,lag=50ms`.
///
/// Of shares, which are from 0 to 1 and together at most 1, a request meets one
/// fault at most. Durations are a number with a unit (`20ms`, `1.5s`, `2m`), at
/// most an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Faults {
    /// Share of requests that are answered with `Throttling.User`, and not done.
    pub throttle: f64,
    /// Share of requests whose connection is closed without an answer; half of
    /// them are done before.
    pub reset: f64,
    /// Share of requests that are answered late; half of them are done when they
    /// come, the others just before the answer.
    pub late: f64,
    /// How late; 15 seconds unless said.
    pub late_by: Duration,
    /// What every answer takes longer.
    pub latency: Duration,
    /// How long after a write listings show it. It is the endpoint's own, see
    /// [`Reference::with_lag`](crate::endpoint::Reference::with_lag): a server leaves it out.
    pub lag: Duration,
    /// What is drawn from; the same requests, one after the other, meet the same
    /// faults.
    pub seed: u64,
}

/// Faults that are none.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FaultsError {
    /// Something between two commas has no `=`.
    #[error("'{}' is not of the form KIND=VALUE; kinds are {kinds}", visible(.0), kinds = Kinds)]
    Form(String),
    /// There is no such kind.
    #[error("unknown fault '{}'{}; there are {kinds}", visible(.name), .nearest.as_ref().map(|near| format!(", did you mean '{near}'?")).unwrap_or_default(), kinds = Kinds)]
    Unknown {
        /// As given.
        name: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// A kind is there twice.
    #[error("the fault '{0}' is there twice")]
    Twice(&'static str),
    /// A share is none.
    #[error("{kind} is a share of the requests, a number from 0 to 1, not '{}'", visible(.value))]
    Share {
        /// The kind.
        kind: &'static str,
        /// As given.
        value: String,
    },
    /// A duration is none.
    #[error("{kind} takes a duration such as 20ms or 1.5s, at most {} s, not '{}'", LONGEST.as_secs(), visible(.value))]
    Duration {
        /// The kind.
        kind: &'static str,
        /// As given.
        value: String,
    },
    /// The shares of all requests are more than all.
    #[error("throttle, reset and late together are a share of {0}, more than all requests")]
    TooMuch(f64),
}

/// The kinds in a message.
struct Kinds;

impl fmt::Display for Kinds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&KINDS.join(", "))
    }
}

impl Default for Faults {
    /// No fault at all.
    fn default() -> Self {
        Self {
            throttle: 0.0,
            reset: 0.0,
            late: 0.0,
            late_by: LATE_BY,
            latency: Duration::ZERO,
            lag: Duration::ZERO,
            seed: 0,
        }
    }
}

impl FromStr for Faults {
    type Err = FaultsError;

    fn from_str(text: &str) -> Result<Self, FaultsError> {
        let mut faults = Self::default();
        let mut seen = Vec::new();
        for part in text.split(',') {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| FaultsError::Form(part.to_owned()))?;
            let Some(kind) = KINDS.into_iter().find(|kind| *kind == name) else {
                return Err(FaultsError::Unknown {
                    name: name.to_owned(),
                    nearest: nearest(name, KINDS),
                });
            };
            if seen.contains(&kind) {
                return Err(FaultsError::Twice(kind));
            }
            seen.push(kind);
            match kind {
                "throttle" => faults.throttle = share(kind, value)?,
                "reset" => faults.reset = share(kind, value)?,
                "latency" => faults.latency = duration(kind, value)?,
                "lag" => faults.lag = duration(kind, value)?,
                _ => {
                    let (how_many, by) = match value.split_once('@') {
                        Some((how_many, by)) => (how_many, duration(kind, by)?),
                        None => (value, LATE_BY),
                    };
                    faults.late = share(kind, how_many)?;
                    faults.late_by = by;
                }
            }
        }
        let together = faults.throttle + faults.reset + faults.late;
        // Tenths do not add up to one exactly.
        if together > 1.0 + 1e-9 {
            return Err(FaultsError::TooMuch(together));
        }
        Ok(faults)
    }
}

fn share(kind: &'static str, value: &str) -> Result<f64, FaultsError> {
    value
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| FaultsError::Share {
            kind,
            value: value.to_owned(),
        })
}

fn duration(kind: &'static str, value: &str) -> Result<Duration, FaultsError> {
    value
        .parse::<SignedDuration>()
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .filter(|duration| *duration <= LONGEST)
        .ok_or_else(|| FaultsError::Duration {
            kind,
            value: value.to_owned(),
        })
}

/// What one request meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// Nothing: it is done and answered.
    Nothing,
    /// It is refused for the number of requests.
    Throttled,
    /// Its connection is closed, after it was done or without.
    Reset {
        /// Whether it is done.
        done: bool,
    },
    /// It is answered so late, and done at once or just before.
    Late {
        /// Whether it is done at once.
        at_once: bool,
        /// How late.
        by: Duration,
    },
}

/// Faults as they are drawn, one request after the other.
pub(super) struct Drawn {
    faults: Faults,
    requests: AtomicU64,
}

impl Drawn {
    /// The first request of these faults comes next.
    pub(super) fn new(faults: Faults) -> Self {
        Self {
            faults,
            requests: AtomicU64::new(0),
        }
    }

    /// What the next request meets: it depends on the seed and on how many
    /// requests there were before.
    pub(super) fn next(&self) -> Met {
        let request = self.requests.fetch_add(1, Ordering::Relaxed);
        // Streams of one seed and different requests have nothing in common.
        let own = SplitMix64::new(self.faults.seed).bits() ^ request;
        let mut stream = SplitMix64::new(SplitMix64::new(own).bits());
        let place = unit(stream.bits());
        let coin = stream.bits() >> 63 == 1;
        let Faults {
            throttle,
            reset,
            late,
            late_by,
            ..
        } = self.faults;
        if place < throttle {
            Met::Throttled
        } else if place < throttle + reset {
            Met::Reset { done: coin }
        } else if place < throttle + reset + late {
            Met::Late {
                at_once: coin,
                by: late_by,
            }
        } else {
            Met::Nothing
        }
    }

    /// What every answer takes longer.
    pub(super) fn latency(&self) -> Duration {
        self.faults.latency
    }

    /// Begins again with the first request.
    pub(super) fn restart(&self) {
        self.requests.store(0, Ordering::Relaxed);
    }
}

/// Bits as a number from 0 up to, and without, 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read() {
        let text = "throttle=0.05,reset=0.01,late=0.02@2s,latency=20ms,lag=1m 30s";
        let faults: Faults = text.parse().unwrap();
        let expected = Faults {
            throttle: 0.05,
            reset: 0.01,
            late: 0.02,
            late_by: Duration::from_secs(2),
            latency: Duration::from_millis(20),
            lag: Duration::from_secs(90),
            seed: 0,
        };
        assert_eq!(faults, expected);
        let late: Faults = "late=1".parse().unwrap();
        assert_eq!((late.late, late.late_by), (1.0, LATE_BY));
        let all: Result<Faults, _> = "throttle=0.7,reset=0.1,late=0.2".parse();
        assert!(all.is_ok());
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, said) in [
            (
                "",
                "'' is not of the form KIND=VALUE; kinds are throttle, reset, late, latency, lag",
            ),
            ("throttle", "'throttle' is not of the form"),
            ("lag=1s,", "'' is not of the form"),
            (
                "throtle=1",
                "unknown fault 'throtle', did you mean 'throttle'?; there are",
            ),
            ("hail=1", "unknown fault 'hail'; there are throttle,"),
            ("lag=1s,lag=2s", "the fault 'lag' is there twice"),
            (
                "throttle=2",
                "throttle is a share of the requests, a number from 0 to 1, not '2'",
            ),
            ("reset=-0.1", "not '-0.1'"),
            ("reset=NaN", "not 'NaN'"),
            ("late=", "not ''"),
            (
                "late=0.1@",
                "late takes a duration such as 20ms or 1.5s, at most 3600 s, not ''",
            ),
            ("latency=20", "not '20'"),
            ("latency=-1s", "not '-1s'"),
            ("latency=1s ago", "not '1s ago'"),
            ("lag=61m", "not '61m'"),
            (
                "throttle=0.6,reset=0.5",
                "share of 1.1, more than all requests",
            ),
        ] {
            let error = text.parse::<Faults>().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn shares_are_kept_and_halves_are_halves() {
        let text = "throttle=0.2,reset=0.2,late=0.2";
        let drawn = Drawn::new(text.parse().unwrap());
        let met: Vec<Met> = (0..10_000).map(|_| drawn.next()).collect();
        let by = LATE_BY;
        for (kind, expected) in [
            (Met::Throttled, 2000),
            (Met::Reset { done: true }, 1000),
            (Met::Reset { done: false }, 1000),
            (Met::Late { at_once: true, by }, 1000),
            (Met::Late { at_once: false, by }, 1000),
            (Met::Nothing, 4000),
        ] {
            let count = met.iter().filter(|met| **met == kind).count();
            assert!(count.abs_diff(expected) < 150, "{kind:?}: {count}");
        }
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let seeded = |seed| {
            let faults = "throttle=0.5".parse::<Faults>().unwrap();
            Drawn::new(Faults { seed, ..faults })
        };
        let drawn = |from: &Drawn| (0..100).map(|_| from.next()).collect::<Vec<_>>();
        let first = seeded(1);
        let met = drawn(&first);
        assert_eq!(met, drawn(&seeded(1)));
        assert_ne!(met, drawn(&seeded(2)));
        assert_ne!(met, drawn(&first), "it goes on");
        first.restart();
        assert_eq!(met, drawn(&first));
    }

    #[test]
    fn no_share_is_never_met_and_all_always() {
        let nothing = Drawn::new(Faults::default());
        let all = Drawn::new("throttle=1".parse().unwrap());
        for _ in 0..1000 {
            assert_eq!(nothing.next(), Met::Nothing);
            assert_eq!(all.next(), Met::Throttled);
        }
    }
}
