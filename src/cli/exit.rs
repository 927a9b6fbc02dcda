//! Exit codes: what each means and which of several wins.

use crate::check::Standing;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The target conforms; known failures are allowed.
    Conforms = 0,
    /// The target diverges from the specification.
    Divergence = 1,
    /// The command line, the configuration or a suite is wrong.
    Usage = 2,
    /// Nothing can be said: unreachable, throttled, or too open.
    Inconclusive = 3,
    /// Nothing ran.
    NothingRan = 4,
    /// The baseline is stale.
    BaselineStale = 5,
    /// The reading changed against the lock.
    ReadingChanged = 6,
    /// The self-test failed: suite and model disagree, the reference fails, or
    /// the canary survives.
    SelfTestFailed = 7,
    /// A bug in tagproof.
    Internal = 70,
    /// Interrupted; a partial report is written.
    Interrupted = 130,
}

/// Every exit code, in the order in which they win over each other.
pub static EXITS: &[Exit] = &[
    Exit::Internal,
    Exit::Interrupted,
    Exit::Usage,
    Exit::SelfTestFailed,
    Exit::NothingRan,
    Exit::Divergence,
    Exit::ReadingChanged,
    Exit::BaselineStale,
    Exit::Inconclusive,
    Exit::Conforms,
];

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The one that wins where both apply.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let first = EXITS
            .iter()
            .copied()
            .find(|exit| [self, other].contains(exit));
        first.unwrap_or(self)
    }

    /// What it means, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Conforms => Standing::Conforms.meaning(),
            Self::Divergence => Standing::Diverges.meaning(),
            Self::Usage => "usage, configuration or suite error",
            Self::Inconclusive => Standing::Inconclusive.meaning(),
            Self::NothingRan => Standing::NothingRan.meaning(),
            Self::BaselineStale => Standing::BaselineStale.meaning(),
            Self::ReadingChanged => Standing::ReadingChanged.meaning(),
            Self::SelfTestFailed => {
                "the self-test failed: suite and model disagree, the reference fails, or the canary survives"
            }
            Self::Internal => "internal error, a bug in tagproof",
            Self::Interrupted => "interrupted, the report is partial",
        }
    }

    /// What it is for, and what to do then.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Conforms => {
                "Nothing is to be done. Failures that the baseline knows are allowed."
            }
            Self::Divergence => {
                "Every failure names its clause (`tagproof explain CLAUSE`), the requests and a command \
                 that shows it again. Answers that differ from the snapshots end so as well."
            }
            Self::Usage => {
                "No verdict counts. The line on standard error says what is wrong and where. Where it says that \
                 a file could not be written, the verdict is told all the same, and the other files are whole."
            }
            Self::Inconclusive => {
                "Nothing answered, a run stopped early, more cases stayed open than --max-inconclusive \
                 allows, or the target lacks what the verdict would be about. The last lines name what is \
                 missing, and the command that leaves it out (--without; `tagproof list abilities`).\n\
                 What was throttled or answered with 429, 502, 503 or 504, reset, cut off or late is \
                 weather: it is tried again, and no failure."
            }
            Self::NothingRan => {
                "No case was picked: look at the patterns, --skip, --level and --without."
            }
            Self::BaselineStale => {
                "Nothing new fails, but the baseline names what is fixed, gone or expired: \
                 --update-baseline takes out what is fixed."
            }
            Self::ReadingChanged => {
                "Nothing fails, but where the page is ambiguous the target has changed its mind, or it can do \
                 less than before: `tagproof fingerprint --lock FILE` writes down what is so now if that is meant."
            }
            Self::SelfTestFailed => {
                "The suite contradicts itself or its model: no verdict of it counts."
            }
            Self::Internal => "This is a bug in tagproof, not in the target.",
            Self::Interrupted => "What was found until then is in the reports and artifacts.",
        }
    }

    /// The code with this number.
    pub fn of_number(number: u8) -> Option<Self> {
        EXITS.iter().copied().find(|exit| exit.code() == number)
    }
}

impl From<Standing> for Exit {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Conforms => Self::Conforms,
            Standing::Diverges => Self::Divergence,
            Standing::Inconclusive => Self::Inconclusive,
            Standing::NothingRan => Self::NothingRan,
            Standing::BaselineStale => Self::BaselineStale,
            Standing::ReadingChanged => Self::ReadingChanged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_says_ends_with_its_own_code() {
        for standing in [
            Standing::Conforms,
            Standing::Diverges,
            Standing::Inconclusive,
            Standing::NothingRan,
            Standing::BaselineStale,
            Standing::ReadingChanged,
        ] {
            let exit = Exit::from(standing);
            assert_eq!(exit.code(), standing.code());
            assert_eq!(exit.meaning(), standing.meaning());
        }
    }
}
