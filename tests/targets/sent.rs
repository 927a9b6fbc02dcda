//! A call as the bytes that an account sends.

use tagproof::contract::Call;
use tagproof::wire::{
    Covers, Credentials, Envelope, Format, Method, Placement, Request, Scheme, Spelling, Stamp,
    encode,
};

/// The request of a call by the access key that its account is named after.
pub(crate) fn sent(call: &Call, format: Format) -> Request {
    encode(
        call,
        &Envelope {
            method: Method::Post,
            placement: Placement::Query,
            spelling: Spelling::Escaped,
            format,
            scheme: Scheme::V1,
            signs: true,
            covers: Covers::All,
            credentials: &Credentials::new(call.account.clone(), "secret"),
            stamp: &Stamp {
                nonce: "nonce".to_owned(),
                timestamp: "2026-01-01T00:00:00Z".to_owned(),
            },
            version: "2016-04-28",
            host: "localhost",
        },
    )
}
