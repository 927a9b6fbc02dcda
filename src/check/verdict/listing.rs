//! What is kept of the cases of a run: their results, and of most that passed only how many.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::cases::is_drawn;
use crate::check::results::{Alike, CaseResult, Verdict};
use crate::contract::{Ability, ClauseId, Readings};

/// Drawn cases that passed, or were not run, which a run lists; past it they are
/// counted. What came to something else is listed.
const LISTED: usize = 20_000;

/// Drawn cases that a run lists whatever they came to.
const MOST: usize = 100_000;

/// The results of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    /// Those that are listed, with their places among all.
    listed: Vec<(usize, CaseResult)>,
    /// Those that are counted.
    alike: BTreeMap<Alike, usize>,
    drawn: usize,
    constraints: HashSet<Arc<[Readings]>>,
    clauses: HashSet<Arc<[ClauseId]>>,
    needs: HashSet<Arc<BTreeSet<Ability>>>,
    files: HashSet<Arc<str>>,
}

impl Listing {
    /// Takes the result of the case at a place.
    pub(super) fn take(&mut self, place: usize, mut result: CaseResult) {
        let is_usual = matches!(result.verdict, Verdict::Pass | Verdict::NotRun);
        let most = if is_usual { LISTED } else { MOST };
        let is_drawn = is_drawn(&result.id);
        if is_drawn && self.drawn >= most {
            self.count(result.alike(), 1);
        } else {
            self.drawn += usize::from(is_drawn);
            share(&mut self.constraints, &mut result.constraint);
            share(&mut self.clauses, &mut result.clauses);
            share(&mut self.needs, &mut result.needs);
            share(&mut self.files, &mut result.file);
            self.listed.push((place, result));
        }
    }

    /// Counts cases that are not listed.
    pub(super) fn count(&mut self, alike: Alike, cases: usize) {
        *self.alike.entry(alike).or_default() += cases;
    }

    /// What is listed, in the order of the places, and what is counted.
    pub(super) fn ended(mut self) -> (Vec<CaseResult>, BTreeMap<Alike, usize>) {
        self.listed.sort_by_key(|(place, _)| *place);
        let listed = self.listed.into_iter().map(|(_, result)| result);
        (listed.collect(), self.alike)
    }
}

/// Replaces what is there already by what is there.
fn share<T: Eq + Hash + ?Sized>(known: &mut HashSet<Arc<T>>, one: &mut Arc<T>) {
    match known.get(one) {
        Some(there) => *one = Arc::clone(there),
        None => {
            known.insert(Arc::clone(one));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(id: String, verdict: Verdict) -> CaseResult {
        CaseResult {
            id,
            verdict,
            clauses: [].into(),
            negative: false,
            needs: Arc::default(),
            reason: None,
            failures: Vec::new(),
            constraint: [].into(),
            file: "seed 0".into(),
            line: 1,
        }
    }

    #[test]
    fn of_many_drawn_cases_those_that_passed_are_counted() {
        let mut listing = Listing::default();
        for place in 0..LISTED + 30 {
            let verdict = match place % 10 {
                0 => Verdict::Fail,
                _ => Verdict::Pass,
            };
            listing.take(place, result(format!("sequence/0-{place}"), verdict));
        }
        listing.take(
            LISTED + 30,
            result("values/written".to_owned(), Verdict::Pass),
        );
        let (listed, alike) = listing.ended();
        // Those that failed are listed, and what somebody wrote.
        assert_eq!(listed.len(), LISTED + 3 + 1);
        assert!(listed.is_sorted_by_key(|case| case.id.starts_with("values")));
        let counted: Vec<(Verdict, usize)> = alike
            .into_iter()
            .map(|(alike, cases)| (alike.verdict, cases))
            .collect();
        assert_eq!(counted, [(Verdict::Pass, 27)]);
    }

    #[test]
    fn what_cases_have_alike_is_there_once() {
        let mut listing = Listing::default();
        for place in 0..2 {
            listing.take(place, result(format!("a/{place}"), Verdict::Pass));
        }
        let (listed, _) = listing.ended();
        assert!(Arc::ptr_eq(&listed[0].file, &listed[1].file));
        assert!(Arc::ptr_eq(&listed[0].needs, &listed[1].needs));
    }

    #[test]
    fn no_target_makes_the_list_longer_than_it_may_be() {
        let mut listing = Listing::default();
        for place in 0..MOST + 10 {
            listing.take(place, result(format!("sequence/0-{place}"), Verdict::Fail));
        }
        let (listed, alike) = listing.ended();
        assert_eq!(listed.len(), MOST);
        assert_eq!(alike.into_values().sum::<usize>(), 10);
    }
}
