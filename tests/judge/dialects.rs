//! One session as many recorders write it down: the verdict is the same.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::folder::fresh;
use crate::recorder::{Recorder, ask};
use tagproof::contract::Edition;
use tagproof::endpoint::{Reference, mutant_named};
use tagproof::wire::{Endpoint as _, Method, Request};

const BINARY: &str = env!("CARGO_BIN_EXE_tagproof");

/// A session in queries and forms, with the reference or a mutant of it.
pub(crate) fn session(mutant: Option<&str>) -> Value {
    let edition = Edition::of_record();
    let reference = Reference::new(edition.clone(), edition.readings());
    let recorder = Recorder::of(Arc::new(match mutant {
        Some(name) => reference.with_mutant(mutant_named(name).unwrap()),
        None => reference,
    }));
    let created = ask(&recorder, "CreateVpc&CidrBlock=10.0.0.0%2F8");
    let vpc = created["VpcId"].as_str().unwrap();
    let on = format!("ResourceType=VPC&ResourceId.1={vpc}");
    let listed = || ask(&recorder, &format!("ListTagResources&{on}"));
    form(
        &recorder,
        &format!("TagResources&{on}&Tag.1.Key=k&Tag.1.Value=v"),
    );
    listed();
    form(
        &recorder,
        &format!("TagResources&{on}&Tag.1.Key=aliyun&Tag.1.Value=%E9%83%A8"),
    );
    form(
        &recorder,
        &format!("TagResources&{on}&Tag.1.Key=k2&Tag.1.Value=v"),
    );
    listed();
    ask(&recorder, &format!("UnTagResources&{on}&TagKey.1=k"));
    listed();
    ask(
        &recorder,
        &format!("TagResources&{on}&Tag.1.Key=k3&Tag.1.Value=v"),
    );
    listed();
    serde_json::from_str(&recorder.har()).unwrap()
}

/// Asks with a form in the body.
fn form(recorder: &Recorder, action: &str) {
    let common = "Version=2016-04-28&Format=JSON&AccessKeyId=testid&RegionId=cn-hangzhou";
    let kind = "application/x-www-form-urlencoded".to_owned();
    recorder.answer(&Request {
        method: Method::Post,
        path: "/".to_owned(),
        query: String::new(),
        headers: vec![("Content-Type".to_owned(), kind)],
        body: format!("Action={action}&{common}").into_bytes(),
    });
}

