//! Percent encoding as the signatures want it, and query strings and forms.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2};
use percent_encoding::percent_decode;

/// Parameters that a request has, in most cases.
const USUAL_PARAMETERS: usize = 16;

/// Bytes that a parameter takes, in most cases.
const USUAL_LENGTH: usize = 32;

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

/// How the parameters are written, of the ways that mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Spelling {
    /// All but the unreserved characters as `%XX`, as signatures want it.
    #[default]
    Escaped,
    /// A space as `+`, as forms have it (captures 03, 07 to 16).
    Plus,
    /// `*`, `(`, `)`, `!` and `'` as they are (capture 19).
    Bare,
}

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
    push(&mut encoded, text);
    encoded
}

/// Appends `text`, encoded. Every request passes here, so plain runs are copied
/// whole.
fn push(encoded: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text;
    while let Some(place) = rest.bytes().position(|byte| !UNRESERVED[usize::from(byte)]) {
        let (plain, odd) = rest.split_at(place);
        encoded.push_str(plain);
        let length = odd.chars().next().map_or(0, char::len_utf8);
        let (odd, after) = odd.split_at(length);
        for byte in odd.bytes() {
            encoded.push('%');
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
    let params = parse_form_bytes(form.as_bytes())?;
    let owned = |(name, value): Parameter<'_>| (name.into_owned(), value.into_owned());
    Ok(params.into_iter().map(owned).collect())
}

/// Writes parameters as a query string or form, spaces as `%20`.
pub fn write_form<N, V>(params: &[(N, V)]) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    Form::of(params).text
}

/// The same in another spelling.
pub fn write_spelt<N, V>(params: &[(N, V)], spelling: Spelling) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    spelt(write_form(params), spelling)
}

/// An encoded text in a spelling that means the same.
pub(super) fn spelt(encoded: String, spelling: Spelling) -> String {
    const BARE: [(&str, &str); 5] = [
        ("%2A", "*"),
        ("%28", "("),
        ("%29", ")"),
        ("%21", "!"),
        ("%27", "'"),
    ];
    match spelling {
        Spelling::Escaped => encoded,
        Spelling::Plus => encoded.replace("%20", "+"),
        Spelling::Bare => BARE
            .iter()
            .fold(encoded, |text, (escaped, bare)| text.replace(escaped, bare)),
    }
}

/// Parameters as a query string or form, and where each of them stands in it.
pub(super) struct Form<'a> {
    /// All of them, encoded.
    pub(super) text: String,
    places: Vec<Place<'a>>,
}

/// One parameter of a form.
struct Place<'a> {
    name: &'a str,
    value: &'a str,
    /// Where its encoded name begins and ends; behind that come `=` and the value.
    starts: usize,
    equals: usize,
    ends: usize,
}

impl<'a> Form<'a> {
    /// Parameters in the order given.
    pub(super) fn of<N, V>(params: &'a [(N, V)]) -> Self
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        let room = params.len() + USUAL_PARAMETERS;
        let mut form = Self {
            text: String::with_capacity(room * USUAL_LENGTH),
            places: Vec::with_capacity(room),
        };
        for (name, value) in params {
            form.push(name.as_ref(), value.as_ref());
        }
        form
    }

    /// Appends a parameter.
    pub(super) fn push(&mut self, name: &'a str, value: &'a str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        let starts = self.text.len();
        push(&mut self.text, name);
        let equals = self.text.len();
        self.text.push('=');
        push(&mut self.text, value);
        let ends = self.text.len();
        self.places.push(Place {
            name,
            value,
            starts,
            equals,
            ends,
        });
    }

    /// Whether there is a parameter of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.iter().any(|place| place.name == name)
    }

    /// Appends the form encoded as a whole once more, in byte order of the names,
    /// then of the values, and without `Signature`.
    pub(super) fn push_encoded(&self, signed: &mut String) {
        let named = |place: &&Place<'_>| place.name != "Signature";
        let mut places: Vec<&Place<'_>> = self.places.iter().filter(named).collect();
        places.sort_unstable_by_key(|place| (place.name, place.value));
        signed.reserve(self.text.len() + 4 * places.len());
        let mut joint = "";
        for place in places {
            signed.push_str(joint);
            joint = "%26";
            push_again(signed, &self.text[place.starts..place.equals], place.name);
            signed.push_str("%3D");
            push_again(
                signed,
                &self.text[place.equals + 1..place.ends],
                place.value,
            );
        }
    }
}

