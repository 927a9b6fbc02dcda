//! The belief: the set of readings that still explain what was seen.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::contract::{Answer, AxisId, AxisSet, Call, Readings, axis_ids};
use crate::model::{Branch, Model, Permit, Saturated, World};

/// Hypotheses that are followed at once; past it a case is inconclusive.
pub const BELIEF_CAP: usize = 2048;

/// One way in which everything seen can be explained: a box of readings, and
/// the world that they lead to.
#[derive(Debug, Clone, PartialEq)]
pub struct Hypothesis {
    /// The readings.
    pub readings: Readings,
    /// The world under them.
    pub world: Arc<World>,
    /// Calls whose outcome is unknown: each may still take effect, before any
    /// later call or never.
    pub open: Vec<Arc<Call>>,
}

/// Every way in which what a case has seen so far can be explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Belief {
    hypotheses: Vec<Hypothesis>,
}

impl Belief {
    /// The belief before anything is seen: a relation of readings, one world.
    pub fn new(relation: &Relation, world: World) -> Self {
        let world = Arc::new(world);
        let hypotheses = relation
            .boxes
            .iter()
            .map(|readings| Hypothesis {
                readings: *readings,
                world: Arc::clone(&world),
                open: Vec::new(),
            })
            .collect();
        Self { hypotheses }
    }

    /// The belief of these hypotheses, if there are not too many.
    pub(in crate::check) fn of(hypotheses: Vec<Hypothesis>) -> Result<Self, Saturated> {
        let hypotheses = compact(hypotheses);
        if hypotheses.len() > BELIEF_CAP {
            return Err(Saturated);
        }
        Ok(Self { hypotheses })
    }

    /// The hypotheses.
    pub fn hypotheses(&self) -> &[Hypothesis] {
        &self.hypotheses
    }

    /// One of the worlds, for what is the same in all of them.
    pub(in crate::check) fn some_world(&self) -> Option<Arc<World>> {
        let first = self.hypotheses.first()?;
        Some(Arc::clone(&first.world))
    }

    /// Whether nothing explains what was seen.
    pub fn is_empty(&self) -> bool {
        self.hypotheses.is_empty()
    }

    /// Changes the world of every hypothesis alike.
    #[must_use]
    pub fn changed(mut self, change: &crate::model::Change) -> Self {
        for hypothesis in &mut self.hypotheses {
            Arc::make_mut(&mut hypothesis.world).apply(change);
        }
        self
    }

    /// The same belief with other worlds.
    pub(in crate::check) fn altered(&self, alter: impl Fn(&mut World)) -> Self {
        let hypotheses = self.hypotheses.iter().map(|hypothesis| {
            let mut world = (*hypothesis.world).clone();
            alter(&mut world);
            Hypothesis {
                world: Arc::new(world),
                ..hypothesis.clone()
            }
        });
        Self {
            hypotheses: compact(hypotheses.collect()),
        }
    }

    /// The belief after an answer: every hypothesis under which it is permitted.
    pub fn after(
        &self,
        model: &Model<'_>,
        call: &Call,
        answer: &Answer,
        mine: &BTreeSet<String>,
    ) -> Result<Self, Saturated> {
        let mut hypotheses = Vec::new();
        for hypothesis in self.settled(model)?.iter() {
            hypotheses.extend(hypothesis.after(model, call, |permit| permit.allows(answer, mine))?);
        }
        Self::of(hypotheses)
    }

    /// The belief after a call whose answer nobody saw.
    pub(super) fn after_any(&self, model: &Model<'_>, call: &Call) -> Result<Self, Saturated> {
        let mut hypotheses = Vec::new();
        for hypothesis in &self.hypotheses {
            hypotheses.extend(hypothesis.after(model, call, |_| true)?);
        }
        Self::of(hypotheses)
    }

