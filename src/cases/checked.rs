//! Checks cases when they are loaded or drawn, and makes them fit an edition.

use crate::contract::Edition;

use super::case::Case;
use super::origin::Origin;
use super::verify::{Disagreement, plain_twin, verify};

/// Gives every negative a twin and checks each case against the model.
pub(super) fn checked(cases: &mut [Case], edition: &Edition) -> Result<(), Box<Disagreement>> {
    for case in cases {
        if case.violates.len() == 1 && case.twin.is_none() {
            case.twin = plain_twin(case);
        }
        if case.origin == Origin::Conditions && case.is_negative() {
            // It was checked when it was made.
            continue;
        }
        if is_written_for(case, edition) {
            verify(case, edition).map_err(Box::new)?;
        } else {
            relabel(case, edition);
        }
    }
    Ok(())
}

/// Whether what a case expects is said of this edition. Shared suites are
/// written from the page of record, and what is generated is judged by the model
/// alone; of an edition that a file describes no suite of ours speaks.
fn is_written_for(case: &Case, edition: &Edition) -> bool {
    if edition.name == Edition::of_record().name {
        return true;
    }
    let file = case.origin.file();
    let is_in = |suites: &[(&str, &str)]| suites.iter().any(|(name, _)| *name == file);
    let is_ours = is_in(super::SUITES) || is_in(edition.product.suites);
    if is_ours {
        edition.file.is_none() && !is_in(super::SUITES)
    } else {
        // Whoever wrote it knows by which edition it is judged.
        case.is_hand_written()
    }
}

/// Under another edition a call may break nothing, or its clause may be gone:
/// then the case is judged by the model without the label.
fn relabel(case: &mut Case, edition: &Edition) {
    case.clauses
        .retain(|clause| !edition.without.contains(clause));
    if case.is_negative() && verify(case, edition).is_err() {
        case.violates.clear();
        case.twin = None;
    }
    for step in &mut case.steps {
        step.expect = None;
        step.after.clear();
    }
}
