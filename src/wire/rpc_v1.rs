//! The RPC-V1 signature over the parameters of a call.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use super::message::Method;
use super::percent::Form;

/// The Base64 signature of `params` sent with `method`, for the access key
/// secret `secret`.
///
/// `params` are all parameters of query and form, decoded and merged; one
/// called `Signature` is left out.
pub fn sign<N, V>(method: &Method, params: &[(N, V)], secret: &str) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    sign_form(method, &Form::of(params), &SigningKey::of(secret))
}

/// The secret of an access key, ready to sign with.
#[derive(Clone)]
pub(super) struct SigningKey(Hmac<Sha1>);

impl SigningKey {
    /// What signs with `secret`.
    pub(super) fn of(secret: &str) -> Self {
        let key = format!("{secret}&");
        // HMAC takes keys of any length, so the fallback is never used.
        let mac = Hmac::new_from_slice(key.as_bytes())
            .unwrap_or_else(|_| Hmac::new(&hmac::digest::Key::<Hmac<Sha1>>::default()));
        Self(mac)
    }
}

/// [`sign`] for parameters that are written already.
pub(super) fn sign_form(method: &Method, form: &Form<'_>, key: &SigningKey) -> String {
    let mut mac = key.0.clone();
    mac.update(text_of(method, form).as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// What [`sign`] signs, as a gateway repeats it after `server string to sign
/// is:`.
///
/// Parameters stand in byte order of their names, then of their values; a
/// repeated name is signed as often as it is in `params`. A name that is in
/// query and body with one value must have been merged before (capture 03).
pub fn string_to_sign<N, V>(method: &Method, params: &[(N, V)]) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    text_of(method, &Form::of(params))
}

fn text_of(method: &Method, form: &Form<'_>) -> String {
    let mut text = method.as_str().to_owned();
    text.push_str("&%2F&");
    form.push_encoded(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::captures;

    #[test]
    fn published_vectors_reproduce() {
        let mut count = 0;
        for vector in captures::vectors() {
            let Some(params) = vector["params"].as_object() else {
                continue;
            };
            let params: Vec<(String, String)> = params
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                .collect();
            let method = Method::parse(vector["method"].as_str().unwrap());
            let secret = vector["access_key_secret"].as_str().unwrap();
            assert_eq!(
                sign(&method, &params, secret),
                vector["signature"].as_str().unwrap(),
                "{}",
                vector["name"]
            );
            count += 1;
        }
        assert_eq!(count, 2);
    }

    #[test]
    fn names_are_sorted_by_bytes_and_the_signature_is_left_out() {
        let params: Vec<(String, String)> = ["Tag.2.Key", "Signature", "Tag.10.Key", "Tag.1.Key"]
            .map(|name| (name.to_owned(), "v".to_owned()))
            .to_vec();
        assert_eq!(
            string_to_sign(&Method::Get, &params),
            "GET&%2F&Tag.1.Key%3Dv%26Tag.10.Key%3Dv%26Tag.2.Key%3Dv"
        );
    }

    #[test]
    fn names_are_sorted_before_they_are_encoded() {
        // Encoded, `%2F` would stand before `.`.
        let params: Vec<(String, String)> = ["a/", "a."]
            .map(|name| (name.to_owned(), String::new()))
            .to_vec();
        assert_eq!(
            string_to_sign(&Method::Post, &params),
            "POST&%2F&a.%3D%26a%252F%3D"
        );
    }

    #[test]
    fn keys_of_any_length_sign() {
        for length in [0, 1, 63, 64, 65, 10_000] {
            assert_eq!(
                sign::<&str, &str>(&Method::Get, &[], &"k".repeat(length)).len(),
                28
            );
        }
    }
}
