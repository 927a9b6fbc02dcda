//! The lines of the exec protocol: what is written to a command and read of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::wire::{Request, Response, decode};

/// The version of the protocol.
pub(super) const PROTOCOL: u64 = 1;

/// The content type of a body that the command leaves to tagproof to write.
const JSON: &str = "application/json;charset=utf-8";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Greeting {
    tagproof: u64,
}

#[derive(Serialize)]
struct Asked<'a> {
    id: u64,
    method: &'a str,
    path: &'a str,
    query: &'a str,
    headers: &'a [(String, String)],
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    params: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    id: u64,
    status: u16,
    headers: Option<Vec<(String, String)>>,
    body: Option<Value>,
    body_base64: Option<String>,
}

/// The first line, in either direction.
pub(super) fn greeting() -> String {
    format!("{{\"tagproof\": {PROTOCOL}}}")
}

/// The version in a greeting, or what is wrong with it.
pub(super) fn read_greeting(line: &[u8]) -> Result<u64, String> {
    let greeting: Greeting = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    Ok(greeting.tagproof)
}

/// A request as a line, without its end.
pub(super) fn request_line(id: u64, request: &Request) -> String {
    let text = std::str::from_utf8(&request.body).ok();
    let asked = Asked {
        id,
        method: request.method.as_str(),
        path: &request.path,
        query: &request.query,
        headers: &request.headers,
        body: text,
        body_base64: text.is_none().then(|| STANDARD.encode(&request.body)),
        params: params(request),
    };
    // Texts, numbers and lists of them can always be written.
    serde_json::to_string(&asked).unwrap_or_default()
}

/// The id and the response in an answer's line, or what is wrong with it.
pub(super) fn read_answer(line: &[u8]) -> Result<(u64, Response), String> {
    let answered: Answered = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    if !(200..=599).contains(&answered.status) {
        return Err(format!("{} is no HTTP status", answered.status));
    }
    let mut headers = Vec::new();
    let body = match (answered.body, answered.body_base64) {
        (Some(Value::String(text)), None) => text.into_bytes(),
        (Some(object @ Value::Object(_)), None) => {
            headers.push(("Content-Type".to_owned(), JSON.to_owned()));
            object.to_string().into_bytes()
        }
        (Some(_), None) => return Err("`body` is neither a text nor an object".to_owned()),
        (None, Some(bytes)) => STANDARD
            .decode(bytes)
            .map_err(|error| format!("`body_base64` is no Base64: {error}"))?,
        _ => return Err("it needs one of `body` and `body_base64`".to_owned()),
    };
    let response = Response {
        status: answered.status,
        headers: answered.headers.unwrap_or(headers),
        body,
    };
    Ok((answered.id, response))
}

