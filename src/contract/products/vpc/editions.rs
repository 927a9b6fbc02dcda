//! The editions of VPC's page.

use crate::contract::clauses;
use crate::contract::edition::{Characters, Edition, ResourceType, TextRule};
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
        file: None,
        ids: 20,
        tags: 20,
        quota: 20,
        key: TextRule {
            length: 64,
            characters: Characters::Listed,
            first: FirstRule::Letter,
            axes: &KEY_AXES,
        },
        value: TextRule {
            length: 128,
            characters: Characters::Listed,
            first: FirstRule::Doubtful,
            axes: &VALUE_AXES,
        },
        types: &[
            ResourceType::named("VPC").of(VPC),
            ResourceType::named("VSWITCH").of(VSWITCH),
            ResourceType::named("ROUTETABLE").of(ROUTE_TABLE),
            ResourceType::named("EIP").of(EIP),
            ResourceType::named("VpnGateway").of(VPN_GATEWAY),
            ResourceType::named("NATGATEWAY").of(NAT_GATEWAY),
        ],
        newer_types: NEWER_TYPES,
        sharing: &[VPC, ROUTE_TABLE, VSWITCH, EIP],
        refusals: &REFUSALS,
        kill_matrix: include_str!("../../../../snapshots/kill-matrix.snap"),
        settled: &[],
        absent: ABSENT,
        leaning: &[],
        without: &[clauses::KEY_CASE],
    },
    Edition {
        product: &PRODUCT,
        name: "vpc-2024-06",
        about: "The current page, from the API metadata of June 2024: 50 ids, keys of 128 characters, any character, 19 types in any letter case.",
        file: None,
        ids: 50,
        tags: 20,
        quota: 20,
        key: TextRule {
            length: 128,
            characters: Characters::Any,
            first: FirstRule::Anything,
            axes: &KEY_AXES,
        },
        value: TextRule {
            length: 128,
            characters: Characters::Any,
            first: FirstRule::Anything,
            axes: &VALUE_AXES,
        },
        types: &[
            ResourceType::named("VPC").of(VPC),
            ResourceType::named("VSWITCH").of(VSWITCH),
            ResourceType::named("ROUTETABLE").of(ROUTE_TABLE),
            ResourceType::named("EIP").of(EIP),
            ResourceType::named("VPNGATEWAY").of(VPN_GATEWAY),
            ResourceType::named("NATGATEWAY").of(NAT_GATEWAY),
            ResourceType::named("COMMONBANDWIDTHPACKAGE"),
            ResourceType::named("PREFIXLIST"),
            ResourceType::named("PUBLICIPADDRESSPOOL"),
            ResourceType::named("IPV4GATEWAY"),
            ResourceType::named("IPV6GATEWAY"),
            ResourceType::named("NETWORKACL"),
            ResourceType::named("TRAFFICMIRRORFILTER"),
            ResourceType::named("TRAFFICMIRRORSESSION"),
            ResourceType::named("FLOWLOG"),
            ResourceType::named("HAVIP"),
            ResourceType::named("DHCPOPTIONSSET"),
            ResourceType::named("GATEWAYENDPOINT"),
            ResourceType::named("IPV6ADDRESS"),
        ],
        newer_types: &[],
        sharing: &[VPC, ROUTE_TABLE, VSWITCH, EIP],
        refusals: &REFUSALS,
        kill_matrix: include_str!("../../../../snapshots/kill-matrix-vpc-2024-06.snap"),
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
        absent: ABSENT,
        leaning: &[],
        without: &[
            clauses::KEY_CASE,
            clauses::KEY_FIRST,
            clauses::KEY_OTHER_CHARACTERS,
            clauses::VALUE_OTHER_CHARACTERS,
            clauses::VALUE_FIRST,
        ],
    },
];

/// Questions that siblings leave open and no page of VPC does.
static ABSENT: &[(&str, &str)] = &[
    ("key-case-twice", "accepted"),
    ("all-with-keys", "removes-keys"),
    ("empty-value", "accepted"),
    ("region-left-out", "rejected"),
    ("region-for-global", "ignored"),
    ("other-types", "alike"),
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
