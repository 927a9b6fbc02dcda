//! What an edition is: one dated version of the specification.

use super::axes as axis;
use super::axis::AxisId;
use super::clause::Clause;
use super::clauses::{ClauseId, clause_ids};
use super::kind::Kind;
use super::product::Product;
use super::reading::{ReadingError, Readings};
use super::refusals::Refusals;
use super::text::{FirstRule, TextAxes};

/// One dated version of the specification.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The API whose page it is.
    pub product: &'static Product,
    /// Permanent name, as in `--edition NAME`.
    pub name: &'static str,
    /// Where it comes from.
    pub about: &'static str,
    /// The file that describes it, where no page does.
    pub file: Option<EditionFile>,
    /// Resource ids in a call, at most.
    pub ids: usize,
    /// Tags in a call, at most.
    pub tags: usize,
    /// Tags on a resource, at most.
    pub quota: usize,
    /// Rules for keys.
    pub key: TextRule,
    /// Rules for values.
    pub value: TextRule,
    /// Resource types with the edition's spelling.
    pub types: &'static [ResourceType],
    /// Types that only later editions list.
    pub newer_types: &'static [&'static str],
    /// Types that share tag information with each other.
    pub sharing: &'static [Kind],
    /// The codes by which it has violations refused.
    pub refusals: &'static Refusals,
    /// The snapshot of the kill matrix of its built-in suites, as `cargo test`
    /// last found it; `proof` reads it. Nothing is proved where it is empty.
    pub kill_matrix: &'static str,
    /// Axes on which the edition itself leaves fewer options.
    pub settled: &'static [(&'static str, &'static [&'static str])],
    /// Axes on which it leaves no question at all, with the option that it
    /// stands for: nobody is told of them.
    pub absent: &'static [(&'static str, &'static str)],
    /// The options that it leans to, where they are not the first.
    pub leaning: &'static [(&'static str, &'static str)],
    /// Clauses that it does not have.
    pub without: &'static [ClauseId],
}

/// The file that describes an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditionFile {
    /// Its path, as it was given.
    pub path: &'static str,
    /// What is in it.
    pub text: &'static str,
}

/// A resource type of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceType {
    /// The edition's spelling.
    pub name: &'static str,
    /// The type's operations, if fixtures of it can be created.
    pub kind: Option<Kind>,
}

impl ResourceType {
    /// A type that no fixtures can be created of.
    pub const fn named(name: &'static str) -> Self {
        Self { name, kind: None }
    }

    /// The same type, of which they can.
    #[must_use]
    pub const fn of(self, kind: Kind) -> Self {
        Self {
            kind: Some(kind),
            ..self
        }
    }
}

/// What an edition says of the characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// It lists some, and says nothing of the others.
    Listed,
    /// It says nothing, which by the letter allows all.
    Unsaid,
    /// Any will do.
    Any,
}

/// What an edition says of one kind of text.
#[derive(Debug, Clone)]
pub struct TextRule {
    /// Characters, at most.
    pub length: usize,
    /// What the page says of the characters that it can contain.
    pub characters: Characters,
    /// Whether it must start with a letter.
    pub first: FirstRule,
    /// The axes that settle the rest.
    pub axes: &'static TextAxes,
}

/// The option of the axes of characters that lets them be used.
const ACCEPTED: &str = "accepted";

impl TextRule {
    /// The axes of characters that the rule answers: each is accepted.
    fn allowed(&self) -> impl Iterator<Item = AxisId> + '_ {
        let (any, free) = match self.characters {
            Characters::Any => (true, true),
            Characters::Unsaid => (false, self.first == FirstRule::Anything),
            Characters::Listed => (false, false),
        };
        let classes = self.axes.of_classes().filter(move |_| any);
        classes.chain(self.axes.of_first().filter(move |_| free))
    }

    /// Whether an axis does not arise: that of a first character, where the page
    /// speaks neither of it nor of others.
    fn lacks(&self, axis: AxisId) -> bool {
        self.characters == Characters::Unsaid
            && self.first == FirstRule::Anything
            && self.axes.of_first().any(|of_text| of_text == axis)
    }
}

