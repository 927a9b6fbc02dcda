//! Shows resources, one or many, with their tags.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::{
    Call, Edition, Kind, Product, REGIONS, Readings, Single, errors, params, region_named,
};
use crate::model::Resource;

use super::inventory::{Details, Inventory};
use super::paging::number;
use super::products::{CREATED, Look, RESOURCE_GROUP, form_of};
use super::refusal::{Fields, Refused};
use super::tagging::filters;
use super::zones::zones;

/// Resources of a page if nothing is said, and at most.
const PAGE_SIZE: (usize, usize) = (10, 50);

/// Lists the resources of a type that a call may see and filters for.
pub(super) fn list(
    kind: Kind,
    call: &Call,
    edition: &Edition,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Fields, Refused> {
    let lifecycle = kind.lifecycle();
    let number_of = count(call, "PageNumber", 1, usize::MAX, reading)?;
    let size = count(call, "PageSize", PAGE_SIZE.0, PAGE_SIZE.1, reading)?;
    let tags = filters(call, edition, reading)?;
    let default = Details::default();
    let found: Vec<(Cow<'_, str>, &Resource, &Details)> = candidates(kind, call, inventory)
        .into_iter()
        .filter_map(|id| {
            let resource = inventory.find(call, kind, &id)?;
            let details = inventory.details.get(&*id).unwrap_or(&default);
            Some((id, resource, details))
        })
        .filter(|(_, resource, details)| is_wanted(kind, call, resource, details))
        .filter(|(_, resource, _)| {
            tags.iter().all(|(key, value)| {
                let there = resource.tags.get(*key);
                there.is_some_and(|there| value.is_none_or(|value| value == there))
            })
        })
        .collect();
    let shown: Vec<Value> = found
        .iter()
        .skip(size.saturating_mul(number_of - 1))
        .take(size)
        .map(|(id, resource, details)| {
            let mut fields = shown(&Look {
                id,
                resource,
                details,
                inventory,
            });
            fields.insert(lifecycle.tags.0.to_owned(), tags_of(resource));
            Value::Object(fields)
        })
        .collect();
    let mut fields = Fields::new();
    fields.insert("TotalCount".to_owned(), json!(found.len()));
    fields.insert("PageNumber".to_owned(), json!(number_of));
    fields.insert("PageSize".to_owned(), json!(size));
    let (outer, inner) = lifecycle.list;
    fields.insert(outer.to_owned(), list_of(inner, shown));
    Ok(fields)
}

/// Shows one resource.
pub(super) fn show(
    kind: Kind,
    single: Single,
    call: &Call,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Fields, Refused> {
    let lifecycle = kind.lifecycle();
    let id = call
        .given(lifecycle.id)
        .ok_or_else(|| Refused::missing(lifecycle.id, reading))?;
    let resource = inventory
        .find(call, kind, id)
        .ok_or_else(|| Refused::not_found(kind, reading))?;
    let details = inventory.details.get(id).cloned().unwrap_or_default();
    let mut fields = shown(&Look {
        id,
        resource,
        details: &details,
        inventory,
    });
    if single.shows_tags {
        fields.insert(lifecycle.tags.0.to_owned(), tags_of(resource));
    }
    Ok(fields)
}

/// Lists the regions.
pub(super) fn regions(product: &Product) -> Fields {
    let regions: Vec<Value> = REGIONS
        .iter()
        .map(|region| {
            json!({
                "RegionId": region.id,
                "LocalName": region.id,
                "RegionEndpoint": product.regional_host.replace("{region}", region.id),
            })
        })
        .collect();
    let mut fields = Fields::new();
    fields.insert("Regions".to_owned(), json!({ "Region": regions }));
    fields
}

/// Lists the zones of a region.
pub(super) fn zones_of(call: &Call, reading: &Readings) -> Result<Fields, Refused> {
    let region = call
        .given(params::REGION_ID)
        .ok_or_else(|| Refused::missing(params::REGION_ID, reading))?;
    if region_named(region).is_none() {
        return Err(Refused::with(&errors::INVALID_REGION_ID_NOT_FOUND));
    }
    let zones: Vec<Value> = zones(region)
        .into_iter()
        .map(|zone| json!({"ZoneId": zone, "LocalName": zone}))
        .collect();
    let mut fields = Fields::new();
    fields.insert("Zones".to_owned(), json!({ "Zone": zones }));
    Ok(fields)
}

/// The ids that a call names, with commas between if there are several, or all.
fn candidates<'a>(kind: Kind, call: &Call, inventory: &'a Inventory) -> BTreeSet<Cow<'a, str>> {
    match kind.lifecycle().describe_by.named(call) {
        Some(ids) => ids.into_iter().map(Cow::Owned).collect(),
        None => inventory
            .world
            .iter()
            .filter(|(_, resource)| resource.kind == kind)
            .map(|(id, _)| Cow::Borrowed(id))
            .collect(),
    }
}

fn is_wanted(kind: Kind, call: &Call, resource: &Resource, details: &Details) -> bool {
    let lifecycle = kind.lifecycle();
    let is = |name: &str, text: &str| call.given(name).is_none_or(|wanted| wanted == text);
    let of = |of: Option<Kind>, id: &str| of.is_none_or(|of| is(of.lifecycle().id, id));
    of(
        lifecycle.parent,
        resource.parent.as_deref().unwrap_or_default(),
    ) && of(lifecycle.inner.map(|(inner, _)| inner), details.inner())
        && form_of(kind).is_none_or(|form| (form.wanted)(call, details))
        && is(lifecycle.name_param, &details.name)
}

/// A list, within an inner field if there is one.
fn list_of(inner: &str, list: Vec<Value>) -> Value {
    if inner.is_empty() {
        Value::Array(list)
    } else {
        json!({ inner: list })
    }
}

/// The tags of a resource.
fn tags_of(resource: &Resource) -> Value {
    let lifecycle = resource.kind.lifecycle();
    let (key_name, value_name) = lifecycle.tag;
    let tags: Vec<Value> = resource
        .tags
        .iter()
        .map(|(key, value)| json!({key_name: key, value_name: value}))
        .collect();
    list_of(lifecycle.tags.1, tags)
}

/// The fields of a resource but its tags.
fn shown(look: &Look<'_>) -> Fields {
    let resource = look.resource;
    let lifecycle = resource.kind.lifecycle();
    let own = form_of(resource.kind).map(|form| (form.shown)(look));
    let mut fields = match own {
        Some(Value::Object(fields)) => fields,
        _ => Fields::new(),
    };
    for (name, value) in [
        (lifecycle.id, json!(look.id)),
        (lifecycle.name_field, json!(look.details.name)),
        (params::REGION_ID, json!(resource.region)),
        ("Description", json!(look.details.description)),
        ("CreationTime", json!(CREATED)),
        ("ResourceGroupId", json!(RESOURCE_GROUP)),
    ] {
        fields.insert(name.to_owned(), value);
    }
    if let Some(ready) = lifecycle.ready {
        fields.insert(lifecycle.status.to_owned(), json!(ready));
    }
    if let Some(parent) = lifecycle.parent {
        let id = resource.parent.as_deref().unwrap_or_default();
        fields.insert(parent.lifecycle().id.to_owned(), json!(id));
    }
    fields
}

fn count(
    call: &Call,
    name: &str,
    default: usize,
    most: usize,
    reading: &Readings,
) -> Result<usize, Refused> {
    match call.given(name) {
        None => Ok(default),
        Some(text) => number(text)
            .filter(|number| (1..=most).contains(number))
            .ok_or_else(|| Refused::invalid(name, reading)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::client::{Client, HOME, reference};
    use super::*;
    use crate::contract::Answer;

    fn ids(answer: &Answer) -> Vec<&str> {
        answer.body["Vpcs"]["Vpc"]
            .as_array()
            .unwrap()
            .iter()
            .map(|vpc| vpc["VpcId"].as_str().unwrap())
            .collect()
    }

    #[test]
    fn lists_are_filtered_and_paged() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        let mut vpcs: Vec<String> = (0..12).map(|_| client.vpc()).collect();
        vpcs.sort();
        client.tag("VPC", &[&vpcs[3]], &[("env", "prod"), ("team", "a")]);
        client.tag("VPC", &[&vpcs[5]], &[("env", "test")]);
        let first = client.done("DescribeVpcs", &[]);
        assert_eq!(first.body["TotalCount"], 12);
        assert_eq!(
            (&first.body["PageNumber"], &first.body["PageSize"]),
            (&json!(1), &json!(10))
        );
        assert_eq!(ids(&first), vpcs[..10]);
        let second = client.done("DescribeVpcs", &[("PageNumber", "2")]);
        assert_eq!(ids(&second), vpcs[10..]);
        let page = [("PageNumber", "3"), ("PageSize", "5")];
        assert_eq!(ids(&client.done("DescribeVpcs", &page)), vpcs[10..]);
        let beyond = [("PageNumber", "18446744073709551615"), ("PageSize", "50")];
        assert!(ids(&client.done("DescribeVpcs", &beyond)).is_empty());
        let two = format!("{},{}", vpcs[1], vpcs[2]);
        for (asked, found) in [
            (vec![("VpcId", two.as_str())], &vpcs[1..3]),
            (vec![("VpcId", "vpc-0")], &[]),
            (vec![("VpcId", "")], &vpcs[..10]),
            (
                vec![("Tag.1.Key", "env"), ("Tag.1.Value", "test")],
                &vpcs[5..6],
            ),
            (
                vec![("Tag.1.Key", "env"), ("Tag.2.Key", "team")],
                &vpcs[3..4],
            ),
            (vec![("VpcName", "nobody")], &[]),
        ] {
            assert_eq!(
                ids(&client.done("DescribeVpcs", &asked)),
                found,
                "{asked:?}"
            );
        }
        for wrong in [("PageSize", "51"), ("PageSize", "0"), ("PageNumber", "x")] {
            assert_eq!(client.refused("DescribeVpcs", &[wrong]).0, 400);
        }
    }

    #[test]
    fn single_resources_are_shown_flat() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        let vpc = client.vpc();
        let within = ("VpcId", vpc.as_str());
        let tag = [("Tag.1.Key", "k"), ("Tag.1.Value", "v")];
        for (action, create, field) in [
            ("DescribeVpcAttribute", "CreateVpc", "VpcId"),
            ("DescribeVSwitchAttributes", "CreateVSwitch", "VSwitchId"),
            ("DescribeVpnGateway", "CreateVpnGateway", "VpnGatewayId"),
            ("GetNatGatewayAttribute", "CreateNatGateway", "NatGatewayId"),
        ] {
            let made = client.done(create, &[within, tag[0], tag[1]]);
            let id = made.text(field).unwrap();
            let shown = client.done(action, &[(field, id)]);
            assert_eq!(shown.text(field), Some(id), "{action}");
            assert!(matches!(shown.text("Status"), Some("Available" | "active")));
            let tags = shown.body.get("Tags").map(|tags| &tags["Tag"]);
            let expected = match action {
                "GetNatGatewayAttribute" => None,
                "DescribeVpnGateway" => Some(json!([])),
                _ => Some(json!([{"Key": "k", "Value": "v"}])),
            };
            assert_eq!(tags, expected.as_ref(), "{action}");
            let (status, code) = client.refused(action, &[(field, "x")]);
            assert!(status == 404 && code.ends_with(".NotFound"), "{action}");
        }
    }

    #[test]
    fn regions_and_zones_are_known() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        let regions = client.done("DescribeRegions", &[]);
        let regions = regions.body["Regions"]["Region"]
            .as_array()
            .unwrap()
            .clone();
        assert_eq!(regions.len(), REGIONS.len());
        assert!(regions.iter().any(|region| region["RegionId"] == HOME));
        for (region, zone) in [(HOME, "cn-hangzhou-a"), ("us-east-1", "us-east-1a")] {
            let zones = client.call("DescribeZones", &[("RegionId", region)]);
            assert_eq!(zones.body["Zones"]["Zone"][0]["ZoneId"], zone);
        }
        let nowhere = client.call("DescribeZones", &[("RegionId", "cn-nowhere")]);
        assert_eq!(nowhere.status, 404);
    }
}
