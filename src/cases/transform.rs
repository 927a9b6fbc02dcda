//! The same case for another resource type, region, delivery or limit.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Edition, Kind, Product, clauses};

use super::case::{Action, Case, Need, Side, Step};
use super::delivery::Delivery;
use super::sound::{created, names_in};

/// The case with every fixture of the usual type replaced by one of another.
pub fn with_kind(case: &Case, kind: Kind) -> Case {
    exchanged(case, case.product.usual(), kind)
}

/// The case with every fixture of one type replaced by one of another.
pub(super) fn exchanged(case: &Case, from: Kind, to: Kind) -> Case {
    let is_usual = from == case.product.usual();
    let from = from.lifecycle().fixture;
    let to = to.lifecycle().fixture;
    // Where the other type is in the case already, the two change places.
    let rename = |name: &str| {
        let end = name.find(['#', '@', ':']).unwrap_or(name.len());
        let (base, rest) = name.split_at(end);
        match base {
            base if base == from => Some(format!("{to}{rest}")),
            base if base == to => Some(format!("{from}{rest}")),
            _ => None,
        }
    };
    let mut case = of_types(case, rename);
    // A listing that names no resource is of the usual type.
    let names_none = |step: &&mut Step| step.ids.is_empty() && step.resource_type.is_none();
    for step in case.steps.iter_mut().filter(names_none) {
        if is_usual && step.action == Action::List {
            step.resource_type = Some(format!("@{to}"));
        }
    }
    case
}

/// The case of another product, with the type in the same place for each type,
/// and where there are fewer one that the case does not have yet; none if there
/// is none, or no operation for one of its steps.
pub(super) fn translated(mut case: Case, edition: &Edition) -> Option<Case> {
    let (from, to) = (case.product, edition.product);
    if from == to {
        return Some(case);
    }
    let instead = stand_ins(&case, to)?;
    let instead = |kind: Kind| instead.get(&kind).copied();
    let steps = || case.steps.iter().chain(&case.twin);
    let mut operations = steps().filter_map(|step| step.action.companion(to));
    let is_there = operations.all(|operation| to.companions.contains(&operation));
    case.clauses
        .retain(|clause| !edition.without.contains(clause));
    let is_about_something = !case.clauses.is_empty() || !case.axes.is_empty();
    if !is_there || !is_about_something {
        return None;
    }
    let rename = |name: &str| {
        let end = name.find(['#', '@', ':']).unwrap_or(name.len());
        let (base, rest) = name.split_at(end);
        let kind = instead(from.kind_named(base)?)?;
        Some(format!("{}{rest}", kind.lifecycle().fixture))
    };
    case.product = to;
    let mut case = of_types(&case, rename);
    // What asks for small pages does so by the product's own parameter.
    if let (Some(theirs), Some(own)) = (from.list_page.parameter, to.list_page.parameter) {
        let steps = case.steps.iter_mut().chain(case.twin.as_mut());
        for (name, _) in steps.flat_map(|step| &mut step.set) {
            if name == theirs {
                own.clone_into(name);
            }
        }
    }
    Some(case)
}

/// For each type of a case the one of another product that stands for it: the
/// one in its place, and for types past the last the last that is left. None
/// if too few are left, or the case is about certain types.
fn stand_ins(case: &Case, to: &Product) -> Option<BTreeMap<Kind, Kind>> {
    let needs = case.needs.iter().cloned().chain(created(case));
    let steps = case.steps.iter().chain(&case.twin);
    let said = steps.filter_map(|step| step.resource_type.as_deref()?.strip_prefix('@'));
    let said = said.filter_map(|name| case.product.kind_named(name));
    let types: BTreeSet<Kind> = needs.map(|need| need.kind).chain(said).collect();
    let mut instead = BTreeMap::new();
    for kind in &types {
        if let Some(same) = to.kinds.get(usize::from(kind.lifecycle().place)) {
            instead.insert(*kind, *same);
        }
    }
    for kind in &types {
        if instead.contains_key(kind) {
            continue;
        }
        let mut left = to.kinds.iter().rev();
        let is_taken = |kind: &Kind| instead.values().any(|taken| taken == kind);
        let free = *left.find(|kind| !is_taken(kind))?;
        case.may_exchange().then_some(())?;
        instead.insert(*kind, free);
    }
    Some(instead)
}

