//! What a target can do, as found out before anything is judged.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::contract::{ClauseId, Kind};
use crate::wire::{Format, Placement};

use super::lack::Lack;
use super::supply::{Source, Supply};
use super::ways::How;
use super::witness::Witness;

/// What a target can do. Whatever is not there comes with what showed it;
/// weather and slowness make nothing missing, so that what only met weather
/// counts as there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it answers in JSON.
    pub json: Result<(), Lack>,
    /// Whether it answers in XML.
    pub xml: Result<(), Lack>,
    /// Whether it takes GET.
    pub get: Result<(), Lack>,
    /// Whether it takes POST.
    pub post: Result<(), Lack>,
    /// Whether it takes parameters in a form.
    pub form: Result<(), Lack>,
    /// Whether it answers on a second connection while a first is kept open.
    pub at_once: Result<(), Lack>,
    /// Whether it asks for signatures; none if that could not be told.
    pub signatures: Option<Result<(), Lack>>,
    /// Of each type, where fixtures come from and how their tags are seen.
    pub supplies: BTreeMap<Kind, Supply>,
    /// Whether the other region can be used.
    pub other_region: Result<(), Lack>,
    /// Whether a third region can be used; the run's own stands for it if not.
    pub third_region: Result<(), Lack>,
    /// Whether it takes what the other scheme signs; the usual one stands for
    /// that if not.
    pub other_scheme: Result<(), Lack>,
    /// Whether it takes that in forms too: whether the service does, by ACS3, no page
    /// says.
    pub other_scheme_forms: Result<(), Lack>,
    /// Whether it takes parameters in query and form together; a form stands for
    /// that if not.
    pub split: Result<(), Lack>,
    /// Whether the other account can be used.
    pub other_account: Result<(), Lack>,
    /// Whether the companion operations of tags are there, by name.
    pub companions: BTreeMap<&'static str, Result<(), Lack>>,
    /// How late listings are.
    pub lateness: Lateness,
    /// The companion operations that were found wrong, each with the clause that
    /// it breaks: nothing else is judged by what they show or do.
    pub wrong: BTreeMap<&'static str, ClauseId>,
    /// Whether resources come or go so slowly that fixtures are used again.
    pub reuses: bool,
}

/// How late what was written shows in listings (A56).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lateness {
    /// What was seen of it before the run.
    pub seen: Duration,
    /// How long a listing waits after a write.
    pub settle: Duration,
    /// How long a listing that nothing explains is asked again before it counts.
    pub bound: Duration,
}

impl Lateness {
    /// How long to wait for a target whose listings were as late as `seen`.
    /// One that was never late is believed at once if it is on this machine.
    pub(super) fn after(seen: Duration, is_local: bool) -> Self {
        const SLACK: Duration = Duration::from_millis(20);
        const SHORTEST: Duration = Duration::from_secs(2);
        const LONGEST: Duration = Duration::from_secs(30);
        const LONGEST_SETTLE: Duration = Duration::from_secs(1);
        if seen.is_zero() {
            return Self {
                bound: if is_local { Duration::ZERO } else { SHORTEST },
                ..Self::default()
            };
        }
        Self {
            seen,
            settle: (seen * 2 + SLACK).min(LONGEST_SETTLE),
            bound: (seen * 20).clamp(SHORTEST, LONGEST),
        }
    }
}

impl Capabilities {
    /// Whether it answers in a format.
    pub fn knows(&self, format: Format) -> bool {
        match format {
            Format::Json => self.json.is_ok(),
            Format::Xml => self.xml.is_ok(),
        }
    }

    /// The formats in which it answers; JSON if it answers in none.
    pub fn formats(&self) -> Vec<Format> {
        let known = [Format::Json, Format::Xml];
        let known: Vec<Format> = known.into_iter().filter(|it| self.knows(*it)).collect();
        if known.is_empty() {
            vec![Format::Json]
        } else {
            known
        }
    }

    /// How calls are sent that no case says anything of.
    pub fn usual(&self) -> How {
        let (post, placement) = if self.post.is_ok() {
            (true, Placement::Query)
        } else if self.get.is_ok() {
            (false, Placement::Query)
        } else {
            (true, Placement::Form)
        };
        How {
            post,
            placement,
            format: self.formats()[0],
            ..How::usual()
        }
    }

    /// Whether the fixtures of a type are created in something besides their
    /// parent.
    pub fn is_in_inner(&self, kind: Kind) -> bool {
        self.supplies
            .get(&kind)
            .is_some_and(|supply| supply.in_inner)
    }

    /// Where the fixtures of a type come from, or why there are none.
    pub fn source(&self, kind: Kind) -> Result<Source, &str> {
        match self.supplies.get(&kind).map(|supply| &supply.source) {
            Some(Ok(source)) => Ok(*source),
            Some(Err(lack)) => Err(&lack.why),
            None => Err("it was not tried"),
        }
    }

    /// Whether calls on resources of a type are looked at where it has none.
    pub fn refuses_unknown(&self, kind: Kind) -> bool {
        self.supplies
            .get(&kind)
            .is_some_and(|supply| supply.refuses_unknown)
    }

    /// How the tags of a type are read back, or why they cannot be.
    pub fn witness(&self, kind: Kind) -> Result<Witness, &str> {
        match self.supplies.get(&kind).map(|supply| &supply.witness) {
            Some(Ok(witness)) => Ok(*witness),
            Some(Err(lack)) => Err(&lack.why),
            None => Err("it was not tried"),
        }
    }

    /// Whether fixtures are lent from a file, so that one case at a time has
    /// them.
    pub fn lends(&self) -> bool {
        let mut supplies = self.supplies.values();
        supplies.any(|supply| supply.source == Ok(Source::Shelf))
    }

    /// Why an operation of tags cannot be used, if so.
    pub fn missing(&self, operation: &str) -> Option<&str> {
        match self.companions.get(operation) {
            Some(Err(lack)) => Some(&lack.why),
            Some(Ok(())) | None => None,
        }
    }

    /// Why an operation is not to be relied on, if it was found wrong.
    pub fn distrust(&self, operation: &str) -> Option<String> {
        let clause = self.wrong.get(operation)?;
        Some(format!("{operation} was found wrong: {clause}"))
    }
}
