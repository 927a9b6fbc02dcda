//! Tests of shrinking: as small as can be, and never another failure.

use super::*;
use crate::cases::{Action, Binding, drawn};
use crate::contract::{Call, params};

/// The calls of a case on made-up fixtures.
fn calls(case: &Case, edition: &Edition) -> Vec<Call> {
    let binding = Binding::symbolic(edition, case);
    let tags = case.steps.iter().filter(|step| step.action == Action::Tag);
    tags.map(|step| binding.call(step)).collect()
}

fn some_parameter(case: &Case, edition: &Edition, such: impl Fn(&str, &str) -> bool) -> bool {
    calls(case, edition)
        .iter()
        .flat_map(|call| &call.params)
        .any(|(name, value)| such(name, value))
}

#[test]
fn what_matters_is_all_that_is_left() {
    let edition = Edition::of_record();
    let is_long = |case: &Case| {
        some_parameter(case, edition, |name, value| {
            name.ends_with(".Key") && value.chars().count() > edition.key.length
        })
    };
    let cases = drawn(edition, 1, 800);
    let long: Vec<&Case> = cases.iter().filter(|case| is_long(case)).collect();
    assert!(long.len() > 5, "{}", long.len());
    for case in long {
        let small = shrink(case, edition, 2000, &mut |case| is_long(case));
        assert_eq!(small.steps.len(), 1, "{small:?}");
        let step = &small.steps[0];
        assert!(step.ids.is_empty(), "{step:?}");
        assert_eq!(step.tags.len(), 1, "{step:?}");
        assert_eq!(step.tags[0].0.as_deref(), Some("{k*key-length+1}"));
        assert_eq!(small.needs.len(), 1);
    }
}

#[test]
fn what_is_proposed_can_stand_in_a_suite_and_gets_no_longer() {
    let edition = Edition::of_record();
    for case in drawn(edition, 2, 60) {
        let mut length = print(std::slice::from_ref(&case)).len();
        let mut odd = 0_usize;
        shrink(&case, edition, 300, &mut |proposed| {
            let text = print(std::slice::from_ref(proposed));
            let parsed = crate::cases::parse("x.toml", &text, edition).unwrap();
            assert_eq!(content(&parsed[0]), content(proposed), "{text}");
            // Takes some and leaves some.
            odd += 1;
            let takes = !odd.is_multiple_of(3);
            if takes {
                // A fixture or a plain text may take some letters more.
                assert!(text.len() <= length + 40, "{text}");
                length = text.len();
            }
            takes
        });
    }
}

#[test]
fn the_budget_is_kept() {
    let edition = Edition::of_record();
    let case = drawn(edition, 3, 3).remove(2);
    let mut asked = 0;
    let same = shrink(&case, edition, 17, &mut |_| {
        asked += 1;
        false
    });
    assert_eq!((asked, same), (17, case));
}

#[test]
fn a_fixture_that_is_created_keeps_its_creation() {
    let edition = Edition::of_record();
    let sequences = drawn(edition, 4, 800);
    let creates = |case: &Case| case.steps.iter().any(|step| step.action == Action::Create);
    let mut shrunk = 0;
    for case in sequences.iter().filter(|case| creates(case)) {
        let small = shrink(case, edition, 500, &mut |case| {
            creates(case)
                && some_parameter(case, edition, |name, _| {
                    name.starts_with(params::RESOURCE_ID)
                })
        });
        assert!(small.steps.len() <= 2, "{small:?}");
        shrunk += 1;
    }
    assert!(shrunk > 5, "{shrunk}");
}
