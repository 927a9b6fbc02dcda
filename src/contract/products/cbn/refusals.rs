//! The codes by which CEN has each violation refused.

use crate::contract::refusals::{Refusals, Stated};

use super::errors;

/// The codes of the page of 2024.
pub(super) static REFUSALS: Refusals = Refusals {
    missing_region: Stated::Among(&[&errors::ILLEGAL_PARAM_REGION, &errors::MISSING_PARAM]),
    missing_type: MISSING,
    missing_id: MISSING,
    empty_id: Stated::Nothing,
    duplicate_id: Stated::Nothing,
    id_limit: Stated::Only(&[&errors::SIZE_LIMIT_EXCEEDED_RESOURCE_ID_NUM]),
    // The page has no code of its own for it.
    tag_limit: Stated::Among(&[
        &errors::QUOTA_EXCEEDED_TAG_NUM,
        &errors::INVALID_PARAMETER,
        &errors::ILLEGAL_PARAM_LENGTH_TAG,
    ]),
    quota: Stated::Only(&[&errors::QUOTA_EXCEEDED_TAG_NUM]),
    no_tags: MISSING,
    no_tags_gateway: MISSING,
    missing_key: Stated::Among(&[
        &errors::MISSING_PARAMETER_TAG_KEY,
        &errors::INVALID_TAG_KEY,
        &errors::ILLEGAL_PARAM_LENGTH_TAG,
    ]),
    missing_value: Stated::Among(&[&errors::MISSING_PARAMETER_TAG_VALUE]),
    invalid_key: Stated::Only(&[&errors::INVALID_TAG_KEY]),
    key_length: Stated::Only(&[&errors::INVALID_TAG_KEY, &errors::ILLEGAL_PARAM_LENGTH_TAG]),
    reserved_key: Stated::Only(&[
        &errors::INVALID_TAG_KEY,
        &errors::FORBIDDEN_TAG_KEYS,
        &errors::FORBIDDEN_NOT_ALLOWED_CATEGARY,
    ]),
    invalid_value: Stated::Only(&[&errors::INVALID_TAG_VALUE]),
    value_length: Stated::Only(&[
        &errors::INVALID_TAG_VALUE,
        &errors::ILLEGAL_PARAM_LENGTH_TAG,
    ]),
    reserved_value: Stated::Only(&[&errors::INVALID_TAG_VALUE]),
    duplicate_key: Stated::Only(&[&errors::DUPLICATED_PARAM_TAG_KEY]),
    existing_key: Stated::Among(&[&errors::DUPLICATED_PARAM_TAG_KEY]),
    key_case: Stated::Nothing,
    unknown_type: Stated::Only(&[&errors::INVALID_INSTANCE_TYPE_NOT_FOUND]),
    unknown_id: NOT_FOUND,
    other_type: NOT_FOUND,
    other_region: Stated::Only(&[
        &errors::INVALID_INSTANCE_IDS_NOT_FOUND,
        &errors::ILLEGAL_PARAM_REGION,
    ]),
    unknown_region: Stated::Only(&[&errors::ILLEGAL_PARAM_REGION]),
    // The page lists no code for it; this one stands on every page of CEN.
    forbidden: Stated::Among(&[&errors::UNAUTHORIZED]),
    tag_scope: Stated::Only(&[&errors::INVALID_TAG_SCOPE_NOT_FOUND]),
    all_with_keys: Stated::Nothing,
    list_missing_type: MISSING,
    list_of_nothing: Stated::Only(&[&errors::BOTH_EMPTY_TAGS_AND_RESOURCES]),
    lone_filter_value: Stated::Among(&[&errors::MISSING_PARAMETER_TAG_KEY]),
};

const MISSING: Stated = Stated::Among(&[&errors::MISSING_PARAM]);
const NOT_FOUND: Stated = Stated::Only(&[&errors::INVALID_INSTANCE_IDS_NOT_FOUND]);
