//! Codes that every product of the dialect has: those of the gateway in front,
//! and what codes of any product mean for a caller.

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
    /// Whether it stands on the page itself, so that its status must come with
    /// its code.
    pub is_of_the_page: bool,
}

/// Declares a table, and a row of its own for each of its codes.
macro_rules! error_table {
    ($(#[$doc:meta])* $table:ident, of the page: $of_page:literal;
        $($name:ident = $status:literal $code:literal $message:literal;)+) => {
        $(#[doc = $message] pub static $name: $crate::contract::ErrorRow =
            $crate::contract::ErrorRow {
                status: $status,
                code: $code,
                message: $message,
                is_of_the_page: $of_page,
            };)+
        $(#[$doc])*
        pub static $table: &[&$crate::contract::ErrorRow] = &[$(&$name),+];
    };
}

pub(in crate::contract) use error_table;

error_table! {
    /// Codes of the gateway, and of an emulator for what no service says.
    GATEWAY_ERRORS, of the page: false;
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
    REQUEST_ENTITY_TOO_LARGE = 413 "RequestEntityTooLarge" "The request is too large.";
    INVALID_REQUEST = 400 "InvalidRequest" "The request is not well formed.";
    INTERNAL_ERROR = 500 "InternalError" "The request processing has failed due to some unknown error.";
    DRY_RUN_OPERATION = 400 "DryRunOperation" "Request validation has been passed with DryRun flag set.";
    UNSUPPORTED_HTTP_METHOD = 400 "UnsupportedHTTPMethod" "This http method is not supported.";
    INVALID_SIGNATURE_METHOD = 400 "InvalidSignatureMethod" "Specified signature method is not valid.";
    INVALID_SIGNATURE_VERSION = 400 "InvalidSignatureVersion" "Specified signature version is not valid.";
    MISSING_SIGNATURE_NONCE = 400 "MissingSignatureNonce" "SignatureNonce is mandatory for this action.";
    THROTTLING_USER = 400 "Throttling.User" "Request was denied due to user flow control.";
    QUOTA_EXCEEDED_RESOURCES = 400 "QuotaExceeded.Resources" "This emulator holds no more resources: delete some, or have it forget all.";
}

/// What an answer means that is weather: it says nothing about the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// There were too many calls: this one was turned away and is not done.
    Throttled,
    /// Something on the way answered: nobody knows whether the call is done.
    Lost,
}

impl Weather {
    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Throttled => "there were too many calls, and this one is not done",
            Self::Lost => {
                "something on the way answered, and nobody knows whether the call is done"
            }
        }
    }
}

/// Every status that is weather, whatever the body says.
pub static WEATHER: &[(u16, Weather)] = &[
    (429, Weather::Throttled),
    // What a proxy says that finds nobody, is told to wait, or waits in vain.
    (502, Weather::Lost),
    (503, Weather::Lost),
    (504, Weather::Lost),
];

/// Every code that means that there were too many calls, whatever the status; what
/// ends with `*` is how such codes begin.
pub static THROTTLING: &[&str] = &["Throttling*", "Rejected.Throttling", "ServiceUnavailable"];

/// What an answer with this status and code means, if it is weather.
pub fn weather(status: u16, code: Option<&str>) -> Option<Weather> {
    if code.is_some_and(is_throttling) {
        return Some(Weather::Throttled);
    }
    let row = WEATHER.iter().find(|(known, _)| *known == status);
    row.map(|(_, weather)| *weather)
}

fn is_throttling(code: &str) -> bool {
    THROTTLING
        .iter()
        .any(|known| match known.strip_suffix('*') {
            Some(begin) => code.starts_with(begin),
            None => code == *known,
        })
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
        (UnstatedCode::Plain, _) => INVALID_PARAMETER.code.to_owned(),
    }
}
