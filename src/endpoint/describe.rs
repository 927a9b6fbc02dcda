//! Shows resources, one or many, with their tags.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::{Call, Kind, Lifecycle, REGIONS, Readings, errors, params};
use crate::model::Resource;

use super::inventory::{Details, Inventory};
use super::lifecycle::{NAT_TABLES, RESOURCE_GROUP, nat_table, zones};
use super::operations::Single;
use super::paging::number;
use super::refusal::{Fields, Refused};
use super::tagging::filters;

/// When everything was created: the same request gets the same bytes.
const CREATED: &str = "2024-06-01T00:00:00Z";

/// The same moment in milliseconds since 1970, as VPN gateways tell it.
const CREATED_MILLIS: u64 = 1_717_200_000_000;

/// When nothing ends.
const NEVER_MILLIS: u64 = 32_472_115_200_000;

/// Resources of a page if nothing is said, and at most.
const PAGE_SIZE: (usize, usize) = (10, 50);

/// Lists the resources of a type that a call may see and filters for.
pub(super) fn list(
    lifecycle: &Lifecycle,
    call: &Call,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Fields, Refused> {
    let number_of = count(call, "PageNumber", 1, usize::MAX, reading)?;
    let size = count(call, "PageSize", PAGE_SIZE.0, PAGE_SIZE.1, reading)?;
    let tags = filters(call)?;
    let default = Details::default();
    let found: Vec<(&str, &Resource, &Details)> = candidates(lifecycle, call, inventory)
        .into_iter()
        .filter_map(|id| Some((id, inventory.find(call, lifecycle.kind, id)?)))
        .map(|(id, resource)| (id, resource, inventory.details.get(id).unwrap_or(&default)))
        .filter(|(_, resource, details)| is_wanted(lifecycle, call, resource, details))
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
            let mut fields = shown(id, resource, details, inventory);
            fields.insert("Tags".to_owned(), tags_of(resource));
            Value::Object(fields)
        })
        .collect();
    let mut fields = Fields::new();
    fields.insert("TotalCount".to_owned(), json!(found.len()));
    fields.insert("PageNumber".to_owned(), json!(number_of));
    fields.insert("PageSize".to_owned(), json!(size));
    let (outer, inner) = lifecycle.list;
    fields.insert(outer.to_owned(), json!({ inner: shown }));
    Ok(fields)
}

