//! What a clause is: a sentence that can be kept or broken.

use super::refusals::{Refusals, Stated};

/// One sentence of an edition that can be kept or broken.
#[derive(Debug)]
pub struct Clause {
    /// Permanent id.
    pub id: &'static str,
    /// How strictly it is judged.
    pub level: Level,
    /// What can break it.
    pub kind: Kind,
    /// Where it stands on the page.
    pub place: &'static str,
    /// The sentence in our words; `{key-length}` and the like stand for the
    /// edition's limits.
    pub words: &'static str,
    /// Where the codes stand that refuse a call against it, if an edition may
    /// have some.
    pub code: Option<fn(&Refusals) -> Stated>,
    /// The ambiguities that touch it, by number.
    pub sources: &'static [&'static str],
    /// Why a contradiction of the page is settled as it is, where the clause
    /// must be kept all the same.
    pub settled: Option<&'static str>,
}

impl Clause {
    /// The codes that refuse a call against it.
    pub fn codes(&self, refusals: &Refusals) -> Stated {
        self.code.map_or(Stated::Nothing, |code| code(refusals))
    }

    /// Whether a killing case is demanded for it: what must be and can be
    /// reached.
    pub fn is_demanded(&self) -> bool {
        self.level == Level::Must
    }
}

/// How strictly a clause is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Breaking it is a divergence.
    Must,
    /// What an operation beside the one of the page does, which shows, removes
    /// or carries its tags. The page does not speak of it; breaking it is a
    /// divergence of that operation, and hides what the page speaks of.
    Companion,
    /// Reported; a divergence under `--strict` only.
    Should,
    /// The page leaves it open: an axis, or not judged.
    Unspecified,
}

impl Level {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Companion => "COMPANION",
            Self::Should => "SHOULD",
            Self::Unspecified => "UNSPECIFIED",
        }
    }
}

/// What can break a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A request; a right implementation then refuses it.
    Request,
    /// Only an implementation, by what a call changes or shows.
    Effect,
    /// Only an implementation, by the form of an answer.
    Answer,
    /// Only an implementation, by the code of a refusal.
    Code,
}
