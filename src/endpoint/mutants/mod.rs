//! Mutants: the reference with one clause deliberately broken, as data.
//!
//! A mutant is a row of a table; the tables are one family a file. What it does
//! is a [`Fault`], which the reference consults at the place where the fault
//! sits and nowhere else, so that a mutant is the reference in everything else.

mod answers;
mod bodies;
mod checks;
mod codes;
mod companions;
mod condition;
mod conversions;
mod crashes;
mod effects;
mod equivalents;
mod glances;
mod limits;
mod listings;
mod mutant;
mod narrow;
mod pages;
mod partial;
mod races;
mod reads;
mod signatures;
mod switches;

use crate::contract::{Edition, clauses};
use crate::model::Permit;

pub(super) use condition::Asked;
pub use condition::Condition;
pub use mutant::{Before, Fault, Memory, Mutant};
pub(super) use races::BETWEEN;

/// Every mutant, one family after the other.
pub fn mutants() -> impl Iterator<Item = &'static Mutant> {
    [
        limits::TABLE,
        checks::TABLE,
        reads::TABLE,
        effects::TABLE,
        conversions::TABLE,
        partial::TABLE,
        glances::TABLE,
        listings::TABLE,
        pages::TABLE,
        companions::TABLE,
        codes::TABLE,
        answers::TABLE,
        bodies::TABLE,
        crashes::TABLE,
        narrow::TABLE,
        races::TABLE,
        signatures::TABLE,
        switches::TABLE,
        equivalents::TABLE,
    ]
    .into_iter()
    .flatten()
}

/// A mutant that any suite kills which says no once: it guards the proof of a
/// suite and is not on the list.
pub static CANARY: Mutant = Mutant::new(
    "canary",
    clauses::ERROR_CODE,
    "Accepts every call.",
    Fault::Effect(|_, _, decision| {
        if matches!(decision.permit, Permit::Refuse(_)) {
            decision.permit = Permit::Accept;
        }
    }),
);

/// The mutants that break something of an edition.
pub fn mutants_of(edition: &Edition) -> impl Iterator<Item = &'static Mutant> + '_ {
    mutants().filter(|mutant| mutant.applies_to(edition))
}

/// The fault of a mutant, and the conditions under which alone it shows; none where
/// it is to be that of a mutant which is not there.
pub(super) fn resolved(mutant: &'static Mutant) -> Option<(&'static [Condition], &'static Fault)> {
    match &mutant.fault {
        Fault::Where(conditions, name) => Some((conditions, &mutant_named(name)?.fault)),
        fault => Some((&[], fault)),
    }
}