/// Shows one resource.
pub(super) fn show(
    single: &Single,
    call: &Call,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Fields, Refused> {
    let lifecycle = single.kind.lifecycle();
    let id = call
        .given(lifecycle.id_param)
        .ok_or_else(|| Refused::missing(lifecycle.id_param, reading))?;
    let resource = inventory
        .find(call, single.kind, id)
        .ok_or_else(|| Refused::with(lifecycle.not_found))?;
    let details = inventory.details.get(id).cloned().unwrap_or_default();
    let mut fields = shown(id, resource, &details, inventory);
    if single.tags {
        fields.insert("Tags".to_owned(), tags_of(resource));
    }
    Ok(fields)
}

/// Lists the regions.
pub(super) fn regions() -> Fields {
    let regions: Vec<Value> = REGIONS
        .iter()
        .map(|region| {
            json!({
                "RegionId": region,
                "LocalName": region,
                "RegionEndpoint": format!("vpc.{region}.aliyuncs.com"),
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
    if !REGIONS.contains(&region) {
        return Err(Refused::with(errors::INVALID_REGION_ID_NOT_FOUND));
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
fn candidates<'a>(
    lifecycle: &Lifecycle,
    call: &'a Call,
    inventory: &'a Inventory,
) -> BTreeSet<&'a str> {
    match call.given(lifecycle.id_param) {
        Some(ids) => ids.split(',').map(str::trim).collect(),
        None => inventory
            .world
            .iter()
            .filter(|(_, resource)| resource.kind == lifecycle.kind)
            .map(|(id, _)| id)
            .collect(),
    }
}

fn is_wanted(lifecycle: &Lifecycle, call: &Call, resource: &Resource, details: &Details) -> bool {
    let vpc = resource.parent.as_deref().unwrap_or_default();
    let vswitch = details.vswitch.as_deref().unwrap_or_default();
    let table = if details.system { "System" } else { "Custom" };
    let is = |name: &str, text: &str| call.given(name).is_none_or(|wanted| wanted == text);
    // A VPC's and a vSwitch's own id is no filter for a parent.
    (!lifecycle.in_vpc || is(params::VPC_ID, vpc))
        && (!lifecycle.in_vpc || lifecycle.kind == Kind::VSwitch || is(params::VSWITCH_ID, vswitch))
        && (lifecycle.kind != Kind::RouteTable || is("RouteTableType", table))
        && is(lifecycle.name_param, &details.name)
}

/// The tags of a resource. Those of NAT gateways have names of their own, and
/// that is no slip of ours.
fn tags_of(resource: &Resource) -> Value {
    let (key_name, value_name) = match resource.kind {
        Kind::NatGateway => ("TagKey", "TagValue"),
        _ => (params::KEY, params::VALUE),
    };
    let tags: Vec<Value> = resource
        .tags
        .iter()
        .map(|(key, value)| json!({key_name: key, value_name: value}))
        .collect();
    json!({ "Tag": tags })
}

/// The fields of a resource but its tags.
fn shown(id: &str, resource: &Resource, details: &Details, inventory: &Inventory) -> Fields {
    let lifecycle = resource.kind.lifecycle();
    let vpc = resource.parent.as_deref().unwrap_or_default();
    let vswitch = details.vswitch.as_deref().unwrap_or_default();
    let own = match resource.kind {
        Kind::Vpc => json!({
            "CidrBlock": details.cidr,
            "VRouterId": details.router,
            "IsDefault": false,
            "VSwitchIds": {"VSwitchId": children(id, Kind::VSwitch, inventory)},
            "RouterTableIds": {"RouterTableIds": children(id, Kind::RouteTable, inventory)},
            "NatGatewayIds": {"NatGatewayIds": children(id, Kind::NatGateway, inventory)},
            "SecondaryCidrBlocks": {"SecondaryCidrBlock": []},
            "UserCidrs": {"UserCidr": []},
        }),
        Kind::VSwitch => json!({
            "CidrBlock": details.cidr,
            "ZoneId": details.zone,
            "IsDefault": false,
            "AvailableIpAddressCount": 252,
            "Ipv6CidrBlock": "",
            "RouteTable": {
                "RouteTableId": parent(vpc, inventory).route_table,
                "RouteTableType": "System",
            },
        }),
        Kind::RouteTable => json!({
            "RouterId": parent(vpc, inventory).router,
            "RouterType": "VRouter",
            "RouteTableType": if details.system { "System" } else { "Custom" },
            "AssociateType": "VSwitch",
            "VSwitchIds": {"VSwitchId": []},
        }),
        Kind::Eip => json!({
            "IpAddress": details.address,
            "Bandwidth": details.bandwidth,
            "ChargeType": "PostPaid",
            "InternetChargeType": "PayByBandwidth",
            "AllocationTime": CREATED,
            "InstanceId": "",
            "InstanceType": "",
            "ISP": "BGP",
            "Netmode": "public",
            "BusinessStatus": "Normal",
        }),
        Kind::VpnGateway => json!({
            "InternetIp": details.address,
            "Spec": format!("{}M", details.bandwidth),
            "ChargeType": "POSTPAY",
            "BusinessStatus": "Normal",
            "IpsecVpn": "enable",
            "SslVpn": "disable",
            "VpnType": "Normal",
            "NetworkType": "public",
            "CreateTime": CREATED_MILLIS,
            "EndTime": NEVER_MILLIS,
            "VSwitchId": vswitch,
        }),
        Kind::NatGateway => json!({
            "NatType": "Enhanced",
            "NetworkType": "internet",
            "InstanceChargeType": "PostPaid",
            "InternetChargeType": "PayByLcu",
            "BusinessStatus": "Normal",
            "EcsMetricEnabled": false,
            "IpLists": {"IpList": []},
            "NatGatewayPrivateInfo": {"VswitchId": vswitch},
        }),
    };
    let mut fields = match own {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    };
    for (name, value) in [
        (lifecycle.id_param, json!(id)),
        (lifecycle.name_param, json!(details.name)),
        (params::REGION_ID, json!(resource.region)),
        ("Status", json!(lifecycle.ready)),
        ("Description", json!(details.description)),
        ("CreationTime", json!(CREATED)),
        ("ResourceGroupId", json!(RESOURCE_GROUP)),
    ] {
        fields.insert(name.to_owned(), value);
    }
    if lifecycle.in_vpc {
        fields.insert(params::VPC_ID.to_owned(), json!(vpc));
    }
    if resource.kind == Kind::NatGateway {
        for (outer, inner, prefix) in NAT_TABLES {
            fields.insert((*outer).to_owned(), nat_table(id, inner, prefix));
        }
    }
    fields
}

fn parent(vpc: &str, inventory: &Inventory) -> Details {
    inventory.details.get(vpc).cloned().unwrap_or_default()
}

fn children<'a>(vpc: &str, kind: Kind, inventory: &'a Inventory) -> Vec<&'a str> {
    inventory
        .world
        .iter()
        .filter(|(_, child)| child.kind == kind && child.parent.as_deref() == Some(vpc))
        .map(|(id, _)| id)
        .collect()
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
