//! Mutants that look first and write later: right alone, wrong at once.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::contract::clauses;
use crate::model::{Change, Decision, World};

use super::mutant::{Fault, Mutant};

/// How long such a mutant takes between looking and writing: long enough that
/// callers at once meet in it on a busy machine too.
pub(in crate::endpoint) const BETWEEN: Duration = Duration::from_millis(10);

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "lost-update",
        clauses::EFFECT_ONLY,
        "Writes all tags of a resource as it read them before, so that what another call added meanwhile is lost.",
        Fault::Race(|_, _, _| {}),
    ),
    Mutant::new(
        "quota-race",
        clauses::TAG_QUOTA,
        "Counts the tags of a resource before it adds some, so that calls at once fill it past the quota.",
        Fault::Race(add_to_what_is_there),
    ),
    Mutant::new(
        "update-given-up",
        clauses::EFFECT_ALL,
        "Accepts calls on one resource at once and stores only what is not there by then.",
        Fault::Race(keep_what_is_there),
    ),
];

/// Adds the tags that a call adds to those that are there by now.
fn add_to_what_is_there(before: &World, now: &World, decision: &mut Decision) {
    for change in &mut decision.changes {
        if let Change::Tags(id, after) = change {
            let (old, mut there) = (tags(before, id), tags(now, id));
            let added = after
                .iter()
                .filter(|(key, value)| old.get(*key) != Some(*value));
            there.extend(added.map(|(key, value)| (key.clone(), value.clone())));
            *after = there;
        }
    }
}

/// Adds nothing if anything changed meanwhile.
fn keep_what_is_there(before: &World, now: &World, decision: &mut Decision) {
    let changed = decision
        .changes
        .iter()
        .any(|change| matches!(change, Change::Tags(id, _) if tags(before, id) != tags(now, id)));
    if changed {
        decision.changes.clear();
    }
}

fn tags(world: &World, id: &str) -> BTreeMap<String, String> {
    world
        .get(id)
        .map(|resource| resource.tags.clone())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::super::client::{Client, reference};
    use super::super::mutant_named;

    /// Tags of a VPC that had some, after four callers added one each at once,
    /// and how many of these calls were accepted.
    fn after_four_at_once(name: &str, had: usize) -> (usize, usize) {
        let mutant = mutant_named(name).unwrap();
        let endpoint = reference(&[]).with_mutant(mutant);
        let client = Client::new(&endpoint, "me");
        let vpc = client.vpc();
        let keys: Vec<String> = (0..had).map(|number| format!("k{number}")).collect();
        let tags: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "v")).collect();
        assert!(client.tag("VPC", &[&vpc], &tags).is_success());
        let accepted = std::thread::scope(|scope| {
            let callers: Vec<_> = ["a", "b", "c", "d"]
                .map(|key| {
                    let (endpoint, vpc) = (&endpoint, &vpc);
                    scope.spawn(move || {
                        let client = Client::new(endpoint, "me");
                        client.tag("VPC", &[vpc], &[(key, "v")]).is_success()
                    })
                })
                .into();
            callers
                .into_iter()
                .map(|caller| usize::from(caller.join().unwrap()))
                .sum()
        });
        (client.tags("VPC", &vpc).len(), accepted)
    }

    #[test]
    fn each_race_shows_when_calls_are_made_at_once() {
        let loses = |name: &str| {
            (0..20).any(|_| {
                let (tags, accepted) = after_four_at_once(name, 1);
                accepted == 4 && tags < 5
            })
        };
        assert!(loses("lost-update"));
        assert!(loses("update-given-up"));
        assert!((0..20).any(|_| after_four_at_once("quota-race", 19).0 > 20));
    }
}
