//! Mutants that read another call than was sent.

use crate::contract::{Call, clauses, params};

use super::mutant::{Fault, Mutant, is_field};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "action-in-any-case",
        clauses::ACTION,
        "Takes tagresources for TagResources.",
        Fault::Call(|call, _| {
            if call.action.eq_ignore_ascii_case(params::TAG_RESOURCES) {
                params::TAG_RESOURCES.clone_into(&mut call.action);
            }
        }),
    ),
    Mutant::new(
        "first-id-only",
        clauses::EFFECT_ALL,
        "Reads ResourceId.1 and no other, as three fakes of this API do.",
        Fault::Call(|call, _| {
            let first = params::element(params::RESOURCE_ID, 1);
            keep(call, |name| !is_id(name) || name == first);
        }),
    ),
    Mutant::new(
        "ninth-id-last",
        clauses::EFFECT_ALL,
        "Reads the numbers of ids as one digit, so that ResourceId.10 and on are not there.",
        Fault::Call(|call, _| {
            let digits = params::RESOURCE_ID.len() + 2;
            keep(call, |name| !is_id(name) || name.len() <= digits);
        }),
    ),
    Mutant::new(
        "first-tag-only",
        clauses::EFFECT_ALL,
        "Reads Tag.1 and no other.",
        Fault::Call(|call, _| {
            let first = params::element(params::TAG, 1);
            keep(call, |name| {
                !is_tag(name)
                    || name
                        .strip_prefix(&first)
                        .is_some_and(|rest| rest.starts_with('.'))
            });
        }),
    ),
    Mutant::new(
        "ninth-tag-last",
        clauses::EFFECT_ALL,
        "Reads the numbers of tags as one digit, so that Tag.10 and on are not there.",
        Fault::Call(|call, _| {
            keep(call, |name| {
                let index = name.split('.').nth(1).unwrap_or_default();
                !is_tag(name) || index.len() == 1
            });
        }),
    ),
    Mutant::new(
        "region-ignored",
        clauses::ID_REGION,
        "Takes the region of the first resource for that of the call.",
        Fault::Call(|call, world| {
            if call.action != params::TAG_RESOURCES {
                return;
            }
            let region = call
                .indexed(params::RESOURCE_ID)
                .first()
                .and_then(|id| world.get(id))
                .map(|resource| resource.region.clone());
            if let Some(region) = region {
                for (name, value) in &mut call.params {
                    if name == params::REGION_ID && !value.is_empty() {
                        value.clone_from(&region);
                    }
                }
            }
        }),
    ),
    Mutant::new(
        "key-lower-cased",
        clauses::EFFECT_EXACT,
        "Writes keys in lower case.",
        Fault::Call(|call, _| rewrite(call, params::KEY, str::to_lowercase)),
    ),
    Mutant::new(
        "value-lower-cased",
        clauses::EFFECT_EXACT,
        "Writes values in lower case.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, str::to_lowercase)),
    ),
    Mutant::new(
        "key-trimmed",
        clauses::EFFECT_EXACT,
        "Trims keys, where they may have a space at the end.",
        Fault::Call(|call, _| rewrite(call, params::KEY, |key| key.trim().to_owned())),
    )
    .under(&[("key-space", "accepted")]),
    Mutant::new(
        "long-key-cut",
        clauses::EFFECT_EXACT,
        "Stores of a key no more than half of the characters that it may have.",
        Fault::Effect(|before, _, decision| {
            if !before.is(params::TAG_RESOURCES) {
                return;
            }
            let limit = before.model.edition.key.length;
            let mut cut = before.call.clone();
            rewrite(&mut cut, params::KEY, |key| {
                if key.chars().count() > limit {
                    return key.to_owned();
                }
                key.chars().take(limit / 2).collect()
            });
            *decision = before.decide(before.world, &cut);
        }),
    )
    .formerly(&["key-cut-at-32"]),
    Mutant::new(
        "value-composed",
        clauses::EFFECT_EXACT,
        "Writes letters and their combining accents as one character.",
        Fault::Call(|call, _| {
            rewrite(call, params::VALUE, |value| {
                COMPOSED
                    .iter()
                    .fold(value.to_owned(), |value, (apart, one)| {
                        value.replace(apart, one)
                    })
            });
        }),
    )
    .under(&[
        ("unjudged-text", "accepted"),
        ("value-other-letters", "accepted"),
    ]),
    Mutant::new(
        "value-trimmed",
        clauses::EFFECT_EXACT,
        "Trims values, where they may have spaces.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, |value| value.trim().to_owned())),
    )
    .under(&[("value-space", "accepted")]),
    Mutant::new(
        "value-decoded-twice",
        clauses::EFFECT_EXACT,
        "Decodes the percent escapes of values once more than they were encoded.",
        Fault::Call(|call, _| {
            rewrite(call, params::VALUE, |value| {
                percent_encoding::percent_decode_str(value)
                    .decode_utf8_lossy()
                    .into_owned()
            });
        }),
    )
    .under(&[("value-other-punctuation", "accepted")]),
    Mutant::new(
        "value-plus-as-space",
        clauses::EFFECT_EXACT,
        "Reads a plus sign in a value as a space although it was encoded.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, |value| value.replace('+', " "))),
    )
    .under(&[
        ("value-space", "accepted"),
        ("value-url-punctuation", "accepted"),
    ]),
    Mutant::new(
        "space-kept-as-plus",
        clauses::EFFECT_EXACT,
        "Keeps a plus sign where a value has a space.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, |value| value.replace(' ', "+"))),
    )
    .under(&[
        ("value-space", "accepted"),
        ("value-url-punctuation", "accepted"),
    ]),
    Mutant::new(
        "value-ends-at-bracket",
        clauses::EFFECT_EXACT,
        "Cuts a value at the first bracket.",
        Fault::Call(|call, _| {
            rewrite(call, params::VALUE, |value| {
                value.split('(').next().unwrap_or_default().to_owned()
            });
        }),
    )
    .under(&[("value-other-punctuation", "accepted")]),
    Mutant::new(
        "value-non-ascii-as-question-marks",
        clauses::EFFECT_EXACT,
        "Keeps values in a character set that knows no Chinese.",
        Fault::Call(|call, _| {
            rewrite(call, params::VALUE, |value| {
                value.replace(|letter: char| !letter.is_ascii(), "?")
            });
        }),
    )
    .under(&[
        ("value-cjk", "accepted"),
        ("value-other-punctuation", "accepted"),
    ]),
];

