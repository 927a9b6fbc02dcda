//! Which abilities of a target a case needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::{Action, Binding, Case, Method, Need, Side, Step, Wire};
use crate::contract::{Ability, Edition, clauses};
use crate::wire::xml_can_carry;

/// The abilities without which a case cannot be tried. What it draws, such as
/// the method of a step that names none, it needs of none in particular.
pub fn needed(case: &Case, edition: &Edition) -> BTreeSet<Ability> {
    let mut needs: BTreeSet<Ability> = BTreeSet::new();
    // Where any type would do, none in particular is needed.
    let is_of_types = case.any_type().is_none();
    for need in &case.needs {
        needs.extend(is_of_types.then_some(Ability::Type(need.kind)));
        needs.extend(sides(need.region, need.account));
    }
    for step in case.steps.iter().chain(&case.twin) {
        let region = match step.region.as_deref() {
            Some("@other") => Side::Other,
            _ => Side::Own,
        };
        needs.extend(sides(region, step.account));
        needs.extend(step.delivery.wire.map(|wire| match wire {
            Wire::Json => Ability::Json,
            Wire::Xml => Ability::Xml,
        }));
        needs.extend(step.delivery.method.map(|method| match method {
            Method::Get => Ability::Get,
            Method::Post => Ability::Post,
            Method::Form | Method::Split => Ability::Form,
        }));
        let companion = step.action.companion(edition.product);
        needs.extend(companion.map(Ability::Operation));
        if matches!(step.action, Action::Create | Action::Delete) {
            needs.insert(Ability::Create);
        }
        if step.action == Action::Create {
            let made = step
                .ids
                .iter()
                .filter_map(|name| Need::parse(name, edition.product));
            needs.extend(made.map(|need| Ability::Type(need.kind)));
        }
    }
    if case.is_concurrent() {
        needs.insert(Ability::AtOnce);
    }
    let is_of_signatures = |clause| clauses::OF_SIGNATURES.contains(clause);
    if case.clauses.iter().any(is_of_signatures) {
        needs.insert(Ability::Signatures);
    }
    if !fits_xml(case, edition) {
        // What XML cannot carry is read back in JSON.
        needs.insert(Ability::Json);
    }
    needs
}

/// How many of the sets have each ability.
pub fn counted(needs: impl IntoIterator<Item = BTreeSet<Ability>>) -> BTreeMap<Ability, usize> {
    let mut counts = BTreeMap::new();
    for ability in needs.into_iter().flatten() {
        *counts.entry(ability).or_default() += 1;
    }
    counts
}

fn sides(region: Side, account: Side) -> impl Iterator<Item = Ability> {
    let regions = (region == Side::Other).then_some(Ability::Regions);
    let accounts = (account == Side::Other).then_some(Ability::Accounts);
    regions.into_iter().chain(accounts)
}

/// Whether every text of a case can be read back in XML.
pub(in crate::check) fn fits_xml(case: &Case, edition: &Edition) -> bool {
    // Nearly all do, and need not be bound to tell.
    case.steps.iter().chain(&case.twin).all(is_plain) || is_carried(case, edition)
}

/// Whether XML can carry all that a case sends.
fn is_carried(case: &Case, edition: &Edition) -> bool {
    let binding = Binding::symbolic(edition, case);
    case.steps.iter().chain(&case.twin).all(|step| {
        let params = binding.call(step).params;
        let mut texts = params.iter().flat_map(|(name, value)| [name, value]);
        texts.all(|text| xml_can_carry(text))
    })
}

/// Whether a step is written in printable ASCII, with nothing that stands for
/// something else.
fn is_plain(step: &Step) -> bool {
    let Step {
        ids,
        tags,
        resource_type,
        region,
        omit: _,
        set,
        add,
        raw: None,
        keys,
        keyword,
        action: _,
        account: _,
        delivery: _,
        all: _,
        lane: _,
        robust: _,
        expect: _,
        after: _,
        line: _,
    } = step
    else {
        return false;
    };
    let tags = tags.iter().flat_map(|(key, value)| [key, value]);
    let fields = set.iter().chain(add);
    let mut texts = ids
        .iter()
        .chain(keys)
        .chain(tags.flatten())
        .chain(fields.flat_map(|(name, value)| [name, value]))
        .chain(resource_type)
        .chain(region)
        .chain(keyword);
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'{';
    texts.all(|text| text.bytes().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Library;
    use crate::contract::editions;

    #[test]
    fn what_is_plain_is_carried() {
        for edition in editions() {
            let library = Library::embedded(edition).unwrap();
            let fits = |case: &&Case| fits_xml(case, edition);
            let (fitting, others): (Vec<&Case>, Vec<&Case>) =
                library.cases().iter().partition(fits);
            assert!(fitting.iter().all(|case| is_carried(case, edition)));
            assert!(!others.is_empty(), "{}", edition.name);
        }
    }
}
