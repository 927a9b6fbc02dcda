//! What changed between two runs.

use std::collections::{BTreeMap, BTreeSet};

use super::failure::Failure;
use super::run::{AxisResult, Run};
use super::verdict::Verdict;

/// What changed from one run to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Cases with another verdict; none where a case was not there.
    pub verdicts: Vec<Change<Option<Verdict>>>,
    /// Axes of which something else is known, in words.
    pub readings: Vec<Change<String>>,
    /// Abilities of the target that changed, in words.
    pub capabilities: Vec<Change<String>>,
    /// Identities of failures that were not there before.
    pub new_failures: Vec<String>,
    /// Identities of failures that are gone.
    pub gone_failures: Vec<String>,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<T> {
    /// What: a case, an axis, an ability.
    pub what: String,
    /// As it was.
    pub before: T,
    /// As it is.
    pub after: T,
}

impl Difference {
    /// What changed from `before` to `after`.
    pub fn between(before: &Run, after: &Run) -> Self {
        let verdicts = |run: &Run| -> BTreeMap<String, Option<Verdict>> {
            run.cases
                .iter()
                .map(|case| (case.id.clone(), Some(case.verdict)))
                .collect()
        };
        let readings = |run: &Run| -> BTreeMap<String, String> {
            run.readings
                .iter()
                .map(|axis| (axis.axis.to_string(), known(axis)))
                .collect()
        };
        let (old, new) = (identities(&before.failures), identities(&after.failures));
        Self {
            verdicts: changes(&verdicts(before), &verdicts(after)),
            readings: changes(&readings(before), &readings(after)),
            capabilities: changes(&before.capabilities, &after.capabilities),
            new_failures: new.difference(&old).cloned().collect(),
            gone_failures: old.difference(&new).cloned().collect(),
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn known(axis: &AxisResult) -> String {
    if axis.options.is_empty() {
        axis.status.as_str().to_owned()
    } else {
        format!("{} ({})", axis.options.join(" or "), axis.status.as_str())
    }
}

fn identities(failures: &[Failure]) -> BTreeSet<String> {
    failures.iter().map(|failure| failure.id.clone()).collect()
}

fn changes<T: Clone + PartialEq + Default>(
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
) -> Vec<Change<T>> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let of = |run: &BTreeMap<String, T>, name: &String| run.get(name).cloned().unwrap_or_default();
    names
        .into_iter()
        .map(|name| Change {
            what: name.clone(),
            before: of(before, name),
            after: of(after, name),
        })
        .filter(|change| change.before != change.after)
        .collect()
}
