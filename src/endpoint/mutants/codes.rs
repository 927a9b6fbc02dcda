//! Mutants that refuse the right calls with the code of a sibling API.

use crate::contract::{clauses, errors};

use super::mutant::{Fault, Mutant};

/// The family. Statuses are those of the page, so that the code alone is wrong.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "wrong-code",
        clauses::CODE_IDS_NOT_FOUND,
        "Says InvalidResourceId.NotFound, as ECS does.",
        Fault::Code {
            of: errors::INVALID_INSTANCE_IDS_NOT_FOUND,
            instead: "InvalidResourceId.NotFound",
            status: 400,
        },
    ),
    Mutant::new(
        "key-code-of-ecs",
        clauses::CODE_INVALID_TAG_KEY,
        "Says InvalidTagKey.Malformed, as ECS does.",
        Fault::Code {
            of: errors::INVALID_TAG_KEY,
            instead: "InvalidTagKey.Malformed",
            status: 400,
        },
    ),
    Mutant::new(
        "value-code-of-ecs",
        clauses::CODE_INVALID_TAG_VALUE,
        "Says InvalidTagValue.Malformed, as ECS does.",
        Fault::Code {
            of: errors::INVALID_TAG_VALUE,
            instead: "InvalidTagValue.Malformed",
            status: 400,
        },
    ),
    Mutant::new(
        "type-code-of-ecs",
        clauses::CODE_TYPE_NOT_FOUND,
        "Says InvalidResourceType.NotFound, as ECS does.",
        Fault::Code {
            of: errors::INVALID_INSTANCE_TYPE_NOT_FOUND,
            instead: "InvalidResourceType.NotFound",
            status: 400,
        },
    ),
    Mutant::new(
        "reserved-key-code-of-cdn",
        clauses::CODE_FORBIDDEN_TAG_KEYS,
        "Says ReservedTagKey, as CDN does.",
        Fault::Code {
            of: errors::FORBIDDEN_TAG_KEYS,
            instead: "ReservedTagKey",
            status: 400,
        },
    ),
    Mutant::new(
        "quota-code-of-ecs",
        clauses::CODE_QUOTA,
        "Says OperationDenied.QuotaExceed, as ECS does.",
        Fault::Code {
            of: errors::QUOTA_EXCEEDED_TAG_NUM,
            instead: "OperationDenied.QuotaExceed",
            status: 400,
        },
    ),
    Mutant::new(
        "duplicate-key-code-of-ecs",
        clauses::CODE_KEY_DUPLICATED,
        "Says Duplicate.TagKey, as ECS does.",
        Fault::Code {
            of: errors::FORBIDDEN_TAG_KEY_DUPLICATED,
            instead: "Duplicate.TagKey",
            status: 400,
        },
    ),
    Mutant::new(
        "tag-limit-code-of-ecs",
        clauses::CODE_TAG_LIMIT,
        "Says NumberExceed.Tags, as ECS does.",
        Fault::Code {
            of: errors::SIZE_LIMIT_EXCEEDED_TAG_NUM,
            instead: "NumberExceed.Tags",
            status: 400,
        },
    ),
    Mutant::new(
        "id-limit-code-of-ecs",
        clauses::CODE_ID_LIMIT,
        "Says NumberExceed.ResourceIds, as ECS does.",
        Fault::Code {
            of: errors::SIZE_LIMIT_EXCEEDED_RESOURCE_ID,
            instead: "NumberExceed.ResourceIds",
            status: 400,
        },
    ),
    Mutant::new(
        "missing-value-code-of-rds",
        clauses::CODE_VALUE_MISSING,
        "Says MissingParameter alone, as RDS does.",
        Fault::Code {
            of: errors::MISSING_PARAMETER_TAG_VALUE,
            instead: "MissingParameter",
            status: 400,
        },
    ),
    Mutant::new(
        "missing-key-code-of-tag",
        clauses::CODE_KEY_MISSING,
        "Says Missing.TagKey, as the Tag service does.",
        Fault::Code {
            of: errors::MISSING_PARAMETER_TAG_KEY,
            instead: "Missing.TagKey",
            status: 400,
        },
    ),
    Mutant::new(
        "forbidden-code-of-ram",
        clauses::CODE_FORBIDDEN,
        "Says NoPermission, as RAM does.",
        Fault::Code {
            of: errors::FORBIDDEN,
            instead: "NoPermission",
            status: 403,
        },
    )
    .under(&[("foreign-account", "forbidden")]),
    Mutant::new(
        "ids-not-found-404",
        clauses::ERROR_STATUS,
        "Says InvalidInstanceIds.NotFound with status 404.",
        Fault::Code {
            of: errors::INVALID_INSTANCE_IDS_NOT_FOUND,
            instead: errors::INVALID_INSTANCE_IDS_NOT_FOUND,
            status: 404,
        },
    ),
    Mutant::new(
        "type-not-found-404",
        clauses::ERROR_STATUS,
        "Says InvalidInstanceType.NotFound with status 404.",
        Fault::Code {
            of: errors::INVALID_INSTANCE_TYPE_NOT_FOUND,
            instead: errors::INVALID_INSTANCE_TYPE_NOT_FOUND,
            status: 404,
        },
    ),
    Mutant::new(
        "quota-403",
        clauses::ERROR_STATUS,
        "Says QuotaExceeded.TagNum with status 403.",
        Fault::Code {
            of: errors::QUOTA_EXCEEDED_TAG_NUM,
            instead: errors::QUOTA_EXCEEDED_TAG_NUM,
            status: 403,
        },
    ),
    Mutant::new(
        "reserved-key-403",
        clauses::ERROR_STATUS,
        "Says Forbidden.TagKeys with status 403.",
        Fault::Code {
            of: errors::FORBIDDEN_TAG_KEYS,
            instead: errors::FORBIDDEN_TAG_KEYS,
            status: 403,
        },
    ),
    Mutant::new(
        "forbidden-400",
        clauses::ERROR_STATUS,
        "Says Forbidden with status 400.",
        Fault::Code {
            of: errors::FORBIDDEN,
            instead: errors::FORBIDDEN,
            status: 400,
        },
    )
    .under(&[("foreign-account", "forbidden")]),
];
