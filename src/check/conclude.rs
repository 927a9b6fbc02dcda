//! Joins what the cases found into verdicts: pure, and the same for shards,
//! jobs and any order of execution (design §2 a and b).

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::Case;
use crate::contract::{
    AxisId, AxisSet, Binding as Bind, Edition, Level, Readings, axis_ids, clause_named, clauses,
};

use super::belief::Relation;
use super::failing::{of_divergence, of_form, of_violation};
use super::judge::{Explained, Finding, step_that_ruled_out};
use super::results::{
    AxisResult, AxisStatus, CaseResult, ClauseResult, Contradiction, Failure, Notice, Verdict,
};
use super::rules::{Violation, violations};
use super::transcript::{Ended, Role, Transcript};

/// One case with what it did and what that means.
#[derive(Debug, Clone)]
pub struct Tried<'a> {
    /// The case.
    pub case: &'a Case,
    /// What it did and saw, in its last attempt.
    pub transcript: Transcript,
    /// How that ended.
    pub ended: Ended,
    /// What it says of the readings, from all of them.
    pub finding: Finding,
}

/// What a run comes to.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// Verdicts, in the order of the cases given.
    pub cases: Vec<CaseResult>,
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
}

/// How strictly a run is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Whether clauses of level SHOULD fail cases.
    pub strict: bool,
}

