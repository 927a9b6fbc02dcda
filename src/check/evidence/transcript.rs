//! What a case did and saw: the plain record that is judged.

use memchr::memmem;

use crate::cases::{Bound, Side};
use crate::contract::{Answer, Call, ClauseId, Kind, Refusals, TagRow, visible};
use crate::targets::{How, Pages};
use crate::wire::{AnswerError, Response};

/// Everything that one attempt at a case did and saw.
#[derive(Debug, Clone, Default)]
pub struct Transcript {
    /// The resources, in the order of creation.
    pub resources: Vec<Labelled>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Whether resources of it may have had tags before that nobody knows.
    pub is_worn: bool,
}

/// A resource with the label that stands for its id wherever runs are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Fixture name in the case.
    pub name: String,
    /// Label, such as `<vpc:1>`.
    pub label: String,
    /// The resource.
    pub bound: Bound,
    /// Its region by name.
    pub region: String,
    /// Whether it was there before the first event.
    pub from_start: bool,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A call was answered or not.
    Exchange(Exchange),
    /// What another operation showed of the tags that one was asked for which
    /// nothing explains. It is no evidence for a reading: it settles which of
    /// two operations is wrong.
    Opinion(Exchange),
    /// Calls were made at once.
    AtOnce(Vec<Overlapping>),
    /// A step created the resource at this place of [`Transcript::resources`].
    Created(usize),
    /// A step deleted the resource with this id.
    Deleted(String),
}

/// One call and what came back.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Why it was sent.
    pub role: Role,
    /// The call.
    pub call: Call,
    /// The call that was made in its place, where another operation shows what
    /// this one would.
    pub instead: Option<Box<Call>>,
    /// The literal query in place of the call's parameters.
    pub raw: Option<Box<str>>,
    /// How it was sent.
    pub how: How,
    /// The bytes that came back.
    pub response: Response,
    /// The answer in them; of a listing of several pages the rows of all.
    pub answer: Result<Answer, AnswerError>,
    /// How its pages were followed.
    pub pages: Pages,
}

/// One of several calls at once. Times are places in one count of all begins
/// and ends, so that what ended before another began is known to come first.
#[derive(Debug, Clone)]
pub struct Overlapping {
    /// Who made it.
    pub lane: u32,
    /// When it was sent.
    pub began: u64,
    /// When it was answered; none where its outcome is unknown, so that it may
    /// take effect at any time after it was sent, or never.
    pub ended: Option<u64>,
    /// The call and what came back.
    pub exchange: Exchange,
}

/// Why a call was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A step of the case, from 1.
    Step(usize),
    /// The valid twin of the step that breaks a clause.
    Twin,
    /// Puts a tag on a bystander, so that its loss is seen.
    Bystander,
    /// Reads the state back after a step; 0 is before the first.
    ReadBack(usize),
}

impl Exchange {
    /// The call that was made.
    pub fn made(&self) -> &Call {
        self.instead.as_deref().unwrap_or(&self.call)
    }

    /// Whether the answer refuses it for the tags that a resource has already.
    pub(in crate::check) fn is_refused_for_tags(&self, refusals: &Refusals) -> bool {
        let code = self.answer.as_ref().ok().and_then(Answer::code);
        code.is_some_and(|code| refusals.quota.has(code) || refusals.existing_key.has(code))
    }
}

#[cfg(test)]
impl Exchange {
    /// What a test makes up: a step's call with its answer.
    pub(in crate::check) fn of_step(step: usize, call: Call, answer: Answer) -> Self {
        Self {
            role: Role::Step(step),
            call,
            instead: None,
            raw: None,
            how: How::usual(),
            response: Response {
                status: answer.status,
                headers: Vec::new(),
                body: Vec::new(),
            },
            answer: Ok(answer),
            pages: Pages::default(),
        }
    }
}

