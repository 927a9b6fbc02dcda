//! Mutants that take texts for something else, or an old value for the new one.

use serde_json::{Value, json};

use crate::contract::{clauses, params};

use super::companions::each_row;
use super::effects::on_tags;
use super::mutant::{Before, Fault, Mutant};
use super::reads::rewrite;
use crate::model::Decision;

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "hexadecimal-as-number",
        clauses::EFFECT_EXACT,
        "Stores a value that begins with 0x as the number that it may stand for.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                let digits = value.strip_prefix("0x")?;
                Some(i64::from_str_radix(digits, 16).ok()?.to_string())
            });
        }),
    ),
    Mutant::new(
        "exponent-as-number",
        clauses::EFFECT_EXACT,
        "Stores 1e3 as 1000.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                let (_, power) = value.split_once(['e', 'E'])?;
                power.parse::<i32>().ok()?;
                Some(value.parse::<f64>().ok()?.to_string())
            });
        }),
    ),
    Mutant::new(
        "leading-zeros-dropped",
        clauses::EFFECT_EXACT,
        "Stores a value of digits without the zeros before it.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                Some(value.parse::<u64>().ok()?.to_string())
            });
        }),
    ),
    Mutant::new(
        "trailing-zeros-dropped",
        clauses::EFFECT_EXACT,
        "Stores a decimal fraction without the zeros at its end.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                let (whole, fraction) = value.split_once('.')?;
                (whole.parse::<u64>().is_ok() && fraction.parse::<u64>().is_ok())
                    .then(|| value.trim_end_matches('0').trim_end_matches('.').to_owned())
            });
        }),
    ),
    Mutant::new(
        "large-number-rounded",
        clauses::EFFECT_EXACT,
        "Stores a number of many digits with the precision of a float.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                let is_large = value.len() > 15 && value.bytes().all(|byte| byte.is_ascii_digit());
                is_large.then(|| value.parse::<f64>().unwrap_or_default().to_string())
            });
        }),
    ),
    Mutant::new(
        "words-as-booleans",
        clauses::EFFECT_EXACT,
        "Stores yes, on and True as true, and no, off and False as false.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| match value {
                "yes" | "on" | "y" | "True" => Some("true".to_owned()),
                "no" | "off" | "n" | "False" => Some("false".to_owned()),
                _ => None,
            });
        }),
    ),
    Mutant::new(
        "null-as-nothing",
        clauses::EFFECT_EXACT,
        "Stores null, None and nil as an empty value.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                ["null", "None", "nil", "undefined"]
                    .contains(&value)
                    .then(String::new)
            });
        }),
    ),
    Mutant::new(
        "date-turned-round",
        clauses::EFFECT_EXACT,
        "Stores a date with the year first.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                let parts: Vec<&str> = value.split('-').collect();
                match parts[..] {
                    [month, day, year] if year.len() == 4 => Some(format!("{year}-{month}-{day}")),
                    _ => None,
                }
            });
        }),
    ),
    Mutant::new(
        "month-as-date",
        clauses::EFFECT_EXACT,
        "Stores MAR1 as 1-Mar, as spreadsheets do.",
        Fault::Effect(|before, _, decision| {
            on_new_values(before, decision, |value| {
                (value == "MAR1").then(|| "1-Mar".to_owned())
            });
        }),
    ),
    Mutant::new(
        "constructor-key-lost",
        clauses::EFFECT_ALL,
        "Takes the key constructor for one that is there already, and does not store it.",
        Fault::Effect(|before, _, decision| {
            on_tags(before, decision, |_, tags| {
                tags.remove("constructor");
            });
        }),
    ),
    Mutant::new(
        "value-with-apostrophe-halved",
        clauses::EFFECT_EXACT,
        "Stores two apostrophes in a row as one.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, |value| value.replace("''", "'"))),
    )
    .under(&[("value-other-punctuation", "accepted")]),
    Mutant::new(
        "value-backslash-unescaped",
        clauses::EFFECT_EXACT,
        "Stores a backslash and an n as the end of a line.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, |value| value.replace("\\n", "\n"))),
    )
    .under(&[
        ("value-other-punctuation", "accepted"),
        ("unjudged-text", "accepted"),
    ]),
    Mutant::new(
        "value-entities-read",
        clauses::EFFECT_EXACT,
        "Stores &amp; as an ampersand.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, |value| value.replace("&amp;", "&"))),
    )
    .under(&[("value-other-punctuation", "accepted")]),
    Mutant::new(
        "value-blanks-joined",
        clauses::EFFECT_EXACT,
        "Stores two blanks in a row as one.",
        Fault::Call(|call, _| rewrite(call, params::VALUE, |value| value.replace("  ", " "))),
    )
    .under(&[("value-space", "accepted")]),
    Mutant::new(
        "value-ends-at-hash",
        clauses::EFFECT_EXACT,
        "Takes what follows a blank and a hash for a comment.",
        Fault::Call(|call, _| {
            rewrite(call, params::VALUE, |value| {
                let text = value.split_once(" #").map_or(value, |(text, _)| text);
                text.to_owned()
            });
        }),
    )
    .under(&[
        ("value-space", "accepted"),
        ("value-other-punctuation", "accepted"),
    ]),
    Mutant::new(
        "empty-value-as-null",
        clauses::CO_LIST_TEXT,
        "Lists an empty value as null.",
        Fault::Answer(|answer, call, _| {
            each_row(answer, call, |row| {
                if row["TagValue"] == json!("") {
                    row["TagValue"] = Value::Null;
                }
            });
        }),
    ),
    Mutant::new(
        "new-value-compared-in-any-case",
        clauses::KEY_EXISTING,
        "Takes a new value that differs in letter case alone for the old one.",
        Fault::Effect(|before, _, decision| {
            keep_old(before, decision, |_, was, now| {
                was.eq_ignore_ascii_case(now)
            });
        }),
    ),
    Mutant::new(
        "longer-value-taken-for-the-old-one",
        clauses::KEY_EXISTING,
        "Takes a new value that begins with the old one for the old one.",
        Fault::Effect(|before, _, decision| {
            keep_old(before, decision, |_, was, now| {
                !was.is_empty() && now.starts_with(was)
            });
        }),
    ),
    Mutant::new(
        "key-with-capital-never-changed",
        clauses::KEY_EXISTING,
        "Keeps the old value of a key that begins with a capital and goes on without.",
        Fault::Effect(|before, _, decision| {
            keep_old(before, decision, |key, _, _| {
                let mut letters = key.chars();
                letters.next().is_some_and(|one| one.is_ascii_uppercase())
                    && letters.all(|one| one.is_ascii_lowercase())
            });
        }),
    ),
    Mutant::new(
        "key-with-digits-never-changed",
        clauses::KEY_EXISTING,
        "Keeps the old value of a key that ends with digits.",
        Fault::Effect(|before, _, decision| {
            keep_old(before, decision, |key, _, _| {
                key.len() > 2 && key.ends_with(|one: char| one.is_ascii_digit())
            });
        }),
    ),
    Mutant::new(
        "key-with-dots-never-changed",
        clauses::KEY_EXISTING,
        "Keeps the old value of a key with a dot in it.",
        Fault::Effect(|before, _, decision| {
            keep_old(before, decision, |key, _, _| key.contains('.'));
        }),
    ),
    Mutant::new(
        "key-beyond-ascii-never-changed",
        clauses::KEY_EXISTING,
        "Keeps the old value of a key with letters outside ASCII.",
        Fault::Effect(|before, _, decision| {
            keep_old(before, decision, |key, _, _| !key.is_ascii());
        }),
    )
    .under(&[("key-cjk", "accepted"), ("key-first-cjk", "accepted")]),
];

/// Stores other values, where there is another one for a new one.
fn on_new_values(
    before: &Before<'_>,
    decision: &mut Decision,
    other: impl Fn(&str) -> Option<String>,
) {
    on_tags(before, decision, |was, tags| {
        for (key, value) in tags {
            if was.get(key) != Some(value)
                && let Some(other) = other(value)
            {
                *value = other;
            }
        }
    });
}

/// Keeps the old value of such keys, given the old one and the new one.
fn keep_old(
    before: &Before<'_>,
    decision: &mut Decision,
    keeps: impl Fn(&str, &str, &str) -> bool,
) {
    on_tags(before, decision, |was, tags| {
        for (key, value) in tags {
            if let Some(old) = was.get(key).filter(|old| keeps(key, old, value)) {
                value.clone_from(old);
            }
        }
    });
}
