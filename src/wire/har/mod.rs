//! HTTP archives (HAR 1.2): traffic recorded elsewhere, as exchanges in order.

mod body;
mod entry;
mod recording;
mod text;

pub use recording::{
    Attached, Exchange, HarError, Oddity, Problem, Recording, SkipReason, Skipped, Unread,
};

use entry::Found;

/// Reads a HAR file that stands alone, see [`read_with`].
pub fn read(file: &[u8]) -> Result<Recording, HarError> {
    read_with(file, &|_| None)
}

/// Reads a HAR file in UTF-8, or in UTF-16 with a byte order mark.
///
/// It takes memory and time in proportion to `file`, so the caller bounds its
/// length. No entry is an error: one that lacks its response or a body, or that
/// breaks HAR 1.2, is skipped, and said to be.
pub fn read_with(file: &[u8], attached: &Attached<'_>) -> Result<Recording, HarError> {
    if file.starts_with(b"PK\x03\x04") {
        return Err(HarError::Zip);
    }
    let text = text::text(file);
    let entries = text::entries(&text.text)?;
    let is_torn = |entry: &str| text.is_torn && entry.contains(char::REPLACEMENT_CHARACTER);
    let mut recording = Recording::default();
    let mut times: Vec<Option<(i64, i64)>> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let found = entry::read(place, entry, is_torn(entry), attached);
        times.push(found.times());
        match found {
            Found::Exchange(exchange) => recording.exchanges.push(exchange),
            Found::Skipped(skipped) => recording.skipped.push(skipped),
            Found::Unread(unread) => recording.unread.push(unread),
        }
    }
    date(&mut recording.unread, &times);
    recording.exchanges.sort_by_key(|exchange| exchange.started);
    Ok(recording)
}

