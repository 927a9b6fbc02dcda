//! The editions of VPC's page.

use crate::contract::clauses;
use crate::contract::edition::{Edition, ResourceType, TextRule};
use crate::contract::text::{FirstRule, KEY_AXES, VALUE_AXES};

use super::PRODUCT;
use super::kinds::{EIP, NAT_GATEWAY, ROUTE_TABLE, VPC, VPN_GATEWAY, VSWITCH};
use super::refusals::REFUSALS;

/// Every edition; the first is the default.
pub static EDITIONS: &[Edition] = &[
    Edition {
        product: &PRODUCT,
        name: "vpc-2023-03",
        about: "The specification of record, spec/vpc-TagResources.txt: the English page of about March 2023.",
        ids: 20,
        tags: 20,
        quota: 20,
        key: TextRule {
            length: 64,
            listed_characters: true,
            first: FirstRule::Letter,
            axes: &KEY_AXES,
        },
        value: TextRule {
            length: 128,
            listed_characters: true,
            first: FirstRule::Doubtful,
            axes: &VALUE_AXES,
        },
        types: &[
            ResourceType {
                name: "VPC",
                kind: Some(VPC),
            },
            ResourceType {
                name: "VSWITCH",
                kind: Some(VSWITCH),
            },
            ResourceType {
                name: "ROUTETABLE",
                kind: Some(ROUTE_TABLE),
            },
            ResourceType {
                name: "EIP",
                kind: Some(EIP),
            },
            ResourceType {
                name: "VpnGateway",
                kind: Some(VPN_GATEWAY),
            },
            ResourceType {
                name: "NATGATEWAY",
                kind: Some(NAT_GATEWAY),
            },
        ],
        newer_types: NEWER_TYPES,
        sharing: &[VPC, ROUTE_TABLE, VSWITCH, EIP],
        refusals: &REFUSALS,
        settled: &[],
        without: &[],
    },
    Edition {
        product: &PRODUCT,
        name: "vpc-2024-06",
        about: "The current page, from the API metadata of June 2024: 50 ids, keys of 128 characters, any character, 19 types in any letter case.",
        ids: 50,
        tags: 20,
        quota: 20,
        key: TextRule {
            length: 128,
            listed_characters: false,
            first: FirstRule::Anything,
            axes: &KEY_AXES,
        },
        value: TextRule {
            length: 128,
            listed_characters: false,
            first: FirstRule::Anything,
            axes: &VALUE_AXES,
        },
        types: &[
            ResourceType {
                name: "VPC",
                kind: Some(VPC),
            },
            ResourceType {
                name: "VSWITCH",
                kind: Some(VSWITCH),
            },
            ResourceType {
                name: "ROUTETABLE",
                kind: Some(ROUTE_TABLE),
            },
            ResourceType {
                name: "EIP",
                kind: Some(EIP),
            },
            ResourceType {
                name: "VPNGATEWAY",
                kind: Some(VPN_GATEWAY),
            },
            ResourceType {
                name: "NATGATEWAY",
                kind: Some(NAT_GATEWAY),
            },
            ResourceType {
                name: "COMMONBANDWIDTHPACKAGE",
                kind: None,
            },
            ResourceType {
                name: "PREFIXLIST",
                kind: None,
            },
            ResourceType {
                name: "PUBLICIPADDRESSPOOL",
                kind: None,
            },
            ResourceType {
                name: "IPV4GATEWAY",
                kind: None,
            },
            ResourceType {
                name: "IPV6GATEWAY",
                kind: None,
            },
            ResourceType {
                name: "NETWORKACL",
                kind: None,
            },
            ResourceType {
                name: "TRAFFICMIRRORFILTER",
                kind: None,
            },
            ResourceType {
                name: "TRAFFICMIRRORSESSION",
                kind: None,
            },
            ResourceType {
                name: "FLOWLOG",
                kind: None,
            },
            ResourceType {
                name: "HAVIP",
                kind: None,
            },
            ResourceType {
                name: "DHCPOPTIONSSET",
                kind: None,
            },
            ResourceType {
                name: "GATEWAYENDPOINT",
                kind: None,
            },
            ResourceType {
                name: "IPV6ADDRESS",
                kind: None,
            },
        ],
        newer_types: &[],
        sharing: &[VPC, ROUTE_TABLE, VSWITCH, EIP],
        refusals: &REFUSALS,
        settled: &[
            ("value-aliyun", &["rejected"]),
            ("value-acs", &["rejected"]),
            ("value-url", &["rejected"]),
            (
                "no-tags",
                &[
                    "missing-parameter-tag-key",
                    "missing-param-tags",
                    "missing-tag",
                ],
            ),
            ("type-case", &["any-case"]),
            ("newer-types", &["known"]),
        ],
        without: &[
            clauses::KEY_FIRST,
            clauses::KEY_OTHER_CHARACTERS,
            clauses::VALUE_OTHER_CHARACTERS,
            clauses::VALUE_FIRST,
        ],
    },
];

static NEWER_TYPES: &[&str] = &[
    "COMMONBANDWIDTHPACKAGE",
    "PREFIXLIST",
    "PUBLICIPADDRESSPOOL",
    "IPV4GATEWAY",
    "IPV6GATEWAY",
    "NETWORKACL",
    "TRAFFICMIRRORFILTER",
    "TRAFFICMIRRORSESSION",
    "FLOWLOG",
    "HAVIP",
    "DHCPOPTIONSSET",
    "GATEWAYENDPOINT",
    "IPV6ADDRESS",
];
