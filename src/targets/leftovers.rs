//! Finds what runs left behind, by its name.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::contract::{Answer, Call, Kind, Lifecycle, elements, params};

use super::client::Client;
use super::holdings::{Holding, NAME_PREFIX};

/// Resources of a page; more are seldom given.
const PAGE_SIZE: usize = 50;

/// Pages that are read of one type.
const MAX_PAGES: usize = 200;

/// Everything of any run in one account and region, parents first.
///
/// # Errors
///
/// When a listing is not answered. A type that the target does not list counts
/// as one of which there is nothing.
pub fn leftovers(client: &Client, account: &str, region: &str) -> Result<Vec<Holding>, String> {
    found(client, account, region, |name| {
        name.starts_with(NAME_PREFIX)
    })
}

/// Everything in one account and region that has exactly this name.
pub(super) fn named(
    client: &Client,
    account: &str,
    region: &str,
    name: &str,
) -> Result<Vec<Holding>, String> {
    let its = |found: &str| found == name || found.starts_with(&format!("{name}-"));
    found(client, account, region, its)
}

fn found(
    client: &Client,
    account: &str,
    region: &str,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Holding>, String> {
    let mut found = Vec::new();
    for kind in client.kinds().iter().copied() {
        let shown = shown(client, account, region, kind)?;
        let wanted = shown.into_iter().filter(|(_, name)| wanted(name));
        found.extend(wanted.map(|(holding, _)| holding));
    }
    Ok(found)
}

/// The resources of a type, each with its name.
fn shown(
    client: &Client,
    account: &str,
    region: &str,
    kind: Kind,
) -> Result<Vec<(Holding, String)>, String> {
    let life = kind.lifecycle();
    let mut shown: BTreeMap<Holding, String> = BTreeMap::new();
    for page in 1..=MAX_PAGES {
        let call = Call::new(life.describe, account)
            .with(params::REGION_ID, region)
            .with("PageNumber", page.to_string())
            .with("PageSize", PAGE_SIZE.to_string());
        let reply = client.patiently(&call, client.usual());
        if let Some(weather) = reply.weather() {
            return Err(format!("{}: {weather}", life.describe));
        }
        let Some(answer) = reply.answer().filter(|answer| answer.is_success()) else {
            break;
        };
        let before = shown.len();
        for row in rows(answer, life) {
            let text = |field: &str| row.get(field).and_then(Value::as_str);
            if let Some(id) = text(life.id) {
                let holding = Holding {
                    kind,
                    region: region.to_owned(),
                    account: account.to_owned(),
                    id: id.to_owned(),
                };
                let name = text(life.name_field).unwrap_or_default();
                shown.insert(holding, name.to_owned());
            }
        }
        // Who knows no pages answers the same again and again.
        if shown.len() == before {
            break;
        }
    }
    Ok(shown.into_iter().collect())
}

/// The resources that a describe operation shows: its list, or the one that
/// the answer itself is about.
pub(super) fn rows<'a>(answer: &'a Answer, life: &Lifecycle) -> Vec<&'a Value> {
    let (outer, inner) = life.list;
    match answer.body.get(outer) {
        Some(list) => elements(Some(list), inner),
        None if answer.body.get(life.id).is_some() => vec![&answer.body],
        None => Vec::new(),
    }
}
