//! The codes by which VPC has each violation refused.

use crate::contract::errors::MISSING_TAG;
use crate::contract::refusals::{Refusals, Stated};

use super::errors;

/// The codes of both editions.
pub(super) static REFUSALS: Refusals = Refusals {
    missing_region: Stated::Nothing,
    missing_type: Stated::Nothing,
    missing_id: Stated::Nothing,
    empty_id: Stated::Nothing,
    duplicate_id: Stated::Nothing,
    id_limit: Stated::Only(&[&errors::SIZE_LIMIT_EXCEEDED_RESOURCE_ID]),
    tag_limit: Stated::Only(&[&errors::SIZE_LIMIT_EXCEEDED_TAG_NUM]),
    quota: Stated::Only(&[&errors::QUOTA_EXCEEDED_TAG_NUM]),
    no_tags: Stated::Only(&[&errors::MISSING_PARAM_TAGS]),
    no_tags_gateway: Stated::Only(&[&MISSING_TAG]),
    missing_key: Stated::Only(&[&errors::MISSING_PARAMETER_TAG_KEY]),
    missing_value: Stated::Only(&[&errors::MISSING_PARAMETER_TAG_VALUE]),
    invalid_key: INVALID_KEY,
    key_length: INVALID_KEY,
    reserved_key: RESERVED,
    invalid_value: INVALID_VALUE,
    value_length: INVALID_VALUE,
    reserved_value: RESERVED,
    duplicate_key: DUPLICATED,
    existing_key: DUPLICATED,
    key_case: Stated::Nothing,
    unknown_type: Stated::Only(&[&errors::INVALID_INSTANCE_TYPE_NOT_FOUND]),
    unknown_id: Stated::Only(&[&errors::INVALID_INSTANCE_IDS_NOT_FOUND]),
    other_type: Stated::Only(&[&errors::INVALID_INSTANCE_IDS_NOT_FOUND]),
    other_region: Stated::Only(&[&errors::INVALID_INSTANCE_IDS_NOT_FOUND]),
    unknown_region: Stated::Nothing,
    forbidden: Stated::Only(&[&errors::FORBIDDEN]),
    tag_scope: Stated::Only(&[&errors::INVALID_TAG_SCOPE_NOT_FOUND]),
    all_with_keys: Stated::Nothing,
    list_missing_type: Stated::Only(&[&errors::MISSING_PARAM_RESOURCE_TYPE]),
    list_of_nothing: Stated::Only(&[&errors::BOTH_EMPTY_TAGS_AND_RESOURCES]),
    // Of the codes that its page has, this is the natural one.
    lone_filter_value: Stated::Only(&[&errors::MISSING_PARAMETER_TAG_KEY]),
};

const INVALID_KEY: Stated = Stated::Only(&[&errors::INVALID_TAG_KEY]);
const INVALID_VALUE: Stated = Stated::Only(&[&errors::INVALID_TAG_VALUE]);
const RESERVED: Stated = Stated::Only(&[&errors::FORBIDDEN_TAG_KEYS]);
const DUPLICATED: Stated = Stated::Only(&[&errors::FORBIDDEN_TAG_KEY_DUPLICATED]);
