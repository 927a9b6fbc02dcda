//! The error tables of ECS: those of its pages, and of companion operations.

use crate::contract::errors::error_table;

error_table! {
    /// The rows of the page of 2021 that calls can be refused with, in its order.
    PAGE_ERRORS, of the page: true;
    NUMBER_EXCEED_RESOURCE_IDS = 400 "NumberExceed.ResourceIds" "The ResourceIds parameter's number is exceed , Valid : 50";
    NUMBER_EXCEED_TAGS = 400 "NumberExceed.Tags" "The Tags parameter's number is exceed , Valid : 20";
    DUPLICATE_TAG_KEY = 400 "Duplicate.TagKey" "The Tag.N.Key contain duplicate key.";
    INVALID_TAG_KEY_MALFORMED = 400 "InvalidTagKey.Malformed" "The specified Tag.n.Key is not valid.";
    INVALID_TAG_VALUE_MALFORMED = 400 "InvalidTagValue.Malformed" "The specified Tag.n.Value is not valid.";
    OPERATION_DENIED_QUOTA_EXCEED = 400 "OperationDenied.QuotaExceed" "The quota of tags on resource is beyond permitted range.";
    QUOTA_EXCEED_TAGS = 403 "QuotaExceed.Tags" "%s";
    INVALID_TAG_COUNT = 400 "InvalidTagCount" "The specified tags are beyond the permitted range.";
    INVALID_TAG_MISMATCH = 400 "InvalidTag.Mismatch" "The specified Tag.n.Key and Tag.n.Value are not match.";
    INVALID_RESOURCE_ID_NOT_FOUND = 404 "InvalidResourceId.NotFound" "The specified ResourceIds are not found in our records.";
    INVALID_RESOURCE_ID_NOT_SUPPORTED = 403 "InvalidResourceId.NotSupported" "The specified ResourceId does not support tagging.";
    INVALID_RESOURCE_TYPE_NOT_FOUND = 404 "InvalidResourceType.NotFound" "The ResourceType provided does not exist in our records.";
    // The page has three messages for this code.
    INVALID_REGION_ID_NOT_FOUND = 404 "InvalidRegionId.NotFound" "%s";
    MISSING_PARAMETER_RESOURCE_TYPE = 404 "MissingParameter.ResourceType" "The parameter - ResourceType should not be null";
    MISSING_PARAMETER_TAGS = 404 "MissingParameter.Tags" "The parameter - Tags should not be null";
    MISSING_PARAMETER_REGION_ID = 404 "MissingParameter.RegionId" "The parameter - RegionId should not be null";
    NO_PERMISSION_TAG = 403 "NoPermission.Tag" "The operator is not permission for the tag.";
}

error_table! {
    /// What the page of 2025 adds.
    LATER_ERRORS, of the page: true;
    TAG_KEY_DUPLICATION = 403 "TagKey.Duplication" "The TagKey has duplication with others, case-insensitive.";
    MISSING_PARAMETER_RESOURCE_IDS = 404 "MissingParameter.ResourceIds" "The parameter - ResourceIds.N should not be null.";
}

error_table! {
    /// Codes of the gateway, and of companion operations.
    COMPANION_ERRORS, of the page: false;
    MISSING_REGION_ID = 400 "MissingRegionId" "RegionId is mandatory for this action.";
    MISSING_RESOURCE_TYPE = 400 "MissingResourceType" "ResourceType is mandatory for this action.";
    NO_PERMISSION = 403 "NoPermission" "The caller has no permission for this.";
    FORBIDDEN_RAM = 403 "Forbidden.RAM" "User not authorized to operate on the specified resource.";
    PARAM_CONFLICT = 403 "Param.Conflict" "The specified all is true, but the specified TagKey.N is not empty.";
    BOTH_EMPTY_TAGS_AND_RESOURCES = 403 "BothEmpty.TagsAndResources" "The specified Tags and ResourcesIds are not allow to both empty.";
    INVALID_SECURITY_GROUP_ID_NOT_FOUND = 404 "InvalidSecurityGroupId.NotFound" "The specified SecurityGroupId does not exist.";
    INVALID_CMD_ID_NOT_FOUND = 404 "InvalidCmdId.NotFound" "The specified command does not exist.";
    DEPENDENCY_VIOLATION = 403 "DependencyViolation" "There is still other resources in the specified one.";
    KEY_PAIR_ALREADY_EXIST = 400 "KeyPair.AlreadyExist" "The key pair already exist.";
}
