//! Makes the fixtures of a case fewer and plainer.

use std::collections::BTreeMap;

use crate::contract::{Edition, Kind};

use super::super::case::{Case, Need, Side};
use super::super::sound::names_in;
use super::super::transform::renamed;

/// One fixture fewer: one that no step names, or one in whose place another
/// of its type, region and account can stand.
pub(super) fn fewer(case: &Case, _: &Edition) -> Vec<Case> {
    let used = names_in(case);
    let mut proposed = Vec::new();
    for (place, need) in case.needs.iter().enumerate().rev() {
        if !used.contains(&need.name) && case.needs.len() > 1 {
            let mut fewer = case.clone();
            fewer.needs.remove(place);
            proposed.push(fewer);
        }
    }
    for (place, need) in case.needs.iter().enumerate().rev() {
        let stand_in = case.needs[..place].iter().find(|other| {
            (other.kind, other.region, other.account) == (need.kind, need.region, need.account)
        });
        if let Some(other) = stand_in {
            let mut fewer = renamed(case, |name| (name == need.name).then(|| other.name.clone()));
            fewer.needs.remove(place);
            for step in &mut fewer.steps {
                let mut seen = Vec::new();
                step.ids.retain(|id| {
                    let is_first = !seen.contains(id);
                    seen.push(id.clone());
                    is_first || *id != other.name
                });
            }
            proposed.push(fewer);
        }
    }
    proposed
}

/// All fixtures in the run's own region or account, or of the plainest type.
pub(super) fn plainer(case: &Case, edition: &Edition) -> Vec<Case> {
    let usual = edition.product.usual();
    let homes: [&dyn Fn(&mut Need); 3] = [
        &|need| need.region = Side::Own,
        &|need| need.account = Side::Own,
        &|need| need.kind = usual,
    ];
    let mut proposed = Vec::new();
    for change in homes {
        let mut plain = moved(case, change);
        if plain.needs.iter().all(|need| need.account == Side::Own) {
            for step in &mut plain.steps {
                step.account = Side::Own;
            }
        }
        proposed.push(plain);
    }
    for need in &case.needs {
        for change in homes {
            proposed.push(moved(case, |other| {
                if other.name == need.name {
                    change(other);
                }
            }));
        }
    }
    proposed
}

/// Fixtures numbered from one on, type by type.
pub(super) fn renumbered(case: &Case, _: &Edition) -> Vec<Case> {
    vec![moved(case, |_| {})]
}

/// The case with its fixtures elsewhere, each under a name that says where.
fn moved(case: &Case, change: impl Fn(&mut Need)) -> Case {
    let mut counts: BTreeMap<(Kind, Side, Side), usize> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let created = super::super::sound::created(case);
    for need in case.needs.iter().chain(&created) {
        let mut need = need.clone();
        let old = need.name.clone();
        change(&mut need);
        let count = counts
            .entry((need.kind, need.region, need.account))
            .or_default();
        *count += 1;
        names.insert(old, need.named(*count));
    }
    renamed(case, |name| names.get(name).cloned())
}
