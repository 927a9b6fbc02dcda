//! Whether the proof of a request holds.

use super::acs3::{self, Signable};
use super::decode::{Incoming, parameters};
use super::message::Request;
use super::proof::Proof;
use super::rpc_v1;

/// A signature that is not the one the request should carry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("signature is not the one of the server string to sign {server_string_to_sign:?}")]
pub struct SignatureMismatch {
    /// What the server signed, for the answer's message; empty
    /// when the request has no signature at all.
    pub server_string_to_sign: String,
}

/// Checks the signature of `incoming`, which is `request` opened, with the
/// secret of its access key. Staleness and replay are the caller's to check.
pub fn verify(
    incoming: &Incoming,
    request: &Request,
    secret: &str,
) -> Result<(), SignatureMismatch> {
    verified(incoming, request, secret, true)
}

/// The same which believes what an ACS3 request says of the hash of its body: for
/// servers that are wrong on purpose.
pub fn verify_but_body(
    incoming: &Incoming,
    request: &Request,
    secret: &str,
) -> Result<(), SignatureMismatch> {
    verified(incoming, request, secret, false)
}

fn verified(
    incoming: &Incoming,
    request: &Request,
    secret: &str,
    looks_at_body: bool,
) -> Result<(), SignatureMismatch> {
    match &incoming.proof {
        Proof::None => Err(SignatureMismatch {
            server_string_to_sign: String::new(),
        }),
        Proof::V1 { signature, .. } => {
            // They have been read once, so they can be read.
            let params = parameters(request).unwrap_or_default();
            let signatures = params.iter().filter(|(name, _)| name == "Signature");
            // Of two nobody can say which is meant.
            let is_one = signatures.count() == 1;
            if is_one && *signature == rpc_v1::sign(&request.method, &params, secret) {
                return Ok(());
            }
            Err(SignatureMismatch {
                server_string_to_sign: rpc_v1::string_to_sign(&request.method, &params),
            })
        }
        Proof::Acs3 {
            signed_headers,
            signature,
            content_sha256,
            ..
        } => {
            let payload_hash = match content_sha256 {
                Some(claimed) if !looks_at_body => claimed.clone(),
                _ => acs3::payload_hash(&request.body),
            };
            let signable = Signable {
                method: &request.method,
                path: &request.path,
                query: &request.query,
                headers: &request.headers,
                signed_headers,
                payload_hash: &payload_hash,
            };
            let same_body = content_sha256
                .as_ref()
                .is_none_or(|claimed| *claimed == payload_hash);
            let is_covered = uncovered(signed_headers, &request.headers).is_none();
            if same_body && is_covered && *signature == acs3::sign(&signable, secret) {
                return Ok(());
            }
            Err(SignatureMismatch {
                server_string_to_sign: acs3::string_to_sign(&signable),
            })
        }
    }
}

