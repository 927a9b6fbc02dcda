//! What becomes of one mutant: killed, equivalent to a reading, or alive.

use crate::cases::Case;
use crate::check::{
    Conclusion, Plan, Relation, RunError, Session, Tried, Verdict, reading_words, response_line,
};
use crate::contract::{AxisSet, ClauseId, ClauseKind, Edition, Readings, Stated, axis_ids};

/// Who names resources more often than this shows what an amount alone shows.
const MANY: usize = 1000;

/// What became of one mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The mutant.
    pub mutant: &'static str,
    /// The clause that it breaks.
    pub clause: ClauseId,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A failure was put down to the clause, or at least a case failed that
    /// speaks for it; of drawn cases any.
    Killed {
        /// The case.
        case: String,
        /// How many cases it took, this one with them.
        after: usize,
    },
    /// It answers every case as the reference does under another reading.
    Equivalent {
        /// The reading, as far as it differs from the mutant's own.
        reading: String,
    },
    /// Neither.
    Survived {
        /// A case of another clause that failed on it.
        other: Option<String>,
    },
}

/// A mutant under trial: the target, the reading that it was made from, and
/// the clause that has to show.
pub(super) struct Trial<'a> {
    /// The mutant as a target.
    pub(super) plan: &'a Plan<'a>,
    /// The probes.
    pub(super) probes: &'a [Case],
    /// The clause that it breaks; none if any failing case will do.
    pub(super) clause: Option<ClauseId>,
    /// The complete reading that it was made from.
    pub(super) made_from: Readings,
    /// Whether only calls at once show it.
    pub(super) races: bool,
    /// Whether it changes in the course of a run.
    pub(super) forgets: bool,
}

