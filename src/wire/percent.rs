//! Percent encoding as the signatures want it, and query strings and forms.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// The bytes that stay as they are: the unreserved characters of RFC 3986.
static UNRESERVED: [bool; 256] = {
    let mut unreserved = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        unreserved[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
        byte += 1;
    }
    unreserved
};

/// A query string or form that does not decode to text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The name of a parameter is not UTF-8.
    #[error("the name of parameter {name:?} is not utf-8")]
    Name {
        /// The name, with U+FFFD for what could not be decoded.
        name: String,
    },
    /// The value of a parameter is not UTF-8.
    #[error("the value of parameter {name:?} is not utf-8")]
    Value {
        /// The parameter's name.
        name: String,
    },
}

/// `text` percent-encoded over UTF-8: only `A-Za-z0-9-_.~` stay, hex digits
/// are upper-case.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push(&mut encoded, text, "%");
    encoded
}

/// Appends `text` as it is when it has been [`encode`]d twice: of what is encoded
/// already, only the signs of escapes are not plain.
pub(super) fn push_twice(encoded: &mut String, text: &str) {
    push(encoded, text, "%25");
}

/// Appends `text` with `sign` before the digits of every byte that is not plain.
/// Every request passes here several times, so plain runs are copied whole.
fn push(encoded: &mut String, text: &str, sign: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text;
    while let Some(place) = rest.bytes().position(|byte| !UNRESERVED[usize::from(byte)]) {
        let (plain, odd) = rest.split_at(place);
        encoded.push_str(plain);
        let length = odd.chars().next().map_or(0, char::len_utf8);
        let (odd, after) = odd.split_at(length);
        for byte in odd.bytes() {
            encoded.push_str(sign);
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        rest = after;
    }
    encoded.push_str(rest);
}

/// The parameters of a query string or form in the order sent, repetitions
/// kept.
///
/// `+` is a space, `%XX` a byte, a broken escape stays as it is,
/// a parameter without `=` has the empty value, and empty parameters (`&&`)
/// are skipped.
pub fn parse_form(form: &str) -> Result<Vec<(String, String)>, FormError> {
    parse_form_bytes(form.as_bytes())
}

/// Writes parameters as a query string or form, spaces as `%20`.
pub fn write_form<N, V>(params: &[(N, V)]) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    let mut form = String::new();
    for (name, value) in params {
        if !form.is_empty() {
            form.push('&');
        }
        push(&mut form, name.as_ref(), "%");
        form.push('=');
        push(&mut form, value.as_ref(), "%");
    }
    form
}

/// [`parse_form`] for a form that need not be text, such as a request body.
pub(super) fn parse_form_bytes(form: &[u8]) -> Result<Vec<(String, String)>, FormError> {
    pieces(form)
        .map(|(name, value)| {
            let name = String::from_utf8(name).map_err(|error| FormError::Name {
                name: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            })?;
            match String::from_utf8(value) {
                Ok(value) => Ok((name, value)),
                Err(_) => Err(FormError::Value { name }),
            }
        })
        .collect()
}

/// [`parse_form`] with U+FFFD for whatever is not UTF-8, as a Java gateway
/// would read it.
pub fn parse_form_lossy(form: &[u8]) -> Vec<(String, String)> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    pieces(form)
        .map(|(name, value)| (text(name), text(value)))
        .collect()
}

fn pieces(form: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    form.split(|byte| *byte == b'&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let end = piece.iter().position(|byte| *byte == b'=');
            let (name, value) = piece.split_at(end.unwrap_or(piece.len()));
            (decode(name), decode(value.get(1..).unwrap_or_default()))
        })
}

fn decode(piece: &[u8]) -> Vec<u8> {
    // Before the escapes, so that `%2B` stays a plus sign.
    let spaced: Cow<'_, [u8]> = if piece.contains(&b'+') {
        let bytes = piece.iter();
        let spaced = bytes.map(|byte| if *byte == b'+' { b' ' } else { *byte });
        spaced.collect::<Vec<u8>>().into()
    } else {
        piece.into()
    };
    if spaced.contains(&b'%') {
        percent_decode(&spaced).collect()
    } else {
        spaced.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(
            encode("AZaz09-_.~ *+/%=&é\u{1F600}\0\n"),
            "AZaz09-_.~%20%2A%2B%2F%25%3D%26%C3%A9%F0%9F%98%80%00%0A"
        );
        let mut twice = "=".to_owned();
        push_twice(&mut twice, "a%2F /é~");
        assert_eq!(twice, format!("={}", encode(&encode("a%2F /é~"))));
    }

    #[test]
    fn forms_keep_order_repetitions_and_gaps() {
        assert_eq!(
            parse_form("b=1&a&b=1&&=x&c=d=e&+%2B=%20+").unwrap(),
            pairs(&[
                ("b", "1"),
                ("a", ""),
                ("b", "1"),
                ("", "x"),
                ("c", "d=e"),
                (" +", "  "),
            ])
        );
        assert_eq!(parse_form("").unwrap(), pairs(&[]));
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(
            parse_form("a=%&b=%4&c=%zz&d=%4g%41").unwrap(),
            pairs(&[("a", "%"), ("b", "%4"), ("c", "%zz"), ("d", "%4gA")])
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_by_name() {
        let value = parse_form("Tag.1.Key=a&Tag.1.Value=%ff").unwrap_err();
        assert_eq!(
            value.to_string(),
            "the value of parameter \"Tag.1.Value\" is not utf-8"
        );
        let name = parse_form("T%C3g=a").unwrap_err();
        assert_eq!(
            name.to_string(),
            "the name of parameter \"T\u{FFFD}g\" is not utf-8"
        );
        // A lone surrogate, and a character cut off after its first byte.
        assert!(parse_form("a=%ED%A0%80").is_err());
        assert!(parse_form("a=%E9%83").is_err());
        assert!(parse_form_bytes(b"a=\xff").is_err());
    }

    #[test]
    fn lossy_forms_replace_what_is_not_utf8() {
        assert_eq!(
            parse_form_lossy(b"a%ff=\xfe&b=1"),
            pairs(&[("a\u{FFFD}", "\u{FFFD}"), ("b", "1")])
        );
    }

    #[test]
    fn written_forms_are_read_back() {
        let params = pairs(&[
            ("Tag.1.Key", " a+b%&=\0\u{1F600}"),
            ("Tag.1.Value", ""),
            ("", "nameless"),
            ("Tag.1.Key", "again"),
        ]);
        let form = write_form(&params);
        assert!(form.starts_with("Tag.1.Key=%20a%2Bb%25%26%3D%00%F0%9F%98%80&Tag.1.Value=&=n"));
        assert_eq!(parse_form(&form).unwrap(), params);
    }
}
