//! The cases about operations beside `TagResources`: what a run tries before it
//! relies on any of them.

use std::sync::LazyLock;

use crate::contract::{Edition, editions};

use super::case::Case;
use super::library::Library;
use super::suite::shared;

/// Where they stand.
const FILE: &str = "suites/companions.toml";
const TEXT: &str = include_str!("../../suites/companions.toml");

/// Of every edition, in the order in which they are tried: what others need
/// comes first.
static CASES: LazyLock<Vec<(&'static str, Vec<Case>)>> = LazyLock::new(|| {
    let of = |edition: &Edition| -> Vec<Case> {
        // Tests hold that the file parses and agrees with the model.
        let cases = shared(FILE, TEXT, edition).unwrap_or_default();
        let checked = cases
            .into_iter()
            .map(|case| Library::checked(case, edition));
        checked.filter_map(Result::ok).collect()
    };
    editions()
        .map(|edition| (edition.name, of(edition)))
        .collect()
});

/// The cases of an edition.
pub fn companions(edition: &Edition) -> &'static [Case] {
    let known = CASES.iter().find(|(name, _)| *name == edition.name);
    known.map_or(&[], |(_, cases)| cases.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_of_the_file_is_lost_and_all_are_of_the_topic() {
        let of_record = companions(Edition::of_record());
        assert_eq!(of_record.len(), TEXT.matches("[[case]]").count());
        for edition in editions() {
            // What a product has no operation for is not asked of it.
            let product = edition.product;
            let is_known = |case: &&Case| {
                let mut called = case
                    .steps
                    .iter()
                    .filter_map(|it| it.action.companion(product));
                called.all(|operation| product.companions.contains(&operation))
            };
            let written = of_record.iter().filter(is_known).count();
            assert_eq!(companions(edition).len(), written, "{}", edition.name);
            for case in companions(edition) {
                assert!(case.is_about_companions(), "{}", case.id);
            }
        }
    }
}
