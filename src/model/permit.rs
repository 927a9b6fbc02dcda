//! What the model permits: answers, and what they change.

use std::collections::BTreeSet;

use crate::contract::axes;
use crate::contract::axis::{Atomicity, UnstatedCode};
use crate::contract::{Answer, ClauseId, ErrorRow, Of, Readings, Stated, TagRow, unstated_code};

use super::world::{Change, World};

/// One permitted answer with what it changes and the readings that permit it.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The answer.
    pub permit: Permit,
    /// What it changes.
    pub changes: Vec<Change>,
    /// The readings under which it is permitted.
    pub readings: Readings,
}

impl Branch {
    /// The world after the call.
    #[must_use]
    pub fn world(&self, before: &World) -> World {
        before.after(&self.changes)
    }
}

/// An answer that is permitted, as far as it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permit {
    /// The call is done.
    Accept,
    /// The call is refused.
    Refuse(Refusal),
    /// The call is done and lists exactly these rows, in any order.
    Rows(Vec<TagRow>),
    /// The same, or the call is refused: for a listing of what the caller may
    /// not see there, which the page forbids to show and not to refuse.
    RowsUnlessRefused(Vec<TagRow>),
    /// The call is done and shows these keys and values; of keys that the case
    /// did not use nothing is said.
    Pairs(BTreeSet<(String, String)>),
    /// The call is done and shows these keys; the same holds.
    Keys(BTreeSet<String>),
    /// Any answer that is one: the page says nothing.
    Anything,
}

/// A refusal that is permitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The clause that the call breaks.
    pub clause: ClauseId,
    /// The codes that may say so.
    pub codes: Codes,
    /// For a refusal because of one of several resources: those that are bad,
    /// and the axis that says what is left behind.
    pub bad: Option<(Of<Atomicity>, BTreeSet<String>)>,
}

/// The codes of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// One of these, the first being the usual one.
    Listed(&'static [&'static ErrorRow]),
    /// These are natural, and any other with a 4xx status will do.
    Preferred(&'static [&'static ErrorRow]),
    /// The page leaves it without one: any code with a 4xx status.
    Unstated(Unstated),
    /// As unstated, in one style: what one implementation sends.
    Styled(UnstatedCode, Unstated),
}

/// What is wrong with a parameter where the page has no code for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unstated {
    /// The parameter is missing.
    Missing(&'static str),
    /// The parameter is there and wrong.
    Invalid(&'static str),
}

impl Unstated {
    /// The code in one style.
    fn code(self, style: UnstatedCode) -> String {
        match self {
            Self::Missing(parameter) => unstated_code(style, true, parameter),
            Self::Invalid(parameter) => unstated_code(style, false, parameter),
        }
    }
}

impl Refusal {
    /// A refusal by the codes that the edition states, or where it states none
    /// for what is wrong.
    pub fn by(clause: ClauseId, stated: Stated, what: Unstated) -> Self {
        Self {
            clause,
            codes: match stated {
                Stated::Only(rows) => Codes::Listed(rows),
                Stated::Among(rows) => Codes::Preferred(rows),
                Stated::Nothing => Codes::Unstated(what),
            },
            bad: None,
        }
    }

    /// A refusal by one of some codes.
    pub fn listed(clause: ClauseId, codes: &'static [&'static ErrorRow]) -> Self {
        Self {
            clause,
            codes: Codes::Listed(codes),
            bad: None,
        }
    }

    /// A refusal for which the page has no code.
    pub fn unstated(clause: ClauseId, what: Unstated) -> Self {
        Self {
            clause,
            codes: Codes::Unstated(what),
            bad: None,
        }
    }

    /// The same refusal, because of these resources.
    #[must_use]
    pub fn because_of(mut self, axis: Of<Atomicity>, bad: BTreeSet<String>) -> Self {
        self.bad = Some((axis, bad));
        self
    }
}

impl Codes {
    /// The code that an implementation with a complete reading sends.
    pub fn code(self, reading: &Readings) -> String {
        match self {
            Self::Listed(codes) | Self::Preferred(codes) => {
                codes.first().map_or("", |row| row.code).to_owned()
            }
            Self::Unstated(what) => what.code(
                reading
                    .get(axes::UNSTATED_CODE)
                    .unwrap_or(UnstatedCode::MissingParameter),
            ),
            Self::Styled(style, what) => what.code(style),
        }
    }

