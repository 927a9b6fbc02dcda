//! Which abilities a target lacks that a verdict would have to be about.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::cases::Case;
use crate::contract::{Ability, Edition, axis_ids};
use crate::targets::Capabilities;

use super::plan::Plan;
use crate::check::evidence::needed;
use crate::check::results::Missing;

/// The abilities in scope that the target lacks and cases need; the one that
/// most of them need comes first. `counts` says how many need each.
pub(super) fn missing(
    plan: &Plan<'_>,
    probes: &[Case],
    capabilities: &Capabilities,
    mut counts: BTreeMap<Ability, usize>,
) -> Vec<Missing> {
    for ability in &plan.scope.demanded {
        counts.entry(*ability).or_default();
    }
    let in_scope = counts
        .into_iter()
        .filter(|(ability, _)| !plan.scope.leaves_out(*ability));
    let mut missing: Vec<Missing> = in_scope
        .filter_map(|(ability, cases)| {
            let lack = capabilities.lack(ability)?;
            Some(Missing {
                ability,
                why: lack.why,
                cases,
                request: lack.request,
                answer: lack.answer,
                axes: Vec::new(),
            })
        })
        .collect();
    missing.sort_by_key(|missing| Reverse(missing.cases));
    hide(&mut missing, probes, plan.edition);
    missing
}

/// Notes with what is missing the axes that it hides: all probes of them need
/// something that is missing.
fn hide(missing: &mut [Missing], probes: &[Case], edition: &Edition) {
    let lacking: BTreeSet<Ability> = missing.iter().map(|missing| missing.ability).collect();
    for axis in axis_ids() {
        let needs: Vec<BTreeSet<Ability>> = probes
            .iter()
            .filter(|probe| probe.axes.iter().any(|name| name == axis.axis().id))
            .map(|probe| needed(probe, edition))
            .collect();
        if needs.is_empty() || needs.iter().any(|needs| needs.is_disjoint(&lacking)) {
            continue;
        }
        for missing in missing.iter_mut() {
            if needs.iter().any(|needs| needs.contains(&missing.ability)) {
                missing.axes.push(axis);
            }
        }
    }
}
