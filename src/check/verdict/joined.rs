//! The belief of a run: what the cases say together, and where they contradict.

use crate::contract::{AxisId, AxisSet, Edition, Readings};

use super::sources::Sources;
use crate::check::belief::Relation;
use crate::check::belief::{Explained, step_that_ruled_out};
use crate::check::results::Contradiction;
use crate::check::results::{Observed, Showed};

/// The belief of a run with its sources.
pub(super) struct Joined {
    /// What the edition admits: no axis is opened further.
    admitted: Readings,
    /// What is still possible.
    pub(super) belief: Relation,
    /// What was possible after the probes: who contradicts these fails whatever
    /// the cases before showed.
    frozen: Relation,
    /// The axes that cases showed both ways; nothing is judged by them again.
    pub(super) contradicted: AxisSet,
    /// What was joined, by case.
    pub(super) sources: Sources,
}

impl Joined {
    /// The belief before any case.
    pub(super) fn new(belief: Relation, edition: &Edition) -> Self {
        Self {
            admitted: edition.readings(),
            frozen: belief.clone(),
            belief,
            contradicted: AxisSet::default(),
            sources: Sources::default(),
        }
    }

    /// A probe that contradicts an earlier one pins nothing: the cases that
    /// repeat it will say so.
    pub(super) fn take_probe(&mut self, probe: &Observed) {
        let Showed::Explained(explained) = &probe.showed else {
            return;
        };
        if !probe.complete {
            return;
        }
        let next = self.belief.join(&explained.relation);
        if !next.is_empty() {
            self.frozen = next.clone();
            self.belief = next;
            // There are few, and they come first wherever one is named.
            self.sources.take(&probe.id, explained, true);
        }
    }

    /// Joins a case; where that leaves nothing, the axis on which it
    /// contradicts what was known.
    pub(super) fn take(&mut self, id: &str, explained: &Explained) -> Result<(), Contradiction> {
        let relation = &explained.relation;
        if self.frozen.join(relation).is_empty() {
            return Err(self.contradiction(&self.frozen, id, explained, relation));
        }
        let relation = explained
            .relation
            .widened(self.contradicted, &self.admitted);
        let next = self.belief.join(&relation);
        if !next.is_empty() {
            let narrows = next != self.belief;
            self.belief = next;
            self.sources.take(id, explained, narrows);
            return Ok(());
        }
        Err(self.contradiction(&self.belief, id, explained, &relation))
    }

    /// Gives up on axes, so that of cases that contradict each other one fails.
    pub(super) fn widen(&mut self, axes: AxisSet) {
        self.contradicted = self.contradicted.and(axes);
        self.belief = self.belief.widened(axes, &self.admitted);
    }

    /// Where a case contradicts a belief.
    fn contradiction(
        &self,
        belief: &Relation,
        id: &str,
        explained: &Explained,
        relation: &Relation,
    ) -> Contradiction {
        let is_open = |axis: &AxisId| self.admitted.only(*axis).is_none();
        let consulted: Vec<AxisId> = relation.constrained().iter().filter(is_open).collect();
        let opened = |axis: AxisId| {
            !belief
                .widened(AxisSet::default().with(axis), &self.admitted)
                .join(relation)
                .is_empty()
        };
        let axis = consulted
            .iter()
            .copied()
            .find(|axis| opened(*axis))
            .or(consulted.first().copied())
            .unwrap_or(AxisId(0));
        let needed = relation
            .join(&belief.widened(AxisSet::default().with(axis), &self.admitted))
            .hull()
            .or(relation.hull())
            .map(|hull| hull.names(axis))
            .unwrap_or_default();
        let source = self
            .sources
            .iter()
            .find(|(_, source)| {
                !source
                    .relation
                    .options(axis)
                    .iter()
                    .any(|option| needed.contains(option))
            })
            .or_else(|| {
                self.sources
                    .iter()
                    .find(|(_, source)| source.relation.join(relation).is_empty())
            });
        let (earlier, earlier_options) = match source {
            Some((source_id, source)) => {
                let step = step_that_ruled_out(source, axis, &needed).unwrap_or(0);
                (format!("{source_id}#{step}"), source.relation.options(axis))
            }
            None => ("--reading".to_owned(), belief.options(axis)),
        };
        let others: Vec<&str> = earlier_options.clone();
        let step = step_that_ruled_out(explained, axis, &others).unwrap_or(0);
        Contradiction {
            axis,
            earlier,
            earlier_options,
            later: format!("{id}#{step}"),
            later_options: needed,
        }
    }
}
