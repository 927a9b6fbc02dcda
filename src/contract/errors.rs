//! The error table: code, status and message, and codes of the gateway in front.

use super::axis::UnstatedCode;

/// One row of an error table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorRow {
    /// HTTP status.
    pub status: u16,
    /// The code, which is the contract.
    pub code: &'static str,
    /// The message, which is informative (SHOULD).
    pub message: &'static str,
}

/// Declares a table, and a constant for each of its codes.
macro_rules! table {
    ($(#[$doc:meta])* $table:ident: $($name:ident = $status:literal $code:literal $message:literal;)+) => {
        $(#[doc = $message] pub const $name: &str = $code;)+
        $(#[$doc])*
        pub static $table: &[ErrorRow] = &[
            $(ErrorRow { status: $status, code: $code, message: $message },)+
        ];
    };
}

table! {
    /// The 13 rows of the page, in its order (`spec/vpc-TagResources.txt`).
    PAGE_ERRORS:
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

table! {
    /// What later editions of the page add.
    LATER_ERRORS:
    MISSING_PARAM = 400 "MissingParam" "%s";
    MISSING_PARAM_TAGS = 400 "MissingParam.Tags" "You must specify the Tags parameter.";
    FORBIDDEN_NOT_ALLOWED_CATEGARY = 400 "Forbidden.NotAllowedCategary" "The System tag is not valid";
}

table! {
    /// Codes of the gateway and of companion operations.
    GATEWAY_ERRORS:
    MISSING_TAG = 400 "MissingTag" "Tag is mandatory for this action.";
    INVALID_ACTION_NOT_FOUND = 404 "InvalidAction.NotFound" "Specified api is not found, please check your url and method.";
    INVALID_VERSION = 400 "InvalidVersion" "Specified parameter Version is not valid.";
    INVALID_PARAMETER_FORMAT = 400 "InvalidParameter.Format" "Specified parameter Format is not valid.";
    INVALID_REGION_ID_NOT_FOUND = 404 "InvalidRegionId.NotFound" "The specified region is not found.";
    MISSING_ACTION = 400 "MissingAction" "Action is mandatory for this action.";
    MISSING_ACCESS_KEY_ID = 400 "MissingAccessKeyId" "AccessKeyId is mandatory for this action.";
    INVALID_ACCESS_KEY_ID_NOT_FOUND = 404 "InvalidAccessKeyId.NotFound" "Specified access key is not found.";
    INVALID_TIME_STAMP_FORMAT = 400 "InvalidTimeStamp.Format" "Specified time stamp or date value is not well formatted.";
    INVALID_TIME_STAMP_EXPIRED = 400 "InvalidTimeStamp.Expired" "Specified time stamp or date value is expired.";
    SIGNATURE_NONCE_USED = 400 "SignatureNonceUsed" "Specified signature nonce was used already.";
    SIGNATURE_DOES_NOT_MATCH = 400 "SignatureDoesNotMatch" "Specified signature is not matched with our calculation.";
    MISSING_SIGNATURE = 400 "MissingSignature" "Signature is mandatory for this action.";
    INVALID_PARAMETER = 400 "InvalidParameter" "The specified parameter is not valid.";
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
    REQUEST_ENTITY_TOO_LARGE = 413 "RequestEntityTooLarge" "The request is too large.";
    INVALID_REQUEST = 400 "InvalidRequest" "The request is not well formed.";
    INTERNAL_ERROR = 500 "InternalError" "The request processing has failed due to some unknown error.";
}

/// The status that a code of a page must come with; other codes have none.
pub fn page_status(code: &str) -> Option<u16> {
    [PAGE_ERRORS, LATER_ERRORS]
        .into_iter()
        .flatten()
        .find(|row| row.code == code)
        .map(|row| row.status)
}

/// The row of a code, wherever it stands.
pub fn error_row(code: &str) -> Option<&'static ErrorRow> {
    [PAGE_ERRORS, LATER_ERRORS, GATEWAY_ERRORS]
        .into_iter()
        .flatten()
        .find(|row| row.code == code)
}

/// What an answer means that is weather: it says nothing about the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// There were too many calls: this one was turned away and is not done.
    Throttled,
    /// Something on the way answered: nobody knows whether the call is done.
    Lost,
}

/// Every status that is weather, whatever the body says.
static WEATHER: &[(u16, Weather)] = &[
    (429, Weather::Throttled),
    // What a proxy says that finds nobody, is told to wait, or waits in vain.
    (502, Weather::Lost),
    (503, Weather::Lost),
    (504, Weather::Lost),
];

/// What an answer with this status and code means, if it is weather.
pub fn weather(status: u16, code: Option<&str>) -> Option<Weather> {
    if code.is_some_and(is_throttling) {
        return Some(Weather::Throttled);
    }
    let row = WEATHER.iter().find(|(known, _)| *known == status);
    row.map(|(_, weather)| *weather)
}

fn is_throttling(code: &str) -> bool {
    code.starts_with("Throttling") || code == "Rejected.Throttling" || code == "ServiceUnavailable"
}

/// Codes by which the service refuses a call because another one on the same
/// resource is under way (A57).
static CONFLICTS: &[&str] = &[
    "TaskConflict",
    "OperationConflict",
    "InvalidOperation.ConcurrentModification",
    "LastTokenProcessing",
    "OperationFailed.LastTokenProcessing",
    "OperationFailed.IdempotentTokenProcessing",
];

/// Whether a code refuses a call only because of another one at the same time.
pub fn is_conflict(code: &str) -> bool {
    CONFLICTS.contains(&code)
}

/// How codes begin that refuse a caller, or the proof of who it is, and say
/// nothing of the call.
static OF_THE_CALLER: &[&str] = &[
    "MissingAccessKey",
    "InvalidAccessKey",
    "MissingSignature",
    "InvalidSignature",
    "IncompleteSignature",
    "Signature",
    "InvalidTimeStamp",
    "MissingTimestamp",
    "MissingSecurityToken",
    "InvalidSecurityToken",
    "Forbidden.AccessKey",
    "Forbidden.RAM",
    "NoPermission",
];

/// Whether a code refuses the caller and not the call.
pub fn is_of_the_caller(code: &str) -> bool {
    OF_THE_CALLER.iter().any(|start| code.starts_with(start))
}

/// Whether a code refuses a call because the resource is not ready, as one is
/// just after its creation.
pub fn is_not_ready(code: &str) -> bool {
    code.starts_with("Incorrect") && code.contains("Status")
}

/// Whether a code refuses to create one more of something.
pub fn is_of_a_quota(code: &str) -> bool {
    [
        "Quota",
        "LimitExceed",
        "LimitReached",
        "ExceedLimit",
        "TooMany",
    ]
    .iter()
    .any(|part| code.contains(part))
}

/// The code for a parameter that is missing or wrong where the page has none,
/// in one of the styles that were seen.
pub fn unstated_code(style: UnstatedCode, missing: bool, parameter: &str) -> String {
    match (style, missing) {
        (UnstatedCode::MissingParameter, true) => format!("MissingParameter.{parameter}"),
        (UnstatedCode::MissingParameter, false) => format!("InvalidParameter.{parameter}"),
        (UnstatedCode::Gateway, true) => format!("Missing{parameter}"),
        (UnstatedCode::Gateway, false) => format!("Invalid{parameter}"),
        (UnstatedCode::Plain, _) => INVALID_PARAMETER.to_owned(),
    }
}
