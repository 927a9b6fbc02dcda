//! Whether the names in a case stand for something when they are used.

use std::collections::BTreeSet;

use crate::contract::Kind;

use super::case::{Action, Case, Need, Step};

/// Whether every step names fixtures that are there or were, creates each once
/// and deletes none that another lives in. Suites say such things on purpose or
/// not at all; what changes cases must not come to say them.
pub(super) fn is_sound(case: &Case) -> bool {
    if case.steps.is_empty() || case.needs.is_empty() || case.clauses.is_empty() {
        return false;
    }
    let everything: Vec<Need> = case.needs.iter().cloned().chain(created(case)).collect();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    if !case.needs.iter().all(|need| known.insert(&need.name)) {
        return false;
    }
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    for step in &case.steps {
        let sound = match step.action {
            Action::Create => {
                !step.ids.is_empty()
                    && step
                        .ids
                        .iter()
                        .all(|id| case.need(id).is_some() && known.insert(id))
            }
            Action::Delete => {
                !step.ids.is_empty()
                    && step.ids.iter().all(|id| {
                        known.contains(id.as_str())
                            && gone.insert(id)
                            && case
                                .need(id)
                                .is_some_and(|need| nothing_lives_in(need.kind, &everything))
                    })
            }
            _ => named(case, step).all(|name| known.contains(name)),
        };
        if !sound {
            return false;
        }
    }
    case.twin
        .iter()
        .flat_map(|step| named(case, step))
        .all(|name| known.contains(name) && !gone.contains(name))
}

/// The fixtures that steps create.
pub(super) fn created(case: &Case) -> Vec<Need> {
    case.steps
        .iter()
        .filter(|step| step.action == Action::Create)
        .flat_map(|step| &step.ids)
        .filter_map(|id| case.need(id))
        .collect()
}

/// The names of fixtures that occur in steps.
pub(super) fn names_in(case: &Case) -> BTreeSet<String> {
    case.steps
        .iter()
        .chain(&case.twin)
        .flat_map(|step| named(case, step))
        .map(str::to_owned)
        .collect()
}

/// The fixtures that a step names, among its ids or in `{…}` in its texts.
fn named<'c>(case: &'c Case, step: &'c Step) -> impl Iterator<Item = &'c str> {
    let ids = step
        .ids
        .iter()
        .map(String::as_str)
        .filter(|id| !id.starts_with('='));
    let tags = step
        .tags
        .iter()
        .flat_map(|(key, value)| key.iter().chain(value));
    let texts = tags
        .chain(&step.keys)
        .chain(&step.keyword)
        .chain(step.set.iter().map(|(_, value)| value))
        .chain(step.add.iter().map(|(_, value)| value))
        .chain(&step.raw)
        .chain(step.ids.iter().filter(|id| id.starts_with('=')));
    ids.chain(texts.flat_map(move |text| placeholders(case, text)))
}

fn placeholders<'c>(case: &'c Case, text: &'c str) -> impl Iterator<Item = &'c str> {
    text.split('{').skip(1).filter_map(move |rest| {
        let name = rest.split('}').next()?;
        let name = name.split(':').next()?;
        case.need(name).map(|_| name)
    })
}

fn nothing_lives_in(kind: Kind, all: &[Need]) -> bool {
    !all.iter().any(|need| need.kind.lives_in(kind))
}
