//! What happens before an operation: the envelope is checked and the caller known.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use crate::contract::{Product, errors};
use crate::wire::{
    Credentials, Incoming, Method, Proof, Request, decode, parse_timestamp, verify, verify_but_body,
};

use super::operations::Operation;
use super::refusal::Refused;

/// Tells the time in seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How far a timestamp may be from the clock, in seconds: the window of the
/// gateway's own tables.
const STALE_AFTER: u64 = 15 * 60;

/// Parameters of a request, at most. A legal call has about 120; rules that
/// compare all tags with each other must stay quick for any call.
const MAX_PARAMETERS: usize = 2000;

/// Bytes of an access key id, at most: it is the name of an account, and
/// remembered with everything that the account has.
const MAX_ACCESS_KEY_ID: usize = 128;

/// Nonces that are remembered, at most (a replay is found among these).
const MAX_NONCES: usize = 100_000;

/// Opens a request.
pub(super) fn open(request: &Request) -> Result<Incoming, Refused> {
    let incoming = decode(request).map_err(|error| {
        Refused::with(&errors::INVALID_REQUEST)
            .saying(format!("The request is not well formed: {error}."))
    })?;
    if incoming.call.params.len() > MAX_PARAMETERS {
        return Err(Refused::with(&errors::REQUEST_ENTITY_TOO_LARGE));
    }
    Ok(incoming)
}

/// The operation that is asked for; its name is case-sensitive.
pub(super) fn operation(
    request: &Request,
    incoming: &Incoming,
    product: &Product,
) -> Result<Operation, Refused> {
    if matches!(request.method, Method::Other(_)) {
        return Err(Refused::with(&errors::UNSUPPORTED_HTTP_METHOD));
    }
    if incoming.format_error.is_some() {
        return Err(Refused::with(&errors::INVALID_PARAMETER_FORMAT));
    }
    if incoming.call.action.is_empty() {
        return Err(Refused::with(&errors::MISSING_ACTION));
    }
    let operation = Operation::named(&incoming.call.action, product)
        .ok_or_else(|| Refused::with(&errors::INVALID_ACTION_NOT_FOUND))?;
    if incoming
        .version
        .as_deref()
        .is_some_and(|version| version != product.version)
    {
        return Err(Refused::with(&errors::INVALID_VERSION));
    }
    Ok(operation)
}

/// One thing that a gate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// That there is a signature.
    Signed,
    /// That it is the right one.
    Signature,
    /// That the body of an ACS3 request is the one whose hash was signed.
    Body,
    /// That there is a nonce.
    Nonce,
    /// That the nonce is new.
    Replay,
    /// That there is a time.
    Time,
    /// That it is not long ago.
    Stale,
    /// That it is not far ahead.
    Future,
    /// That the access key is one.
    Key,
}

/// Who may call, if not everybody.
#[derive(Clone, Default)]
pub(super) struct Gate {
    /// What a mutant does not look at.
    pub(super) forgets: Option<Guard>,
    /// The access keys; without any, nothing is asked of a caller.
    pub(super) keys: Vec<Credentials>,
    /// The clock against which timestamps are held; without one they may be
    /// of any time.
    pub(super) clock: Option<Clock>,
}

