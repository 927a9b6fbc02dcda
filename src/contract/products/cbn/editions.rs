//! The editions of the page of CEN.

use crate::contract::clauses;
use crate::contract::edition::{Characters, Edition, ResourceType, TextRule};
use crate::contract::text::{FirstRule, KEY_AXES, VALUE_AXES};

use super::PRODUCT;
use super::kinds::{CEN, ROUTE_TABLE, TRANSIT_ROUTER};
use super::refusals::REFUSALS;

/// Every edition, the newest last.
pub static EDITIONS: &[Edition] = &[Edition {
    product: &PRODUCT,
    name: "cbn-2024-06",
    about: "CEN (Cbn) 2017-09-12, its page from the API metadata of June 2024: 20 ids, keys of 64 characters, values required, aliyun and acs: reserved in both, 10 types, no region for a Cen.",
    file: None,
    ids: 20,
    tags: 20,
    quota: 20,
    key: TextRule {
        length: 64,
        characters: Characters::Unsaid,
        first: FirstRule::Anything,
        axes: &KEY_AXES,
    },
    value: TextRule {
        length: 128,
        characters: Characters::Unsaid,
        first: FirstRule::Anything,
        axes: &VALUE_AXES,
    },
    types: &[
        ResourceType::named("Cen").of(CEN),
        // Its sample says so.
        ResourceType::named("cen").of(CEN),
        ResourceType::named("BandwidthPackage"),
        ResourceType::named("TransitRouter").of(TRANSIT_ROUTER),
        ResourceType::named("TransitRouterVpcAttachment"),
        ResourceType::named("TransitRouterVbrAttachment"),
        ResourceType::named("TransitRouterPeerAttachment"),
        ResourceType::named("TransitRouterVpnAttachment"),
        ResourceType::named("TransitRouterRouteTable").of(ROUTE_TABLE),
        ResourceType::named("Flowlog"),
        ResourceType::named("TransitRouterMulticastDomain"),
    ],
    newer_types: &["TransitRouterEcrAttachment"],
    sharing: &[],
    refusals: &REFUSALS,
    kill_matrix: include_str!("../../../../snapshots/kill-matrix-cbn-2024-06.snap"),
    settled: &[
        ("value-aliyun", &["rejected"]),
        ("value-acs", &["rejected"]),
        ("value-url", &["rejected"]),
        ("key-without-value", &["missing-parameter-tag-value"]),
        // The same pair again succeeds, whatever becomes of another value.
        ("existing-key", &["overwrite", "rejected-unless-equal"]),
    ],
    absent: &[
        ("key-aliyun-code", "forbidden-tag-keys"),
        ("key-acs-code", "forbidden-tag-keys"),
        ("value-aliyun-code", "invalid-tag-value"),
        ("value-acs-code", "invalid-tag-value"),
        ("empty-key-code", "missing-parameter-tag-key"),
        ("value-without-key", "missing-parameter-tag-key"),
        ("no-tags", "missing-param-tags"),
        ("tag-limit-code", "size-limit-exceeded"),
        ("type-mismatch", "not-found"),
        ("wrong-region", "not-found"),
        ("describe-tags-scope", "type"),
        ("describe-tag-keys-scope", "type"),
        ("key-case-twice", "accepted"),
        ("all-with-keys", "removes-keys"),
    ],
    leaning: &[("type-case", "any-case")],
    without: &[
        clauses::KEY_CASE,
        clauses::KEY_FIRST,
        clauses::VALUE_FIRST,
        clauses::SHARED_INFORMATION,
        clauses::NO_ORPHANS,
        clauses::REGION_ISOLATION,
        clauses::CODE_TAG_SCOPE,
        clauses::CODE_FORBIDDEN,
        clauses::CODE_FORBIDDEN_TAG_KEYS,
        clauses::CODE_TAG_LIMIT,
        clauses::CODE_VALUE_MISSING,
        clauses::CODE_KEY_MISSING,
        clauses::CO_DESCRIBE_TAGS_SHOWS,
        clauses::CO_DESCRIBE_TAGS_PAGES,
    ],
}];
