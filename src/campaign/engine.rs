//! The loop of a campaign: make cases, try them, judge, keep what is new.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cases::{Case, content, evolved};
use crate::check::{
    CaseResult, Ended, Entry, Failure, Finding, GONE_AFTER, Ledger, Plan, Run, RunError, Session,
    Tried, Verdict, accepted, addressed, in_parallel, is_too_much, manifest, needed, sort_failures,
};
use crate::contract::{Ability, ClauseId};
use crate::targets::Capabilities;

use super::alone::{ENOUGH, in_a_row, smallest_in_a_row};
use super::artifact::{artifact, replay_of};
use super::novelty::shown;
use super::outcome::{Found, Outcome, Stopped, Tally, shown_by};

/// Cases that are made at once. Those of one batch know nothing of each other,
/// so what is made depends on the seed and the answers and on no clock or job.
const BATCH: usize = 64;

/// Cases that are made for one that was not tried before, at most.
const PATIENCE: usize = 64;

/// Cases that others are made of, at most.
const MAX_CORPUS: usize = 4096;

/// Kinds of failure that are told apart, at most; past it a target is so wrong
/// that more of them say nothing.
const MAX_FOUND: usize = 256;

/// What a campaign is told.
pub struct Campaign<'a> {
    /// The target and how it is judged; its seed and jobs are the campaign's.
    pub plan: &'a Plan<'a>,
    /// The probes, for cases that need to know what they pin.
    pub probes: &'a [Case],
    /// Cases to try.
    pub budget: usize,
    /// Cases to begin with, of an earlier campaign.
    pub corpus: Vec<Case>,
    /// The folder that artifacts go to, as reports name it.
    pub artifacts: String,
    /// Why it must stop, asked before every case.
    pub stop: &'a (dyn Fn() -> Option<Stopped> + Sync),
    /// Told of everything as it happens.
    pub tell: &'a (dyn Fn(Event<'_>) + Sync),
}

