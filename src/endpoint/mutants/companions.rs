//! Mutants whose companion operations are wrong: what shows tags, and what
//! removes them.

use serde_json::{Value, json};

use crate::contract::{Ability, Answer, Call, clauses, params};
use crate::model::{Change, Permit, Refusal, Unstated};

use super::listings::{add, keep_tagged};
use super::mutant::{Before, Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "list-always-empty",
        clauses::CO_LIST_SHOWS,
        "Lists no tags.",
        Fault::Effect(|_, _, decision| {
            if let Permit::Rows(rows) = &mut decision.permit {
                rows.clear();
            }
        }),
    ),
    Mutant::new(
        "list-drops-last-row",
        clauses::CO_LIST_SHOWS,
        "Leaves out the last row of a listing.",
        Fault::Effect(|_, _, decision| {
            if let Permit::Rows(rows) = &mut decision.permit {
                rows.pop();
            }
        }),
    ),
    Mutant::new(
        "first-read-stale",
        clauses::CO_LIST_SHOWS,
        "Lists the tags of a resource as they were when it is asked for the first time after a change.",
        Fault::Effect(|before, memory, decision| {
            if !before.is(params::LIST_TAG_RESOURCES) {
                keep_tagged(before, memory, decision);
                return;
            }
            let ids = before.call.indexed(params::RESOURCE_ID);
            let mut past = before.world.clone();
            memory.ghosts.retain(|(id, resource)| {
                let is_asked_for = ids.contains(&id.as_str());
                if is_asked_for && past.get(id).is_some() {
                    past.put(id, resource.clone());
                }
                !is_asked_for
            });
            *decision = before.decide(&past, before.call);
        }),
    ),
    Mutant::new(
        "values-as-numbers",
        clauses::CO_LIST_TEXT,
        "Lists a value of digits as a number.",
        Fault::Answer(|answer, call, _| {
            each_row(answer, call, |row| {
                let number = row["TagValue"]
                    .as_str()
                    .and_then(|value| value.parse().ok());
                if let Some(number) = number {
                    let number: u64 = number;
                    row["TagValue"] = json!(number);
                }
            });
        }),
    ),
    Mutant::new(
        "type-echoed-wrong",
        clauses::CO_LIST_TYPE,
        "Lists every resource with one type.",
        Fault::Answer(|answer, call, _| {
            each_row(answer, call, |row| row["ResourceType"] = json!("INSTANCE"));
        }),
    ),
    Mutant::new(
        "untagged-resource-refused",
        clauses::CO_LIST_EMPTY,
        "Refuses to list the tags of a resource that has none.",
        Fault::Effect(|before, _, decision| {
            let ids = before.call.indexed(params::RESOURCE_ID);
            let mut named = ids.iter().filter_map(|id| before.world.get(id));
            if matches!(decision.permit, Permit::Rows(_))
                && named.any(|resource| resource.tags.is_empty())
            {
                decision.permit = Permit::Refuse(Refusal::by(
                    clauses::CO_LIST_EMPTY,
                    before.model.edition.refusals.unknown_id,
                    Unstated::Invalid(params::RESOURCE_ID),
                ));
            }
        }),
    ),
    Mutant::new(
        "ids-filter-ignored",
        clauses::CO_LIST_IDS,
        "Lists every resource, whichever are asked for.",
        Fault::Effect(|before, _, decision| {
            if matches!(decision.permit, Permit::Rows(_)) {
                let all = less(before.call, |name| name.starts_with("ResourceId."));
                *decision = before.decide(before.world, &all);
            }
        }),
    ),
    Mutant::new(
        "key-filter-ignored",
        clauses::CO_LIST_TAG_FILTER,
        "Lists resources whatever tags they are asked to have.",
        Fault::Effect(|before, _, decision| {
            if before.is(params::LIST_TAG_RESOURCES) {
                let all = less(before.call, |name| name.starts_with("Tag."));
                *decision = before.decide(before.world, &all);
            }
        }),
    ),
    Mutant::new(
        "value-filter-ignored",
        clauses::CO_LIST_TAG_FILTER,
        "Lists the resources that have a key, whatever value is asked for.",
        Fault::Effect(|before, _, decision| {
            if before.is(params::LIST_TAG_RESOURCES) {
                let all = less(before.call, |name| {
                    super::mutant::is_field(name, params::VALUE)
                });
                *decision = before.decide(before.world, &all);
            }
        }),
    ),
    Mutant::new(
        "filters-or-ed",
        clauses::CO_LIST_TAG_FILTER,
        "Lists the resources that have any of the tags asked for.",
        Fault::Effect(|before, _, decision| {
            if !before.is(params::LIST_TAG_RESOURCES) {
                return;
            }
            let keys = before.call.params.iter();
            let indexes: Vec<&str> = keys
                .filter_map(|(name, _)| name.strip_prefix("Tag.")?.strip_suffix(".Key"))
                .collect();
            for index in indexes {
                let own = format!("Tag.{index}.");
                let one = less(before.call, |name| {
                    name.starts_with("Tag.") && !name.starts_with(&own)
                });
                let shown = before.decide(before.world, &one).permit;
                add(&mut decision.permit, shown);
            }
        }),
    ),
    Mutant::new(
        "type-filter-ignored",
        clauses::CO_LIST_TYPE_FILTER,
        "Lists resources of every type.",
        Fault::Effect(|before, _, decision| {
            if before.is(params::LIST_TAG_RESOURCES) {
                let all = less(before.call, |name| name == params::RESOURCE_TYPE);
                *decision = before.decide(before.world, &all);
            }
        }),
    ),
    Mutant::new(
        "page-token-ignored",
        clauses::CO_LIST_PAGES,
        "Answers every page with the first.",
        Fault::Call(|call, _| {
            if call.action == params::LIST_TAG_RESOURCES {
                call.params.retain(|(name, _)| name != params::NEXT_TOKEN);
            }
        }),
    ),
    Mutant::new(
        "page-token-never-ends",
        clauses::CO_LIST_PAGES,
        "Gives the token of the last page again on the last page.",
        Fault::Answer(|answer, call, _| {
            let asked = call.get(params::NEXT_TOKEN).unwrap_or_default();
            let is_last = answer.next_token().is_none_or(str::is_empty);
            if call.action == params::LIST_TAG_RESOURCES && is_last && !asked.is_empty() {
                answer.body[params::NEXT_TOKEN] = json!(asked);
            }
        }),
    ),
    Mutant::new(
        "pages-cut",
        clauses::CO_LIST_PAGES,
        "Gives no token of a second page.",
        Fault::Answer(|answer, call, _| {
            if call.action == params::LIST_TAG_RESOURCES && answer.next_token().is_some() {
                answer.body[params::NEXT_TOKEN] = json!("");
            }
        }),
    ),
    Mutant::new(
        "describe-tags-drops-last",
        clauses::CO_DESCRIBE_TAGS_SHOWS,
        "Leaves out the last tag in DescribeTags.",
        Fault::Effect(|_, _, decision| {
            if let Permit::Pairs(pairs) = &mut decision.permit {
                pairs.pop_last();
            }
        }),
    )
    .needing(Ability::Operation(params::DESCRIBE_TAGS)),
    Mutant::new(
        "describe-tags-pages-cut",
        clauses::CO_DESCRIBE_TAGS_PAGES,
        "Gives no token of a second page in DescribeTags.",
        Fault::Answer(|answer, call, _| {
            if call.action == params::DESCRIBE_TAGS && answer.next_token().is_some() {
                answer.body[params::NEXT_TOKEN] = json!("");
            }
        }),
    )
    .needing(Ability::Operation(params::DESCRIBE_TAGS)),
    Mutant::new(
        "untag-first-key-only",
        clauses::CO_UNTAG_KEYS,
        "Removes the first of several keys.",
        Fault::Call(|call, _| {
            if call.action != params::TAG_RESOURCES {
                let first = params::element(params::TAG_KEY, 1);
                call.params
                    .retain(|(name, _)| !name.starts_with("TagKey.") || *name == first);
            }
        }),
    ),
    Mutant::new(
        "untag-other-resources-too",
        clauses::CO_UNTAG_KEYS,
        "Removes the keys from every resource of the account.",
        Fault::Effect(|before, _, decision| {
            if before.untags() && !keys(before).is_empty() {
                decision.changes = removing(before, &keys(before), |id| before.names(id));
                let others = removing(before, &keys(before), |id| !before.names(id));
                decision.changes.extend(others);
            }
        }),
    ),
    Mutant::new(
        "untag-all-ignored",
        clauses::CO_UNTAG_ALL,
        "Accepts UnTagResources with All and removes nothing.",
        Fault::Effect(|before, _, decision| {
            if before.untags() && keys(before).is_empty() {
                decision.changes.clear();
            }
        }),
    ),
    Mutant::new(
        "untag-all-of-python-unknown",
        clauses::CO_UNTAG_ALL,
        "Takes All=True for no.",
        Fault::Call(|call, _| {
            if call.action != params::TAG_RESOURCES {
                let is_other = |value: &str| value.to_lowercase() != value;
                call.params
                    .retain(|(name, value)| name != params::ALL || !is_other(value));
            }
        }),
    ),
    Mutant::new(
        "untag-all-false-removes-all",
        clauses::CO_UNTAG_ALL_FALSE,
        "Takes All for yes whatever it says, and removes every tag.",
        Fault::Effect(|before, _, decision| {
            if before.call.get(params::ALL).is_some() {
                for change in &mut decision.changes {
                    if let Change::Tags(_, tags) = change {
                        tags.clear();
                    }
                }
            }
        }),
    ),
    Mutant::new(
        "untag-absent-key-500",
        clauses::CO_UNTAG_ABSENT,
        "Fails with a server error where a key is to be removed that is not there.",
        Fault::Effect(|before, _, decision| {
            if names_absent_key(before) {
                decision.changes.clear();
                decision.permit = Permit::Anything;
            }
        }),
    ),
    Mutant::new(
        "untag-absent-key-removes-all",
        clauses::CO_UNTAG_ABSENT,
        "Removes every tag where a key is to be removed that is not there.",
        Fault::Effect(|before, _, decision| {
            if names_absent_key(before) {
                for id in before.call.indexed(params::RESOURCE_ID) {
                    decision
                        .changes
                        .push(Change::Tags(id.to_owned(), [].into()));
                }
            }
        }),
    ),
    Mutant::new(
        "untag-nothing-500",
        clauses::CO_UNTAG_NOTHING,
        "Fails with a server error where neither a key nor all are to be removed.",
        Fault::Effect(|before, _, decision| {
            if says_nothing(before) {
                decision.permit = Permit::Anything;
            }
        }),
    ),
    Mutant::new(
        "untag-nothing-removes-one",
        clauses::CO_UNTAG_NOTHING,
        "Removes the first tag where neither a key nor all are to be removed.",
        Fault::Effect(|before, _, decision| {
            if says_nothing(before) {
                for id in before.call.indexed(params::RESOURCE_ID) {
                    let there = before.world.get(id);
                    let mut tags = there.map(|there| there.tags.clone()).unwrap_or_default();
                    tags.pop_first();
                    decision.changes.push(Change::Tags(id.to_owned(), tags));
                }
            }
        }),
    ),
];

