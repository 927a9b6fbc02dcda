//! A target that says such texts, and a recording of one, under every command: what is
//! printed is text, and the scripts in the reports run nothing of it.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tagproof::contract::{Answer, Edition};
use tagproof::endpoint::{Reference, Running};
use tagproof::wire::{Endpoint, Format, Request, Response, decode, percent, read, write};

use super::texts::{CANARY, TEXTS, acting, at};
use crate::folder::fresh;
use crate::program::{ended, tagproof};

/// The reference, but for what it says: another text at every place of each answer.
struct Hostile {
    inner: Reference,
    turn: AtomicUsize,
}

impl Hostile {
    fn running() -> Running {
        let edition = Edition::of_record();
        let inner = Reference::new(edition.clone(), edition.readings());
        let turn = AtomicUsize::new(0);
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        Running::start(Arc::new(Self { inner, turn }), listen).unwrap()
    }
}

impl Endpoint for Hostile {
    fn answer(&self, request: &Request) -> Response {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let asked = decode(request).ok();
        let format = asked.as_ref().and_then(|asked| asked.format);
        let format = format.unwrap_or(Format::Json);
        let action = asked.map_or_else(String::new, |asked| asked.call.action);
        let plain = self.inner.answer(&without_marks(request));
        let Ok(answer) = read(&plain, format) else {
            return plain;
        };
        let body = said(answer.body, turn);
        let mut response = write(&Answer::new(answer.status, body), &action, format);
        let kind = at(turn, 5);
        if turn.is_multiple_of(7) && !kind.chars().any(char::is_control) {
            response
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            response
                .headers
                .push(("Content-Type".to_owned(), kind.to_owned()));
        }
        response
    }
}

/// What an answer says, in the words of such a target.
fn said(body: Value, turn: usize) -> Value {
    match body {
        Value::Object(fields) => {
            let field = |(name, value): (String, Value)| {
                let said = match (name.as_str(), &value) {
                    ("RequestId", _) => at(turn, 0).into(),
                    ("Code", _) => at(turn, 1).into(),
                    ("Message" | "HostId" | "Recommend", _) => at(turn, 2).into(),
                    ("TagValue" | "Value", _) => at(turn, 3).into(),
                    (_, Value::String(id)) if is_id(id) => format!("{}{id}", mark(id)).into(),
                    _ => said(value, turn),
                };
                (name, said)
            };
            Value::Object(fields.into_iter().map(field).collect())
        }
        Value::Array(items) => items.into_iter().map(|item| said(item, turn)).collect(),
        other => other,
    }
}

fn is_id(text: &str) -> bool {
    ["vpc-", "vsw-", "eip-", "vtb-", "ngw-"]
        .iter()
        .any(|stem| text.starts_with(stem))
}

/// What stands before an id: always the same text.
fn mark(id: &str) -> &'static str {
    at(id.bytes().map(usize::from).sum(), 0)
}

/// A request with the ids that the reference gave.
fn without_marks(request: &Request) -> Request {
    let plain = |written: &str| {
        TEXTS.iter().fold(written.to_owned(), |written, text| {
            let text = percent::encode(text);
            ["vpc-", "vsw-", "eip-", "vtb-", "ngw-"]
                .iter()
                .fold(written, |written, stem| {
                    written.replace(&format!("={text}{stem}"), &format!("={stem}"))
                })
        })
    };
    Request {
        query: plain(&request.query),
        body: plain(&String::from_utf8_lossy(&request.body)).into_bytes(),
        ..request.clone()
    }
}

