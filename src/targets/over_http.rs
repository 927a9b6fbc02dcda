//! What is kept of an answer over HTTP, and why none came.

use std::error::Error;
use std::io;

use hyper::HeaderMap;
use hyper::body::Bytes;
use reqwest::Url;

use super::SendError;
use crate::wire::{Request, Response};

/// Bytes of an answer that are read; a larger one is not an answer to any call
/// of this API (20 resources with 20 tags are below 200 kB).
const MAX_BODY: usize = 512 << 10;

/// The path of a request to where `base` points, whose own path stays before it.
pub(super) fn path(base: &Url, request: &Request) -> String {
    let prefix = base.path().trim_end_matches('/');
    format!("{prefix}{}", request.path)
}

/// The start of an answer, whose body is still to come.
pub(super) fn begun(status: u16, headers: &HeaderMap) -> Response {
    let headers = headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    Response {
        status,
        headers: headers.collect(),
        body: Vec::new(),
    }
}

/// Adds a part of the body.
pub(super) fn goes_on(response: &mut Response, part: &Bytes) -> Result<(), SendError> {
    if response.body.len() + part.len() > MAX_BODY {
        return Err(SendError::TooLarge { limit: MAX_BODY });
    }
    response.body.extend_from_slice(part);
    Ok(())
}

/// Why no answer came, or not the whole of one.
pub(super) fn no_answer(error: &(dyn Error + 'static)) -> SendError {
    let (mut cause, mut is_parse) = (error, false);
    loop {
        let hyper = cause.downcast_ref::<hyper::Error>();
        is_parse |= hyper.is_some_and(hyper::Error::is_parse);
        match cause.source() {
            Some(deeper) => cause = deeper,
            None => break,
        }
    }
    if is_parse {
        SendError::NotHttp(cause.to_string())
    } else {
        SendError::Lost(cause.to_string())
    }
}

/// Why a request was not sent, which says nothing of the target.
pub(super) fn not_sent(error: &dyn Error) -> SendError {
    SendError::Unreachable(format!("the request cannot be sent: {error}"))
}

/// Why there is no connection.
pub(super) fn no_connection(error: &(dyn Error + 'static)) -> SendError {
    let mut cause = error;
    loop {
        if let Some(told) = tls(cause) {
            return SendError::Unreachable(told);
        }
        match cause.source() {
            Some(deeper) => cause = deeper,
            None => return SendError::Unreachable(cause.to_string()),
        }
    }
}

/// Why there is no TLS, and what can be done.
fn tls(error: &(dyn Error + 'static)) -> Option<String> {
    let mut found = error;
    // These hide what they hold from whoever asks for their source.
    while let Some(within) = found
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        found = within;
    }
    let found = found.downcast_ref()?;
    match found {
        rustls::Error::InvalidCertificate(_) => Some(format!(
            "{found}; --cacert FILE says which one to trust, --insecure takes any"
        )),
        rustls::Error::InvalidMessage(_) => {
            Some("no TLS is spoken there: say http:// if that is meant".to_owned())
        }
        _ => None,
    }
}

/// That a name leads nowhere.
pub(super) fn no_address(host: &str, error: &dyn Error) -> SendError {
    SendError::Unreachable(format!("the name '{host}' does not resolve: {error}"))
}
