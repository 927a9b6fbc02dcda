//! The cases of a run in the order of their ids: those that are there, and those that are drawn when their turn comes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::contract::Edition;

use super::case::Case;
use super::checked::checked;
use super::generate::{Lot, Ticket};
use super::selection::Selection;
use super::verify::Disagreement;

/// What a selection picks of a library.
#[derive(Debug, Clone, Default)]
pub struct Picked<'l> {
    there: BTreeMap<&'l str, &'l Case>,
    lot: Option<Lot>,
    selection: Selection,
}

/// A case whose turn has come.
#[derive(Debug, Clone)]
pub enum Turn<'l> {
    /// One that is there.
    There(&'l Case),
    /// One that is to be drawn.
    Drawn(Lot, Ticket),
}

impl<'l> Picked<'l> {
    /// Of these cases those that a selection picks, and of those that are drawn.
    pub(super) fn new(cases: &'l [Case], lot: Option<Lot>, selection: &Selection) -> Self {
        let there = cases.iter().filter(|case| selection.picks(case));
        Self {
            there: there.map(|case| (case.id.as_str(), case)).collect(),
            lot,
            selection: selection.clone(),
        }
    }

    /// One more, if it is not among them.
    pub fn add(&mut self, case: &'l Case) {
        self.there.entry(&case.id).or_insert(case);
    }

    /// Those that go on when all others are done.
    pub fn lasting(&self) -> impl Iterator<Item = &'l Case> + use<'_, 'l> {
        let there = self.there.values().copied();
        there.filter(|case| case.is_lasting())
    }

    /// Every case that may be among them, in the order of their ids: of those
    /// that are drawn, only the id was looked at.
    pub fn turns(&self) -> impl Iterator<Item = Turn<'l>> + Send + use<'l> {
        let selection = self.selection.clone();
        let lot = self.lot;
        let tickets = lot.into_iter().flat_map(move |lot| {
            let tickets = lot.tickets();
            tickets.map(move |ticket| Turn::Drawn(lot, ticket))
        });
        let mut drawn = tickets
            .filter(move |turn| selection.may_pick(turn.id()))
            .peekable();
        let there: Vec<&'l Case> = self.there.values().copied().collect();
        let mut there = there.into_iter().map(Turn::There).peekable();
        std::iter::from_fn(move || match (there.peek(), drawn.peek()) {
            (Some(one), Some(other)) if one.id() < other.id() => there.next(),
            (_, Some(_)) => drawn.next(),
            _ => there.next(),
        })
    }

    /// The case whose turn it is, if it is among them once it is looked at.
    ///
    /// # Errors
    ///
    /// When it was drawn and the model does not agree with it.
    pub fn case(
        &self,
        turn: &Turn<'l>,
        edition: &Edition,
    ) -> Result<Option<Cow<'l, Case>>, Box<Disagreement>> {
        match turn {
            Turn::There(case) => Ok(Some(Cow::Borrowed(case))),
            Turn::Drawn(lot, ticket) => {
                let mut case = lot.draw(ticket, edition);
                checked(std::slice::from_mut(&mut case), edition)?;
                Ok(self.selection.picks(&case).then_some(Cow::Owned(case)))
            }
        }
    }

    /// How many there are that `holds` says yes of. Nothing is drawn for it where
    /// it `holds` everything and the ids alone decide.
    ///
    /// # Errors
    ///
    /// As [`Picked::case`].
    pub fn count(
        &self,
        edition: &Edition,
        holds: Option<&dyn Fn(&Case) -> bool>,
    ) -> Result<usize, Box<Disagreement>> {
        if holds.is_none() && self.selection.is_of_ids() {
            return Ok(self.turns().count());
        }
        let mut count = 0;
        for turn in self.turns() {
            let case = self.case(&turn, edition)?;
            count += usize::from(case.is_some_and(|case| holds.is_none_or(|holds| holds(&case))));
        }
        Ok(count)
    }

    /// Whether there is a case with this id among them, drawn or not.
    pub fn has(&self, id: &str) -> bool {
        self.there.contains_key(id) || self.drawn_from(id).is_some()
    }

    /// The case with this id, drawn or not.
    pub fn named(&self, id: &str, edition: &Edition) -> Option<Cow<'l, Case>> {
        if let Some(case) = self.there.get(id) {
            return Some(Cow::Borrowed(case));
        }
        let ticket = self.lot?.ticket(id)?;
        let turn = Turn::Drawn(self.lot?, ticket);
        self.case(&turn, edition).ok().flatten()
    }

    /// The seed that the case with this id is drawn from, and how many cases
    /// must be drawn for it to be among them.
    pub fn drawn_from(&self, id: &str) -> Option<(u64, usize)> {
        let lot = self.lot.filter(|_| self.selection.may_pick(id))?;
        let place = usize::try_from(lot.place(id)?).ok()?;
        Some((lot.seed, place))
    }
}

impl Turn<'_> {
    /// The id of the case.
    pub fn id(&self) -> &str {
        match self {
            Self::There(case) => &case.id,
            Self::Drawn(_, ticket) => &ticket.id,
        }
    }
}

impl<'l> FromIterator<&'l Case> for Picked<'l> {
    fn from_iter<T: IntoIterator<Item = &'l Case>>(cases: T) -> Self {
        Self {
            there: cases
                .into_iter()
                .map(|case| (case.id.as_str(), case))
                .collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Library;
    use crate::contract::Level;

    fn library(count: u64) -> Library {
        Library::embedded(Edition::of_record())
            .unwrap()
            .with_drawn(0, count)
            .unwrap()
    }

    #[test]
    fn cases_come_in_the_order_of_their_ids_whether_they_are_drawn_or_not() {
        let edition = Edition::of_record();
        let library = library(50);
        let picked = library.select(&Selection::default()).unwrap();
        let ids: Vec<String> = picked.turns().map(|turn| turn.id().to_owned()).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids.len(), library.cases().len() + 50);
        for turn in picked.turns() {
            let case = picked.case(&turn, edition).unwrap().unwrap();
            assert_eq!(case.id, turn.id());
            assert!(picked.has(&case.id));
            assert_eq!(picked.drawn_from(&case.id), case.drawn_from());
        }
        assert_eq!(picked.count(edition, None).unwrap(), ids.len());
    }

    #[test]
    fn a_selection_is_of_drawn_cases_too() {
        let edition = Edition::of_record();
        let library = library(50);
        let mut selection = Selection {
            patterns: vec!["sequence".to_owned(), "quota/*".to_owned()],
            skip: vec!["sequence/0-2".to_owned()],
            ..Selection::default()
        };
        let count = |selection: &Selection| {
            let picked = library.select(selection).unwrap();
            let all = picked.count(edition, None).unwrap();
            assert_eq!(picked.count(edition, Some(&|_| true)).unwrap(), all);
            assert_eq!(picked.count(edition, Some(&|_| false)).unwrap(), 0);
            all
        };
        let all = count(&selection);
        assert!(all > 11);
        selection.level = Some(Level::Must);
        assert!(count(&selection) <= all);
        selection.shard = Some((1, 2));
        let first = count(&selection);
        selection.shard = Some((2, 2));
        selection.level = None;
        assert!(first + count(&selection) <= all);
        assert!(
            library
                .select(&Selection {
                    patterns: vec!["sequence/0-3".to_owned()],
                    ..Selection::default()
                })
                .is_err()
        );
    }
}
