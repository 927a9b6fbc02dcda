//! Mutants that do a thing by half, or count what is not there.

use std::collections::BTreeMap;

use crate::contract::{ClauseId, clauses, params};
use crate::model::{Change, Decision, Permit, Resource};

use super::effects::{on_tags, tags_of};
use super::mutant::{Before, Fault, Memory, Mutant, refuse};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "quota-never-freed",
        clauses::TAG_QUOTA,
        "Counts every key that a resource ever had, also those that were removed.",
        Fault::Effect(count_all_ever),
    ),
    Mutant::new(
        "quota-over-all-ids",
        clauses::TAG_QUOTA,
        "Counts the tags of all resources of a call together.",
        Fault::Effect(|before, _, decision| {
            let tags = |change: &Change| match change {
                Change::Tags(_, tags) => tags.len(),
                _ => 0,
            };
            let together: usize = decision.changes.iter().map(tags).sum();
            if before.accepts(decision) && together > before.model.edition.quota {
                refuse(
                    decision,
                    clauses::TAG_QUOTA,
                    before.model.edition.refusals.quota,
                );
            }
        }),
    ),
    Mutant::new(
        "update-adds-nothing",
        clauses::EFFECT_ALL,
        "Gives new values to keys that are there and then leaves out the new keys of the call.",
        Fault::Effect(|before, _, decision| {
            on_tags(before, decision, |was, tags| {
                let updates = was
                    .iter()
                    .any(|(key, old)| tags.get(key).is_some_and(|new| new != old));
                if updates {
                    tags.retain(|key, _| was.contains_key(key));
                }
            });
        }),
    ),
    Mutant::new(
        "empty-value-removes-tag",
        clauses::VALUE_EMPTY,
        "Removes a tag that is given an empty value.",
        Fault::Effect(|before, _, decision| {
            on_tags(before, decision, |was, tags| {
                tags.retain(|key, value| {
                    !value.is_empty() || was.get(key).is_none_or(String::is_empty)
                });
            });
        }),
    ),
    Mutant::new(
        "same-tag-again-removes-it",
        clauses::KEY_EXISTING,
        "Removes a tag that is sent again as it is.",
        Fault::Effect(|before, _, decision| {
            let sent = tags_of(before);
            if !before.accepts(decision) {
                return;
            }
            for change in &mut decision.changes {
                if let Change::Tags(id, tags) = change {
                    let was = before.world.get(id).map(|resource| &resource.tags);
                    tags.retain(|key, value| {
                        let again = sent.iter().any(|(named, _)| named == key)
                            && was.is_some_and(|was| was.get(key) == Some(value));
                        !again
                    });
                }
            }
        }),
    ),
    Mutant::new(
        "swapped-values-collide",
        clauses::EFFECT_EXACT,
        "Updates by the old value, so that values that change places end up equal.",
        Fault::Effect(|before, _, decision| {
            on_tags(before, decision, |was, tags| {
                let after = tags.clone();
                for (key, old) in was {
                    let swapped = was.iter().any(|(other, value)| {
                        other != key
                            && value != old
                            && after.get(other) == Some(old)
                            && after.get(key) == Some(value)
                    });
                    if swapped {
                        tags.insert(key.clone(), old.clone());
                        break;
                    }
                }
            });
        }),
    ),
    Mutant::new(
        "untag-leaves-empty-value",
        clauses::CO_UNTAG_KEYS,
        "Leaves a tag with an empty value where one was removed.",
        Fault::Effect(|before, _, decision| {
            if !before.untags() {
                return;
            }
            for change in &mut decision.changes {
                if let Change::Tags(id, tags) = change
                    && let Some(resource) = before.world.get(id)
                {
                    for key in resource.tags.keys() {
                        tags.entry(key.clone()).or_default();
                    }
                }
            }
        }),
    ),
    Mutant::new(
        "limit-after-update",
        clauses::REFUSED_UNCHANGED,
        "Gives new values to keys that are there before it counts the tags of a call.",
        Fault::Effect(|before, _, decision| {
            if refused_for(decision, &[clauses::TAG_LIMIT]) {
                leave(before, decision, BTreeMap::contains_key);
            }
        }),
    ),
    Mutant::new(
        "type-checked-after-tagging",
        clauses::REFUSED_UNCHANGED,
        "Tags the resources of a call before it finds that it does not know the type.",
        Fault::Effect(|before, _, decision| {
            if refused_for(decision, &[clauses::TYPE_VALUES]) {
                leave(before, decision, |_, _| true);
            }
        }),
    ),
    Mutant::new(
        "first-id-tagged-before-bad-tag",
        clauses::REFUSED_UNCHANGED,
        "Adds the tags before a reserved one to the first resource of a call of several.",
        Fault::Effect(|before, _, decision| {
            let several = before.call.indexed(params::RESOURCE_ID).len() > 1;
            if several && refused_for(decision, &[clauses::KEY_ALIYUN, clauses::KEY_ACS]) {
                leave(before, decision, |_, key| !key.starts_with('a'));
                decision.changes.truncate(1);
            }
        }),
    ),
    Mutant::new(
        "two-errors-roll-back-twice",
        clauses::REFUSED_UNCHANGED,
        "Undoes a call once for what is wrong with its tags and once for its resources, so that both leave the tags.",
        Fault::Effect(|before, _, decision| {
            if !before.is(params::TAG_RESOURCES) || decision.permit == Permit::Accept {
                return;
            }
            let broken = before
                .model
                .violations(before.world, before.call, before.reading)
                .unwrap_or_default();
            let any = |of: &[&str]| {
                broken
                    .iter()
                    .any(|clause| of.iter().any(|start| clause.id.starts_with(start)))
            };
            if any(&["TR-KEY", "TR-VALUE", "TR-TAG-LIMIT"])
                && any(&["TR-ID", "TR-TYPE", "TR-REGION"])
            {
                leave(before, decision, |_, _| true);
            }
        }),
    ),
    Mutant::new(
        "overwritten-value-shown-once-more",
        clauses::CO_LIST_SHOWS,
        "Shows the old value once more in the first listing after it was replaced.",
        Fault::Effect(|before, memory, decision| {
            if before.accepts(decision) {
                for change in &decision.changes {
                    if let Change::Tags(id, tags) = change
                        && let Some(resource) = before.world.get(id)
                        && resource
                            .tags
                            .iter()
                            .any(|(key, old)| tags.get(key).is_some_and(|new| new != old))
                    {
                        memory.keep(id, resource);
                    }
                }
            }
            if let Permit::Rows(rows) = &mut decision.permit {
                for (id, resource) in std::mem::take(&mut memory.ghosts) {
                    for row in rows.iter_mut().filter(|row| row.resource == id) {
                        if let Some(old) = resource.tags.get(&row.key) {
                            row.value.clone_from(old);
                        }
                    }
                }
            }
        }),
    ),
];

