//! What a run says of its target in one word.

/// What a run says of its target; the numbers are those of exit codes.
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
            Self::Inconclusive => {
                "inconclusive: nothing answers, too much stayed open, or too little was tried"
            }
            Self::NothingRan => "nothing ran",
            Self::BaselineStale => "is not as its baseline says: the baseline is stale",
            Self::ReadingChanged => {
                "is not as its lock says: a reading changed, or an ability is lost"
            }
        }
    }
}
