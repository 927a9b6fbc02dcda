//! Rules of what a listing of tags says of its rows, and of its pages.

use serde_json::Value;

use crate::contract::{ClauseId, Edition, clauses, params};
use crate::wire::Format;

use crate::check::evidence::{Exchange, Transcript};
use crate::check::results::Violation;

/// Characters of a row that are shown.
const SHOWN: usize = 200;

/// The rules that the listings of a transcript break.
pub(super) fn listing_violations(transcript: &Transcript, edition: &Edition) -> Vec<Violation> {
    transcript
        .exchanges()
        .enumerate()
        .filter_map(|(place, exchange)| {
            let (clause, expected, observed) = broken(transcript, exchange, edition)?;
            Some(Violation {
                clause,
                step: exchange.role.step(),
                exchange: place,
                expected: expected.to_owned(),
                observed,
            })
        })
        .collect()
}

/// The first rule that a listing breaks, what it asks for, and what is there.
pub(super) fn broken(
    transcript: &Transcript,
    exchange: &Exchange,
    edition: &Edition,
) -> Option<(ClauseId, &'static str, String)> {
    let answer = exchange.answer.as_ref().ok()?;
    if answer.says_nothing() {
        return None;
    }
    let lists = exchange.made().action == params::LIST_TAG_RESOURCES;
    if let Some(fault) = &exchange.pages.fault {
        let (clause, expected) = if lists {
            (
                clauses::CO_LIST_PAGES,
                "ListTagResources: pages that show every row once, and an end of them",
            )
        } else {
            (
                clauses::CO_DESCRIBE_TAGS_PAGES,
                "DescribeTags: pages that show every tag, and an end of them",
            )
        };
        return Some((clause, expected, fault.clone()));
    }
    if !lists || !answer.is_success() {
        return None;
    }
    answer.rows().into_iter().find_map(|row| {
        let shown = || {
            let row: String = row.to_string().chars().take(SHOWN).collect();
            format!("a row {row}")
        };
        if exchange.how.format == Format::Json && !is_of_texts(row) {
            let expected = "ListTagResources: ids, keys and values as texts";
            return Some((clauses::CO_LIST_TEXT, expected, shown()));
        }
        if !is_of_its_type(row, transcript, edition) {
            let expected = "ListTagResources: each row with the type of its resource";
            return Some((clauses::CO_LIST_TYPE, expected, shown()));
        }
        None
    })
}

fn is_of_texts(row: &Value) -> bool {
    let fields = [params::RESOURCE_ID, params::TAG_KEY, params::TAG_VALUE];
    // That nothing is missing which is there the rows themselves say.
    let mut there = fields.iter().filter_map(|field| row.get(field));
    there.all(Value::is_string)
}

/// Whether a row of a resource of the case names its type, if it names any.
fn is_of_its_type(row: &Value, transcript: &Transcript, edition: &Edition) -> bool {
    let text = |field: &str| row.get(field).and_then(Value::as_str);
    let (Some(id), Some(named)) = (text(params::RESOURCE_ID), text(params::RESOURCE_TYPE)) else {
        return true;
    };
    let there = transcript
        .resources
        .iter()
        .find(|there| there.bound.id == id);
    named.is_empty()
        || there.is_none_or(|there| named.eq_ignore_ascii_case(edition.type_name(there.bound.kind)))
}