/// Appends `encoded` encoded again: only the signs of escapes are not plain in
/// it, and there are none if it is as long as the text that it was.
fn push_again(signed: &mut String, encoded: &str, text: &str) {
    if encoded.len() == text.len() {
        signed.push_str(encoded);
        return;
    }
    for (at, run) in encoded.split('%').enumerate() {
        if at > 0 {
            signed.push_str("%25");
        }
        signed.push_str(run);
    }
}

/// A parameter of a form: its name and its value, decoded.
pub(super) type Parameter<'a> = (Cow<'a, str>, Cow<'a, str>);

/// [`parse_form`] for a form that need not be text, such as a request body.
/// What stands there as it is meant is not copied.
pub(super) fn parse_form_bytes(form: &[u8]) -> Result<Vec<Parameter<'_>>, FormError> {
    let whole = std::str::from_utf8(form).ok();
    // A piece as text, or the bytes that are none.
    let text = |bytes: Range<usize>, plain_until: usize| match whole {
        Some(whole) if bytes.end <= plain_until => Ok(Cow::Borrowed(&whole[bytes])),
        _ => String::from_utf8(decoded(&form[bytes])).map(Cow::Owned),
    };
    let mut params = Vec::with_capacity(USUAL_PARAMETERS);
    for piece in pieces(form) {
        let name = text(piece.name, piece.plain_until).map_err(|error| FormError::Name {
            name: String::from_utf8_lossy(error.as_bytes()).into_owned(),
        })?;
        let Ok(value) = text(piece.value, piece.plain_until) else {
            let name = name.into_owned();
            return Err(FormError::Value { name });
        };
        params.push((name, value));
    }
    Ok(params)
}

/// [`parse_form`] with U+FFFD for whatever is not UTF-8, as a Java gateway
/// would read it.
pub fn parse_form_lossy(form: &[u8]) -> Vec<(String, String)> {
    let text = |piece: Range<usize>| {
        let bytes = decoded(&form[piece]);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    pieces(form)
        .map(|piece| (text(piece.name), text(piece.value)))
        .collect()
}

/// One parameter of a form as it stands there.
struct Piece {
    name: Range<usize>,
    value: Range<usize>,
    /// Where the first byte is that is not what it says.
    plain_until: usize,
}

fn pieces(form: &[u8]) -> impl Iterator<Item = Piece> {
    let mut starts = 0;
    std::iter::from_fn(move || {
        while starts < form.len() {
            let rest = &form[starts..];
            let piece = &rest[..memchr(b'&', rest).unwrap_or(rest.len())];
            let (from, to) = (starts, starts + piece.len());
            starts = to + 1;
            if piece.is_empty() {
                continue;
            }
            let equals = memchr(b'=', piece).unwrap_or(piece.len());
            return Some(Piece {
                name: from..from + equals,
                value: (from + equals + 1).min(to)..to,
                plain_until: memchr2(b'%', b'+', piece).map_or(to, |place| from + place),
            });
        }
        None
    })
}

fn decoded(piece: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(piece.len());
    for (at, run) in piece.split(|byte| *byte == b'+').enumerate() {
        // Before the escapes, so that `%2B` stays a plus sign.
        if at > 0 {
            bytes.push(b' ');
        }
        bytes.extend(percent_decode(run));
    }
    bytes
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
    }

    #[test]
    fn what_is_signed_is_the_form_encoded_again_and_in_order() {
        let params = [("b", "a%2F /é~"), ("Signature", "x"), ("é", ""), ("b", "0")];
        let mut signed = "GET&".to_owned();
        Form::of(&params).push_encoded(&mut signed);
        let again = encode(&write_form(&[("b", "0"), ("b", "a%2F /é~"), ("é", "")]));
        assert_eq!(signed, format!("GET&{again}"));
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
        // Text once it is decoded, and not before.
        let half = parse_form_bytes(b"a=1&b=\xc3%A9").unwrap();
        assert_eq!(half, [("a".into(), "1".into()), ("b".into(), "é".into())]);
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
