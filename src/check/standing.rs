//! What a run says of its target in one word.

use super::kept::Kept;
use super::results::{Run, Verdict};

/// What a run says of its target; the numbers are those of exit codes (design §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Standing {
    /// The target conforms; known failures are allowed.
    Conforms = 0,
    /// The target diverges from the specification.
    Diverges = 1,
    /// Nothing can be said: unreachable, throttled, or too open.
    Inconclusive = 3,
    /// Nothing ran.
    NothingRan = 4,
    /// The baseline names what is not so any more.
    BaselineStale = 5,
    /// The target follows another reading than the lock says.
    ReadingChanged = 6,
}

impl Standing {
    /// The code that `tagproof run` ends with.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What it means, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Diverges => "diverges from the specification",
            Self::Inconclusive => "inconclusive: unreachable, throttled, or too much stayed open",
            Self::NothingRan => "nothing ran",
            Self::BaselineStale => "is not as its baseline says: the baseline is stale",
            Self::ReadingChanged => "follows another reading than the lock says",
        }
    }
}

impl Run {
    /// What the run says of its target, if at most `max_inconclusive` percent
    /// of the applicable cases may stay inconclusive.
    pub fn standing(&self, max_inconclusive: u8) -> Standing {
        let decided: usize = Verdict::DECIDED
            .into_iter()
            .map(|verdict| self.count(verdict))
            .sum();
        let inconclusive = self.count(Verdict::Inconclusive);
        let differs = |from| {
            self.deviations
                .iter()
                .any(|deviation| deviation.from == from)
        };
        if decided + inconclusive == 0 {
            Standing::NothingRan
        } else if self.count(Verdict::Fail) > 0 || differs(Kept::Snapshots) {
            Standing::Diverges
        } else if differs(Kept::Lock) {
            Standing::ReadingChanged
        } else if differs(Kept::Baseline) {
            Standing::BaselineStale
        } else if self.count(Verdict::NotRun) > 0
            || inconclusive * 100 > (decided + inconclusive) * usize::from(max_inconclusive)
        {
            Standing::Inconclusive
        } else {
            Standing::Conforms
        }
    }
}
