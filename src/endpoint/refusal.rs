//! A refusal of the endpoint: code, status and message, ready to be answered.

use serde_json::{Map, Value, json};

use crate::contract::axis::UnstatedCode;
use crate::contract::{Answer, ErrorRow, Readings, axes, error_row, errors};
use crate::model::{Codes, Refusal, Unstated};

/// The fields of an answer besides its request id.
pub(super) type Fields = Map<String, Value>;

/// Codes that are not in the contract's tables yet.
static OWN_ERRORS: &[ErrorRow] = &[
    ErrorRow {
        status: 400,
        code: DRY_RUN_OPERATION,
        message: "Request validation has been passed with DryRun flag set.",
    },
    ErrorRow {
        status: 400,
        code: UNSUPPORTED_HTTP_METHOD,
        message: "This http method is not supported.",
    },
    ErrorRow {
        status: 400,
        code: INVALID_SIGNATURE_METHOD,
        message: "Specified signature method is not valid.",
    },
    ErrorRow {
        status: 400,
        code: MISSING_SIGNATURE_NONCE,
        message: "SignatureNonce is mandatory for this action.",
    },
    ErrorRow {
        status: 400,
        code: THROTTLING_USER,
        message: "Request was denied due to user flow control.",
    },
    ErrorRow {
        status: 400,
        code: QUOTA_EXCEEDED_RESOURCES,
        message: "This emulator holds no more resources: delete some, or have it forget all.",
    },
];

/// A call with `DryRun=true` that would have been done.
pub(super) const DRY_RUN_OPERATION: &str = "DryRunOperation";
/// A method other than GET and POST.
pub(super) const UNSUPPORTED_HTTP_METHOD: &str = "UnsupportedHTTPMethod";
/// A `SignatureMethod` other than HMAC-SHA1.
pub(super) const INVALID_SIGNATURE_METHOD: &str = "InvalidSignatureMethod";
/// A signature without a nonce.
pub(super) const MISSING_SIGNATURE_NONCE: &str = "MissingSignatureNonce";
/// Too many requests of a caller.
pub(super) const THROTTLING_USER: &str = "Throttling.User";
/// A create call where there are as many resources as there may be. The API's
/// own quotas, such as 10 VPCs in a region, are not kept: tests need more.
pub(super) const QUOTA_EXCEEDED_RESOURCES: &str = "QuotaExceeded.Resources";

/// Why a request is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// HTTP status.
    pub(super) status: u16,
    /// The code.
    pub(super) code: String,
    /// The message.
    pub(super) message: String,
}

impl Refused {
    /// A refusal with a code of a table.
    pub(super) fn with(code: &str) -> Self {
        let row = row(code);
        Self {
            status: row.map_or(400, |row| row.status),
            code: code.to_owned(),
            message: row.map_or_else(String::new, |row| row.message.to_owned()),
        }
    }

    /// The same refusal with a message of its own.
    pub(super) fn saying(self, message: String) -> Self {
        Self { message, ..self }
    }

    /// A parameter is missing for which there is no code.
    pub(super) fn missing(parameter: &str, reading: &Readings) -> Self {
        Self::unstated(true, parameter, reading)
    }

    /// A parameter is wrong for which there is no code.
    pub(super) fn invalid(parameter: &str, reading: &Readings) -> Self {
        Self::unstated(false, parameter, reading)
    }

    /// A refusal of the model.
    pub(super) fn of(refusal: &Refusal, reading: &Readings) -> Self {
        match refusal.codes {
            Codes::Listed(codes) | Codes::Preferred(codes) => {
                Self::with(codes.first().copied().unwrap_or(errors::INVALID_PARAMETER))
            }
            Codes::Unstated(Unstated::Missing(parameter))
            | Codes::Styled(_, Unstated::Missing(parameter)) => Self::missing(parameter, reading),
            Codes::Unstated(Unstated::Invalid(parameter))
            | Codes::Styled(_, Unstated::Invalid(parameter)) => Self::invalid(parameter, reading),
        }
    }

    /// The refusal as an answer.
    pub(super) fn answer(&self, request_id: &str) -> Answer {
        let body = json!({
            "RequestId": request_id,
            "HostId": HOST,
            "Code": self.code,
            "Message": self.message,
            "Recommend": format!(
                "https://api.aliyun.com/troubleshoot?q={}&product=Vpc&requestId={request_id}",
                self.code
            ),
        });
        Answer::new(self.status, body)
    }

    fn unstated(missing: bool, parameter: &str, reading: &Readings) -> Self {
        let style = reading
            .get(axes::UNSTATED_CODE)
            .unwrap_or(UnstatedCode::MissingParameter);
        let code = errors::unstated_code(style, missing, parameter);
        let message = if missing {
            format!("{parameter} is mandatory for this action.")
        } else {
            format!("Specified parameter {parameter} is not valid.")
        };
        Self {
            status: row(&code).map_or(400, |row| row.status),
            code,
            message,
        }
    }
}

/// The host that refusals name, whatever host was asked: the same request
/// gets the same bytes on every port.
const HOST: &str = "vpc.aliyuncs.com";

fn row(code: &str) -> Option<&'static ErrorRow> {
    error_row(code).or_else(|| OWN_ERRORS.iter().find(|row| row.code == code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Edition;

    #[test]
    fn a_code_brings_status_and_message_of_its_table() {
        let refused = Refused::with(errors::FORBIDDEN);
        assert_eq!(refused.status, 403);
        assert!(refused.message.contains("not authorized"));
        let refused = Refused::with(errors::INVALID_VPC_ID_NOT_FOUND);
        assert_eq!(refused.status, 404);
        assert_eq!(Refused::with(DRY_RUN_OPERATION).status, 400);
    }

    #[test]
    fn what_has_no_code_follows_the_reading() {
        let edition = Edition::of_record();
        for (style, missing, invalid) in [
            (
                "missing-parameter",
                "MissingParameter.RegionId",
                "InvalidParameter.RegionId",
            ),
            ("gateway", "MissingRegionId", "InvalidRegionId"),
            ("plain", "InvalidParameter", "InvalidParameter"),
        ] {
            let given = edition.readings_given([("unstated-code", style)]).unwrap();
            let reading = edition.complete(&given);
            let refused = Refused::missing("RegionId", &reading);
            assert_eq!((refused.status, refused.code.as_str()), (400, missing));
            let refused = Refused::invalid("RegionId", &reading);
            assert_eq!((refused.status, refused.code.as_str()), (400, invalid));
        }
    }

    #[test]
    fn an_answer_has_all_five_fields() {
        let answer = Refused::with(errors::INVALID_TAG_KEY).answer("R-1");
        let fields: Vec<&String> = answer.body.as_object().unwrap().keys().collect();
        assert_eq!(
            fields,
            ["Code", "HostId", "Message", "Recommend", "RequestId"]
        );
    }
}