impl Gate {
    /// Whether callers must prove who they are.
    pub(super) fn is_closed(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Checks everything about a caller but whether the request is a replay.
    pub(super) fn check(&self, incoming: &Incoming, request: &Request) -> Result<(), Refused> {
        let id = incoming.access_key_id.as_deref();
        if id.is_some_and(|id| id.len() > MAX_ACCESS_KEY_ID) {
            return Err(Refused::with(&errors::INVALID_ACCESS_KEY_ID_NOT_FOUND));
        }
        if !self.is_closed() {
            return Ok(());
        }
        let id = id
            .filter(|id| !id.is_empty())
            .ok_or_else(|| Refused::with(&errors::MISSING_ACCESS_KEY_ID))?;
        let key = match self.keys.iter().find(|key| key.id == id) {
            Some(key) => key,
            None if self.forgets == Some(Guard::Key) => return Ok(()),
            None => return Err(Refused::with(&errors::INVALID_ACCESS_KEY_ID_NOT_FOUND)),
        };
        match &incoming.proof {
            Proof::None if self.forgets == Some(Guard::Signed) => return Ok(()),
            Proof::None => return Err(Refused::with(&errors::MISSING_SIGNATURE)),
            Proof::V1 {
                signature_method,
                signature_version,
                ..
            } => {
                if signature_method.as_deref() != Some("HMAC-SHA1") {
                    return Err(Refused::with(&errors::INVALID_SIGNATURE_METHOD));
                }
                if signature_version.as_deref() != Some("1.0") {
                    return Err(Refused::with(&errors::INVALID_SIGNATURE_VERSION));
                }
            }
            Proof::Acs3 { .. } => {}
        }
        self.is_fresh(incoming)?;
        let verified = if self.forgets == Some(Guard::Body) {
            verify_but_body(incoming, request, key.secret())
        } else {
            verify(incoming, request, key.secret())
        };
        match verified {
            Ok(()) => Ok(()),
            Err(_) if self.forgets == Some(Guard::Signature) => Ok(()),
            Err(mismatch) => {
                let refused = Refused::with(&errors::SIGNATURE_DOES_NOT_MATCH);
                let message = format!(
                    "{} server string to sign is:{}",
                    refused.message, mismatch.server_string_to_sign
                );
                Err(refused.saying(message))
            }
        }
    }

    /// Whether a request was made about now.
    fn is_fresh(&self, incoming: &Incoming) -> Result<(), Refused> {
        let Some(moment) = incoming.timestamp().and_then(parse_timestamp) else {
            return if self.forgets == Some(Guard::Time) {
                Ok(())
            } else {
                Err(Refused::with(&errors::INVALID_TIME_STAMP_FORMAT))
            };
        };
        let Some(clock) = &self.clock else {
            return Ok(());
        };
        let now = clock();
        let forgotten = if moment < now {
            Guard::Stale
        } else {
            Guard::Future
        };
        if now.abs_diff(moment) > STALE_AFTER && self.forgets != Some(forgotten) {
            return Err(Refused::with(&errors::INVALID_TIME_STAMP_EXPIRED));
        }
        Ok(())
    }
}

/// The nonces of late, as hashes, so that long ones cost no memory.
#[derive(Default)]
pub(super) struct Nonces {
    seen: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Nonces {
    /// Takes the nonce of a request whose signature is right.
    pub(super) fn take(
        &mut self,
        incoming: &Incoming,
        forgotten: Option<Guard>,
    ) -> Result<(), Refused> {
        let Some(nonce) = incoming.nonce().filter(|nonce| !nonce.is_empty()) else {
            // What is not signed has none.
            let is_unsigned = incoming.proof == Proof::None;
            let is_let_be = forgotten == Some(Guard::Nonce)
                || (is_unsigned && forgotten == Some(Guard::Signed));
            return if is_let_be {
                Ok(())
            } else {
                Err(Refused::with(&errors::MISSING_SIGNATURE_NONCE))
            };
        };
        let mut hasher = DefaultHasher::new();
        (&incoming.access_key_id, nonce).hash(&mut hasher);
        let hash = hasher.finish();
        if !self.seen.insert(hash) && forgotten != Some(Guard::Replay) {
            return Err(Refused::with(&errors::SIGNATURE_NONCE_USED));
        }
        self.order.push_back(hash);
        if self.order.len() > MAX_NONCES
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::client::{plain, reference, signed};
    use super::super::reference::Reference;
    use super::*;
    use crate::contract::Call;
    use crate::wire::{Endpoint as _, Format, Scheme, read};

    const NOW: &str = "2026-11-24T11:18:53Z";
    const NOW_SECONDS: i64 = 1_795_519_133;

    fn guarded() -> Reference {
        reference(&[])
            .with_access_keys(vec![
                Credentials::new("LTAI", "secret"),
                Credentials::new("OTHER", "hidden"),
            ])
            .with_clock(Arc::new(|| NOW_SECONDS))
    }

    #[test]
    fn signatures_are_enforced_once_there_are_access_keys() {
        let call = Call::new("DescribeRegions", "");
        let key = Credentials::new("LTAI", "secret");
        for scheme in [Scheme::V1, Scheme::Acs3] {
            let guarded = guarded();
            let ask = |key: &Credentials, nonce: &str, time: &str| {
                let request = signed(&call, key, scheme, (nonce, time));
                read(&guarded.answer(&request), Format::Json).unwrap()
            };
            assert_eq!(ask(&key, "n1", NOW).status, 200, "{scheme:?}");
            for (key, nonce, time, status, code) in [
                (key.clone(), "n1", NOW, 400, "SignatureNonceUsed"),
                (key.clone(), "", NOW, 400, "MissingSignatureNonce"),
                (
                    Credentials::new("WHO", "secret"),
                    "n2",
                    NOW,
                    404,
                    "InvalidAccessKeyId.NotFound",
                ),
                (
                    Credentials::new("LTAI", "guess"),
                    "n3",
                    NOW,
                    400,
                    "SignatureDoesNotMatch",
                ),
                (key.clone(), "n4", "today", 400, "InvalidTimeStamp.Format"),
                (key.clone(), "n5", "", 400, "InvalidTimeStamp.Format"),
                (
                    key.clone(),
                    "n6",
                    "2026-11-24T11:03:52Z",
                    400,
                    "InvalidTimeStamp.Expired",
                ),
                (
                    key.clone(),
                    "n7",
                    "2026-11-24T11:33:54Z",
                    400,
                    "InvalidTimeStamp.Expired",
                ),
            ] {
                let answer = ask(&key, nonce, time);
                assert_eq!(
                    (answer.status, answer.code()),
                    (status, Some(code)),
                    "{scheme:?}"
                );
                if code == "SignatureDoesNotMatch" {
                    let (_, sts) = answer
                        .message()
                        .unwrap()
                        .split_once("server string to sign is:")
                        .unwrap();
                    let starts = match scheme {
                        Scheme::V1 => "POST&%2F&AccessKeyId",
                        Scheme::Acs3 => "ACS3-HMAC-SHA256\n",
                    };
                    assert!(sts.starts_with(starts), "{sts}");
                }
            }
            // Exactly fifteen minutes are fine, and a refused nonce was not used up.
            assert_eq!(ask(&key, "n3", "2026-11-24T11:03:53Z").status, 200);
            // A nonce belongs to its key.
            assert_eq!(
                ask(&Credentials::new("OTHER", "hidden"), "n1", NOW).status,
                200
            );
        }
    }

    #[test]
    fn who_does_not_sign_is_refused_where_signatures_are_enforced() {
        let guarded = guarded();
        for (query, code) in [
            (vec![("Action", "DescribeRegions")], "MissingAccessKeyId"),
            (
                vec![("Action", "DescribeRegions"), ("AccessKeyId", "LTAI")],
                "MissingSignature",
            ),
            (
                vec![
                    ("Action", "DescribeRegions"),
                    ("AccessKeyId", "LTAI"),
                    ("Signature", "x"),
                    ("SignatureMethod", "HMAC-MD5"),
                    ("Timestamp", NOW),
                ],
                "InvalidSignatureMethod",
            ),
            (
                vec![
                    ("Action", "DescribeRegions"),
                    ("AccessKeyId", "LTAI"),
                    ("Signature", "x"),
                    ("Timestamp", NOW),
                ],
                "InvalidSignatureMethod",
            ),
            (
                vec![
                    ("Action", "DescribeRegions"),
                    ("AccessKeyId", "LTAI"),
                    ("Signature", "x"),
                    ("SignatureMethod", "HMAC-SHA1"),
                    ("Timestamp", NOW),
                ],
                "InvalidSignatureVersion",
            ),
        ] {
            let answer = read(&guarded.answer(&plain(&query)), Format::Json).unwrap();
            assert_eq!(answer.code(), Some(code));
        }
        let key = Credentials::new("LTAI", "wrong");
        let request = signed(
            &Call::new("DescribeRegions", ""),
            &key,
            Scheme::V1,
            ("n", "?"),
        );
        assert_eq!(
            reference(&[]).answer(&request).status,
            200,
            "no key is known"
        );
    }

    #[test]
    fn nobody_has_an_endless_name() {
        let reference = reference(&[]);
        for (length, status) in [(128, 200), (129, 404), (100_000, 404)] {
            let id = "a".repeat(length);
            let query = [("Action", "DescribeRegions"), ("AccessKeyId", &*id)];
            assert_eq!(reference.answer(&plain(&query)).status, status, "{length}");
        }
    }

    #[test]
    fn the_envelope_is_judged_before_the_call() {
        let reference = reference(&[]);
        let ok = ("Action", "DescribeRegions");
        for (query, status, code) in [
            (vec![], 400, "MissingAction"),
            (vec![("Action", "")], 400, "MissingAction"),
            (
                vec![("Action", "describeregions")],
                404,
                "InvalidAction.NotFound",
            ),
            (
                vec![("Action", "UntagResources")],
                404,
                "InvalidAction.NotFound",
            ),
            (vec![ok, ("Version", "2014-05-26")], 400, "InvalidVersion"),
            (vec![ok, ("Format", "yaml")], 400, "InvalidParameter.Format"),
            (
                vec![("Action", "x"), ("Version", "1")],
                404,
                "InvalidAction.NotFound",
            ),
            (
                vec![("Format", "x"), ("Action", "x")],
                400,
                "InvalidParameter.Format",
            ),
        ] {
            let answer = read(&reference.answer(&plain(&query)), Format::Json).unwrap();
            assert_eq!(
                (answer.status, answer.code()),
                (status, Some(code)),
                "{query:?}"
            );
        }
        let answered = |request: &Request| read(&reference.answer(request), Format::Json).unwrap();
        let mut broken = plain(&[ok]);
        broken.query.push_str("&x=%ff");
        assert_eq!(answered(&broken).code(), Some("InvalidRequest"));
        let many = vec![("a", "b"); 2001];
        let answer = answered(&plain(&many));
        assert_eq!(
            (answer.status, answer.code()),
            (413, Some("RequestEntityTooLarge"))
        );
        let mut put = plain(&[ok]);
        put.method = Method::Other("PUT".to_owned());
        assert_eq!(answered(&put).code(), Some("UnsupportedHTTPMethod"));
        assert_eq!(answered(&plain(&[ok])).status, 200);
        let xml = reference.answer(&plain(&[("Format", "xml")]));
        assert_eq!(
            read(&xml, Format::Xml).unwrap().code(),
            Some("MissingAction")
        );
    }

    #[test]
    fn the_oldest_nonce_is_forgotten_first() {
        let incoming = |nonce: usize| {
            let query = [("Signature", "s"), ("SignatureNonce", &*nonce.to_string())];
            decode(&plain(&query)).unwrap()
        };
        let mut nonces = Nonces::default();
        for nonce in 0..=MAX_NONCES {
            nonces.take(&incoming(nonce), None).unwrap();
        }
        assert_eq!(nonces.seen.len(), MAX_NONCES);
        assert!(nonces.take(&incoming(1), None).is_err());
        assert!(nonces.take(&incoming(0), None).is_ok());
    }
}
