//! The reference behind a proxy that gets one operation wrong.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};
use tagproof::contract::{Answer, Call};
use tagproof::endpoint::Reference;
use tagproof::wire::{Endpoint, Format, Request, Response, asked_format, decode, read, write};

use crate::sent::sent;

/// What is wrong, and what it must be told as.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) clause: &'static str,
    pub(crate) operation: &'static str,
    /// What is done to a call on its way.
    call: fn(&mut Call),
    /// What is done to the answer on its way back.
    answer: fn(&mut Answer, &Call),
    /// Whether a resource shows as it was at the first look after a change.
    stale: bool,
}

pub(crate) struct Proxy {
    reference: Reference,
    fault: &'static Fault,
    /// Of resources that were changed, the listings from before.
    before: Mutex<BTreeMap<String, Answer>>,
}

const LIST: &str = "ListTagResources";
const UNTAG: &str = "UnTagResources";
const DESCRIBE: &str = "DescribeTags";

const fn fault(
    name: &'static str,
    clause: &'static str,
    operation: &'static str,
    call: fn(&mut Call),
    answer: fn(&mut Answer, &Call),
) -> Fault {
    Fault {
        name,
        clause,
        operation,
        call,
        answer,
        stale: false,
    }
}

fn same_call(_: &mut Call) {}

fn same_answer(_: &mut Answer, _: &Call) {}