impl Edition {
    /// Every reading that the edition admits.
    pub fn readings(&self) -> Readings {
        let mut readings = Readings::all();
        // A test holds that the tables name existing axes and options.
        for (axis, options) in self.settled {
            readings = readings.limited(axis, options).unwrap_or(readings);
        }
        for (axis, option) in self.absent {
            readings = readings.limited(axis, &[option]).unwrap_or(readings);
        }
        let allowed = self.texts().flat_map(TextRule::allowed);
        allowed.fold(readings, |readings, axis| {
            let accepted = axis.axis().option(ACCEPTED);
            accepted.map_or(readings, |accepted| readings.choosing(axis, accepted))
        })
    }

    /// The readings of the edition under `AXIS=OPTION` choices.
    pub fn readings_given<'a>(
        &self,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Readings, ReadingError> {
        let all = self.readings();
        let mut readings = all;
        for (axis, option) in choices {
            let wanted = Readings::all().limited(axis, &[option])?;
            readings = readings
                .meet(&wanted)
                .ok_or_else(|| ReadingError::Settled {
                    edition: self.name.to_owned(),
                    axis: axis.to_owned(),
                    settled: axis::axis_named(axis)
                        .map(|id| all.names(id).join(", "))
                        .unwrap_or_default(),
                })?;
        }
        Ok(readings)
    }

    /// One complete reading: on every axis the option that it leans to, or the
    /// first that is left.
    pub fn complete(&self, readings: &Readings) -> Readings {
        axis::axis_ids().fold(*readings, |reading, axis| {
            let left = |option: &u8| readings.options(axis).any(|left| left == *option);
            let leant = self.leaning.iter().find(|(id, _)| *id == axis.axis().id);
            let leant = leant.map(|(_, option)| *option);
            let leant = leant.or_else(|| self.allows_unsaid(axis).then_some(ACCEPTED));
            let leant = leant.and_then(|option| axis.axis().option(option));
            let option = leant.filter(left).unwrap_or_else(|| readings.first(axis));
            reading.choosing(axis, option)
        })
    }

    /// The axes that it leaves a question on, or settles itself.
    pub fn axes(&self) -> impl Iterator<Item = AxisId> + '_ {
        axis::axis_ids().filter(|axis| !self.lacks(*axis))
    }

    /// Whether an axis does not arise in it.
    pub fn lacks(&self, axis: AxisId) -> bool {
        let is_absent = self.absent.iter().any(|(id, _)| *id == axis.axis().id);
        is_absent || self.texts().any(|text| text.lacks(axis))
    }

    /// The rules for keys and for values.
    fn texts(&self) -> impl Iterator<Item = &TextRule> {
        [&self.key, &self.value].into_iter()
    }

    /// Whether it says nothing of the characters that an axis is about.
    fn allows_unsaid(&self, axis: AxisId) -> bool {
        let mut unsaid = self
            .texts()
            .filter(|text| text.characters == Characters::Unsaid);
        unsaid.any(|text| text.axes.of_classes().any(|of_text| of_text == axis))
    }

    /// Whether a clause is one that calls are refused for with this code.
    pub fn refuses(&self, clause: &Clause, code: &str) -> bool {
        clause.codes(self.refusals).has(code)
    }

    /// The spelling of a type that fixtures can be created of.
    pub fn type_name(&self, kind: Kind) -> &'static str {
        self.types
            .iter()
            .find(|known| known.kind == Some(kind))
            .map_or("", |known| known.name)
    }

    /// The clauses that it has.
    pub fn clauses(&self) -> impl Iterator<Item = ClauseId> + '_ {
        clause_ids().filter(|clause| !self.without.contains(clause))
    }

    /// A clause's sentence with the edition's limits in it.
    pub fn words(&self, clause: &Clause) -> String {
        let types: Vec<_> = self.types.iter().map(|known| known.name).collect();
        let codes = clause.codes(self.refusals);
        let status = codes.usual().map_or(400, |row| row.status);
        clause
            .words
            .replace("{ids}", &self.ids.to_string())
            .replace("{tags}", &self.tags.to_string())
            .replace("{quota}", &self.quota.to_string())
            .replace("{key-length}", &self.key.length.to_string())
            .replace("{value-length}", &self.value.length.to_string())
            .replace("{types}", &types.join(", "))
            .replace("{code}", &codes.words())
            .replace("{status}", &status.to_string())
    }
}
