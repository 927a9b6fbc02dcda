//! The client's side: a call becomes a signed request.

use crate::contract::{Call, params};

use super::acs3::{self, Authorization, Signable};
use super::envelope::{Covers, Envelope, Format, Placement, Scheme};
use super::message::Request;
use super::percent::{self, Form};
use super::rpc_v1;

/// Writes `call` as a request, signed.
///
/// The parameters of the call come first, in their order, then the common
/// ones. A parameter of the call that has the name of a common one replaces
/// it, also the signature. With [`Scheme::Acs3`] the common parameters are
/// headers, so such a parameter becomes the header's value (`Action`,
/// `Version`, `AccessKeyId`, `Timestamp`, `SignatureNonce`, `SecurityToken`,
/// `Signature`) if a header can carry it and it is there once; otherwise it
/// stays a parameter. The action of the call does likewise.
pub fn encode(call: &Call, envelope: &Envelope<'_>) -> Request {
    match envelope.scheme {
        Scheme::V1 => {
            let form = Form::of(&call.params);
            v1(None, form, Some(&call.action), envelope)
        }
        Scheme::Acs3 => {
            // Only the first of two headers would be read, so what is repeated
            // stays a parameter.
            let once = |name: &str| call.params.iter().filter(|(n, _)| n == name).count() == 1;
            let (mut lifted, mut params): (Vec<_>, Vec<_>) = call
                .params
                .iter()
                .cloned()
                .partition(|param| is_liftable(param) && once(&param.0));
            if !call.params.iter().any(|(name, _)| name == "Action") {
                let action = ("Action".to_owned(), call.action.clone());
                if is_liftable(&action) {
                    lifted.push(action);
                } else {
                    params.push(action);
                }
            }
            let written = percent::write_spelt(&params, envelope.spelling);
            acs3(written, &lifted, envelope)
        }
    }
}

/// Sends `raw`, the parameters of a call already written as a query string or
/// form, byte for byte, followed by the common parameters it does not have.
///
/// There is no action but the one in `raw`; [`Scheme::Acs3`] repeats it in its
/// header. It is spelt as it is, whatever the envelope says. What is not UTF-8 once decoded is signed as U+FFFD, as gateways
/// written in Java read it. `raw` may hold what no URL may, such as spaces and
/// control characters; not every transport can send those.
pub fn encode_raw(raw: &str, envelope: &Envelope<'_>) -> Request {
    let params = percent::parse_form_lossy(raw.as_bytes());
    match envelope.scheme {
        Scheme::V1 => v1(Some(raw), Form::of(&params), None, envelope),
        Scheme::Acs3 => {
            let action: Vec<(String, String)> = params
                .into_iter()
                .filter(|param| param.0 == "Action" && is_liftable(param))
                .take(1)
                .collect();
            acs3(raw.to_owned(), &action, envelope)
        }
    }
}

/// Headers of ACS3 that stand for common parameters, in the order written.
const LIFTED: [(&str, &str); 5] = [
    ("Action", "x-acs-action"),
    ("Version", "x-acs-version"),
    ("Timestamp", "x-acs-date"),
    ("SignatureNonce", "x-acs-signature-nonce"),
    ("SecurityToken", "x-acs-security-token"),
];

/// `form` are the parameters of the call, which are sent as `raw` if that is
/// said.
fn v1(raw: Option<&str>, form: Form<'_>, action: Option<&str>, envelope: &Envelope<'_>) -> Request {
    // It is to hold the signature as well, which does not live as long as the call.
    let signature;
    let mut form: Form<'_> = form;
    let own = form.text.len();
    let common = [
        ("Action", action),
        ("Version", Some(envelope.version)),
        ("Format", Some(envelope.format.as_str())),
        ("AccessKeyId", Some(&envelope.credentials.id)),
        ("SignatureMethod", Some("HMAC-SHA1")),
        ("SignatureVersion", Some("1.0")),
        ("SignatureNonce", nonce(envelope)),
        ("Timestamp", timestamp(envelope)),
    ];
    for (name, value) in common {
        // `TimeStamp` is the spelling of very old pages.
        let spelt_otherwise = name == "Timestamp" && form.has("TimeStamp");
        if let Some(value) = value
            && !form.has(name)
            && !spelt_otherwise
        {
            form.push(name, value);
        }
    }
    if envelope.signs && !form.has("Signature") {
        signature = rpc_v1::sign_form(&envelope.method, &form, &envelope.credentials.signing);
        form.push("Signature", &signature);
    }
    let mut written = form.text;
    let common = written.split_off(own);
    let common = common.strip_prefix('&').unwrap_or(&common);
    let written = match raw {
        None => percent::spelt(written, envelope.spelling),
        Some(raw) => raw.to_owned(),
    };
    let headers = vec![("host".to_owned(), envelope.host.to_owned())];
    request(written, common, headers, envelope)
}

