//! The error tables of CEN: that of its pages, where every code is a 400, and of
//! companion operations.

use crate::contract::errors::error_table;

error_table! {
    /// The rows of the page of 2024 that a tag call can be refused with.
    PAGE_ERRORS, of the page: true;
    INVALID_TAG_KEY = 400 "InvalidTagKey" "The tag keys are not valid.";
    INVALID_TAG_VALUE = 400 "InvalidTagValue" "The tag values are not valid.";
    MISSING_PARAM = 400 "MissingParam" "%s";
    INVALID_INSTANCE_TYPE_NOT_FOUND = 400 "InvalidInstanceType.NotFound" "The instance type is not found";
    INVALID_INSTANCE_IDS_NOT_FOUND = 400 "InvalidInstanceIds.NotFound" "The instanceIds are not found";
    FORBIDDEN_TAG_KEYS = 400 "Forbidden.TagKeys" "The request do not allow to operate the tag keys";
    QUOTA_EXCEEDED_TAG_NUM = 400 "QuotaExceeded.TagNum" "Custom Tags quota exceeded";
    INVALID_TAG_SCOPE_NOT_FOUND = 400 "InvalidTagScope.NotFound" "The tag scope is not found";
    FORBIDDEN_NOT_ALLOWED_CATEGARY = 400 "Forbidden.NotAllowedCategary" "The System tag is not valid";
    SIZE_LIMIT_EXCEEDED_RESOURCE_ID_NUM = 400 "SizeLimitExceeded.ResourceIdNum" "The ResourceIds parameter's number is exceed , Valid : 20";
    DUPLICATED_PARAM_TAG_KEY = 400 "DuplicatedParam.TagKey" "The parameter TagKey is duplicated.";
    ILLEGAL_PARAM_LENGTH_TAG = 400 "IllegalParamLength.Tag" "The specified length of Tag is invalid.";
    ILLEGAL_PARAM_REGION = 400 "IllegalParam.Region" "The specified region is invalid.";
    MISSING_PARAMETER_TAG_VALUE = 400 "MissingParameter.TagValue" "The specified parameter TagValue is missing";
    MISSING_PARAMETER_TAG_KEY = 400 "MissingParameter.TagKey" "TagKey must be specified.";
    INVALID_PARAMETER = 400 "InvalidParameter" "Invalid parameter.";
    UNAUTHORIZED = 400 "Unauthorized" "The AccessKeyId is unauthorized.";
}

error_table! {
    /// Codes of companion operations.
    COMPANION_ERRORS, of the page: false;
    BOTH_EMPTY_TAGS_AND_RESOURCES = 400 "BothEmpty.TagsAndResources" "Both of Tags and ResourceIds is empty.";
    PARAMETER_CEN_INSTANCE_ID = 400 "ParameterCenInstanceId" "The specified CEN instance does not exist.";
    PARAMETER_INSTANCE_ID = 400 "ParameterInstanceId" "The specified instance does not exist.";
    INVALID_TRANSIT_ROUTER_ROUTE_TABLE_ID_NOT_FOUND = 400 "InvalidTransitRouterRouteTableId.NotFound" "The specified route table does not exist.";
    INVALID_OPERATION_CEN_INSTANCE_STATUS = 400 "InvalidOperation.CenInstanceStatus" "Something is still attached to the instance.";
}
