//! What the client's side writes, the server's side opens and verifies.

use super::captures::SECRET;
use super::{
    Covers, Credentials, Envelope, Format, Method, Placement, Scheme, Spelling, Stamp,
    asked_format, decode, encode, encode_raw, verify,
};
use crate::contract::Call;

fn credentials() -> Credentials {
    Credentials::new("LTAItestAccessKeyId0", SECRET)
}

fn stamp() -> Stamp {
    Stamp {
        nonce: "a nonce+".to_owned(),
        timestamp: "2026-11-24T11:18:53Z".to_owned(),
    }
}

fn envelope<'a>(
    scheme: Scheme,
    placement: Placement,
    credentials: &'a Credentials,
    stamp: &'a Stamp,
) -> Envelope<'a> {
    Envelope {
        method: Method::Post,
        placement,
        spelling: Spelling::Escaped,
        format: Format::Xml,
        scheme,
        signs: true,
        covers: Covers::All,
        credentials,
        stamp,
        version: "2016-04-28",
        host: "vpc.aliyuncs.com",
    }
}

#[test]
fn hostile_calls_survive_both_schemes_and_placements() {
    let mut call = Call::new("TagResources", "LTAItestAccessKeyId0")
        .with("ResourceId.1", "same")
        .with("ResourceId.1", "same")
        .with("ResourceId.1", "other")
        .with("", "nameless")
        .with("a=b&c", "d");
    for (index, text) in [
        "",
        " ",
        " lead and trail ",
        "+%2B%",
        "a&b=c#d?e;f",
        "\0\u{1}\u{7f}",
        "\r\n\t",
        "\u{FEFF}\u{FFFD}\u{FFFF}\u{10FFFF}",
        "部门 é e\u{301} \u{1F468}\u{200D}\u{1F469}",
        "]]>&amp;<x/>",
        "\u{202E}rtl",
    ]
    .into_iter()
    .enumerate()
    {
        call = call
            .with(format!("Tag.{index}.Key"), text)
            .with(text, "as a name");
    }
    // A parameter without name and value cannot be told from none.
    let (key, stamp) = (credentials(), stamp());
    for scheme in [Scheme::V1, Scheme::Acs3] {
        for placement in [Placement::Query, Placement::Form, Placement::Split] {
            for spelling in [Spelling::Escaped, Spelling::Plus, Spelling::Bare] {
                let envelope = Envelope {
                    spelling,
                    ..envelope(scheme, placement, &key, &stamp)
                };
                let request = encode(&call, &envelope);
                let incoming = decode(&request).unwrap();
                assert_eq!(incoming.call, call, "{scheme:?} {placement:?} {spelling:?}");
                assert_eq!(incoming.action.as_deref(), Some("TagResources"));
                assert_eq!(incoming.version.as_deref(), Some("2016-04-28"));
                assert_eq!(incoming.format, Some(Format::Xml));
                assert_eq!(incoming.nonce(), Some("a nonce+"));
                assert_eq!(incoming.timestamp(), Some("2026-11-24T11:18:53Z"));
                assert_eq!(verify(&incoming, &request, key.secret()), Ok(()));
                assert!(verify(&incoming, &request, "wrong").is_err());
            }
        }
    }
}

#[test]
fn sdks_spell_and_place_parameters_in_their_own_ways() {
    let (key, stamp) = (credentials(), stamp());
    let call = Call::new("TagResources", "")
        .with("RegionId", "cn-hangzhou")
        .with("Tag.1.Key", "a b*(c)!'+");
    for (spelling, written) in [
        (Spelling::Escaped, "a%20b%2A%28c%29%21%27%2B"),
        (Spelling::Plus, "a+b%2A%28c%29%21%27%2B"),
        (Spelling::Bare, "a%20b*(c)!'%2B"),
    ] {
        for scheme in [Scheme::V1, Scheme::Acs3] {
            let envelope = Envelope {
                spelling,
                ..envelope(scheme, Placement::Split, &key, &stamp)
            };
            let request = encode(&call, &envelope);
            let body = format!("RegionId=cn-hangzhou&Tag.1.Key={written}");
            assert_eq!(request.body, body.as_bytes());
            assert!(request.query.starts_with("RegionId=cn-hangzhou"));
            assert!(!request.query.contains("Tag."), "{}", request.query);
            let is_signed_there = request.query.contains("&Signature=");
            assert_eq!(is_signed_there, scheme == Scheme::V1);
        }
    }
}

#[test]
fn replaced_common_parameters_arrive_under_both_schemes() {
    let (key, stamp) = (credentials(), stamp());
    let call = Call::new("TagResources", "")
        .with("Action", "tagresources")
        .with("Version", "")
        .with("AccessKeyId", "who?")
        .with("SignatureNonce", "again")
        .with("Timestamp", "yesterday");
    for scheme in [Scheme::V1, Scheme::Acs3] {
        let request = encode(&call, &envelope(scheme, Placement::Query, &key, &stamp));
        let incoming = decode(&request).unwrap();
        assert_eq!(incoming.action.as_deref(), Some("tagresources"));
        assert_eq!(incoming.version.as_deref(), Some(""));
        assert_eq!(incoming.access_key_id.as_deref(), Some("who?"));
        assert_eq!(incoming.nonce(), Some("again"));
        assert_eq!(incoming.timestamp(), Some("yesterday"));
        assert_eq!(incoming.call.params, []);
        assert_eq!(verify(&incoming, &request, key.secret()), Ok(()));
    }
}

#[test]
fn raw_queries_that_decode_are_signed_and_others_name_their_parameter() {
    let (key, stamp) = (credentials(), stamp());
    for scheme in [Scheme::V1, Scheme::Acs3] {
        for placement in [Placement::Query, Placement::Form] {
            let envelope = envelope(scheme, placement, &key, &stamp);
            let request = encode_raw("Action=A&x=%zz+%&&y", &envelope);
            let incoming = decode(&request).unwrap();
            assert_eq!(incoming.action.as_deref(), Some("A"));
            assert_eq!(incoming.call.get("x"), Some("%zz %"));
            assert_eq!(incoming.call.get("y"), Some(""));
            assert_eq!(verify(&incoming, &request, key.secret()), Ok(()));

            let request = encode_raw("Action=A&Tag.1.Key=%ff", &envelope);
            let error = decode(&request).unwrap_err().to_string();
            let place = match placement {
                Placement::Query => "query",
                Placement::Form | Placement::Split => "form",
            };
            assert_eq!(
                error,
                format!("in the {place}, the value of parameter \"Tag.1.Key\" is not utf-8")
            );
            assert_eq!(asked_format(&request), Some(Format::Xml));
        }
    }
}
