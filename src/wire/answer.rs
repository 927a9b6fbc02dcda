//! Answers become responses and responses answers, in either format.

use serde_json::Value;

use crate::contract::Answer;

use super::answer_error::{AnswerError, clip};
use super::envelope::Format;
use super::message::Response;
use super::{json, xml_reader, xml_writer};

/// Writes `answer`, which answers the operation `action`, in `format`.
///
/// JSON is the body as it is. XML is the same tree:
/// the root is `<Error>` if there is a code and else the action with
/// `Response` behind it, a list becomes one element per item under the list's
/// own name, and `null` an empty element. Line ends and tabs are written as
/// character references, so that parsers keep them. **What XML 1.0 cannot carry
/// becomes U+FFFD**, see [`xml_can_carry`](super::xml_can_carry); names that
/// are none in XML are mended with `_`; what lies deeper than 64 levels is left
/// out.
///
/// The header `X-Acs-Request-Id` repeats the body's request id unless that is
/// not visible ASCII.
pub fn write(answer: &Answer, action: &str, format: Format) -> Response {
    let (content_type, body) = match format {
        Format::Json => ("application/json;charset=utf-8", json::write(&answer.body)),
        Format::Xml => {
            let root = match answer.code() {
                Some(_) => "Error".to_owned(),
                None => format!("{action}Response"),
            };
            (
                "text/xml;charset=utf-8",
                xml_writer::write(&root, &answer.body).into_bytes(),
            )
        }
    };
    let mut headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
    if let Some(id) = answer.request_id()
        && id.bytes().all(|byte| byte.is_ascii_graphic())
    {
        headers.push(("X-Acs-Request-Id".to_owned(), id.to_owned()));
    }
    Response {
        status: answer.status,
        headers,
        body,
    }
}

/// Reads a response whose body must be in `format`.
///
/// XML comes out as the tree [`Answer`] describes: the root element is left
/// off, an element without elements in it is text, kept to the last space, and
/// elements of one name become a list. Attributes, comments and processing
/// instructions are skipped. Raw line ends become `\n`, as XML wants it.
pub fn read(response: &Response, format: Format) -> Result<Answer, AnswerError> {
    body(response, format).map_err(|error| redirect(response).unwrap_or(error))
}

/// That an answer is none because it leads elsewhere.
fn redirect(response: &Response) -> Option<AnswerError> {
    let location = response.header("location")?;
    (300..400)
        .contains(&response.status)
        .then(|| AnswerError::Redirect {
            location: clip(location),
        })
}

fn body(response: &Response, format: Format) -> Result<Answer, AnswerError> {
    let text = text(&response.body, format)?;
    match (format, looks_like(text)) {
        (_, Some(Kind::Html)) => {
            return Err(AnswerError::Unrelated {
                kind: "html",
                asked: format,
            });
        }
        (Format::Json, Some(Kind::Xml)) => {
            return Err(AnswerError::OtherFormat {
                asked: format,
                found: Format::Xml,
            });
        }
        (Format::Xml, Some(Kind::Json)) => {
            return Err(AnswerError::OtherFormat {
                asked: format,
                found: Format::Json,
            });
        }
        _ => {}
    }
    let body = match format {
        Format::Json => json::read(text)?,
        Format::Xml => Value::Object(xml_reader::read(text)?),
    };
    Ok(Answer::new(response.status, body))
}

/// The name of the root element of an XML body, be the rest of it what it may;
/// `None` if the body does not begin like XML.
pub fn root_name(response: &Response) -> Option<String> {
    xml_reader::root_name(std::str::from_utf8(&response.body).ok()?)
}

enum Kind {
    Json,
    Xml,
    Html,
}

