//! Every permitted answer to a call.

use crate::contract::axes as axis;
use crate::contract::axis::Precedence;
use crate::contract::{AxisSet, Call, ClauseId, Edition, Readings, params};

use super::checks::{CHECKS, Check, Stage};
use super::choice::{Chooser, FORK_LIMIT, Saturated, each_fork, fork};
use super::companions;
use super::context::Context;
use super::effects::{accepted, left_behind};
use super::permit::{Branch, Permit};
use super::request::{TagCall, read};
use super::world::{Change, World};

/// The reference model under one edition. Pure: no I/O, no clock, no chance.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// The edition that is followed.
    pub edition: &'a Edition,
    /// Axes that are chosen anew at each consultation: the free ones, and in a
    /// diagnosis those that were contradicted.
    pub loose: AxisSet,
    /// Check groups that are left out: none but for a mutant.
    pub skipped: &'a [Check],
}

impl<'a> Model<'a> {
    /// The model of an edition.
    pub fn new(edition: &'a Edition) -> Self {
        Self {
            edition,
            loose: AxisSet::free(),
            skipped: &[],
        }
    }

    /// The same model with some axes chosen anew at each consultation.
    #[must_use]
    pub fn loosened(self, axes: AxisSet) -> Self {
        Self {
            loose: self.loose.and(axes),
            ..self
        }
    }

    /// Every permitted answer to `call` in `world` under `readings`, forking
    /// only on axes that the call consults.
    ///
    /// A refusal stands under exactly the readings in which its check group is
    /// violated and says nothing of other groups; an acceptance stands under
    /// those in which none is.
    pub fn branches(
        &self,
        world: &World,
        call: &Call,
        readings: &Readings,
    ) -> Result<Vec<Branch>, Saturated> {
        if call.action != params::TAG_RESOURCES {
            return self.companion_branches(world, call, readings);
        }
        let mut branches = Vec::new();
        for (read, readings) in fork(readings, self.loose, |choose| read(call, choose))? {
            let on = self.context(world, call, &read);
            let open = self.refusals(&on, &readings, &mut branches)?;
            let unviolated = match &open {
                Some(open) => self.unviolated(&on, &readings, |check| open.contains(check))?,
                None => Vec::new(),
            };
            for readings in unviolated {
                for (changes, readings) in
                    fork(&readings, self.loose, |choose| accepted(&on, choose))?
                {
                    branches.push(Branch {
                        permit: Permit::Accept,
                        changes,
                        readings,
                    });
                }
            }
            if branches.len() > FORK_LIMIT {
                return Err(Saturated);
            }
        }
        unpin_any_code(&mut branches, readings);
        Ok(branches)
    }

    /// The readings under which `call` breaks `clause` and no other: whether a
    /// negative case is isolated.
    pub fn isolates(
        &self,
        world: &World,
        call: &Call,
        readings: &Readings,
        clause: ClauseId,
    ) -> Result<Vec<Readings>, Saturated> {
        let mut isolated = Vec::new();
        for (read, readings) in fork(readings, self.loose, |choose| read(call, choose))? {
            let on = self.context(world, call, &read);
            for check in CHECKS {
                for (found, violated) in
                    fork(&readings, self.loose, |choose| check.run(&on, choose))?
                {
                    if found.is_some_and(|refusal| refusal.clause == clause) {
                        isolated.extend(self.unviolated(&on, &violated, |other| {
                            // Two schemes of one clause are one violation.
                            *other != *check
                                && !Self::shares_clause(*other, clause, &on, self, &violated)
                        })?);
                    }
                }
            }
        }
        Ok(isolated)
    }

    /// The clauses that `call` breaks under some of `readings`.
    pub fn violations(
        &self,
        world: &World,
        call: &Call,
        readings: &Readings,
    ) -> Result<Vec<ClauseId>, Saturated> {
        let mut clauses = Vec::new();
        for (read, readings) in fork(readings, self.loose, |choose| read(call, choose))? {
            let on = self.context(world, call, &read);
            for check in CHECKS {
                for (found, _) in fork(&readings, self.loose, |choose| check.run(&on, choose))? {
                    clauses.extend(found.map(|refusal| refusal.clause));
                }
            }
        }
        clauses.sort_unstable();
        clauses.dedup();
        Ok(clauses)
    }

    /// The one answer of an implementation that follows a complete reading:
    /// of several violations the first in the order of its precedence.
    pub fn decide(&self, world: &World, call: &Call, reading: &Readings) -> Decision {
        let decided = fork(reading, self.loose, |choose| {
            self.decide_once(world, call, choose)
        });
        decided
            .ok()
            .and_then(|outcomes| outcomes.into_iter().next())
            .map_or_else(Decision::unknown, |(decision, _)| decision)
    }

    fn decide_once(&self, world: &World, call: &Call, choose: &mut Chooser) -> Decision {
        if call.action != params::TAG_RESOURCES {
            let (permit, changes) = companions::answer(self.edition, world, call, choose);
            let permit = match permit {
                Permit::RowsUnlessRefused(rows) => Permit::Rows(rows),
                permit => permit,
            };
            return Decision { permit, changes };
        }
        let read = read(call, choose);
        let on = self.context(world, call, &read);
        for stage in order(choose.ask(axis::ERROR_PRECEDENCE)) {
            for check in self.checks().filter(|check| check.stage() == *stage) {
                if let Some(refusal) = check.run(&on, choose) {
                    let changes = left_behind(&refusal, &on, choose);
                    return Decision {
                        permit: Permit::Refuse(refusal),
                        changes,
                    };
                }
            }
        }
        Decision {
            permit: Permit::Accept,
            changes: accepted(&on, choose),
        }
    }

