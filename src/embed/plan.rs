//! How an implementation in this process is run, unless somebody says otherwise.

use crate::check::{Plan, Relation, Scope};
use crate::contract::{Ability, Edition, Readings, edition_named, editions};
use crate::targets::Client;

use super::error::ConformanceError;

/// What an implementation in this process is called in reports.
pub(super) const NAME: &str = "the endpoint";

/// What is judged by: an edition, and the readings that are assumed.
#[derive(Debug, Clone)]
pub(super) struct Yardstick {
    edition: String,
    choices: Vec<(String, String)>,
    without: Vec<String>,
}

impl Default for Yardstick {
    fn default() -> Self {
        Self {
            edition: Edition::of_record().name.to_owned(),
            choices: Vec::new(),
            without: Vec::new(),
        }
    }
}

impl Yardstick {
    /// By the edition of this name.
    pub(super) fn by(&mut self, edition: &str) {
        edition.clone_into(&mut self.edition);
    }

    /// Assuming readings, as pairs of axis and option.
    pub(super) fn assume(&mut self, choices: &[(&str, &str)]) {
        let choices = choices
            .iter()
            .map(|(axis, option)| ((*axis).to_owned(), (*option).to_owned()));
        self.choices.extend(choices);
    }

    /// Leaves out of the verdict what needs these abilities.
    pub(super) fn leave_out(&mut self, abilities: &[&str]) {
        let names = abilities.iter().map(|name| (*name).to_owned());
        self.without.extend(names);
    }

    /// What the verdict is about, by an edition.
    pub(super) fn scope(&self, edition: &Edition) -> Result<Scope, ConformanceError> {
        let mut scope = Scope::default();
        for name in &self.without {
            scope.without.extend(Ability::named(name, edition)?);
        }
        Ok(scope)
    }

    /// The edition and the readings, if they exist.
    pub(super) fn found(&self) -> Result<(&'static Edition, Readings), ConformanceError> {
        let edition = edition_named(&self.edition).ok_or_else(|| ConformanceError::Edition {
            name: self.edition.clone(),
            known: editions()
                .map(|edition| edition.name)
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        let choices = self
            .choices
            .iter()
            .map(|(axis, option)| (axis.as_str(), option.as_str()));
        Ok((edition, edition.readings_given(choices)?))
    }
}

/// A plan with nothing special in it.
pub(super) fn plan<'a>(
    client: &'a Client,
    edition: &'static Edition,
    readings: Readings,
) -> Plan<'a> {
    Plan {
        address: Some("http://localhost"),
        start: Relation::new(vec![readings]),
        ..Plan::plain(client, NAME, edition)
    }
}
