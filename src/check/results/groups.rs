//! All cases of a run in numbers, whether it lists or counts them.

use std::collections::BTreeSet;

use crate::contract::{Ability, ClauseId};

use super::run::Run;
use super::verdict::Verdict;

/// One case that is listed, or some that are counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group<'r> {
    /// What it came to.
    pub(super) verdict: Verdict,
    /// Whether it breaks a clause by intention.
    pub(super) negative: bool,
    /// The clauses that it speaks for, where it is listed.
    pub(super) clauses: &'r [ClauseId],
    /// The abilities that it needs.
    pub(super) needs: &'r BTreeSet<Ability>,
    /// Why it came to that, where it is listed.
    pub(super) reason: Option<&'r str>,
    /// How many cases it is.
    pub(super) cases: usize,
}

impl Run {
    /// How many cases there are, listed or not.
    pub fn total(&self) -> usize {
        self.cases.len() + self.unlisted()
    }

    /// How many are counted and not listed.
    pub fn unlisted(&self) -> usize {
        self.alike.values().sum()
    }

    /// How many cases came to a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.sum(|group| group.verdict == verdict)
    }

    /// How many cases are such.
    pub(super) fn sum(&self, is_such: impl Fn(&Group<'_>) -> bool) -> usize {
        let such = self.groups().filter(is_such);
        such.map(|group| group.cases).sum()
    }

    /// All cases.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let listed = self.cases.iter().map(|case| Group {
            verdict: case.verdict,
            negative: case.negative,
            clauses: &case.clauses,
            needs: &case.needs,
            reason: case.reason.as_deref(),
            cases: 1,
        });
        let counted = self.alike.iter().map(|(alike, cases)| Group {
            verdict: alike.verdict,
            negative: alike.negative,
            clauses: &[],
            needs: &alike.needs,
            reason: None,
            cases: *cases,
        });
        listed.chain(counted)
    }
}
