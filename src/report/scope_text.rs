//! The scope of a verdict and what is missing in it, within the JSON report.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::check::{Missing, Scope};
use crate::contract::{Ability, AxisId, Edition, axis_named};

use super::unreadable::{UnreadableReport, unknown};

/// What a verdict leaves out.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct ScopeText {
    without: Vec<String>,
    by_flags: Vec<String>,
    /// What weakens what was found without leaving a case out.
    #[serde(default)]
    noted: Vec<String>,
    unneeded: Vec<String>,
    /// Abilities that the flags take out.
    #[serde(default)]
    flagged: Vec<String>,
    /// Abilities that are in scope only because a flag demands them.
    #[serde(default)]
    demanded: Vec<String>,
}

/// An ability that the target lacks.
#[derive(Serialize, Deserialize)]
pub(super) struct MissingText {
    ability: String,
    why: String,
    cases: usize,
    request: Option<String>,
    answer: Option<String>,
    without: String,
    #[serde(default)]
    axes: Vec<String>,
}

impl ScopeText {
    pub(super) fn of(scope: &Scope, unneeded: &[Ability]) -> Self {
        Self {
            without: names(&scope.without),
            by_flags: scope.by_flags.clone(),
            noted: scope.noted.clone(),
            unneeded: names(unneeded),
            flagged: names(&scope.flagged),
            demanded: names(&scope.demanded),
        }
    }

    /// The scope, and what of it was not needed.
    pub(super) fn read(self, edition: &Edition) -> Result<(Scope, Vec<Ability>), UnreadableReport> {
        let scope = Scope {
            without: abilities(&self.without, edition)?,
            flagged: abilities(&self.flagged, edition)?,
            by_flags: self.by_flags,
            noted: self.noted,
            demanded: abilities(&self.demanded, edition)?,
        };
        let unneeded = abilities(&self.unneeded, edition)?;
        Ok((scope, unneeded.into_iter().collect()))
    }
}

impl MissingText {
    pub(super) fn of(missing: &Missing) -> Self {
        Self {
            ability: missing.ability.to_string(),
            why: missing.why.clone(),
            cases: missing.cases,
            request: missing.request.clone(),
            answer: missing.answer.clone(),
            without: format!("--without {}", missing.ability),
            axes: missing.axes.iter().map(AxisId::to_string).collect(),
        }
    }

    pub(super) fn read(self, edition: &Edition) -> Result<Missing, UnreadableReport> {
        Ok(Missing {
            ability: ability(&self.ability, edition)?,
            why: self.why,
            cases: self.cases,
            request: self.request,
            answer: self.answer,
            axes: self
                .axes
                .iter()
                .map(|name| axis_named(name).ok_or_else(|| unknown("axis", name)))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// Abilities by their names.
pub(super) fn names<'a>(abilities: impl IntoIterator<Item = &'a Ability>) -> Vec<String> {
    abilities.into_iter().map(Ability::to_string).collect()
}

/// The abilities that names stand for.
pub(super) fn abilities(
    names: &[String],
    edition: &Edition,
) -> Result<BTreeSet<Ability>, UnreadableReport> {
    names.iter().map(|name| ability(name, edition)).collect()
}

fn ability(name: &str, edition: &Edition) -> Result<Ability, UnreadableReport> {
    let mut known = Ability::all(edition);
    known
        .find(|ability| ability.to_string() == name)
        .ok_or_else(|| UnreadableReport::Unknown {
            what: "ability",
            name: name.to_owned(),
        })
}
