//! Reads the parameters of a tag call, asking the axes where the page is silent.

use std::collections::BTreeMap;

use crate::contract::axes as axis;
use crate::contract::axis::{Gaps, OddElement, OddNumber, OddParameter, RepeatedParameter};
use crate::contract::{Call, Class, ClauseId, clauses, params};

use super::choice::Chooser;
use super::permit::{Refusal, Unstated};

/// The highest number of an element that is an ordinary number: beyond it a
/// number is "huge" (A42), which nobody is judged by.
const LAST_ORDINARY_INDEX: u32 = 1000;

/// A call as the service reads it under one interpretation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagCall {
    /// `RegionId`, if sent.
    pub region: Option<String>,
    /// `ResourceType`, if sent.
    pub resource_type: Option<String>,
    /// Ids in the order of their numbers, repetitions among them.
    pub ids: Vec<String>,
    /// Tags in the order of their numbers.
    pub tags: Vec<Tag>,
    /// What is wrong with the form of the parameters themselves.
    pub complaints: Vec<Refusal>,
}

impl TagCall {
    /// Its ids, each once, in order.
    pub(super) fn distinct_ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// One element of the tag list: at least one of its fields was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tag {
    /// `Tag.N.Key`, if sent.
    pub key: Option<Text>,
    /// `Tag.N.Value`, if sent.
    pub value: Option<Text>,
}

/// A text with what the rules want to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text itself.
    pub content: String,
    /// The class of its first character; `None` if it is empty.
    pub first: Option<Class>,
    classes: u16,
}

impl Text {
    fn new(text: &str) -> Self {
        let mut classes = 0;
        for character in text.chars() {
            classes |= 1 << Class::of(character) as u16;
        }
        Self {
            content: text.to_owned(),
            first: text.chars().next().map(Class::of),
            classes,
        }
    }

    /// Whether it holds a character of the class.
    pub fn holds(&self, class: Class) -> bool {
        self.classes & (1 << class as u16) != 0
    }
}

impl Tag {
    /// Its key, empty if none was sent.
    pub fn key(&self) -> &str {
        self.key.as_ref().map_or("", |key| key.content.as_str())
    }

    /// Its value, empty if none was sent.
    pub fn value(&self) -> &str {
        self.value
            .as_ref()
            .map_or("", |value| value.content.as_str())
    }
}

/// What the name of a parameter is to a tag call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Region,
    Type,
    Id(Index),
    Key(Index),
    Value(Index),
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Index {
    Ordinary(u32),
    Odd {
        /// Where it stands as an element of its own.
        place: u64,
        /// What it is as a number, if it is one.
        number: Option<u64>,
    },
}

/// What a parameter is once its number is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Region,
    Type,
    Id(u64),
    Key(u64),
    Value(u64),
}

/// Reads a call under the options that `choose` takes.
pub(super) fn read(call: &Call, choose: &mut Chooser) -> TagCall {
    let mut reader = Reader::default();
    for (name, value) in &call.params {
        reader.take(name, value, choose);
    }
    reader.finish(choose)
}

#[derive(Default)]
struct Reader {
    call: TagCall,
    ids: BTreeMap<u64, String>,
    tags: BTreeMap<u64, Tag>,
    seen: Vec<Counted>,
    odd_parameter: Option<OddParameter>,
    /// For tags and for ids.
    odd_index: [Option<OddNumber>; 2],
    repeated: Option<RepeatedParameter>,
}

impl Reader {
    fn take(&mut self, name: &str, value: &str, choose: &mut Chooser) {
        let mut meaning = classify(name);
        if meaning == Name::Unknown {
            // One choice a call: an implementation that changes it within a call
            // is not worth a fork for each parameter.
            let option = *self
                .odd_parameter
                .get_or_insert_with(|| choose.ask(axis::ODD_PARAMETER));
            match option {
                OddParameter::Ignored => return,
                OddParameter::Rejected => {
                    return self.complain(clauses::PARAMETER_ODD, Unstated::Invalid("Parameter"));
                }
                OddParameter::Resembled => match resembled(name) {
                    Some(known) => meaning = known,
                    None => return,
                },
            }
        }
        let Some(meaning) = self.counted(meaning, choose) else {
            return;
        };
        if self.seen.contains(&meaning) {
            let option = *self
                .repeated
                .get_or_insert_with(|| choose.ask(axis::REPEATED_PARAMETER));
            match option {
                RepeatedParameter::First => return,
                RepeatedParameter::Last => {}
                RepeatedParameter::Rejected => {
                    return self
                        .complain(clauses::PARAMETER_REPEATED, Unstated::Invalid("Parameter"));
                }
            }
        }
        self.seen.push(meaning);
        let value = value.to_owned();
        match meaning {
            Counted::Region => self.call.region = Some(value),
            Counted::Type => self.call.resource_type = Some(value),
            Counted::Id(number) => {
                self.ids.insert(number, value);
            }
            Counted::Key(number) => {
                self.tags.entry(number).or_default().key = Some(Text::new(&value));
            }
            Counted::Value(number) => {
                self.tags.entry(number).or_default().value = Some(Text::new(&value));
            }
        }
    }

    /// What a name is once its number is settled; `None` if it is not there.
    fn counted(&mut self, meaning: Name, choose: &mut Chooser) -> Option<Counted> {
        Some(match meaning {
            Name::Unknown => return None,
            Name::Region => Counted::Region,
            Name::Type => Counted::Type,
            Name::Id(index) => Counted::Id(self.number(index, true, choose)?),
            Name::Key(index) => Counted::Key(self.number(index, false, choose)?),
            Name::Value(index) => Counted::Value(self.number(index, false, choose)?),
        })
    }

