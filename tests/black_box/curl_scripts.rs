//! The scripts in reports: each, run in a fresh shell, shows its failure again.

use std::path::Path;
use std::process::Command;

use crate::program::{ended, tagproof};
use crate::served::Served;
use serde_json::Value;

/// One mutant of every family whose faults depend on no time and no race.
const MUTANTS: &[&str] = &[
    "first-id-only",
    "quota-off-by-one",
    "key-too-long-accepted",
    "duplicate-key-accepted",
    "region-ignored",
    "wrong-code",
    "error-changes-state",
    "key-lower-cased",
    "tags-outlive-resource",
    "non-ascii-500",
    "quota-403",
    "invalid-json",
];

/// What labels call a type, and what the ids begin with that are issued for it.
const PREFIXES: &[(&str, &str)] = &[
    ("vpc", "vpc-"),
    ("vswitch", "vsw-"),
    ("routetable", "vtb-"),
    ("eip", "eip-"),
    ("vpngateway", "vpn-"),
    ("natgateway", "ngw-"),
];

#[test]
#[ignore = "needs curl; .ci/run runs it"]
fn every_script_shows_its_failure_again() {
    let mut ran = 0;
    for mutant in MUTANTS {
        let served = Served::start(&["--mutant", mutant]);
        let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("curl-{mutant}.json"));
        let json = format!("json={}", report.display());
        let run = [
            "run",
            "--cases",
            "0",
            "--target",
            &served.url,
            "--report",
            &json,
        ];
        let run = ended(tagproof(&run));
        assert_eq!(run.code, 1, "{mutant}: {run:?}");
        let report: Value =
            serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
        for failure in report["failures"].as_array().unwrap() {
            let script = failure["curl"].as_str().unwrap();
            if script.contains("\nwait\n") {
                continue; // How calls at once fall is another matter every time.
            }
            assert!(!script.contains("testsecret"), "{script}");
            let mut shell = Command::new("sh");
            shell
                .args(["-c", script])
                .env_clear()
                .env("PATH", std::env::var("PATH").unwrap());
            let shell = ended(shell);
            assert_eq!(shell.code, 0, "{mutant} {}: {shell:?}", failure["id"]);
            let steps = failure["steps"].as_array().unwrap();
            let last = steps.last().unwrap()["response"].as_str().unwrap();
            let again = shell.out.trim_end_matches('\n');
            assert!(
                alike(last, again),
                "{mutant} {}: the run saw\n{last}\nthe script\n{}\n{script}",
                failure["id"],
                shell.out
            );
            ran += 1;
        }
    }
    assert!(ran > MUTANTS.len(), "{ran} scripts");
}

/// Whether what a script printed ends with the response of a report, ids aside.
fn alike(response: &str, printed: &str) -> bool {
    let (_, body) = response.split_once(' ').unwrap_or(("", response));
    if without_ids(printed).ends_with(&without_ids(body)) {
        return true;
    }
    // A report tells the rows of a listing: label, key and value.
    let mut told: Vec<String> = body
        .split(", <")
        .filter(|row| !row.is_empty())
        .map(|row| without_ids(row.split_once("> ").map_or(row, |(_, tag)| tag)))
        .collect();
    told.sort();
    listed(printed.lines().last().unwrap_or_default()) == Some(told)
}

/// The tags of a listing, sorted, in either format.
fn listed(line: &str) -> Option<Vec<String>> {
    let answer: Vec<(String, String)> = if let Ok(body) = serde_json::from_str::<Value>(line) {
        let rows = body.pointer("/TagResources/TagResource")?.as_array()?;
        let field = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        rows.iter()
            .map(|row| (field(row, "TagKey"), field(row, "TagValue")))
            .collect()
    } else {
        let (_, rows) = line.split_once("<TagResources>")?;
        let within = |row: &str, name: &str| {
            let (_, text) = row.split_once(&format!("<{name}>"))?;
            Some(text.split_once("</")?.0.to_owned())
        };
        rows.split("</TagResource>")
            .filter_map(|row| Some((within(row, "TagKey")?, within(row, "TagValue")?)))
            .collect()
    };
    let mut tags: Vec<String> = answer
        .iter()
        .map(|(key, value)| without_ids(&format!("{key:?} = {value:?}")))
        .collect();
    tags.sort();
    Some(tags)
}

/// A text in which request ids, issued ids and the labels of both are a star.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = id_at(rest).unwrap_or(0);
        if length > 0 {
            out.push('*');
            rest = &rest[length..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The length of the id or label that a text begins with.
fn id_at(text: &str) -> Option<usize> {
    if let Some(label) = text.strip_prefix('<') {
        let (name, _) = label.split_once('>')?;
        let is_label = name == "request-id"
            || name
                .split_once(':')
                .is_some_and(|(kind, _)| PREFIXES.iter().any(|row| row.0 == kind));
        return is_label.then_some(name.len() + 2);
    }
    let run = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    for (_, prefix) in PREFIXES {
        if let Some(own) = text.strip_prefix(prefix)
            && run(own) >= 15
        {
            return Some(prefix.len() + run(own));
        }
    }
    let uuid: Vec<usize> = text.get(..36)?.split('-').map(str::len).collect();
    (uuid == [8, 4, 4, 4, 12]).then_some(36)
}
