//! Whether calls at once that no order explains are wrong one after the other too.

use crate::cases::Case;
use crate::check::{Event, Finding, Overlapping, Session, Tried, Verdict};

/// Calls of which every order is tried; of more only those that they may have had.
const ALL_ORDERS: usize = 4;

/// Cases of calls at once that fail one after the other too, after which a target is
/// taken for one that does so.
pub(super) const ENOUGH: usize = 10;

/// Attempts at a case until it shows again that its calls have no order.
const TRIES: usize = 10;

/// The same of the smallest case of a failure, of which few enough calls are left
/// for every order of them.
pub(super) fn smallest_in_a_row(session: &Session<'_>, case: &Case) -> Option<Case> {
    let shown = (0..TRIES)
        .map(|_| session.tried(case))
        .find(|tried| matches!(tried.finding, Finding::Unordered(_)))?;
    in_a_row(session, &shown)
}

/// The same calls in an order in which they fail one after the other, if there is
/// one: then what is wrong has nothing to do with calls at once.
pub(super) fn in_a_row(session: &Session<'_>, tried: &Tried<'_>) -> Option<Case> {
    let Finding::Unordered(found) = &tried.finding else {
        return None;
    };
    let all = tried.transcript.events.iter().rev();
    let all = all.filter_map(|event| match event {
        Event::AtOnce(calls) => Some(calls.as_slice()),
        _ => None,
    });
    let mut orders = orders_of(&found.history);
    // What matters to no right target may matter to this one.
    orders.extend(all.take(1).flat_map(orders_of));
    let cases = orders
        .iter()
        .map(|order| after_its_setting(tried.case, order));
    cases.into_iter().find(|case| {
        let again = session.tried(case);
        let concluded = session.conclude_alone(&again);
        concluded
            .cases
            .iter()
            .any(|case| case.verdict == Verdict::Fail)
    })
}

/// Orders of some calls, as the places of their steps: that in which they ended,
/// that in which they began, and all others of a few.
fn orders_of(calls: &[Overlapping]) -> Vec<Vec<usize>> {
    let mut calls: Vec<&Overlapping> = calls.iter().filter(|call| call.lane > 0).collect();
    let places = |calls: &[&Overlapping]| -> Vec<usize> {
        let steps = calls.iter().map(|call| call.exchange.role.step());
        steps.filter_map(|step| step.checked_sub(1)).collect()
    };
    calls.sort_by_key(|call| call.ended);
    let by_end = places(&calls);
    calls.sort_by_key(|call| call.began);
    let by_beginning = places(&calls);
    let mut orders = vec![by_end, by_beginning.clone()];
    if by_beginning.len() <= ALL_ORDERS {
        orders.extend(permutations(&by_beginning));
    }
    orders
}

/// What a case does before the first of these steps, and then they in this order,
/// one after the other.
fn after_its_setting(case: &Case, order: &[usize]) -> Case {
    let first = order.iter().min().copied().unwrap_or(0);
    let before = case.steps[..first].iter();
    let mut alone = case.clone();
    alone.steps = before
        .filter(|step| step.lane.is_none())
        .chain(order.iter().filter_map(|place| case.steps.get(*place)))
        .cloned()
        .collect();
    alone.one_after_the_other()
}

/// Every order of some things.
fn permutations(of: &[usize]) -> Vec<Vec<usize>> {
    let Some((first, rest)) = of.split_first() else {
        return vec![Vec::new()];
    };
    let of_rest = permutations(rest);
    let with_first = of_rest.iter().flat_map(|order| {
        (0..=order.len()).map(move |place| {
            let mut order = order.clone();
            order.insert(place, *first);
            order
        })
    });
    with_first.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_order_is_tried_once() {
        let orders = permutations(&[3, 5, 8, 9]);
        assert_eq!(orders.len(), 24);
        assert_eq!(orders.iter().collect::<BTreeSet<_>>().len(), 24);
    }
}