/// What `tagproof judge` says of a file in a folder, with its exit code.
pub(crate) fn told(folder: &Path, file: &[u8]) -> (i32, String) {
    std::fs::write(folder.join("a.har"), file).unwrap();
    let output = Command::new(BINARY)
        .args(["judge", "a.har"])
        .current_dir(folder)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

/// A recorder: its name, what it writes otherwise in each entry, and how it
/// writes a file.
type Dialect = (&'static str, fn(&mut Value, &Path), fn(String) -> Vec<u8>);

static DIALECTS: [Dialect; 12] = [
    ("chromium", chromium, String::into_bytes),
    ("firefox", firefox, String::into_bytes),
    ("playwright full", playwright, String::into_bytes),
    ("playwright attach", attached, String::into_bytes),
    ("playwright minimal", minimal, String::into_bytes),
    (
        "playwright, sizes omitted",
        parameters_alone,
        String::into_bytes,
    ),
    ("mitmproxy", mitmproxy, String::into_bytes),
    ("charles", charles, String::into_bytes),
    ("a byte order mark", as_it_is, |text| {
        format!("\u{feff}{text}").into_bytes()
    }),
    ("utf-16", as_it_is, |text| utf_16(&text, u16::to_le_bytes)),
    ("utf-16, big end first", as_it_is, |text| {
        utf_16(&text, u16::to_be_bytes)
    }),
    ("gzip", as_it_is, |text| packed(text.as_bytes())),
];

#[test]
fn every_recorder_gives_the_same_verdict_on_the_same_session() {
    let folder = fresh("judge", "dialects");
    for (mutant, code) in [
        (None, 0),
        (Some("untag-ignored"), 1),
        (Some("accepted-with-201"), 1),
    ] {
        let session = session(mutant);
        let plain = told(&folder, session.to_string().as_bytes());
        assert_eq!(plain.0, code, "{}", plain.1);
        for (name, entry, write) in DIALECTS {
            let mut session = session.clone();
            for one in session["log"]["entries"].as_array_mut().unwrap() {
                entry(one, &folder);
            }
            let dialect = told(&folder, &write(session.to_string()));
            assert_eq!(dialect, plain, "{name}");
        }
    }
}

fn as_it_is(_: &mut Value, _: &Path) {}

fn text(holder: &Value) -> Option<String> {
    holder["text"].as_str().map(str::to_owned)
}

/// Both texts of an entry in Base64.
fn in_base64(entry: &mut Value) {
    use base64::Engine as _;
    for holder in ["/request/postData", "/response/content"] {
        let Some(holder) = entry.pointer_mut(holder) else {
            continue;
        };
        let text = text(holder).unwrap();
        holder["text"] = json!(base64::engine::general_purpose::STANDARD.encode(text));
        holder["encoding"] = json!("base64");
    }
}

/// Sizes as they are.
fn sizes(entry: &mut Value) {
    let length = |holder: &Value| text(holder).map_or(0, |text| text.len());
    entry["request"]["bodySize"] = json!(length(&entry["request"]["postData"]));
    let size = json!(length(&entry["response"]["content"]));
    entry["response"]["content"]["size"] = size.clone();
    entry["response"]["bodySize"] = size;
}

fn chromium(entry: &mut Value, _: &Path) {
    sizes(entry);
    entry["_resourceType"] = json!("fetch");
    entry["cache"] = json!({});
    entry["timings"] = json!({"blocked": -1, "send": 0.1, "wait": 0.7, "receive": 0.2});
    let pseudo = json!({"name": ":authority", "value": "recorded"});
    let headers = entry["request"]["headers"].as_array_mut().unwrap();
    headers.insert(0, pseudo);
    entry["response"]["bodySize"] = json!(-1);
    entry["response"]["_transferSize"] = json!(300);
    if let Some(data) = entry.pointer_mut("/request/postData") {
        let pairs = form_urlencoded::parse(data["text"].as_str().unwrap().as_bytes());
        let params = pairs.map(|(name, value)| json!({"name": name, "value": value}));
        data["params"] = params.collect();
    }
}

fn firefox(entry: &mut Value, _: &Path) {
    sizes(entry);
    let moment = entry["startedDateTime"].as_str().unwrap();
    entry["startedDateTime"] = json!(moment.replace('Z', "+00:00"));
    entry["request"]["cookies"] = json!([]);
    if let Some(data) = entry.pointer_mut("/request/postData") {
        data["params"] = json!([]);
    }
}

fn playwright(entry: &mut Value, _: &Path) {
    sizes(entry);
    entry["_frameref"] = json!("frame@1");
    entry["response"]["_transferSize"] = json!(-1);
    if let Some(data) = entry.pointer_mut("/request/postData") {
        data["mimeType"] = json!("application/x-www-form-urlencoded");
        data["params"] = json!([]);
    }
}

fn attached(entry: &mut Value, folder: &Path) {
    playwright(entry, folder);
    let place = entry["startedDateTime"].as_str().unwrap().replace(':', "-");
    for (holder, what) in [
        ("/request/postData", "asked"),
        ("/response/content", "answered"),
    ] {
        let Some(holder) = entry.pointer_mut(holder) else {
            continue;
        };
        let name = format!("{place}-{what}.json");
        std::fs::write(folder.join(&name), text(holder).unwrap()).unwrap();
        holder["text"] = json!("");
        holder["_file"] = json!(name);
    }
    entry["response"]["content"]
        .as_object_mut()
        .unwrap()
        .remove("text");
}

fn minimal(entry: &mut Value, folder: &Path) {
    playwright(entry, folder);
    for size in [
        "/request/bodySize",
        "/response/bodySize",
        "/response/content/size",
    ] {
        *entry.pointer_mut(size).unwrap() = json!(-1);
    }
}

fn parameters_alone(entry: &mut Value, folder: &Path) {
    chromium(entry, folder);
    entry["request"]["bodySize"] = json!(-1);
    if let Some(data) = entry.pointer_mut("/request/postData") {
        data["mimeType"] = json!("application/x-www-form-urlencoded");
        data["text"] = json!("");
    }
}

fn mitmproxy(entry: &mut Value, _: &Path) {
    sizes(entry);
    let encoded = json!({"name": "content-encoding", "value": "gzip"});
    let headers = entry["response"]["headers"].as_array_mut().unwrap();
    headers.push(encoded);
    entry["response"]["content"]["compression"] = json!(-10);
    entry["response"]["content"]["size"] = json!(1000);
    let moment = entry["startedDateTime"].as_str().unwrap();
    entry["startedDateTime"] = json!(moment.replace('Z', "000+00:00"));
    if let Some(data) = entry.pointer_mut("/request/postData") {
        data["params"] = json!([]);
    }
}

fn charles(entry: &mut Value, _: &Path) {
    sizes(entry);
    in_base64(entry);
    entry["response"]["_charlesStatus"] = json!("COMPLETE");
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let marked = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    marked.flat_map(bytes).collect()
}

/// Bytes packed with gzip.
fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let fast = flate2::Compression::fast();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), fast);
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}
