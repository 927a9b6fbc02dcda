//! Looks for an order of calls made at once that explains their answers: the
//! search of Wing and Gong, with a belief in place of the one state.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Answer, Call, is_conflict, params};
use crate::model::{Model, Saturated};

use super::hypotheses::{BELIEF_CAP, Belief, Hypothesis};
use crate::check::evidence::Overlapping;

/// Calls of one history, at most: sets of them are bits of a `u32`.
const MOST_CALLS: usize = 30;

/// Everything that explains the calls in some order that keeps to the order of
/// calls which did not overlap; empty if no order does. A call whose outcome is
/// unknown may take its place or stay open.
pub(super) fn in_some_order(
    model: &Model<'_>,
    start: &Belief,
    calls: &[Overlapping],
    mine: &BTreeSet<String>,
) -> Result<Belief, Saturated> {
    if calls.len() > MOST_CALLS {
        return Err(Saturated);
    }
    Search { model, calls, mine }.from(start, answered(calls))
}

/// The shortest part of a history without an order that has none by itself:
/// up to the first answer that leaves none, without the calls whose answers do
/// not matter. A call is left out only if the rest has no order whether or not
/// that call was done.
pub(super) fn shortest(
    model: &Model<'_>,
    start: &Belief,
    calls: &[Overlapping],
    mine: &BTreeSet<String>,
) -> Vec<Overlapping> {
    let has_none = |calls: &[Overlapping], required: u32| {
        Search { model, calls, mine }
            .from(start, required)
            .is_ok_and(|belief| belief.is_empty())
    };
    let mut ends: Vec<u64> = calls.iter().filter_map(|call| call.ended).collect();
    ends.sort_unstable();
    let history = ends
        .iter()
        .map(|end| until(calls, *end))
        .find(|history| has_none(history, answered(history)))
        .unwrap_or_else(|| calls.to_vec());
    let mut required = answered(&history);
    // From the last on, so that the calls stay which began it.
    for place in (0..history.len()).rev() {
        let without = required & !(1 << place);
        if has_none(&history, without) {
            required = without;
        }
    }
    history
        .into_iter()
        .enumerate()
        .filter(|(place, _)| required >> place & 1 == 1)
        .map(|(_, call)| call)
        .collect()
}

/// A search for an order of some calls.
struct Search<'a> {
    model: &'a Model<'a>,
    calls: &'a [Overlapping],
    mine: &'a BTreeSet<String>,
}

impl Search<'_> {
    /// What explains the calls that are `required`, by place, with their
    /// answers; the others may take effect in their time or not at all.
    fn from(&self, start: &Belief, required: u32) -> Result<Belief, Saturated> {
        let mut explained: Vec<Hypothesis> = Vec::new();
        // What is explained by the calls that are done, a layer a number of calls:
        // which came first matters no more once the beliefs are joined, so there
        // are as many as sets of calls, and not as orders of them.
        let mut layer = BTreeMap::from([(0_u32, start.clone())]);
        while !layer.is_empty() {
            let mut next: BTreeMap<u32, Vec<Hypothesis>> = BTreeMap::new();
            for (done, belief) in layer {
                for (place, call) in self.calls.iter().enumerate() {
                    let is_required = required >> place & 1 == 1;
                    let counts = is_required || self.may_change(call);
                    if !counts || !self.may_be_next(place, done, required) {
                        continue;
                    }
                    let sent = &call.exchange.call;
                    let after = match answer_of(call).filter(|_| is_required) {
                        Some(answer) => belief.after(self.model, sent, answer, self.mine)?,
                        None => belief.after_any(self.model, sent)?,
                    };
                    next.entry(done | 1 << place)
                        .or_default()
                        .extend(after.into_hypotheses());
                }
                if done & required == required {
                    let open = self.still_open(done);
                    explained.extend(belief.with_open(&open).into_hypotheses());
                }
            }
            let followed: usize = next.values().map(Vec::len).sum();
            if followed > BELIEF_CAP * MOST_CALLS {
                return Err(Saturated);
            }
            layer = BTreeMap::new();
            for (done, hypotheses) in next {
                let belief = Belief::of(hypotheses)?;
                if !belief.is_empty() {
                    layer.insert(done, belief);
                }
            }
        }
        Belief::of(explained)
    }

    /// Whether a call may be the next: none that must come ended before it
    /// began, and it did not end before one began that is done.
    fn may_be_next(&self, place: usize, done: u32, required: u32) -> bool {
        let call = &self.calls[place];
        if done >> place & 1 == 1 {
            return false;
        }
        let before = |one: &Overlapping, other: &Overlapping| {
            one.ended.is_some_and(|ended| ended < other.began)
        };
        self.calls.iter().enumerate().all(|(at, other)| {
            let is_done = done >> at & 1 == 1;
            let must_come = required >> at & 1 == 1 && !is_done;
            let is_late = must_come && before(other, call);
            let is_early = is_done && before(call, other);
            !is_late && !is_early
        })
    }

    /// Whether a call may have an effect.
    fn may_change(&self, call: &Overlapping) -> bool {
        let action = &call.exchange.call.action;
        let product = self.model.edition.product;
        let writes = action == params::TAG_RESOURCES || product.is_untag(action);
        writes && !is_refused_as_conflict(call)
    }

    /// The calls that may still take effect after all others.
    fn still_open(&self, done: u32) -> Vec<Call> {
        self.calls
            .iter()
            .enumerate()
            .filter(|(place, call)| {
                done >> place & 1 == 0 && call.ended.is_none() && self.may_change(call)
            })
            .map(|(_, call)| call.exchange.call.clone())
            .collect()
    }
}

