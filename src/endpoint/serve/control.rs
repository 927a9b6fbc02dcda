//! The paths under `/_tagproof/`, by which tests reset and read the reference.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::contract::Edition;
use crate::endpoint::inventory::Inventory;
use crate::wire::{Method, Request, Response};

use crate::endpoint::reference::Reference;

/// What the paths begin with.
const PREFIX: &str = "/_tagproof/";

/// What a request to one of the paths asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Everything is to be forgotten.
    Reset,
    /// Everything that is there.
    State,
    /// A path that is known, with a method that is not: this one is.
    Allowed(&'static str),
    /// There is no such path.
    Unknown,
}

impl Asked {
    /// What a request asks for, if its path is one of these.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let name = request.path.strip_prefix(PREFIX)?;
        Some(match (name, &request.method) {
            ("reset", Method::Post) => Self::Reset,
            ("state", Method::Get) => Self::State,
            ("reset", _) => Self::Allowed("POST"),
            ("state", _) => Self::Allowed("GET"),
            _ => Self::Unknown,
        })
    }

    /// The answer, for which the reference does what is asked.
    pub(super) fn answer(self, reference: &Reference) -> Response {
        match self {
            Self::Reset => {
                reference.reset();
                json_response(200, &json!({"reset": true}))
            }
            Self::State => json_response(200, &reference.look(holdings)),
            Self::Allowed(method) => {
                let what = format!("this path takes {method} only");
                let mut response = json_response(405, &json!({ "error": what }));
                response
                    .headers
                    .push(("Allow".to_owned(), method.to_owned()));
                response
            }
            Self::Unknown => {
                let what = "there are POST /_tagproof/reset and GET /_tagproof/state";
                json_response(404, &json!({ "error": what }))
            }
        }
    }
}

/// The answer to a request that is not the owner's.
pub(super) fn refused(why: &str) -> Response {
    json_response(403, &json!({ "error": why }))
}

fn json_response(status: u16, body: &Value) -> Response {
    Response {
        status,
        headers: vec![(
            "Content-Type".to_owned(),
            "application/json;charset=utf-8".to_owned(),
        )],
        body: format!("{body:#}\n").into_bytes(),
    }
}

/// Everything that is there: accounts, in them regions, in them resources, each
/// sorted.
fn holdings(inventory: &Inventory, edition: &Edition) -> Value {
    let mut accounts: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
    for (id, resource) in inventory.world.iter() {
        let details = inventory.details.get(id);
        let regions = accounts.entry(&resource.account).or_default();
        regions.entry(&resource.region).or_default().push(json!({
            "type": edition.type_name(resource.kind),
            "id": id,
            "name": details.map_or("", |details| &details.name),
            "tags": resource.tags,
        }));
    }
    json!({ "accounts": accounts })
}