/// A header that must be signed and is not among those that are: `host`, and every
/// `x-acs-…` that was sent.
fn uncovered<'a>(signed: &[String], sent: &'a [(String, String)]) -> Option<&'a str> {
    let must_be = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == "host" || name.starts_with("x-acs-")
    };
    let is_signed = |name: &str| {
        signed
            .iter()
            .any(|signed| signed.trim().eq_ignore_ascii_case(name))
    };
    let mut names = sent.iter().map(|(name, _)| name.as_str());
    names.find(|name| must_be(name) && !is_signed(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::acs3::Authorization;
    use crate::wire::captures::{self, SECRET};
    use crate::wire::decode::decode;
    use crate::wire::envelope::Format;
    use crate::wire::message::Method;
    use crate::wire::proof::parse_timestamp;

    #[test]
    fn all_recorded_requests_verify() {
        let names = captures::names();
        assert_eq!(names.len(), 23);
        for name in names {
            let request = captures::request(&name);
            let incoming = decode(&request).unwrap();
            assert_eq!(incoming.version.as_deref(), Some("2016-04-28"), "{name}");
            assert_eq!(
                incoming.access_key_id.as_deref(),
                Some("LTAItestAccessKeyId0"),
                "{name}"
            );
            assert_eq!(incoming.format, Some(Format::Json), "{name}");
            assert_eq!(incoming.call.account, "LTAItestAccessKeyId0");
            assert!(incoming.nonce().is_some(), "{name}");
            assert!(
                parse_timestamp(incoming.timestamp().unwrap()).is_some(),
                "{name}"
            );
            assert_eq!(verify(&incoming, &request, SECRET), Ok(()), "{name}");
        }
    }

    #[test]
    fn all_recorded_strings_to_sign_reproduce() {
        let mut count = 0;
        for vector in captures::vectors() {
            let Some(file) = vector["file"].as_str() else {
                continue;
            };
            let request = captures::request(file);
            let incoming = decode(&request).unwrap();
            let mismatch = verify(&incoming, &request, "wrong").unwrap_err();
            assert_eq!(
                mismatch.server_string_to_sign,
                vector["string_to_sign"].as_str().unwrap(),
                "{file}"
            );
            let (Proof::V1 { signature, .. } | Proof::Acs3 { signature, .. }) = &incoming.proof
            else {
                panic!("{file} has no proof");
            };
            assert_eq!(signature, vector["signature"].as_str().unwrap(), "{file}");
            count += 1;
        }
        assert_eq!(count, 23);
    }

    #[test]
    fn what_must_be_signed_is_among_the_headers_that_are() {
        let sent = captures::request("09_acs3_post_query_tea_python.http");
        for left_out in ["host", "x-acs-date", "X-Acs-Signature-Nonce", "accept"] {
            let mut request = sent.clone();
            let value = request.header("authorization").unwrap();
            let mut authorization = Authorization::parse(value).unwrap();
            let names = &mut authorization.signed_headers;
            names.retain(|name| !name.eq_ignore_ascii_case(left_out));
            authorization.signature = acs3::sign(
                &Signable {
                    method: &request.method,
                    path: &request.path,
                    query: &request.query,
                    headers: &request.headers,
                    signed_headers: &authorization.signed_headers,
                    payload_hash: &acs3::payload_hash(&request.body),
                },
                SECRET,
            );
            for (name, value) in &mut request.headers {
                if name.eq_ignore_ascii_case("authorization") {
                    *value = authorization.to_string();
                }
            }
            let incoming = decode(&request).unwrap();
            let is_fine = verify(&incoming, &request, SECRET).is_ok();
            assert_eq!(is_fine, left_out == "accept", "{left_out}");
        }
    }

    #[test]
    fn of_two_signatures_none_counts() {
        let mut request = captures::request("01_rpcv1_post_query_legacy_python.http");
        request.query.push_str("&Signature=another");
        let incoming = decode(&request).unwrap();
        assert!(verify(&incoming, &request, SECRET).is_err());
    }

    #[test]
    fn a_wrong_payload_hash_is_a_mismatch_even_if_it_is_signed() {
        let mut request = captures::request("14_acs3_post_form_tea_python.http");
        let sent = request.header("authorization").unwrap();
        let mut authorization = Authorization::parse(sent).unwrap();
        for (name, value) in &mut request.headers {
            if name == "x-acs-content-sha256" {
                *value = acs3::payload_hash(b"another body");
            }
        }
        authorization.signature = acs3::sign(
            &Signable {
                method: &request.method,
                path: &request.path,
                query: &request.query,
                headers: &request.headers,
                signed_headers: &authorization.signed_headers,
                payload_hash: &acs3::payload_hash(&request.body),
            },
            SECRET,
        );
        for (name, value) in &mut request.headers {
            if name == "Authorization" {
                *value = authorization.to_string();
            }
        }
        let incoming = decode(&request).unwrap();
        assert!(verify(&incoming, &request, SECRET).is_err());
        // Without that header the same signature would hold.
        let mut silent = incoming;
        if let Proof::Acs3 { content_sha256, .. } = &mut silent.proof {
            *content_sha256 = None;
        }
        assert_eq!(verify(&silent, &request, SECRET), Ok(()));
    }

    #[test]
    fn requests_without_proof_never_verify() {
        let mut request = captures::request("01_rpcv1_post_query_legacy_python.http");
        request.query = "Action=A&AccessKeyId=k".to_owned();
        request
            .headers
            .push(("Authorization".to_owned(), "Bearer x".to_owned()));
        let incoming = decode(&request).unwrap();
        assert_eq!(incoming.proof, Proof::None);
        assert_eq!(incoming.nonce(), None);
        assert_eq!(incoming.timestamp(), None);
        let mismatch = verify(&incoming, &request, "").unwrap_err();
        assert_eq!(mismatch.server_string_to_sign, "");
    }

    #[test]
    fn every_byte_of_a_recorded_request_is_covered() {
        for file in [
            "07_rpcv1_post_query_tea_python.http",
            "09_acs3_post_query_tea_python.http",
            "14_acs3_post_form_tea_python.http",
        ] {
            let mut request = captures::request(file);
            let text = request.query.replace("RegionId=cn-h", "RegionId=cn-j");
            let body = String::from_utf8(request.body.clone()).unwrap();
            let body = body.replace("RegionId=cn-h", "RegionId=cn-j");
            assert!(text != request.query || body.as_bytes() != request.body);
            request.query = text;
            request.body = body.into_bytes();
            let incoming = decode(&request).unwrap();
            assert!(verify(&incoming, &request, SECRET).is_err());
            let mut request = captures::request(file);
            request.method = Method::Get;
            let incoming = decode(&request).unwrap();
            assert!(verify(&incoming, &request, SECRET).is_err());
        }
    }
}
