//! Runs many cases against one target and concludes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cases::{Case, Disagreement, Picked, Turn};

use super::again::tried_again;
use super::assemble::{assembled, counted_not_run, not_run, told};
use super::attempted::Attempt;
use super::lasting::around;
use super::plan::{GONE_AFTER, Plan, Progress, RunError, Stopped, WHOLE};
use super::session::Session;
use crate::check::attempt::{Window, in_order};
use crate::check::belief::Finding;
use crate::check::evidence::Ended;
use crate::check::evidence::is_too_much;
use crate::check::evidence::needed;
use crate::check::results::Observed;
use crate::check::results::{CaseResult, Failure, Notice, Run, Shown};
use crate::check::verdict::{Concluding, Entry};

/// Bytes of answers that may wait for cases before them.
const WAITING_BYTES: usize = 16 << 20;

/// Cases at a time for each that may wait for one before it.
const WAITING_CASES: usize = 8;

/// Kinds of failure of which it is remembered that a case showed them by itself.
const TOLD_APART: usize = 20_000;

/// Drawn cases that were not run of which more is told than their number.
const NOT_RUN: usize = 20_000;

/// Runs probes and cases, both in the order of their ids.
pub fn run(plan: &Plan<'_>, probes: &[Case], cases: &Picked<'_>) -> Result<Run, RunError> {
    let session = Session::open(plan, probes)?;
    (plan.progress)(Progress::Capabilities(&session.told()));
    // The probes come first, so that nothing is done twice at once.
    (plan.progress)(Progress::Probed {
        probes: &session.observed(session.probed()),
        lacking: &session.lacking(),
    });
    let mut cases = cases.clone();
    if plan.shard == WHOLE {
        // What found a companion operation wrong is told in any case; of a part
        // of several another part tells it.
        for (case, _) in session.companion_failures() {
            if (plan.tells)(case) {
                cases.add(case);
            }
        }
    }
    let tell = |result: &CaseResult, failures: &[Failure]| {
        let failures = told(failures.to_vec(), plan, &cases);
        (plan.progress)(Progress::Settled(result, &failures));
    };
    let mut course = Course {
        plan,
        session: &session,
        cases: &cases,
        concluding: session.concluding(&tell),
        shown: (plan.shard != WHOLE).then(Vec::new),
        stopped: OnceLock::new(),
        wrong: None,
        may_accept: false,
        not_run: 0,
        by_themselves: BTreeSet::new(),
        reserved: BTreeMap::new(),
    };
    course.go();
    session.not_void()?;
    if let Some(disagreement) = course.wrong {
        return Err(disagreement.into());
    }
    let (shown, may_accept) = (course.shown, course.may_accept);
    let by_themselves = course.by_themselves;
    let mut conclusion = course.concluding.concluded();
    tried_again(
        &mut conclusion.failures,
        &by_themselves,
        &session,
        plan.known,
        |id| cases.named(id, plan.edition),
    );
    let needs = conclusion.needs.clone();
    let accepted = conclusion.accepted;
    let mut run = assembled(plan, &session.told(), &cases, conclusion);
    run.missing = session.missing(needs);
    ground(&mut run, &session);
    run.accepted = may_accept.then(|| {
        let probes = session.observed(session.probed());
        accepted + probes.iter().map(|probe| probe.accepted).sum::<usize>()
    });
    run.shown = shown.map(|cases| Shown {
        strict: plan.strictness.strict,
        start: plan.start.clone(),
        probes: session.observed(session.probed()),
        cases,
    });
    Ok(run)
}

/// Notes on what grounds a run stands: what was left out in vain, and which
/// companions are wrong.
fn ground(run: &mut Run, session: &Session<'_>) {
    run.unneeded = session.unneeded();
    // A fault that no case of the selection is about is told all the same: it
    // is why others could not be judged.
    for (case, failure) in session.companion_failures() {
        if !run.failures.iter().any(|told| told.id == failure.id) {
            run.notices.push(Notice {
                clause: Some(failure.clause),
                what: format!("{} (case {})", failure.expected_and_observed(), case.id),
                count: 1,
            });
        }
    }
}

