//! VPC: what its create operations answer, and what its describe operations show.

use serde_json::{Value, json};

use crate::contract::vpc::{EIP, NAT_GATEWAY, ROUTE_TABLE, VPC, VPN_GATEWAY, VSWITCH};
use crate::model::Resource;

use super::super::inventory::Details;
use super::super::zones::zones;
use super::form::{Birth, CREATED, Form, Look, RESOURCE_GROUP};

/// When everything was created, in milliseconds since 1970, as VPN gateways tell
/// it.
const CREATED_MILLIS: u64 = 1_717_200_000_000;

/// When nothing ends.
const NEVER_MILLIS: u64 = 32_472_115_200_000;

/// Prefix of the ids of routers, which are no taggable resources.
const ROUTER_PREFIX: &str = "vrt-";

/// Prefixes of the tables of a NAT gateway, and the fields that name them.
static NAT_TABLES: &[(&str, &str, &str)] = &[
    ("SnatTableIds", "SnatTableId", "stb-"),
    ("ForwardTableIds", "ForwardTableId", "ftb-"),
    ("FullNatTableIds", "FullNatTableId", "fulltb-"),
];

/// The bandwidth in Mbit/s, as it was given.
const BANDWIDTH: &[(&str, usize)] = &[("Bandwidth", 16)];

pub(super) static FORMS: &[Form] = &[
    Form {
        kind: VPC,
        limits: &[("CidrBlock", 64)],
        born: vpc_born,
        shown: vpc_shown,
        wanted: |_, _| true,
    },
    Form {
        kind: VSWITCH,
        limits: &[("CidrBlock", 64), ("ZoneId", 64)],
        born: vswitch_born,
        shown: vswitch_shown,
        wanted: |_, _| true,
    },
    Form {
        kind: ROUTE_TABLE,
        limits: &[],
        born: |_| {},
        shown: route_table_shown,
        wanted: |call, details| {
            let asked = call.given("RouteTableType");
            asked.is_none_or(|asked| asked == table_type(details))
        },
    },
    Form {
        kind: EIP,
        limits: BANDWIDTH,
        born: eip_born,
        shown: eip_shown,
        wanted: |_, _| true,
    },
    Form {
        kind: VPN_GATEWAY,
        limits: BANDWIDTH,
        born: vpn_gateway_born,
        shown: vpn_gateway_shown,
        wanted: |_, _| true,
    },
    Form {
        kind: NAT_GATEWAY,
        limits: &[],
        born: nat_gateway_born,
        shown: nat_gateway_shown,
        wanted: |_, _| true,
    },
];

fn vpc_born(birth: &mut Birth<'_>) {
    let cidr = birth
        .given("CidrBlock")
        .unwrap_or("172.16.0.0/12")
        .to_owned();
    birth.details.cidr = cidr;
    birth.details.router = birth.state.new_id(ROUTER_PREFIX, birth.region);
    let life = ROUTE_TABLE.lifecycle();
    let table = birth.state.new_id(life.prefix, birth.region);
    birth.details.route_table.clone_from(&table);
    birth.answers("VRouterId", birth.details.router.clone());
    birth.answers(life.id_field, table.clone());
    birth.answers("ResourceGroupId", RESOURCE_GROUP);
    let resource = Resource::new(
        ROUTE_TABLE,
        &birth.call.account,
        birth.region,
        Some(birth.id),
    );
    let system = Details {
        system: true,
        ..Details::default()
    };
    birth.companions.push((table, resource, system));
}

fn vswitch_born(birth: &mut Birth<'_>) {
    let cidr = birth
        .given("CidrBlock")
        .unwrap_or("172.16.0.0/24")
        .to_owned();
    birth.details.cidr = cidr;
    let zone = birth.given("ZoneId").map(str::to_owned);
    birth.details.zone = zone.unwrap_or_else(|| zones(birth.region)[0].clone());
}

