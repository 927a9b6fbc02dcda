//! Every rule of a call under any two of the conditions around it.

use arbitrary::Unstructured;

use crate::contract::{ClauseId, Edition, clauses, fnv1a};

use super::super::case::Case;
use super::super::conditions::{
    COVERING_TOPIC, Conditions, Of, any_conditions, conditions, positions,
};
use super::super::origin::Origin;
use super::super::verify::is_always_refused;
use super::breaks::{Break, Offender, breaks_of};
use super::draft::{Draft, Home};
use super::draw::{Draw, bytes_of};
use super::near_miss::{near_miss, near_miss_of, unproved};
use super::resource_breaks::of_type;

/// How often a break is drawn until one breaks its clause alone.
const ATTEMPTS: u64 = 4;

/// Stands in the id of a case between a type and that among which it is.
const AMONG: &str = "-among-";

/// Ids and tags of a call where another number says nothing.
const SOME: usize = 2;

/// A case for every rule and any two of: resource type, region, way of sending,
/// format, place of what is wrong in the call, account. They are named by what
/// they combine.
pub fn covering(edition: &Edition) -> Vec<Case> {
    let of_calls = conditions(edition, Of::Rule(&[]));
    let of_ids = conditions(edition, Of::Rule(&positions(edition.ids)));
    let of_tags = conditions(edition, Of::Rule(&positions(edition.tags)));
    let rows = breaks_of(edition).into_iter();
    let rules = rows.filter(|row| is_rule(row.clause));
    let by_rule = rules.flat_map(|row| {
        let conditions = match row.at {
            Offender::Call => &of_calls,
            Offender::Id => &of_ids,
            Offender::Tag => &of_tags,
        };
        let tried = conditions.iter();
        tried.filter_map(|conditions| {
            let id = format!("{COVERING_TOPIC}/{}-{}", short(row.clause), conditions.name);
            case(
                &id,
                row.clause,
                conditions,
                &valid(row.at, conditions),
                edition,
                row.apply,
            )
        })
    });
    by_rule.chain(confusions(edition, &of_ids)).collect()
}

/// A rule under any conditions: three of them and more meet as often as they are
/// drawn.
pub(super) fn combination(draw: &mut Draw<'_, '_>, edition: &Edition) -> Case {
    let rows: Vec<&Break> = breaks_of(edition)
        .into_iter()
        .filter(|row| is_rule(row.clause))
        .collect();
    let row = *draw.in_turn(&rows);
    let places = match row.at {
        Offender::Call => Vec::new(),
        Offender::Id => positions(edition.ids),
        Offender::Tag => positions(edition.tags),
    };
    for _ in 0..ATTEMPTS {
        let conditions = any_conditions(edition, &places, |most| draw.below(most));
        let valid = valid(row.at, &conditions);
        let mut broken = valid.clone();
        (row.apply)(&mut broken, draw, edition);
        broken.step.delivery = conditions.delivery;
        if let Some(case) = near_miss_of(&valid, &broken, row.clause, edition) {
            return case;
        }
    }
    near_miss(draw, edition)
}

/// A case for any two types, of which one is named and a resource of the other is
/// among those of the call.
fn confusions<'a>(
    edition: &'a Edition,
    of_ids: &'a [Conditions],
) -> impl Iterator<Item = Case> + 'a {
    let kinds = edition.product.kinds;
    kinds.iter().flat_map(move |named| {
        let others = kinds.iter().filter(move |other| *other != named);
        let rows = of_ids.iter().filter(move |row| row.kind == *named);
        let pairs = others.zip(rows.cycle());
        pairs.filter_map(move |(other, conditions)| {
            let clause = clauses::ID_TYPE;
            let other = *other;
            let id = format!(
                "{COVERING_TOPIC}/{}-{}{AMONG}{}",
                short(clause),
                other.lifecycle().fixture,
                conditions.name
            );
            let valid = valid(Offender::Id, conditions);
            case(
                &id,
                clause,
                conditions,
                &valid,
                edition,
                |draft, draw, edition| {
                    of_type(draft, draw, edition, other);
                },
            )
        })
    })
}

/// What nobody is judged by is tried elsewhere, and another action is no call of
/// the operation.
fn is_rule(clause: ClauseId) -> bool {
    clause != clauses::TEXT_UNJUDGED && clause != clauses::ACTION
}