/// Joins probes and cases, both in the order of their ids; `start` holds the
/// readings that the run was told to assume.
pub fn conclude(
    probes: &[Tried<'_>],
    cases: &[Tried<'_>],
    edition: &Edition,
    start: &Relation,
    strictness: Strictness,
) -> Conclusion {
    let mut joined = Joined::new(start.clone());
    for probe in probes {
        joined.take_probe(probe);
    }
    let mut results = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    let incidental = Incidental::among(cases, strictness);
    for tried in cases {
        let (result, found) = verdict(tried, &mut joined, &incidental, edition, strictness);
        results.push(result);
        failures.extend(found);
    }
    let readings = axis_results(&joined, edition);
    let clauses = clause_results(&results, edition);
    let notices = incidental.notices(strictness);
    Conclusion {
        cases: results,
        failures: bucketed(failures),
        belief: joined.belief,
        readings,
        clauses,
        notices,
    }
}

/// The belief of a run with its sources.
struct Joined {
    belief: Relation,
    contradicted: AxisSet,
    sources: Vec<(String, Explained)>,
}

impl Joined {
    fn new(belief: Relation) -> Self {
        Self {
            belief,
            contradicted: AxisSet::default(),
            sources: Vec::new(),
        }
    }

    /// A probe that contradicts an earlier one pins nothing: the cases that
    /// repeat it will say so.
    fn take_probe(&mut self, probe: &Tried<'_>) {
        let Finding::Explained(explained) = &probe.finding else {
            return;
        };
        if probe.ended != Ended::Complete {
            return;
        }
        let next = self.belief.join(&explained.relation);
        if !next.is_empty() {
            self.belief = next;
            self.sources
                .push((probe.case.id.clone(), explained.clone()));
        }
    }

    /// Joins a case; where that leaves nothing, the axis on which it
    /// contradicts what was known.
    fn take(&mut self, id: &str, explained: &Explained) -> Result<(), Contradiction> {
        let relation = explained.relation.widened(self.contradicted);
        let next = self.belief.join(&relation);
        if !next.is_empty() {
            self.belief = next;
            self.sources.push((id.to_owned(), explained.clone()));
            return Ok(());
        }
        let contradiction = self.contradiction(id, explained, &relation);
        Err(contradiction)
    }

    fn widen(&mut self, axes: AxisSet) {
        self.contradicted = self.contradicted.and(axes);
        self.belief = self.belief.widened(axes);
    }

    fn contradiction(&self, id: &str, explained: &Explained, relation: &Relation) -> Contradiction {
        let consulted: Vec<AxisId> = relation.constrained().iter().collect();
        let opened = |axis: AxisId| {
            !self
                .belief
                .widened(AxisSet::default().with(axis))
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
            .join(&self.belief.widened(AxisSet::default().with(axis)))
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
            None => ("--reading".to_owned(), self.belief.options(axis)),
        };
        let others: Vec<&str> = earlier_options.clone();
        let step = step_that_ruled_out(explained, axis, &others).unwrap_or(0);
        Contradiction {
            axis: axis.axis().id,
            earlier,
            earlier_options,
            later: format!("{id}#{step}"),
            later_options: needed,
        }
    }

    fn knows(&self, axis: &str) -> bool {
        self.contradicted
            .iter()
            .any(|known| known.axis().id == axis)
    }
}

fn verdict(
    tried: &Tried<'_>,
    joined: &mut Joined,
    incidental: &Incidental,
    edition: &Edition,
    strictness: Strictness,
) -> (CaseResult, Vec<Failure>) {
    let case = tried.case;
    let mut result = CaseResult {
        id: case.id.clone(),
        verdict: Verdict::Pass,
        clauses: case.clauses.clone(),
        negative: case.is_negative(),
        reason: None,
        constraint: Vec::new(),
        file: case.place.file.clone(),
        line: case.place.line,
    };
    let mut failures = judged(tried, joined, edition, &mut result);
    for violation in violations(&tried.transcript) {
        if incidental.fails(&violation, case, strictness)
            && result.verdict != Verdict::NotApplicable
        {
            failures.push(of_violation(case, &tried.transcript, &violation));
        }
    }
    if incidental.repeated.contains_key(&case.id)
        && let Some(violation) = incidental.repeated.get(&case.id)
        && !failures
            .iter()
            .any(|failure| failure.clause == violation.clause)
    {
        failures.push(of_violation(case, &tried.transcript, violation));
    }
    if !failures.is_empty() {
        result.verdict = Verdict::Fail;
        result.reason = failures.first().map(|failure| {
            format!(
                "{}: expected {}, got {}",
                failure.clause,
                first_line(&failure.expected),
                first_line(&failure.observed)
            )
        });
    }
    (result, failures)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn judged(
    tried: &Tried<'_>,
    joined: &mut Joined,
    edition: &Edition,
    result: &mut CaseResult,
) -> Vec<Failure> {
    let case = tried.case;
    match &tried.ended {
        Ended::NotApplicable(reason) => {
            result.verdict = Verdict::NotApplicable;
            result.reason = Some(reason.clone());
            return Vec::new();
        }
        Ended::Weather {
            what,
            neutral_answered: true,
            ..
        } => {
            return vec![of_form(
                case,
                &tried.transcript,
                clauses::ANSWER_ROBUST,
                last_step(tried),
                "an answer",
                what,
            )];
        }
        Ended::Weather { what, .. } => {
            result.verdict = Verdict::Inconclusive;
            result.reason = Some(what.clone());
            return Vec::new();
        }
        Ended::Complete | Ended::Broken { .. } | Ended::Inconclusive(_) => {}
    }
    let mut failures = Vec::new();
    match &tried.finding {
        Finding::Divergent(divergent) => {
            failures.push(of_divergence(case, &tried.transcript, divergent, edition));
        }
        Finding::Inconsistent(found) => {
            let axis = found.axis.axis().id;
            if joined.knows(axis) {
                result.reason = Some(format!("axis {axis} was contradicted before"));
            } else {
                let mut failure = of_divergence(case, &tried.transcript, &found.at, edition);
                failure.contradiction = Some(Contradiction {
                    axis,
                    earlier: format!("{}#{}", case.id, found.earlier),
                    earlier_options: found.earlier_options.clone(),
                    later: format!("{}#{}", case.id, found.later),
                    later_options: found.later_options.clone(),
                });
                failures.push(inconsistent(failure));
                joined.widen(AxisSet::default().with(found.axis));
            }
        }
        Finding::Inconclusive(reason) => {
            result.verdict = Verdict::Inconclusive;
            result.reason = Some(reason.clone());
        }
        Finding::Explained(explained) => {
            result.constraint = explained.relation.boxes().to_vec();
            if let Err(contradiction) = joined.take(&case.id, explained) {
                failures.push(contradicted(case, tried, contradiction, joined));
            }
        }
    }
    match &tried.ended {
        Ended::Broken { step, what, .. } => {
            let clause = broken_clause(tried);
            failures.push(of_form(
                case,
                &tried.transcript,
                clause,
                *step,
                "a well-formed answer in the format asked for",
                what,
            ));
        }
        Ended::Inconclusive(reason) if failures.is_empty() => {
            result.verdict = Verdict::Inconclusive;
            result.reason = Some(reason.clone());
        }
        _ => {
            if failures.is_empty()
                && result.verdict == Verdict::Pass
                && let Some(reason) = refused_twin(&tried.transcript)
            {
                result.verdict = Verdict::Inconclusive;
                result.reason = Some(reason);
            }
        }
    }
    failures
}

/// A failure that two cases make together.
fn contradicted(
    case: &Case,
    tried: &Tried<'_>,
    contradiction: Contradiction,
    joined: &mut Joined,
) -> Failure {
    if let Some(axis) = crate::contract::axis_named(contradiction.axis) {
        joined.widen(AxisSet::default().with(axis));
    }
    let clause = case
        .violates
        .first()
        .or(case.clauses.first())
        .copied()
        .unwrap_or(clauses::EFFECT_ALL);
    let step = contradiction
        .later
        .rsplit('#')
        .next()
        .and_then(|step| step.parse().ok())
        .unwrap_or(0);
    let mut failure = of_form(case, &tried.transcript, clause, step, "", "");
    failure.contradiction = Some(contradiction);
    inconsistent(failure)
}

fn inconsistent(mut failure: Failure) -> Failure {
    if let Some(contradiction) = &failure.contradiction {
        failure.id = format!("inconsistent/{}", contradiction.axis);
        failure.expected = format!(
            "one option of {} for good: {} showed {}",
            contradiction.axis,
            contradiction.earlier,
            contradiction.earlier_options.join(" or ")
        );
        failure.observed = format!(
            "{} shows {}",
            contradiction.later,
            contradiction.later_options.join(" or ")
        );
    }
    failure
}

fn last_step(tried: &Tried<'_>) -> usize {
    tried
        .transcript
        .exchanges()
        .last()
        .map_or(0, |exchange| exchange.role.step())
}

fn broken_clause(tried: &Tried<'_>) -> &'static str {
    let status = tried
        .transcript
        .exchanges()
        .last()
        .map_or(0, |exchange| exchange.response.status);
    if status >= 500 || status == 0 {
        clauses::ANSWER_ROBUST
    } else {
        clauses::ANSWER_FORMAT
    }
}

fn refused_twin(transcript: &Transcript) -> Option<String> {
    let twin = transcript
        .exchanges()
        .find(|exchange| exchange.role == Role::Twin)?;
    let answer = twin.answer.as_ref().ok()?;
    (!answer.is_success()).then(|| {
        format!(
            "its valid twin was refused as well, with {} {}",
            answer.status,
            answer.code().unwrap_or("no code")
        )
    })
}

/// Broken rules of single answers. A rule fails the cases that speak for it; if
/// it is broken elsewhere only, the first case that shows it fails, so that one
/// constant `RequestId` does not fail the whole suite.
struct Incidental {
    /// Clauses for which a case that speaks for them shows the violation.
    shown_by_own: BTreeSet<&'static str>,
    /// The first case that shows each violation.
    first: BTreeMap<&'static str, String>,
    /// Violations by clause, with the number of cases.
    seen: BTreeMap<&'static str, (Violation, usize)>,
    /// Cases with a request id that an earlier case had.
    repeated: BTreeMap<String, Violation>,
}

impl Incidental {
    fn among(cases: &[Tried<'_>], _: Strictness) -> Self {
        let mut found = Self {
            shown_by_own: BTreeSet::new(),
            first: BTreeMap::new(),
            seen: BTreeMap::new(),
            repeated: BTreeMap::new(),
        };
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for tried in cases {
            let mut counted = BTreeSet::new();
            for violation in violations(&tried.transcript) {
                let clause = violation.clause;
                if tried.case.clauses.contains(&clause) {
                    found.shown_by_own.insert(clause);
                }
                found
                    .first
                    .entry(clause)
                    .or_insert_with(|| tried.case.id.clone());
                let entry = found.seen.entry(clause).or_insert((violation, 0));
                if counted.insert(clause) {
                    entry.1 += 1;
                }
            }
            found.take_ids(tried, &mut ids);
        }
        found
    }

    fn take_ids(&mut self, tried: &Tried<'_>, ids: &mut BTreeSet<String>) {
        let own: Vec<(usize, String, usize)> = tried
            .transcript
            .exchanges()
            .enumerate()
            .filter(|(_, exchange)| exchange.call.action == crate::contract::params::TAG_RESOURCES)
            .filter_map(|(place, exchange)| {
                let id = exchange.answer.as_ref().ok()?.request_id()?.to_owned();
                Some((place, id, exchange.role.step()))
            })
            .collect();
        let repeated = own.iter().find(|(_, id, _)| ids.contains(id));
        if let Some((exchange, _, step)) = repeated
            && self.repeated.is_empty()
        {
            self.repeated.insert(
                tried.case.id.clone(),
                Violation {
                    clause: clauses::REQUEST_ID_UNIQUE,
                    step: *step,
                    exchange: *exchange,
                    expected: "a RequestId of its own for every request".to_owned(),
                    observed: "one that an answer in an earlier case had".to_owned(),
                },
            );
        }
        ids.extend(own.into_iter().map(|(_, id, _)| id));
    }

    fn fails(&self, violation: &Violation, case: &Case, strictness: Strictness) -> bool {
        let clause = violation.clause;
        let level = clause_named(clause).map_or(Level::Must, |clause| clause.level);
        if level > Level::Must && !strictness.strict {
            return false;
        }
        if self.shown_by_own.contains(clause) {
            case.clauses.contains(&clause)
        } else {
            self.first.get(clause) == Some(&case.id)
        }
    }

    fn notices(&self, strictness: Strictness) -> Vec<Notice> {
        self.seen
            .iter()
            .filter(|(clause, _)| {
                clause_named(clause)
                    .is_some_and(|clause| clause.level > Level::Must && !strictness.strict)
            })
            .map(|(clause, (violation, count))| Notice {
                clause: Some(clause),
                what: format!(
                    "expected {}, got {}",
                    violation.expected, violation.observed
                ),
                count: *count,
            })
            .collect()
    }
}

/// Failures of one identity become one, with the number of cases (the first by
/// id stands for them); the one that explains most cases comes first.
fn bucketed(failures: Vec<Failure>) -> Vec<Failure> {
    let mut buckets: Vec<Failure> = Vec::new();
    let mut counted: BTreeSet<(String, String)> = BTreeSet::new();
    for failure in failures {
        if !counted.insert((failure.id.clone(), failure.case.clone())) {
            continue;
        }
        match buckets.iter_mut().find(|bucket| bucket.id == failure.id) {
            Some(bucket) => bucket.count += 1,
            None => buckets.push(failure),
        }
    }
    buckets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
    buckets
}

fn axis_results(joined: &Joined, edition: &Edition) -> Vec<AxisResult> {
    let settled = edition.readings();
    let hull = joined.belief.hull().unwrap_or(settled);
    axis_ids()
        .filter(|axis| axis.axis().binding == Bind::Consistent)
        .map(|axis| {
            let options = hull.names(axis);
            let evidence: Vec<String> = joined
                .sources
                .iter()
                .filter(|(_, source)| {
                    source.relation.options(axis).len() < settled.names(axis).len()
                })
                .take(2)
                .map(|(id, source)| {
                    let left = source.relation.options(axis);
                    let step = source
                        .narrowings
                        .iter()
                        .find(|narrowing| narrowing.hull.names(axis) == left)
                        .map_or(0, |narrowing| narrowing.step);
                    format!("{id}#{step}")
                })
                .collect();
            let hidden = hidden_by(axis, &hull);
            let (status, reason) = if joined.contradicted.has(axis) {
                (AxisStatus::Contradicted, None)
            } else if settled.only(axis).is_some() {
                (
                    AxisStatus::Pinned,
                    Some(format!("settled by edition {}", edition.name)),
                )
            } else if options.len() == 1 {
                (AxisStatus::Pinned, None)
            } else if let Some(reason) = hidden {
                (AxisStatus::Unobservable, Some(reason))
            } else {
                (AxisStatus::Open, None)
            };
            AxisResult {
                axis: axis.axis().id,
                options: if status == AxisStatus::Contradicted {
                    Vec::new()
                } else {
                    options
                },
                status,
                evidence,
                reason,
            }
        })
        .collect()
}

/// Why an axis cannot be seen under what is known of others.
pub fn hidden_by(axis: AxisId, hull: &Readings) -> Option<String> {
    axis.axis().visible_if.iter().find_map(|(other, options)| {
        let id = crate::contract::axis_named(other)?;
        let left = hull.names(id);
        let visible = left.iter().all(|option| options.contains(option));
        (!visible).then(|| format!("cannot be seen while {other} is {}", left.join(" or ")))
    })
}

fn clause_results(cases: &[CaseResult], edition: &Edition) -> Vec<ClauseResult> {
    edition
        .clauses()
        .map(|clause| {
            let of = |wanted: &dyn Fn(&CaseResult) -> bool| {
                cases
                    .iter()
                    .filter(|case| case.clauses.contains(&clause.id) && wanted(case))
                    .count()
            };
            let judged = |case: &CaseResult| matches!(case.verdict, Verdict::Pass | Verdict::Fail);
            ClauseResult {
                id: clause.id,
                level: clause.level,
                pass: of(&|case| case.verdict == Verdict::Pass),
                fail: of(&|case| case.verdict == Verdict::Fail),
                inconclusive: of(&|case| case.verdict == Verdict::Inconclusive),
                positive: of(&|case| judged(case) && !case.negative),
                negative: of(&|case| judged(case) && case.negative),
            }
        })
        .collect()
}
