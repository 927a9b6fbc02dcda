//! Quota walks: so many tags there, so many more, so many of them again.

use crate::contract::{Edition, clauses};

use super::super::case::{Action, Case, Step};
use super::super::verify::verify;
use super::draft::{Cast, Home, plain_tags, unnamed};
use super::draw::Draw;

/// A walk around the quota of one resource, at times with a second beside it.
pub(super) fn quota_walk(draw: &mut Draw<'_, '_>, edition: &Edition) -> Case {
    let home = Home::drawn(draw, edition.product.kinds);
    let mut walk = Walk {
        edition,
        home,
        cast: Cast::default(),
        steps: Vec::new(),
        made: 0,
    };
    let first = walk.cast.another(home);
    let there = around(draw, edition.quota);
    walk.fill(draw, &first, there);
    let mut named = vec![first.clone()];
    if draw.one_in(4) {
        let second = walk.cast.another(home);
        let fewer = draw.below(edition.quota + 1);
        walk.fill(draw, &second, fewer);
        named.push(second);
        draw.shuffle(&mut named);
    }
    // Up to the quota, one less, one more, or some: what counts wrongly is wrong
    // by one or two, and seldom by many.
    let room = edition.quota - there;
    let new = (room + draw.of(&[0, 1, 1, 2, 3])).saturating_sub(draw.below(2));
    let new = new.min(edition.tags);
    let again = draw.of(&[0, 0, 1, 2, 5]).min(there).min(edition.tags - new);
    walk.add(draw, &named, new, again);
    let goes_on = draw.one_in(2);
    if goes_on {
        walk.go_on(draw, &first);
    }
    let over = there + new > edition.quota && new > 0;
    let mut case = unnamed(
        edition,
        walk.cast.clone(),
        walk.steps,
        &[clauses::TAG_QUOTA],
        &[],
    );
    if over && !goes_on {
        // Refused under every reading, so it may be said.
        let mut refused = case.clone();
        refused.violates = vec![clauses::TAG_QUOTA];
        let twin = walk.cast.another(home);
        refused.needs = walk.cast.needs;
        refused.twin = Some(tag(home, &[twin], plain_tags("twin", 1, new)));
        if verify(&refused, edition).is_ok() {
            return refused;
        }
    }
    case.twin = None;
    case
}

struct Walk<'e> {
    edition: &'e Edition,
    home: Home,
    cast: Cast,
    steps: Vec<Step>,
    /// Keys that were made so far: `q1` to this.
    made: usize,
}

impl Walk<'_> {
    /// Gives a resource so many tags, in one call or in two.
    fn fill(&mut self, draw: &mut Draw<'_, '_>, id: &str, count: usize) {
        let first = match draw.below(2) {
            0 => count,
            _ => draw.below(count + 1),
        };
        for part in [first, count - first] {
            if part > 0 {
                let tags = plain_tags("q", self.made + 1, part);
                self.made += part;
                self.steps.push(tag(self.home, &[id.to_owned()], tags));
            }
        }
    }

    /// Adds some new tags and some with keys that are there, in any order.
    fn add(&mut self, draw: &mut Draw<'_, '_>, ids: &[String], new: usize, again: usize) {
        let mut tags = plain_tags("n", 1, new);
        tags.extend(plain_tags("q", 1, again).into_iter().map(|(key, _)| {
            let value = draw.pick(&["v", "other"]);
            (key, Some(value.to_owned()))
        }));
        if tags.is_empty() {
            tags = plain_tags("n", 1, 1);
        }
        draw.shuffle(&mut tags);
        self.steps.push(tag(self.home, ids, tags));
    }

    /// Removes some tags and adds as many and one more, or begins anew.
    fn go_on(&mut self, draw: &mut Draw<'_, '_>, id: &str) {
        let alone = self.cast.needs.len() == 1;
        if alone && draw.one_in(3) {
            self.steps.push(Step::new(Action::Delete, &[id]));
            let anew = self.cast.later(self.home).name;
            self.steps.push(Step::new(Action::Create, &[&anew]));
            let full = plain_tags("q", 1, self.edition.quota);
            self.steps
                .push(tag(self.home, std::slice::from_ref(&anew), full));
            self.steps
                .push(tag(self.home, &[anew], plain_tags("over", 1, 1)));
            return;
        }
        let removed = draw.between(1, 3).min(self.made);
        let mut untag = Step::new(Action::Untag, &[id]);
        untag.account = self.home.account;
        untag.keys = (1..=removed).map(|number| format!("q{number}")).collect();
        untag.all = untag.keys.is_empty();
        self.steps.push(untag);
        for (prefix, count) in [("r", removed.max(1)), ("s", 1)] {
            let tags = plain_tags(prefix, 1, count);
            self.steps.push(tag(self.home, &[id.to_owned()], tags));
        }
    }
}

fn tag(home: Home, ids: &[String], tags: Vec<(Option<String>, Option<String>)>) -> Step {
    Step {
        ids: ids.to_vec(),
        tags,
        account: home.account,
        ..Step::new(Action::Tag, &[])
    }
}

/// Mostly near the quota, at times anything up to it.
fn around(draw: &mut Draw<'_, '_>, quota: usize) -> usize {
    if draw.one_in(3) {
        draw.below(quota + 1)
    } else {
        quota - draw.below(4)
    }
}
