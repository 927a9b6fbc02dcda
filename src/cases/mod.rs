//! Cases: what is tried, hand-written in suites or generated from the edition.
//!
//! A case names fixtures and steps; [`Binding`] turns it into calls once the
//! fixtures are there. When a library is loaded, every case is checked against
//! the model: expectations, isolation and twin ([`Disagreement`]).

mod array;
mod binding;
mod boundaries;
mod case;
mod checked;
mod companions;
mod conditions;
mod converted;
mod delivery;
mod effects;
mod enumerated;
mod expand;
mod generate;
mod lasting;
mod library;
mod origin;
mod picked;
mod print;
mod probes;
mod reader;
mod retagged;
mod selection;
mod shrink;
mod sound;
mod suite;
mod suite_step;
mod transform;
mod types;
mod verify;
mod within;

pub use array::covering_array;
pub use binding::{ACCOUNTS, Binding, Bound, places};
pub use boundaries::boundaries;
pub use case::{Action, Case, DRAWN, Expect, Need, ReadBack, Side, Step};
pub use companions::companions;
pub use conditions::COVERING_TOPIC;
pub use delivery::{Delivery, Method, Signing, Spelling, Wire};
pub use effects::effects;
pub use generate::{Lot, covering, drawn, evolved, from_bytes, is_drawn, precedence_pairs};
pub use library::{Library, LibraryError};
pub use origin::Origin;
pub use picked::{Picked, Turn};
pub use print::print;
pub use probes::{SWEEP_TOPIC, probes, sweeps};
pub use reader::SuiteError;
pub use selection::{Selection, is_of_clauses};
pub use shrink::{content, shrink};
pub use suite::parse;
pub use transform::{delivered, fused, in_other_account, in_region, with_kind};
pub use verify::{Disagreement, plain_twin, verify};

/// The JSON Schema of suite files, as it is kept beside them.
pub const SUITE_SCHEMA: &str = include_str!("../../suites/suite.schema.json");

