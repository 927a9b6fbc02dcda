//! A case of a covering array for a target that is not judged by all that the
//! array combines.

use std::collections::BTreeSet;

use crate::contract::{Ability, Kind};

use super::case::{Case, Need, Side};
use super::delivery::{Method, Wire};
use super::origin::Origin;
use super::transform::{exchanged, in_other_account, in_region};

/// The case with something usual for each condition that is left out of the
/// verdict, so that what else it combines is tried all the same. What it is about
/// stays: a resource of another account among those of the caller needs two. A
/// case that is none of an array is as it was.
pub(super) fn within(case: Case, left_out: &BTreeSet<Ability>) -> Case {
    if case.origin != Origin::Conditions {
        return case;
    }
    let lacks = |ability| left_out.contains(&ability);
    let all = |case: &Case, such: fn(&Need) -> bool| case.needs.iter().all(such);
    let mut case = case;
    if lacks(Ability::Regions) && all(&case, |need| need.region == Side::Other) {
        case = in_region(&case, Side::Other);
    }
    let are_theirs = |case: &Case| {
        let mut steps = case.steps.iter().chain(&case.twin);
        steps.all(|step| step.account == Side::Other)
    };
    if lacks(Ability::Accounts)
        && all(&case, |need| need.account == Side::Other)
        && are_theirs(&case)
    {
        case = in_other_account(&case);
    }
    if let Some((lost, instead)) = stand_in(&case, left_out) {
        case = exchanged(&case, lost, instead);
    }
    for step in case.steps.iter_mut().chain(case.twin.as_mut()) {
        let delivery = &mut step.delivery;
        delivery.wire = delivery.wire.filter(|wire| {
            let ability = match wire {
                Wire::Json => Ability::Json,
                Wire::Xml => Ability::Xml,
            };
            !lacks(ability)
        });
        delivery.method = delivery.method.filter(|method| {
            let ability = match method {
                Method::Get => Ability::Get,
                Method::Post => Ability::Post,
                Method::Form | Method::Split => Ability::Form,
            };
            !lacks(ability)
        });
    }
    case
}

/// The one type of a case, if it is left out, and another that is not.
fn stand_in(case: &Case, left_out: &BTreeSet<Ability>) -> Option<(Kind, Kind)> {
    let is_lost = |kind: &Kind| left_out.contains(&Ability::Type(*kind));
    let lost = case.needs.first().map(|need| need.kind).filter(is_lost)?;
    let is_alone = case.needs.iter().all(|need| need.kind == lost);
    let mut kinds = case.product.kinds.iter().copied();
    let instead = kinds.find(|kind| !is_lost(kind))?;
    is_alone.then_some((lost, instead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Library;
    use crate::contract::{Edition, vpc};

    fn arrays() -> Vec<Case> {
        let library = Library::embedded(Edition::of_record()).unwrap();
        let of_arrays = library.cases().iter();
        let of_arrays = of_arrays.filter(|case| case.origin == Origin::Conditions);
        of_arrays.cloned().collect()
    }

    #[test]
    fn what_is_left_out_is_in_no_case_that_is_not_about_it() {
        let left_out = BTreeSet::from([
            Ability::Xml,
            Ability::Form,
            Ability::Regions,
            Ability::Accounts,
            Ability::Type(vpc::EIP),
        ]);
        let mut still = BTreeSet::new();
        for case in arrays() {
            let id = case.id.clone();
            let fitted = within(case, &left_out);
            assert_eq!(fitted.id, id);
            let names_eip = fitted.needs.iter().any(|need| need.kind == vpc::EIP);
            let has_other = |such: fn(&Need) -> bool| fitted.needs.iter().any(such);
            let is_elsewhere = has_other(|need| need.region == Side::Other);
            let is_theirs = has_other(|need| need.account == Side::Other);
            for step in fitted.steps.iter().chain(&fitted.twin) {
                assert_ne!(step.delivery.wire, Some(Wire::Xml), "{id}");
                assert_ne!(step.delivery.method, Some(Method::Form), "{id}");
            }
            if names_eip || is_elsewhere || is_theirs {
                still.extend(fitted.violates.iter().map(|clause| clause.id));
                let is_effect = fitted.violates.is_empty();
                still.extend(is_effect.then_some("an effect"));
            }
        }
        let about = ["TR-ID-ACCOUNT", "TR-ID-REGION", "TR-ID-TYPE", "an effect"];
        assert_eq!(still.into_iter().collect::<Vec<_>>(), about);
    }

    #[test]
    fn a_case_agrees_with_the_model_in_what_is_left_of_it() {
        let edition = Edition::of_record();
        let left_out = BTreeSet::from([
            Ability::Regions,
            Ability::Accounts,
            Ability::Type(vpc::VSWITCH),
            Ability::Type(vpc::VPC),
        ]);
        for case in arrays() {
            let fitted = within(case, &left_out);
            let checked = super::super::verify::verify(&fitted, edition);
            assert!(checked.is_ok(), "{checked:?}");
        }
    }
}
