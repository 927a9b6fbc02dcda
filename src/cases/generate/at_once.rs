//! Drawn histories: calls that several callers make at once, on one resource or some.

use crate::contract::{Edition, clauses};

use super::super::case::{Action, Case, Side, Step};
use super::draft::{Cast, Home, plain_tags, unnamed};
use super::draw::Draw;

/// Callers at once.
const LANES: (usize, usize) = (2, 6);

/// Calls at once, at most: what explains more of them takes long to find.
const MOST_CALLS: usize = 8;

/// Places that are left in a resource that is nearly full, at most.
const ROOM: usize = 3;

/// Calls at once on a few resources, half of the time where one has nearly as many
/// tags as it may: at most two bursts, with a look between them.
pub(super) fn at_once(draw: &mut Draw<'_, '_>, edition: &Edition) -> Case {
    let home = Home {
        kind: draw.of(edition.product.kinds),
        region: draw.of(&[Side::Own, Side::Own, Side::Other]),
        account: Side::Own,
    };
    let mut cast = Cast::default();
    let ids: Vec<String> = (0..draw.between(1, 3))
        .map(|_| cast.another(home))
        .collect();
    let there = if draw.one_in(2) {
        edition.quota - draw.between(1, ROOM).min(edition.quota)
    } else {
        draw.below(4)
    };
    let mut steps = Vec::new();
    if there > 0 {
        let mut first = on(&ids[..1], Action::Tag);
        first.tags = plain_tags("k", 1, there);
        steps.push(first);
    }
    for burst in 1..=draw.between(1, 2) {
        if burst > 1 {
            steps.push(on(&ids, Action::List));
        }
        steps.extend(calls(draw, &ids, there, burst));
    }
    unnamed(
        edition,
        cast,
        steps,
        &[
            clauses::EFFECT_ONLY,
            clauses::EFFECT_ALL,
            clauses::EFFECT_EXACT,
            clauses::TAG_QUOTA,
        ],
        &[],
    )
}

/// The calls of one burst: mostly a tag of its own by each caller.
fn calls(draw: &mut Draw<'_, '_>, ids: &[String], there: usize, burst: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    for lane in 1..=draw.between(LANES.0, LANES.1) {
        for call in 1..=draw.between(1, 2) {
            if steps.len() == MOST_CALLS {
                return steps;
            }
            let named = some(draw, ids);
            let mut step = match draw.below(10) {
                0 => on(&named, Action::List),
                1 | 2 if there > 0 => {
                    let mut step = on(&named, Action::Untag);
                    step.keys = vec![format!("k{}", draw.between(1, there))];
                    step
                }
                3 => {
                    let mut step = on(&named, Action::Tag);
                    step.tags = vec![(Some("same".to_owned()), Some(format!("v{lane}")))];
                    step
                }
                _ => {
                    let mut step = on(&named, Action::Tag);
                    step.tags =
                        plain_tags(&format!("b{burst}-{lane}-{call}-"), 1, draw.between(1, 2));
                    step
                }
            };
            step.lane = u32::try_from(lane).ok();
            steps.push(step);
        }
    }
    steps
}

/// Mostly the first alone, at times all in any order.
fn some(draw: &mut Draw<'_, '_>, ids: &[String]) -> Vec<String> {
    match draw.below(4) {
        0 => {
            let mut all = ids.to_vec();
            draw.shuffle(&mut all);
            all
        }
        1 => {
            let place = draw.below(ids.len());
            vec![ids[place].clone()]
        }
        _ => ids[..1].to_vec(),
    }
}

fn on(ids: &[String], action: Action) -> Step {
    Step {
        ids: ids.to_vec(),
        ..Step::new(action, &[])
    }
}
