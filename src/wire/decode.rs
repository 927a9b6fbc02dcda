//! The server's side: a request is opened into a call, and its signature checked.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::contract::Call;

use super::acs3::{Authorization, AuthorizationError};
use super::envelope::Format;
use super::message::Request;
use super::percent::{self, FormError, Parameter};
use super::proof::Proof;

/// A request opened: the call and what came with it.
///
/// Nothing is checked yet. The caller judges action, version and format, knows
/// the access keys, calls
/// [`verify`](super::verify), and keeps the nonces it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The operation asked for; a parameter wins over `x-acs-action`.
    pub action: Option<String>,
    /// The API version asked for; a parameter wins over `x-acs-version`.
    pub version: Option<String>,
    /// The answer's format, from the parameter or else from `accept`; `None`
    /// when the request does not say or asks for one that does not exist.
    pub format: Option<Format>,
    /// The value of the parameter `Format` when there is no such format.
    pub format_error: Option<String>,
    /// Who claims to call; a parameter wins over the credential of
    /// `Authorization`.
    pub access_key_id: Option<String>,
    /// The call. Its account is the access key id or empty, its parameters are
    /// all but the common ones, among which `RegionId` is not counted here.
    pub call: Call,
    /// The signature and what belongs to it.
    pub proof: Proof,
}

/// A request that cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The query does not decode to text.
    #[error("in the query, {0}")]
    Query(FormError),
    /// The form body does not decode to text.
    #[error("in the form, {0}")]
    Form(FormError),
    /// The `Authorization` header is of the ACS3 family but unusable.
    #[error("in the headers, {0}")]
    Authorization(AuthorizationError),
}

/// Parameters that belong to the envelope and not to the call.
pub const COMMON: [&str; 13] = [
    "Action",
    "Version",
    "Format",
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "SignatureType",
    "Timestamp",
    "TimeStamp",
    "SecurityToken",
    "BearerToken",
];

/// Opens a request.
///
/// Query and form are merged: a parameter in both with one value counts once
/// (capture 03), with different values twice, the query's first. A body is a
/// form only if the content type says so.
pub fn decode(request: &Request) -> Result<Incoming, DecodeError> {
    let mut common: [Option<Cow<'_, str>>; COMMON.len()] = Default::default();
    let mut params = Vec::new();
    for (name, value) in parameters(request)? {
        match COMMON.iter().position(|common| *common == name) {
            Some(place) => {
                common[place].get_or_insert(value);
            }
            None => params.push((name.into_owned(), value.into_owned())),
        }
    }
    let mut named = |name: &str| {
        let place = COMMON.iter().position(|common| *common == name)?;
        common[place].take().map(Cow::into_owned)
    };
    let header = |name: &str| request.header(name).map(|value| value.trim().to_owned());
    let authorization = authorization(request)?;

    let action = named("Action").or_else(|| header("x-acs-action"));
    let access_key_id = named("AccessKeyId")
        .or_else(|| authorization.as_ref().map(|found| found.credential.clone()));
    let (format, format_error) = match named("Format") {
        Some(value) => match Format::parse(&value) {
            Some(format) => (Some(format), None),
            None => (None, Some(value)),
        },
        None => (accepted_format(request), None),
    };
    let proof = match (authorization, named("Signature")) {
        (Some(authorization), _) => Proof::Acs3 {
            signed_headers: authorization.signed_headers,
            signature: authorization.signature,
            content_sha256: header("x-acs-content-sha256"),
            nonce: header("x-acs-signature-nonce"),
            timestamp: header("x-acs-date"),
        },
        (None, Some(signature)) => Proof::V1 {
            signature,
            signature_method: named("SignatureMethod"),
            signature_version: named("SignatureVersion"),
            nonce: named("SignatureNonce"),
            timestamp: named("Timestamp").or_else(|| named("TimeStamp")),
        },
        (None, None) => Proof::None,
    };
    let version = named("Version").or_else(|| header("x-acs-version"));
    let mut call = Call::new(
        action.as_deref().unwrap_or_default(),
        access_key_id.as_deref().unwrap_or_default(),
    );
    call.params = params;
    Ok(Incoming {
        action,
        version,
        format,
        format_error,
        access_key_id,
        call,
        proof,
    })
}

/// The format a request asks for, as far as it can be told; for answering
/// requests that [`decode`] refuses.
pub fn asked_format(request: &Request) -> Option<Format> {
    let mut params = percent::parse_form_lossy(request.query.as_bytes());
    if is_form(request) {
        params.extend(percent::parse_form_lossy(&request.body));
    }
    match params.iter().find(|(name, _)| name == "Format") {
        Some((_, value)) => Format::parse(value),
        None => accepted_format(request),
    }
}

impl Incoming {
    /// The nonce of the signature, if there is one.
    pub fn nonce(&self) -> Option<&str> {
        self.proof.nonce()
    }

    /// When the request says it was signed, as written; see
    /// [`parse_timestamp`](super::parse_timestamp).
    pub fn timestamp(&self) -> Option<&str> {
        self.proof.timestamp()
    }
}

/// All parameters, those of the form merged into those of the query.
pub(super) fn parameters(request: &Request) -> Result<Vec<Parameter<'_>>, DecodeError> {
    let query = request.query.as_bytes();
    let mut params = percent::parse_form_bytes(query).map_err(DecodeError::Query)?;
    if is_form(request) {
        let form = percent::parse_form_bytes(&request.body).map_err(DecodeError::Form)?;
        let in_query: HashSet<&Parameter<'_>> = params.iter().collect();
        let only_in_form: Vec<Parameter<'_>> = form
            .into_iter()
            .filter(|param| !in_query.contains(param))
            .collect();
        params.extend(only_in_form);
    }
    Ok(params)
}

