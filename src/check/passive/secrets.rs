//! Secrets in recorded requests, and what may be shown of an exchange.

use std::collections::BTreeSet;

use crate::contract::Call;
use crate::wire::har::Exchange;
use crate::wire::{Request, percent};

/// Parts of names of parameters and headers whose values are secrets.
static SECRET: &[&str] = &[
    "signature",
    "securitytoken",
    "security-token",
    "secret",
    "bearer",
];

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "authorization" || SECRET.iter().any(|part| name.contains(part))
}

/// A call as it may be shown: a parameter with a secret's name, however it is
/// spelt, is no parameter of the API.
pub(super) fn shown(call: &Call) -> Call {
    let mut shown = call.clone();
    for (name, value) in &mut shown.params {
        if is_secret(name) {
            "<hidden>".clone_into(value);
        }
    }
    shown
}

/// The secrets of some kind in a request.
pub(super) fn secrets(request: &Request, kind: &str) -> Vec<String> {
    /// What is shorter is a word, such as the name of a method.
    const SHORTEST: usize = 12;
    let query = percent::parse_form_lossy(request.query.as_bytes());
    let form = percent::parse_form_lossy(&request.body);
    let named = query.into_iter().chain(form);
    named
        .chain(request.headers.iter().cloned())
        .filter(|(name, value)| {
            let name = name.to_ascii_lowercase();
            is_secret(&name)
                && name.contains(kind)
                && !name.contains("nonce")
                && value.len() >= SHORTEST
        })
        .map(|(_, value)| value)
        .collect()
}

/// The body of a response in which no secret of the requests is repeated.
pub(super) fn without_secrets(exchange: &Exchange, tokens: &BTreeSet<String>) -> Vec<u8> {
    let body = &exchange.response.body;
    let Ok(text) = std::str::from_utf8(body) else {
        return body.clone();
    };
    let own = secrets(&exchange.request, "");
    let hidden = own
        .iter()
        .chain(tokens)
        .fold(text.to_owned(), |text, secret| {
            text.replace(secret, "<hidden>")
        });
    hidden.into_bytes()
}
