//! Counts up a run: what is known of axes and clauses, failures by identity.

use std::cmp::Reverse;

use crate::contract::{AxisId, Binding, ClauseId, Edition, Readings, axis_named};

use super::companion_blame::is_companion;
use super::joined::Joined;
use super::sources::NAMED;
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
                .take(NAMED)
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
    let mut clauses = no_clauses(edition);
    for case in cases {
        count_clauses(&mut clauses, case);
    }
    clauses
}

/// The same before any case.
pub(super) fn no_clauses(edition: &Edition) -> Vec<ClauseResult> {
    let none = |clause: ClauseId| ClauseResult {
        id: clause,
        level: clause.level,
        pass: 0,
        fail: 0,
        inconclusive: 0,
        positive: 0,
        negative: 0,
        killed: 0,
    };
    edition.clauses().map(none).collect()
}

/// Counts how one case ended.
pub(super) fn count_clauses(clauses: &mut [ClauseResult], case: &CaseResult) {
    let is_spoken_of = |clause: &&mut ClauseResult| case.clauses.contains(&clause.id);
    for clause in clauses.iter_mut().filter(is_spoken_of) {
        match case.verdict {
            Verdict::Pass => clause.pass += 1,
            Verdict::Fail => clause.fail += 1,
            Verdict::Inconclusive => clause.inconclusive += 1,
            _ => {}
        }
        if matches!(case.verdict, Verdict::Pass | Verdict::Fail) {
            clause.positive += usize::from(!case.negative);
            clause.negative += usize::from(case.negative);
        }
    }
}

/// Puts failures into the order in which they are told.
pub fn sort_failures(failures: &mut [Failure]) {
    failures.sort_by(|a, b| {
        let rank = |failure: &Failure| (!is_companion(failure.clause), Reverse(failure.count));
        rank(a).cmp(&rank(b)).then_with(|| a.id.cmp(&b.id))
    });
}
