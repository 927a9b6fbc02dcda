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
mod needed;
mod overlaps;
mod pages;
mod parked;
mod secrets;
mod seen;
mod shown;
mod verdicts;
mod walk;

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::contract::Edition;
use crate::wire::har::Recording;

use crate::check::belief::Relation;
use crate::check::results::Failure;
use crate::check::results::Run;
use crate::check::results::Scope;
use crate::check::results::Strictness;
use crate::check::results::Verdict;
use crate::check::verdict::records;
use crate::check::verdict::{Concluding, Seen};
use crate::check::verdict::{curl, file_word, with_address};
use intake::intake;
use shown::{Labels, Past};
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
    recording: Recording,
    file: &str,
    edition: &'static Edition,
    start: &Relation,
    strictness: Strictness,
) -> Heard {
    let requests = recording.entries() as u64;
    let intake = intake(recording, edition.product);
    let labels = Labels::of(&intake.seen, edition);
    let telling = Telling {
        seen: &intake.seen,
        labels: &labels,
        past: Past::of(&intake.seen),
        file,
        edition,
        start,
    };
    let mut passed_over: BTreeMap<String, usize> = BTreeMap::new();
    for reason in intake.passed_over {
        *passed_over.entry(reason).or_default() += 1;
    }
    let mut ids = BTreeSet::new();
    let mut places: BTreeMap<String, (usize, Option<usize>)> = BTreeMap::new();
    let elsewhere = LazyCell::new(|| explained_elsewhere(&intake.seen, edition));
    let mut concluding = Concluding::after(&[], edition, start, strictness, &|_, _| {});
    walk(&intake.seen, edition, start, |place, outcome| {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(reason) => return *passed_over.entry(reason).or_default() += 1,
        };
        let case = telling.case(place);
        let tried = telling.tried(place, &outcome, &case);
        let mut observed = telling.observed(place, &outcome, &tried, &mut ids);
        if let Outcome::Divergent(_) = outcome {
            let explained = elsewhere.iter().filter(|(_, there)| there.contains(&place));
            observed.explained_by = explained.map(|(other, _)| *other).collect();
        }
        let contradicts = match &outcome {
            Outcome::Inconsistent(contradicted, _) => Some(contradicted.earlier),
            _ => None,
        };
        places.insert(observed.id.clone(), (place, contradicts));
        concluding.take(&observed, &Seen::of(&tried), Verdict::Pass);
    });
    let concluded = concluding.concluded();
    let mut failures = concluded.failures;
    for failure in &mut failures {
        if let Some((place, contradicts)) = places.get(&failure.case) {
            retold(failure, &telling, *place, *contradicts, &intake.host);
        }
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
        requests,
        seconds: 0.0,
        belief: concluded.belief,
        shown: None,
    };
    Heard { run, passed_over }
}

/// The places of the exchanges that other editions explain.
fn explained_elsewhere(
    seen: &[seen::Seen],
    edition: &'static Edition,
) -> Vec<(&'static Edition, BTreeSet<usize>)> {
    edition
        .siblings()
        .map(|other| {
            let mut explained = BTreeSet::new();
            let start = Relation::new(vec![other.readings()]);
            walk(seen, other, &start, |place, outcome| {
                if let Ok(Outcome::Explained(..)) = outcome {
                    explained.insert(place);
                }
            });
            (other, explained)
        })
        .collect()
}

/// Tells a failure with what led to it.
fn retold(
    failure: &mut Failure,
    telling: &Telling<'_>,
    place: usize,
    contradicts: Option<usize>,
    host: &str,
) {
    let transcript = telling.led_to(place, contradicts);
    let last = transcript.events.len() - 1;
    failure.steps = records(&transcript, last);
    failure.replay = format!("tagproof judge {}", file_word(telling.file));
    let script = curl(&telling.case(place), &transcript, last);
    failure.curl = with_address(&script, &format!("http://{host}"));
}