fn is_form(request: &Request) -> bool {
    request.header("content-type").is_some_and(|value| {
        let media_type = value.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

fn authorization(request: &Request) -> Result<Option<Authorization>, DecodeError> {
    let Some(value) = request.header("authorization") else {
        return Ok(None);
    };
    match Authorization::parse(value) {
        Ok(authorization) => Ok(Some(authorization)),
        // `Basic` or `Bearer` is some proxy's business, not the API's.
        Err(AuthorizationError::Algorithm { found }) if !found.starts_with("ACS3-") => Ok(None),
        Err(error) => Err(DecodeError::Authorization(error)),
    }
}

fn accepted_format(request: &Request) -> Option<Format> {
    request
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("accept"))
        .flat_map(|(_, value)| value.split(','))
        .find_map(|range| {
            let media_type = range.split(';').next().unwrap_or_default().trim();
            let media_type = media_type.to_ascii_lowercase();
            if media_type == "application/json" {
                Some(Format::Json)
            } else if media_type.ends_with("/xml") {
                Some(Format::Xml)
            } else {
                None
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::captures;
    use crate::wire::message::Method;

    fn plain(query: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
        Request {
            method: Method::Post,
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_vec(),
        }
    }

    const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

    #[test]
    fn a_recorded_form_is_merged_with_its_query() {
        let request = captures::request("03_rpcv1_post_form_body_legacy_python.http");
        let call = decode(&request).unwrap().call;
        assert_eq!(call.action, "TagResources");
        let names: Vec<&str> = call.params.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "RegionId",
                "ResourceType",
                "ResourceId.1",
                "ResourceId.2",
                "Tag.1.Key",
                "Tag.1.Value",
                "Tag.2.Key",
                "Tag.2.Value",
                "Tag.3.Key",
                "Tag.3.Value",
                "Tag.4.Key",
                "Tag.4.Value",
                "Tag.5.Key",
                "Tag.5.Value",
            ]
        );
        assert_eq!(call.get("Tag.2.Key"), Some("部门"));
        assert_eq!(call.get("Tag.2.Value"), Some("财务 部*~+&=%/?#"));
        assert_eq!(call.get("Tag.3.Value"), Some(""));
        assert_eq!(call.get("Tag.5.Value"), Some("\u{1F600}é\t\n"));
    }

    #[test]
    fn query_and_form_merge_without_losing_repetitions() {
        let request = plain("a=1&b=2&a=1", &[FORM], b"a=1&b=3&c=4&c=4");
        let params = decode(&request).unwrap().call.params;
        let params: Vec<String> = params.iter().map(|(n, v)| format!("{n}{v}")).collect();
        assert_eq!(params, ["a1", "b2", "a1", "b3", "c4", "c4"]);
        let typed = (
            "content-type",
            "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
        );
        for (headers, expected) in [
            (&[typed][..], Some("1")),
            (&[("content-type", "application/json")], None),
            (&[], None),
        ] {
            let incoming = decode(&plain("", headers, b"a=1")).unwrap();
            assert_eq!(incoming.call.get("a"), expected);
        }
    }

    #[test]
    fn parameters_win_over_headers_and_common_names_leave_the_call() {
        let query = "Action=P&Version=1&Format=xMl&AccessKeyId=k&SignatureMethod=&\
             SignatureVersion=&SignatureNonce=&SignatureType=&Timestamp=&TimeStamp=&\
             SecurityToken=&BearerToken=&RegionId=r&action=lower";
        let headers = [
            ("x-acs-action", "H"),
            ("x-acs-version", "2"),
            ("accept", "application/json"),
        ];
        let incoming = decode(&plain(query, &headers, b"")).unwrap();
        assert_eq!(incoming.action.as_deref(), Some("P"));
        assert_eq!(incoming.version.as_deref(), Some("1"));
        assert_eq!(incoming.format, Some(Format::Xml));
        assert_eq!(incoming.proof, Proof::None);
        assert_eq!(incoming.call.account, "k");
        let names: Vec<&str> = incoming
            .call
            .params
            .iter()
            .map(|(n, _)| n.as_str())
            .collect();
        assert_eq!(names, ["RegionId", "action"]);

        let incoming = decode(&plain("", &headers, b"")).unwrap();
        assert_eq!(incoming.action.as_deref(), Some("H"));
        assert_eq!(incoming.version.as_deref(), Some("2"));
        assert_eq!(incoming.format, Some(Format::Json));
        assert_eq!(incoming.access_key_id, None);
        assert_eq!(incoming.call.account, "");
    }

    #[test]
    fn formats_come_from_the_parameter_or_from_accept() {
        for (query, accept, format, error) in [
            ("Format=json", "text/xml", Some(Format::Json), None),
            ("Format=yaml", "text/xml", None, Some("yaml")),
            ("Format=", "text/xml", None, Some("")),
            ("", "text/xml", Some(Format::Xml), None),
            ("", "Application/XML;q=1", Some(Format::Xml), None),
            ("", "text/html, application/json", Some(Format::Json), None),
            ("", "*/*", None, None),
            ("", "application/jsonp", None, None),
        ] {
            let request = plain(query, &[("Accept", accept)], b"");
            let incoming = decode(&request).unwrap();
            assert_eq!(incoming.format, format, "{query} {accept}");
            assert_eq!(incoming.format_error.as_deref(), error, "{query} {accept}");
            assert_eq!(asked_format(&request), format, "{query} {accept}");
        }
    }

    #[test]
    fn unusable_authorization_is_an_error() {
        for value in [
            "ACS3-RSA-SHA256 Credential=a",
            "ACS3-HMAC-SHA256 Credential=a",
        ] {
            let error = decode(&plain("", &[("authorization", value)], b"")).unwrap_err();
            assert!(matches!(error, DecodeError::Authorization(_)), "{error}");
        }
    }

    #[test]
    fn old_timestamps_are_found_under_their_old_name() {
        let request = plain("Signature=x&TimeStamp=t", &[], b"");
        assert_eq!(decode(&request).unwrap().timestamp(), Some("t"));
        let request = plain("Signature=x&TimeStamp=t&Timestamp=u", &[], b"");
        assert_eq!(decode(&request).unwrap().timestamp(), Some("u"));
    }
}