/// Runs scripts with a curl that answers in such texts; none may make the canary.
fn run_scripts(scripts: &[&str], folder: &Path) {
    let curl = folder.join("curl");
    let answers = folder.join("answers");
    fs::create_dir_all(&answers).unwrap();
    for (place, text) in TEXTS.iter().enumerate() {
        let ids = [
            "VpcId",
            "VSwitchId",
            "AllocationId",
            "RouteTableId",
            "VpnGatewayId",
        ];
        let answer: Value = ids
            .iter()
            .map(|name| ((*name).to_owned(), json!(text)))
            .collect();
        fs::write(answers.join(place.to_string()), answer.to_string()).unwrap();
    }
    let count = folder.join("count").display().to_string();
    let script = format!(
        "#!/bin/sh\nn=$(cat {count})\nexpr $n + 1 > {count}\ncat {}/$((n % 40))\n",
        answers.display()
    );
    fs::write(&curl, script).unwrap();
    fs::write(&count, "0\n").unwrap();
    let mut made = Command::new("chmod");
    made.arg("+x").arg(&curl);
    assert_eq!(ended(made).code, 0);
    for script in scripts {
        fs::write(folder.join("script"), script).unwrap();
        let mut shell = Command::new("sh");
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        shell
            .arg("script")
            .current_dir(folder)
            .env_clear()
            .env("PATH", path);
        let shell = ended(shell);
        assert!(!folder.join(CANARY).exists(), "{script}");
        assert_eq!((shell.code, shell.err.as_str()), (0, ""), "{script}");
    }
    let asked = fs::read_to_string(&count).unwrap();
    assert!(scripts.is_empty() || asked.trim() != "0");
}

/// Texts from a report's failures.
fn told<'r>(report: &'r Value, field: &str) -> Vec<&'r str> {
    let failures = report["failures"].as_array().unwrap();
    failures
        .iter()
        .map(|failure| failure[field].as_str().unwrap())
        .collect()
}

#[test]
fn a_target_says_what_it_likes_and_nothing_comes_of_it() {
    let folder = fresh("hostile_texts", "target");
    let running = Hostile::running();
    let url = format!("http://{}", running.address);
    let report = folder.join("report.json");
    let json = format!("--report=json={}", report.display());
    let commands: [&[&str]; 3] = [
        &[
            "run",
            "responses/without-fixtures",
            "--cases",
            "0",
            "--region",
            &TEXTS[0],
        ],
        &["run", "responses", "--cases", "0", "--wire", "json", &json],
        &["sweep"],
    ];
    let mut said = String::new();
    for args in commands {
        let ended = ended(tagproof(&[args, &["--target", &url]].concat()));
        assert_eq!(acting(&ended.out), None, "{args:?}: {ended:?}");
        assert_eq!(acting(&ended.err), None, "{args:?}: {ended:?}");
        said.push_str(&ended.out);
        said.push_str(&ended.err);
    }
    assert!(
        said.contains("touch CANARY") && said.contains("\\u{"),
        "{said}"
    );
    let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let scripts = told(&report, "curl");
    assert!(scripts.len() > 3, "{said}");
    run_scripts(&scripts[..scripts.len().min(8)], &folder);
}

const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/har/python-sdk.har");

/// A recording with such texts for hosts, ids and in the answers.
fn recording(turn: usize) -> Value {
    let text = fs::read_to_string(RECORDING).unwrap();
    let mut recording: Value = serde_json::from_str(&text).unwrap();
    for entry in recording["log"]["entries"].as_array_mut().unwrap() {
        for header in entry["request"]["headers"].as_array_mut().unwrap() {
            if header["name"] == "host" {
                header["value"] = at(turn, 0).into();
            }
        }
        let body = &mut entry["response"]["content"]["text"];
        let Ok(answer) = serde_json::from_str(body.as_str().unwrap_or_default()) else {
            continue;
        };
        *body = said(answer, turn).to_string().into();
    }
    recording
}

#[test]
fn a_recording_says_what_it_likes_and_nothing_comes_of_it() {
    let folder = fresh("hostile_texts", "recording");
    let mut scripts = Vec::new();
    for turn in 0..TEXTS.len() {
        let (har, report) = (folder.join("a.har"), folder.join("a.json"));
        fs::write(&har, recording(turn).to_string()).unwrap();
        let json = format!("--report=json={}", report.display());
        let ended = ended(tagproof(&["judge", &har.display().to_string(), &json]));
        let about = format!("{:?}: {ended:?}", at(turn, 0));
        assert_eq!(acting(&ended.out), None, "{about}");
        assert_eq!(acting(&ended.err), None, "{about}");
        let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
        scripts.extend(
            told(&report, "curl")
                .first()
                .map(|script| (*script).to_owned()),
        );
    }
    assert!(scripts.len() > 20, "{} scripts", scripts.len());
    let scripts: Vec<&str> = scripts.iter().map(String::as_str).collect();
    run_scripts(&scripts, &folder);
}
