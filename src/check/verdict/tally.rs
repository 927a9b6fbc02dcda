//! Counts up a run: what is known of axes and clauses, failures by identity.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::cases::SWEEP_TOPIC;
use crate::contract::{AxisId, Binding, Edition, Readings, axis_named};

use super::companion_blame::is_companion;
use super::joined::Joined;
use crate::check::results::Failure;
use crate::check::results::{AxisResult, AxisStatus, CaseResult, ClauseResult, Verdict};

/// What is known of every axis that has one option for good.
pub(super) fn axis_results(joined: &Joined, edition: &Edition) -> Vec<AxisResult> {
    let settled = edition.readings();
    let hull = joined.belief.hull().unwrap_or(settled);
    edition
        .axes()
        .filter(|axis| axis.axis().binding == Binding::Consistent)
        .map(|axis| {
            let options = hull.names(axis);
            let evidence: Vec<String> = joined
                .sources
                .iter()
                .filter(|(_, source)| {
                    source.relation.options(axis).len() < settled.names(axis).len()
                })
                .take(2)
                .map(|(id, source)| {
                    let left = source.relation.options(axis);
                    let step = source
                        .narrowings
                        .iter()
                        .find(|narrowing| narrowing.hull.names(axis) == left)
                        .map_or(0, |narrowing| narrowing.step);
                    format!("{id}#{step}")
                })
                .collect();
            let hidden = hidden_by(axis, &hull);
            let (status, reason) = if joined.contradicted.has(axis) {
                (AxisStatus::Contradicted, None)
            } else if settled.only(axis).is_some() {
                (
                    AxisStatus::Pinned,
                    Some(format!("settled by edition {}", edition.name)),
                )
            } else if options.len() == 1 {
                (AxisStatus::Pinned, None)
            } else if let Some(reason) = hidden {
                (AxisStatus::Unobservable, Some(reason))
            } else {
                (AxisStatus::Open, None)
            };
            AxisResult {
                axis,
                options: if status == AxisStatus::Contradicted {
                    Vec::new()
                } else {
                    options
                },
                status,
                evidence,
                reason,
            }
        })
        .collect()
}

/// Why an axis cannot be seen under what is known of others.
pub fn hidden_by(axis: AxisId, hull: &Readings) -> Option<String> {
    axis.axis().visible_if.iter().find_map(|(other, options)| {
        let id = axis_named(other)?;
        let left = hull.names(id);
        let visible = left.iter().all(|option| options.contains(option));
        (!visible).then(|| format!("cannot be seen while {other} is {}", left.join(" or ")))
    })
}

/// How the cases of every clause ended.
pub(super) fn clause_results(cases: &[CaseResult], edition: &Edition) -> Vec<ClauseResult> {
    edition
        .clauses()
        .map(|clause| {
            let of = |wanted: &dyn Fn(&CaseResult) -> bool| {
                cases
                    .iter()
                    .filter(|case| case.clauses.contains(&clause) && wanted(case))
                    .count()
            };
            let judged = |case: &CaseResult| matches!(case.verdict, Verdict::Pass | Verdict::Fail);
            ClauseResult {
                id: clause,
                level: clause.level,
                pass: of(&|case| case.verdict == Verdict::Pass),
                fail: of(&|case| case.verdict == Verdict::Fail),
                inconclusive: of(&|case| case.verdict == Verdict::Inconclusive),
                positive: of(&|case| judged(case) && !case.negative),
                negative: of(&|case| judged(case) && case.negative),
                killed: 0,
            }
        })
        .collect()
}

/// Failures of one identity become one, with the number of cases (the first by
/// id stands for them). What is wrong with a companion operation comes first, as
/// it hides other things, then what explains most cases.
pub(super) fn bucketed(mut failures: Vec<Failure>) -> Vec<Failure> {
    // Of what was generated, a probe sent again says least of what is wrong.
    failures.sort_by_key(|failure| failure.case.starts_with(SWEEP_TOPIC));
    let mut buckets: Vec<Failure> = Vec::new();
    let mut counted: BTreeSet<(String, String)> = BTreeSet::new();
    for failure in failures {
        if !counted.insert((failure.id.clone(), failure.case.clone())) {
            continue;
        }
        match buckets.iter_mut().find(|bucket| bucket.id == failure.id) {
            Some(bucket) => bucket.count += 1,
            None => buckets.push(failure),
        }
    }
    sort_failures(&mut buckets);
    buckets
}

/// Puts failures into the order in which they are told.
pub fn sort_failures(failures: &mut [Failure]) {
    failures.sort_by(|a, b| {
        let rank = |failure: &Failure| (!is_companion(failure.clause), Reverse(failure.count));
        rank(a).cmp(&rank(b)).then_with(|| a.id.cmp(&b.id))
    });
}
