//! Mutants whose answers are written wrongly.

use crate::contract::{Answer, Call, clauses, params};
use crate::wire::{Format, Response, write};

use super::mutant::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "invalid-json",
        clauses::ANSWER_FORMAT,
        "Leaves a comma before the last brace of a JSON answer.",
        Fault::Response(|response, _, call, format| {
            if is_tagging(call) && format == Format::Json {
                response.body.pop();
                response.body.extend(b",}");
            }
        }),
    ),
    Mutant::new(
        "cut-json",
        clauses::ANSWER_FORMAT,
        "Leaves out the last brace of a refusal in JSON.",
        Fault::Response(|response, answer, call, format| {
            if is_tagging(call) && format == Format::Json && answer.code().is_some() {
                response.body.pop();
            }
        }),
    ),
    Mutant::new(
        "errors-always-json",
        clauses::ANSWER_FORMAT,
        "Writes refusals in JSON, although XML is asked for and accepted calls get it.",
        Fault::Response(|response, answer, call, format| {
            if is_tagging(call) && format == Format::Xml && answer.code().is_some() {
                *response = write(answer, &call.action, Format::Json);
            }
        }),
    ),
    Mutant::new(
        "xml-always-json",
        clauses::ANSWER_FORMAT,
        "Writes accepted calls in JSON, although XML is asked for and refusals get it.",
        Fault::Response(|response, answer, call, format| {
            if is_tagging(call) && format == Format::Xml && answer.code().is_none() {
                *response = write(answer, &call.action, Format::Json);
            }
        }),
    ),
    Mutant::new(
        "xml-unclosed",
        clauses::ANSWER_FORMAT,
        "Leaves the root of an XML answer open.",
        Fault::Response(|response, _, call, format| {
            if is_tagging(call) && format == Format::Xml {
                let end = response.body.iter().rposition(|byte| *byte == b'<');
                response.body.truncate(end.unwrap_or(0));
            }
        }),
    ),
    Mutant::new(
        "xml-unescaped",
        clauses::ANSWER_FORMAT,
        "Lists an ampersand in XML as it is.",
        Fault::Response(|response, _, call, format| {
            if call.action == params::LIST_TAG_RESOURCES && format == Format::Xml {
                let text = String::from_utf8_lossy(&response.body).replace("&amp;", "&");
                response.body = text.into_bytes();
            }
        }),
    )
    .under(&[("value-other-punctuation", "accepted")]),
    Mutant::new(
        "body-empty",
        clauses::ANSWER_FORMAT,
        "Answers an accepted call without a body.",
        Fault::Response(|response, answer, call, _| {
            if is_tagging(call) && answer.code().is_none() {
                response.body.clear();
            }
        }),
    ),
    Mutant::new(
        "content-type-html",
        clauses::CONTENT_TYPE,
        "Calls its answers HTML.",
        Fault::Response(|response, _, call, _| {
            if is_tagging(call) {
                response
                    .headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
                let html = ("Content-Type".to_owned(), "text/html".to_owned());
                response.headers.push(html);
            }
        }),
    ),
    Mutant::new(
        "xml-root-response",
        clauses::XML_ROOT,
        "Calls the root of every XML answer Response.",
        Fault::Response(|response, answer, call, format| {
            if format == Format::Xml && is_tagging(call) {
                rename_root(response, answer, call);
            }
        }),
    ),
];

fn is_tagging(call: &Call) -> bool {
    call.action == params::TAG_RESOURCES
}

fn rename_root(response: &mut Response, answer: &Answer, call: &Call) {
    let root = match answer.code() {
        Some(_) => "Error".to_owned(),
        None => format!("{}Response", call.action),
    };
    let text = String::from_utf8_lossy(&response.body)
        .replacen(&format!("<{root}>"), "<Response>", 1)
        .replace(&format!("</{root}>"), "</Response>");
    response.body = text.into_bytes();
}
