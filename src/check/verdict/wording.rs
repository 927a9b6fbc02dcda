//! Puts a divergence into words: reading, expectation, observation, identity.

use std::collections::BTreeMap;

use crate::contract::{Answer, Edition, Readings, TagRow, params, visible};
use crate::model::Permit;

use crate::check::evidence::{Exchange, Role, Transcript};
use crate::check::results::State;

/// A reading in words: what it says beyond what the edition settles.
pub fn reading_words(readings: &Readings, settled: &Readings) -> String {
    let words: Vec<String> = readings
        .constrained()
        .filter(|axis| readings.names(*axis) != settled.names(*axis))
        .map(|axis| format!("{}={}", axis.axis().id, readings.names(axis).join("|")))
        .collect();
    if words.is_empty() {
        "any".to_owned()
    } else {
        words.join(" ")
    }
}

/// What was expected and what was seen, ids as labels. Of two listings the
/// difference is told.
pub(super) fn words(
    transcript: &Transcript,
    exchange: &Exchange,
    answer: &Answer,
    permitted: &[(Permit, Readings)],
) -> (String, String) {
    let shown = answer.tag_rows().filter(|_| answer.is_success());
    let nearest = shown
        .as_ref()
        .and_then(|shown| nearest_rows(permitted, shown));
    let (expected, observed) = match (shown, nearest) {
        (Some(shown), Some(rows)) => (
            listing(transcript, rows, &less(rows, &shown)),
            listing(transcript, &shown, &less(&shown, rows)),
        ),
        _ => (
            expected(transcript, permitted),
            transcript.labelled(&observed(exchange, answer)),
        ),
    };
    (expected, observed)
}

/// A permitted answer in words, ids as labels.
pub(super) fn permit_words(transcript: &Transcript, permit: &Permit) -> String {
    match permit {
        Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => listing(transcript, rows, rows),
        other => transcript.labelled(&other.to_string()),
    }
}

fn expected(transcript: &Transcript, permitted: &[(Permit, Readings)]) -> String {
    let mut words: Vec<String> = permitted
        .iter()
        .map(|(permit, _)| permit_words(transcript, permit))
        .collect();
    words.dedup();
    if words.is_empty() {
        return "nothing: no reading is left".to_owned();
    }
    words.join(", or ")
}

fn observed(exchange: &Exchange, answer: &Answer) -> String {
    match (answer.code(), exchange.call.action.as_str()) {
        (Some(code), _) => format!("{} {}", answer.status, visible(code)),
        (None, _) if !answer.is_success() => format!("status {} without a code", answer.status),
        (None, params::DESCRIBE_TAGS) => {
            format!("tags {:?}", answer.tag_pairs().unwrap_or_default())
        }
        (None, params::DESCRIBE_TAG_KEYS) => {
            format!("keys {:?}", answer.tag_keys().unwrap_or_default())
        }
        (None, params::LIST_TAG_RESOURCES) => "a listing with a row that lacks a field".to_owned(),
        (None, _) => "accepted".to_owned(),
    }
}

/// The permitted listing that differs least from the one shown.
fn nearest_rows<'a>(permitted: &'a [(Permit, Readings)], shown: &[TagRow]) -> Option<&'a [TagRow]> {
    permitted
        .iter()
        .filter_map(|(permit, _)| match permit {
            Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => Some(rows.as_slice()),
            _ => None,
        })
        .min_by_key(|rows| less(rows, shown).len() + less(shown, rows).len())
}

/// The rows of one listing that another lacks, repetitions counted.
fn less(rows: &[TagRow], others: &[TagRow]) -> Vec<TagRow> {
    let mut left = others.to_vec();
    rows.iter()
        .filter(|row| match left.iter().position(|other| other == *row) {
            Some(place) => {
                left.swap_remove(place);
                false
            }
            None => true,
        })
        .cloned()
        .collect()
}

fn listing(transcript: &Transcript, rows: &[TagRow], own: &[TagRow]) -> String {
    let count = match rows.len() {
        0 => "no tags".to_owned(),
        1 => "1 tag".to_owned(),
        count => format!("{count} tags"),
    };
    let mut lines = transcript.labelled_rows(own);
    if lines.is_empty() {
        return format!("{count} listed");
    }
    let which = if own.len() == rows.len() {
        ":"
    } else {
        ", among them"
    };
    lines.insert(0, format!("{count} listed{which}"));
    lines.join("\n")
}

/// What was permitted, as part of an identity.
pub(super) fn kind_of_expected(permitted: &[(Permit, Readings)]) -> String {
    let mut kinds: Vec<String> = permitted
        .iter()
        .map(|(permit, _)| match permit {
            Permit::Refuse(refusal) => refusal.codes.to_string(),
            Permit::Accept => "accepted".to_owned(),
            _ => "state".to_owned(),
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds.join("|").replace(' ', "-")
}

/// What was seen, as part of an identity.
pub(super) fn kind_of_observed(exchange: &Exchange, answer: &Answer) -> String {
    match answer.code() {
        Some(code) => format!("{}-{}", answer.status, visible(code)),
        None if !answer.is_success() => format!("{}-no-code", answer.status),
        None if matches!(exchange.role, Role::ReadBack(_)) => "other-state".to_owned(),
        None => "accepted".to_owned(),
    }
}

/// How full the fullest resource was, as part of an identity.
pub(super) fn state_class(before: &State, edition: &Edition) -> &'static str {
    let most = before.values().map(BTreeMap::len).max().unwrap_or(0);
    match most {
        0 => "empty",
        most if most >= edition.quota => "full",
        _ => "tagged",
    }
}