    /// The same codes as one implementation with a complete reading sends them.
    #[must_use]
    pub fn exactly(self, reading: &Readings) -> Self {
        match (self, reading.get(axes::UNSTATED_CODE)) {
            (Self::Unstated(what), Some(style)) => Self::Styled(style, what),
            (other, _) => other,
        }
    }

    /// Whether a code is one of those that are named.
    pub fn has(self, code: &str) -> bool {
        match self {
            Self::Listed(rows) | Self::Preferred(rows) => rows.iter().any(|row| row.code == code),
            Self::Unstated(_) | Self::Styled(..) => false,
        }
    }

    /// Whether any code will do, so that the code alone tells nothing.
    pub fn may_be_any(self) -> bool {
        matches!(self, Self::Unstated(_) | Self::Preferred(_))
    }

    /// Whether an answer carries one of these codes with its status.
    pub fn allow(self, status: u16, code: &str) -> bool {
        let client_error = (400..500).contains(&status);
        match self {
            Self::Unstated(_) | Self::Preferred(_) => client_error,
            Self::Styled(style, what) => client_error && what.code(style) == code,
            Self::Listed(codes) => codes.iter().any(|row| {
                let right = if row.is_of_the_page {
                    row.status == status
                } else {
                    client_error
                };
                row.code == code && right
            }),
        }
    }
}

impl std::fmt::Display for Codes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Listed(codes) => {
                for (place, row) in codes.iter().enumerate() {
                    let separator = if place == 0 { "" } else { " or " };
                    write!(out, "{separator}{} {}", row.status, row.code)?;
                }
                Ok(())
            }
            Self::Unstated(_) | Self::Preferred(_) => out.write_str("4xx with any code"),
            Self::Styled(style, what) => write!(out, "4xx {}", what.code(*style)),
        }
    }
}

impl std::fmt::Display for Permit {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Accept => out.write_str("accepted"),
            Self::Refuse(refusal) => write!(out, "refused with {}", refusal.codes),
            Self::Rows(rows) | Self::RowsUnlessRefused(rows) => {
                write!(out, "a list of {} tags", rows.len())?;
                for row in rows {
                    write!(out, "\n{} {:?} = {:?}", row.resource, row.key, row.value)?;
                }
                Ok(())
            }
            Self::Pairs(pairs) => write!(out, "tags {pairs:?}"),
            Self::Keys(keys) => write!(out, "keys {keys:?}"),
            Self::Anything => out.write_str("any answer"),
        }
    }
}

fn shows_rows(answer: &Answer, rows: &[TagRow]) -> bool {
    answer.is_success()
        && answer.tag_rows().is_some_and(|mut shown| {
            shown.sort();
            shown == rows
        })
}

fn is_client_error(answer: &Answer) -> bool {
    (400..500).contains(&answer.status) && answer.code().is_some()
}

impl Permit {
    /// Whether an answer is this one, as far as it is judged. `mine` are the
    /// keys that the case used: of other keys a shared listing says nothing.
    pub fn allows(&self, answer: &Answer, mine: &BTreeSet<String>) -> bool {
        match self {
            Self::Accept => answer.is_success(),
            Self::Refuse(refusal) => answer
                .code()
                .is_some_and(|code| refusal.codes.allow(answer.status, code)),
            Self::Rows(rows) => shows_rows(answer, rows),
            Self::RowsUnlessRefused(rows) => shows_rows(answer, rows) || is_client_error(answer),
            Self::Pairs(pairs) => {
                answer.is_success()
                    && answer.tag_pairs().is_some_and(|shown| {
                        let shown: BTreeSet<_> = shown
                            .into_iter()
                            .filter(|(key, _)| mine.contains(key))
                            .collect();
                        let expected = pairs.iter().filter(|(key, _)| mine.contains(key));
                        shown.iter().eq(expected)
                    })
            }
            Self::Keys(keys) => {
                answer.is_success()
                    && answer.tag_keys().is_some_and(|shown| {
                        let shown: BTreeSet<_> =
                            shown.into_iter().filter(|key| mine.contains(key)).collect();
                        shown
                            .iter()
                            .eq(keys.iter().filter(|key| mine.contains(*key)))
                    })
            }
            Self::Anything => true,
        }
    }

    /// Whether it says that the call is done.
    pub fn is_success(&self) -> bool {
        !matches!(self, Self::Refuse(_))
    }
}
