//! Mutants whose listings are wrong where one page ends and the next begins.

use serde_json::Value;

use crate::contract::{Answer, Call, clauses, params};

use super::mutant::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "page-drops-last-row",
        clauses::CO_LIST_PAGES,
        "Leaves out the last row of a page that has a next one.",
        Fault::Answer(|answer, call, _| {
            let more = answer.next_token().is_some_and(|token| !token.is_empty());
            if more && let Some(rows) = rows(answer, call) {
                rows.pop();
            }
        }),
    ),
    Mutant::new(
        "page-skips-first-row",
        clauses::CO_LIST_PAGES,
        "Leaves out the first row of a page that is not the first.",
        Fault::Answer(|answer, call, _| {
            if is_later(call)
                && let Some(rows) = rows(answer, call)
                && !rows.is_empty()
            {
                rows.remove(0);
            }
        }),
    ),
    Mutant::new(
        "page-repeats-row",
        clauses::CO_LIST_PAGES,
        "Shows a row twice on a page that is not the first.",
        Fault::Answer(|answer, call, _| {
            if is_later(call)
                && let Some(rows) = rows(answer, call)
                && let Some(first) = rows.first().cloned()
            {
                rows.push(first);
            }
        }),
    ),
];

fn is_later(call: &Call) -> bool {
    call.get(params::NEXT_TOKEN)
        .is_some_and(|token| !token.is_empty())
}

/// The rows of a listing of tags.
fn rows<'a>(answer: &'a mut Answer, call: &Call) -> Option<&'a mut Vec<Value>> {
    if call.action != params::LIST_TAG_RESOURCES {
        return None;
    }
    answer
        .body
        .get_mut(params::ROWS.0)?
        .get_mut(params::ROWS.1)?
        .as_array_mut()
}
