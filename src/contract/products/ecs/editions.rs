//! The editions of the page of ECS, by the public history of its documentation.

use crate::contract::clauses;
use crate::contract::edition::{Characters, Edition, ResourceType, TextRule};
use crate::contract::text::{FirstRule, KEY_AXES, VALUE_AXES};

use super::PRODUCT;
use super::kinds::{COMMAND, DISK, KEY_PAIR, LAUNCH_TEMPLATE, SECURITY_GROUP, SNAPSHOT_POLICY};
use super::refusals::{OF_2021, OF_2025};

/// Every edition, the newest last.
pub static EDITIONS: &[Edition] = &[
    Edition {
        product: &PRODUCT,
        name: "ecs-2021-06",
        about: "ECS 2014-05-26, its English page of June 2021: 50 ids, keys of 128 characters, any letter first, acs: alone reserved in values, 17 types.",
        file: None,
        ids: 50,
        tags: 20,
        quota: 20,
        key: KEY,
        value: VALUE,
        types: TYPES_OF_2021,
        newer_types: &["activation", "managedinstance"],
        sharing: &[],
        refusals: &OF_2021,
        kill_matrix: include_str!("../../../../snapshots/kill-matrix-ecs-2021-06.snap"),
        settled: &[
            ("value-aliyun", &["accepted"]),
            ("value-acs", &["rejected"]),
            ("value-url", &["rejected"]),
            ("key-without-value", &["empty-value"]),
            ("existing-key", &["overwrite"]),
        ],
        absent: ABSENT,
        leaning: &[],
        without: &[
            clauses::KEY_CASE,
            clauses::KEY_FIRST,
            clauses::VALUE_FIRST,
            clauses::VALUE_ALIYUN,
            clauses::VALUE_REQUIRED,
            clauses::KEY_EXISTING,
            clauses::SHARED_INFORMATION,
            clauses::CODE_FORBIDDEN_TAG_KEYS,
            clauses::CODE_TAG_SCOPE,
            clauses::CODE_FORBIDDEN,
            clauses::CODE_VALUE_MISSING,
            clauses::CODE_KEY_MISSING,
            clauses::CO_DESCRIBE_TAGS_SHOWS,
            clauses::CO_DESCRIBE_TAGS_PAGES,
        ],
    },
    Edition {
        product: &PRODUCT,
        name: "ecs-2025-05",
        about: "ECS 2014-05-26, its current page, as generated clients have it since May 2025: key and value required, no prefix reserved in values, keys unique whatever their letter case, 19 types.",
        file: None,
        ids: 50,
        tags: 20,
        quota: 20,
        key: KEY,
        value: VALUE,
        types: TYPES_OF_2025,
        newer_types: &[],
        sharing: &[],
        refusals: &OF_2025,
        kill_matrix: include_str!("../../../../snapshots/kill-matrix-ecs-2025-05.snap"),
        settled: &[
            ("value-aliyun", &["accepted"]),
            ("value-acs", &["accepted"]),
            ("value-url", &["rejected"]),
            ("existing-key", &["overwrite"]),
            ("key-case-twice", &["rejected"]),
            ("key-case", &["sensitive"]),
            ("newer-types", &["known"]),
        ],
        absent: ABSENT,
        leaning: &[],
        without: &[
            clauses::KEY_FIRST,
            clauses::VALUE_FIRST,
            clauses::VALUE_ALIYUN,
            clauses::VALUE_ACS,
            clauses::KEY_EXISTING,
            clauses::SHARED_INFORMATION,
            clauses::CODE_FORBIDDEN_TAG_KEYS,
            clauses::CODE_TAG_SCOPE,
            clauses::CODE_FORBIDDEN,
            clauses::CODE_VALUE_MISSING,
            clauses::CODE_KEY_MISSING,
            clauses::CO_DESCRIBE_TAGS_SHOWS,
            clauses::CO_DESCRIBE_TAGS_PAGES,
        ],
    },
];

const KEY: TextRule = TextRule {
    length: 128,
    characters: Characters::Unsaid,
    first: FirstRule::Anything,
    axes: &KEY_AXES,
};

const VALUE: TextRule = TextRule {
    length: 128,
    characters: Characters::Unsaid,
    first: FirstRule::Anything,
    axes: &VALUE_AXES,
};

/// Questions that the page of VPC leaves open and that of ECS does not: it has
/// one code in its table for one thing, and no listing of tags by themselves.
static ABSENT: &[(&str, &str)] = &[
    ("key-aliyun-code", "forbidden-tag-keys"),
    ("key-acs-code", "forbidden-tag-keys"),
    ("value-aliyun-case", "exact"),
    ("value-aliyun-code", "invalid-tag-value"),
    ("value-acs-code", "invalid-tag-value"),
    ("empty-key-code", "missing-parameter-tag-key"),
    ("value-without-key", "missing-parameter-tag-key"),
    ("no-tags", "missing-param-tags"),
    ("tag-limit-code", "size-limit-exceeded"),
    ("atomicity-existing-key", "atomic"),
    ("type-mismatch", "not-found"),
    ("wrong-region", "not-found"),
    ("describe-tags-scope", "type"),
    ("describe-tag-keys-scope", "type"),
    ("empty-value", "accepted"),
    ("region-left-out", "rejected"),
    ("region-for-global", "ignored"),
    ("other-types", "alike"),
];

/// The types of 2021, and `command` and `invocation`, which the page has by 2023
/// with nothing else changed.
static TYPES_OF_2021: &[ResourceType] = &[
    ResourceType::named("instance"),
    ResourceType::named("disk").of(DISK),
    ResourceType::named("snapshot"),
    ResourceType::named("image"),
    ResourceType::named("securitygroup").of(SECURITY_GROUP),
    ResourceType::named("volume"),
    ResourceType::named("eni"),
    ResourceType::named("ddh"),
    ResourceType::named("keypair").of(KEY_PAIR),
    ResourceType::named("launchtemplate").of(LAUNCH_TEMPLATE),
    ResourceType::named("ddhcluster"),
    ResourceType::named("reservedinstance"),
    ResourceType::named("snapshotpolicy").of(SNAPSHOT_POLICY),
    ResourceType::named("elasticityassurance"),
    ResourceType::named("capacityreservation"),
    ResourceType::named("command").of(COMMAND),
    ResourceType::named("invocation"),
];

/// The types of 2025.
static TYPES_OF_2025: &[ResourceType] = &[
    ResourceType::named("instance"),
    ResourceType::named("disk").of(DISK),
    ResourceType::named("snapshot"),
    ResourceType::named("image"),
    ResourceType::named("securitygroup").of(SECURITY_GROUP),
    ResourceType::named("volume"),
    ResourceType::named("eni"),
    ResourceType::named("ddh"),
    ResourceType::named("keypair").of(KEY_PAIR),
    ResourceType::named("launchtemplate").of(LAUNCH_TEMPLATE),
    ResourceType::named("ddhcluster"),
    ResourceType::named("reservedinstance"),
    ResourceType::named("snapshotpolicy").of(SNAPSHOT_POLICY),
    ResourceType::named("elasticityassurance"),
    ResourceType::named("capacityreservation"),
    ResourceType::named("command").of(COMMAND),
    ResourceType::named("invocation"),
    ResourceType::named("activation"),
    ResourceType::named("managedinstance"),
];
