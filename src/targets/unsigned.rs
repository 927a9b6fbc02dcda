//! Takes the signature from a request.

use crate::wire::Request;

/// A request without the signature that it carries.
pub(super) fn unsigned(mut request: Request) -> Request {
    let kept = |text: &str| {
        let kept: Vec<&str> = text
            .split('&')
            .filter(|pair| !pair.starts_with("Signature="))
            .collect();
        kept.join("&")
    };
    request.query = kept(&request.query);
    if let Ok(form) = std::str::from_utf8(&request.body) {
        request.body = kept(form).into_bytes();
    }
    let length = request.body.len().to_string();
    request
        .headers
        .retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
    for (name, value) in &mut request.headers {
        if name.eq_ignore_ascii_case("content-length") {
            value.clone_from(&length);
        }
    }
    request
}