    /// The same belief with some more calls open.
    pub(super) fn with_open(mut self, open: &[Call]) -> Self {
        for hypothesis in &mut self.hypotheses {
            hypothesis
                .open
                .extend(open.iter().map(|call| Arc::new(call.clone())));
        }
        self
    }

    /// Its hypotheses, each also with any of its open calls taken effect.
    fn settled(&self, model: &Model<'_>) -> Result<Cow<'_, [Hypothesis]>, Saturated> {
        if self.hypotheses.iter().all(|one| one.open.is_empty()) {
            return Ok(Cow::Borrowed(&self.hypotheses));
        }
        // Whoever lost its answer may be done by now or not, and in any order:
        // each that is taken leaves a hypothesis with one fewer, which is looked
        // at in turn, until none of them has any left to take.
        let mut settled = self.hypotheses.clone();
        let mut place = 0;
        while let Some(hypothesis) = settled.get(place).cloned() {
            place += 1;
            for taken in 0..hypothesis.open.len() {
                let mut before = hypothesis.clone();
                let call = before.open.remove(taken);
                settled.extend(before.after(model, &call, |_| true)?);
            }
            if settled.len() > BELIEF_CAP {
                return Err(Saturated);
            }
        }
        Ok(Cow::Owned(compact(settled)))
    }

    /// Every answer that is permitted now, with the readings that permit it.
    pub fn permitted(&self, model: &Model<'_>, call: &Call) -> Vec<(Permit, Readings)> {
        let mut permitted: Vec<(Permit, Readings)> = Vec::new();
        let settled = self.settled(model).unwrap_or_default();
        for hypothesis in settled.iter() {
            let branches: Vec<Branch> = model
                .branches(&hypothesis.world, call, &hypothesis.readings)
                .unwrap_or_default();
            for branch in branches {
                match permitted
                    .iter_mut()
                    .find(|(permit, _)| *permit == branch.permit)
                {
                    // Wider than the truth; it is for people to read, and nothing
                    // is judged by it.
                    Some((_, readings)) => *readings = readings.around(&branch.readings),
                    None => permitted.push((branch.permit, branch.readings)),
                }
            }
        }
        permitted
    }

    /// Its hypotheses, to make another belief of.
    pub(in crate::check) fn into_hypotheses(self) -> Vec<Hypothesis> {
        self.hypotheses
    }

    /// The readings of all hypotheses.
    pub fn relation(&self) -> Relation {
        Relation::new(
            self.hypotheses
                .iter()
                .map(|hypothesis| hypothesis.readings)
                .collect(),
        )
    }
}

impl Hypothesis {
    /// What follows from it when a call is answered in a way that `seen` allows.
    fn after(
        &self,
        model: &Model<'_>,
        call: &Call,
        seen: impl Fn(&Permit) -> bool,
    ) -> Result<Vec<Self>, Saturated> {
        let branches = model.branches(&self.world, call, &self.readings)?;
        Ok(branches
            .into_iter()
            .filter(|branch| seen(&branch.permit))
            .map(|branch| Self {
                world: if branch.changes.is_empty() {
                    Arc::clone(&self.world)
                } else {
                    Arc::new(branch.world(&self.world))
                },
                readings: branch.readings,
                open: self.open.clone(),
            })
            .collect())
    }
}

/// Drops what is contained in another hypothesis and joins what differs on one
/// axis only.
fn compact(hypotheses: Vec<Hypothesis>) -> Vec<Hypothesis> {
    let mut groups: Vec<(Hypothesis, Vec<Readings>)> = Vec::new();
    for hypothesis in hypotheses {
        let group = groups.iter_mut().find(|(first, _)| {
            first.open == hypothesis.open
                // Most hypotheses share a world, as few calls tell readings apart.
                && (Arc::ptr_eq(&first.world, &hypothesis.world)
                    || *first.world == *hypothesis.world)
        });
        let readings = hypothesis.readings;
        match group {
            Some((_, boxes)) => boxes.push(readings),
            None => groups.push((hypothesis, vec![readings])),
        }
    }
    groups
        .into_iter()
        .flat_map(|(first, boxes)| {
            compact_boxes(boxes)
                .into_iter()
                .map(move |readings| Hypothesis {
                    readings,
                    ..first.clone()
                })
        })
        .collect()
}

fn compact_boxes(boxes: Vec<Readings>) -> Vec<Readings> {
    let mut kept: Vec<Readings> = Vec::new();
    let mut pending = boxes;
    while let Some(candidate) = pending.pop() {
        if kept.iter().any(|known| known.contains(&candidate)) {
            continue;
        }
        kept.retain(|known| !candidate.contains(known));
        match kept
            .iter()
            .position(|known| known.union(&candidate).is_some())
        {
            // What two boxes became may be contained in a third, or join it.
            Some(place) => {
                let known = kept.swap_remove(place);
                pending.extend(known.union(&candidate));
            }
            None => kept.push(candidate),
        }
    }
    // Relations are compared and written out, whatever they were joined from.
    kept.sort_unstable();
    kept
}

/// A set of readings as a list of boxes: a relation over axes, not a set for
/// each axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    boxes: Vec<Readings>,
}

