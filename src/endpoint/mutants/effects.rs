//! Mutants that change something else than they should.

use std::collections::BTreeMap;

use crate::contract::{Ability, clauses, params, vpc};
use crate::model::{Change, Decision, Permit};

use super::listings::keep_tagged;
use super::mutant::{Before, Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "accepted-not-stored",
        clauses::EFFECT_ALL,
        "Accepts a call that tags several resources and stores nothing of it.",
        Fault::Effect(|before, _, decision| {
            if before.accepts(decision) && decision.changes.len() > 1 {
                decision.changes.clear();
            }
        }),
    ),
    Mutant::new(
        "tenth-write-lost",
        clauses::EFFECT_ALL,
        "Accepts every tenth call and stores nothing of it.",
        Fault::Effect(|before, memory, decision| {
            if before.accepts(decision) {
                memory.count += 1;
                if memory.count.is_multiple_of(10) {
                    decision.changes.clear();
                }
            }
        }),
    ),
    Mutant::new(
        "only-a-thousand-keep-tags",
        clauses::EFFECT_ONLY,
        "Keeps the tags of the thousand resources that were tagged last, and forgets those of others.",
        Fault::Effect(|before, memory, decision| {
            if !before.accepts(decision) {
                return;
            }
            for id in before.call.indexed(params::RESOURCE_ID) {
                memory.tagged.retain(|there| there != id);
                memory.tagged.push_back(id.to_owned());
            }
            while memory.tagged.len() > 1000
                && let Some(forgotten) = memory.tagged.pop_front()
            {
                decision
                    .changes
                    .push(Change::Tags(forgotten, BTreeMap::new()));
            }
        }),
    ),
    Mutant::new(
        "last-id-untagged",
        clauses::EFFECT_ALL,
        "Leaves out the last of several resources.",
        Fault::Effect(|before, _, decision| {
            if before.accepts(decision) && decision.changes.len() > 1 {
                decision.changes.pop();
            }
        }),
    ),
    Mutant::new(
        "ten-ids-only",
        clauses::EFFECT_ALL,
        "Tags the first ten resources of a call.",
        Fault::Effect(|before, _, decision| {
            if before.accepts(decision) {
                decision.changes.truncate(10);
            }
        }),
    ),
    Mutant::new(
        "old-value-kept",
        clauses::EFFECT_ALL,
        "Accepts a new value for a key that is there and keeps the old one.",
        Fault::Effect(|before, _, decision| {
            on_tags(before, decision, |was, tags| {
                for (key, value) in was {
                    if let Some(there) = tags.get_mut(key) {
                        there.clone_from(value);
                    }
                }
            });
        }),
    ),
    Mutant::new(
        "empty-value-dropped",
        clauses::VALUE_EMPTY,
        "Accepts a tag with an empty value and does not store it.",
        Fault::Effect(|before, _, decision| {
            on_tags(before, decision, |was, tags| {
                tags.retain(|key, value| !value.is_empty() || was.contains_key(key));
            });
        }),
    ),
    Mutant::new(
        "long-value-cut",
        clauses::EFFECT_EXACT,
        "Stores of a value no more than half of the characters that it may have.",
        Fault::Effect(|before, _, decision| {
            let half = before.model.edition.value.length / 2;
            on_tags(before, decision, |_, tags| {
                for value in tags.values_mut() {
                    *value = value.chars().take(half).collect();
                }
            });
        }),
    )
    .formerly(&["value-cut-at-64"]),
    Mutant::new(
        "replaces-all-tags",
        clauses::EFFECT_ONLY,
        "Replaces the tags of a resource by those of the call.",
        Fault::Effect(|before, _, decision| {
            if before.accepts(decision) {
                let keys: Vec<&String> = keys(before);
                for change in &mut decision.changes {
                    if let Change::Tags(_, tags) = change {
                        tags.retain(|key, _| keys.contains(&key));
                    }
                }
            }
        }),
    ),
    Mutant::new(
        "tags-a-bystander",
        clauses::EFFECT_ONLY,
        "Tags another resource of the same type, account and region with them.",
        Fault::Effect(|before, _, decision| {
            let Some((id, tags)) = first_tagged(before, decision) else {
                return;
            };
            let Some(named) = before.world.get(&id) else {
                return;
            };
            let bystander = before.world.iter().find(|(other, resource)| {
                !named_in(before, other)
                    && resource.kind == named.kind
                    && resource.account == named.account
                    && resource.region == named.region
            });
            if let Some((other, _)) = bystander {
                decision.changes.push(Change::Tags(other.to_owned(), tags));
            }
        }),
    ),
    Mutant::new(
        "children-inherit",
        clauses::NO_INHERITANCE,
        "Tags what lives in a VPC with the VPC.",
        Fault::Effect(|before, _, decision| {
            let Some((id, tags)) = first_tagged(before, decision) else {
                return;
            };
            for (child, resource) in before.world.iter() {
                if resource.parent.as_deref() == Some(&id) && !named_in(before, child) {
                    decision
                        .changes
                        .push(Change::Tags(child.to_owned(), tags.clone()));
                }
            }
        }),
    )
    .needing(Ability::Type(vpc::VSWITCH)),
    Mutant::new(
        "error-changes-state",
        clauses::REFUSED_UNCHANGED,
        "Stores the first tag of a call before it looks at the others.",
        Fault::Effect(|before, _, decision| {
            if let Some(one) = first_tag_alone(before, decision) {
                decision.changes.extend(one);
            }
        }),
    ),
    Mutant::new(
        "refusal-clears-tags",
        clauses::REFUSED_UNCHANGED,
        "Removes a resource's tags when it refuses a call for too many of them.",
        Fault::Effect(|before, _, decision| {
            let Permit::Refuse(refusal) = &decision.permit else {
                return;
            };
            if let Some((_, bad)) = &refusal.bad
                && refusal.clause == clauses::TAG_QUOTA
                && before.is(params::TAG_RESOURCES)
            {
                for id in bad {
                    let none = BTreeMap::new();
                    decision.changes.push(Change::Tags(id.clone(), none));
                }
            }
        }),
    ),
    Mutant::new(
        "quota-filled-up",
        clauses::REFUSED_UNCHANGED,
        "Adds tags while there is room and refuses the call when there is none left.",
        Fault::Effect(|before, _, decision| {
            let Permit::Refuse(refusal) = &decision.permit else {
                return;
            };
            if refusal.clause != clauses::TAG_QUOTA || !before.is(params::TAG_RESOURCES) {
                return;
            }
            for id in before.call.indexed(params::RESOURCE_ID) {
                let Some(resource) = before.world.get(id) else {
                    continue;
                };
                let mut tags = resource.tags.clone();
                for (key, value) in tags_of(before) {
                    if tags.len() < before.model.edition.quota || tags.contains_key(&key) {
                        tags.insert(key, value);
                    }
                }
                decision.changes.push(Change::Tags(id.to_owned(), tags));
            }
        }),
    ),
    Mutant::new(
        "removed-tag-comes-back",
        clauses::TAG_REMOVE,
        "Puts tags on again that were removed when it tags their resource the next time.",
        Fault::Effect(|before, memory, decision| {
            if before.untags() {
                keep_tagged(before, memory, decision);
            }
            if !before.accepts(decision) {
                return;
            }
            let quota = before.model.edition.quota;
            for change in &mut decision.changes {
                let Change::Tags(id, tags) = change else {
                    continue;
                };
                for (_, past) in memory.ghosts.iter().filter(|(ghost, _)| ghost == id) {
                    for (key, value) in &past.tags {
                        if tags.len() < quota && !tags.contains_key(key) {
                            tags.insert(key.clone(), value.clone());
                        }
                    }
                }
            }
        }),
    ),
    Mutant::new(
        "untag-ignored",
        clauses::CO_UNTAG_KEYS,
        "Accepts UnTagResources with keys and removes nothing.",
        Fault::Effect(|before, _, decision| {
            if before.untags() && !untagged(before).is_empty() {
                decision.changes.clear();
            }
        }),
    ),
    Mutant::new(
        "untag-removes-all",
        clauses::CO_UNTAG_KEYS,
        "Removes every tag of a resource where one key was named.",
        Fault::Effect(|before, _, decision| {
            if before.untags() {
                for change in &mut decision.changes {
                    if let Change::Tags(_, tags) = change {
                        tags.clear();
                    }
                }
            }
        }),
    ),
    Mutant::new(
        "untag-by-prefix",
        clauses::CO_UNTAG_KEYS,
        "Removes every tag whose key starts with the key named.",
        Fault::Effect(|before, _, decision| {
            if before.untags() {
                let keys = untagged(before);
                for change in &mut decision.changes {
                    if let Change::Tags(_, tags) = change {
                        tags.retain(|there, _| !keys.iter().any(|key| there.starts_with(key)));
                    }
                }
            }
        }),
    ),
    Mutant::new(
        "untag-first-id-only",
        clauses::CO_UNTAG_KEYS,
        "Removes tags from the first of several resources.",
        Fault::Effect(|before, _, decision| {
            if before.untags() {
                decision.changes.truncate(1);
            }
        }),
    ),
];

