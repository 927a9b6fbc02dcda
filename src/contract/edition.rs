//! What an edition is: one dated version of the specification.

use super::axes as axis;
use super::clauses::{CLAUSES, Clause};
use super::kind::Kind;
use super::product::Product;
use super::reading::{ReadingError, Readings};
use super::refusals::Refusals;
use super::text::{FirstRule, TextAxes, charset_axes};

/// One dated version of the specification.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The API whose page it is.
    pub product: &'static Product,
    /// Permanent name, as in `--edition NAME`.
    pub name: &'static str,
    /// Where it comes from.
    pub about: &'static str,
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
    /// Axes on which the edition itself leaves fewer options.
    pub settled: &'static [(&'static str, &'static [&'static str])],
    /// Clauses that it does not have.
    pub without: &'static [&'static str],
}

/// A resource type of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceType {
    /// The edition's spelling.
    pub name: &'static str,
    /// The type's operations, if fixtures of it can be created.
    pub kind: Option<Kind>,
}

/// What an edition says of one kind of text.
#[derive(Debug, Clone)]
pub struct TextRule {
    /// Characters, at most.
    pub length: usize,
    /// Whether the page lists the characters that it can contain.
    pub listed_characters: bool,
    /// Whether it must start with a letter.
    pub first: FirstRule,
    /// The axes that settle the rest.
    pub axes: &'static TextAxes,
}

impl Edition {
    /// Every reading that the edition admits.
    pub fn readings(&self) -> Readings {
        let mut readings = Readings::all();
        for (axis, options) in self.settled {
            // A test holds that the table names existing axes and options.
            readings = readings.limited(axis, options).unwrap_or(readings);
        }
        if !self.key.listed_characters && !self.value.listed_characters {
            for axis in charset_axes() {
                if let Some(accepted) = axis.axis().option("accepted") {
                    readings = readings.choosing(axis, accepted);
                }
            }
        }
        readings
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

    /// One complete reading: the first option left on every axis.
    pub fn complete(&self, readings: &Readings) -> Readings {
        axis::axis_ids().fold(*readings, |reading, axis| {
            reading.choosing(axis, readings.first(axis))
        })
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
    pub fn clauses(&self) -> impl Iterator<Item = &'static Clause> + '_ {
        CLAUSES
            .iter()
            .filter(|clause| !self.without.contains(&clause.id))
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
