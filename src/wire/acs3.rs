//! The ACS3-HMAC-SHA256 signature over a request's headers.

use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::message::Method;
use super::percent;

/// The one algorithm of the scheme that the documentation offers.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// What a signature covers.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// The request's path, `/` for RPC calls.
    pub path: &'a str,
    /// The request's query as sent; it is decoded and encoded again, because
    /// clients write spaces as `+` and leave `*` bare (captures 09 and 19).
    pub query: &'a str,
    /// The request's headers.
    pub headers: &'a [(String, String)],
    /// Which headers are signed, in the order the client lists them.
    pub signed_headers: &'a [String],
    /// The payload's hash, see [`payload_hash`].
    pub payload_hash: &'a str,
}

/// The lower-case hex signature for the access key secret `secret`.
pub fn sign(signable: &Signable<'_>, secret: &str) -> String {
    // HMAC takes keys of any length, so the fallback is never used.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| Hmac::new(&hmac::digest::Key::<Hmac<Sha256>>::default()));
    mac.update(string_to_sign(signable).as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// What [`sign`] signs: the algorithm and the hash of the canonical request.
pub fn string_to_sign(signable: &Signable<'_>) -> String {
    let canonical = canonical_request(signable);
    format!("{ALGORITHM}\n{}", payload_hash(canonical.as_bytes()))
}

/// The request in the form that is hashed.
///
/// Header names are written in lower case in the client's own order. The
/// values of a repeated header are sorted and joined with commas, and a header
/// listed but not sent has the empty value, so that its signature fails.
pub fn canonical_request(signable: &Signable<'_>) -> String {
    let mut query = percent::parse_form_lossy(signable.query.as_bytes());
    query.sort();
    let names: Vec<String> = signable
        .signed_headers
        .iter()
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let mut headers = String::new();
    for name in &names {
        let mut values: Vec<&str> = signable
            .headers
            .iter()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect();
        values.sort_unstable();
        headers.push_str(name);
        headers.push(':');
        headers.push_str(&values.join(","));
        headers.push('\n');
    }
    [
        signable.method.as_str(),
        signable.path,
        &percent::write_form(&query),
        &headers,
        &names.join(";"),
        signable.payload_hash,
    ]
    .join("\n")
}

/// Lower-case hex SHA-256 of a request body, the value of the header
/// `x-acs-content-sha256`.
pub fn payload_hash(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// The value of an `Authorization` header of this scheme; its `Display` is
/// that value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The access key id.
    pub credential: String,
    /// The names of the signed headers, in the order and case written.
    pub signed_headers: Vec<String>,
    /// The signature.
    pub signature: String,
}

/// An `Authorization` header that is not one of this scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// It names another algorithm.
    #[error("authorization algorithm is {found:?}, expected {ALGORITHM:?}")]
    Algorithm {
        /// The first word of the header.
        found: String,
    },
    /// One of the three parts is missing.
    #[error("authorization has no {part}")]
    Missing {
        /// The part's name.
        part: &'static str,
    },
    /// Something stands there that is none of the three parts, or one of them
    /// again.
    #[error("authorization has an unexpected part {part:?}")]
    Unexpected {
        /// The part as written.
        part: String,
    },
}

impl Authorization {
    /// Reads the header's value; spaces around the parts are allowed.
    pub fn parse(value: &str) -> Result<Self, AuthorizationError> {
        let value = value.trim();
        let (algorithm, parts) = value.split_once(' ').unwrap_or((value, ""));
        if algorithm != ALGORITHM {
            return Err(AuthorizationError::Algorithm {
                found: algorithm.to_owned(),
            });
        }
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in parts.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let slot = match part.split_once('=') {
                Some(("Credential", value)) => Some((&mut credential, value)),
                Some(("SignedHeaders", value)) => Some((&mut signed_headers, value)),
                Some(("Signature", value)) => Some((&mut signature, value)),
                _ => None,
            };
            match slot {
                Some((slot @ None, value)) => *slot = Some(value),
                _ => {
                    return Err(AuthorizationError::Unexpected {
                        part: part.to_owned(),
                    });
                }
            }
        }
        let missing = |part| AuthorizationError::Missing { part };
        Ok(Self {
            credential: credential.ok_or(missing("Credential"))?.to_owned(),
            signed_headers: signed_headers
                .ok_or(missing("SignedHeaders"))?
                .split(';')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            signature: signature.ok_or(missing("Signature"))?.to_owned(),
        })
    }
}

impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{ALGORITHM} Credential={},SignedHeaders={},Signature={}",
            self.credential,
            self.signed_headers.join(";"),
            self.signature
        )
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::captures;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn headers(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_published_vector_reproduces() {
        let mut count = 0;
        for vector in captures::vectors() {
            let (Some(query), Some(fields)) =
                (vector["query"].as_str(), vector["headers"].as_object())
            else {
                continue;
            };
            let headers: Vec<(String, String)> = fields
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                .collect();
            let mut signed: Vec<String> = fields.keys().cloned().collect();
            signed.sort();
            let signable = Signable {
                method: &Method::Post,
                path: "/",
                query,
                headers: &headers,
                signed_headers: &signed,
                payload_hash: vector["headers"]["x-acs-content-sha256"].as_str().unwrap(),
            };
            assert_eq!(
                string_to_sign(&signable),
                format!(
                    "{ALGORITHM}\n{}",
                    vector["hashed_canonical_request"].as_str().unwrap()
                )
            );
            assert_eq!(
                sign(&signable, vector["access_key_secret"].as_str().unwrap()),
                vector["signature"].as_str().unwrap()
            );
            count += 1;
        }
        assert_eq!(count, 1);
    }

    #[test]
    fn canonical_requests_equal_the_recorded_ones() {
        let mut count = 0;
        for vector in captures::vectors() {
            let Some(canonical) = vector["canonical_request"].as_str() else {
                continue;
            };
            let request = captures::request(vector["file"].as_str().unwrap());
            let authorization =
                Authorization::parse(request.header("authorization").unwrap()).unwrap();
            let signable = Signable {
                method: &request.method,
                path: &request.path,
                query: &request.query,
                headers: &request.headers,
                signed_headers: &authorization.signed_headers,
                payload_hash: &payload_hash(&request.body),
            };
            assert_eq!(canonical_request(&signable), canonical);
            count += 1;
        }
        assert_eq!(count, 11);
    }

    #[test]
    fn headers_are_lowered_trimmed_sorted_and_never_dropped() {
        let canonical = canonical_request(&Signable {
            method: &Method::Get,
            path: "/",
            query: "b&a=+",
            headers: &headers(&[("X-Acs-B", " 2 "), ("x-acs-b", "1"), ("Host", "h")]),
            signed_headers: &names(&["HOST", "x-acs-b", "x-acs-gone"]),
            payload_hash: "-",
        });
        assert_eq!(
            canonical,
            "GET\n/\na=%20&b=\nhost:h\nx-acs-b:1,2\nx-acs-gone:\n\nhost;x-acs-b;x-acs-gone\n-"
        );
    }

    #[test]
    fn the_empty_body_has_the_documented_hash() {
        assert_eq!(
            payload_hash(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn authorization_is_written_and_read_back() {
        let authorization = Authorization {
            credential: "LTAI=0".to_owned(),
            signed_headers: names(&["host", "x-acs-date"]),
            signature: "00ff".to_owned(),
        };
        let value = authorization.to_string();
        assert_eq!(
            value,
            "ACS3-HMAC-SHA256 Credential=LTAI=0,SignedHeaders=host;x-acs-date,Signature=00ff"
        );
        assert_eq!(Authorization::parse(&value).unwrap(), authorization);
        assert_eq!(
            Authorization::parse(&value.replace(',', " , ")).unwrap(),
            authorization
        );
    }

    #[test]
    fn broken_authorization_is_refused_with_its_reason() {
        for (value, message) in [
            (
                "Bearer x",
                "authorization algorithm is \"Bearer\", expected \"ACS3-HMAC-SHA256\"",
            ),
            (
                "",
                "authorization algorithm is \"\", expected \"ACS3-HMAC-SHA256\"",
            ),
            ("ACS3-HMAC-SHA256", "authorization has no Credential"),
            (
                "ACS3-HMAC-SHA256 Credential=a,Signature=b",
                "authorization has no SignedHeaders",
            ),
            (
                "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b",
                "authorization has no Signature",
            ),
            (
                "ACS3-HMAC-SHA256 Credential=a,Credential=b",
                "authorization has an unexpected part \"Credential=b\"",
            ),
            (
                "ACS3-HMAC-SHA256 credential=a",
                "authorization has an unexpected part \"credential=a\"",
            ),
        ] {
            let error = Authorization::parse(value).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