fn nonce<'a>(envelope: &Envelope<'a>) -> Option<&'a str> {
    let is_there = envelope.covers != Covers::AllButNonce;
    is_there.then_some(&*envelope.stamp.nonce)
}

fn timestamp<'a>(envelope: &Envelope<'a>) -> Option<&'a str> {
    let is_there = envelope.covers != Covers::AllButTime;
    is_there.then_some(&*envelope.stamp.timestamp)
}

/// `written` are the parameters as text, `lifted` those that become headers.
fn acs3(written: String, lifted: &[(String, String)], envelope: &Envelope<'_>) -> Request {
    let found = |name: &str| {
        let mut named = lifted.iter().filter(|(n, _)| n == name);
        named.next().map(|(_, value)| value.as_str())
    };
    let headers = vec![("host".to_owned(), envelope.host.to_owned())];
    let mut request = request(written, "", headers, envelope);
    for (name, header) in LIFTED {
        let usual = match name {
            "Version" => Some(envelope.version),
            "Timestamp" => timestamp(envelope),
            "SignatureNonce" => nonce(envelope),
            _ => None,
        };
        if let Some(value) = found(name).or(usual) {
            request.headers.push((header.to_owned(), value.to_owned()));
        }
    }
    let payload_hash = acs3::payload_hash(&request.body);
    request
        .headers
        .push(("x-acs-content-sha256".to_owned(), payload_hash.clone()));

    // Everything so far: the documentation signs host, content-type and
    // x-acs-*, and a proxy may well rewrite `accept`.
    let mut signed_headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    signed_headers.sort();
    let signature = acs3::sign(
        &Signable {
            method: &request.method,
            path: &request.path,
            query: &request.query,
            headers: &request.headers,
            signed_headers: &signed_headers,
            payload_hash: &payload_hash,
        },
        envelope.credentials.secret(),
    );
    let authorization = Authorization {
        credential: found("AccessKeyId")
            .unwrap_or(&envelope.credentials.id)
            .to_owned(),
        signed_headers,
        signature: found("Signature").unwrap_or(&signature).to_owned(),
    };
    let accept = match envelope.format {
        Format::Json => "application/json",
        Format::Xml => "application/xml",
    };
    request
        .headers
        .push(("accept".to_owned(), accept.to_owned()));
    request
        .headers
        .push(("Authorization".to_owned(), authorization.to_string()));
    request
}

/// `own` are the parameters of the call as text, `common` the others.
fn request(
    mut own: String,
    common: &str,
    mut headers: Vec<(String, String)>,
    envelope: &Envelope<'_>,
) -> Request {
    let (query, form) = match envelope.placement {
        Placement::Query => {
            append(&mut own, common);
            (own, None)
        }
        Placement::Form => {
            append(&mut own, common);
            (String::new(), Some(own))
        }
        Placement::Split => {
            let is_region = |pair: &&str| {
                let name = pair.split_once('=').map(|(name, _)| name);
                name == Some(params::REGION_ID)
            };
            let region = own.split('&').find(is_region);
            let mut query = region.unwrap_or_default().to_owned();
            append(&mut query, common);
            (query, Some(own))
        }
    };
    if form.is_some() {
        headers.push((
            "content-type".to_owned(),
            "application/x-www-form-urlencoded".to_owned(),
        ));
    }
    let body = form.map_or_else(Vec::new, String::into_bytes);
    Request {
        method: envelope.method.clone(),
        path: "/".to_owned(),
        query,
        headers,
        body,
    }
}

