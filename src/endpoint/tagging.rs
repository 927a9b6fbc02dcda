//! Operations of tags: what the model does not judge, and its decisions as answers.

use serde_json::{Value, json};

use crate::contract::{Call, Edition, Kind, Product, Readings, TagRow, Trait, errors, params};
use crate::model::{Permit, World};

use super::paging::{OF_TAGS, Page};
use super::refusal::{Fields, Refused};

/// Where an operation is answered: the edition and reading that are followed,
/// and the world.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The edition.
    pub(super) edition: &'a Edition,
    /// The reading, complete.
    pub(super) reading: &'a Readings,
    /// The world before the call.
    pub(super) world: &'a World,
}

/// Whether an operation of tags changes them; the others list them.
pub(super) fn writes(call: &Call, product: &Product) -> bool {
    call.action == params::TAG_RESOURCES || product.is_untag(&call.action)
}

/// What a companion call must have before the model answers it: the page says
/// nothing of these operations, their own pages do.
pub(super) fn admit(call: &Call, on: Place<'_>) -> Result<(), Refused> {
    if call.action == params::TAG_RESOURCES {
        return Ok(());
    }
    let refusals = on.edition.refusals;
    let lists = call.action == params::LIST_TAG_RESOURCES;
    let untags = on.edition.product.is_untag(&call.action);
    let kind = call
        .given(params::RESOURCE_TYPE)
        .and_then(|name| kind_of(name, on.edition));
    let is_global = kind.is_some_and(|kind| kind.lifecycle().has(Trait::Global));
    if call.given(params::REGION_ID).is_none() && !is_global {
        return Err(Refused::stated(
            refusals.missing_region,
            params::REGION_ID,
            on.reading,
        ));
    }
    match call.given(params::RESOURCE_TYPE) {
        None if lists => {
            let stated = refusals.list_missing_type;
            return Err(Refused::stated(stated, params::RESOURCE_TYPE, on.reading));
        }
        None if untags => {
            let stated = refusals.missing_type;
            return Err(Refused::stated(stated, params::RESOURCE_TYPE, on.reading));
        }
        Some(name) if !is_type(name, on.edition) => {
            let stated = refusals.unknown_type;
            return Err(Refused::stated(stated, params::RESOURCE_TYPE, on.reading));
        }
        None | Some(_) => {}
    }
    if untags {
        return admit_untag(call, on);
    }
    let filters = filters(call, on.edition, on.reading)?;
    if lists && filters.is_empty() && call.indexed(params::RESOURCE_ID).is_empty() {
        return Err(Refused::stated(
            refusals.list_of_nothing,
            params::RESOURCE_ID,
            on.reading,
        ));
    }
    Ok(())
}

/// Every resource to be untagged must be there, unlike in a listing.
fn admit_untag(call: &Call, on: Place<'_>) -> Result<(), Refused> {
    let ids = call.indexed(params::RESOURCE_ID);
    if ids.is_empty() {
        let stated = on.edition.refusals.missing_id;
        return Err(Refused::stated(stated, params::RESOURCE_ID, on.reading));
    }
    let kind = call
        .given(params::RESOURCE_TYPE)
        .and_then(|name| kind_of(name, on.edition));
    let region = call.given(params::REGION_ID);
    let all_there = ids.into_iter().all(|id| {
        on.world.get(id).is_some_and(|resource| {
            resource.account == call.account
                && Some(resource.kind) == kind
                && resource.is_in(region)
        })
    });
    if all_there {
        Ok(())
    } else {
        Err(Refused::stated(
            on.edition.refusals.unknown_id,
            params::RESOURCE_ID,
            on.reading,
        ))
    }
}

/// The tags that a call filters by: keys, with their values if given.
pub(super) fn filters<'c>(
    call: &'c Call,
    edition: &Edition,
    reading: &Readings,
) -> Result<Vec<(&'c str, Option<&'c str>)>, Refused> {
    let mut filters = Vec::new();
    for (name, text) in &call.params {
        let Some((index, field)) = name
            .strip_prefix(params::TAG)
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| rest.split_once('.'))
        else {
            continue;
        };
        if field == params::KEY {
            let value = call.get(&params::field(params::TAG, index, params::VALUE));
            filters.push((text.as_str(), value));
        } else if field == params::VALUE
            && call
                .get(&params::field(params::TAG, index, params::KEY))
                .is_none()
        {
            let stated = edition.refusals.lone_filter_value;
            return Err(Refused::stated(stated, params::TAG, reading));
        }
    }
    Ok(filters)
}