/// The suite files that are part of tagproof, by name.
pub static SUITES: &[(&str, &str)] = &[
    (
        "suites/accounts.toml",
        include_str!("../../suites/accounts.toml"),
    ),
    (
        "suites/atomicity.toml",
        include_str!("../../suites/atomicity.toml"),
    ),
    (
        "suites/companions.toml",
        include_str!("../../suites/companions.toml"),
    ),
    (
        "suites/concurrency.toml",
        include_str!("../../suites/concurrency.toml"),
    ),
    (
        "suites/deletion.toml",
        include_str!("../../suites/deletion.toml"),
    ),
    (
        "suites/indexes.toml",
        include_str!("../../suites/indexes.toml"),
    ),
    ("suites/keys.toml", include_str!("../../suites/keys.toml")),
    (
        "suites/missing-parameters.toml",
        include_str!("../../suites/missing-parameters.toml"),
    ),
    (
        "suites/overwriting.toml",
        include_str!("../../suites/overwriting.toml"),
    ),
    (
        "suites/precedence.toml",
        include_str!("../../suites/precedence.toml"),
    ),
    ("suites/quota.toml", include_str!("../../suites/quota.toml")),
    (
        "suites/regions.toml",
        include_str!("../../suites/regions.toml"),
    ),
    (
        "suites/resource-ids.toml",
        include_str!("../../suites/resource-ids.toml"),
    ),
    (
        "suites/resource-types.toml",
        include_str!("../../suites/resource-types.toml"),
    ),
    (
        "suites/responses.toml",
        include_str!("../../suites/responses.toml"),
    ),
    (
        "suites/shared-scope.toml",
        include_str!("../../suites/shared-scope.toml"),
    ),
    (
        "suites/signatures.toml",
        include_str!("../../suites/signatures.toml"),
    ),
    (
        "suites/tag-counts.toml",
        include_str!("../../suites/tag-counts.toml"),
    ),
    (
        "suites/unicode.toml",
        include_str!("../../suites/unicode.toml"),
    ),
    (
        "suites/uniqueness.toml",
        include_str!("../../suites/uniqueness.toml"),
    ),
    (
        "suites/values.toml",
        include_str!("../../suites/values.toml"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{ClauseId, ClauseKind, Edition, clauses, edition_from, editions, vpc};

    #[test]
    fn the_library_loads_under_every_edition() {
        for edition in editions() {
            if let Err(error) = Library::embedded(edition) {
                panic!("{}: {error}", edition.name);
            }
        }
    }

    #[test]
    fn the_library_loads_within_every_limit_that_a_file_may_say() {
        for edition in editions() {
            let limits = [
                "ids = 2\ntags = 2\nquota = 11\nkey-length = 10\nvalue-length = 10\n",
                "ids = 100\ntags = 100\nquota = 200\nkey-length = 512\nvalue-length = 512\n",
                "tags = 100\nquota = 11\n",
                "tags = 2\nquota = 200\n",
            ];
            // What the last two are about is the same for every product.
            let is_of_record = edition.name == Edition::of_record().name;
            for limits in &limits[..if is_of_record { 4 } else { 2 }] {
                let text = format!("based-on = \"{}\"\n{limits}", edition.name);
                let own = edition_from("own.toml", &text).unwrap();
                let loaded = Library::embedded(own).err().map(|error| error.to_string());
                assert_eq!(loaded, None, "{text}");
            }
        }
    }

    #[test]
    fn every_demanded_clause_has_a_positive_and_an_isolated_negative_case() {
        let edition = Edition::of_record();
        let library = Library::embedded(edition).unwrap();
        let mut missing = Vec::new();
        for clause in edition.clauses().filter(|clause| clause.is_demanded()) {
            let speaking: Vec<&Case> = library
                .cases()
                .iter()
                .filter(|case| case.clauses.contains(&clause))
                .collect();
            let isolated = |case: &&&Case| match clause.kind {
                ClauseKind::Request => case.violates == [clause],
                _ => case.violates.len() == 1,
            };
            if !speaking.iter().any(|case| !case.is_negative()) {
                missing.push(format!("{} has no positive case", clause.id));
            }
            if !speaking.iter().any(|case| isolated(&case)) {
                missing.push(format!("{} has no isolated negative case", clause.id));
            }
        }
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }

    #[test]
    fn every_clause_of_an_edition_is_one_that_cases_speak_for() {
        for edition in editions() {
            let library = Library::embedded(edition).unwrap();
            let is_spoken_for = |clause: &ClauseId| {
                let mut cases = library.cases().iter();
                cases.any(|case| case.clauses.contains(clause))
            };
            let silent: Vec<ClauseId> = edition
                .clauses()
                // No documented parameter leads to this one.
                .filter(|clause| !is_spoken_for(clause) && *clause != clauses::CODE_TAG_SCOPE)
                .collect();
            assert!(silent.is_empty(), "{}: {silent:?}", edition.name);
        }
    }

    #[test]
    fn every_code_of_the_page_that_can_be_reached_is_expected_somewhere() {
        let edition = Edition::of_record();
        let library = Library::embedded(edition).unwrap();
        for row in vpc::errors::PAGE_ERRORS {
            let expected = library
                .cases()
                .iter()
                .flat_map(|case| &case.steps)
                .any(|step| {
                    matches!(&step.expect, Some(Expect::Refused { status, code: Some(code) })
                    if code == row.code && *status == row.status)
                });
            // No documented parameter leads to this one.
            let unreachable = row.code == "InvalidTagScope.NotFound";
            assert_eq!(expected, !unreachable, "{}", row.code);
        }
    }

    #[test]
    fn there_are_at_least_three_hundred_cases() {
        let library = Library::embedded(Edition::of_record()).unwrap();
        assert!(library.cases().len() >= 300, "{}", library.cases().len());
    }

    #[test]
    fn every_suite_file_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/suites");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder is there")
            .map(|entry| {
                format!(
                    "suites/{}",
                    entry.expect("an entry").file_name().to_string_lossy()
                )
            })
            .filter(|file| {
                std::path::Path::new(file)
                    .extension()
                    .is_some_and(|ending| ending == "toml")
            })
            .collect();
        files.sort();
        let embedded: Vec<&str> = SUITES.iter().map(|(file, _)| *file).collect();
        assert_eq!(files, embedded);
    }
}
