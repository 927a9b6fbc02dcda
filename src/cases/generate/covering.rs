//! Every rule of a call under any two of the conditions around it.

use arbitrary::Unstructured;

use crate::contract::{ClauseId, Edition, clauses, fnv1a};

use super::super::case::Case;
use super::super::conditions::{Conditions, TOPIC, conditions, positions};
use super::super::origin::Origin;
use super::breaks::{Break, Offender, breaks_of};
use super::draft::{Draft, Home};
use super::draw::Draw;
use super::near_miss::near_miss_of;
use super::recipes::bytes_of;

/// How often a break is drawn until one breaks its clause alone.
const ATTEMPTS: u64 = 4;

/// Ids and tags of a call where another number says nothing.
const SOME: usize = 2;

/// A case for every rule and any two of: resource type, region, way of sending,
/// format, place of what is wrong in the call, account. They are named by what
/// they combine.
pub fn covering(edition: &Edition) -> Vec<Case> {
    let of_calls = conditions(edition, &[]);
    let of_ids = conditions(edition, &positions(edition.ids));
    let of_tags = conditions(edition, &positions(edition.tags));
    let rows = breaks_of(edition).into_iter();
    let rules = rows.filter(|row| is_rule(row.clause));
    let cases = rules.flat_map(|row| {
        let conditions = match row.at {
            Offender::Call => &of_calls,
            Offender::Id => &of_ids,
            Offender::Tag => &of_tags,
        };
        let tried = conditions.iter();
        tried.filter_map(|conditions| case(row, conditions, edition))
    });
    cases.collect()
}

/// What nobody is judged by is tried elsewhere, and another action is no call of
/// the operation.
fn is_rule(clause: ClauseId) -> bool {
    clause != clauses::TEXT_UNJUDGED && clause != clauses::ACTION
}

fn case(row: &Break, conditions: &Conditions, edition: &Edition) -> Option<Case> {
    let id = format!("{TOPIC}/{}-{}", short(row.clause), conditions.name);
    let valid = valid(row.at, conditions);
    (0..ATTEMPTS).find_map(|attempt| {
        let bytes = bytes_of(fnv1a(id.as_bytes()), attempt);
        let mut bytes = Unstructured::new(&bytes);
        let mut draw = Draw::new(&mut bytes, attempt);
        let mut broken = valid.clone();
        (row.apply)(&mut broken, &mut draw, edition);
        broken.step.delivery = conditions.delivery;
        let mut case = near_miss_of(&valid, &broken, row.clause, edition)?;
        case.id.clone_from(&id);
        case.origin = Origin::Conditions;
        Some(case)
    })
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
                let those = cases.iter().filter(|case| case.violates == [row.clause]);
                let places = match row.at {
                    Offender::Call => Vec::new(),
                    Offender::Id => positions(edition.ids),
                    Offender::Tag => positions(edition.tags),
                };
                let (tried, all) = (those.count(), conditions(edition, &places).len());
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
                case.id.starts_with(&format!("{TOPIC}/{clause}-")) && case.id.contains(at)
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
