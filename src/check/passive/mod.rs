//! Judges traffic that was recorded elsewhere, with the same belief as a run.
//!
//! Nothing is sent, so nothing is known but what the recording shows. A
//! resource whose creation was recorded is known from then on; of any other,
//! what was there before is guessed, and an answer fails only if no guess and
//! no reading explains it. That nobody else wrote to the resources while the
//! recording went on is the one thing that is taken on trust.

mod doubt;
mod follow;
mod guesses;
mod intake;
mod known;
mod listing;
mod lives;
mod overlaps;
mod pages;
mod shown;
mod verdicts;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::Case;
use crate::contract::Edition;
use crate::wire::har::Recording;

use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::results::Failure;
use crate::check::results::Observed;
use crate::check::results::Run;
use crate::check::results::Scope;
use crate::check::results::Strictness;
use crate::check::results::Verdict;
use crate::check::verdict::records;
use crate::check::verdict::{Concluding, Seen};
use crate::check::verdict::{TARGET_MARK, curl, shell_word};
use intake::intake;
use shown::labels;
use verdicts::Telling;
use walk::{Outcome, walk};

/// What a recording came to.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The result, a case for every exchange that was judged.
    pub run: Run,
    /// Why the other exchanges were not judged, with how many.
    pub passed_over: BTreeMap<String, usize>,
}

/// Judges a recording that was read from `file`, from the readings in `start`.
pub fn judge_recording(
    recording: &Recording,
    file: &str,
    edition: &'static Edition,
    start: &Relation,
    strictness: Strictness,
) -> Heard {
    let intake = intake(recording, edition.product);
    let walked = walk(&intake.seen, edition, start);
    let labels = labels(&intake.seen, edition);
    let telling = Telling {
        seen: &intake.seen,
        labels: &labels,
        file,
        edition,
        start,
    };
    let outcomes = &walked.outcomes;
    let cases: Vec<Case> = outcomes
        .iter()
        .map(|(place, _)| telling.case(*place))
        .collect();
    let tried: Vec<Tried<'_>> = outcomes
        .iter()
        .zip(&cases)
        .map(|((place, outcome), case)| telling.tried(*place, outcome, case))
        .collect();
    let mut ids = BTreeSet::new();
    let mut observed: Vec<Observed> = outcomes
        .iter()
        .zip(&tried)
        .map(|((place, outcome), tried)| telling.observed(*place, outcome, tried, &mut ids))
        .collect();
    explained_elsewhere(&mut observed, outcomes, &intake.seen, edition);
    let mut concluding = Concluding::after(&[], edition, start, strictness, &|_, _| {});
    for (case, tried) in observed.iter().zip(&tried) {
        concluding.take(case, &Seen::of(tried), Verdict::Pass);
    }
    let concluded = concluding.concluded();
    let mut failures = concluded.failures;
    for failure in &mut failures {
        retold(failure, &telling, outcomes, &intake.host);
    }
    let mut passed_over: BTreeMap<String, usize> = BTreeMap::new();
    for reason in intake.passed_over.into_iter().chain(walked.passed_over) {
        *passed_over.entry(reason).or_default() += 1;
    }
    let run = Run {
        target: file.to_owned(),
        edition,
        seed: 0,
        drawn: 0,
        shard: "1/1".to_owned(),
        manifest: concluded.manifest,
        other_edition: concluded.other_edition,
        cases: concluded.cases,
        alike: concluded.alike,
        failures,
        readings: concluded.readings,
        clauses: concluded.clauses,
        capabilities: BTreeMap::new(),
        scope: Scope::default(),
        unneeded: Vec::new(),
        missing: Vec::new(),
        // Nobody chose what was recorded: that none was accepted may be so.
        accepted: (concluded.accepted > 0).then_some(concluded.accepted),
        notices: concluded.notices,
        deviations: Vec::new(),
        precedence: Vec::new(),
        requests: (recording.exchanges.len() + recording.skipped.len()) as u64,
        seconds: 0.0,
        belief: concluded.belief,
        shown: None,
    };
    Heard { run, passed_over }
}

/// Notes the editions under which what diverges is explained.
fn explained_elsewhere(
    observed: &mut [Observed],
    outcomes: &[(usize, Outcome)],
    seen: &[intake::Seen],
    edition: &Edition,
) {
    let diverges = |outcome: &Outcome| matches!(outcome, Outcome::Divergent(_));
    if !outcomes.iter().any(|(_, outcome)| diverges(outcome)) {
        return;
    }
    for other in edition.siblings() {
        let there = walk(seen, other, &Relation::new(vec![other.readings()]));
        for ((place, outcome), observed) in outcomes.iter().zip(&mut *observed) {
            let explained = there.outcomes.iter().any(|(other_place, outcome)| {
                other_place == place && matches!(outcome, Outcome::Explained(..))
            });
            if diverges(outcome) && explained {
                observed.explained_by.push(other);
            }
        }
    }
}

/// Tells a failure with what led to it.
fn retold(failure: &mut Failure, telling: &Telling<'_>, outcomes: &[(usize, Outcome)], host: &str) {
    let found = outcomes
        .iter()
        .find(|(place, _)| telling.id(*place) == failure.case);
    let Some((place, outcome)) = found else {
        return;
    };
    let contradicts = match outcome {
        Outcome::Inconsistent(contradicted, _) => Some(contradicted.earlier),
        _ => None,
    };
    let transcript = telling.led_to(*place, contradicts);
    let last = transcript.events.len() - 1;
    failure.steps = records(&transcript, last);
    failure.replay = format!("tagproof judge {}", shell_word(telling.file));
    let script = curl(&telling.case(*place), &transcript, last);
    failure.curl = script.replace(TARGET_MARK, &format!("http://{host}"));
}