    fn companion_branches(
        &self,
        world: &World,
        call: &Call,
        readings: &Readings,
    ) -> Result<Vec<Branch>, Saturated> {
        let answers = fork(readings, self.loose, |choose| {
            companions::answer(self.edition, world, call, choose)
        })?;
        let mut branches: Vec<Branch> = answers
            .into_iter()
            .map(|((permit, changes), readings)| Branch {
                permit,
                changes,
                readings,
            })
            .collect();
        // These stand beside the answers and not in their place: where nothing is
        // said of a refusal, neither refusing nor answering says anything.
        let refusals = fork(readings, self.loose, |choose| {
            companions::refusal(self.edition, world, call, choose)
        })?;
        branches.extend(refusals.into_iter().filter_map(|(refusal, readings)| {
            Some(Branch {
                permit: Permit::Refuse(refusal?),
                changes: Vec::new(),
                readings,
            })
        }));
        Ok(branches)
    }

    /// Adds every refusal of the call. The checks that are violated under some
    /// of the readings only, or pass under some only: of the others all readings
    /// say the same. None where one is violated under all of them.
    fn refusals(
        &self,
        on: &Context<'_>,
        readings: &Readings,
        into: &mut Vec<Branch>,
    ) -> Result<Option<Vec<Check>>, Saturated> {
        let mut open = Vec::new();
        let mut is_violated = false;
        for check in self.checks() {
            let mut passes = false;
            let rule = |choose: &mut Chooser| {
                check.run(on, choose).map(|refusal| {
                    let changes = left_behind(&refusal, on, choose);
                    (refusal, changes)
                })
            };
            let asks = each_fork(readings, self.loose, rule, |found, readings| {
                let Some((refusal, changes)) = found else {
                    passes = true;
                    return;
                };
                into.push(Branch {
                    permit: Permit::Refuse(refusal),
                    changes,
                    readings,
                });
            })?;
            is_violated |= !passes;
            if asks && passes {
                open.push(*check);
            }
        }
        Ok((!is_violated).then_some(open))
    }

    /// The readings under which none of the checks that `which` picks is violated.
    fn unviolated(
        &self,
        on: &Context<'_>,
        readings: &Readings,
        which: impl Fn(&Check) -> bool,
    ) -> Result<Vec<Readings>, Saturated> {
        // A check that is passed narrows the readings, and the next is asked of
        // what is left: asked each by itself, two could pass under readings that
        // exclude one another.
        let mut open = vec![*readings];
        for check in self.checks().filter(|check| which(check)) {
            let mut next: Vec<Readings> = Vec::new();
            for readings in &open {
                let rule = |choose: &mut Chooser| check.run(on, choose).is_some();
                each_fork(readings, self.loose, rule, |violated, readings| {
                    if !violated && !next.contains(&readings) {
                        next.push(readings);
                    }
                })?;
            }
            open = next;
            if open.is_empty() {
                break;
            }
            if open.len() > FORK_LIMIT {
                return Err(Saturated);
            }
        }
        Ok(open)
    }

    fn shares_clause(
        check: Check,
        clause: ClauseId,
        on: &Context<'_>,
        model: &Self,
        readings: &Readings,
    ) -> bool {
        fork(readings, model.loose, |choose| check.run(on, choose)).is_ok_and(|outcomes| {
            outcomes.iter().any(|(found, _)| {
                found
                    .as_ref()
                    .is_some_and(|refusal| refusal.clause == clause)
            })
        })
    }

    fn checks(&self) -> impl Iterator<Item = &'static Check> + '_ {
        CHECKS.iter().filter(|check| !self.skipped.contains(check))
    }

    fn context<'b>(&'b self, world: &'b World, call: &'b Call, read: &'b TagCall) -> Context<'b> {
        Context {
            edition: self.edition,
            world,
            account: &call.account,
            call: read,
        }
    }
}

/// Opens `readings` again to refusals that may carry any code, where the call
/// is wrong in another way as well: whoever has a code of his own for such a
/// call has not said which of its faults it is for.
fn unpin_any_code(branches: &mut [Branch], readings: &Readings) {
    for place in 0..branches.len() {
        let branch = &branches[place];
        let Permit::Refuse(refusal) = &branch.permit else {
            continue;
        };
        let is_wrong_besides = |other: &Branch| {
            matches!(&other.permit, Permit::Refuse(besides) if besides.clause != refusal.clause)
                && other.readings.meet(&branch.readings).is_some()
        };
        if refusal.codes.may_be_any()
            && branch.changes.is_empty()
            && branch.readings != *readings
            && branches.iter().any(is_wrong_besides)
        {
            branches[place].readings = *readings;
        }
    }
}

/// What one implementation answers, and what it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub permit: Permit,
    /// What it changes.
    pub changes: Vec<Change>,
}

impl Decision {
    fn unknown() -> Self {
        Self {
            permit: Permit::Anything,
            changes: Vec::new(),
        }
    }
}

/// The order in which an implementation looks for violations.
fn order(precedence: Precedence) -> &'static [Stage] {
    use Stage::{
        Counts, Existing, Form, Keys, Quota, Required, Resources, Type, Uniqueness, Values,
    };
    match precedence {
        Precedence::PageOrder => &[
            Form, Required, Counts, Keys, Values, Uniqueness, Type, Resources, Existing, Quota,
        ],
        Precedence::ResourcesFirst => &[
            Form, Required, Type, Resources, Counts, Keys, Values, Uniqueness, Existing, Quota,
        ],
        Precedence::ValuesFirst => &[
            Form, Required, Uniqueness, Counts, Values, Keys, Type, Resources, Existing, Quota,
        ],
        Precedence::Reversed => &[
            Quota, Existing, Resources, Type, Uniqueness, Values, Keys, Counts, Required, Form,
        ],
    }
}