/// The mutant that is named `name`, or was so before.
pub fn mutant_named(name: &str) -> Option<&'static Mutant> {
    mutants().find(|mutant| mutant.name == name || mutant.aliases.contains(&name))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::iter;

    use super::super::client::reference;
    use super::super::script;
    use super::mutant::MAX_GHOSTS;
    use super::*;
    use crate::contract::{Level, axis_named, clause_ids, editions, vpc};
    use crate::model::Resource;

    #[test]
    fn names_are_unique_and_clauses_axes_and_options_exist() {
        let mut names = BTreeSet::new();
        for mutant in mutants() {
            let name = mutant.name;
            for known in iter::once(&name).chain(mutant.aliases) {
                assert!(names.insert(*known), "{known} twice");
                assert_eq!(mutant_named(known).map(|found| found.name), Some(name));
            }
            assert!(mutant.about.ends_with('.'), "{name}");
            for (axis, option) in mutant.given {
                let axis = axis_named(axis).expect(name);
                assert!(axis.axis().option(option).is_some(), "{name}");
            }
            if let Fault::Switch { axis, options, .. } = mutant.fault {
                let axis = axis_named(axis).expect(name);
                assert!(axis.axis().option(options.0).is_some(), "{name}");
                assert!(axis.axis().option(options.1).is_some(), "{name}");
            }
        }
        for promised in [
            "first-id-only",
            "quota-off-by-one",
            "key-too-long-accepted",
            "region-ignored",
            "duplicate-key-accepted",
            "wrong-code",
            "error-changes-state",
            "tags-outlive-resource",
            "key-lower-cased",
            "constant-request-id",
            "invalid-json",
            "non-ascii-500",
        ] {
            assert!(mutant_named(promised).is_some(), "{promised}");
        }
        assert!(mutants().count() >= 40);
        assert!(mutant_named("nobody").is_none());
    }

    #[test]
    fn every_mutant_breaks_something_of_some_edition() {
        let all: BTreeSet<&str> = editions()
            .flat_map(mutants_of)
            .map(|mutant| mutant.name)
            .collect();
        for mutant in mutants() {
            assert!(all.contains(mutant.name), "{}", mutant.name);
        }
        let of_record = mutants_of(Edition::of_record()).map(|mutant| mutant.name);
        let left: Vec<&str> = mutants().map(|mutant| mutant.name).collect();
        let of_record: Vec<&str> = of_record.collect();
        let elsewhere: Vec<&&str> = left.iter().filter(|it| !of_record.contains(it)).collect();
        assert_eq!(elsewhere, [&"keys-that-differ-in-case-accepted"]);
    }

    #[test]
    fn no_mutant_is_named_or_described_by_a_limit_of_one_edition() {
        for mutant in mutants() {
            let name = mutant.name;
            for number in numbers(name) {
                let is_refusal = (400..600).contains(&number);
                let stated = WITH_OTHER_NUMBERS.contains(&name);
                assert!(is_refusal || stated, "{name}");
            }
            for number in numbers(name).chain(numbers(mutant.about)) {
                let limited = editions().find(|edition| {
                    limits(edition)
                        .iter()
                        .any(|limit| limit.abs_diff(number) <= 1)
                });
                assert!(
                    limited.is_none(),
                    "{name}: {number} is a limit, or one off, of {}",
                    limited.map_or("", |edition| edition.name)
                );
            }
        }
        for name in WITH_OTHER_NUMBERS {
            let there = mutants().any(|mutant| mutant.name == *name);
            assert!(there, "{name} needs no exception");
        }
    }

    /// Named by a status that is no refusal's.
    const WITH_OTHER_NUMBERS: &[&str] = &["accepted-with-201", "error-as-200"];

    /// Those that stand by themselves: ACS3 is a name.
    fn numbers(text: &str) -> impl Iterator<Item = usize> + '_ {
        text.split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter_map(|word| word.parse().ok())
    }

    fn limits(edition: &Edition) -> [usize; 5] {
        [
            edition.ids,
            edition.tags,
            edition.quota,
            edition.key.length,
            edition.value.length,
        ]
    }

    #[test]
    fn ghosts_are_forgotten_in_time() {
        let mut memory = Memory::default();
        let ghost = Resource::new(vpc::VPC, "", "cn-hangzhou", None);
        for number in 0..=MAX_GHOSTS {
            memory.keep(&number.to_string(), &ghost);
        }
        assert_eq!(memory.ghosts.len(), MAX_GHOSTS);
        assert_eq!(memory.ghosts[0].0, "1");
    }

    #[test]
    fn every_clause_that_is_judged_is_broken_by_some_mutant() {
        for clause in clause_ids() {
            // These break while fixtures are made, which no case is about.
            let elsewhere = [clauses::CO_CREATE_ID, clauses::CO_GONE];
            if elsewhere.contains(&clause) {
                continue;
            }
            let broken = mutants().any(|mutant| mutant.clause == clause);
            assert!(
                broken || clause.level == Level::Unspecified,
                "{}",
                clause.id
            );
        }
    }

    #[test]
    fn every_mutant_is_the_reference_in_most() {
        let mut played: BTreeMap<_, Vec<script::Step>> = BTreeMap::new();
        for mutant in mutants() {
            let right = played
                .entry(mutant.given)
                .or_insert_with(|| script::run(&reference(mutant.given)));
            let wrong = script::run(&reference(&[]).with_mutant(mutant));
            assert_eq!(right.len(), wrong.len());
            let differing = right
                .iter()
                .zip(&wrong)
                .filter(|(right, wrong)| right != wrong)
                .count();
            let about_request_ids = mutant.clause.id.contains("REQUEST-ID");
            assert!(
                differing * 2 < right.len() || about_request_ids,
                "{} differs in {differing} of {}",
                mutant.name,
                right.len()
            );
        }
    }
}