impl Trial<'_> {
    /// Tries cases one by one until one kills, and then all of them together:
    /// who changes his mind is only caught by what several cases saw.
    pub(super) fn fate(
        &self,
        cases: &[&Case],
        reference: impl Fn(Readings) -> Result<Vec<String>, RunError>,
    ) -> Result<Fate, RunError> {
        let session = Session::open(self.plan, self.probes)?;
        if let Some(killed) = self.wrong_companion(&session, cases) {
            return Ok(killed);
        }
        let mut tried: Vec<Tried<'_>> = Vec::new();
        // A case of the clause may fail for another one; it is the last resort.
        let mut speaking: Option<Fate> = None;
        let mut are_own_tried = false;
        for case in self.own_first(cases) {
            if !self.may_kill(case) && !are_own_tried {
                are_own_tried = true;
                if speaking.is_some() {
                    break;
                }
                // What two cases of the clause show needs none of the others.
                tried.sort_by(|a, b| a.case.id.cmp(&b.case.id));
                if let Some(killed) = self.killed(&session.conclude(&tried), tried.len()) {
                    return Ok(killed);
                }
            }
            tried.push(session.tried(case));
            let Some(last) = tried.last().filter(|_| self.may_kill(case)) else {
                continue;
            };
            let after = tried.len();
            let concluded = session.conclude_alone(last);
            if let Some(case) = self.blamed(&concluded) {
                return Ok(Fate::Killed { case, after });
            }
            if let Some(case) = self.speaking(&concluded)
                && speaking.is_none()
            {
                speaking = Some(Fate::Killed { case, after });
            }
        }
        if let Some(killed) = speaking {
            return Ok(killed);
        }
        tried.sort_by(|a, b| a.case.id.cmp(&b.case.id));
        let conclusion = session.conclude(&tried);
        if let Some(killed) = self.killed(&conclusion, tried.len()) {
            return Ok(killed);
        }
        if let Some(case) = failing(&conclusion).next() {
            return Ok(Fate::Survived {
                other: Some(case.to_owned()),
            });
        }
        let reading = nearest_reading(&conclusion.belief, &self.made_from, self.plan.edition);
        let differs = reading.filter(|reading| *reading != self.made_from);
        match differs {
            Some(reading) if answers(&tried) == reference(reading)? => Ok(Fate::Equivalent {
                reading: reading_words(&reading, &self.made_from),
            }),
            _ => Ok(Fate::Survived { other: None }),
        }
    }

    /// The fate of who is killed by what so many cases showed together.
    fn killed(&self, conclusion: &Conclusion, after: usize) -> Option<Fate> {
        let case = self
            .blamed(conclusion)
            .or_else(|| self.speaking(conclusion))?;
        Some(Fate::Killed { case, after })
    }

    /// The fate of a companion operation that is found wrong before any case is
    /// tried, by a case that is among them: a session looks by its own, whatever
    /// the suite is that is to be proved.
    fn wrong_companion(&self, session: &Session<'_>, cases: &[&Case]) -> Option<Fate> {
        let clause = self.clause?;
        let failures = session.companion_failures();
        let mut shown = failures.iter().enumerate();
        shown.find_map(|(place, (shows, failure))| {
            let is_there = || cases.iter().any(|case| case.id == shows.id);
            (failure.clause == clause && is_there()).then(|| Fate::Killed {
                case: shows.id.clone(),
                after: place + 1,
            })
        })
    }

    /// Isolated negatives of the clause, then its other cases, then the rest;
    /// of each the cases with calls at once last, as what these show depends on
    /// how the calls fall; where nothing else shows the mutant, first. One that needs
    /// thousands of resources comes after those that need few. What changes
    /// in the course of a run is seen by cases of its clause at both ends of one.
    fn own_first<'c>(&self, cases: &[&'c Case]) -> Vec<&'c Case> {
        let mut ordered: Vec<&Case> = cases.to_vec();
        if let Some(clause) = self.clause.filter(|_| self.forgets) {
            let speaks = |case: &&Case| case.clauses.contains(&clause);
            let (own, others): (Vec<&Case>, Vec<&Case>) = ordered.into_iter().partition(speaks);
            let early = own.iter().step_by(2);
            let late = own.iter().skip(1).step_by(2);
            return early.chain(&others).chain(late).copied().collect();
        }
        if let Some(clause) = self.clause {
            ordered.sort_by_key(|case| {
                let own = case.clauses.contains(&clause);
                let isolated = case.violates.len() == 1 && case.violates[0] == clause;
                let named = case.steps.iter().map(|step| step.ids.len());
                let is_large = named.sum::<usize>() > MANY;
                (
                    !own,
                    case.is_concurrent() != self.races,
                    is_large,
                    !isolated,
                )
            });
        }
        ordered
    }

    fn may_kill(&self, case: &Case) -> bool {
        self.clause
            .is_none_or(|clause| case.clauses.contains(&clause))
    }

    /// A failing case whose failure is put down to the clause, or to one that
    /// is refused with its code.
    fn blamed(&self, conclusion: &Conclusion) -> Option<String> {
        let Some(clause) = self.clause else {
            return failing(conclusion).next().map(str::to_owned);
        };
        let refusals = self.plan.edition.refusals;
        let code = (clause.kind == ClauseKind::Code).then(|| clause.codes(refusals));
        let has_code = |other: ClauseId| {
            code.is_some_and(|code| code != Stated::Nothing && other.codes(refusals) == code)
        };
        conclusion
            .failures
            .iter()
            .find(|failure| failure.clause == clause || has_code(failure.clause))
            .map(|failure| failure.case.clone())
    }

    /// A failing case that speaks for the clause.
    fn speaking(&self, conclusion: &Conclusion) -> Option<String> {
        let clause = self.clause?;
        conclusion
            .cases
            .iter()
            .find(|case| case.verdict == Verdict::Fail && case.clauses.contains(&clause))
            .map(|case| case.id.clone())
    }
}

fn failing(conclusion: &Conclusion) -> impl Iterator<Item = &str> {
    conclusion
        .cases
        .iter()
        .filter(|case| case.verdict == Verdict::Fail)
        .map(|case| case.id.as_str())
}

/// A complete reading in a belief that differs as little as possible from
/// another one.
fn nearest_reading(belief: &Relation, from: &Readings, edition: &Edition) -> Option<Readings> {
    belief
        .boxes()
        .iter()
        .map(|readings| {
            // Free axes are no part of a belief: they stay as they were.
            let open = readings.widened(AxisSet::free(), &edition.readings());
            axis_ids().fold(edition.complete(&open), |reading, axis| {
                match from.only(axis) {
                    Some(option) if open.options(axis).any(|left| left == option) => {
                        reading.choosing(axis, option)
                    }
                    _ => reading,
                }
            })
        })
        .min_by_key(|reading| {
            axis_ids()
                .filter(|axis| reading.only(*axis) != from.only(*axis))
                .count()
        })
}

/// What came back in every case, ids and request ids left out.
pub(super) fn answers(tried: &[Tried<'_>]) -> Vec<String> {
    tried
        .iter()
        .filter(|tried| !tried.case.is_concurrent())
        .flat_map(|tried| {
            let lines = tried
                .transcript
                .exchanges()
                .map(|exchange| response_line(&tried.transcript, exchange));
            std::iter::once(tried.case.id.clone()).chain(lines)
        })
        .collect()
}