/// A run under way: cases are tried beside each other, and what they came to is
/// taken in the order of their ids. Of a case that is taken nothing is kept that
/// its verdict does not need.
struct Course<'a, 'p> {
    plan: &'a Plan<'p>,
    session: &'a Session<'p>,
    cases: &'a Picked<'a>,
    concluding: Concluding<'a>,
    /// Of a part of several, what its cases showed.
    shown: Option<Vec<Observed>>,
    stopped: OnceLock<Stopped>,
    wrong: Option<Box<Disagreement>>,
    /// Whether anything of the selection would be accepted by a right target.
    may_accept: bool,
    not_run: usize,
    /// Identities of failures that a case showed by itself.
    by_themselves: BTreeSet<String>,
    /// The places of cases that are under way, by id.
    reserved: BTreeMap<&'a str, usize>,
}

/// What came of the turn of a case.
enum Came<'c> {
    /// It was tried.
    Tried(Box<Attempt<'c>>),
    /// It is not in scope.
    OutOfScope,
    /// It was begun before all others, and goes on when they are done.
    UnderWay(&'c Case),
    /// The run had stopped.
    Left(Turn<'c>),
    /// The model does not agree with what was drawn.
    Wrong(Box<Disagreement>),
}

/// What is counted while cases are tried, whichever is done first.
#[derive(Default)]
struct Counters {
    done: AtomicUsize,
    failed: AtomicUsize,
    unanswered: AtomicUsize,
    weight: AtomicUsize,
}

impl<'a> Course<'a, '_> {
    fn go(&mut self) {
        let (plan, session, cases) = (self.plan, self.session, self.cases);
        let stopped = std::mem::take(&mut self.stopped);
        let counters = Counters::default();
        let lasting: Vec<&'a Case> = cases.lasting().collect();
        let Some(rest) = session.rest().filter(|_| !lasting.is_empty()) else {
            return self.all(&stopped, &counters, false);
        };
        let try_one = |case: &&'a Case| {
            let turn = Turn::There(case);
            came(plan, session, cases, turn, &stopped, &counters)
        };
        let later = around(&lasting, session.jobs(), rest, try_one, || {
            self.all(&stopped, &counters, true);
        });
        for (case, came) in lasting.into_iter().zip(later) {
            if let Some(place) = self.reserved.remove(case.id.as_str()) {
                self.take_late(place, came, &stopped);
            }
        }
    }

    /// Tries all cases, but for those that are under way.
    fn all(&mut self, stopped: &OnceLock<Stopped>, counters: &Counters, are_under_way: bool) {
        let (plan, session, cases) = (self.plan, self.session, self.cases);
        let jobs = session.jobs();
        let window = Window {
            things: jobs * WAITING_CASES,
            weight: WAITING_BYTES,
        };
        let mut turns = cases.turns();
        in_order(
            jobs,
            window,
            || turns.next(),
            |turn| match (stopped.get(), &turn) {
                (_, Turn::There(case)) if are_under_way && case.is_lasting() => {
                    Came::UnderWay(case)
                }
                (Some(_), _) => Came::Left(turn),
                (None, _) => came(plan, session, cases, turn, stopped, counters),
            },
            |came| match came {
                Came::Tried(attempt) => attempt.transcript.weight(),
                _ => 0,
            },
            |came| self.take(came, stopped),
        );
    }

    fn take(&mut self, came: Came<'a>, stopped: &OnceLock<Stopped>) {
        match came {
            Came::Tried(attempt) => {
                self.may_accept |= is_to_be_accepted(&attempt.case);
                if self.by_themselves.len() < TOLD_APART {
                    self.by_themselves.extend(attempt.failures.iter().cloned());
                }
                self.concluding
                    .take(&attempt.observed, &*attempt, attempt.alone);
                if let Some(shown) = &mut self.shown {
                    shown.push(attempt.observed);
                }
            }
            Came::OutOfScope => {}
            Came::UnderWay(lasting) => {
                if is_in_scope(self.plan, lasting) {
                    let place = self.concluding.reserve(&lasting.id);
                    self.reserved.insert(&lasting.id, place);
                }
            }
            Came::Left(turn) => self.leave(&turn, stopped.get()),
            Came::Wrong(disagreement) => {
                self.wrong.get_or_insert(disagreement);
            }
        }
    }

    /// Takes a case that lasted the run, for which a place is reserved.
    fn take_late(&mut self, place: usize, came: Came<'a>, stopped: &OnceLock<Stopped>) {
        match came {
            Came::Tried(attempt) => {
                self.may_accept |= is_to_be_accepted(&attempt.case);
                let (observed, alone) = (&attempt.observed, attempt.alone);
                self.concluding.take_at(place, observed, &*attempt, alone);
                if let Some(shown) = &mut self.shown {
                    shown.push(attempt.observed);
                }
            }
            Came::Left(Turn::There(left)) => {
                self.may_accept |= is_to_be_accepted(left);
                let result = not_run(left, self.plan.edition, stopped.get());
                self.concluding.take_result_at(place, result);
            }
            // What is there was checked when it was read.
            Came::Left(_) | Came::OutOfScope | Came::UnderWay(_) | Came::Wrong(_) => {}
        }
    }

    /// Takes a case that was not run. Of many thousands only the ids are looked
    /// at: nobody who stopped a run waits for them to be drawn.
    fn leave(&mut self, turn: &Turn<'a>, stopped: Option<&Stopped>) {
        if let Turn::Drawn(..) = turn {
            self.not_run += 1;
            if self.not_run > NOT_RUN {
                self.concluding.take_id(turn.id(), counted_not_run());
                return;
            }
        }
        match self.cases.case(turn, self.plan.edition) {
            Ok(Some(case)) if is_in_scope(self.plan, &case) => {
                self.may_accept |= is_to_be_accepted(&case);
                let result = not_run(&case, self.plan.edition, stopped);
                self.concluding.take_result(result);
            }
            Ok(_) => {}
            Err(disagreement) => {
                self.wrong.get_or_insert(disagreement);
            }
        }
    }
}