fn eip_born(birth: &mut Birth<'_>) {
    birth.details.bandwidth = birth.given("Bandwidth").unwrap_or("5").to_owned();
    birth.details.address = birth.state.stream.address();
    let order = birth.order();
    birth.answers("EipAddress", birth.details.address.clone());
    birth.answers("OrderId", order);
    birth.answers("ResourceGroupId", RESOURCE_GROUP);
}

fn vpn_gateway_born(birth: &mut Birth<'_>) {
    birth.details.bandwidth = birth.given("Bandwidth").unwrap_or("5").to_owned();
    birth.details.address = birth.state.stream.address();
    let order = birth.order();
    birth.answers("Name", birth.details.name.clone());
    birth.answers("OrderId", order);
}

fn nat_gateway_born(birth: &mut Birth<'_>) {
    for (outer, inner, prefix) in NAT_TABLES {
        birth.answers(outer, nat_table(birth.id, inner, prefix));
    }
}

fn vpc_shown(look: &Look<'_>) -> Value {
    json!({
        "CidrBlock": look.details.cidr,
        "VRouterId": look.details.router,
        "IsDefault": false,
        "VSwitchIds": {"VSwitchId": look.children(VSWITCH)},
        "RouterTableIds": {"RouterTableIds": look.children(ROUTE_TABLE)},
        "NatGatewayIds": {"NatGatewayIds": look.children(NAT_GATEWAY)},
        "SecondaryCidrBlocks": {"SecondaryCidrBlock": []},
        "UserCidrs": {"UserCidr": []},
    })
}

fn vswitch_shown(look: &Look<'_>) -> Value {
    json!({
        "CidrBlock": look.details.cidr,
        "ZoneId": look.details.zone,
        "IsDefault": false,
        "AvailableIpAddressCount": 252,
        "Ipv6CidrBlock": "",
        "RouteTable": {
            "RouteTableId": look.parent().route_table,
            "RouteTableType": "System",
        },
    })
}

fn route_table_shown(look: &Look<'_>) -> Value {
    json!({
        "RouterId": look.parent().router,
        "RouterType": "VRouter",
        "RouteTableType": table_type(look.details),
        "AssociateType": "VSwitch",
        "VSwitchIds": {"VSwitchId": []},
    })
}

fn eip_shown(look: &Look<'_>) -> Value {
    json!({
        "IpAddress": look.details.address,
        "Bandwidth": look.details.bandwidth,
        "ChargeType": "PostPaid",
        "InternetChargeType": "PayByBandwidth",
        "AllocationTime": CREATED,
        "InstanceId": "",
        "InstanceType": "",
        "ISP": "BGP",
        "Netmode": "public",
        "BusinessStatus": "Normal",
    })
}

fn vpn_gateway_shown(look: &Look<'_>) -> Value {
    json!({
        "InternetIp": look.details.address,
        "Spec": format!("{}M", look.details.bandwidth),
        "ChargeType": "POSTPAY",
        "BusinessStatus": "Normal",
        "IpsecVpn": "enable",
        "SslVpn": "disable",
        "VpnType": "Normal",
        "NetworkType": "public",
        "CreateTime": CREATED_MILLIS,
        "EndTime": NEVER_MILLIS,
        "VSwitchId": look.details.inner(),
    })
}

fn nat_gateway_shown(look: &Look<'_>) -> Value {
    let mut shown = json!({
        "NatType": "Enhanced",
        "NetworkType": "internet",
        "InstanceChargeType": "PostPaid",
        "InternetChargeType": "PayByLcu",
        "BusinessStatus": "Normal",
        "EcsMetricEnabled": false,
        "IpLists": {"IpList": []},
        "NatGatewayPrivateInfo": {"VswitchId": look.details.inner()},
    });
    for (outer, inner, prefix) in NAT_TABLES {
        shown[*outer] = nat_table(look.id, inner, prefix);
    }
    shown
}

fn table_type(details: &Details) -> &'static str {
    if details.system { "System" } else { "Custom" }
}

/// A table of a NAT gateway, named after it.
fn nat_table(id: &str, inner: &str, prefix: &str) -> Value {
    let own = id.split_once('-').map_or(id, |(_, own)| own);
    json!({ inner: [format!("{prefix}{own}")] })
}
