//! The cases about operations beside `TagResources`: what a run tries before it
//! relies on any of them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::contract::Edition;

use super::case::Case;
use super::library::Library;
use super::suite::shared;

/// Where they stand.
const FILE: &str = "suites/companions.toml";
const TEXT: &str = include_str!("../../suites/companions.toml");

/// Of every edition, in the order in which they are tried: what others need
/// comes first.
static CASES: Mutex<BTreeMap<&'static str, &'static [Case]>> = Mutex::new(BTreeMap::new());

/// The cases of an edition. They are read once and kept for good.
pub fn companions(edition: &Edition) -> &'static [Case] {
    let mut known = CASES.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(edition.name).or_insert_with(|| {
        // Tests hold that the file parses and agrees with the model.
        let cases = shared(FILE, TEXT, edition).unwrap_or_default();
        let checked = cases
            .into_iter()
            .map(|case| Library::checked(case, edition));
        let checked: Vec<Case> = checked.filter_map(Result::ok).collect();
        Box::leak(checked.into_boxed_slice())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::contract::{Kind, editions};

    #[test]
    fn none_of_the_file_is_lost_and_all_are_of_the_topic() {
        let of_record = companions(Edition::of_record());
        assert_eq!(of_record.len(), TEXT.matches("[[case]]").count());
        for edition in editions() {
            // What a product has no operation for is not asked of it.
            let product = edition.product;
            let is_known = |case: &&Case| {
                let steps = case.steps.iter();
                let mut called = steps.filter_map(|step| step.action.companion(product));
                let types: BTreeSet<Kind> = case.needs.iter().map(|need| need.kind).collect();
                called.all(|operation| product.companions.contains(&operation))
                    && types.len() <= product.kinds.len()
            };
            let written = of_record.iter().filter(is_known).count();
            assert_eq!(companions(edition).len(), written, "{}", edition.name);
            for case in companions(edition) {
                assert!(case.is_about_companions(), "{}", case.id);
            }
        }
    }
}