/// A decision of the model as an answer.
pub(super) fn render(permit: Permit, call: &Call, on: Place<'_>) -> Result<Fields, Refused> {
    match permit {
        Permit::Accept => Ok(Fields::new()),
        Permit::Refuse(refusal) => Err(Refused::of(&refusal, on.reading)),
        Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => {
            let page = Page::asked(call, on.edition.product.list_page, on.reading)?;
            let (rows, token) = page.of(rows, |row| {
                vec![row.resource.clone(), row.key.clone(), row.value.clone()]
            });
            let rows: Vec<Value> = rows.iter().map(|row| listed(row, on)).collect();
            Ok(listing(params::ROWS, rows, token))
        }
        Permit::Pairs(pairs) => {
            let page = Page::asked(call, OF_TAGS, on.reading)?;
            let pairs = pairs.into_iter().collect();
            let (pairs, token) = page.of(pairs, |(key, value): &(String, String)| {
                vec![key.clone(), value.clone()]
            });
            let pairs: Vec<Value> = pairs
                .into_iter()
                .map(|(key, value)| json!({params::TAG_KEY: key, params::TAG_VALUE: value}))
                .collect();
            Ok(listing(params::ROWS, pairs, token))
        }
        Permit::Keys(keys) => {
            let page = Page::asked(call, OF_TAGS, on.reading)?;
            let (keys, token) =
                page.of(keys.into_iter().collect(), |key: &String| vec![key.clone()]);
            let keys: Vec<Value> = keys
                .into_iter()
                .map(|key| json!({params::TAG_KEY: key, "Type": "Custom"}))
                .collect();
            Ok(listing(params::KEYS, keys, token))
        }
        // Only an operation that the model does not know, or a reading that is
        // not complete.
        Permit::Anything => Err(Refused::with(&errors::INTERNAL_ERROR)),
    }
}

fn listed(row: &TagRow, on: Place<'_>) -> Value {
    let kind = on.world.get(&row.resource).map_or_else(
        || {
            // Only a mutant lists what is not there.
            let product = on.edition.product;
            product.find(|lifecycle| row.resource.starts_with(lifecycle.prefix))
        },
        |resource| Some(resource.kind),
    );
    json!({
        params::RESOURCE_TYPE: kind.map_or("", |kind| on.edition.type_name(kind)),
        params::RESOURCE_ID: row.resource,
        params::TAG_KEY: row.key,
        params::TAG_VALUE: row.value,
    })
}

fn listing((list, name): (&str, &str), rows: Vec<Value>, token: String) -> Fields {
    let mut fields = Fields::new();
    fields.insert(params::NEXT_TOKEN.to_owned(), Value::String(token));
    let rows = Fields::from_iter([(name.to_owned(), Value::Array(rows))]);
    fields.insert(list.to_owned(), Value::Object(rows));
    fields
}

fn is_type(name: &str, edition: &Edition) -> bool {
    let listed = edition.types.iter().map(|known| known.name);
    listed
        .chain(edition.newer_types.iter().copied())
        .any(|known| known.eq_ignore_ascii_case(name))
}

