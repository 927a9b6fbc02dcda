//! Makes the smallest case of a failure: one that shows it by itself.

use crate::cases::{Action, Case, Delivery, Method, Place, Wire, fused, shrink};
use crate::check::{Failure, Role, Session, Tried};
use crate::contract::Edition;
use crate::wire::{Format, Placement};

/// Cases that are tried to make one smaller, at most.
const BUDGET: usize = 500;

/// Times that a case must show its failure in a row to be called by it.
const CONFIRMED: usize = 2;

/// Topic of the cases that campaigns save.
const TOPIC: &str = "found";

/// The name of the case, and of the file, that shows a failure: its identity in
/// lower case with hyphens.
pub fn artifact_name(identity: &str) -> String {
    let mut name = String::new();
    for character in identity.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    name.to_owned()
}

/// Whether a case was saved for a failure of this identity: it is named by it.
/// `None` where a person named it.
pub fn identity_of(case: &Case, identity: &str) -> Option<bool> {
    let name = case.id.strip_prefix(TOPIC)?.strip_prefix('/')?;
    Some(name == artifact_name(identity))
}

/// Shrinks a failure that `tried` showed; `earlier` is the case that it
/// contradicts. None if no single case shows it.
pub(super) fn artifact(
    session: &Session<'_>,
    edition: &Edition,
    tried: &Tried<'_>,
    earlier: Option<&Case>,
    failure: &Failure,
    goes_on: &dyn Fn() -> bool,
) -> Option<(Case, Failure)> {
    let shows = |case: &Case| {
        let again = session.tried(case);
        let mut failures = session.conclude_alone(&again).failures;
        let place = failures.iter().position(|found| found.id == failure.id)?;
        Some(failures.swap_remove(place))
    };
    let starts = starts(tried, earlier, failure);
    let start = starts.into_iter().find(|case| shows(case).is_some())?;
    let mut small = shrink(&start, edition, BUDGET, &mut |case| {
        goes_on() && shows(case).is_some()
    });
    let mut own = small.clone();
    own.clauses = vec![failure.clause];
    if shows(&own).is_some() {
        small = own;
    }
    let mut last = None;
    for _ in 0..CONFIRMED {
        last = Some(shows(&small)?);
    }
    let failure = last?;
    small.note = Some(note(&failure));
    Some((small, failure))
}

/// Cases that may show a failure, named by it, the likeliest first. How a step is
/// sent depends on the name of its case, so the way that it was sent is tried too.
fn starts(tried: &Tried<'_>, earlier: Option<&Case>, failure: &Failure) -> Vec<Case> {
    let itself = up_to(tried.case, failure.step);
    let pinned = pinned(&itself, tried);
    let mut starts = vec![itself.clone(), pinned.clone()];
    if let Some(earlier) = earlier {
        starts.extend([
            fused(earlier, &itself),
            fused(earlier, &pinned),
            fused(&itself, earlier),
            fused(&fused(earlier, &itself), &itself),
        ]);
    }
    starts.push(tried.case.clone());
    for case in &mut starts {
        case.id = format!("{TOPIC}/{}", artifact_name(&failure.id));
        case.place = Place {
            file: "artifact".to_owned(),
            line: 1,
        };
    }
    starts
}

/// The case without the steps after the one that fails.
fn up_to(case: &Case, step: usize) -> Case {
    let mut cut = case.clone();
    if step > 0 && step < cut.steps.len() && !cut.is_negative() {
        cut.steps.truncate(step);
    }
    cut
}

/// The case with every step sent as it was.
fn pinned(case: &Case, tried: &Tried<'_>) -> Case {
    let mut pinned = case.clone();
    for (place, step) in pinned.steps.iter_mut().enumerate() {
        let sent = tried
            .transcript
            .exchanges()
            .find(|exchange| exchange.role == Role::Step(place + 1));
        let Some(exchange) = sent.filter(|_| step.action == Action::Tag) else {
            continue;
        };
        step.delivery = Delivery {
            method: Some(match (exchange.how.post, exchange.how.placement) {
                (false, _) => Method::Get,
                (true, Placement::Query) => Method::Post,
                (true, Placement::Form) => Method::Form,
            }),
            wire: Some(match exchange.how.format {
                Format::Json => Wire::Json,
                Format::Xml => Wire::Xml,
            }),
        };
    }
    pinned
}

fn note(failure: &Failure) -> String {
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    format!(
        "{}: expected {}, got {}",
        failure.id,
        first(&failure.expected),
        first(&failure.observed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_makes_a_name_that_a_case_can_have() {
        assert_eq!(
            artifact_name("TR-TAG-QUOTA/QuotaExceeded.TagNum|state/accepted/full"),
            "tr-tag-quota-quotaexceeded-tagnum-state-accepted-full"
        );
        assert_eq!(artifact_name("//a--B//"), "a-b");
    }
}
