//! The codes by which ECS has each violation refused.

use crate::contract::errors::MISSING_TAG;
use crate::contract::refusals::{Refusals, Stated};

use super::errors;

/// The codes of the page of 2021.
pub(super) static OF_2021: Refusals = Refusals {
    // The page's own code, or that of the gateway, which looks first.
    missing_region: Stated::Only(&[
        &errors::MISSING_PARAMETER_REGION_ID,
        &errors::MISSING_REGION_ID,
    ]),
    missing_type: MISSING_TYPE,
    missing_id: Stated::Nothing,
    empty_id: Stated::Nothing,
    duplicate_id: Stated::Nothing,
    id_limit: Stated::Only(&[&errors::NUMBER_EXCEED_RESOURCE_IDS]),
    tag_limit: Stated::Only(&[
        &errors::NUMBER_EXCEED_TAGS,
        &errors::INVALID_TAG_COUNT,
        &errors::OPERATION_DENIED_QUOTA_EXCEED,
        &errors::QUOTA_EXCEED_TAGS,
    ]),
    // Both have stood in the table since 2020, each with its own status.
    quota: Stated::Only(&[
        &errors::OPERATION_DENIED_QUOTA_EXCEED,
        &errors::QUOTA_EXCEED_TAGS,
    ]),
    no_tags: Stated::Only(&[&errors::MISSING_PARAMETER_TAGS, &MISSING_TAG]),
    no_tags_gateway: Stated::Only(&[&MISSING_TAG]),
    missing_key: Stated::Among(&[
        &errors::INVALID_TAG_MISMATCH,
        &errors::INVALID_TAG_KEY_MALFORMED,
        &errors::MISSING_PARAMETER_TAGS,
    ]),
    missing_value: Stated::Among(&[&errors::INVALID_TAG_MISMATCH]),
    invalid_key: INVALID_KEY,
    key_length: INVALID_KEY,
    reserved_key: Stated::Only(&[
        &errors::INVALID_TAG_KEY_MALFORMED,
        &errors::NO_PERMISSION_TAG,
    ]),
    invalid_value: INVALID_VALUE,
    value_length: INVALID_VALUE,
    reserved_value: INVALID_VALUE,
    duplicate_key: Stated::Only(&[&errors::DUPLICATE_TAG_KEY]),
    existing_key: CASE,
    key_case: CASE,
    unknown_type: Stated::Only(&[&errors::INVALID_RESOURCE_TYPE_NOT_FOUND]),
    unknown_id: Stated::Only(&[&errors::INVALID_RESOURCE_ID_NOT_FOUND]),
    other_type: Stated::Only(&[
        &errors::INVALID_RESOURCE_ID_NOT_FOUND,
        &errors::INVALID_RESOURCE_ID_NOT_SUPPORTED,
    ]),
    other_region: Stated::Only(&[&errors::INVALID_RESOURCE_ID_NOT_FOUND]),
    unknown_region: Stated::Only(&[&errors::INVALID_REGION_ID_NOT_FOUND]),
    forbidden: Stated::Only(&[
        &errors::NO_PERMISSION_TAG,
        &errors::NO_PERMISSION,
        &errors::FORBIDDEN_RAM,
    ]),
    tag_scope: Stated::Nothing,
    all_with_keys: Stated::Only(&[&errors::PARAM_CONFLICT]),
    list_missing_type: MISSING_TYPE,
    list_of_nothing: Stated::Only(&[&errors::BOTH_EMPTY_TAGS_AND_RESOURCES]),
    lone_filter_value: Stated::Among(&[&errors::INVALID_TAG_MISMATCH]),
};

/// The codes of the page of 2025.
pub(super) static OF_2025: Refusals = Refusals {
    missing_id: Stated::Among(&[&errors::MISSING_PARAMETER_RESOURCE_IDS]),
    ..OF_2021
};

const MISSING_TYPE: Stated = Stated::Only(&[
    &errors::MISSING_PARAMETER_RESOURCE_TYPE,
    &errors::MISSING_RESOURCE_TYPE,
]);
const INVALID_KEY: Stated = Stated::Only(&[&errors::INVALID_TAG_KEY_MALFORMED]);
const INVALID_VALUE: Stated = Stated::Only(&[&errors::INVALID_TAG_VALUE_MALFORMED]);
const CASE: Stated = Stated::Only(&[&errors::TAG_KEY_DUPLICATION, &errors::DUPLICATE_TAG_KEY]);