/// The case with a call made in parts that has more tags than an edition lets a
/// call have, and no more than it lets a resource have: cases are written where
/// one call fills a resource. What is said of calls that are too long stays.
pub(super) fn in_parts(mut case: Case, edition: &Edition) -> Case {
    let is_about_calls = [&case.clauses, &case.violates]
        .into_iter()
        .any(|clauses| clauses.contains(&clauses::TAG_LIMIT));
    let last = case.steps.len().saturating_sub(1);
    let mut steps = Vec::new();
    for (place, step) in case.steps.into_iter().enumerate() {
        let fills = (edition.tags + 1..=edition.quota).contains(&step.tags.len());
        let is_plain = step.raw.is_none() && step.set.is_empty() && step.add.is_empty();
        if !fills || !is_plain || (is_about_calls && place == last) {
            steps.push(step);
            continue;
        }
        let parts = step.tags.chunks(edition.tags).map(|tags| Step {
            tags: tags.to_vec(),
            expect: None,
            after: Vec::new(),
            ..step.clone()
        });
        steps.extend(parts);
        if let Some(part) = steps.last_mut() {
            part.expect = step.expect;
            part.after = step.after;
        }
    }
    case.steps = steps;
    case
}

/// The case with its fixtures under other names, also where a step says the type
/// of one.
fn of_types(case: &Case, rename: impl Fn(&str) -> Option<String>) -> Case {
    let mut case = renamed(case, &rename);
    for step in case.steps.iter_mut().chain(case.twin.as_mut()) {
        let spelt = step
            .resource_type
            .as_deref()
            .and_then(|name| name.strip_prefix('@'));
        if let Some(renamed) = spelt.and_then(&rename) {
            step.resource_type = Some(format!("@{renamed}"));
        }
    }
    case
}

/// The case with the run's own region and another one exchanged.
pub fn in_region(case: &Case, other: Side) -> Case {
    let mark = other.mark();
    let mut moved = renamed(case, |name| {
        case.needs.iter().find(|need| need.name == name)?;
        Some(match name.find(mark) {
            Some(at) => format!("{}{}", &name[..at], &name[at + mark.len()..]),
            None => match name.find('@') {
                Some(at) => format!("{}{mark}{}", &name[..at], &name[at..]),
                None => format!("{name}{mark}"),
            },
        })
    });
    for step in moved.steps.iter_mut().chain(moved.twin.as_mut()) {
        let (own, other) = (Side::Own.region_name(), other.region_name());
        step.region = match step.region.as_deref() {
            Some(named) if named == own => Some(other.to_owned()),
            Some(named) if named == other => Some(own.to_owned()),
            // A call that names no fixture goes to the run's own region.
            None if !step.ids.iter().any(|id| case.need(id).is_some()) => Some(other.to_owned()),
            named => named.map(str::to_owned),
        };
    }
    moved
}

/// The case with the run's own account and the other one exchanged.
pub fn in_other_account(case: &Case) -> Case {
    let mark = "@other-account";
    let mut moved = renamed(case, |name| {
        case.needs.iter().find(|need| need.name == name)?;
        let own = name.strip_suffix(mark).map(str::to_owned);
        Some(own.unwrap_or_else(|| format!("{name}{mark}")))
    });
    for step in moved.steps.iter_mut().chain(moved.twin.as_mut()) {
        step.account = match step.account {
            Side::Own => Side::Other,
            Side::Other | Side::Third => Side::Own,
        };
    }
    moved
}

/// The case sent in one way throughout.
pub fn delivered(case: &Case, delivery: Delivery) -> Case {
    let mut case = case.clone();
    for step in case.steps.iter_mut().chain(case.twin.as_mut()) {
        step.delivery = Delivery {
            method: step.delivery.method.or(delivery.method),
            wire: step.delivery.wire.or(delivery.wire),
            signing: step.delivery.signing.or(delivery.signing),
            spelling: step.delivery.spelling.or(delivery.spelling),
        };
    }
    case
}

/// The steps of one case and then those of another, on fixtures of their own.
pub fn fused(first: &Case, second: &Case) -> Case {
    let taken = names_in(first);
    let highest = first.needs.iter().map(|need| &need.name).chain(&taken);
    let highest = highest.map(|name| number_of(name)).max().unwrap_or(0);
    let second = renamed(second, |name| {
        let need = first.need(name)?;
        Some(need.named(number_of(name) + highest))
    });
    let mut fused = first.clone();
    fused.needs.extend(second.needs);
    fused.steps.extend(second.steps);
    for clause in second.clauses {
        if !fused.clauses.contains(&clause) {
            fused.clauses.push(clause);
        }
    }
    fused.violates.clear();
    fused.twin = None;
    fused
}

