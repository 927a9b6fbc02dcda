//! Joins what the cases found into verdicts, one after the other: pure, and the
//! same for shards, jobs and any order of execution.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::contract::{Ability, Edition, editions};

use super::case_verdict::Pending;
use super::failing::Evidence;
use super::incidental::Incidental;
use super::joined::Joined;
use super::kinds::Kinds;
use super::listing::Listing;
use super::summary::hexadecimal;
use super::tally::{axis_results, count_clauses, no_clauses};
use crate::check::belief::Relation;
use crate::check::results::{
    Alike, AxisResult, CaseResult, ClauseResult, Failure, Notice, Observed, OtherEdition,
    Precedence, Strictness, Verdict,
};

/// Of two violations at once, how often it is told which was reported.
const PRECEDENCE: usize = 20_000;

/// What a run comes to.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// Verdicts, in the order of the cases given; of millions not all of them.
    pub cases: Vec<CaseResult>,
    /// Those that are not among them, by how many are alike.
    pub alike: BTreeMap<Alike, usize>,
    /// SHA-256 over the ids of all, one a line, in hexadecimal.
    pub manifest: String,
    /// Failures by identity, the most frequent first.
    pub failures: Vec<Failure>,
    /// The belief at the end.
    pub belief: Relation,
    /// What is known of every axis.
    pub readings: Vec<AxisResult>,
    /// What is known of every clause.
    pub clauses: Vec<ClauseResult>,
    /// What fails nothing.
    pub notices: Vec<Notice>,
    /// The order in which violations were reported.
    pub precedence: Vec<Precedence>,
    /// Another edition that explains more than half of what this one fails.
    pub other_edition: Option<OtherEdition>,
    /// How many cases need each ability.
    pub needs: BTreeMap<Ability, usize>,
    /// How many calls of `TagResources` were accepted in them.
    pub accepted: usize,
}

/// Who is told of a result that differs from what the case came to by itself, and
/// of what failed.
pub(in crate::check) type Tell<'a> = dyn Fn(&CaseResult, &[Failure]) + Sync + 'a;

/// Cases on their way to a conclusion, of which no more is kept than it needs.
pub(in crate::check) struct Concluding<'a> {
    edition: &'a Edition,
    /// Told of results that are other than the case came to by itself.
    tell: &'a Tell<'a>,
    joined: Joined,
    incidental: Incidental,
    /// Cases that later ones may still decide, each with its place and what it
    /// came to by itself: at most one a clause.
    pending: Vec<(usize, Pending, Verdict)>,
    taken: usize,
    ids: Sha256,
    listing: Listing,
    kinds: Kinds,
    clauses: Vec<ClauseResult>,
    precedence: Vec<Precedence>,
    failing: usize,
    explained: BTreeMap<&'static str, usize>,
    needs: BTreeMap<Ability, usize>,
    accepted: usize,
}

impl<'a> Concluding<'a> {
    /// Before any case, after probes in the order of their ids; `start` holds the
    /// readings that the run was told to assume.
    pub(in crate::check) fn after(
        probes: &[Observed],
        edition: &'a Edition,
        start: &Relation,
        strictness: Strictness,
        tell: &'a Tell<'a>,
    ) -> Self {
        let mut joined = Joined::new(start.clone(), edition);
        for probe in probes {
            joined.take_probe(probe);
        }
        Self {
            edition,
            tell,
            joined,
            incidental: Incidental::new(strictness),
            pending: Vec::new(),
            taken: 0,
            ids: Sha256::new(),
            listing: Listing::default(),
            kinds: Kinds::default(),
            clauses: no_clauses(edition),
            precedence: Vec::new(),
            failing: 0,
            explained: BTreeMap::new(),
            needs: BTreeMap::new(),
            accepted: 0,
        }
    }

    /// Takes the next case, in the order of ids, and what it came to by itself.
    pub(in crate::check) fn take(
        &mut self,
        case: &Observed,
        evidence: &dyn Evidence,
        alone: Verdict,
    ) {
        let place = self.next(&case.id);
        self.take_at(place, case, evidence, alone);
    }

