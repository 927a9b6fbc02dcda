//! A refusal of the endpoint: code, status and message, ready to be answered.

use serde_json::{Map, Value, json};

use crate::contract::axis::UnstatedCode;
use crate::contract::{Answer, ErrorRow, Kind, Product, Readings, Stated, axes, errors};
use crate::model::{Codes, Refusal, Unstated};

/// The fields of an answer besides its request id.
pub(super) type Fields = Map<String, Value>;

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
    pub(super) fn with(row: &ErrorRow) -> Self {
        Self {
            status: row.status,
            code: row.code.to_owned(),
            message: row.message.to_owned(),
        }
    }

    /// A refusal with the usual one of the codes that an edition states, or
    /// where it states none for what is missing.
    pub(super) fn stated(stated: Stated, parameter: &str, reading: &Readings) -> Self {
        match stated.usual() {
            Some(row) => Self::with(row),
            None => Self::missing(parameter, reading),
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

    /// A resource of a type is not there.
    pub(super) fn not_found(kind: Kind, reading: &Readings) -> Self {
        let life = kind.lifecycle();
        let unstated = || Self::invalid(life.id, reading);
        life.not_found.map_or_else(unstated, Self::with)
    }

    /// A refusal of the model.
    pub(super) fn of(refusal: &Refusal, reading: &Readings) -> Self {
        match refusal.codes {
            Codes::Listed(codes) | Codes::Preferred(codes) => {
                Self::with(codes.first().copied().unwrap_or(&errors::INVALID_PARAMETER))
            }
            Codes::Unstated(Unstated::Missing(parameter))
            | Codes::Styled(_, Unstated::Missing(parameter)) => Self::missing(parameter, reading),
            Codes::Unstated(Unstated::Invalid(parameter))
            | Codes::Styled(_, Unstated::Invalid(parameter)) => Self::invalid(parameter, reading),
        }
    }

    /// The refusal as an answer.
    pub(super) fn answer(&self, request_id: &str, product: &Product) -> Answer {
        let body = json!({
            "RequestId": request_id,
            // Whatever host was asked, so that the same request gets the same
            // bytes on every port.
            "HostId": product.host,
            "Code": self.code,
            "Message": self.message,
            "Recommend": format!(
                "https://api.aliyun.com/troubleshoot?q={}&product={}&requestId={request_id}",
                self.code, product.title
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

fn row(code: &str) -> Option<&'static ErrorRow> {
    let mut rows = errors::GATEWAY_ERRORS.iter().copied();
    rows.find(|row| row.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Edition, vpc};

    #[test]
    fn a_code_brings_status_and_message_of_its_table() {
        let refused = Refused::with(&vpc::errors::FORBIDDEN);
        assert_eq!(refused.status, 403);
        assert!(refused.message.contains("not authorized"));
        let refused = Refused::with(&vpc::errors::INVALID_VPC_ID_NOT_FOUND);
        assert_eq!(refused.status, 404);
        assert_eq!(Refused::with(&errors::DRY_RUN_OPERATION).status, 400);
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
        let answer = Refused::with(&vpc::errors::INVALID_TAG_KEY).answer("R-1", &vpc::PRODUCT);
        let fields: Vec<&String> = answer.body.as_object().unwrap().keys().collect();
        assert_eq!(
            fields,
            ["Code", "HostId", "Message", "Recommend", "RequestId"]
        );
    }
}
