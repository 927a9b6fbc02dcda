//! Mutants whose answers have the wrong fields or status.

use serde_json::Value;

use crate::contract::{Answer, Call, clauses, params, vpc};
use crate::model::Resource;

use super::mutant::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "id-named-twice-tagged-twice",
        clauses::KEYS_UNIQUE,
        "Gives a resource that a call names twice each tag twice, wherever its tags show.",
        Fault::Answer(|answer, call, memory| {
            let ids = call.indexed(params::RESOURCE_ID);
            if call.action == params::TAG_RESOURCES && answer.is_success() {
                let twice = |id: &&&str| ids.iter().filter(|other| other == id).count() > 1;
                for id in ids.iter().filter(twice) {
                    let resource = Resource::new(vpc::VPC, "", "", None);
                    memory.keep(id, &resource);
                }
            }
            for (id, _) in &memory.ghosts {
                double(&mut answer.body, id);
            }
        }),
    ),
    Mutant::new(
        "constant-request-id",
        clauses::REQUEST_ID_UNIQUE,
        "Gives every answer the same RequestId, as one fake of this API does.",
        Fault::Answer(|answer, _, _| {
            set(answer, "RequestId", "C46FF5A8-C5F0-4024-8262-B16B639225A0");
        }),
    ),
    Mutant::new(
        "request-id-used-twice",
        clauses::REQUEST_ID_UNIQUE,
        "Gives a refusal the RequestId of the answer before.",
        Fault::Answer(|answer, _, memory| {
            if let (Some(before), Some(_)) = (&memory.request_id, answer.code()) {
                set(answer, "RequestId", before);
            }
            memory.request_id = answer.request_id().map(str::to_owned);
        }),
    ),
    Mutant::new(
        "request-id-missing",
        clauses::REQUEST_ID,
        "Answers an accepted call with an empty object.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.is_success() {
                remove(answer, "RequestId");
            }
        }),
    ),
    Mutant::new(
        "request-id-missing-in-errors",
        clauses::REQUEST_ID,
        "Leaves the RequestId out of refusals.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.code().is_some() {
                remove(answer, "RequestId");
            }
        }),
    ),
    Mutant::new(
        "request-id-renamed",
        clauses::REQUEST_ID,
        "Spells the field requestId.",
        Fault::Answer(|answer, call, _| {
            if let Some(id) = remove(answer, "RequestId") {
                let name = if is_tagging(call) {
                    "requestId"
                } else {
                    "RequestId"
                };
                answer.body[name] = id;
            }
        }),
    ),
    Mutant::new(
        "request-id-counted",
        clauses::REQUEST_ID_FORM,
        "Numbers the answers: a RequestId of eight digits.",
        Fault::Answer(|answer, _, memory| {
            memory.count += 1;
            set(answer, "RequestId", &format!("{:08}", memory.count));
        }),
    ),
    Mutant::new(
        "request-id-without-hyphens",
        clauses::REQUEST_ID_FORM,
        "Writes the RequestId without its hyphens.",
        Fault::Answer(|answer, _, _| {
            let bare = answer.request_id().map(|id| id.replace('-', ""));
            set(answer, "RequestId", &bare.unwrap_or_default());
        }),
    ),
    Mutant::new(
        "accepted-with-code",
        clauses::ANSWER_STATUS,
        "Answers an accepted call with the code OK.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.is_success() {
                set(answer, "Code", "OK");
            }
        }),
    ),
    Mutant::new(
        "accepted-with-201",
        clauses::ANSWER_STATUS,
        "Answers an accepted call with status 201.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.is_success() {
                answer.status = 201;
            }
        }),
    ),
    Mutant::new(
        "error-as-200",
        clauses::ERROR_CODE,
        "Answers a refused call with status 200 and the code in the body.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.code().is_some() {
                answer.status = 200;
            }
        }),
    ),
    Mutant::new(
        "error-as-500",
        clauses::ERROR_CODE,
        "Answers a refused call with status 500.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.code().is_some() {
                answer.status = 500;
            }
        }),
    ),
    Mutant::new(
        "code-missing",
        clauses::ERROR_CODE,
        "Answers a refused call with a message and no code.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) {
                remove(answer, "Code");
            }
        }),
    ),
    Mutant::new(
        "error-nested",
        clauses::ERROR_CODE,
        "Puts code and message of a refusal into an object Error, as S3 does.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.code().is_some() {
                let code = remove(answer, "Code");
                answer.body["Error"] = serde_json::json!({ "Code": code });
            }
        }),
    ),
    Mutant::new(
        "answer-wrapped",
        clauses::REQUEST_ID,
        "Puts an accepted call's answer into an object TagResourcesResponse, as XML has it.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.is_success() {
                let body = answer.body.take();
                answer.body = serde_json::json!({ "TagResourcesResponse": body });
            }
        }),
    ),
    Mutant::new(
        "message-empty",
        clauses::ERROR_MESSAGE,
        "Refuses with the right code and an empty message.",
        Fault::Answer(|answer, call, _| {
            if is_tagging(call) && answer.code().is_some() {
                set(answer, "Message", "");
            }
        }),
    ),
];

fn is_tagging(call: &Call) -> bool {
    call.action == params::TAG_RESOURCES
}

fn set(answer: &mut Answer, field: &str, text: &str) {
    answer.body[field] = text.into();
}

fn remove(answer: &mut Answer, field: &str) -> Option<Value> {
    answer.body.as_object_mut()?.remove(field)
}

/// Doubles every tag of a resource in an answer, in whatever shape it shows.
fn double(body: &mut Value, id: &str) {
    let has_id = |there: &Value| {
        let fields = there.as_object().into_iter().flatten();
        let mut texts = fields.filter_map(|(_, field)| field.as_str());
        texts.any(|text| text == id)
    };
    match body {
        Value::Array(rows) => {
            let is_tag = |row: &Value| row.get("TagKey").is_some() && has_id(row);
            let again: Vec<Value> = rows.iter().filter(|row| is_tag(row)).cloned().collect();
            for row in rows.iter_mut() {
                double(row, id);
            }
            rows.extend(again);
        }
        Value::Object(_) => {
            if has_id(body)
                && let Some(tags) = body.pointer_mut("/Tags/Tag").and_then(Value::as_array_mut)
            {
                let again = tags.clone();
                tags.extend(again);
                return;
            }
            let fields = body.as_object_mut().into_iter().flatten();
            fields.for_each(|(_, field)| double(field, id));
        }
        _ => {}
    }
}