/// Letters with a combining accent, and the same as one character.
static COMPOSED: &[(&str, &str)] = &[
    ("e\u{301}", "\u{e9}"),
    ("a\u{301}", "\u{e1}"),
    ("o\u{308}", "\u{f6}"),
    ("u\u{308}", "\u{fc}"),
    ("n\u{303}", "\u{f1}"),
];

/// Leaves out parameters of a `TagResources` call.
fn keep(call: &mut Call, which: impl Fn(&str) -> bool) {
    if call.action == params::TAG_RESOURCES {
        call.params.retain(|(name, _)| which(name));
    }
}

/// Rewrites one field of every tag of a `TagResources` call.
pub(super) fn rewrite(call: &mut Call, field: &str, into: impl Fn(&str) -> String) {
    if call.action != params::TAG_RESOURCES {
        return;
    }
    for (name, text) in &mut call.params {
        if is_field(name, field) {
            *text = into(text);
        }
    }
}

fn is_id(name: &str) -> bool {
    is_element(name, params::RESOURCE_ID)
}

fn is_tag(name: &str) -> bool {
    is_element(name, params::TAG)
}

fn is_element(name: &str, list: &str) -> bool {
    name.strip_prefix(list)
        .is_some_and(|rest| rest.starts_with('.'))
}
