//! Walks through a recording: what each exchange showed, and what contradicts what.

use std::collections::BTreeSet;

use crate::contract::{AxisId, AxisSet, Binding, Edition, axis_ids};
use crate::model::Model;

use super::follow::{Follower, Settled, Step, Unexplained};
use super::overlaps::tangled;
use super::seen::Seen;
use crate::check::belief::Relation;
use crate::check::belief::{Explained, Narrowing};

/// What one exchange showed.
pub(super) enum Outcome {
    /// Some reading explains it.
    Explained(Explained, Settled),
    /// None does.
    Divergent(Unexplained),
    /// It and an earlier one answer an axis both ways.
    Inconsistent(Contradicted, Unexplained),
    /// The answer is none.
    Broken(String),
    /// It cannot be told.
    Open(String),
}

/// An axis that two exchanges answer both ways.
pub(super) struct Contradicted {
    /// The axis.
    pub(super) axis: AxisId,
    /// The place of the exchange that ruled the needed options out.
    pub(super) earlier: usize,
    /// The options that it left.
    pub(super) earlier_options: Vec<&'static str>,
    /// The options that the later one needs.
    pub(super) later_options: Vec<&'static str>,
}

/// Exchanges that are followed again in search of contradictions, at most; past
/// it an answer that nothing explains is told as that.
const AGAIN: usize = 100_000;

/// Reasons of exchanges that are followed only.
const FOLLOWED: &str = "followed for what they change";

/// A walk under way.
struct Walk<'a> {
    seen: &'a [Seen],
    tangled: Vec<bool>,
    follower: Follower<'a>,
    start: Relation,
    /// Exchanges that are taken as no evidence.
    doubted: BTreeSet<usize>,
    narrowings: Vec<(usize, Narrowing)>,
    again: usize,
}

/// Walks through a recording from the readings in `start`, and tells of each
/// exchange what it showed, or why it is not judged.
pub(super) fn walk(
    seen: &[Seen],
    edition: &Edition,
    start: &Relation,
    mut tell: impl FnMut(usize, Result<Outcome, String>),
) {
    let mut walk = Walk {
        seen,
        tangled: tangled(seen),
        follower: Follower::new(Model::new(edition), start),
        start: start.clone(),
        doubted: BTreeSet::new(),
        narrowings: Vec::new(),
        again: 0,
    };
    for place in 0..seen.len() {
        tell(place, walk.next(place));
    }
}

impl<'a> Walk<'a> {
    fn next(&mut self, place: usize) -> Result<Outcome, String> {
        let before = self.follower.belief.relation();
        let one = &self.seen[place];
        Ok(match self.follower.step(one, self.tangled[place]) {
            Step::Followed(reason) => return Err(reason.unwrap_or_else(|| FOLLOWED.to_owned())),
            Step::Explained(settled) => Outcome::Explained(self.explained(place, &before), settled),
            Step::Open(why) => Outcome::Open(why),
            Step::Broken(what) => Outcome::Broken(what),
            Step::Unexplained(found) => {
                let Some((contradicted, follower)) = self.contradicted(place) else {
                    self.doubt(place);
                    return Ok(Outcome::Divergent(found));
                };
                // What follows is judged with the axis open: it changed its mind
                // once, and is not blamed for each time that it shows.
                let axis = AxisSet::default().with(contradicted.axis);
                self.follower = follower;
                self.start = self
                    .start
                    .widened(axis, &self.follower.model.edition.readings());
                if let Step::Unexplained(_) = self.follower.step(one, self.tangled[place]) {
                    self.doubt(place);
                }
                Outcome::Inconsistent(contradicted, found)
            }
        })
    }

    fn doubt(&mut self, place: usize) {
        self.doubted.insert(place);
        self.follower
            .distrust(&self.seen[place], self.tangled[place]);
    }

    /// How an exchange narrowed the belief: what it says of the axes that it
    /// says something new of.
    fn explained(&mut self, place: usize, before: &Relation) -> Explained {
        let after = self.follower.belief.relation();
        let widest = self.follower.belief.hypotheses().len();
        let mut narrowings = Vec::new();
        let mut changed = AxisSet::default();
        if let (Some(old), Some(new)) = (before.hull(), after.hull()) {
            changed = axis_ids()
                .filter(|axis| old.names(*axis) != new.names(*axis))
                .collect();
            if old != new {
                let narrowing = Narrowing {
                    step: self.seen[place].entry,
                    hull: new,
                };
                self.narrowings.push((place, narrowing.clone()));
                narrowings.push(narrowing);
            }
        }
        let said = after.boxes().iter().map(|one| one.projected(changed));
        Explained {
            relation: Relation::new(said.collect()),
            narrowings,
            widest,
        }
    }

    /// The axis that must be chosen anew for an exchange to be explained, and a
    /// follower that does so, before the exchange.
    fn contradicted(&mut self, place: usize) -> Option<(Contradicted, Follower<'a>)> {
        let narrowed = self.follower.belief.relation().constrained();
        let admitted = self.follower.model.edition.readings();
        for axis in narrowed.iter().filter(|axis| {
            axis.axis().binding == Binding::Consistent && admitted.only(*axis).is_none()
        }) {
            // Each axis costs the whole recording once more, up to here.
            self.again += place;
            if self.again > AGAIN {
                return None;
            }
            let Some(follower) = self.loosened(axis, place) else {
                continue;
            };
            let needed = self.needed(&follower, axis, place);
            let start = self.start.options(axis);
            let is_open = |names: &[&str]| names.iter().any(|name| needed.contains(name));
            if needed.is_empty() || !is_open(&start) {
                continue;
            }
            let ruled_out = self
                .narrowings
                .iter()
                .find(|(_, narrowing)| !is_open(&narrowing.hull.names(axis)));
            if let Some((earlier, narrowing)) = ruled_out {
                let contradicted = Contradicted {
                    axis,
                    earlier: *earlier,
                    earlier_options: narrowing.hull.names(axis),
                    later_options: needed,
                };
                return Some((contradicted, follower));
            }
        }
        None
    }

    /// Follows everything before an exchange again with an axis chosen anew
    /// each time; nothing if that explains no more.
    fn loosened(&self, axis: AxisId, place: usize) -> Option<Follower<'a>> {
        let loose = AxisSet::default().with(axis);
        let model = self.follower.model.loosened(loose);
        let mut follower =
            Follower::new(model, &self.start.widened(loose, &model.edition.readings()));
        for (earlier, one) in self.seen.iter().enumerate().take(place) {
            if self.doubted.contains(&earlier) {
                follower.distrust(one, self.tangled[earlier]);
            } else if let Step::Unexplained(_) = follower.step(one, self.tangled[earlier]) {
                return None;
            }
        }
        // On a copy: what the exchange is found to be is for the caller to take.
        let step = follower
            .clone()
            .step(&self.seen[place], self.tangled[place]);
        matches!(step, Step::Explained(_)).then_some(follower)
    }

    /// The options of an axis under which an exchange is explained.
    fn needed(&self, follower: &Follower<'a>, axis: AxisId, place: usize) -> Vec<&'static str> {
        let explains = |option: u8| {
            follower
                .choosing(axis, option, self.follower.model)
                .is_some_and(|mut chosen| {
                    let step = chosen.step(&self.seen[place], self.tangled[place]);
                    matches!(step, Step::Explained(_))
                })
        };
        let admitted = self.follower.model.edition.readings();
        admitted
            .options(axis)
            .filter(|option| explains(*option))
            .map(|option| axis.axis().options[usize::from(option)].id)
            .collect()
    }
}
