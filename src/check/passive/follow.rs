//! Follows a recording exchange by exchange: what explains it, and what is known.

use std::collections::BTreeSet;

use crate::contract::{Answer, AxisId, Call, ClauseId, Edition, params};
use crate::model::{Model, Permit, Saturated, World, kind_of};

use super::guesses::{Guess, guesses};
use super::known::{Knowledge, Known, has_any, is_kindless, is_plain, named, owned_by};
use super::lives;
use super::pages::{Page, Pages};
use super::parked::Parked;
use super::seen::{Deed, Heard, Seen};
use crate::check::belief::{Belief, Hypothesis, Relation};

/// The state of belief and knowledge between two exchanges.
#[derive(Clone)]
pub(super) struct Follower<'a> {
    /// The model, with the axes loosened that were answered both ways.
    pub(super) model: Model<'a>,
    /// The edition.
    pub(super) edition: &'a Edition,
    /// What explains all so far.
    pub(super) belief: Belief,
    /// What is known beside it.
    pub(super) known: Known,
    /// Pages of listings that are not at their end.
    pub(super) pages: Pages,
    /// What is known and stands in no world.
    pub(super) parked: Parked,
}

/// What an exchange came to.
pub(super) enum Step {
    /// It is no evidence; why, if it is not one of the calls that are followed
    /// only for what they change.
    Followed(Option<String>),
    /// Some reading explains it.
    Explained(Settled),
    /// None does.
    Unexplained(Unexplained),
    /// The answer is none.
    Broken(String),
    /// It cannot be told.
    Open(String),
}

/// An exchange that is explained.
pub(super) struct Settled {
    /// The clauses that explain a refusal.
    pub(super) refused_for: Vec<ClauseId>,
    /// The resources of which too little is known to say more.
    pub(super) unseen: Vec<String>,
}

/// An exchange that nothing explains.
#[derive(Clone)]
pub(super) struct Unexplained {
    /// Every world that it may have met.
    pub(super) before: Belief,
    /// The call as it is judged there.
    pub(super) call: Call,
    /// The answer, of a listing all its pages.
    pub(super) answer: Answer,
}

impl<'a> Follower<'a> {
    /// Nothing is known and every reading in `start` is possible.
    pub(super) fn new(model: Model<'a>, start: &Relation) -> Self {
        Self {
            model,
            edition: model.edition,
            belief: Belief::new(start, World::default()),
            known: Known::default(),
            pages: Pages::default(),
            parked: Parked::default(),
        }
    }

    /// Takes the next exchange. One that cannot be explained changes nothing;
    /// [`Self::distrust`] goes on from there. `tangled` says that it overlaps a
    /// write on the same resources.
    pub(super) fn step(&mut self, seen: &Seen, tangled: bool) -> Step {
        self.bring(seen);
        let is_write = !matches!(seen.deed, Deed::List);
        if is_write {
            self.pages.forget();
        }
        if tangled && is_write {
            self.unsee_all(seen);
        }
        let step = match &seen.heard {
            Heard::Answered => match &seen.answer() {
                Ok(answer) => self.answered(seen, answer, tangled),
                Err(error) => Step::Broken(error.to_string()),
            },
            Heard::TurnedAway(why) => self.pass(seen, why),
            Heard::Unrecorded(why) => self.pass(seen, why),
            Heard::Lost(why) => {
                self.lose(seen);
                Step::Followed(Some(why.clone()))
            }
            Heard::Broken(what) => {
                self.lose(seen);
                if matches!(seen.deed, Deed::Tag) {
                    Step::Broken(what.clone())
                } else {
                    Step::Followed(Some("a companion's answer that is none".to_owned()))
                }
            }
        };
        if tangled && is_write && !matches!(step, Step::Unexplained(_)) {
            self.unsee_all(seen);
        }
        step
    }

    fn answered(&mut self, seen: &Seen, answer: &Answer, tangled: bool) -> Step {
        let done = match seen.deed {
            Deed::Tag => self.tag(&seen.call, answer),
            Deed::List if tangled => {
                let why = "overlaps a write on the same resources";
                Ok(Step::Followed(Some(why.to_owned())))
            }
            Deed::List => self.list(&seen.call, answer),
            Deed::Untag => self.untag(&seen.call, answer),
            Deed::Create(kind) => {
                self.belief =
                    lives::created(&mut self.known, &self.belief, kind, &seen.call, answer);
                Ok(Step::Followed(None))
            }
            Deed::Delete(kind) => {
                self.belief =
                    lives::deleted(&mut self.known, &self.belief, kind, &seen.call, answer);
                Ok(Step::Followed(None))
            }
            Deed::Unknown => Ok(Step::Followed(None)),
        };
        done.unwrap_or_else(|saturated| {
            self.distrust(seen, tangled);
            Step::Open(saturated.to_string())
        })
    }