    /// The number under which an element counts, if it does.
    fn number(&mut self, index: Index, is_id: bool, choose: &mut Chooser) -> Option<u64> {
        let (zero, list) = if is_id {
            (axis::ID_INDEX_ZERO, params::RESOURCE_ID)
        } else {
            (axis::TAG_INDEX_ZERO, params::TAG)
        };
        let rejected = match index {
            Index::Ordinary(0) => match choose.ask(zero) {
                OddElement::Ignored => return None,
                OddElement::Accepted => return Some(0),
                OddElement::Rejected => true,
            },
            Index::Ordinary(number) => return Some(number.into()),
            Index::Odd { place, number } => {
                let option = self.odd_index[usize::from(is_id)]
                    .get_or_insert_with(|| choose.ask(axis::ODD_INDEX));
                match option {
                    OddNumber::Ignored => return None,
                    OddNumber::Accepted => return Some(place),
                    OddNumber::Numeric => return Some(number.unwrap_or(place)),
                    OddNumber::Rejected => true,
                }
            }
        };
        if rejected {
            self.complain(clauses::INDEX_ODD, Unstated::Invalid(list));
        }
        None
    }

    fn complain(&mut self, clause: ClauseId, what: Unstated) {
        self.call.complaints.push(Refusal::unstated(clause, what));
    }

    fn finish(mut self, choose: &mut Chooser) -> TagCall {
        if has_gap(self.tags.keys()) && choose.ask(axis::TAG_GAPS) == Gaps::Rejected {
            self.complain(clauses::INDEX_GAPS, Unstated::Invalid(params::TAG));
        }
        if has_gap(self.ids.keys()) && choose.ask(axis::ID_GAPS) == Gaps::Rejected {
            self.complain(clauses::INDEX_GAPS, Unstated::Invalid(params::RESOURCE_ID));
        }
        self.call.ids = self.ids.into_values().collect();
        self.call.tags = self.tags.into_values().collect();
        self.call
    }
}

/// Whether ordinary numbers leave one out; an element 0 fills no place and
/// leaves none.
fn has_gap<'a>(numbers: impl Iterator<Item = &'a u64>) -> bool {
    let ordinary = 1..=u64::from(LAST_ORDINARY_INDEX);
    numbers
        .filter(|number| ordinary.contains(number))
        .zip(1..)
        .any(|(number, place)| *number != place)
}

fn classify(name: &str) -> Name {
    let mut parts = name.split('.');
    let meaning = match (parts.next(), parts.next(), parts.next()) {
        (Some(params::REGION_ID), None, _) => Name::Region,
        (Some(params::RESOURCE_TYPE), None, _) => Name::Type,
        (Some(params::RESOURCE_ID), Some(index), None) => Name::Id(index_of(index)),
        (Some(params::TAG), Some(index), Some(params::KEY)) => Name::Key(index_of(index)),
        (Some(params::TAG), Some(index), Some(params::VALUE)) => Name::Value(index_of(index)),
        _ => Name::Unknown,
    };
    if parts.next().is_some() {
        Name::Unknown
    } else {
        meaning
    }
}

/// What a name would be in the letter case of the page.
fn resembled(name: &str) -> Option<Name> {
    let spelt: Vec<&str> = name
        .split('.')
        .map(|part| {
            [
                params::REGION_ID,
                params::RESOURCE_TYPE,
                params::RESOURCE_ID,
                params::TAG,
                params::KEY,
                params::VALUE,
            ]
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(part))
            .unwrap_or(part)
        })
        .collect();
    let meaning = classify(&spelt.join("."));
    (meaning != Name::Unknown).then_some(meaning)
}

fn index_of(text: &str) -> Index {
    match text.parse::<u32>() {
        Ok(number) if number <= LAST_ORDINARY_INDEX && number.to_string() == text => {
            Index::Ordinary(number)
        }
        _ => Index::Odd {
            // Odd elements come after all ordinary ones; equal texts are one.
            place: text.bytes().fold(1 << 32, |place: u64, byte| {
                place.wrapping_mul(31).wrapping_add(byte.into()) | 1 << 32
            }),
            number: text.parse().ok(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_the_page_says() {
        assert_eq!(classify("RegionId"), Name::Region);
        assert_eq!(classify("ResourceId.3"), Name::Id(Index::Ordinary(3)));
        assert_eq!(classify("Tag.20.Key"), Name::Key(Index::Ordinary(20)));
        assert_eq!(classify("tag.1.key"), Name::Unknown);
        assert_eq!(resembled("tag.1.key"), Some(Name::Key(Index::Ordinary(1))));
        assert_eq!(resembled("Tags.1.Key"), None);
        for odd in [
            "Tag.01.Key",
            "Tag.-1.Key",
            "Tag.1000000.Key",
            "Tag.x.Key",
            "Tag..Key",
        ] {
            assert!(
                matches!(classify(odd), Name::Key(Index::Odd { .. })),
                "{odd}"
            );
        }
    }

    #[test]
    fn gaps_are_seen() {
        assert!(!has_gap([1, 2, 3].iter()));
        assert!(!has_gap([0, 1, 2].iter()));
        assert!(has_gap([1, 3].iter()));
        assert!(has_gap([2].iter()));
        assert!(!has_gap([1, 1 << 32].iter()));
    }
}
