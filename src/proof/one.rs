//! What becomes of one mutant: killed, equivalent to a reading, or alive.

use crate::cases::Case;
use crate::check::{
    Conclusion, Plan, Relation, RunError, Session, Tried, Verdict, reading_words, response_line,
};
use crate::contract::{AxisSet, Edition, Readings};

/// What became of one mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The mutant.
    pub mutant: &'static str,
    /// The clause that it breaks.
    pub clause: &'static str,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A case failed on it that speaks for the clause, or a failure was put down
    /// to the clause; of drawn cases any.
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
    pub(super) clause: Option<&'static str>,
    /// The complete reading that it was made from.
    pub(super) made_from: Readings,
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
        let mut tried: Vec<Tried<'_>> = Vec::new();
        for case in self.own_first(cases) {
            tried.push(session.tried(case));
            let Some(last) = tried.last().filter(|_| self.may_kill(case)) else {
                continue;
            };
            if let Some(case) = self.killing(&session.conclude_alone(last)) {
                return Ok(Fate::Killed {
                    case,
                    after: tried.len(),
                });
            }
        }
        tried.sort_by(|a, b| a.case.id.cmp(&b.case.id));
        let conclusion = session.conclude(&tried);
        if let Some(case) = self.killing(&conclusion) {
            return Ok(Fate::Killed {
                case,
                after: tried.len(),
            });
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

    /// Isolated negatives of the clause, then its other cases, then the rest.
    fn own_first<'c>(&self, cases: &[&'c Case]) -> Vec<&'c Case> {
        let mut ordered: Vec<&Case> = cases.to_vec();
        if let Some(clause) = self.clause {
            ordered.sort_by_key(|case| {
                let own = case.clauses.contains(&clause);
                let isolated = case.violates.len() == 1 && case.violates[0] == clause;
                (!own, !isolated)
            });
        }
        ordered
    }

    fn may_kill(&self, case: &Case) -> bool {
        self.clause
            .is_none_or(|clause| case.clauses.contains(&clause))
    }

    /// A failing case that kills.
    fn killing(&self, conclusion: &Conclusion) -> Option<String> {
        let Some(clause) = self.clause else {
            return failing(conclusion).next().map(str::to_owned);
        };
        let own = conclusion
            .cases
            .iter()
            .find(|case| case.verdict == Verdict::Fail && case.clauses.contains(&clause))
            .map(|case| &case.id);
        let blamed = || {
            conclusion
                .failures
                .iter()
                .find(|failure| failure.clause == clause)
                .map(|failure| &failure.case)
        };
        own.or_else(blamed).cloned()
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
            let open = readings.widened_over(AxisSet::free());
            crate::contract::axis_ids().fold(edition.complete(&open), |reading, axis| {
                match from.only(axis) {
                    Some(option) if open.options(axis).any(|left| left == option) => {
                        reading.choosing(axis, option)
                    }
                    _ => reading,
                }
            })
        })
        .min_by_key(|reading| {
            crate::contract::axis_ids()
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