    /// The same with one option of an axis, judged by another model.
    pub(super) fn choosing(&self, axis: AxisId, option: u8, model: Model<'a>) -> Option<Self> {
        let chosen = self
            .belief
            .hypotheses()
            .iter()
            .map(|hypothesis| Hypothesis {
                readings: hypothesis.readings.choosing(axis, option),
                ..hypothesis.clone()
            });
        let belief = Belief::of(chosen.collect()).ok()?;
        Some(Self {
            model,
            belief,
            ..self.clone()
        })
    }

    /// The worlds that a call may have met with this answer.
    fn supposed(&self, call: &Call, answer: &Answer) -> (Vec<Vec<Guess>>, Vec<String>) {
        let unseen = self.unseen(call, &named(call));
        let per_hypothesis = self.belief.hypotheses().iter().map(|hypothesis| {
            if unseen.is_empty() {
                let world = (*hypothesis.world).clone();
                let call = call.clone();
                return vec![Guess { world, call }];
            }
            let mut all = guesses(&self.known, self.edition, &hypothesis.world, call);
            if answer.is_success() {
                all.truncate(1);
            }
            all
        });
        (per_hypothesis.collect(), unseen)
    }

    /// The resources of which not all is known.
    fn unseen(&self, call: &Call, ids: &BTreeSet<String>) -> Vec<String> {
        ids.iter()
            .filter(|id| self.knowledge(id, call) != Knowledge::Whole)
            .cloned()
            .collect()
    }

    fn knowledge(&self, id: &str, call: &Call) -> Knowledge {
        // Which resources are there is the same in all worlds of the belief.
        match self.belief.hypotheses().first() {
            Some(first) => self.known.of(id, call, &first.world),
            None => Knowledge::Nothing,
        }
    }

    fn tag(&mut self, call: &Call, answer: &Answer) -> Result<Step, Saturated> {
        let ids = named(call);
        let (supposed, unseen) = self.supposed(call, answer);
        let mut next: Vec<Hypothesis> = Vec::new();
        let mut before: Vec<Hypothesis> = Vec::new();
        for (hypothesis, guesses) in self.belief.hypotheses().iter().zip(supposed) {
            for guess in guesses {
                let met = with_world(hypothesis, guess.world);
                let after = self.answers(&met, &guess.call, answer)?;
                before.push(met);
                next.extend(after.into_hypotheses().into_iter().map(|after| {
                    // A refusal leaves what is known as it was.
                    let is_known = answer.is_success() || unseen.is_empty();
                    let world = if is_known {
                        after.world
                    } else {
                        hypothesis.world.clone()
                    };
                    Hypothesis { world, ..after }
                }));
            }
        }
        let before = Belief::of(before)?;
        if next.is_empty() {
            return Ok(Step::Unexplained(Unexplained {
                before,
                call: call.clone(),
                answer: answer.clone(),
            }));
        }
        let settled = Settled {
            refused_for: self.reasons(&before, call, answer),
            unseen: if self.is_settled(call, answer)? {
                Vec::new()
            } else {
                unseen.clone()
            },
        };
        let owners = self.owners(&unseen);
        self.belief = Belief::of(next)?;
        if unseen.is_empty() {
            return Ok(Step::Explained(settled));
        }
        if answer.is_success() {
            let learned = is_plain(call) && !is_kindless(self.edition, call);
            for (id, owner) in owners {
                self.after_acceptance(&id, owner.as_deref(), learned);
            }
        } else if ids.len() > 1 {
            // Some of them may have been tagged all the same.
            for id in &ids {
                self.belief = self.known.weaken(id, &self.belief);
            }
        }
        Ok(Step::Explained(settled))
    }

    /// Whether an answer is permitted whatever was there before.
    fn is_settled(&self, call: &Call, answer: &Answer) -> Result<bool, Saturated> {
        let first = self.belief.hypotheses();
        let mut allowed: Vec<bool> = Vec::new();
        for hypothesis in first {
            let all = guesses(&self.known, self.edition, &hypothesis.world, call);
            allowed.resize(all.len(), false);
            for (allowed, guess) in allowed.iter_mut().zip(all) {
                let met = with_world(hypothesis, guess.world);
                *allowed = *allowed || !self.answers(&met, &guess.call, answer)?.is_empty();
            }
        }
        Ok(allowed.iter().all(|allowed| *allowed))
    }

