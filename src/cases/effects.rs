//! What calls do, under any two of the conditions around them.

use crate::contract::Edition;

use super::case::{Case, Side};
use super::conditions::{COVERING_TOPIC, Conditions, Of, conditions};
use super::origin::Origin;
use super::transform::{delivered, in_other_account, in_region, with_kind};

/// Hand-written cases that show an effect each, and go for any type, region and
/// account.
const EFFECTS: [&str; 15] = [
    "companions/describe-tags-shows-a-tag",
    "companions/list-by-a-key-and-value",
    "companions/list-by-region",
    "companions/list-shows-20-tags",
    "companions/untag-a-key",
    "companions/untag-all",
    "deletion/same-tags-on-another-stay",
    "deletion/tags-go-with-the-vpc",
    "overwriting/new-value",
    "overwriting/two-resources-of-which-one-has-the-key",
    "regions/same-key-in-both",
    "responses/20-ids-and-20-tags",
    "values/plus-signs-beside-spaces",
    "values/signs-that-need-no-escape",
    "values/spaces-kept",
];

/// The cases of a library that show effects, each under any two of: resource
/// type, region, way of sending, format, account. They are named by what they
/// combine.
pub fn effects(cases: &[Case], edition: &Edition) -> Vec<Case> {
    let conditions = conditions(edition, Of::Effect);
    let shown = cases
        .iter()
        .filter(|case| EFFECTS.contains(&case.id.as_str()));
    let tried = shown.flat_map(|case| conditions.iter().map(move |one| under(case, one)));
    tried.collect()
}

/// The case under these conditions.
fn under(case: &Case, conditions: &Conditions) -> Case {
    let mut tried = with_kind(case, conditions.kind);
    if conditions.region != Side::Own {
        tried = in_region(&tried, conditions.region);
    }
    if conditions.account == Side::Other {
        tried = in_other_account(&tried);
    }
    tried = delivered(&tried, conditions.delivery);
    tried.id = format!(
        "{COVERING_TOPIC}/{}-{}",
        case.id.replace('/', "-"),
        conditions.name
    );
    tried.aliases.clear();
    tried.origin = Origin::Conditions;
    tried
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cases::Library;

    #[test]
    fn every_effect_is_tried_under_all_conditions_and_agrees_with_the_model() {
        let edition = Edition::of_record();
        let library = Library::embedded(edition).unwrap();
        let cases = effects(library.cases(), edition);
        let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids.len(), cases.len());
        let rows = conditions(edition, Of::Effect).len();
        assert_eq!(cases.len(), EFFECTS.len() * rows);
        for case in cases {
            let id = case.id.clone();
            let checked = Library::checked(case, edition);
            assert!(checked.is_ok(), "{id}: {checked:?}");
        }
    }
}
