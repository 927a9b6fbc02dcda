//! How a request proves who sent it.

/// How a request proves who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Not at all.
    None,
    /// With an RPC-V1 signature.
    V1 {
        /// The signature as sent.
        signature: String,
        /// `SignatureMethod`; a gateway accepts only `HMAC-SHA1`.
        signature_method: Option<String>,
        /// `SignatureVersion`; a gateway accepts only `1.0`.
        signature_version: Option<String>,
        /// `SignatureNonce`.
        nonce: Option<String>,
        /// `Timestamp` or, in its old spelling, `TimeStamp`.
        timestamp: Option<String>,
    },
    /// With an ACS3 signature.
    Acs3 {
        /// The headers the client signed, in its order.
        signed_headers: Vec<String>,
        /// The signature as sent.
        signature: String,
        /// `x-acs-content-sha256`.
        content_sha256: Option<String>,
        /// `x-acs-signature-nonce`.
        nonce: Option<String>,
        /// `x-acs-date`.
        timestamp: Option<String>,
    },
}

/// Seconds since 1970 of a timestamp in the one form `YYYY-MM-DDThh:mm:ssZ`.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    // Written back it is the form wanted, so that every other one is refused.
    (moment.to_string() == text && text.len() == "YYYY-MM-DDThh:mm:ssZ".len())
        .then(|| moment.as_second())
}

/// A timestamp so many seconds later, or earlier; none if it is none.
pub fn later(timestamp: &str, seconds: i64) -> Option<String> {
    let moment = parse_timestamp(timestamp)?.checked_add(seconds)?;
    let moment = jiff::Timestamp::from_second(moment).ok()?;
    Some(moment.to_string())
}

impl Proof {
    /// The nonce, if there is one.
    pub fn nonce(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::V1 { nonce, .. } | Self::Acs3 { nonce, .. } => nonce.as_deref(),
        }
    }

    /// The timestamp as written, if there is one.
    pub fn timestamp(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::V1 { timestamp, .. } | Self::Acs3 { timestamp, .. } => timestamp.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_one_form() {
        assert_eq!(parse_timestamp("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse_timestamp("2026-11-24T11:18:53Z"), Some(1_795_519_133));
        assert_eq!(parse_timestamp("2024-02-29T23:59:59Z"), Some(1_709_251_199));
        for text in [
            "",
            "now",
            "2026-11-24T11:18:53",
            "2026-11-24T11:18:53z",
            "2026-11-24 11:18:53Z",
            "2026-11-24T11:18:53+00:00",
            "2026-11-24T11:18:53.0Z",
            "2026-11-24T11:18:53.5Z",
            "2026-11-24T11:18Z",
            "2026-11-24T11:18:60Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            " 2026-11-24T11:18:53Z",
            "+002026-11-24T11:18:53Z",
            "-000001-01-01T00:00:00Z",
        ] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }
}