/// Refuses what would not fit if nothing had ever been removed.
fn count_all_ever(before: &Before<'_>, memory: &mut Memory, decision: &mut Decision) {
    if !before.accepts(decision) {
        return;
    }
    let mut counted = Vec::new();
    for change in &decision.changes {
        let Change::Tags(id, tags) = change else {
            continue;
        };
        let Some(resource) = before.world.get(id) else {
            continue;
        };
        let known = memory.ghosts.iter().rev().find(|(ghost, _)| ghost == id);
        let mut ever: BTreeMap<String, String> = tags.clone();
        ever.extend(resource.tags.clone());
        ever.extend(
            known
                .map(|(_, ghost)| ghost.tags.clone())
                .unwrap_or_default(),
        );
        let mut ghost = resource.clone();
        ghost.tags = ever;
        counted.push((id.clone(), ghost));
    }
    let full = |ghost: &Resource| ghost.tags.len() > before.model.edition.quota;
    if counted.iter().any(|(_, ghost)| full(ghost)) {
        refuse(
            decision,
            clauses::TAG_QUOTA,
            before.model.edition.refusals.quota,
        );
        return;
    }
    for (id, ghost) in counted {
        memory.keep(&id, &ghost);
    }
}

fn refused_for(decision: &Decision, clauses: &[ClauseId]) -> bool {
    matches!(&decision.permit, Permit::Refuse(refusal) if clauses.contains(&refusal.clause))
}

/// Leaves tags of a refused call on those of its resources that are there.
fn leave(
    before: &Before<'_>,
    decision: &mut Decision,
    which: impl Fn(&BTreeMap<String, String>, &str) -> bool,
) {
    if !before.is(params::TAG_RESOURCES) {
        return;
    }
    for id in before.call.indexed(params::RESOURCE_ID) {
        if let Some(resource) = before.world.get(id) {
            let mut tags = resource.tags.clone();
            for (key, value) in tags_of(before) {
                if which(&resource.tags, &key) {
                    tags.insert(key, value);
                }
            }
            decision.changes.push(Change::Tags(id.to_owned(), tags));
        }
    }
}