/// What was known at some time: calls that were sent, and of those that had
/// ended their answers.
fn until(calls: &[Overlapping], time: u64) -> Vec<Overlapping> {
    calls
        .iter()
        .filter(|call| call.began <= time)
        .map(|call| Overlapping {
            ended: call.ended.filter(|ended| *ended <= time),
            ..call.clone()
        })
        .collect()
}

/// Whether a call was refused because of another one under way: then it was
/// not done, whatever the order (A57).
fn is_refused_as_conflict(call: &Overlapping) -> bool {
    answer_of(call)
        .and_then(Answer::code)
        .is_some_and(is_conflict)
}

/// The places of the calls whose answer an order must explain.
fn answered(calls: &[Overlapping]) -> u32 {
    calls
        .iter()
        .enumerate()
        .filter(|(_, call)| call.ended.is_some() && !is_refused_as_conflict(call))
        .fold(0, |places, (place, _)| places | 1 << place)
}

fn answer_of(call: &Overlapping) -> Option<&Answer> {
    call.exchange.answer.as_ref().ok()
}

#[cfg(test)]
mod tests {
    use super::super::hypotheses::Relation;
    use super::*;
    use crate::check::evidence::Exchange;
    use crate::contract::{Edition, vpc};
    use crate::model::{Change, Permit, Resource, World};

    const ID: &str = "vpc-1";

    fn start() -> World {
        let mut world = World::default();
        let resource = Resource::new(vpc::VPC, "own", "cn-hangzhou", None);
        world.apply(&Change::Create(ID.to_owned(), resource));
        world
    }

    fn call(action: &str) -> Call {
        Call::new(action, "own")
            .with("RegionId", "cn-hangzhou")
            .with("ResourceType", "VPC")
            .with("ResourceId.1", ID)
    }

    fn tag(key: &str, value: &str) -> Call {
        call("TagResources")
            .with("Tag.1.Key", key)
            .with("Tag.1.Value", value)
    }

    fn list() -> Call {
        call("ListTagResources")
    }

    fn untag(key: &str) -> Call {
        call("UnTagResources").with("TagKey.1", key)
    }

    /// The answer of the default reading, and the world after it.
    fn decided(world: &World, call: &Call) -> (Answer, World) {
        let edition = Edition::of_record();
        let reading = edition.complete(&edition.readings());
        let decision = Model::new(edition).decide(world, call, &reading);
        let answer = match decision.permit {
            Permit::Rows(rows) => {
                let rows: Vec<_> = rows
                    .iter()
                    .map(|row| serde_json::json!({"ResourceId": row.resource, "TagKey": row.key, "TagValue": row.value}))
                    .collect();
                Answer::new(
                    200,
                    serde_json::json!({"TagResources": {"TagResource": rows}}),
                )
            }
            Permit::Refuse(refusal) => Answer::new(
                400,
                serde_json::json!({"Code": refusal.codes.code(&reading)}),
            ),
            _ => Answer::new(200, serde_json::json!({})),
        };
        (answer, world.after(&decision.changes))
    }

    fn made(lane: u32, began: u64, ended: u64, call: Call, answer: Answer) -> Overlapping {
        Overlapping {
            lane,
            began,
            ended: Some(ended),
            exchange: Exchange::of_step(1, call, answer),
        }
    }

    fn belief() -> Belief {
        let edition = Edition::of_record();
        let reading = edition.complete(&edition.readings());
        Belief::new(&Relation::new(vec![reading]), start())
    }

    fn has_order(calls: &[Overlapping]) -> bool {
        let model = Model::new(Edition::of_record());
        let found = in_some_order(&model, &belief(), calls, &BTreeSet::new()).unwrap();
        !found.is_empty()
    }

