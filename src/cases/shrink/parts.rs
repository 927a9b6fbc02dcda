//! Makes a case shorter: fewer steps, ids, tags, keys and parameters.

use crate::contract::Edition;

use super::super::case::{Action, Case, Side, Step};
use super::super::delivery::Delivery;

/// The case without the claim that its last step is refused for one clause.
pub(super) fn without_label(case: &Case, _: &Edition) -> Vec<Case> {
    if !case.is_negative() && case.twin.is_none() {
        return Vec::new();
    }
    let mut plain = case.clone();
    plain.violates.clear();
    plain.twin = None;
    vec![plain]
}

/// The case without any calls at once.
pub(super) fn one_after_the_other(case: &Case, _: &Edition) -> Vec<Case> {
    let alone = case.is_concurrent().then(|| case.one_after_the_other());
    alone.into_iter().collect()
}

/// Some steps fewer, those at the end first.
pub(super) fn fewer_steps(case: &Case, _: &Edition) -> Vec<Case> {
    chunks(case.steps.len())
        .map(|(from, to)| {
            let mut fewer = case.clone();
            fewer.steps.drain(from..to);
            fewer
        })
        .collect()
}

/// Two calls in a row that tag the same resources as one.
pub(super) fn merged_steps(case: &Case, _: &Edition) -> Vec<Case> {
    let mut proposed = Vec::new();
    for place in 1..case.steps.len() {
        let (first, second) = (&case.steps[place - 1], &case.steps[place]);
        let both_tag = first.action == Action::Tag && second.action == Action::Tag;
        if both_tag && first.ids == second.ids {
            let mut merged = case.clone();
            merged.steps[place - 1].tags.extend(second.tags.clone());
            merged.steps.remove(place);
            proposed.push(merged);
        }
    }
    proposed
}

/// Some ids of a step fewer.
pub(super) fn fewer_ids(case: &Case, _: &Edition) -> Vec<Case> {
    fewer(
        case,
        |step| step.ids.len(),
        |step, from, to| {
            step.ids.drain(from..to);
        },
    )
}

/// Some tags of a step fewer.
pub(super) fn fewer_tags(case: &Case, _: &Edition) -> Vec<Case> {
    fewer(
        case,
        |step| {
            // What tag information is asked for by keeps others' out of it.
            match step.action {
                Action::DescribeTags | Action::DescribeTagKeys => 0,
                _ => step.tags.len(),
            }
        },
        |step, from, to| {
            step.tags.drain(from..to);
        },
    )
}

/// Some keys of an untag step fewer.
pub(super) fn fewer_keys(case: &Case, _: &Edition) -> Vec<Case> {
    fewer(
        case,
        |step| step.keys.len(),
        |step, from, to| {
            step.keys.drain(from..to);
        },
    )
}

/// Parameters that are set, added or left out beside the others, fewer.
pub(super) fn fewer_extras(case: &Case, _: &Edition) -> Vec<Case> {
    let mut proposed = fewer(
        case,
        |step| step.set.len(),
        |step, from, to| {
            step.set.drain(from..to);
        },
    );
    proposed.extend(fewer(
        case,
        |step| step.add.len(),
        |step, from, to| {
            step.add.drain(from..to);
        },
    ));
    proposed.extend(fewer(
        case,
        |step| step.omit.len(),
        |step, from, to| {
            step.omit.drain(from..to);
        },
    ));
    proposed
}

/// Steps that say less of how they are sent and for whom.
pub(super) fn plainer_steps(case: &Case, _: &Edition) -> Vec<Case> {
    let plain: [fn(&mut Step); 5] = [
        |step| step.delivery = Delivery::default(),
        |step| step.delivery.method = None,
        |step| step.resource_type = None,
        |step| step.region = None,
        |step| step.account = Side::Own,
    ];
    let mut plainer = Vec::new();
    for (place, step) in case.steps.iter().enumerate() {
        for change in plain {
            let mut changed = step.clone();
            change(&mut changed);
            if changed != *step {
                let mut case = case.clone();
                case.steps[place] = changed;
                plainer.push(case);
            }
        }
    }
    plainer
}

fn fewer(
    case: &Case,
    length: impl Fn(&Step) -> usize,
    remove: impl Fn(&mut Step, usize, usize),
) -> Vec<Case> {
    let mut proposed = Vec::new();
    for (place, step) in case.steps.iter().enumerate() {
        for (from, to) in chunks(length(step)) {
            let mut fewer = case.clone();
            remove(&mut fewer.steps[place], from, to);
            proposed.push(fewer);
        }
    }
    proposed
}

/// Parts of a list of so many: halves, quarters and so on down to single
/// elements, from the end.
pub(super) fn chunks(length: usize) -> impl Iterator<Item = (usize, usize)> {
    let sizes = std::iter::successors(Some(length.div_ceil(2)), |size| {
        (*size > 1).then(|| size.div_ceil(2))
    });
    sizes.filter(|size| *size > 0).flat_map(move |size| {
        (0..length.div_ceil(size))
            .rev()
            .map(move |chunk| (chunk * size, ((chunk + 1) * size).min(length)))
    })
}
