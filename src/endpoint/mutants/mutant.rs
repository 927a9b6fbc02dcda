//! A mutant: what is wrong with it, what it sees and what it remembers.

use std::collections::VecDeque;

use crate::contract::{
    Ability, Answer, Call, ClauseId, Edition, Readings, Refusals, Stated, axis_named, params,
};
use crate::model::{Check, Decision, Model, Permit, Refusal, Resource, Unstated, World};
use crate::wire::{Format, Response};

use super::super::gateway::Guard;
use super::super::switch::Rule;
use super::condition::Condition;

/// The reference with one clause broken.
#[derive(Debug)]
pub struct Mutant {
    /// Permanent name, as in `--target mutant:NAME`.
    pub name: &'static str,
    /// Names that it had before, by which it is still found.
    pub aliases: &'static [&'static str],
    /// Id of the clause that it breaks.
    pub clause: ClauseId,
    /// What it does, for people.
    pub about: &'static str,
    /// Axes and options of the reading under which the fault shows, where that
    /// is not the default one: the mutant is the reference *under this
    /// reading* with the fault.
    pub given: &'static [(&'static str, &'static str)],
    /// What a product must have for the fault to show.
    pub needs: Option<Ability>,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a mutant, and where.
#[derive(Debug)]
pub enum Fault {
    /// It follows an edition with another limit or table.
    Edition(fn(&mut Edition)),
    /// It does not look at one thing that proves who calls, where signatures are
    /// enforced.
    Gate(Guard),
    /// It leaves these check groups out.
    Skip(&'static [Check]),
    /// It reads another call than was sent.
    Call(fn(&mut Call, &World)),
    /// It fails with a server error on such calls, before it does anything.
    Crash(fn(&Call) -> bool),
    /// It looks at the world first and writes a moment later, holding nothing in
    /// between: what it writes follows from the world as it was, and is fitted
    /// into the world as it is. Alone it is right.
    Race(fn(&World, &World, &mut Decision)),
    /// It decides otherwise, or changes something else. Of operations that are
    /// not of tags only the changes can be other.
    Effect(fn(&Before<'_>, &mut Memory, &mut Decision)),
    /// It says one code instead of another.
    Code {
        /// Where the codes stand that are right.
        of: fn(&Refusals) -> Stated,
        /// The code that it says, one of a sibling API; none where only the
        /// status is wrong.
        instead: Option<&'static str>,
        /// The status that it says with it.
        status: u16,
    },
    /// It answers something else.
    Answer(fn(&mut Answer, &Call, &mut Memory)),
    /// It writes an answer otherwise.
    Response(fn(&mut Response, &Answer, &Call, Format)),
    /// It has the fault of the mutant with this name where all of these
    /// conditions hold, and nowhere else.
    Where(&'static [Condition], &'static str),
    /// It switches between two options of an axis.
    Switch {
        /// The axis.
        axis: &'static str,
        /// The two options.
        options: (&'static str, &'static str),
        /// When which of them counts.
        rule: Rule,
    },
}

impl Fault {
    /// The checks that it leaves out.
    pub(in crate::endpoint) fn skipped(&self) -> &'static [Check] {
        match self {
            Self::Skip(checks) => checks,
            _ => &[],
        }
    }

    /// Answers something else, if that is what is wrong.
    pub(in crate::endpoint) fn garble(
        &self,
        answer: &mut Answer,
        call: &Call,
        edition: &Edition,
        memory: &mut Memory,
    ) {
        match self {
            Self::Answer(change) => change(answer, call, memory),
            Self::Code {
                of,
                instead,
                status,
            } if answer
                .code()
                .is_some_and(|code| of(edition.refusals).has(code)) =>
            {
                if let Some(instead) = instead {
                    answer.body["Code"] = (*instead).into();
                }
                answer.status = *status;
            }
            _ => {}
        }
    }

    /// Decides otherwise, if that is what is wrong.
    pub(in crate::endpoint) fn disturb(
        &self,
        before: &Before<'_>,
        memory: &mut Memory,
        decision: &mut Decision,
    ) {
        if let Self::Effect(effect) = self {
            effect(before, memory, decision);
        }
    }
}

/// What a mutant sees before a call is answered.
pub struct Before<'a> {
    /// The call.
    pub call: &'a Call,
    /// The world before it.
    pub world: &'a World,
    /// The model that it is answered by.
    pub model: Model<'a>,
    /// The reading that it is answered under.
    pub reading: &'a Readings,
}

/// What a mutant remembers from one request to the next.
#[derive(Debug, Default)]
pub struct Memory {
    /// Resources that are not there any more, or never were so.
    pub ghosts: VecDeque<(String, Resource)>,
    /// The resources that were tagged, the last one at the end.
    pub tagged: VecDeque<String>,
    /// A request id that was said before.
    pub request_id: Option<String>,
    /// How often it did something.
    pub count: u64,
}

/// Ghosts that are remembered, at most.
pub(super) const MAX_GHOSTS: usize = 300;

impl Mutant {
    /// A mutant of the reference under its default reading.
    pub(super) const fn new(
        name: &'static str,
        clause: ClauseId,
        about: &'static str,
        fault: Fault,
    ) -> Self {
        Self {
            name,
            aliases: &[],
            clause,
            about,
            given: &[],
            needs: None,
            fault,
        }
    }

