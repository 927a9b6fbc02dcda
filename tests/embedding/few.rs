//! What is kept for the next case is not left behind by the last one.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tagproof::Conformance;
use tagproof::contract::{Answer, Edition};

use tagproof::endpoint::Reference;
use tagproof::wire::{Endpoint, Format, Request, Response, asked_format, decode, read, write};

/// VPCs in all.
const VPCS: usize = 3;

/// The reference with few VPCs.
struct Few {
    whole: Reference,
    there: Arc<Mutex<BTreeSet<String>>>,
}

impl Endpoint for Few {
    fn answer(&self, request: &Request) -> Response {
        let Ok(incoming) = decode(request) else {
            return self.whole.answer(request);
        };
        let format = asked_format(request).unwrap_or(Format::Json);
        let call = incoming.call;
        let mut there = self.there.lock().unwrap();
        if call.action == "CreateVpc" && there.len() >= VPCS {
            let id = format!("0A1B2C3D-0000-4000-8000-{:012X}", there.len());
            let body = json!({"RequestId": id, "Code": "QuotaExceeded.Vpc", "Message": "No."});
            return write(&Answer::new(400, body), &call.action, format);
        }
        let response = self.whole.answer(request);
        let Ok(answer) = read(&response, format) else {
            return response;
        };
        if let ("CreateVpc", Some(id)) = (call.action.as_str(), answer.text("VpcId")) {
            there.insert(id.to_owned());
        }
        if let ("DeleteVpc", Some(id), true) =
            (call.action.as_str(), call.get("VpcId"), answer.is_success())
        {
            there.remove(id);
        }
        response
    }
}

#[test]
fn what_was_kept_is_deleted_at_the_end() {
    let edition = Edition::of_record();
    let there: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let few = Few {
        whole: Reference::new(edition.clone(), edition.readings()),
        there: Arc::clone(&there),
    };
    let run = Conformance::of(few).only(&["quota/*"]).run().unwrap();
    assert!(run.failures.is_empty());
    assert_eq!(there.lock().unwrap().len(), 0);
}