    /// The place of the next case, which is taken when all others are: it may pin
    /// nothing, as what is joined is joined in the order of ids.
    pub(in crate::check) fn reserve(&mut self, id: &str) -> usize {
        self.next(id)
    }

    /// Takes the case of a reserved place.
    pub(in crate::check) fn take_at(
        &mut self,
        place: usize,
        case: &Observed,
        evidence: &dyn Evidence,
        alone: Verdict,
    ) {
        self.need(&case.needs);
        self.accepted += case.accepted;
        if self.precedence.len() < PRECEDENCE {
            self.precedence.extend(case.precedence.clone());
        }
        let pending = Pending::of(case, evidence, &mut self.joined, &mut self.incidental);
        if pending.is_open() {
            self.pending.push((place, pending, alone));
        } else {
            self.settle(place, pending, alone);
        }
    }

    /// Takes the next case, of which it is known what it came to.
    pub(in crate::check) fn take_result(&mut self, result: CaseResult) {
        let place = self.next(&result.id);
        self.take_result_at(place, result);
    }

    /// The same of the case of a reserved place.
    pub(in crate::check) fn take_result_at(&mut self, place: usize, result: CaseResult) {
        self.need(&*result.needs);
        count_clauses(&mut self.clauses, &result);
        self.listing.take(place, result);
    }

    /// Takes the next case, of which no more is known than its id.
    pub(in crate::check) fn take_id(&mut self, id: &str, alike: Alike) {
        self.next(id);
        self.count(alike, 1);
    }

    /// Counts cases of which no more is known.
    pub(in crate::check) fn count(&mut self, alike: Alike, cases: usize) {
        self.listing.count(alike, cases);
    }

    /// What all of it comes to.
    pub(in crate::check) fn concluded(mut self) -> Conclusion {
        for (place, pending, alone) in std::mem::take(&mut self.pending) {
            self.settle(place, pending, alone);
        }
        let (cases, alike) = self.listing.ended();
        let mut notices = self.incidental.notices();
        notices.extend(unlisted(&alike));
        Conclusion {
            cases,
            alike,
            manifest: hexadecimal(&self.ids.finalize()),
            failures: self.kinds.ended(),
            readings: axis_results(&self.joined, self.edition),
            belief: self.joined.belief,
            clauses: self.clauses,
            notices,
            precedence: self.precedence,
            other_edition: other_edition(&self.explained, self.failing),
            needs: self.needs,
            accepted: self.accepted,
        }
    }

    fn next(&mut self, id: &str) -> usize {
        self.ids.update(id.as_bytes());
        self.ids.update(b"\n");
        self.taken += 1;
        self.taken
    }

    fn need<'n>(&mut self, needs: impl IntoIterator<Item = &'n Ability>) {
        for ability in needs {
            *self.needs.entry(*ability).or_default() += 1;
        }
    }

    fn settle(&mut self, place: usize, pending: Pending, alone: Verdict) {
        let hand_written = pending.hand_written;
        let explained_by = pending.explained_by.clone();
        let (result, failures) = pending.settled(&self.incidental);
        if result.verdict != alone {
            (self.tell)(&result, &failures);
        }
        for failure in failures {
            self.kinds.take(place, hand_written, failure);
        }
        if result.verdict == Verdict::Fail {
            self.failing += 1;
            for edition in explained_by {
                *self.explained.entry(edition.name).or_default() += 1;
            }
        }
        count_clauses(&mut self.clauses, &result);
        self.listing.take(place, result);
    }
}

/// That not every case is told of by name, where that is so.
fn unlisted(alike: &BTreeMap<Alike, usize>) -> Option<Notice> {
    let count: usize = alike.values().sum();
    let what = "drawn cases are counted and not listed; --report ndjson=FILE lists what passed";
    (count > 0).then(|| Notice {
        clause: None,
        what: what.to_owned(),
        count,
    })
}

/// Another edition that explains more than half of what one fails.
fn other_edition(explained: &BTreeMap<&str, usize>, failing: usize) -> Option<OtherEdition> {
    editions()
        .map(|edition| OtherEdition {
            edition,
            explained: explained.get(edition.name).copied().unwrap_or(0),
            failing,
        })
        .filter(|other| other.explained * 2 > other.failing)
        .max_by_key(|other| other.explained)
}
