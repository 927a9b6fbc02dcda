//! Reads tags back, by whichever operation of the target shows them.

use serde_json::{Value, json};

use crate::contract::{Answer, Call, Kind, elements, params};

use super::client::Client;
use super::follow::follow;
use super::leftovers::rows;
use super::reply::Reply;
use super::ways::How;

/// How the tags of a type are read back, the best way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witness {
    /// `ListTagResources` shows them.
    List,
    /// A describe operation of the type does.
    Describe(&'static str),
    /// `DescribeTags` does, asked for one resource.
    DescribeTags,
    /// Nothing does, but the quota is enforced: how many tags a resource has
    /// shows in how many more it takes.
    Quota,
}

impl Witness {
    /// The ways for a type, the best first, but for the last resort.
    pub fn ladder(kind: Kind) -> impl Iterator<Item = Self> {
        let life = kind.lifecycle();
        let describe = [Some(life.describe), life.shows_tags()];
        std::iter::once(Self::List)
            .chain(describe.into_iter().flatten().map(Self::Describe))
            .chain([Self::DescribeTags])
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => params::LIST_TAG_RESOURCES,
            Self::Describe(operation) => operation,
            Self::DescribeTags => params::DESCRIBE_TAGS,
            Self::Quota => "quota",
        }
    }

    /// The call by which it learns what `listing`, a `ListTagResources` of one
    /// resource, would show; none where that listing is itself the call.
    pub fn call(self, kind: Kind, listing: &Call) -> Option<Call> {
        let region = listing.get(params::REGION_ID).unwrap_or_default();
        let id = listing.indexed(params::RESOURCE_ID);
        let id = id.first().copied().unwrap_or_default();
        match self {
            Self::List | Self::Quota => None,
            Self::Describe(operation) => {
                let asked = kind.lifecycle().asked_for(operation, id);
                let call = Call::new(operation, &listing.account);
                Some(call.with(params::REGION_ID, region).with_all(asked))
            }
            Self::DescribeTags => {
                let mut call = listing.clone();
                params::DESCRIBE_TAGS.clone_into(&mut call.action);
                Some(call)
            }
        }
    }

    /// Reads the tags of one resource as `listing` would show them: the answer
    /// of the reply is in the form of that listing, its bytes are as they came.
    pub fn look(self, client: &Client, kind: Kind, listing: &Call, how: How) -> Reply {
        let Some(call) = self.call(kind, listing) else {
            return follow(client, listing, how);
        };
        let mut reply = match self {
            Self::DescribeTags => follow(client, &call, how),
            _ => client.patiently(&call, how),
        };
        let ids = listing.indexed(params::RESOURCE_ID);
        let id = ids.first().copied().unwrap_or_default();
        if let Ok(received) = &mut reply.received
            && let Ok(answer) = &mut received.answer
            && answer.is_success()
        {
            let tags = match self {
                Self::DescribeTags => answer.tag_pairs(),
                _ => described(answer, kind, id),
            };
            *answer = as_listing(answer, id, tags);
        }
        reply
    }
}

/// The tags of a resource in the answer of a describe operation, in any of the
/// shapes that operations give them; none if the resource is not in it.
fn described(answer: &Answer, kind: Kind, id: &str) -> Option<Vec<(String, String)>> {
    let life = kind.lifecycle();
    let row = rows(answer, life)
        .into_iter()
        .find(|row| row.get(life.id).and_then(Value::as_str) == Some(id))?;
    let text = |tag: &Value, names: [&str; 2]| {
        let field = names.iter().find_map(|name| tag.get(name))?;
        match field {
            Value::String(text) => Some(text.clone()),
            Value::Null => Some(String::new()),
            Value::Number(_) | Value::Bool(_) => Some(field.to_string()),
            Value::Array(_) | Value::Object(_) => None,
        }
    };
    elements(row.get(life.tags.0), life.tags.1)
        .into_iter()
        .map(|tag| {
            let key = text(tag, [params::KEY, params::TAG_KEY])?;
            // An element without content may be left out in XML.
            let value = text(tag, [params::VALUE, params::TAG_VALUE]).unwrap_or_default();
            Some((key, value))
        })
        .collect()
}

/// The answer that a listing of one resource would give.
fn as_listing(answer: &Answer, id: &str, tags: Option<Vec<(String, String)>>) -> Answer {
    let request_id = answer.request_id().unwrap_or_default();
    let Some(tags) = tags else {
        let nothing = json!({"RequestId": request_id, "Code": "(the resource is not shown)"});
        return Answer::new(answer.status, nothing);
    };
    let rows: Vec<Value> = tags
        .into_iter()
        .map(|(key, value)| json!({params::RESOURCE_ID: id, params::TAG_KEY: key, params::TAG_VALUE: value}))
        .collect();
    let (list, name) = params::ROWS;
    let body = json!({"RequestId": request_id, list: {name: rows}});
    Answer::new(answer.status, body)
}
