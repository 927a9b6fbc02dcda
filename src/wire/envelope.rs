//! What surrounds a call on the wire: who, when, where and in which format.

use std::fmt;

use super::message::Method;
use super::percent::Spelling;
use super::rpc_v1::SigningKey;

/// An access key.
#[derive(Clone)]
pub struct Credentials {
    /// The access key id, which is sent.
    pub id: String,
    secret: String,
    /// The secret again, by which every request is signed.
    pub(super) signing: SigningKey,
}

/// The format of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// Where the parameters of a request stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placement {
    /// In the query; the body is empty.
    Query,
    /// In the body, as a form; the query is empty.
    Form,
    /// Those of the call in the body, as a form, the common ones in the query,
    /// and the region in both, as old SDKs write a request with a body (capture
    /// 03).
    Split,
}

/// A way to sign requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// RPC-V1: a signature among the parameters.
    V1,
    /// ACS3-HMAC-SHA256: a signature among the headers.
    Acs3,
}

/// What makes a signed request unique and fresh, as far as it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Covers {
    /// Nonce and time.
    #[default]
    All,
    /// No nonce.
    AllButNonce,
    /// No time.
    AllButTime,
}

/// What makes a request unique and fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The signature nonce; a gateway takes each one once.
    pub nonce: String,
    /// When the request was made, in UTC, such as `2026-11-24T11:18:53Z`.
    pub timestamp: String,
}

/// Everything about a request that is not the call itself.
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    /// The method. A form is written whatever the method is, although only
    /// `POST` makes sense for one.
    pub method: Method,
    /// Where the parameters stand.
    pub placement: Placement,
    /// How they are written.
    pub spelling: Spelling,
    /// The format asked for.
    pub format: Format,
    /// How the request is signed.
    pub scheme: Scheme,
    /// Whether it is, by RPC-V1: one that is not says who calls, and proves nothing.
    pub signs: bool,
    /// What the signature covers.
    pub covers: Covers,
    /// Who signs.
    pub credentials: &'a Credentials,
    /// Nonce and time.
    pub stamp: &'a Stamp,
    /// The version of the API.
    pub version: &'a str,
    /// The host and, unless it is the default, the port.
    pub host: &'a str,
}

impl Credentials {
    /// An access key.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        let secret = secret.into();
        Self {
            id: id.into(),
            signing: SigningKey::of(&secret),
            secret,
        }
    }

    /// The access key secret, which signs and is never sent or shown.
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

impl PartialEq for Credentials {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.secret) == (&other.id, &other.secret)
    }
}

impl Eq for Credentials {}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Format {
    /// The value of the parameter `Format`: `JSON` or `XML`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }

    /// The format called `name` in any case.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Json, Self::Xml]
            .into_iter()
            .find(|format| format.as_str().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_never_shown() {
        let key = Credentials::new("id", "s3cret");
        assert_eq!(format!("{key:?}"), "Credentials { id: \"id\", .. }");
        let sealed = Envelope {
            method: Method::Post,
            placement: Placement::Query,
            spelling: Spelling::Escaped,
            format: Format::Json,
            scheme: Scheme::V1,
            signs: true,
            covers: Covers::All,
            credentials: &key,
            stamp: &Stamp {
                nonce: String::new(),
                timestamp: String::new(),
            },
            version: "2016-04-28",
            host: "h",
        };
        assert!(!format!("{sealed:?}").contains("s3cret"));
    }

    #[test]
    fn formats_are_read_in_any_case() {
        assert_eq!(Format::parse("json"), Some(Format::Json));
        assert_eq!(Format::parse("Xml"), Some(Format::Xml));
        assert_eq!(Format::parse(""), None);
        assert_eq!(Format::parse("yaml"), None);
    }
}
