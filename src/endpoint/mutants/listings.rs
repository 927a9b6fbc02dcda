//! Mutants that show tags which are not there, or not to be seen from here.

use std::collections::BTreeSet;

use crate::contract::{Ability, Call, TagRow, clauses, params, vpc};
use crate::model::{Change, Decision, Permit, World};

use super::mutant::{Before, Fault, Memory, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "tags-outlive-resource",
        clauses::DELETE_TAGS,
        "Goes on showing the tags of deleted resources.",
        Fault::Effect(|before, memory, decision| {
            for change in &decision.changes {
                if let Change::Delete(id) = change
                    && let Some(resource) = before.world.get(id)
                {
                    memory.keep(id, resource);
                }
            }
            show_ghosts(before, memory, decision);
        }),
    ),
    Mutant::new(
        "removed-tag-still-described",
        clauses::NO_ORPHANS,
        "Goes on showing a tag in DescribeTags and DescribeTagKeys when no resource has it any more.",
        Fault::Effect(|before, memory, decision| {
            if before.untags() {
                keep_tagged(before, memory, decision);
            }
            if !before.is(params::LIST_TAG_RESOURCES) {
                show_ghosts(before, memory, decision);
            }
        }),
    )
    .needing(Ability::Operation(params::DESCRIBE_TAGS)),
    Mutant::new(
        "overwritten-key-listed-twice",
        clauses::CO_LIST_SHOWS,
        "Lists a key with its old value beside the new one.",
        Fault::Effect(|before, memory, decision| {
            if before.is(params::TAG_RESOURCES) {
                keep_tagged(before, memory, decision);
            }
            if before.untags() {
                memory.ghosts.retain(|(id, _)| {
                    !before
                        .call
                        .indexed(params::RESOURCE_ID)
                        .contains(&id.as_str())
                });
            }
            if before.is(params::LIST_TAG_RESOURCES) {
                show_ghosts(before, memory, decision);
            }
        }),
    ),
    Mutant::new(
        "regions-share-tags",
        clauses::REGION_ISOLATION,
        "Shows the tags of every region in DescribeTags and DescribeTagKeys.",
        Fault::Effect(|before, _, decision| {
            if before.is(params::DESCRIBE_TAGS) || before.is(params::DESCRIBE_TAG_KEYS) {
                let mut everywhere = before.call.clone();
                everywhere
                    .params
                    .retain(|(name, _)| name != params::REGION_ID);
                *decision = before.decide(before.world, &everywhere);
            }
        }),
    )
    .needing(Ability::Operation(params::DESCRIBE_TAGS)),
    Mutant::new(
        "list-ignores-region",
        clauses::CO_LIST_REGION_FILTER,
        "Lists the tags of a resource from every region.",
        Fault::Effect(|before, _, decision| {
            if before.is(params::LIST_TAG_RESOURCES) {
                let mut everywhere = before.call.clone();
                everywhere
                    .params
                    .retain(|(name, _)| name != params::REGION_ID);
                *decision = before.decide(before.world, &everywhere);
            }
        }),
    ),
    Mutant::new(
        "tag-filter-looks-everywhere",
        clauses::CO_LIST_REGION_FILTER,
        "Lists what has a tag from every region, where a tag is asked for.",
        Fault::Effect(|before, _, decision| {
            let is_filter = |name: &str| super::mutant::is_field(name, params::KEY);
            let mut named = before.call.params.iter();
            if before.is(params::LIST_TAG_RESOURCES) && named.any(|(name, _)| is_filter(name)) {
                let mut everywhere = before.call.clone();
                everywhere
                    .params
                    .retain(|(name, _)| name != params::REGION_ID);
                *decision = before.decide(before.world, &everywhere);
            }
        }),
    ),
    Mutant::new(
        "accounts-share-tags",
        clauses::ACCOUNT_ISOLATION,
        "Shows the tags of every account in DescribeTags and DescribeTagKeys.",
        Fault::Effect(|before, _, decision| {
            if before.is(params::DESCRIBE_TAGS) || before.is(params::DESCRIBE_TAG_KEYS) {
                as_every_account(before, decision);
            }
        }),
    )
    .needing(Ability::Operation(params::DESCRIBE_TAGS)),
    Mutant::new(
        "list-ignores-account",
        clauses::CO_LIST_ACCOUNT,
        "Lists the tags of other accounts' resources.",
        Fault::Effect(|before, _, decision| {
            if before.is(params::LIST_TAG_RESOURCES) {
                as_every_account(before, decision);
            }
        }),
    ),
    Mutant::new(
        "only-vpc-tags-shared",
        clauses::SHARED_INFORMATION,
        "Shows the tags of VPCs alone where DescribeTags and DescribeTagKeys are asked for no type.",
        Fault::Effect(|before, _, decision| {
            let describes =
                before.is(params::DESCRIBE_TAGS) || before.is(params::DESCRIBE_TAG_KEYS);
            if describes && before.call.get(params::RESOURCE_TYPE).is_none() {
                let edition = before.model.edition;
                let name = edition.type_name(edition.product.usual());
                let of_vpcs = before.call.clone().with(params::RESOURCE_TYPE, name);
                *decision = before.decide(before.world, &of_vpcs);
            }
        }),
    ),
    Mutant::new(
        "eip-tags-not-shared",
        clauses::SHARED_INFORMATION,
        "Leaves out the tags of EIPs where DescribeTags and DescribeTagKeys are asked for no type.",
        Fault::Effect(|before, _, decision| {
            let describes =
                before.is(params::DESCRIBE_TAGS) || before.is(params::DESCRIBE_TAG_KEYS);
            if describes && before.call.get(params::RESOURCE_TYPE).is_none() {
                let mut without = World::default();
                for (id, resource) in before.world.iter() {
                    if resource.kind != vpc::EIP {
                        without.apply(&Change::Create(id.to_owned(), resource.clone()));
                    }
                }
                *decision = before.decide(&without, before.call);
            }
        }),
    ),
    Mutant::new(
        "removed-key-still-described",
        clauses::NO_ORPHANS,
        "Goes on showing a key in DescribeTagKeys when no resource has it any more.",
        Fault::Effect(|before, memory, decision| {
            if before.untags() {
                keep_tagged(before, memory, decision);
            }
            if before.is(params::DESCRIBE_TAG_KEYS) {
                show_ghosts(before, memory, decision);
            }
        }),
    )
    .needing(Ability::Operation(params::DESCRIBE_TAG_KEYS)),
    Mutant::new(
        "child-lists-tags-of-vpc",
        clauses::CO_LIST_SHOWS,
        "Lists the tags of its VPC with those of a vSwitch.",
        Fault::Effect(|before, _, decision| {
            let Permit::Rows(rows) = &mut decision.permit else {
                return;
            };
            for id in before.call.indexed(params::RESOURCE_ID) {
                let switch = before
                    .world
                    .get(id)
                    .filter(|child| child.kind == vpc::VSWITCH);
                let vpc = switch
                    .and_then(|child| child.parent.as_deref())
                    .and_then(|vpc| before.world.get(vpc));
                for (key, value) in vpc.iter().flat_map(|vpc| &vpc.tags) {
                    rows.push(TagRow {
                        resource: id.to_owned(),
                        key: key.clone(),
                        value: value.clone(),
                    });
                }
            }
            rows.sort();
            rows.dedup();
        }),
    )
    .needing(Ability::Type(vpc::VSWITCH)),
    Mutant::new(
        "list-one-short-of-quota",
        clauses::CO_LIST_SHOWS,
        "Lists one tag less of a resource than the quota allows, and no more.",
        Fault::Effect(|before, _, decision| {
            let Permit::Rows(rows) = &mut decision.permit else {
                return;
            };
            let quota = before.model.edition.quota;
            let mut shown = 0;
            let mut of = String::new();
            rows.retain(|row| {
                if row.resource != of {
                    of.clone_from(&row.resource);
                    shown = 0;
                }
                shown += 1;
                shown < quota
            });
        }),
    )
    .formerly(&["list-stops-at-19"]),
];