/// What a campaign tells while it goes on.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// It is known what the target can do.
    Capabilities(&'a Capabilities),
    /// So many cases were tried.
    Tried(usize),
    /// A batch was judged.
    Judged {
        /// What came of all cases so far.
        tally: Tally,
        /// Kinds of failure so far.
        found: usize,
    },
    /// A case showed something new and is kept.
    Kept(&'a Case),
    /// A kind of failure was found and shrunk.
    Found(&'a Found),
}

/// Runs a campaign; an error means that nothing answers, or nothing that can be
/// judged.
pub fn campaign(campaign: &Campaign<'_>) -> Result<Outcome, RunError> {
    let session = Session::open(campaign.plan, campaign.probes)?;
    (campaign.tell)(Event::Capabilities(session.capabilities()));
    let mut state = State {
        campaign,
        session: &session,
        ledger: session.ledger(),
        number: 0,
        corpus: Vec::new(),
        results: Vec::new(),
        evidence: BTreeMap::new(),
        features: BTreeSet::new(),
        clauses: BTreeSet::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
        places: BTreeMap::new(),
        tally: Tally::default(),
        accepted: 0,
        beyond: BTreeMap::new(),
        unanswered: 0,
        explained: Vec::new(),
    };
    state.tell_companions();
    let stopped = state.go();
    state.tell_explained();
    session.not_void()?;
    Ok(state.outcome(stopped))
}

struct State<'a> {
    campaign: &'a Campaign<'a>,
    session: &'a Session<'a>,
    ledger: Ledger<'a>,
    /// How many cases were made of the seed.
    number: u64,
    corpus: Vec<Case>,
    /// Results that are worth a look.
    results: Vec<CaseResult>,
    /// Cases that narrowed the belief, by id.
    evidence: BTreeMap<String, Case>,
    features: BTreeSet<String>,
    clauses: BTreeSet<ClauseId>,
    /// What was tried, so that nothing is twice.
    seen: BTreeSet<u64>,
    found: Vec<Found>,
    /// Places among `found`, by identity.
    places: BTreeMap<String, usize>,
    tally: Tally,
    /// Calls of `TagResources` that were accepted.
    accepted: usize,
    /// Drawn cases that the target cannot do, by what it lacks.
    beyond: BTreeMap<Ability, usize>,
    unanswered: usize,
    /// Calls at once that fail one after the other too, done so.
    explained: Vec<Case>,
}

impl State<'_> {
    /// Tells what was found wrong of other operations before the first case:
    /// no case that is made relies on them.
    fn tell_companions(&mut self) {
        let plan = self.campaign.plan;
        for (case, mut failure) in self.session.companion_failures() {
            failure.replay = format!("tagproof run '{}' {}", case.id, plan.settings());
            addressed(&mut failure, plan);
            let found = Found {
                known: (plan.known)(&failure.id),
                failure,
                artifact: Some(case.clone()),
                at: 0,
            };
            (self.campaign.tell)(Event::Found(&found));
            let place = self.found.len();
            self.places.insert(found.failure.id.clone(), place);
            self.found.push(found);
        }
    }

    fn go(&mut self) -> Stopped {
        let mut resumed = self.campaign.corpus.clone();
        resumed.reverse();
        while self.tally.cases < self.campaign.budget {
            let room = BATCH.min(self.campaign.budget - self.tally.cases);
            let mut batch: Vec<Case> = Vec::with_capacity(room);
            for _ in 0..room * PATIENCE {
                if batch.len() == room {
                    break;
                }
                let case = resumed.pop().unwrap_or_else(|| self.next());
                if self.seen.insert(content(&case)) && self.is_within_reach(&case) {
                    batch.push(case);
                }
            }
            if batch.is_empty() {
                break;
            }
            let before = self.tally.cases;
            let done = AtomicUsize::new(before);
            let kept = AtomicUsize::new(0);
            let unanswered = AtomicUsize::new(self.unanswered);
            let tried = in_parallel(self.session.jobs(), batch.len(), |place| {
                let is_full = is_too_much(kept.load(Ordering::Relaxed), 0);
                let is_gone = unanswered.load(Ordering::Relaxed) >= GONE_AFTER;
                if is_full || is_gone || (self.campaign.stop)().is_some() {
                    return None;
                }
                let tried = self.session.tried(&batch[place]);
                if tried.ended == Ended::Stopped {
                    return None;
                }
                if tried.ended.is_unanswered() {
                    unanswered.fetch_add(1, Ordering::Relaxed);
                } else {
                    unanswered.store(0, Ordering::Relaxed);
                }
                kept.fetch_add(tried.transcript.weight(), Ordering::Relaxed);
                let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                (self.campaign.tell)(Event::Tried(count));
                Some(tried)
            });
            if self.session.not_void().is_err() {
                return Stopped::Gone;
            }
            for one in &tried {
                self.take(one);
            }
            (self.campaign.tell)(Event::Judged {
                tally: self.tally,
                found: self.found.len(),
            });
            if let Some(stopped) = (self.campaign.stop)() {
                return stopped;
            }
            let is_full = is_too_much(kept.into_inner(), 0);
            if is_full || self.unanswered >= GONE_AFTER {
                return Stopped::Gone;
            }
        }
        Stopped::Budget
    }

    fn next(&mut self) -> Case {
        let number = self.number;
        self.number += 1;
        let plan = self.campaign.plan;
        evolved(plan.edition, plan.seed, number, &self.corpus)
    }

    /// Whether a case is in scope and asks for nothing that the target lacks;
    /// what it asks for in vain is counted.
    fn is_within_reach(&mut self, case: &Case) -> bool {
        let needs = needed(case, self.campaign.plan.edition);
        if !self.campaign.plan.scope.holds(&needs) {
            return false;
        }
        let capabilities = self.session.capabilities();
        let lacking: Vec<Ability> = needs
            .into_iter()
            .filter(|ability| capabilities.lack(*ability).is_some())
            .collect();
        for ability in &lacking {
            *self.beyond.entry(*ability).or_default() += 1;
        }
        lacking.is_empty()
    }

    fn take(&mut self, tried: &Tried<'_>) {
        let Entry {
            result,
            failures,
            is_named,
        } = self.ledger.take(tried);
        self.tally.count(result.verdict);
        self.accepted += accepted(&tried.transcript);
        self.unanswered = if tried.ended.is_unanswered() {
            self.unanswered + 1
        } else {
            0
        };
        let shown = shown(tried, self.campaign.plan.edition);
        let known = self.features.len();
        // What calls at once show depends on how they fell, and what is new on it.
        let is_at_once = tried.case.is_concurrent();
        self.features
            .extend(shown.features.into_iter().filter(|_| !is_at_once));
        let is_new = self.features.len() > known;
        if matches!(result.verdict, Verdict::Pass | Verdict::Fail) {
            self.clauses.extend(shown.broken);
            self.clauses.extend(&*result.clauses);
        }
        self.tally.features = self.features.len();
        self.tally.clauses = self.clauses.len();
        for failure in failures {
            self.fail(tried, &failure);
        }
        let is_worth_keeping = is_new
            && result.verdict == Verdict::Pass
            && !is_at_once
            && self.corpus.len() < MAX_CORPUS;
        if is_worth_keeping {
            (self.campaign.tell)(Event::Kept(tried.case));
            self.corpus.push(tried.case.clone());
        }
        if is_named {
            self.evidence.insert(result.id.clone(), tried.case.clone());
        }
        if is_worth_keeping || (result.verdict == Verdict::Fail && self.results.len() < MAX_CORPUS)
        {
            self.results.push(result);
        }
    }

    /// Takes what fails one after the other and that no other case showed: which of
    /// them is the first depends on how calls at once fell.
    fn tell_explained(&mut self) {
        for case in std::mem::take(&mut self.explained) {
            let tried = self.session.tried(&case);
            for failure in self.session.conclude_alone(&tried).failures {
                if !self.places.contains_key(&failure.id) {
                    self.fail(&tried, &failure);
                }
            }
        }
    }

    fn fail(&mut self, tried: &Tried<'_>, failure: &Failure) {
        if let Some(place) = self.places.get(&failure.id) {
            self.found[*place].failure.count += 1;
            return;
        }
        let is_at_once = matches!(tried.finding, Finding::Unordered(_));
        if self.found.len() >= MAX_FOUND || is_at_once && self.explained.len() >= ENOUGH {
            return;
        }
        if let Some(case) = in_a_row(self.session, tried) {
            return self.explained.push(case);
        }
        let plan = self.campaign.plan;
        let earlier = failure
            .contradiction
            .as_ref()
            .and_then(|found| found.earlier.rsplit_once('#'))
            .and_then(|(id, _)| self.evidence.get(id));
        let known = (plan.known)(&failure.id);
        let goes_on = || (self.campaign.stop)().is_none();
        let (case, mut failure) = artifact(
            self.session,
            plan.edition,
            tried,
            earlier,
            failure,
            &goes_on,
        );
        let smallest = case.as_ref().filter(|_| is_at_once);
        if let Some(case) = smallest.and_then(|case| smallest_in_a_row(self.session, case)) {
            return self.explained.push(case);
        }
        let folder = case.as_ref().map(|_| self.campaign.artifacts.as_str());
        let cases = self.tally.cases.next_multiple_of(BATCH);
        failure.replay = replay_of(&failure.id, folder, cases, plan);
        addressed(&mut failure, plan);
        let found = Found {
            failure,
            artifact: case,
            at: self.tally.cases,
            known,
        };
        (self.campaign.tell)(Event::Found(&found));
        self.places
            .insert(found.failure.id.clone(), self.found.len());
        self.found.push(found);
    }

    fn outcome(self, stopped: Stopped) -> Outcome {
        let plan = self.campaign.plan;
        let mut cases = self.results;
        cases.extend(self.found.iter().filter_map(|found| {
            let case = found.artifact.as_ref()?;
            Some(shown_by(
                case,
                found,
                &self.campaign.artifacts,
                plan.edition,
            ))
        }));
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        cases.dedup_by(|a, b| a.id == b.id);
        let mut failures: Vec<Failure> = self
            .found
            .iter()
            .map(|found| found.failure.clone())
            .collect();
        sort_failures(&mut failures);
        let run = Run {
            alike: BTreeMap::new(),
            target: plan.target.to_owned(),
            edition: plan.edition,
            seed: plan.seed,
            drawn: self.tally.cases,
            shard: plan.shard.clone(),
            manifest: manifest(cases.iter().map(|case| case.id.as_str())),
            cases,
            failures,
            readings: self.ledger.readings(),
            clauses: self.ledger.clauses(),
            capabilities: self.session.told().words(),
            scope: plan.scope.clone(),
            unneeded: self.session.unneeded(),
            missing: self.session.missing(self.beyond.clone()),
            accepted: Some(self.accepted),
            notices: Vec::new(),
            deviations: Vec::new(),
            precedence: Vec::new(),
            other_edition: None,
            requests: plan.client.sent(),
            seconds: 0.0,
            belief: self.ledger.belief().clone(),
            shown: None,
        };
        Outcome {
            run,
            found: self.found,
            corpus: self.corpus,
            tally: self.tally,
            stopped,
        }
    }
}
