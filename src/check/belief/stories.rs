//! Reads small stories of calls and answers, as tests tell them, into transcripts.
//!
//! A statement is what was done and what came: `tag a,b k=v ok`, `tag a k=v
//! CODE`, `untag a k ok`, `list a k=v`, `describe a k=v`, `delete a`. `a` and `b`
//! are VPCs, `s` a vSwitch, `r` a VPC in another region, `f` one of another
//! account, `z` is not there; `-` is nothing, and `@` names another type. `untag`
//! takes `*` for All=true and `!*` for All=false. A refusal may have a status
//! before its code or in its place: `404:CODE`, `400`. A listing may show what is
//! of another resource, `b/k=v`, a number for a text, `k=#1`, and come `in 2 pages`.
//!
//! Every statement is a step but those that begin with `back` (the state read
//! back), `asked` (another operation asked for its opinion), `beside` (a tag of a
//! bystander) or `twin`. What `back` and `asked` have described stands for a listing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cases::{Bound, Case, Origin, ReadBack, Side};
use crate::check::evidence::{Event, Exchange, Labelled, Role, Transcript};
use crate::contract::{Answer, Binding, Call, Edition, Kind, params, vpc};

use super::hypotheses::Relation;

/// A case that is about nothing in particular.
pub(in crate::check) fn case() -> Case {
    Case {
        product: &vpc::PRODUCT,
        id: "stories/one".to_owned(),
        aliases: Vec::new(),
        clauses: Vec::new(),
        violates: Vec::new(),
        needs: Vec::new(),
        given: Vec::new(),
        axes: Vec::new(),
        note: None,
        steps: Vec::new(),
        twin: None,
        read_back: ReadBack::Every,
        origin: Origin::Bytes,
    }
}

/// What was done and seen in a story.
pub(in crate::check) fn transcript(story: &str) -> Transcript {
    let resource = |name: &str, kind: Kind, region: Side, account: Side| Labelled {
        name: name.to_owned(),
        label: format!("<{name}>"),
        bound: Bound {
            id: name.to_owned(),
            kind,
            region,
            account,
            parent: None,
        },
        region: match region {
            Side::Own => "cn-hangzhou",
            Side::Other => "cn-shanghai",
            Side::Third => "cn-beijing",
        }
        .to_owned(),
        from_start: true,
    };
    let mut step = 0;
    Transcript {
        resources: vec![
            resource("a", vpc::VPC, Side::Own, Side::Own),
            resource("b", vpc::VPC, Side::Own, Side::Own),
            resource("s", vpc::VSWITCH, Side::Own, Side::Own),
            resource("r", vpc::VPC, Side::Other, Side::Own),
            resource("f", vpc::VPC, Side::Own, Side::Other),
        ],
        events: story
            .split("; ")
            .map(|statement| event(&mut step, statement))
            .collect(),
        is_worn: false,
    }
}

/// What a relation leaves of the axes that have one option for good, as far as
/// the edition leaves them open.
pub(in crate::check) fn possible(relation: &Relation) -> String {
    let settled = Edition::of_record().readings();
    let narrowed = relation.constrained();
    let axes = narrowed
        .iter()
        .filter(|axis| axis.axis().binding == Binding::Consistent && settled.only(*axis).is_none());
    let axes: Vec<String> = axes
        .map(|axis| format!("{axis}={}", relation.options(axis).join("|")))
        .collect();
    if axes.is_empty() {
        "any".to_owned()
    } else {
        axes.join(", ")
    }
}

/// What a statement says that happened, after so many steps.
fn event(steps: &mut usize, statement: &str) -> Event {
    let (why, told) = match statement.split_once(' ') {
        Some((why @ ("back" | "asked" | "beside" | "twin"), told)) => (why, told),
        _ => ("", statement),
    };
    let role = match why {
        "back" | "asked" => Role::ReadBack(*steps),
        "beside" => Role::Bystander,
        "twin" => Role::Twin,
        _ => {
            *steps += 1;
            Role::Step(*steps)
        }
    };
    if let Some(id) = told.strip_prefix("delete ") {
        return Event::Deleted(id.to_owned());
    }
    let mut exchange = exchange(told);
    exchange.role = role;
    if exchange.call.action == params::DESCRIBE_TAGS && matches!(role, Role::ReadBack(_)) {
        let described = exchange.call.clone();
        params::LIST_TAG_RESOURCES.clone_into(&mut exchange.call.action);
        exchange.instead = Some(Box::new(described));
    }
    match why {
        "asked" => Event::Opinion(exchange),
        _ => Event::Exchange(exchange),
    }
}

