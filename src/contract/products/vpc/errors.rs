//! The error tables of VPC: those of the pages, and of companion operations.

use crate::contract::errors::error_table;

error_table! {
    /// The 13 rows of the page, in its order (`spec/vpc-TagResources.txt`).
    PAGE_ERRORS, of the page: true;
    INVALID_TAG_KEY = 400 "InvalidTagKey" "The tag keys are not valid.";
    INVALID_TAG_VALUE = 400 "InvalidTagValue" "The tag values are not valid.";
    INVALID_INSTANCE_TYPE_NOT_FOUND = 400 "InvalidInstanceType.NotFound" "The instance type is not found";
    INVALID_INSTANCE_IDS_NOT_FOUND = 400 "InvalidInstanceIds.NotFound" "The instanceIds are not found";
    FORBIDDEN_TAG_KEYS = 400 "Forbidden.TagKeys" "The request do not allow to operate the tag keys";
    QUOTA_EXCEEDED_TAG_NUM = 400 "QuotaExceeded.TagNum" "Custom Tags quota exceeded";
    INVALID_TAG_SCOPE_NOT_FOUND = 400 "InvalidTagScope.NotFound" "The tag scope is not found";
    FORBIDDEN_TAG_KEY_DUPLICATED = 400 "Forbidden.TagKey.Duplicated" "The specified tag key already exists.";
    SIZE_LIMIT_EXCEEDED_TAG_NUM = 400 "SizeLimitExceeded.TagNum" "The maximum number of tags is exceeded.";
    SIZE_LIMIT_EXCEEDED_RESOURCE_ID = 400 "SizeLimitExceeded.ResourceId" "The maximum number of resource IDs is exceeded.";
    MISSING_PARAMETER_TAG_VALUE = 400 "MissingParameter.TagValue" "The input parameter TagValue that is mandatory for processing this request is not supplied.";
    MISSING_PARAMETER_TAG_KEY = 400 "MissingParameter.TagKey" "The input parameter TagKey that is mandatory for processing this request is not supplied.";
    FORBIDDEN = 403 "Forbidden" "User not authorized to operate on the specified resource.";
}

error_table! {
    /// What later editions of the page add.
    LATER_ERRORS, of the page: true;
    MISSING_PARAM = 400 "MissingParam" "%s";
    MISSING_PARAM_TAGS = 400 "MissingParam.Tags" "You must specify the Tags parameter.";
    FORBIDDEN_NOT_ALLOWED_CATEGARY = 400 "Forbidden.NotAllowedCategary" "The System tag is not valid";
}

error_table! {
    /// Codes of companion operations.
    COMPANION_ERRORS, of the page: false;
    BOTH_EMPTY_TAGS_AND_RESOURCES = 403 "BothEmpty.TagsAndResources" "The specified Tags and ResourcesIds are not allow to both empty.";
    MISSING_PARAM_RESOURCE_TYPE = 400 "MissingParam.ResourceType" "The param of ResourceType is missing.";
    INVALID_VPC_ID_NOT_FOUND = 404 "InvalidVpcId.NotFound" "Specified VPC does not exist.";
    INVALID_VSWITCH_ID_NOT_FOUND = 404 "InvalidVSwitchId.NotFound" "Specified vSwitch does not exist.";
    INVALID_ROUTE_TABLE_ID_NOT_FOUND = 404 "InvalidRouteTableId.NotFound" "Specified route table does not exist.";
    INVALID_ALLOCATION_ID_NOT_FOUND = 404 "InvalidAllocationId.NotFound" "Specified EIP does not exist.";
    INVALID_VPN_GATEWAY_INSTANCE_ID_NOT_FOUND = 404 "InvalidVpnGatewayInstanceId.NotFound" "Specified VPN gateway does not exist.";
    INVALID_NAT_GATEWAY_ID_NOT_FOUND = 404 "InvalidNatGatewayId.NotFound" "Specified NAT gateway does not exist.";
    DEPENDENCY_VIOLATION = 400 "DependencyViolation" "The specified resource has other resources attached to it.";
    OPERATION_DENIED_SYSTEM_ROUTE_TABLE = 400 "OperationDenied.SystemRouteTable" "A system route table is deleted with its VPC.";
}