/// Adds parameters to others.
fn append(written: &mut String, more: &str) {
    if !written.is_empty() && !more.is_empty() {
        written.push('&');
    }
    written.push_str(more);
}

/// Whether a parameter has a place among the headers of ACS3 and its value
/// can stand there without being changed.
fn is_liftable((name, value): &(String, String)) -> bool {
    let in_authorization = matches!(name.as_str(), "AccessKeyId" | "Signature");
    (in_authorization || LIFTED.iter().any(|(lifted, _)| lifted == name))
        && value.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && value.trim() == value
        && !(in_authorization && value.contains(','))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::envelope::{Credentials, Stamp};
    use crate::wire::message::Method;
    use crate::wire::percent::Spelling;

    fn envelope<'a>(
        scheme: Scheme,
        placement: Placement,
        credentials: &'a Credentials,
        stamp: &'a Stamp,
    ) -> Envelope<'a> {
        Envelope {
            method: Method::Post,
            placement,
            spelling: Spelling::Escaped,
            format: Format::Json,
            scheme,
            signs: true,
            covers: Covers::All,
            credentials,
            stamp,
            version: "2016-04-28",
            host: "127.0.0.1:80",
        }
    }

    fn credentials() -> Credentials {
        Credentials::new("id", "s3cret")
    }

    fn stamp() -> Stamp {
        Stamp {
            nonce: "n0".to_owned(),
            timestamp: "2026-11-24T11:18:53Z".to_owned(),
        }
    }

    fn call() -> Call {
        Call::new("TagResources", "any")
            .with("RegionId", "cn-hangzhou")
            .with("Tag.1.Key", "a b")
    }

    const COMMON: &str = "RegionId=cn-hangzhou&Tag.1.Key=a%20b&Action=TagResources\
        &Version=2016-04-28&Format=JSON&AccessKeyId=id&SignatureMethod=HMAC-SHA1\
        &SignatureVersion=1.0&SignatureNonce=n0&Timestamp=2026-11-24T11%3A18%3A53Z&Signature=";

    #[test]
    fn v1_puts_everything_into_the_query() {
        let (key, stamp) = (credentials(), stamp());
        let request = encode(
            &call(),
            &envelope(Scheme::V1, Placement::Query, &key, &stamp),
        );
        assert!(request.query.starts_with(COMMON), "{}", request.query);
        assert!(request.body.is_empty());
        assert_eq!(request.path, "/");
        assert_eq!(request.header("host"), Some("127.0.0.1:80"));
        assert_eq!(request.header("content-type"), None);
    }

    #[test]
    fn v1_puts_everything_into_the_form() {
        let (key, stamp) = (credentials(), stamp());
        let request = encode(
            &call(),
            &envelope(Scheme::V1, Placement::Form, &key, &stamp),
        );
        let body = String::from_utf8(request.body.clone()).unwrap();
        assert!(body.starts_with(COMMON), "{body}");
        assert!(request.query.is_empty());
        assert_eq!(
            request.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
    }

    #[test]
    fn acs3_puts_the_common_parameters_into_headers() {
        let (key, stamp) = (credentials(), stamp());
        let mut form = envelope(Scheme::Acs3, Placement::Form, &key, &stamp);
        form.format = Format::Xml;
        let request = encode(&call(), &form);
        assert_eq!(request.query, "");
        assert_eq!(request.body, b"RegionId=cn-hangzhou&Tag.1.Key=a%20b");
        assert_eq!(request.header("accept"), Some("application/xml"));
        assert_eq!(request.header("x-acs-action"), Some("TagResources"));
        assert_eq!(request.header("x-acs-version"), Some("2016-04-28"));
        assert_eq!(request.header("x-acs-signature-nonce"), Some("n0"));
        assert_eq!(request.header("x-acs-date"), Some("2026-11-24T11:18:53Z"));
        let authorization = request.header("authorization").unwrap();
        assert!(
            authorization.starts_with(
                "ACS3-HMAC-SHA256 Credential=id,SignedHeaders=content-type;host;x-acs-action;\
                 x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="
            ),
            "{authorization}"
        );
        let query = encode(
            &call(),
            &envelope(Scheme::Acs3, Placement::Query, &key, &stamp),
        );
        assert_eq!(query.query, "RegionId=cn-hangzhou&Tag.1.Key=a%20b");
        assert_eq!(query.header("accept"), Some("application/json"));
        assert!(query.body.is_empty());
    }

    #[test]
    fn parameters_of_the_call_replace_common_ones() {
        let (key, stamp) = (credentials(), stamp());
        let call = call()
            .with("Version", "1999-01-01")
            .with("Format", "yaml")
            .with("Signature", "forged")
            .with("TimeStamp", "now");
        let v1 = encode(&call, &envelope(Scheme::V1, Placement::Query, &key, &stamp));
        assert_eq!(
            v1.query,
            "RegionId=cn-hangzhou&Tag.1.Key=a%20b&Version=1999-01-01&Format=yaml\
             &Signature=forged&TimeStamp=now&Action=TagResources&AccessKeyId=id\
             &SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=n0"
        );
        let acs3 = encode(
            &call.with("AccessKeyId", "other"),
            &envelope(Scheme::Acs3, Placement::Query, &key, &stamp),
        );
        assert_eq!(
            acs3.query,
            "RegionId=cn-hangzhou&Tag.1.Key=a%20b&Format=yaml&TimeStamp=now"
        );
        assert_eq!(acs3.header("x-acs-version"), Some("1999-01-01"));
        let authorization = Authorization::parse(acs3.header("authorization").unwrap()).unwrap();
        assert_eq!(authorization.credential, "other");
        assert_eq!(authorization.signature, "forged");
    }

    #[test]
    fn values_no_header_can_carry_stay_parameters() {
        let (key, stamp) = (credentials(), stamp());
        let acs3 = envelope(Scheme::Acs3, Placement::Query, &key, &stamp);
        let request = encode(&Call::new("Tag\r\nX: y", "any"), &acs3);
        assert_eq!(request.query, "Action=Tag%0D%0AX%3A%20y");
        assert_eq!(request.header("x-acs-action"), None);
        let call = Call::new("A", "any")
            .with("Signature", "a,b")
            .with("Version", " 1");
        let request = encode(&call, &acs3);
        assert_eq!(request.query, "Signature=a%2Cb&Version=%201");
        assert_eq!(request.header("x-acs-version"), Some("2016-04-28"));
        let call = Call::new("A", "any")
            .with("Version", "1")
            .with("Version", "2");
        let request = encode(&call, &acs3);
        assert_eq!(request.query, "Version=1&Version=2");
    }

    #[test]
    fn raw_queries_are_sent_byte_for_byte() {
        let (key, stamp) = (credentials(), stamp());
        let raw = "Action=X&Tag.1.Key=%ff&Tag.1.Key=%zz&&a b&Version=1";
        let v1 = encode_raw(raw, &envelope(Scheme::V1, Placement::Query, &key, &stamp));
        assert!(
            v1.query.starts_with(&format!(
                "{raw}&Format=JSON&AccessKeyId=id&SignatureMethod=HMAC-SHA1"
            )),
            "{}",
            v1.query
        );
        assert!(v1.query.contains("&Signature="));
        let acs3 = encode_raw(raw, &envelope(Scheme::Acs3, Placement::Query, &key, &stamp));
        assert_eq!(acs3.query, raw);
        assert_eq!(acs3.header("x-acs-action"), Some("X"));
        let form = encode_raw(raw, &envelope(Scheme::Acs3, Placement::Form, &key, &stamp));
        assert_eq!(form.body, raw.as_bytes());
        let empty = encode_raw("", &envelope(Scheme::V1, Placement::Query, &key, &stamp));
        assert!(empty.query.starts_with("Version="), "{}", empty.query);
    }
}