impl Relation {
    /// The relation of these boxes, in a form that depends on their contents
    /// and not on their order alone.
    pub fn new(boxes: Vec<Readings>) -> Self {
        Self {
            boxes: compact_boxes(boxes),
        }
    }

    /// The boxes.
    pub fn boxes(&self) -> &[Readings] {
        &self.boxes
    }

    /// Whether no reading is left.
    pub fn is_empty(&self) -> bool {
        self.boxes.is_empty()
    }

    /// The readings in both.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let boxes = self
            .boxes
            .iter()
            .flat_map(|mine| other.boxes.iter().filter_map(|theirs| mine.meet(theirs)))
            .collect();
        Self::new(boxes)
    }

    /// The relation with some axes opened again, to what an edition admits.
    #[must_use]
    pub fn widened(&self, axes: AxisSet, within: &Readings) -> Self {
        Self::new(
            self.boxes
                .iter()
                .map(|readings| readings.widened(axes, within))
                .collect(),
        )
    }

    /// The smallest box around all of it.
    pub fn hull(&self) -> Option<Readings> {
        let mut boxes = self.boxes.iter();
        let first = *boxes.next()?;
        Some(boxes.fold(first, |hull, next| hull.around(next)))
    }

    /// The axes on which it says something.
    pub fn constrained(&self) -> AxisSet {
        axis_ids()
            .filter(|axis| self.boxes.iter().any(|readings| !readings.is_open(*axis)))
            .collect()
    }

    /// Names of the options that it leaves on an axis.
    pub fn options(&self, axis: AxisId) -> Vec<&'static str> {
        self.hull().map(|hull| hull.names(axis)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::axes::{EXISTING_KEY, KEY_SPACE};

    #[test]
    fn a_relation_is_more_than_a_set_for_each_axis() {
        let all = Readings::all();
        let both = |a: u8, b: u8| {
            all.choosing(EXISTING_KEY.id(), a)
                .choosing(KEY_SPACE.id(), b)
        };
        let relation = Relation::new(vec![both(0, 0), both(1, 1)]);
        assert!(relation.join(&Relation::new(vec![both(0, 1)])).is_empty());
        assert!(!relation.join(&Relation::new(vec![both(1, 1)])).is_empty());
        assert_eq!(relation.options(KEY_SPACE.id()).len(), 2);
    }

    #[test]
    fn the_form_of_a_relation_does_not_depend_on_order() {
        let all = Readings::all();
        let boxes: Vec<Readings> = (0..3)
            .map(|option| all.choosing(EXISTING_KEY.id(), option))
            .collect();
        let forwards = Relation::new(boxes.clone());
        let backwards = Relation::new(boxes.into_iter().rev().collect());
        assert_eq!(forwards, backwards);
        assert_eq!(forwards.boxes(), [all]);
    }
}
