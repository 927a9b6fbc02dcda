//! Whether a run has looked at enough to say that a target conforms.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Ability, ability_names};

use super::groups::Group;
use super::kept::Kept;
use super::run::Run;
use super::scope::Missing;
use super::standing::Standing;
use super::verdict::Verdict;

/// Percent of the cases in scope that are to be decided, unless said otherwise.
pub const MIN_COVERAGE: u8 = 90;

/// Percent of the cases in scope that may stay inconclusive, unless said
/// otherwise.
pub const MAX_INCONCLUSIVE: u8 = 10;

/// Reasons that are told of cases which were not decided.
const REASONS: usize = 5;

/// What a verdict needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demands {
    /// Percent of the cases in scope that must be decided.
    pub min_coverage: u8,
    /// Percent of them that may be inconclusive.
    pub max_inconclusive: u8,
    /// Whether every demanded clause must be decided, by a case of each kind
    /// that the selection has.
    pub clauses: bool,
    /// What is to be said of how these came about.
    pub told: Option<String>,
}

/// How many cases there are, and what they came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Cases in scope.
    pub total: usize,
    /// Those that pass or fail, known or not.
    pub decided: usize,
    /// Those that were tried and cannot be told.
    pub inconclusive: usize,
}

/// What is lacking for a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// In one line.
    pub what: String,
    /// Cases that it costs.
    pub cases: usize,
    /// The request that showed it.
    pub request: Option<String>,
    /// The answer to it.
    pub answer: Option<String>,
    /// The flag that would accept it.
    pub accept: Option<String>,
}

/// What a run says of its target, and on what grounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// In a word.
    pub standing: Standing,
    /// What is lacking for `conforms`, the largest loss first.
    pub causes: Vec<Cause>,
    /// Every ability that would have to be left out for a verdict, where that
    /// would help.
    pub leave_out: BTreeSet<Ability>,
    /// What is to be said besides.
    pub told: Vec<String>,
}

impl Default for Demands {
    fn default() -> Self {
        Self {
            min_coverage: MIN_COVERAGE,
            max_inconclusive: MAX_INCONCLUSIVE,
            clauses: true,
            told: None,
        }
    }
}

impl Demands {
    /// Those of a run, of what was said about them. Who allows more to stay
    /// inconclusive and says nothing of coverage means less of that, too.
    pub fn said(min_coverage: Option<u8>, max_inconclusive: Option<u8>) -> Self {
        let whole = Self::default();
        let allowed = max_inconclusive.unwrap_or(MAX_INCONCLUSIVE);
        let follows = MIN_COVERAGE.min(100 - allowed.min(100));
        let told = (min_coverage.is_none() && follows < MIN_COVERAGE).then(|| {
            format!(
                "--max-inconclusive {allowed} leaves --min-coverage {follows}, unless it is said"
            )
        });
        Self {
            min_coverage: min_coverage.unwrap_or(follows),
            max_inconclusive: allowed,
            told,
            ..whole
        }
    }
}

impl Run {
    /// What the run says of its target.
    pub fn judged(&self, demands: &Demands) -> Judgement {
        let counts = Counts {
            total: self.total(),
            decided: self.sum(is_decided),
            inconclusive: self.count(Verdict::Inconclusive),
        };
        let mut causes: Vec<Cause> = self.unfinished().into_iter().collect();
        causes.extend(self.too_open(counts, demands));
        if self.is_whole() {
            let missing = self.lacking();
            let can_be = |group: &Group<'_>| group.needs.is_disjoint(&missing);
            // What is lost for want of an ability is told of the ability.
            let counts = Counts {
                total: self.sum(can_be),
                decided: self.sum(|group| can_be(group) && is_decided(group)),
                ..counts
            };
            causes.extend(self.ungrounded(counts, demands));
            if demands.clauses {
                causes.extend(self.silent_clauses());
            }
        }
        let differs = |from| {
            let mut deviations = self.deviations.iter();
            deviations.any(|deviation| deviation.from == from)
        };
        let standing = if self.total() == 0 {
            Standing::NothingRan
        } else if self.count(Verdict::Fail) > 0 || differs(Kept::Snapshots) {
            Standing::Diverges
        } else if differs(Kept::Lock) {
            Standing::ReadingChanged
        } else if differs(Kept::Baseline) {
            Standing::BaselineStale
        } else if causes.is_empty() {
            Standing::Conforms
        } else {
            Standing::Inconclusive
        };
        self.weighed(standing, causes, demands)
    }

    /// The same in a word, where at most so many percent of the cases may stay
    /// inconclusive.
    pub fn standing(&self, max_inconclusive: u8) -> Standing {
        self.judged(&Demands::said(None, Some(max_inconclusive)))
            .standing
    }