/// The parameters by name, those of the envelope among them; `None` if the
/// request does not decode to text.
fn params(request: &Request) -> Option<Map<String, Value>> {
    let incoming = decode(request).ok()?;
    let format = incoming.format.map(|format| format.to_string());
    let common = [
        ("Action", incoming.action),
        ("Version", incoming.version),
        ("Format", format.or(incoming.format_error)),
        ("AccessKeyId", incoming.access_key_id),
    ];
    let mut params: Map<String, Value> = common
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?))))
        .collect();
    for (name, value) in incoming.call.params {
        params.entry(name).or_insert(Value::String(value));
    }
    Some(params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Method;
    use serde_json::json;

    fn request(query: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
        Request {
            method: Method::Post,
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_vec(),
        }
    }

    fn asked(request: &Request) -> Value {
        let line = request_line(7, request);
        assert!(!line.contains('\n'), "{line}");
        serde_json::from_str(&line).unwrap()
    }

    #[test]
    fn a_request_is_told_raw_and_decoded() {
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        let query =
            "Action=TagResources&format=x&Format=xml&Tag.1.Key=a%0Ab&Tag.1.Key=c&Signature=s";
        let told = asked(&request(
            query,
            &[form],
            b"Tag.1.Key=d&Tag.1.Value=%E4%B8%AD+",
        ));
        assert_eq!(
            told,
            json!({
                "id": 7,
                "method": "POST",
                "path": "/",
                "query": query,
                "headers": [["Content-Type", "application/x-www-form-urlencoded"]],
                "body": "Tag.1.Key=d&Tag.1.Value=%E4%B8%AD+",
                "params": {
                    "Action": "TagResources",
                    "Format": "XML",
                    "format": "x",
                    "Tag.1.Key": "a\nb",
                    "Tag.1.Value": "\u{4e2d} ",
                },
            })
        );
    }

    #[test]
    fn what_acs3_puts_into_headers_is_among_the_parameters() {
        let headers = [
            ("x-acs-action", "TagResources"),
            ("x-acs-version", "2016-04-28"),
            ("accept", "application/json"),
            (
                "Authorization",
                "ACS3-HMAC-SHA256 Credential=me,SignedHeaders=host,Signature=00",
            ),
        ];
        let told = asked(&request("RegionId=cn-hangzhou", &headers, b""));
        assert_eq!(
            told["params"],
            json!({
                "Action": "TagResources",
                "Version": "2016-04-28",
                "Format": "JSON",
                "AccessKeyId": "me",
                "RegionId": "cn-hangzhou",
            })
        );
    }

    #[test]
    fn what_is_no_text_survives() {
        let told = asked(&request("a=%FF", &[], b"\xff\0"));
        assert_eq!(told["params"], Value::Null);
        assert_eq!(told["query"], "a=%FF");
        assert_eq!(told["body_base64"], "/wA=");
        assert!(told.get("body").is_none());
        let (_, response) =
            read_answer(br#"{"id": 7, "status": 200, "body_base64": "/wA="}"#).unwrap();
        assert_eq!(response.body, b"\xff\0");
    }

    #[test]
    fn an_answer_is_read() {
        let (id, response) =
            read_answer(br#"{"id": 7, "status": 400, "headers": [["a", "b"]], "body": "\u4e2d "}"#)
                .unwrap();
        assert_eq!((id, response.status), (7, 400));
        assert_eq!(response.header("A"), Some("b"));
        assert_eq!(response.body, "\u{4e2d} ".as_bytes());
        let (_, response) =
            read_answer(b" {\"status\": 200, \"body\": {\"a\": [1]}, \"id\": 8}\r").unwrap();
        assert_eq!(response.header("content-type"), Some(JSON));
        assert_eq!(response.body, br#"{"a":[1]}"#);
        let (_, response) = read_answer(br#"{"id": 9, "status": 200, "body": ""}"#).unwrap();
        assert_eq!((response.headers, response.body), (vec![], vec![]));
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_told() {
        for (line, reason) in [
            ("", "EOF while parsing"),
            ("listening on 8080", "expected value"),
            ("\u{feff}{}", "expected value"),
            ("[]", "invalid length 0"),
            ("{\"status\": 200, \"body\": \"\"}", "missing field `id`"),
            ("{\"id\": 1, \"body\": \"\"}", "missing field `status`"),
            ("{\"id\": -1}", "invalid value: integer `-1`"),
            (
                "{\"id\": 1, \"status\": \"200\"}",
                "invalid type: string \"200\"",
            ),
            (
                "{\"id\": 1, \"status\": 200, \"Body\": \"\"}",
                "unknown field `Body`",
            ),
            (
                "{\"id\": 1, \"status\": 199, \"body\": \"\"}",
                "199 is no HTTP status",
            ),
            (
                "{\"id\": 1, \"status\": 600, \"body\": \"\"}",
                "600 is no HTTP status",
            ),
            (
                "{\"id\": 1, \"status\": 200}",
                "one of `body` and `body_base64`",
            ),
            (
                "{\"id\": 1, \"status\": 200, \"body\": \"\", \"body_base64\": \"\"}",
                "one of `body` and `body_base64`",
            ),
            (
                "{\"id\": 1, \"status\": 200, \"body\": []}",
                "neither a text nor an object",
            ),
            (
                "{\"id\": 1, \"status\": 200, \"body_base64\": \"%\"}",
                "no Base64",
            ),
            (
                "{\"id\": 1, \"status\": 200, \"body\": \"\"} {}",
                "trailing characters",
            ),
        ] {
            let said = read_answer(line.as_bytes()).unwrap_err();
            assert!(said.contains(reason), "{line}: {said}");
        }
    }

    #[test]
    fn the_greeting_is_read_back() {
        assert_eq!(read_greeting(greeting().as_bytes()), Ok(PROTOCOL));
        assert_eq!(read_greeting(b"{\"tagproof\":2}"), Ok(2));
        for wrong in [
            "",
            "1",
            "{}",
            "{\"tagproof\": \"1\"}",
            "{\"tagproof\": 1, \"a\": 1}",
        ] {
            assert!(read_greeting(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