/// Remembers the resources whose tags a call changes, as they are.
pub(super) fn keep_tagged(before: &Before<'_>, memory: &mut Memory, decision: &Decision) {
    for change in &decision.changes {
        if let Change::Tags(id, _) = change
            && let Some(resource) = before.world.get(id)
        {
            memory.keep(id, resource);
        }
    }
}

/// Adds to a listing what it would show of the resources remembered.
fn show_ghosts(before: &Before<'_>, memory: &Memory, decision: &mut Decision) {
    let listing = matches!(
        decision.permit,
        Permit::Rows(_) | Permit::Pairs(_) | Permit::Keys(_)
    );
    if !listing {
        return;
    }
    for (id, resource) in &memory.ghosts {
        let mut past = World::default();
        past.apply(&Change::Create(id.clone(), resource.clone()));
        let shown = before.decide(&past, before.call).permit;
        add(&mut decision.permit, shown);
    }
}

/// Adds to a listing what every other account would be shown.
fn as_every_account(before: &Before<'_>, decision: &mut Decision) {
    let accounts: BTreeSet<&str> = before
        .world
        .iter()
        .map(|(_, resource)| resource.account.as_str())
        .collect();
    for account in accounts {
        let theirs = Call {
            account: account.to_owned(),
            ..before.call.clone()
        };
        let shown = before.decide(before.world, &theirs).permit;
        add(&mut decision.permit, shown);
    }
}

/// Adds what one listing shows to another.
pub(super) fn add(to: &mut Permit, shown: Permit) {
    match (to, shown) {
        (Permit::Rows(rows), Permit::Rows(more)) => {
            rows.extend(more);
            rows.sort();
            rows.dedup();
        }
        (Permit::Pairs(pairs), Permit::Pairs(more)) => pairs.extend(more),
        (Permit::Keys(keys), Permit::Keys(more)) => keys.extend(more),
        _ => {}
    }
}