    /// A judgement, with its causes in order and what would take them away.
    pub fn weighed(
        &self,
        standing: Standing,
        mut causes: Vec<Cause>,
        demands: &Demands,
    ) -> Judgement {
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.cases));
        let unneeded = self.unneeded.iter();
        let unneeded = unneeded
            .map(|ability| format!("--without {ability} is not needed: the target can do it"));
        Judgement {
            standing,
            causes,
            leave_out: if self.accepted == Some(0) || !self.is_whole() {
                BTreeSet::new()
            } else {
                self.lacking()
            },
            told: demands.told.iter().cloned().chain(unneeded).collect(),
        }
    }

    /// Whether this is the whole selection, and not one part of several.
    pub fn is_whole(&self) -> bool {
        self.shard.split_once('/').is_none_or(|(_, of)| of == "1")
    }

    /// What the target lacks of what is in scope.
    fn lacking(&self) -> BTreeSet<Ability> {
        self.missing.iter().map(|missing| missing.ability).collect()
    }

    /// What was not run at all, in any part of a run.
    fn unfinished(&self) -> Option<Cause> {
        let left = self.count(Verdict::NotRun);
        let mut groups = self.groups();
        let first = groups.find(|group| group.verdict == Verdict::NotRun)?;
        let reason = first.reason.unwrap_or("no reason");
        let what = format!("{left} cases were not run: {reason}");
        Some(Cause::costing(left, what))
    }

    /// More than may stay open, in any part of a run.
    pub fn too_open(&self, counts: Counts, demands: &Demands) -> Vec<Cause> {
        let (open, allowed) = (counts.inconclusive, demands.max_inconclusive);
        if open * 100 <= counts.total * usize::from(allowed) {
            return Vec::new();
        }
        let share = (open * 100).div_ceil(counts.total.max(1));
        let mut cause = Cause::costing(
            open,
            format!("{share} % of the cases stayed inconclusive, and {allowed} % may"),
        );
        cause.accept = Some(format!("--max-inconclusive {share}"));
        let mut causes = vec![cause];
        causes.extend(self.reasons(&[Verdict::Inconclusive]));
        causes
    }

    /// What was too little to judge a target by, of the cases that need nothing
    /// that it lacks.
    pub fn ungrounded(&self, counts: Counts, demands: &Demands) -> Vec<Cause> {
        let Counts { total, decided, .. } = counts;
        let mut causes: Vec<Cause> = self.missing.iter().map(Cause::of).collect();
        if self.accepted == Some(0) {
            // Without all of them there would be no verdict either.
            for cause in &mut causes {
                cause.accept = None;
            }
            let what = "the target accepted no TagResources at all, so its refusals prove nothing";
            causes.push(Cause::costing(total, what.to_owned()));
        }
        let wanted = demands.min_coverage;
        if decided * 100 < total * usize::from(wanted) {
            // Rounded down, so that to demand it is no more than there is.
            let share = decided * 100 / total.max(1);
            let mut cause = Cause::costing(
                total - decided,
                format!("{share} % of {total} cases were decided, and {wanted} % are to be"),
            );
            cause.accept = Some(format!("--min-coverage {share}"));
            causes.push(cause);
            causes.extend(self.reasons(&[Verdict::NotApplicable]));
        }
        causes
    }

    /// Why cases were not decided that need nothing of what is missing.
    fn reasons(&self, verdicts: &[Verdict]) -> Vec<Cause> {
        let missing = self.lacking();
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for group in self.groups() {
            if verdicts.contains(&group.verdict) && group.needs.is_disjoint(&missing) {
                let reason = group.reason.unwrap_or("for reasons that are not listed");
                *reasons.entry(reason).or_default() += group.cases;
            }
        }
        let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
            .into_iter()
            .take(REASONS)
            .map(|(reason, count)| Cause::costing(count, format!("{count} cases: {reason}")))
            .collect()
    }

    /// Demanded clauses for which no case of some kind was decided, though the
    /// selection has such cases and what they need is there.
    fn silent_clauses(&self) -> Option<Cause> {
        let missing = self.lacking();
        let mut silent: Vec<String> = Vec::new();
        let mut lost = 0;
        for clause in self.edition.clauses().filter(|clause| clause.is_demanded()) {
            for (negative, kind) in [(false, "positive"), (true, "negative")] {
                let of_kind = |group: &Group<'_>| {
                    group.negative == negative && group.clauses.contains(&clause)
                };
                // Those that are counted and not listed are among these.
                let judged = self.clauses.iter().find(|result| result.id == clause);
                let judged = judged.map_or(0, |result| {
                    if negative {
                        result.negative
                    } else {
                        result.positive
                    }
                });
                if judged > 0 || self.sum(|group| of_kind(group) && is_decided(group)) > 0 {
                    continue;
                }
                let can_be = self.sum(|group| of_kind(group) && group.needs.is_disjoint(&missing));
                if can_be > 0 {
                    lost += can_be;
                    silent.push(format!("{} ({kind})", clause.id));
                }
            }
        }
        let clauses = silent.join(", ");
        (lost > 0).then(|| Cause::costing(lost, format!("no case was decided of {clauses}")))
    }

    /// What was not tried, in one line; nothing if everything was.
    pub fn untried(&self) -> Option<String> {
        let left: usize = [Verdict::NotApplicable, Verdict::NotRun]
            .into_iter()
            .map(|verdict| self.count(verdict))
            .sum();
        (left > 0).then(|| {
            let missing: Vec<&Ability> = self
                .missing
                .iter()
                .map(|missing| &missing.ability)
                .collect();
            let total = self.total();
            if missing.is_empty() {
                format!("not tried: {left} of {total} cases")
            } else {
                let names = ability_names(missing).replace(',', ", ");
                format!("not tried: {left} of {total} cases, for want of {names}")
            }
        })
    }
}

impl Cause {
    /// One that costs so many cases, and that no flag accepts.
    pub fn costing(cases: usize, what: String) -> Self {
        Self {
            what,
            cases,
            request: None,
            answer: None,
            accept: None,
        }
    }

    fn of(missing: &Missing) -> Self {
        let Missing {
            ability,
            why,
            cases,
            ..
        } = missing;
        let need = match cases {
            // It is demanded by a flag.
            0 => String::new(),
            1 => ", which 1 case needs".to_owned(),
            cases => format!(", which {cases} cases need"),
        };
        Self {
            what: format!("{ability}{need}: {why}"),
            cases: *cases,
            request: missing.request.clone(),
            answer: missing.answer.clone(),
            accept: Some(format!("--without {ability}")),
        }
    }
}

fn is_decided(group: &Group<'_>) -> bool {
    Verdict::DECIDED.contains(&group.verdict)
}