    /// The same by trying every order.
    fn has_order_by_trial(calls: &[Overlapping], done: &mut Vec<usize>, world: &World) -> bool {
        if done.len() == calls.len() {
            return true;
        }
        (0..calls.len()).any(|next| {
            let comes_later = done.contains(&next)
                || (0..calls.len()).any(|other| {
                    !done.contains(&other)
                        && calls[other]
                            .ended
                            .is_some_and(|ended| ended < calls[next].began)
                });
            if comes_later {
                return false;
            }
            let (answer, after) = decided(world, &calls[next].exchange.call);
            if answer_of(&calls[next]) != Some(&answer) {
                return false;
            }
            done.push(next);
            let found = has_order_by_trial(calls, done, &after);
            done.pop();
            found
        })
    }

    #[test]
    fn the_search_finds_an_order_exactly_if_trying_all_of_them_does() {
        let kinds = [
            tag("a", "1"),
            tag("a", "2"),
            tag("b", "1"),
            untag("a"),
            list(),
        ];
        let mut seed: u64 = 1;
        let mut below = |limit: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % limit
        };
        let (mut with, mut without) = (0, 0);
        for _ in 0..400 {
            // Answers as of the order of this list, intervals as they fall.
            let mut world = start();
            let calls: Vec<Overlapping> = (0..5)
                .map(|place| {
                    let call = kinds[usize::try_from(below(5)).unwrap()].clone();
                    let (answer, after) = decided(&world, &call);
                    world = after;
                    let began = below(12);
                    made(place, 2 * began, 2 * (began + below(8)) + 1, call, answer)
                })
                .collect();
            let expected = has_order_by_trial(&calls, &mut Vec::new(), &start());
            assert_eq!(has_order(&calls), expected, "{calls:#?}");
            *if expected { &mut with } else { &mut without } += 1;
        }
        assert!(with > 50 && without > 50, "{with} {without}");
    }

    #[test]
    fn a_lost_update_comes_down_to_the_call_and_the_listing() {
        let mut world = start();
        let mut calls = Vec::new();
        for (lane, key) in (1..).zip(["a", "b", "c"]) {
            calls.push(made(
                lane,
                u64::from(lane),
                10 + u64::from(lane),
                tag(key, "1"),
                decided(&world, &tag(key, "1")).0,
            ));
        }
        for key in ["a", "c"] {
            world = decided(&world, &tag(key, "1")).1;
        }
        calls.push(made(0, 20, 21, list(), decided(&world, &list()).0));
        assert!(!has_order(&calls));
        let model = Model::new(Edition::of_record());
        let history = shortest(&model, &belief(), &calls, &BTreeSet::new());
        let lanes: Vec<u32> = history.iter().map(|call| call.lane).collect();
        assert_eq!(lanes, [2, 0]);
    }

    #[test]
    fn a_call_without_an_answer_may_take_effect_later_or_never() {
        let nothing = Answer::new(0, serde_json::json!({}));
        let mut lost = made(1, 1, 2, tag("a", "1"), nothing);
        lost.ended = None;
        let (empty, _) = decided(&start(), &list());
        let (_, tagged) = decided(&start(), &tag("a", "1"));
        let (full, _) = decided(&tagged, &list());
        let seen = |first: &Answer, second: &Answer| {
            has_order(&[
                lost.clone(),
                made(2, 3, 4, list(), first.clone()),
                made(2, 5, 6, list(), second.clone()),
            ])
        };
        assert!(seen(&empty, &empty));
        assert!(seen(&empty, &full));
        assert!(seen(&full, &full));
        assert!(!seen(&full, &empty));
    }

    #[test]
    fn what_stays_open_after_the_calls_may_still_take_effect() {
        let mut lost = made(
            1,
            1,
            2,
            tag("a", "1"),
            Answer::new(0, serde_json::json!({})),
        );
        lost.ended = None;
        let model = Model::new(Edition::of_record());
        let mine = BTreeSet::new();
        let before = in_some_order(&model, &belief(), &[lost], &mine).unwrap();
        let (empty, _) = decided(&start(), &list());
        let (_, tagged) = decided(&start(), &tag("a", "1"));
        let (full, _) = decided(&tagged, &list());
        let first = before.after(&model, &list(), &empty, &mine).unwrap();
        let second = first.after(&model, &list(), &full, &mine).unwrap();
        assert!(!second.is_empty());
        assert!(
            second
                .after(&model, &list(), &empty, &mine)
                .unwrap()
                .is_empty()
        );
    }
}