fn exchange(told: &str) -> Exchange {
    let (kinds, words): (Vec<&str>, Vec<&str>) =
        told.split(' ').partition(|word| word.starts_with('@'));
    let (words, pages) = match &words[..] {
        [words @ .., "in", pages, "pages"] => (words, pages.parse().unwrap()),
        words => (words, 1),
    };
    let [action, ids, rest @ ..] = words else {
        panic!("{told}: who does what?");
    };
    let kind = kinds.first().map_or("VPC", |kind| &kind[1..]);
    let mut call = Call::new(operation(action), "own")
        .with(params::REGION_ID, "cn-hangzhou")
        .with(params::RESOURCE_TYPE, kind);
    for (place, id) in ids.split(',').filter(|id| *id != "-").enumerate() {
        call = call.with(params::element(params::RESOURCE_ID, place + 1), id);
    }
    let (call, came) = match (*action, rest) {
        ("tag", [tags, came]) => (with_tags(call, tags), *came),
        ("untag", [what, came]) => (with_removed(call, what), *came),
        ("list" | "describe", [came]) => (call, *came),
        _ => panic!("{told}: what came?"),
    };
    let mut exchange = Exchange::of_step(0, call, answer(ids, kind, came));
    exchange.pages.count = pages;
    exchange
}

fn operation(action: &str) -> &'static str {
    match action {
        "tag" => params::TAG_RESOURCES,
        "untag" => vpc::PRODUCT.untag,
        "list" => params::LIST_TAG_RESOURCES,
        "describe" => params::DESCRIBE_TAGS,
        other => panic!("{other} is none of tag, untag, list, describe and delete"),
    }
}

fn with_tags(mut call: Call, tags: &str) -> Call {
    for (place, (key, value)) in pairs(tags).into_iter().enumerate() {
        let field = |field| params::field(params::TAG, place + 1, field);
        call = call.with(field(params::KEY), key);
        if let Some(value) = value {
            call = call.with(field(params::VALUE), value);
        }
    }
    call
}

fn with_removed(call: Call, what: &str) -> Call {
    let named = what.split(',').filter(|what| *what != "-");
    let (all, keys): (Vec<&str>, Vec<&str>) = named.partition(|what| what.ends_with('*'));
    let call = keys.iter().enumerate().fold(call, |call, (place, key)| {
        call.with(params::element(params::TAG_KEY, place + 1), *key)
    });
    match all[..] {
        [] => call,
        ["*"] => call.with(params::ALL, "true"),
        ["!*"] => call.with(params::ALL, "false"),
        _ => panic!("{what}: all or not?"),
    }
}

fn answer(ids: &str, kind: &str, came: &str) -> Answer {
    let refusal = |status, code: &str| Answer::new(status, json!({"RequestId": "x", "Code": code}));
    if came == "ok" {
        return Answer::new(200, json!({"RequestId": "x"}));
    }
    if came == "-" || came.contains('=') {
        return listing(ids, kind, &pairs(came));
    }
    if let Ok(status) = came.parse() {
        return Answer::new(status, json!({"RequestId": "x"}));
    }
    if let Some((status, code)) = came.split_once(':') {
        return refusal(status.parse().unwrap(), code);
    }
    let row = vpc::PRODUCT.page_error(came);
    refusal(row.map_or(400, |row| row.status), came)
}

fn listing(id: &str, kind: &str, tags: &[(String, Option<String>)]) -> Answer {
    let rows: Vec<_> = tags
        .iter()
        .map(|(key, value)| {
            let (id, key) = key.split_once('/').unwrap_or((id, key));
            let value = match value.as_deref().and_then(|value| value.strip_prefix('#')) {
                Some(number) => json!(number.parse::<u32>().unwrap()),
                None => Value::from(value.as_deref()),
            };
            json!({"ResourceId": id, "ResourceType": kind, "TagKey": key, "TagValue": value})
        })
        .collect();
    Answer::new(
        200,
        json!({"RequestId": "x", "TagResources": {"TagResource": rows}}),
    )
}

/// `k=v,l`, `k1..20=v` or `-`; no pair twice, which no listing has.
fn pairs(tags: &str) -> Vec<(String, Option<String>)> {
    let mut all = Vec::new();
    for tag in tags.split(',').filter(|tag| *tag != "-") {
        let (key, value) = match tag.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (tag, None),
        };
        match key.split_once("..") {
            None => all.push((key.to_owned(), value)),
            Some((first, last)) => {
                let (prefix, first) = first.split_at(1);
                let numbers = first.parse::<u32>().unwrap()..=last.parse().unwrap();
                all.extend(numbers.map(|number| (format!("{prefix}{number}"), value.clone())));
            }
        }
    }
    let distinct: BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "{tags}");
    all
}