fn kind_of(name: &str, edition: &Edition) -> Option<Kind> {
    edition
        .types
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name))
        .and_then(|known| known.kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::client::{AWAY, Client, HOME, reference};
    use crate::wire::Format;

    fn pairs(tags: &[(&str, &str)]) -> Vec<(String, String)> {
        tags.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn tags_are_added_listed_overwritten_and_removed() {
        let reference = reference(&[]);
        for format in [Format::Json, Format::Xml] {
            let client = Client {
                format,
                ..Client::new(&reference, "me")
            };
            let (vpc, other) = (client.vpc(), client.vpc());
            let both = [vpc.as_str(), other.as_str()];
            let answer = client.tag("VPC", &both, &[("env", "prod"), ("Owner", "")]);
            assert_eq!(answer.status, 200);
            assert_eq!(answer.body.as_object().unwrap().len(), 1, "RequestId alone");
            for id in both {
                assert_eq!(
                    client.tags("VPC", id),
                    pairs(&[("Owner", ""), ("env", "prod")])
                );
            }
            client.tag("VPC", &[&vpc], &[("env", "test")]);
            assert_eq!(
                client.tags("VPC", &vpc),
                pairs(&[("Owner", ""), ("env", "test")])
            );
            let listed = client.done(
                "ListTagResources",
                &[
                    ("ResourceType", "VPC"),
                    ("Tag.1.Key", "env"),
                    ("Tag.1.Value", "test"),
                ],
            );
            let rows = listed.tag_rows().unwrap();
            assert!(rows.iter().all(|row| row.resource == vpc), "{rows:?}");
            let untag = [("ResourceType", "VPC"), ("ResourceId.1", vpc.as_str())];
            client.done("UnTagResources", &[untag[0], untag[1], ("TagKey.1", "env")]);
            assert_eq!(client.tags("VPC", &vpc), pairs(&[("Owner", "")]));
            client.done("UnTagResources", &[untag[0], untag[1], ("All", "True")]);
            assert_eq!(client.tags("VPC", &vpc), []);
            assert_eq!(
                client.tags("VPC", &other),
                pairs(&[("Owner", ""), ("env", "prod")])
            );
            client.done(
                "UnTagResources",
                &[
                    ("ResourceType", "vpc"),
                    ("ResourceId.1", &other),
                    ("All", "true"),
                ],
            );
        }
    }

    #[test]
    fn listings_have_the_shapes_of_the_facts() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "");
        let vpc = client.vpc();
        client.tag("VPC", &[&vpc], &[("k", "v")]);
        let listed = client.done(
            "ListTagResources",
            &[("ResourceType", "VPC"), ("ResourceId.1", &vpc)],
        );
        assert_eq!(
            listed.body["TagResources"]["TagResource"],
            serde_json::json!([
                {"ResourceType": "VPC", "ResourceId": vpc, "TagKey": "k", "TagValue": "v"}
            ])
        );
        assert_eq!(listed.body["NextToken"], "");
        let listed = client.done("DescribeTags", &[]);
        assert_eq!(
            listed.body["TagResources"]["TagResource"],
            serde_json::json!([{"TagKey": "k", "TagValue": "v"}])
        );
        let listed = client.done("DescribeTagKeys", &[("ResourceType", "VPC")]);
        assert_eq!(
            listed.body["TagKeys"]["TagKey"],
            serde_json::json!([{"TagKey": "k", "Type": "Custom"}])
        );
    }

    #[test]
    fn four_hundred_rows_are_walked_page_by_page() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        let ids: Vec<String> = (0..20).map(|_| client.vpc()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let keys: Vec<String> = (0..20).map(|n| format!("k{n}")).collect();
        let tags: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "v")).collect();
        assert_eq!(client.tag("VPC", &ids, &tags).status, 200);
        for (action, size, in_all, keyed) in [
            ("ListTagResources", "MaxResults", 400, false),
            ("DescribeTags", "MaxResult", 20, true),
            ("DescribeTagKeys", "MaxResult", 20, true),
        ] {
            for rows in ["1", "7", "50"] {
                let mut seen = BTreeSet::new();
                let mut token = String::new();
                loop {
                    let mut asked = vec![("ResourceType", "VPC"), (size, rows)];
                    if !keyed {
                        asked.extend(tags.first().map(|(key, _)| ("Tag.1.Key", *key)));
                    }
                    asked.push(("NextToken", &token));
                    let answer = client.done(action, &asked);
                    let page: Vec<String> = match action {
                        "ListTagResources" => {
                            let rows = answer.tag_rows().unwrap();
                            rows.iter().map(|row| format!("{row:?}")).collect()
                        }
                        "DescribeTags" => {
                            let rows = answer.tag_pairs().unwrap();
                            rows.iter().map(|row| format!("{row:?}")).collect()
                        }
                        _ => answer.tag_keys().unwrap(),
                    };
                    assert!(page.len() <= rows.parse().unwrap());
                    for row in page {
                        assert!(seen.insert(row.clone()), "{row} twice");
                    }
                    match answer.next_token() {
                        Some(next) => token = next.to_owned(),
                        None => break,
                    }
                }
                assert_eq!(seen.len(), in_all, "{action} by {rows}");
            }
        }
        for (action, size, fine) in [
            ("ListTagResources", ("MaxResults", "51"), false),
            ("ListTagResources", ("MaxResults", "0"), false),
            ("DescribeTags", ("MaxResult", "500"), true),
            ("DescribeTagKeys", ("MaxResult", "501"), false),
            ("DescribeTags", ("MaxResult", "many"), false),
        ] {
            let asked = [
                ("RegionId", HOME),
                ("ResourceType", "VPC"),
                ("Tag.1.Key", "k1"),
                size,
            ];
            let answer = client.call(action, &asked);
            assert_eq!(answer.is_success(), fine, "{action} {size:?}: {answer:?}");
        }
    }

    #[test]
    fn companions_are_refused_what_their_pages_forbid() {
        let reference = reference(&[("unstated-code", "gateway")]);
        let client = Client::new(&reference, "me");
        let (mine, vpc) = (client.vpc(), ("ResourceType", "VPC"));
        let theirs = Client::new(&reference, "them").vpc();
        let away = client.call("CreateVpc", &[("RegionId", AWAY)]);
        let away = away.text("VpcId").unwrap();
        let not_found = (400, "InvalidInstanceIds.NotFound");
        for (action, asked, expected) in [
            (
                "ListTagResources",
                vec![vpc],
                (403, "BothEmpty.TagsAndResources"),
            ),
            (
                "ListTagResources",
                vec![("ResourceId.1", mine.as_str())],
                (400, "MissingParam.ResourceType"),
            ),
            (
                "ListTagResources",
                vec![vpc, ("Tag.1.Value", "v")],
                (400, "MissingParameter.TagKey"),
            ),
            (
                "ListTagResources",
                vec![("ResourceType", "PIZZA"), ("Tag.1.Key", "k")],
                (400, "InvalidInstanceType.NotFound"),
            ),
            (
                "UnTagResources",
                vec![vpc, ("TagKey.1", "k")],
                (400, "MissingResourceId"),
            ),
            (
                "UnTagResources",
                vec![("ResourceId.1", mine.as_str())],
                (400, "MissingResourceType"),
            ),
            (
                "UnTagResources",
                vec![vpc, ("ResourceId.1", "vpc-0")],
                not_found,
            ),
            (
                "UnTagResources",
                vec![vpc, ("ResourceId.1", &theirs)],
                not_found,
            ),
            (
                "UnTagResources",
                vec![vpc, ("ResourceId.1", away)],
                not_found,
            ),
            (
                "UnTagResources",
                vec![("ResourceType", "EIP"), ("ResourceId.1", &mine)],
                not_found,
            ),
        ] {
            let (status, code) = client.refused(action, &asked);
            assert_eq!((status, code.as_str()), expected, "{action} {asked:?}");
        }
        for action in [
            "ListTagResources",
            "UnTagResources",
            "DescribeTags",
            "DescribeTagKeys",
        ] {
            let answer = client.call(action, &[vpc, ("ResourceId.1", &mine)]);
            assert_eq!(answer.code(), Some("MissingRegionId"), "{action}");
        }
    }

    #[test]
    fn accounts_and_regions_see_nothing_of_each_other() {
        let reference = reference(&[]);
        let (mine, theirs) = (Client::new(&reference, "me"), Client::new(&reference, ""));
        let vpc = mine.vpc();
        mine.tag("VPC", &[&vpc], &[("mine", "v")]);
        assert_eq!(theirs.tags("VPC", &vpc), []);
        assert_eq!(theirs.tag("VPC", &[&vpc], &[("k", "v")]).status, 400);
        for (client, region) in [(&theirs, HOME), (&mine, AWAY)] {
            let keys = client.call("DescribeTagKeys", &[("RegionId", region)]);
            assert_eq!(keys.tag_keys().unwrap(), [""; 0]);
            let vpcs = client.call("DescribeVpcs", &[("RegionId", region)]);
            assert_eq!(vpcs.body["TotalCount"], 0);
            let gone = client.call("DeleteVpc", &[("RegionId", region), ("VpcId", &vpc)]);
            assert_eq!(
                (gone.status, gone.code()),
                (404, Some("InvalidVpcId.NotFound"))
            );
        }
        assert_eq!(mine.tags("VPC", &vpc), pairs(&[("mine", "v")]));
    }
}
