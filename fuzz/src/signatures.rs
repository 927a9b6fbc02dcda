//! Signatures: what is signed verifies, and nothing of it can be changed.

use tagproof::wire::acs3::Authorization;
use tagproof::wire::{Credentials, Method, Request, Scheme, decode, encode, verify};

use crate::sealed::{Seal, call};

/// Four bytes say how the request is made, which character of it is changed
/// (two bytes) and into what; a line follows that is the secret, and then the
/// call as a form.
///
/// The request verifies with its secret and with no other; once a character of
/// a signed part is another, it does not, unless it means the same.
pub fn signatures_verify(data: &[u8]) {
    let Some(([seal, low, high, into], rest)) = data.split_first_chunk() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let (secret, form) = text.split_once('\n').unwrap_or(("", &text));
    let Some(call) = call(form) else {
        return;
    };
    let seal = Seal::of(*seal);
    let credentials = Credentials::new("testid", secret);
    let request = encode(&call, &seal.envelope(&credentials));
    let incoming = decode(&request).expect("what is encoded can be decoded");
    assert_eq!(verify(&incoming, &request, secret), Ok(()));
    assert!(verify(&incoming, &request, &format!("{secret}x")).is_err());

    let mut other = request.clone();
    other.method = match other.method {
        Method::Get => Method::Post,
        _ => Method::Get,
    };
    assert_refused(&other, secret);

    let place = usize::from(u16::from_le_bytes([*low, *high]));
    let into = char::from(*into & 0x7f);
    let Some(changed) = changed(&request, seal.scheme, place, into) else {
        return;
    };
    // A body is signed by its bytes under ACS3 and by its meaning under V1.
    let means_the_same = decode(&changed).as_ref() == Ok(&incoming) && {
        seal.scheme == Scheme::V1 || changed.body == request.body
    };
    if !means_the_same || changed.headers != request.headers {
        assert_refused(&changed, secret);
    }
}

fn assert_refused(request: &Request, secret: &str) {
    if let Ok(incoming) = decode(request) {
        assert!(verify(&incoming, request, secret).is_err(), "{request:?}");
    }
}

/// The request with one character of a signed part made another; none if that
/// is the character that is there.
fn changed(request: &Request, scheme: Scheme, place: usize, into: char) -> Option<Request> {
    let mut changed = request.clone();
    let body = String::from_utf8(request.body.clone()).ok()?;
    let mut parts = vec![request.query.as_str(), body.as_str()];
    let signed = signed_headers(request, scheme);
    parts.extend(
        signed
            .iter()
            .map(|index| request.headers[*index].1.as_str()),
    );
    let length = parts.iter().map(|part| part.len()).sum::<usize>().max(1);
    let mut place = place % length;
    let part = parts.iter().position(|part| {
        let here = place < part.len();
        if !here {
            place -= part.len();
        }
        here
    })?;
    let mut bytes = parts[part].as_bytes().to_vec();
    if bytes[place] == into as u8 || !bytes[place].is_ascii() {
        return None;
    }
    bytes[place] = into as u8;
    match part {
        0 => changed.query = String::from_utf8(bytes).ok()?,
        1 => changed.body = bytes,
        _ => changed.headers[signed[part - 2]].1 = String::from_utf8(bytes).ok()?,
    }
    Some(changed)
}

/// Where the headers stand that the signature covers.
fn signed_headers(request: &Request, scheme: Scheme) -> Vec<usize> {
    if scheme == Scheme::V1 {
        return Vec::new();
    }
    let authorization = request.header("authorization").unwrap_or_default();
    let authorization = Authorization::parse(authorization).expect("it was written here");
    (0..request.headers.len())
        .filter(|index| {
            let name = &request.headers[*index].0;
            authorization.signed_headers.contains(name)
        })
        .collect()
}