fn text(body: &[u8], asked: Format) -> Result<&str, AnswerError> {
    if body.starts_with(&[0x1f, 0x8b]) {
        return Err(AnswerError::Unrelated {
            kind: "gzip",
            asked,
        });
    }
    let text = std::str::from_utf8(body).map_err(|error| AnswerError::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    if text.trim().is_empty() {
        return Err(AnswerError::Empty);
    }
    Ok(text)
}

fn looks_like(text: &str) -> Option<Kind> {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let begins = |with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if begins("<!doctype html") || begins("<html") {
        return Some(Kind::Html);
    }
    match text.chars().next() {
        Some('<') => Some(Kind::Xml),
        Some('{' | '[') => Some(Kind::Json),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::TagRow;
    use serde_json::json;

    fn response(body: &[u8]) -> Response {
        Response {
            status: 200,
            headers: Vec::new(),
            body: body.to_vec(),
        }
    }

    fn listing(rows: &[TagRow]) -> Answer {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| {
                json!({
                    "ResourceType": "VPC",
                    "ResourceId": row.resource,
                    "TagKey": row.key,
                    "TagValue": row.value,
                })
            })
            .collect();
        let body = json!({"RequestId": "R-1", "TagResources": {"TagResource": rows}});
        Answer::new(200, body)
    }

    fn row(key: &str, value: &str) -> TagRow {
        TagRow {
            resource: "vpc-1".to_owned(),
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }

    fn assert_rows_survive(rows: &[TagRow]) {
        for format in [Format::Json, Format::Xml] {
            let sent = write(&listing(rows), "ListTagResources", format);
            let answer = read(&sent, format).unwrap();
            assert_eq!(answer.tag_rows().as_deref(), Some(rows), "{format}");
            assert!(answer.is_success());
            assert_eq!(answer.request_id(), Some("R-1"));
        }
    }

    #[test]
    fn listings_of_any_length_survive_both_formats() {
        for length in [0, 1, 2, 400] {
            let rows: Vec<TagRow> = (0..length).map(|n| row(&format!("k{n}"), "v")).collect();
            assert_rows_survive(&rows);
        }
    }

    #[test]
    fn hostile_text_survives_both_formats() {
        for text in [
            "",
            " ",
            "   ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            " \t\r\n ",
            " lead",
            "trail ",
            "]]>",
            "&amp;",
            "&#9;",
            "<TagKey>",
            "<![CDATA[x]]>",
            "\"'",
            "\u{85}\u{2028}\u{FEFF}",
            "\u{FEFF}",
            "部门 财务部",
            "\u{1F600}\u{1F468}\u{200D}\u{1F469}",
            "e\u{301}",
            "\\u0041",
            "{}",
            "null",
            "\u{7f}\u{80}\u{FFFD}\u{10FFFF}",
        ] {
            assert_rows_survive(&[row("k", text)]);
            assert_rows_survive(&[row(text, "a"), row("b", text)]);
        }
    }

    #[test]
    fn what_xml_cannot_carry_survives_json_and_is_replaced_in_xml() {
        let rows = [row("k", "a\0b\u{1}\u{FFFF}")];
        let answer = listing(&rows);
        let json = write(&answer, "ListTagResources", Format::Json);
        let read_back = read(&json, Format::Json).unwrap();
        assert_eq!(read_back.tag_rows().as_deref(), Some(&rows[..]));
        let xml = write(&answer, "ListTagResources", Format::Xml);
        let read_back = read(&xml, Format::Xml).unwrap();
        let expected = [row("k", "a\u{FFFD}b\u{FFFD}\u{FFFD}")];
        assert_eq!(read_back.tag_rows().as_deref(), Some(&expected[..]));
    }

    #[test]
    fn responses_have_their_headers_and_root() {
        let done = Answer::new(200, json!({"RequestId": "R-1"}));
        let xml = write(&done, "TagResources", Format::Xml);
        assert_eq!(xml.header("content-type"), Some("text/xml;charset=utf-8"));
        assert_eq!(xml.header("x-acs-request-id"), Some("R-1"));
        assert_eq!(root_name(&xml).as_deref(), Some("TagResourcesResponse"));
        assert_eq!(
            String::from_utf8(xml.body).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <TagResourcesResponse><RequestId>R-1</RequestId></TagResourcesResponse>"
        );
        let json = write(&done, "TagResources", Format::Json);
        assert_eq!(
            json.header("content-type"),
            Some("application/json;charset=utf-8")
        );
        assert_eq!(json.header("x-acs-request-id"), Some("R-1"));
        assert_eq!(json.body, br#"{"RequestId":"R-1"}"#);
        assert_eq!(root_name(&json), None);
    }

    #[test]
    fn errors_have_their_status_and_root() {
        let body = json!({"RequestId": "R-1", "HostId": "h", "Code": "C", "Message": " <m> "});
        for format in [Format::Json, Format::Xml] {
            let answer = Answer::new(403, body.clone());
            let sent = write(&answer, "TagResources", format);
            assert_eq!(sent.status, 403);
            assert_eq!(read(&sent, format).unwrap(), answer);
            let root = root_name(&sent);
            assert_eq!(root.is_some(), format == Format::Xml);
            assert!(root.is_none_or(|root| root == "Error"));
        }
    }

    #[test]
    fn request_ids_no_header_can_carry_stay_out_of_it() {
        let answer = Answer::new(200, json!({"RequestId": "a\r\nX-Evil: 1"}));
        assert_eq!(
            write(&answer, "A", Format::Json).header("x-acs-request-id"),
            None
        );
        let nameless = write(&Answer::new(200, json!({})), "A", Format::Json);
        assert_eq!(nameless.header("x-acs-request-id"), None);
    }

    #[test]
    fn flat_xml_listings_are_read() {
        let one = "<TagResources><ResourceType>VPC</ResourceType><TagValue> v </TagValue>\
                   <ResourceId>vpc-1</ResourceId><TagKey>k</TagKey></TagResources>";
        let document = |rows: &str| {
            format!(
                "<ListTagResourcesResponse><NextToken/><RequestId>R</RequestId>{rows}\
                 </ListTagResourcesResponse>"
            )
        };
        for (rows, length) in [
            (String::new(), 0),
            ("<TagResources/>".to_owned(), 0),
            ("<TagResources>\n</TagResources>".to_owned(), 0),
            (one.to_owned(), 1),
            (one.repeat(3), 3),
        ] {
            let answer = read(&response(document(&rows).as_bytes()), Format::Xml).unwrap();
            let expected = vec![row("k", " v "); length];
            assert_eq!(answer.tag_rows(), Some(expected), "{rows}");
            assert_eq!(answer.next_token(), None);
        }
    }

    #[test]
    fn key_listings_are_read_from_xml() {
        let body = json!({"TagKeys": {"TagKey": [{"TagKey": "k", "Type": "Custom"}]}});
        let sent = write(&Answer::new(200, body), "DescribeTagKeys", Format::Xml);
        let answer = read(&sent, Format::Xml).unwrap();
        assert_eq!(answer.tag_keys(), Some(vec!["k".to_owned()]));
    }

    #[test]
    fn bodies_in_no_format_or_the_wrong_one_are_named() {
        for (body, json, xml) in [
            (&b""[..], "the body is empty", "the body is empty"),
            (b" \r\n", "the body is empty", "the body is empty"),
            (
                b"{\"a\":\"\xff\"}",
                "the body is not utf-8 from byte 6 on",
                "the body is not utf-8 from byte 6 on",
            ),
            (
                b"\x1f\x8b\x08",
                "the body is gzip, but JSON was asked for",
                "the body is gzip, but XML was asked for",
            ),
            (
                b"\n<!DOCTYPE HTML><html>",
                "the body is html, but JSON was asked for",
                "the body is html, but XML was asked for",
            ),
            (
                b"<html></html>",
                "the body is html, but JSON was asked for",
                "the body is html, but XML was asked for",
            ),
            (
                b"Bad Gateway",
                "the body is not json: expected value at line 1 column 1",
                "the body is not xml: it begins with \"Bad Gateway\"",
            ),
        ] {
            for (format, message) in [(Format::Json, json), (Format::Xml, xml)] {
                let error = read(&response(body), format).unwrap_err();
                assert_eq!(error.to_string(), message);
            }
        }
        assert_eq!(
            read(&response(b" <a/>"), Format::Json)
                .unwrap_err()
                .to_string(),
            "the body looks like XML, but JSON was asked for"
        );
        for body in [&b" {}"[..], b"[", b"{"] {
            assert_eq!(
                read(&response(body), Format::Xml).unwrap_err().to_string(),
                "the body looks like JSON, but XML was asked for"
            );
        }
    }
}