/// The number in the name of a fixture: 1 where it has none.
pub(super) fn number_of(name: &str) -> usize {
    let number = name.split('@').next().and_then(|base| base.split_once('#'));
    number
        .and_then(|(_, number)| number.parse().ok())
        .unwrap_or(1)
}

/// The case with its fixtures under other names, wherever these occur.
pub(super) fn renamed(case: &Case, rename: impl Fn(&str) -> Option<String>) -> Case {
    let mut case = case.clone();
    for need in &mut case.needs {
        let name = rename(&need.name);
        if let Some(renamed) = name.and_then(|name| Need::parse(&name, case.product)) {
            *need = renamed;
        }
    }
    for step in case.steps.iter_mut().chain(case.twin.as_mut()) {
        rename_in(step, &rename);
    }
    case
}

fn rename_in(step: &mut Step, rename: &impl Fn(&str) -> Option<String>) {
    for id in &mut step.ids {
        if let Some(renamed) = rename(id) {
            *id = renamed;
        }
    }
    let texts = step
        .tags
        .iter_mut()
        .flat_map(|(key, value)| key.iter_mut().chain(value.iter_mut()))
        .chain(step.keys.iter_mut())
        .chain(step.keyword.iter_mut())
        .chain(step.set.iter_mut().map(|(_, value)| value))
        .chain(step.add.iter_mut().map(|(_, value)| value))
        .chain(step.raw.iter_mut());
    for text in texts {
        *text = rename_placeholders(text, rename);
    }
    for (name, tags) in &mut step.after {
        if let Some(renamed) = rename(name) {
            *name = renamed;
        }
        for text in tags.iter_mut().flat_map(|(key, value)| [key, value]) {
            *text = rename_placeholders(text, rename);
        }
    }
}

/// Renames `{name}` placeholders in a text.
fn rename_placeholders(text: &str, rename: &impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        if let Some((renamed, close)) = from
            .find('}')
            .and_then(|close| Some((rename(&from[1..close])?, close)))
        {
            out.push('{');
            out.push_str(&renamed);
            out.push('}');
            rest = &from[close + 1..];
        } else {
            out.push('{');
            rest = &from[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Edition, vpc};

    const CASE: &str = r#"
        [[case]]
        id = "topic/name"
        clauses = ["TR-EFFECT-ALL"]
        needs = ["vpc", "vpc#2", "vpc@other-region"]
        [[case.step]]
        ids = ["vpc", "vpc#2", "=vpc-none"]
        tags = [["k-{vpc}", "{a*3}"]]
        after = { vpc = { "k-{vpc}" = "aaa" } }
    "#;

    #[test]
    fn types_and_regions_are_exchanged() {
        let case = super::super::suite::parse("x.toml", CASE, Edition::of_record())
            .expect("a case")
            .remove(0);
        let eip = with_kind(&case, vpc::EIP);
        assert_eq!(eip.needs[2].name, "eip@other-region");
        assert_eq!(eip.steps[0].ids, ["eip", "eip#2", "=vpc-none"]);
        assert_eq!(eip.steps[0].tags[0].0.as_deref(), Some("k-{eip}"));
        let pair = ("k-{eip}".to_owned(), "aaa".to_owned());
        assert_eq!(eip.steps[0].after, [("eip".to_owned(), vec![pair])]);
        let moved = in_region(&case, Side::Other);
        let names: Vec<&str> = moved.needs.iter().map(|need| need.name.as_str()).collect();
        assert_eq!(names, ["vpc@other-region", "vpc#2@other-region", "vpc"]);
        assert_eq!(
            moved.steps[0].tags[0].0.as_deref(),
            Some("k-{vpc@other-region}")
        );
        let theirs = in_other_account(&case);
        assert_eq!(theirs.needs[2].name, "vpc@other-region@other-account");
        assert_eq!(theirs.steps[0].ids[1], "vpc#2@other-account");
        assert_eq!(theirs.steps[0].account, Side::Other);
        assert_eq!(in_other_account(&theirs), case);
    }
}
