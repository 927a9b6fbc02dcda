//! Rules of single answers, whatever the call: request id, status, form.

use std::collections::BTreeSet;

use crate::contract::{Answer, ClauseId, Edition, clauses, cut, params};
use crate::wire::{Format, root_name};

use crate::check::evidence::{Exchange, Transcript};
use crate::check::results::Violation;

/// Characters of a request id that are told.
const LONGEST_ID: usize = 64;

/// The rules that the answers to tag calls break. Companion operations are not
/// on the page.
pub fn violations(transcript: &Transcript, edition: &Edition) -> Vec<Violation> {
    // Only the page's own codes have a message on the page.
    let message_of = |code: &str| {
        let row = edition.product.page_error(code);
        row.map(|row| row.message)
            .filter(|message| !message.contains('%'))
    };
    let mut found = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (place, exchange) in transcript.exchanges().enumerate() {
        let Ok(answer) = &exchange.answer else {
            continue;
        };
        if answer.says_nothing() {
            continue;
        }
        if exchange.call.action != params::TAG_RESOURCES {
            // No companion is judged by its id, but no tag call may say it again.
            seen.extend(answer.request_id().filter(|id| !id.is_empty()));
            continue;
        }
        let mut add = |clause, expected: &str, observed: String| {
            found.push(Violation {
                clause,
                step: exchange.role.step(),
                exchange: place,
                expected: expected.to_owned(),
                observed,
            });
        };
        match answer.request_id().filter(|id| !id.is_empty()) {
            None => add(
                clauses::REQUEST_ID,
                "a RequestId",
                "an answer without one".to_owned(),
            ),
            Some(id) if !is_uuid(id) => add(
                clauses::REQUEST_ID_FORM,
                "a RequestId in UUID form",
                format!("{:?}", cut(id, LONGEST_ID)),
            ),
            Some(id) if !seen.insert(id) => add(
                clauses::REQUEST_ID_UNIQUE,
                "a RequestId of its own for every request",
                "one that an earlier answer had".to_owned(),
            ),
            Some(_) => {}
        }
        if answer.code().is_none() && (200..300).contains(&answer.status) && answer.status != 200 {
            add(
                clauses::ANSWER_STATUS,
                "status 200",
                format!("status {}", answer.status),
            );
        }
        if let Some(expected) = answer.code().and_then(message_of)
            && answer.message() != Some(expected)
        {
            add(
                clauses::ERROR_MESSAGE,
                &format!("message {expected:?}"),
                format!("{:?}", answer.message().unwrap_or_default()),
            );
        }
        form(exchange, answer, &mut add);
    }
    found
}

fn form(exchange: &Exchange, answer: &Answer, add: &mut impl FnMut(ClauseId, &str, String)) {
    let content_type = exchange
        .response
        .header("content-type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let (name, fits) = match exchange.how.format {
        Format::Json => ("a content type of JSON", content_type.contains("json")),
        Format::Xml => ("a content type of XML", content_type.contains("xml")),
    };
    if !fits {
        add(clauses::CONTENT_TYPE, name, format!("{content_type:?}"));
    }
    if exchange.how.format == Format::Xml {
        let expected = if answer.code().is_some() {
            "Error".to_owned()
        } else {
            format!("{}Response", params::TAG_RESOURCES)
        };
        let root = root_name(&exchange.response).unwrap_or_default();
        if root != expected {
            add(
                clauses::XML_ROOT,
                &format!("the root {expected}"),
                format!("{root:?}"),
            );
        }
    }
}

/// Whether a text has the form of a UUID, whatever its letter case.
pub(super) fn is_uuid(id: &str) -> bool {
    let groups: Vec<&str> = id.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_request_id_is_that_of_a_uuid() {
        assert!(is_uuid("C46FF5A8-C5F0-4024-8262-B16B639225A0"));
        for wrong in [
            "",
            "C46FF5A8C5F040248262B16B639225A0",
            "C46FF5A8-C5F0-4024-8262-B16B639225AG",
            "1-2-3-4-5",
        ] {
            assert!(!is_uuid(wrong), "{wrong}");
        }
    }
}