pub(crate) static FAULTS: &[Fault] = &[
    fault(
        "always empty",
        "CO-LIST-SHOWS",
        LIST,
        same_call,
        |answer, call| {
            on_rows(answer, call, LIST, Vec::clear);
        },
    ),
    fault(
        "without its last row",
        "CO-LIST-SHOWS",
        LIST,
        same_call,
        |answer, call| {
            on_rows(answer, call, LIST, |rows| {
                rows.pop();
            });
        },
    ),
    Fault {
        stale: true,
        ..fault(
            "right at the second look",
            "CO-LIST-SHOWS",
            LIST,
            same_call,
            same_answer,
        )
    },
    fault(
        "19 tags",
        "CO-LIST-SHOWS",
        LIST,
        same_call,
        |answer, call| {
            on_rows(answer, call, LIST, |rows| rows.truncate(19));
        },
    ),
    fault(
        "numbers",
        "CO-LIST-TEXT",
        LIST,
        same_call,
        |answer, call| {
            on_rows(answer, call, LIST, |rows| {
                for row in rows {
                    let number = row["TagValue"]
                        .as_str()
                        .and_then(|text| text.parse::<u64>().ok());
                    row["TagValue"] =
                        number.map_or(row["TagValue"].clone(), |number| json!(number));
                }
            });
        },
    ),
    fault(
        "another type",
        "CO-LIST-TYPE",
        LIST,
        same_call,
        |answer, call| {
            on_rows(answer, call, LIST, |rows| {
                for row in rows.iter_mut() {
                    row["ResourceType"] = json!("resource");
                }
            });
        },
    ),
    fault(
        "no tags, no answer",
        "CO-LIST-EMPTY",
        LIST,
        same_call,
        |answer, call| {
            let mut is_empty = false;
            on_rows(answer, call, LIST, |rows| is_empty = rows.is_empty());
            if is_empty && call.get("Tag.1.Key").is_none() {
                *answer = Answer::new(
                    400,
                    json!({"RequestId": "A", "Code": "InvalidInstanceIds.NotFound", "Message": "No."}),
                );
            }
        },
    ),
    fault(
        "values not compared",
        "CO-LIST-TAG-FILTER",
        LIST,
        |call| {
            if call.action == LIST {
                call.params
                    .retain(|(name, _)| !(name.starts_with("Tag.") && name.ends_with(".Value")));
            }
        },
        same_answer,
    ),
    fault(
        "the first tag alone compared",
        "CO-LIST-TAG-FILTER",
        LIST,
        |call| {
            if call.action == LIST {
                call.params.retain(|(name, _)| !name.starts_with("Tag.2."));
            }
        },
        same_answer,
    ),
    fault(
        "keys not compared",
        "CO-LIST-TAG-FILTER",
        LIST,
        |call| {
            if call.action == LIST && call.get("ResourceId.1").is_some() {
                call.params.retain(|(name, _)| !name.starts_with("Tag."));
            }
        },
        same_answer,
    ),
    fault(
        "first page again",
        "CO-LIST-PAGES",
        LIST,
        |call| {
            if call.action == LIST {
                call.params.retain(|(name, _)| name != "NextToken");
            }
        },
        same_answer,
    ),
    fault(
        "one page",
        "CO-LIST-PAGES",
        LIST,
        same_call,
        |answer, call| {
            if call.action == LIST {
                answer.body["NextToken"] = json!("");
            }
        },
    ),
    fault(
        "token of nobody",
        "CO-LIST-PAGES",
        LIST,
        same_call,
        |answer, call| {
            if call.action == LIST && answer.next_token().is_some() {
                answer.body["NextToken"] = json!("nobody-knows");
            }
        },
    ),
    fault(
        "no end",
        "CO-LIST-PAGES",
        LIST,
        same_call,
        |answer, call| {
            let asked = call.get("NextToken").unwrap_or_default();
            if call.action == LIST && !asked.is_empty() && answer.next_token().is_none() {
                answer.body["NextToken"] = json!(asked);
            }
        },
    ),
    fault(
        "tags without the last",
        "CO-DESCRIBE-TAGS-SHOWS",
        DESCRIBE,
        same_call,
        |answer, call| {
            on_rows(answer, call, DESCRIBE, |rows| {
                rows.pop();
            });
        },
    ),
    fault(
        "tags on one page",
        "CO-DESCRIBE-TAGS-PAGES",
        DESCRIBE,
        same_call,
        |answer, call| {
            if call.action == DESCRIBE {
                answer.body["NextToken"] = json!("");
            }
        },
    ),
    fault(
        "one key removed",
        "CO-UNTAG-KEYS",
        UNTAG,
        |call| {
            if call.action == UNTAG {
                let first = |name: &str| !name.starts_with("TagKey.") || name == "TagKey.1";
                call.params.retain(|(name, _)| first(name));
            }
        },
        same_answer,
    ),
    fault(
        "one resource untagged",
        "CO-UNTAG-KEYS",
        UNTAG,
        |call| {
            if call.action == UNTAG {
                let first = |name: &str| !name.starts_with("ResourceId.") || name == "ResourceId.1";
                call.params.retain(|(name, _)| first(name));
            }
        },
        same_answer,
    ),
    fault(
        "all removed for a key",
        "CO-UNTAG-KEYS",
        UNTAG,
        |call| {
            if call.action == UNTAG {
                call.params.retain(|(name, _)| !name.starts_with("TagKey."));
                call.params.push(("All".to_owned(), "true".to_owned()));
            }
        },
        same_answer,
    ),
    fault(
        "all not understood",
        "CO-UNTAG-ALL",
        UNTAG,
        |call| {
            if call.action == UNTAG {
                call.params.retain(|(name, _)| name != "All");
            }
        },
        same_answer,
    ),
    fault(
        "False for true",
        "CO-UNTAG-ALL-FALSE",
        UNTAG,
        |call| {
            if call.action == UNTAG && call.get("All").is_some() {
                call.params
                    .retain(|(name, _)| !name.starts_with("TagKey.") && name != "All");
                call.params.push(("All".to_owned(), "true".to_owned()));
            }
        },
        same_answer,
    ),
    fault(
        "the same id again",
        "CO-CREATE-ID",
        "CreateVpnGateway",
        same_call,
        |answer, call| {
            if call.action == "CreateVpnGateway" && answer.is_success() {
                answer.body["VpnGatewayId"] = json!("vpn-bp1always0the0same");
            }
        },
    ),
    fault(
        "gone without a deletion",
        "CO-GONE",
        "ReleaseEipAddress",
        same_call,
        |answer, call| {
            if call.action == "ReleaseEipAddress" && answer.is_success() {
                *answer = Answer::new(
                    404,
                    json!({"RequestId": "A", "Code": "InvalidAllocationId.NotFound", "Message": "No."}),
                );
            }
        },
    ),
];