/// What comes of the turn of a case.
fn came<'c>(
    plan: &Plan<'_>,
    session: &Session<'_>,
    cases: &Picked<'c>,
    turn: Turn<'c>,
    stopped: &OnceLock<Stopped>,
    counters: &Counters,
) -> Came<'c> {
    let case = match cases.case(&turn, plan.edition) {
        Ok(Some(case)) if is_in_scope(plan, &case) => case,
        Ok(_) => return Came::OutOfScope,
        Err(disagreement) => {
            // Its report is of no use: there is no need to go on.
            let _ = stopped.set(Stopped::Interrupted);
            return Came::Wrong(disagreement);
        }
    };
    let tried = session.tried(&case);
    if tried.ended == Ended::Stopped {
        let _ = stopped.set(Stopped::Interrupted);
        return Came::Left(turn);
    }
    let observed = Observed::of(&tried, plan.edition);
    let Entry {
        result: alone,
        failures: failed,
        ..
    } = session.ledger().enter(&tried, &observed);
    let is_failure = (matches!(tried.finding, Finding::Divergent(_) | Finding::Unordered(_))
        || matches!(tried.ended, Ended::Broken { .. }))
        && !alone.failures.iter().all(|id| (plan.known)(id));
    let count = |counter: &AtomicUsize, more| counter.fetch_add(more, Ordering::Relaxed) + more;
    let failures = count(&counters.failed, usize::from(is_failure));
    let done = count(&counters.done, 1);
    let weight = count(&counters.weight, tried.transcript.weight());
    // Those that last a run come in a row, and show little where little is seen.
    let gone = if tried.ended.is_unanswered() && !case.is_lasting() {
        count(&counters.unanswered, 1)
    } else {
        counters.unanswered.store(0, Ordering::Relaxed);
        0
    };
    let why = if plan.client.is_stopped() {
        Some(Stopped::Interrupted)
    } else if gone >= GONE_AFTER {
        Some(Stopped::Gone)
    } else if is_too_much(weight, done) {
        Some(Stopped::TooMuch)
    } else {
        plan.max_failures
            .filter(|most| failures >= *most)
            .map(Stopped::Failures)
    };
    if let Some(why) = why {
        // The first reason is told; cases beside it may have others.
        let _ = stopped.set(why);
    }
    (plan.progress)(Progress::Case {
        done,
        tried: &tried,
        observed: &observed,
        result: &alone,
        failures: &told(failed, plan, cases),
        requests: plan.client.sent(),
    });
    let transcript = tried.transcript;
    Came::Tried(Box::new(Attempt {
        case,
        transcript,
        observed,
        alone: alone.verdict,
        failures: alone.failures,
    }))
}

fn is_in_scope(plan: &Plan<'_>, case: &Case) -> bool {
    plan.scope.holds(&needed(case, plan.edition))
}

/// A refusal proves nothing where its valid twin is refused as well.
fn is_to_be_accepted(case: &Case) -> bool {
    !case.is_negative() || case.twin.is_some()
}
