//! Cases: what is tried, hand-written in suites or generated from the edition.
//!
//! A case names fixtures and steps; [`Binding`] turns it into calls once the
//! fixtures are there. When a library is loaded, every case is checked against
//! the model: expectations, isolation and twin ([`Disagreement`]).

mod binding;
mod boundaries;
mod case;
mod library;
mod probes;
mod suite;
mod transform;
mod verify;

pub use binding::{ACCOUNTS, Binding, Bound};
pub use boundaries::boundaries;
pub use case::{Action, Case, Delivery, Expect, Method, Need, Place, ReadBack, Side, Step, Wire};
pub use library::{Library, LibraryError, Selection};
pub use probes::{probes, sweeps};
pub use suite::{SuiteError, parse};
pub use transform::{delivered, in_other_region, with_kind};
pub use verify::{Disagreement, plain_twin, verify};

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
    use crate::contract::EDITIONS;

    #[test]
    fn the_library_loads_under_every_edition() {
        for edition in EDITIONS {
            if let Err(error) = Library::embedded(edition) {
                panic!("{}: {error}", edition.name);
            }
        }
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