    /// The same mutant of the reference under another reading.
    pub(super) const fn under(self, given: &'static [(&'static str, &'static str)]) -> Self {
        Self { given, ..self }
    }

    /// The same mutant, which had other names before.
    pub(super) const fn formerly(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The same mutant, which only shows where a product has a type or an
    /// operation.
    pub(super) const fn needing(self, ability: Ability) -> Self {
        Self {
            needs: Some(ability),
            ..self
        }
    }

    /// Whether it breaks anything of an edition: it has the clause and what the
    /// mutant needs, leaves its reading open, and states a code where one is said
    /// wrong.
    pub fn applies_to(&self, edition: &Edition) -> bool {
        let readings = edition.readings();
        let is_left = |axis: &str, option: &str| {
            let names = axis_named(axis).map(|axis| readings.names(axis));
            names.is_some_and(|names| names.contains(&option))
        };
        let is_possible = match &self.fault {
            Fault::Code {
                of,
                instead,
                status,
            } => {
                let stated = of(edition.refusals);
                let is_said = |code: &str| stated.has(code);
                let is_right = stated.rows().iter().any(|row| row.status == *status);
                matches!(stated, Stated::Only(_)) && !instead.map_or(is_right, is_said)
            }
            Fault::Switch {
                axis,
                options: (one, other),
                ..
            } => {
                // To follow for good what is usual in an edition changes nothing.
                let usual = edition.complete(&readings);
                let is_usual = one == other
                    && axis_named(axis).is_some_and(|axis| usual.names(axis) == [*one]);
                is_left(axis, one) && is_left(axis, other) && !is_usual
            }
            _ => true,
        };
        let has_clause = edition.clauses().any(|clause| clause == self.clause);
        let mut given = self.given.iter();
        let has = |need: Ability| Ability::all(edition).any(|ability| ability == need);
        let is_there = self.needs.is_none_or(has);
        has_clause && is_possible && is_there && given.all(|(axis, option)| is_left(axis, option))
    }

    /// Whether its fault shows under conditions of a call alone.
    pub fn is_narrow(&self) -> bool {
        matches!(self.fault, Fault::Where(..))
    }

    /// The reading that the mutant follows when the reference follows
    /// `reading`. A reference to compare it with must follow it as well.
    pub fn reading(&self, reading: &Readings) -> Readings {
        self.given.iter().fold(*reading, |reading, (axis, option)| {
            // A test holds that the tables name existing axes and options.
            let found = axis_named(axis).and_then(|axis| {
                let option = axis.axis().option(option)?;
                Some(reading.choosing(axis, option))
            });
            found.unwrap_or(reading)
        })
    }
}

impl Before<'_> {
    /// Whether the call is of this operation.
    pub(super) fn is(&self, action: &str) -> bool {
        self.call.action == action
    }

    /// Whether the call removes tags.
    pub(super) fn untags(&self) -> bool {
        self.model.edition.product.is_untag(&self.call.action)
    }

    /// Whether a `TagResources` call has such a text as this field of a tag.
    pub(super) fn has_text(&self, field: &str, such: fn(&str) -> bool) -> bool {
        self.is(params::TAG_RESOURCES)
            && self
                .call
                .params
                .iter()
                .any(|(name, text)| is_field(name, field) && such(text))
    }

    /// What the reference would decide on another call in another world.
    pub(super) fn decide(&self, world: &World, call: &Call) -> Decision {
        self.model.decide(world, call, self.reading)
    }

    /// What the reference would decide without some of its checks.
    pub(super) fn decide_without(&self, checks: &[Check]) -> Decision {
        let model = Model {
            skipped: checks,
            ..self.model
        };
        model.decide(self.world, self.call, self.reading)
    }
}

impl Memory {
    /// Remembers a resource as it is now.
    pub(super) fn keep(&mut self, id: &str, resource: &Resource) {
        self.ghosts.push_back((id.to_owned(), resource.clone()));
        if self.ghosts.len() > MAX_GHOSTS {
            self.ghosts.pop_front();
        }
    }
}

/// Whether a parameter is this field of a tag.
pub(super) fn is_field(name: &str, field: &str) -> bool {
    name.strip_prefix(params::TAG)
        .and_then(|rest| rest.strip_prefix('.'))
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(_, found)| found == field)
}

/// Refuses a call that the reference accepts.
pub(super) fn refuse(decision: &mut Decision, clause: ClauseId, codes: Stated) {
    if decision.permit == Permit::Accept {
        decision.changes.clear();
        let what = Unstated::Invalid(params::TAG);
        decision.permit = Permit::Refuse(Refusal::by(clause, codes, what));
    }
}
