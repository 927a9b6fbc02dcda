//! Texts that programs take for something else: numbers, dates, words, markup. They are tagged and come back as they were.

use crate::contract::{Edition, clauses};

use super::case::{Action, Case, Step};
use super::delivery::Wire;
use super::enumerated::enumerated;
use super::origin::Origin;

/// Texts by what they are taken for. Those of one row begin alike and hold no
/// character outside the page's list, so that a reading refuses all of them or
/// none; a row of one may hold anything.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "numbers",
        &[
            "0",
            "00",
            "007",
            "0x10",
            "0X1F",
            "0o17",
            "0b11",
            "1e3",
            "1E-2",
            "1.0",
            "1.50",
            "5.",
            "1_000",
            "12345678901234567890",
            "9007199254740993",
            "4294967296",
        ],
    ),
    (
        "dates",
        &[
            "2024-01-02",
            "01-02-2024",
            "2024-1-2",
            "1-2",
            "20240102",
            "2024-01",
            "10-11-12",
            "2024-01-02T03.04.05Z",
        ],
    ),
    ("signed", &["-0", "-1", "-1.5", "-", "--"]),
    ("dotted", &[".5", ".inf", ".nan", ".", ".."]),
    (
        "underscored",
        &["__proto__", "__class__", "__init__", "_", "__"],
    ),
    (
        "words",
        &[
            "True",
            "False",
            "yes",
            "no",
            "on",
            "off",
            "y",
            "n",
            "null",
            "None",
            "nil",
            "undefined",
            "NaN",
            "Infinity",
            "inf",
            "e1",
        ],
    ),
    (
        "names",
        &[
            "constructor",
            "prototype",
            "toString",
            "hasOwnProperty",
            "valueOf",
            "length",
            "MAR1",
            "SEPT2",
            "select",
            "drop",
            "id",
            "key",
            "value",
            "TagKey",
            "Tag.1.Key",
        ],
    ),
    ("tilde", &["~"]),
    ("plus", &["a+b"]),
    ("plus-number", &["+1"]),
    ("percent-plus", &["a%2Bb"]),
    ("percent-letter", &["%41"]),
    ("percent-percent", &["%2541"]),
    ("percent-alone", &["100%"]),
    ("percent-like", &["%_"]),
    ("printed", &["%s%d"]),
    ("clock", &["12:30:00"]),
    ("sexagesimal", &["1:30"]),
    ("comma-number", &["1,000"]),
    ("formula", &["=1+1"]),
    ("at-formula", &["@SUM"]),
    ("entity", &["&amp;"]),
    ("ampersand", &["a&b=c"]),
    ("apostrophe", &["it's"]),
    ("apostrophes", &["a''b"]),
    ("quote", &["a\"b"]),
    ("quotes", &["\"\"a\"\""]),
    ("quoted", &["'1'"]),
    ("statement", &["a'; drop"]),
    ("backslash", &["a\\b"]),
    ("backslashes", &["a\\\\b"]),
    ("escape-n", &["a\\nb"]),
    ("escape-u", &["\\u0041"]),
    ("variable", &["$HOME"]),
    ("command", &["a`b`"]),
    ("markup", &["<b>"]),
    ("section-end", &["]]>"]),
    ("comment", &["a<!--b"]),
    ("hash", &["a #b"]),
    ("blank-before", &[" a"]),
    ("blank-after", &["a "]),
    ("blanks-within", &["a  b"]),
    ("composed", &["\u{e9}"]),
    ("decomposed", &["e\u{301}"]),
    ("beyond-16-bits", &["\u{20bb7}"]),
    ("ligature", &["\u{fb01}x"]),
    ("full-width", &["\u{ff21}"]),
    ("sharp-s", &["stra\u{df}e"]),
    ("dotted-i", &["\u{130}x"]),
];

/// For each row a call with its texts as values, and one with them as keys. What
/// is accepted is listed in both formats, and a key removed again.
pub(super) fn converted(edition: &Edition) -> Vec<Case> {
    let rows = TEXTS.iter();
    rows.flat_map(|(name, texts)| {
        let texts = &texts[..texts.len().min(edition.quota)];
        let values = texts.iter().enumerate();
        let values = values.map(|(place, text)| tag(&format!("k{}", place + 1), text));
        let values: Vec<Tag> = values.collect();
        let mut keys: Vec<&str> = Vec::new();
        for text in texts {
            // Some readings take keys for one that differ in letter case.
            if !keys.iter().any(|key| key.eq_ignore_ascii_case(text)) {
                keys.push(text);
            }
        }
        let tags: Vec<Tag> = keys.iter().map(|key| tag(key, "v")).collect();
        let last = keys.last().map(|key| (*key).to_owned());
        [
            case(edition, &format!("value-{name}"), &values, None),
            case(edition, &format!("key-{name}"), &tags, last),
        ]
    })
    .collect()
}

type Tag = (Option<String>, Option<String>);

fn tag(key: &str, value: &str) -> Tag {
    (Some(key.to_owned()), Some(value.to_owned()))
}

fn case(edition: &Edition, name: &str, tags: &[Tag], removed: Option<String>) -> Case {
    let on = edition.product.usual().lifecycle().fixture;
    let calls = tags.chunks(edition.tags).map(|tags| Step {
        tags: tags.to_vec(),
        ..Step::new(Action::Tag, &[on])
    });
    let mut steps: Vec<Step> = calls.collect();
    for wire in [Wire::Json, Wire::Xml] {
        let mut list = Step::new(Action::List, &[on]);
        list.delivery.wire = Some(wire);
        steps.push(list);
    }
    let mut about = vec![clauses::EFFECT_EXACT];
    if let Some(key) = removed {
        about.push(clauses::TAG_REMOVE);
        let mut untag = Step::new(Action::Untag, &[on]);
        untag.keys = vec![key];
        steps.push(untag);
    }
    let id = format!("converted/{name}");
    enumerated(edition, id, on, &about, steps, Origin::Texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::editions;

    #[test]
    fn texts_of_one_row_begin_alike_and_fit_on_a_resource() {
        for (name, texts) in TEXTS {
            let first = |text: &str| match text.chars().next() {
                Some(one) if one.is_ascii_digit() => '0',
                Some(one) if one.is_ascii_alphabetic() => 'a',
                other => other.unwrap_or_default(),
            };
            assert!(texts.len() <= Edition::of_record().quota, "{name}");
            assert!(
                texts.iter().all(|text| first(text) == first(texts[0])),
                "{name}"
            );
            if let [_, _, ..] = texts {
                let listed = |one: char| one.is_ascii_alphanumeric() || ".-_".contains(one);
                assert!(texts.iter().all(|text| text.chars().all(listed)), "{name}");
            }
        }
    }

    #[test]
    fn every_edition_has_them() {
        for edition in editions() {
            assert_eq!(converted(edition).len(), TEXTS.len() * 2);
        }
    }
}