/// What is no fault.
pub(crate) static HONEST: &[Fault] = &[
    fault("pages of 1", "", "", |call| pages_of(call, 1), same_answer),
    fault("pages of 3", "", "", |call| pages_of(call, 3), same_answer),
    fault("pages of 7", "", "", |call| pages_of(call, 7), same_answer),
    fault("no list", "", "", same_call, |answer, call| {
        without_a_list(answer, call, |body| {
            body.as_object_mut().unwrap().remove("TagResources");
        });
    }),
    fault("null for a list", "", "", same_call, |answer, call| {
        without_a_list(answer, call, |body| body["TagResources"] = Value::Null);
    }),
    fault("no text for a list", "", "", same_call, |answer, call| {
        without_a_list(answer, call, |body| body["TagResources"] = json!(""));
    }),
    fault("types in lower case", "", "", same_call, |answer, call| {
        on_rows(answer, call, LIST, |rows| {
            for row in rows {
                let kind = row["ResourceType"]
                    .as_str()
                    .unwrap_or_default()
                    .to_lowercase();
                row["ResourceType"] = json!(kind);
            }
        });
    }),
];

fn pages_of(call: &mut Call, most: usize) {
    let name = match call.action.as_str() {
        LIST => "MaxResults",
        DESCRIBE | "DescribeTagKeys" => "MaxResult",
        _ => return,
    };
    let asked = call.get(name).and_then(|size| size.parse().ok());
    let size: usize = asked.unwrap_or(most).min(most);
    call.params.retain(|(there, _)| there != name);
    call.params.push((name.to_owned(), size.to_string()));
}

fn without_a_list(answer: &mut Answer, call: &Call, change: fn(&mut Value)) {
    let mut is_empty = false;
    on_rows(answer, call, LIST, |rows| is_empty = rows.is_empty());
    if is_empty {
        change(&mut answer.body);
    }
}

fn on_rows(
    answer: &mut Answer,
    call: &Call,
    operation: &str,
    change: impl FnOnce(&mut Vec<Value>),
) {
    if call.action != operation || !answer.is_success() {
        return;
    }
    let list = &mut answer.body["TagResources"];
    // One element is no list in XML, and none is a text.
    let mut rows: Vec<Value> = match list.get("TagResource") {
        Some(Value::Array(rows)) => rows.clone(),
        Some(row @ Value::Object(_)) => vec![row.clone()],
        _ => Vec::new(),
    };
    change(&mut rows);
    *list = json!({ "TagResource": rows });
}

impl Proxy {
    pub(crate) fn of(reference: Reference, fault: &'static Fault) -> Self {
        Self {
            reference,
            fault,
            before: Mutex::default(),
        }
    }

    fn listing(&self, call: &Call, id: &str) -> Answer {
        let mut listing = Call::new(LIST, &call.account);
        for name in ["RegionId", "ResourceType"] {
            if let Some(value) = call.get(name) {
                listing = listing.with(name, value);
            }
        }
        let request = sent(&listing.with("ResourceId.1", id), Format::Json);
        read(&self.reference.answer(&request), Format::Json).unwrap()
    }
}

impl Endpoint for Proxy {
    fn answer(&self, request: &Request) -> Response {
        let format = asked_format(request).unwrap_or(Format::Json);
        let Ok(incoming) = decode(request) else {
            return self.reference.answer(request);
        };
        let asked = incoming.call;
        let ids = asked.indexed("ResourceId");
        if self.fault.stale && [UNTAG, "TagResources"].contains(&asked.action.as_str()) {
            for id in &ids {
                let listing = self.listing(&asked, id);
                if listing.is_success() {
                    self.before
                        .lock()
                        .unwrap()
                        .insert((*id).to_owned(), listing);
                }
            }
        }
        let mut call = asked.clone();
        (self.fault.call)(&mut call);
        let response = if call == asked {
            self.reference.answer(request)
        } else {
            self.reference.answer(&sent(&call, format))
        };
        let Ok(mut answer) = read(&response, format) else {
            return response;
        };
        let was = answer.clone();
        (self.fault.answer)(&mut answer, &asked);
        if asked.action == LIST
            && let [id] = ids.as_slice()
            && let Some(stale) = self.before.lock().unwrap().remove(*id)
        {
            answer = stale;
        }
        if answer == was {
            return response;
        }
        write(&answer, &asked.action, format)
    }
}