/// Says of entries without a time when they may have been made: once the one
/// before it in the file was over, and before the one after it began.
fn date(unread: &mut [Unread], times: &[Option<(i64, i64)>]) {
    let mut next = i64::MAX;
    let mut begins: Vec<i64> = vec![next; times.len()];
    for (begin, time) in begins.iter_mut().zip(times).rev() {
        *begin = next;
        next = time.map_or(next, |(started, _)| started);
    }
    let mut ended = i64::MIN;
    let mut ends: Vec<i64> = Vec::with_capacity(times.len());
    for time in times {
        ends.push(ended);
        ended = time.map_or(ended, |(_, end)| end);
    }
    for one in unread {
        one.when = ends[one.entry].min(begins[one.entry]);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::wire::{Format, Method, decode, read as read_answer};

    fn recording(file: &[u8]) -> Recording {
        read(file).unwrap()
    }

    /// A file of one entry, which is in order but for what `change` does to it.
    fn changed(change: impl Fn(&mut Value)) -> Result<Recording, HarError> {
        let mut entry = json!({
            "startedDateTime": "2026-11-24T11:18:53.001Z",
            "time": 1.5,
            "request": {"method": "GET", "url": "http://h/", "headers": []},
            "response": {"status": 200, "headers": [], "content": {"text": "{}"}},
        });
        change(&mut entry);
        read(json!({"log": {"entries": [entry]}}).to_string().as_bytes())
    }

    fn assert_skipped(change: impl Fn(&mut Value), reason: SkipReason) {
        let skipped = changed(change).unwrap().skipped;
        let skipped: Vec<_> = skipped.iter().map(|it| (it.entry, it.reason)).collect();
        assert_eq!(skipped, [(0, reason)]);
    }

    fn only(change: impl Fn(&mut Value)) -> Exchange {
        let recording = changed(change).unwrap();
        assert_eq!(
            (&recording.skipped[..], &recording.unread[..]),
            (&[][..], &[][..])
        );
        recording.exchanges.into_iter().next().unwrap()
    }

    #[test]
    fn a_file_of_mitmproxy_is_read() {
        let recording = recording(include_bytes!("../../../tests/har/mitmproxy.har"));
        let entries: Vec<usize> = recording.exchanges.iter().map(|one| one.entry).collect();
        assert_eq!(entries, [1, 0], "in the order in which they began");
        let [skipped] = &recording.skipped[..] else {
            panic!("one entry is skipped");
        };
        assert_eq!((skipped.entry, skipped.reason), (2, SkipReason::NoResponse));
        let incoming = decode(&skipped.request).unwrap();
        assert_eq!(incoming.call.action, "ListTagResources");
        assert!(skipped.whole);
        let [first, second] = &recording.exchanges[..] else {
            panic!("two exchanges");
        };
        assert_eq!(first.request.method, Method::Post);
        assert_eq!(first.request.path, "/");
        assert_eq!(first.started, 1_795_519_132_500_000);
        assert_eq!(first.ended, first.started + 12_000);
        let incoming = decode(&first.request).unwrap();
        assert_eq!(incoming.call.get("Tag.1.Key"), Some("部门"));
        let answer = read_answer(&first.response, Format::Xml).unwrap();
        assert!(answer.is_success(), "its content is in Base64");
        let incoming = decode(&second.request).unwrap();
        assert_eq!(incoming.action.as_deref(), Some("ListTagResources"));
        let answer = read_answer(&second.response, Format::Json).unwrap();
        assert_eq!(answer.tag_rows().map(|rows| rows.len()), Some(1));
    }

    #[test]
    fn a_file_of_a_browser_is_read() {
        let recording = recording(include_bytes!("../../../tests/har/chromium.har"));
        let reasons: Vec<(usize, SkipReason)> = recording
            .skipped
            .iter()
            .map(|skipped| (skipped.entry, skipped.reason))
            .collect();
        assert_eq!(reasons, [(1, SkipReason::ResponseBody)]);
        let [exchange] = &recording.exchanges[..] else {
            panic!("one exchange");
        };
        assert_eq!(exchange.request.header("host"), Some("vpc.aliyuncs.com"));
        assert!(
            exchange
                .request
                .headers
                .iter()
                .all(|(name, _)| !name.starts_with(':'))
        );
        assert_eq!(exchange.request.path, "/");
        assert!(exchange.request.query.ends_with("&Tag.1.Value=a%20b"));
        let answer = read_answer(&exchange.response, Format::Json).unwrap();
        assert_eq!(answer.code(), Some("Forbidden.TagKeys"));
        assert_eq!(answer.status, 400);
    }

    #[test]
    fn urls_are_taken_apart() {
        for (url, host, path, query) in [
            ("http://h", "h", "/", ""),
            ("http://h/", "h", "/", ""),
            ("https://h:8080?a=b?c", "h:8080", "/", "a=b?c"),
            ("http://me:secret@h/a/b?x=/&y#f?z", "h", "/a/b", "x=/&y"),
            ("http://[::1]:80/?#", "[::1]:80", "/", ""),
        ] {
            let found = only(|entry| entry["request"]["url"] = url.into()).request;
            assert_eq!(
                (
                    found.header("host"),
                    found.path.as_str(),
                    found.query.as_str()
                ),
                (Some(host), path, query),
                "{url}"
            );
        }
        let headers = json!([{"name": "HOST", "value": "other"}]);
        let found = only(|entry| entry["request"]["headers"] = headers.clone());
        assert_eq!(found.request.headers.len(), 1);
    }

    #[test]
    fn bodies_come_from_text_parameters_or_base64() {
        let form = "Application/x-www-form-urlencoded; charset=utf-8";
        let params = json!([{"name": "a b", "value": "="}, {"name": "c"}]);
        for (data, body) in [
            (json!(null), ""),
            (json!({"text": ""}), ""),
            (json!({"text": "a=b", "params": params}), "a=b"),
            (json!({"text": "YT1i", "encoding": "base64"}), "a=b"),
            (json!({"mimeType": form, "params": params}), "a%20b=%3D&c="),
            (
                json!({"mimeType": form, "text": "", "params": params}),
                "a%20b=%3D&c=",
            ),
        ] {
            let found = only(|entry| entry["request"]["postData"] = data.clone());
            assert_eq!(found.request.body, body.as_bytes(), "{data}");
        }
        for content in [json!({"text": ""}), json!({"size": 0})] {
            let found = only(|entry| entry["response"]["content"] = content.clone());
            assert_eq!(found.response.body, b"", "{content}");
        }
        let bytes = json!({"text": "/wA=", "encoding": "base64"});
        let found = only(|entry| entry["response"]["content"] = bytes.clone());
        assert_eq!(found.response.body, b"\xff\0");
    }

    #[test]
    fn a_body_that_was_not_recorded_is_not_empty() {
        let multipart = json!({"mimeType": "multipart/form-data", "params": [{"name": "a"}]});
        let headers = |name: &str, value: &str| json!([{"name": name, "value": value}]);
        let post = |key: &'static str, value: Value| {
            move |entry: &mut Value| {
                entry["request"]["method"] = "POST".into();
                entry["request"][key] = value.clone();
            }
        };
        for lacks in [
            post("postData", multipart),
            post("bodySize", json!(3)),
            post("headers", headers("Content-Type", "application/json")),
            post("headers", headers("content-length", "7")),
            post("headers", headers("transfer-encoding", "chunked")),
            post("postData", json!({"_file": "a.bin"})),
        ] {
            assert_skipped(lacks, SkipReason::RequestBody);
        }
        for nothing in [
            post("bodySize", json!(-1)),
            post("headers", headers("content-length", "0")),
            post("bodySize", json!(0)),
        ] {
            assert_eq!(only(nothing).request.body, b"");
        }
        assert_eq!(
            only(|entry| entry["request"]["bodySize"] = json!(-1))
                .request
                .body,
            b""
        );
        for content in [
            json!({"size": 3}),
            json!({"size": -1}),
            json!({"size": -1, "text": ""}),
            json!({"size": 9, "text": null}),
            json!({"size": 9, "text": ""}),
            json!({"_file": "a.json", "size": 0}),
            json!({}),
            json!(null),
        ] {
            assert_skipped(
                |entry| entry["response"]["content"] = content.clone(),
                SkipReason::ResponseBody,
            );
        }
    }

    #[test]
    fn a_body_in_a_file_of_its_own_is_read_from_there() {
        let file = json!({"log": {"entries": [{
            "startedDateTime": "2026-11-24T11:18:53.001Z",
            "request": {
                "method": "POST", "url": "http://h/", "headers": [],
                "postData": {"text": "", "_file": "asked"},
            },
            "response": {
                "status": 200, "headers": [], "content": {"size": 2, "_file": "answered"},
            },
        }]}});
        let attached = |name: &str| Some(format!("the {name}").into_bytes());
        let recording = read_with(file.to_string().as_bytes(), &attached).unwrap();
        assert_eq!(recording.exchanges[0].request.body, b"the asked");
        assert_eq!(recording.exchanges[0].response.body, b"the answered");
    }

    #[test]
    fn a_body_that_is_still_packed_is_told_from_a_plain_one() {
        let encoded = |how: &str, text: &str| {
            let (how, text) = (how.to_owned(), text.to_owned());
            move |entry: &mut Value| {
                let header = json!({"name": "Content-Encoding", "value": how});
                entry["response"]["headers"] = json!([header]);
                entry["response"]["content"] = json!({"text": text});
            }
        };
        for (how, text) in [("br", "\u{8b}\u{5}{}"), ("zstd", "(\u{b5}/"), ("gzip", "x")] {
            assert_skipped(encoded(how, text), SkipReason::Packed);
        }
        for (how, text) in [
            ("br", " {}"),
            ("gzip", "<R/>"),
            ("identity", "x"),
            ("br", ""),
        ] {
            assert_eq!(only(encoded(how, text)).response.body, text.as_bytes());
        }
    }

    #[test]
    fn entries_without_a_response_are_skipped_and_may_still_be_done() {
        for (response, reason, answered) in [
            (json!(null), SkipReason::NoResponse, false),
            (json!({"status": 0}), SkipReason::NoResponse, false),
            (json!({"status": -1}), SkipReason::NoResponse, false),
            (
                json!({"status": 503, "headers": []}),
                SkipReason::ResponseBody,
                false,
            ),
            (
                json!({"status": 400, "headers": []}),
                SkipReason::ResponseBody,
                true,
            ),
        ] {
            let skipped = changed(|entry| entry["response"] = response.clone());
            let skipped = &skipped.unwrap().skipped[0];
            assert_eq!((skipped.reason, skipped.answered), (reason, answered));
            assert!(skipped.whole, "{response}");
        }
    }

    #[test]
    fn times_are_read_and_never_overflow() {
        for (text, time, took) in [
            ("2026-11-24T11:18:53.001Z", json!(1.5), 1500),
            ("2026-11-24T12:18:53.001000+01:00", json!(null), 0),
            ("2026-11-24T11:18:53.001+00:00", json!(-1), 0),
            ("2026-11-24T11:18:53.001Z", json!(1e300), 0),
        ] {
            let found = only(|entry| {
                entry["startedDateTime"] = text.into();
                entry["time"] = time.clone();
            });
            assert_eq!(found.started, 1_795_519_133_001_000, "{text}");
            assert_eq!(found.ended - found.started, took, "{time}");
        }
    }

    #[test]
    fn what_is_no_har_file_is_refused() {
        for (file, message) in [
            (
                "",
                "the HAR file is not json: EOF while parsing a value at line 1 column 0",
            ),
            (
                "{\"log\":\n{\"entries\": [0,]}}",
                "the HAR file is not json: expected value at line 2 column 16",
            ),
            ("[]", "the file is no HAR file: it has no list log.entries"),
            (
                "[{\"entries\": []}]",
                "the file is no HAR file: it has no list log.entries",
            ),
            (
                r#"{"log": {"entries": {}}}"#,
                "the file is no HAR file: it has no list log.entries",
            ),
            (
                "PK\u{3}\u{4}",
                "the file is a zip archive: unpack it, and judge the .har file in it",
            ),
        ] {
            assert_eq!(read(file.as_bytes()).unwrap_err().to_string(), message);
        }
        let list = r#" { "a" : [ 1 , "]}" ] , "log":{"entries":[] ,"b":null} , "c" : -1.5e3 } "#;
        assert_eq!(read(list.as_bytes()).unwrap(), Recording::default());
    }

    /// Values that leave nothing of a request, what is told of them, and whether it
    /// may have been any call.
    static UNREAD: [(&str, &str, &str, bool); 12] = [
        ("", "null", "an entry is not an object", true),
        ("", "[1]", "an entry is not an object", true),
        ("/request", "null", "request is missing", true),
        ("/request/url", "null", "request.url is missing", true),
        ("/request/url", r#""""#, NO_URL, true),
        ("/request/url", r#""/?a""#, NO_URL, true),
        ("/request/url", r#""data:,a""#, ELSEWHERE, false),
        ("/request/url", r#""about:blank""#, ELSEWHERE, false),
        ("/request/url", r#""blob:http://h/a""#, ELSEWHERE, false),
        (
            "/request/url",
            r#""Chrome-Extension://a/b""#,
            ELSEWHERE,
            false,
        ),
        ("/request/method", "1", "request.method is not text", true),
        (
            "/startedDateTime",
            r#""yesterday""#,
            "startedDateTime is not a moment such as 2026-11-24T11:18:53.001Z",
            true,
        ),
    ];

    const NO_URL: &str = "request.url is not an absolute url";
    const ELSEWHERE: &str = "request.url is not one of http";

    /// Values that leave the address of a request, and what is told of them.
    static SKIPPED: [(&str, &str, &str); 11] = [
        ("/request/headers", "null", "request.headers is missing"),
        (
            "/request/headers",
            r#"[{"name": "a", "value": null}]"#,
            "request.headers is not a list of names and values",
        ),
        ("/request/headers", "{}", "request.headers is not a list"),
        ("/response/headers", "null", "response.headers is missing"),
        (
            "/response/status",
            r#""200""#,
            "response.status is not a whole number",
        ),
        ("/response/status", "null", "response.status is missing"),
        (
            "/response/status",
            "70000",
            "response.status is not an http status",
        ),
        (
            "/response/status",
            "7",
            "response.status is not an http status",
        ),
        (
            "/response/content",
            r#"{"text": 1}"#,
            "response.content.text is not text",
        ),
        (
            "/response/content",
            r#"{"text": "?", "encoding": "base64"}"#,
            "response.content.text is not base64, as its encoding says",
        ),
        (
            "/response/content",
            r#"{"text": "a", "encoding": "gzip"}"#,
            "response.content.encoding is not base64, the only one there is",
        ),
    ];

    #[test]
    fn an_entry_without_a_request_is_passed_over_and_the_others_are_read() {
        for (field, value, told, may_be_any) in UNREAD {
            let recording = changed_between(field, value);
            let found = recording.unread[0];
            assert_eq!(
                (found.entry, found.reason.to_string()),
                (1, told.to_owned())
            );
            assert_eq!(found.may_be_any, may_be_any, "{told}");
            assert_eq!(found.when, recording.exchanges[0].ended, "{told}");
        }
    }

    #[test]
    fn an_odd_entry_is_passed_over_and_the_others_are_read() {
        for (field, value, told) in SKIPPED {
            let found = &changed_between(field, value).skipped[0];
            assert_eq!(
                (found.entry, found.reason.to_string()),
                (1, told.to_owned())
            );
            assert_eq!(found.whole, !field.starts_with("/request"), "{told}");
            assert_eq!(
                found.answered,
                told != "response.status is missing",
                "{told}"
            );
        }
    }

    /// A file of three entries, of which the second has a value somewhere; the
    /// other two are read.
    fn changed_between(field: &str, value: &str) -> Recording {
        let entries: Vec<Value> = (0..3)
            .map(|second| {
                json!({
                    "startedDateTime": format!("2026-11-24T11:18:5{second}Z"),
                    "time": 200,
                    "request": {"method": "GET", "url": "http://h/", "headers": []},
                    "response": {"status": 200, "headers": [], "content": {"text": "{}"}},
                })
            })
            .collect();
        let mut har = json!({"log": {"entries": entries}});
        let changed = har["log"]["entries"][1].pointer_mut(field).unwrap();
        *changed = serde_json::from_str(value).unwrap();
        let recording = recording(har.to_string().as_bytes());
        let places: Vec<usize> = recording.exchanges.iter().map(|one| one.entry).collect();
        assert_eq!(places, [0, 2], "{field} {value}");
        recording
    }

    #[test]
    fn a_file_is_read_in_utf_8_and_utf_16_with_and_without_a_mark() {
        let text = r#"{"log": {"entries": [null, "部"]}}"#;
        let little = |unit: u16| unit.to_le_bytes();
        let big = |unit: u16| unit.to_be_bytes();
        let units = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let marked = "\u{feff}".encode_utf16().chain(text.encode_utf16());
            marked.flat_map(bytes).collect()
        };
        let plain = recording(text.as_bytes());
        assert_eq!(plain.unread.len(), 2);
        let marked = format!("\u{feff}{text}").into_bytes();
        for file in [marked, units(little), units(big)] {
            assert_eq!(recording(&file), plain);
        }
        let cut = units(little);
        assert!(read(&cut[..cut.len() - 1]).is_err());
    }

    #[test]
    fn text_in_no_encoding_and_depth_cost_their_own_entry_alone() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let file =
            format!("{{\"log\": {{\"entries\": [{deep}, \"\u{fffd}\", \"\\ud800\", \"?\"]}}}}");
        let told = |file: &[u8]| -> Vec<String> {
            let unread = recording(file).unread;
            unread.iter().map(|one| one.reason.to_string()).collect()
        };
        let (odd, unread) = (
            "an entry is not an object",
            "an entry is not json that can be read",
        );
        assert_eq!(told(file.as_bytes()), [unread, odd, unread, odd]);
        let mut torn = file.into_bytes();
        let mark = torn.iter().rposition(|byte| *byte == b'?').unwrap();
        torn[mark] = 0xff;
        let encoded = "an entry is not all text in one encoding";
        assert_eq!(told(&torn), [unread, encoded, unread, encoded]);
        assert!(matches!(
            read("[".repeat(1_000_000).as_bytes()),
            Err(HarError::NotJson { .. })
        ));
    }
}
