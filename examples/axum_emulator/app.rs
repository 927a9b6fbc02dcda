//! A small emulator of `TagResources` as an axum router, with what a client needs around it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::{Json, Router};
use serde_json::{Value, json};

/// Resource types, and what they are called in `Create…` and `Delete…`.
const KINDS: [(&str, &str); 6] = [
    ("VPC", "Vpc"),
    ("VSWITCH", "VSwitch"),
    ("ROUTETABLE", "RouteTable"),
    ("VpnGateway", "VpnGateway"),
    ("NATGATEWAY", "NatGateway"),
    ("EIP", "(addresses are not emulated)"),
];

type Texts = BTreeMap<String, String>;

/// The fields of an answer, or the code of a refusal.
type Answer = Result<Value, &'static str>;

struct Cloud {
    quota: usize,
    requests: u64,
    /// By id: account, region and type; and the tags.
    resources: BTreeMap<String, ([String; 3], Texts)>,
}

/// The emulator; `quota` is how many tags a resource can have, 20 by the page.
pub(crate) fn app(quota: usize) -> Router {
    let cloud = Cloud {
        quota,
        requests: 0,
        resources: BTreeMap::new(),
    };
    Router::new()
        .fallback(answer)
        .with_state(Arc::new(Mutex::new(cloud)))
}

async fn answer(
    State(cloud): State<Arc<Mutex<Cloud>>>,
    RawQuery(query): RawQuery,
    form: String,
) -> (StatusCode, Json<Value>) {
    let both = format!("{}&{form}", query.unwrap_or_default());
    let params = form_urlencoded::parse(both.as_bytes()).into_owned();
    let mut cloud = cloud.lock().unwrap_or_else(PoisonError::into_inner);
    cloud.requests += 1;
    let id = format!("00000000-0000-4000-8000-{:012X}", cloud.requests);
    let (status, mut body) = match cloud.call(&params.collect()) {
        Ok(fields) => (StatusCode::OK, fields),
        Err(code) => (StatusCode::BAD_REQUEST, json!({ "Code": code })),
    };
    body["RequestId"] = id.into();
    (status, Json(body))
}

impl Cloud {
    fn call(&mut self, params: &Texts) -> Answer {
        let get = |name: &str| params.get(name).map_or("", String::as_str);
        let place = |kind: &str| [get("AccessKeyId"), get("RegionId"), kind].map(str::to_owned);
        for (kind, name) in KINDS {
            if get("Action") == format!("Create{name}") {
                let id = format!("{}-{}", kind.to_lowercase(), self.requests);
                let new = (place(kind), Texts::new());
                self.resources.insert(id.clone(), new);
                return Ok(json!({ format!("{name}Id"): id }));
            } else if get("Action") == format!("Delete{name}") {
                let gone = self.resources.remove(get(&format!("{name}Id")));
                return gone.map(|_| json!({})).ok_or("NotFound");
            }
        }
        let asked = get("ResourceType");
        let mut kinds = KINDS.iter().map(|(kind, _)| *kind);
        let kind = kinds.find(|kind| kind.eq_ignore_ascii_case(asked));
        let place = place(kind.unwrap_or_default());
        let ids: BTreeSet<&str> = list(params, "ResourceId.", "").into_values().collect();
        // A listing may be asked for a tag alone.
        let all = ids.is_empty() && get("Action") == "ListTagResources";
        let named = self.resources.iter_mut();
        let mut named: Vec<(&String, &mut Texts)> = named
            .filter(|(id, (there, _))| (all || ids.contains(id.as_str())) && *there == place)
            .map(|(id, (_, tags))| (id, tags))
            .collect();
        match get("Action") {
            "TagResources" => {
                let tags = tags(params)?;
                if kind.is_none() {
                    return Err("InvalidInstanceType.NotFound");
                } else if named.len() < ids.len() {
                    return Err("InvalidInstanceIds.NotFound");
                }
                for (_, there) in &named {
                    let new = tags.keys().filter(|key| !there.contains_key(*key));
                    if there.len() + new.count() > self.quota {
                        return Err("QuotaExceeded.TagNum");
                    }
                }
                for (_, there) in named {
                    there.extend(tags.clone());
                }
                Ok(json!({}))
            }
            "UnTagResources" => {
                let keys: Vec<&str> = list(params, "TagKey.", "").into_values().collect();
                let all = keys.is_empty() && get("All").eq_ignore_ascii_case("true");
                for (_, tags) in &mut named {
                    tags.retain(|key, _| !all && !keys.contains(&key.as_str()));
                }
                Ok(json!({}))
            }
            "ListTagResources" => {
                let (keys, values) = (list(params, "Tag.", ".Key"), list(params, "Tag.", ".Value"));
                let has = |tags: &Texts| {
                    keys.iter().all(|(number, key)| {
                        let value = values.get(number);
                        let there = tags.get(*key);
                        there.is_some_and(|there| value.is_none_or(|value| value == there))
                    })
                };
                let shown = named.iter().filter(|(_, tags)| has(tags));
                let rows = shown.flat_map(|(id, tags)| {
                    tags.iter().map(
                        move |(key, value)| json!({ "ResourceId": id, "TagKey": key, "TagValue": value }),
                    )
                });
                Ok(json!({ "TagResources": { "TagResource": rows.collect::<Vec<_>>() } }))
            }
            _ => Err("InvalidAction.NotFound"),
        }
    }
}

/// The tags of a call, unless the call is wrong in itself.
fn tags(params: &Texts) -> Result<Texts, &'static str> {
    let ids = list(params, "ResourceId.", "");
    let (keys, values) = (list(params, "Tag.", ".Key"), list(params, "Tag.", ".Value"));
    let numbers: BTreeSet<u32> = keys.keys().chain(values.keys()).copied().collect();
    let empty = |name: &str| params.get(name).is_none_or(String::is_empty);
    let listed = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if empty("RegionId") || empty("ResourceType") || ids.values().all(|id| id.is_empty()) {
        return Err("MissingParameter");
    } else if ids.len() > 20 {
        return Err("SizeLimitExceeded.ResourceId");
    } else if numbers.len() > 20 {
        return Err("SizeLimitExceeded.TagNum");
    } else if numbers.iter().any(|number| !keys.contains_key(number)) || numbers.is_empty() {
        return Err("MissingParameter.TagKey");
    }
    let mut tags = Texts::new();
    for (number, key) in keys {
        let value = values.get(&number).copied().unwrap_or_default();
        let starts_right = key.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if !starts_right || key.starts_with("aliyun") || key.len() > 64 || !key.chars().all(listed)
        {
            return Err("InvalidTagKey");
        } else if value.len() > 128 || !value.chars().all(listed) {
            return Err("InvalidTagValue");
        } else if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err("Forbidden.TagKey.Duplicated");
        }
    }
    Ok(tags)
}

/// The elements of a list by their numbers, such as those of `Tag.1.Key`.
fn list<'a>(params: &'a Texts, before: &str, after: &str) -> BTreeMap<u32, &'a str> {
    let number = |name: &str| name.strip_prefix(before)?.strip_suffix(after)?.parse().ok();
    let element = |(name, value): (&'a String, &'a String)| Some((number(name)?, value.as_str()));
    params.iter().filter_map(element).collect()
}