impl Before<'_> {
    /// Whether the call names a resource.
    fn names(&self, id: &str) -> bool {
        self.call.indexed(params::RESOURCE_ID).contains(&id)
    }
}

fn keys<'a>(before: &Before<'a>) -> Vec<&'a str> {
    before.call.indexed(params::TAG_KEY)
}

/// Whether `UnTagResources` is told neither keys nor all.
fn says_nothing(before: &Before<'_>) -> bool {
    before.untags() && keys(before).is_empty() && before.call.get(params::ALL).is_none()
}

/// Whether `UnTagResources` names a key that one of its resources lacks.
fn names_absent_key(before: &Before<'_>) -> bool {
    let ids = before.call.indexed(params::RESOURCE_ID);
    let mut named = ids.iter().filter_map(|id| before.world.get(id));
    before.untags()
        && named.any(|there| {
            keys(before)
                .iter()
                .any(|key| !there.tags.contains_key(*key))
        })
}

/// The changes that take keys from such resources of the caller.
fn removing(before: &Before<'_>, keys: &[&str], such: impl Fn(&str) -> bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, resource) in before.world.iter() {
        let mut tags = resource.tags.clone();
        tags.retain(|key, _| !keys.contains(&key.as_str()));
        if such(id) && resource.account == before.call.account && tags != resource.tags {
            changes.push(Change::Tags(id.to_owned(), tags));
        }
    }
    changes
}

/// A call without such parameters.
fn less(call: &Call, such: impl Fn(&str) -> bool) -> Call {
    let mut less = call.clone();
    less.params.retain(|(name, _)| !such(name));
    less
}

/// Changes every row of a listing of tags.
pub(super) fn each_row(answer: &mut Answer, call: &Call, change: fn(&mut Value)) {
    if call.action == params::LIST_TAG_RESOURCES
        && let Some(rows) = answer.body.pointer_mut("/TagResources/TagResource")
        && let Some(rows) = rows.as_array_mut()
    {
        rows.iter_mut().for_each(change);
    }
}
