//! Mutants whose answers have the wrong fields or status.

use crate::contract::{Answer, Call, clauses, params};

use super::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "constant-request-id",
        clauses::REQUEST_ID_UNIQUE,
        "Gives every answer the same RequestId, as one fake of this API does (design §9).",
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

fn remove(answer: &mut Answer, field: &str) -> Option<serde_json::Value> {
    answer.body.as_object_mut()?.remove(field)
}
