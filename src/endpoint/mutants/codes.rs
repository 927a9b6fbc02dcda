//! Mutants that refuse the right calls with the code of a sibling API.

use crate::contract::clauses;
use crate::contract::ecs::errors;

use super::mutant::{Fault, Mutant};

/// The family. Statuses are those of the page, so that the code alone is wrong.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "wrong-code",
        clauses::CODE_IDS_NOT_FOUND,
        "Says InvalidResourceId.NotFound, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.unknown_id,
            instead: Some(errors::INVALID_RESOURCE_ID_NOT_FOUND.code),
            status: 400,
        },
    ),
    Mutant::new(
        "key-code-of-ecs",
        clauses::CODE_INVALID_TAG_KEY,
        "Says InvalidTagKey.Malformed, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.invalid_key,
            instead: Some(errors::INVALID_TAG_KEY_MALFORMED.code),
            status: 400,
        },
    ),
    Mutant::new(
        "value-code-of-ecs",
        clauses::CODE_INVALID_TAG_VALUE,
        "Says InvalidTagValue.Malformed, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.invalid_value,
            instead: Some(errors::INVALID_TAG_VALUE_MALFORMED.code),
            status: 400,
        },
    ),
    Mutant::new(
        "type-code-of-ecs",
        clauses::CODE_TYPE_NOT_FOUND,
        "Says InvalidResourceType.NotFound, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.unknown_type,
            instead: Some(errors::INVALID_RESOURCE_TYPE_NOT_FOUND.code),
            status: 400,
        },
    ),
    Mutant::new(
        "reserved-key-code-of-cdn",
        clauses::CODE_FORBIDDEN_TAG_KEYS,
        "Says ReservedTagKey, as CDN does.",
        Fault::Code {
            of: |refusals| refusals.reserved_key,
            instead: Some("ReservedTagKey"),
            status: 400,
        },
    ),
    Mutant::new(
        "quota-code-of-ecs",
        clauses::CODE_QUOTA,
        "Says OperationDenied.QuotaExceed, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.quota,
            instead: Some(errors::OPERATION_DENIED_QUOTA_EXCEED.code),
            status: 400,
        },
    ),
    Mutant::new(
        "duplicate-key-code-of-ecs",
        clauses::CODE_KEY_DUPLICATED,
        "Says Duplicate.TagKey, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.duplicate_key,
            instead: Some(errors::DUPLICATE_TAG_KEY.code),
            status: 400,
        },
    ),
    Mutant::new(
        "tag-limit-code-of-ecs",
        clauses::CODE_TAG_LIMIT,
        "Says NumberExceed.Tags, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.tag_limit,
            instead: Some(errors::NUMBER_EXCEED_TAGS.code),
            status: 400,
        },
    ),
    Mutant::new(
        "id-limit-code-of-ecs",
        clauses::CODE_ID_LIMIT,
        "Says NumberExceed.ResourceIds, as ECS does.",
        Fault::Code {
            of: |refusals| refusals.id_limit,
            instead: Some(errors::NUMBER_EXCEED_RESOURCE_IDS.code),
            status: 400,
        },
    ),
    Mutant::new(
        "missing-value-code-of-rds",
        clauses::CODE_VALUE_MISSING,
        "Says MissingParameter alone, as RDS does.",
        Fault::Code {
            of: |refusals| refusals.missing_value,
            instead: Some("MissingParameter"),
            status: 400,
        },
    ),
    Mutant::new(
        "missing-key-code-of-tag",
        clauses::CODE_KEY_MISSING,
        "Says Missing.TagKey, as the Tag service does.",
        Fault::Code {
            of: |refusals| refusals.missing_key,
            instead: Some("Missing.TagKey"),
            status: 400,
        },
    ),
    Mutant::new(
        "forbidden-code-of-ram",
        clauses::CODE_FORBIDDEN,
        "Says NoPermission, as RAM does.",
        Fault::Code {
            of: |refusals| refusals.forbidden,
            instead: Some("NoPermission"),
            status: 403,
        },
    )
    .under(&[("foreign-account", "forbidden")]),
    Mutant::new(
        "ids-not-found-404",
        clauses::ERROR_STATUS,
        "Says InvalidInstanceIds.NotFound with status 404.",
        Fault::Code {
            of: |refusals| refusals.unknown_id,
            instead: None,
            status: 404,
        },
    ),
    Mutant::new(
        "type-not-found-404",
        clauses::ERROR_STATUS,
        "Says InvalidInstanceType.NotFound with status 404.",
        Fault::Code {
            of: |refusals| refusals.unknown_type,
            instead: None,
            status: 404,
        },
    ),
    Mutant::new(
        "quota-403",
        clauses::ERROR_STATUS,
        "Says QuotaExceeded.TagNum with status 403.",
        Fault::Code {
            of: |refusals| refusals.quota,
            instead: None,
            status: 403,
        },
    ),
    Mutant::new(
        "reserved-key-403",
        clauses::ERROR_STATUS,
        "Says Forbidden.TagKeys with status 403.",
        Fault::Code {
            of: |refusals| refusals.reserved_key,
            instead: None,
            status: 403,
        },
    ),
    Mutant::new(
        "forbidden-400",
        clauses::ERROR_STATUS,
        "Says Forbidden with status 400.",
        Fault::Code {
            of: |refusals| refusals.forbidden,
            instead: None,
            status: 400,
        },
    )
    .under(&[("foreign-account", "forbidden")]),
];