    fn answers(&self, met: &Hypothesis, call: &Call, answer: &Answer) -> Result<Belief, Saturated> {
        let one = Belief::of(vec![met.clone()])?;
        one.after(&self.model, call, answer, &BTreeSet::new())
    }

    /// The clauses for which a call was refused.
    fn reasons(&self, before: &Belief, call: &Call, answer: &Answer) -> Vec<ClauseId> {
        let none = BTreeSet::new();
        let mut reasons = Vec::new();
        for (permit, _) in before.permitted(&self.model, call) {
            if let Permit::Refuse(refusal) = &permit
                && permit.allows(answer, &none)
                && !reasons.contains(&refusal.clause)
            {
                reasons.push(refusal.clause);
            }
        }
        reasons
    }

    /// Who owns resources, as far as that is known.
    fn owners(&self, ids: &[String]) -> Vec<(String, Option<String>)> {
        let first = self.belief.hypotheses().first();
        ids.iter()
            .map(|id| {
                let there = first.and_then(|first| first.world.get(id));
                (id.clone(), there.map(|resource| resource.account.clone()))
            })
            .collect()
    }

    /// What an acceptance shows of a resource: that it is there, unless the
    /// call may have meant another place.
    fn after_acceptance(&mut self, id: &str, owner: Option<&str>, learned: bool) {
        match owner {
            Some(owner) => {
                self.belief = self.belief.altered(|world| owned_by(world, id, owner));
                if !self.known.may_learn(id) {
                    self.belief = self.known.weaken(id, &self.belief);
                }
            }
            None if learned && self.known.may_learn(id) => {
                self.known.open.insert(id.to_owned());
            }
            None => self.belief = self.known.unsee(id, &self.belief),
        }
    }

    fn untag(&mut self, call: &Call, answer: &Answer) -> Result<Step, Saturated> {
        let keys = has_any(call, params::TAG_KEY);
        let all = call.get(params::ALL);
        let means_all = all.is_some_and(|all| all.eq_ignore_ascii_case("true"));
        let is_clear = is_plain(call)
            && !has_any(call, params::TAG)
            && if keys { all.is_none() } else { means_all };
        let ids = named(call);
        if answer.is_success() && is_clear {
            let kind = kind_of(self.edition, call);
            let none = BTreeSet::new();
            let next = self.belief.after(&self.model, call, answer, &none)?;
            if !next.is_empty() {
                self.belief = next;
            }
            for id in &ids {
                if !self.is_at(id, call, kind) || !self.known.may_learn(id) {
                    self.belief = self.known.weaken(id, &self.belief);
                }
            }
        } else {
            for id in &ids {
                self.belief = self.known.weaken(id, &self.belief);
            }
        }
        Ok(Step::Followed(None))
    }

    /// Whether a resource is known to be where a call looks for it.
    fn is_at(&self, id: &str, call: &Call, kind: Option<crate::contract::Kind>) -> bool {
        let first = self.belief.hypotheses().first();
        first
            .and_then(|first| first.world.get(id))
            .is_some_and(|there| {
                Some(there.kind) == kind
                    && call.get(params::REGION_ID) == Some(there.region.as_str())
                    && there.account == call.account
            })
    }

    fn list(&mut self, call: &Call, answer: &Answer) -> Result<Step, Saturated> {
        let (call, answer) = match self.pages.take(self.edition, call, answer) {
            Page::Whole(call, answer) => (call, answer),
            Page::Part(why) => return Ok(Step::Followed(Some(why.to_owned()))),
        };
        let Some(world) = self.belief.some_world() else {
            return Ok(Step::Followed(None));
        };
        let listing =
            super::listing::Listing::of(self.edition, &self.known, &call, &answer, &world);
        let before = self
            .belief
            .altered(|world| listing.suppose(&self.known, world));
        let none = BTreeSet::new();
        let after = before.after(&self.model, &call, &answer, &none)?;
        if after.is_empty() {
            return Ok(Step::Unexplained(Unexplained {
                before,
                call,
                answer,
            }));
        }
        self.belief = listing.learn(&mut self.known, &world, &after);
        Ok(Step::Explained(Settled {
            refused_for: Vec::new(),
            unseen: listing.unseen(),
        }))
    }
}

fn with_world(hypothesis: &Hypothesis, world: World) -> Hypothesis {
    Hypothesis {
        world: std::sync::Arc::new(world),
        ..hypothesis.clone()
    }
}