/// A valid call with a clause broken: if there is a way, so that every reading
/// refuses it.
fn case(
    id: &str,
    clause: ClauseId,
    conditions: &Conditions,
    valid: &Draft,
    edition: &Edition,
    apply: impl Fn(&mut Draft, &mut Draw<'_, '_>, &Edition),
) -> Option<Case> {
    let drawn = (0..ATTEMPTS).map(|attempt| {
        let bytes = bytes_of(fnv1a(id.as_bytes()), attempt);
        let mut bytes = Unstructured::new(&bytes);
        let mut draw = Draw::new(&mut bytes, attempt);
        let mut broken = valid.clone();
        apply(&mut broken, &mut draw, edition);
        broken.step.delivery = conditions.delivery;
        broken
    });
    let proved = |broken: &Draft| {
        let mut case = near_miss_of(valid, broken, clause, edition)?;
        id.clone_into(&mut case.id);
        case.origin = Origin::Conditions;
        Some(case)
    };
    let mut at_times = Vec::new();
    for broken in drawn {
        // This is sooner told than whether it is refused for nothing else.
        if !is_always_refused(&unproved(&broken, clause, edition), edition) {
            at_times.push(broken);
        } else if let Some(case) = proved(&broken) {
            return Some(case);
        }
    }
    at_times.iter().find_map(proved)
}

/// A valid call under these conditions, with as many ids or tags as the position
/// of what will be wrong asks for.
fn valid(at: Offender, conditions: &Conditions) -> Draft {
    let home = Home {
        kind: conditions.kind,
        region: conditions.region,
        account: conditions.account,
    };
    let mut draft = match (at, conditions.position) {
        (Offender::Id, Some(position)) => {
            let mut draft = Draft::of(home, position.count, SOME);
            draft.id = position.place;
            draft
        }
        (Offender::Tag, Some(position)) => {
            let mut draft = Draft::of(home, 1, position.count);
            draft.tag = position.place;
            draft
        }
        _ => Draft::of(home, SOME, SOME),
    };
    draft.in_place = true;
    draft
}

/// The id of a clause as it stands in the id of a case.
pub(super) fn short(clause: ClauseId) -> String {
    clause.id.trim_start_matches("TR-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::super::verify::verify;
    use super::*;
    use crate::contract::editions;

    /// Rules that are not alone under some conditions, and why.
    const SELDOM: [(ClauseId, &str); 3] = [
        (clauses::REGION_REQUIRED, "resources of no region need none"),
        (
            clauses::ID_REGION,
            "resources of no region are in every one",
        ),
        (
            clauses::KEY_CASE,
            "a key of the call is the other spelling already",
        ),
    ];

    #[test]
    fn every_rule_is_tried_under_all_conditions_but_where_it_is_not_alone() {
        for edition in editions() {
            let cases = covering(edition);
            for case in &cases {
                let verified = verify(case, edition);
                assert!(verified.is_ok(), "{}: {verified:?}", case.id);
            }
            let rules = breaks_of(edition).into_iter();
            for row in rules.filter(|row| is_rule(row.clause)) {
                let those = cases
                    .iter()
                    .filter(|case| case.violates == [row.clause] && !case.id.contains(AMONG));
                let places = match row.at {
                    Offender::Call => Vec::new(),
                    Offender::Id => positions(edition.ids),
                    Offender::Tag => positions(edition.tags),
                };
                let (tried, all) = (those.count(), conditions(edition, Of::Rule(&places)).len());
                let is_seldom = SELDOM.iter().any(|(clause, _)| *clause == row.clause);
                assert!(
                    tried == all || is_seldom && tried * 2 >= all,
                    "{} {}: {tried} of {all}",
                    edition.name,
                    row.clause
                );
            }
        }
    }

    #[test]
    fn any_two_types_are_confused_in_some_case() {
        for edition in editions() {
            let cases = covering(edition);
            let kinds = edition.product.kinds.iter();
            for (named, other) in kinds
                .clone()
                .flat_map(|one| kinds.clone().map(move |it| (one, it)))
            {
                let [named, other] = [named, other].map(|kind| kind.lifecycle().fixture);
                let is_it = |case: &Case| {
                    let Some((rule, conditions)) = case.id.split_once(AMONG) else {
                        return false;
                    };
                    rule.ends_with(&format!("-{other}"))
                        && conditions.split('-').next() == Some(named)
                };
                let is_there = cases.iter().any(is_it);
                assert_eq!(is_there, named != other, "{other} among {named}");
            }
        }
    }

    #[test]
    fn what_is_wrong_stands_where_the_id_of_the_case_says() {
        let edition = Edition::of_record();
        let cases = covering(edition);
        for (clause, place) in [("key-length", 10), ("id-exists", 5), ("value-length", 19)] {
            let at = match place {
                5 => "6th",
                10 => "11th",
                _ => "last",
            };
            let mut those = cases.iter().filter(|case| {
                case.id.starts_with(&format!("{COVERING_TOPIC}/{clause}-")) && case.id.contains(at)
            });
            let case = those.next().unwrap();
            let step = case.steps.last().unwrap();
            let is_there = match clause {
                "key-length" => step.tags[place].0.as_deref().unwrap().len() > edition.key.length,
                "value-length" => {
                    step.tags[place].1.as_deref().unwrap().len() > edition.value.length
                }
                _ => step.ids[place].starts_with('='),
            };
            assert!(is_there, "{}: {step:?}", case.id);
        }
    }
}