impl Before<'_> {
    /// Whether the call is a `TagResources` call that is accepted.
    pub(super) fn accepts(&self, decision: &Decision) -> bool {
        self.is(params::TAG_RESOURCES) && decision.permit == Permit::Accept
    }
}

/// Changes the tags that an accepted call leaves; `change` gets those before.
pub(super) fn on_tags(
    before: &Before<'_>,
    decision: &mut Decision,
    change: impl Fn(&BTreeMap<String, String>, &mut BTreeMap<String, String>),
) {
    if !before.accepts(decision) {
        return;
    }
    for made in &mut decision.changes {
        if let Change::Tags(id, tags) = made
            && let Some(resource) = before.world.get(id)
        {
            change(&resource.tags, tags);
        }
    }
}

/// The first resource that an accepted call tags, with its tags after it.
fn first_tagged(
    before: &Before<'_>,
    decision: &Decision,
) -> Option<(String, BTreeMap<String, String>)> {
    if !before.accepts(decision) {
        return None;
    }
    decision.changes.iter().find_map(|change| match change {
        Change::Tags(id, tags) => Some((id.clone(), tags.clone())),
        Change::Create(..) | Change::Delete(_) => None,
    })
}

/// What the first tag of a refused call would change if it were alone.
fn first_tag_alone(before: &Before<'_>, decision: &Decision) -> Option<Vec<Change>> {
    let refused = matches!(decision.permit, Permit::Refuse(_));
    if !before.is(params::TAG_RESOURCES) || !refused {
        return None;
    }
    let first = params::element(params::TAG, 1);
    let mut alone = before.call.clone();
    alone.params.retain(|(name, _)| {
        let of_a_tag = super::mutant::is_field(name, params::KEY)
            || super::mutant::is_field(name, params::VALUE);
        !of_a_tag
            || name
                .strip_prefix(&first)
                .is_some_and(|rest| rest.starts_with('.'))
    });
    let changes = before.decide(before.world, &alone).changes;
    Some(changes)
}

pub(super) fn tags_of(before: &Before<'_>) -> Vec<(String, String)> {
    let fields = |field| {
        before
            .call
            .params
            .iter()
            .filter(move |(name, _)| super::mutant::is_field(name, field))
            .map(|(_, text)| text.clone())
    };
    fields(params::KEY).zip(fields(params::VALUE)).collect()
}

pub(super) fn keys<'a>(before: &Before<'a>) -> Vec<&'a String> {
    before
        .call
        .params
        .iter()
        .filter(|(name, _)| super::mutant::is_field(name, params::KEY))
        .map(|(_, key)| key)
        .collect()
}

fn untagged<'a>(before: &Before<'a>) -> Vec<&'a str> {
    before.call.indexed(params::TAG_KEY)
}

fn named_in(before: &Before<'_>, id: &str) -> bool {
    before.call.indexed(params::RESOURCE_ID).contains(&id)
}