impl Role {
    /// The step that it belongs to.
    pub fn step(self) -> usize {
        match self {
            Self::Step(step) | Self::ReadBack(step) => step,
            Self::Twin | Self::Bystander => 0,
        }
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// All steps were made.
    Complete,
    /// A resource cannot be had, or the target cannot what the case needs.
    NotApplicable(String),
    /// A request got no answer that says anything: worth another attempt.
    Weather {
        /// The place of the request among the events.
        at: usize,
        /// What happened.
        what: String,
        /// How long the target asks to be left alone.
        retry_after: Option<std::time::Duration>,
        /// Whether a neutral request afterwards was answered.
        neutral_answered: bool,
        /// Whether it was this request in every attempt, so often that it is
        /// no chance, and a neutral one was answered each time.
        every_time: bool,
    },
    /// An answer came that is none: judged by its form, and the rest is unknown.
    Broken {
        /// The step.
        step: usize,
        /// The call.
        call: Box<Call>,
        /// What is wrong with the answer.
        what: String,
    },
    /// A companion operation broke its clause where fixtures are made and
    /// deleted, in every attempt.
    Wrong(Wrong),
    /// A companion operation did not do what the case relies on.
    Inconclusive(String),
    /// Somebody asked for an end.
    Stopped,
}

/// What is wrong with an operation that creates or deletes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The clause of level COMPANION.
    pub clause: ClauseId,
    /// The operation.
    pub operation: &'static str,
    /// What should have come.
    pub expected: &'static str,
    /// What it did.
    pub what: String,
}

impl Ended {
    /// Whether not even a neutral request was answered: the target may be gone.
    pub fn is_unanswered(&self) -> bool {
        matches!(
            self,
            Self::Weather {
                neutral_answered: false,
                ..
            }
        )
    }
}

/// Bytes of an altered id from which on it is taken for one: a short one may be
/// part of anything.
const TELLING: usize = 10;

impl Transcript {
    /// Replaces every id that the target issued by its label, and what cases
    /// make of such an id to have one that is none.
    pub fn labelled(&self, text: &str) -> String {
        let mut labelled = text.to_owned();
        let issued = || {
            let resources = self.resources.iter();
            resources.filter(|resource| !resource.bound.id.is_empty())
        };
        // There may be thousands, and most texts are shorter or name one or two.
        let names = |text: &str, id: &str| {
            id.len() <= text.len() && memmem::find(text.as_bytes(), id.as_bytes()).is_some()
        };
        for resource in issued() {
            if names(&labelled, &resource.bound.id) {
                labelled = labelled.replace(&resource.bound.id, &resource.label);
            }
        }
        if labelled.len() < TELLING {
            return labelled;
        }
        for resource in issued() {
            let id = &resource.bound.id;
            let mut cut = id.clone();
            cut.pop();
            for (made, how) in [(id.to_uppercase(), "upper"), (cut, "cut")] {
                if made.len() >= TELLING && names(&labelled, &made) {
                    let label = resource.label.replace('>', &format!(":{how}>"));
                    labelled = labelled.replace(&made, &label);
                }
            }
        }
        labelled
    }

    /// Rows of a listing as texts with labels, in the order of these.
    pub fn labelled_rows(&self, rows: &[TagRow]) -> Vec<String> {
        let mut texts: Vec<String> = rows
            .iter()
            .map(|row| {
                let resource = self.labelled(&row.resource);
                let tag = self.labelled(&format!("{:?} = {:?}", row.key, row.value));
                format!("{} {tag}", visible(&resource))
            })
            .collect();
        texts.sort();
        texts
    }

    /// The next label for a resource of some type.
    pub fn next_label(&self, kind: Kind) -> String {
        let fixture = kind.lifecycle().fixture;
        let number = self
            .resources
            .iter()
            .filter(|there| there.bound.kind == kind)
            .count()
            + 1;
        format!("<{fixture}:{number}>")
    }

    /// Resources of one account and region, by type.
    pub fn of(&self, account: Side, region: Side) -> impl Iterator<Item = &Labelled> {
        self.resources
            .iter()
            .filter(move |there| there.bound.account == account && there.bound.region == region)
    }

    /// The exchanges among the events.
    pub fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.placed_exchanges().map(|(_, exchange)| exchange)
    }

    /// The exchanges, each with the place of its event; opinions are none of the
    /// case's.
    pub fn placed_exchanges(&self) -> impl Iterator<Item = (usize, &Exchange)> {
        self.events.iter().enumerate().flat_map(|(place, event)| {
            let exchanges: Vec<&Exchange> = match event {
                Event::Exchange(exchange) => vec![exchange],
                Event::AtOnce(calls) => calls.iter().map(|call| &call.exchange).collect(),
                Event::Opinion(_) | Event::Created(_) | Event::Deleted(_) => Vec::new(),
            };
            exchanges.into_iter().map(move |exchange| (place, exchange))
        })
    }
}
