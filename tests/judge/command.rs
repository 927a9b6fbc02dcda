//! The command: exit codes, messages, reports, and that no secret is in any.

use crate::folder::fresh;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::{PYTHON_SDK, with_entries};
use tagproof::report::ReportFormat;

const BINARY: &str = env!("CARGO_BIN_EXE_tagproof");

fn judge(name: &str, har: &str, more: &[&str]) -> (Output, PathBuf) {
    let folder = fresh("judge", name);
    std::fs::write(folder.join("a.har"), har).unwrap();
    let output = Command::new(BINARY)
        .args(["judge", "a.har"])
        .args(more)
        .current_dir(&folder)
        .output()
        .unwrap();
    (output, folder)
}

#[test]
fn a_recording_that_conforms_ends_with_0_and_says_how_much_was_judged() {
    let (output, _) = judge("clean", PYTHON_SDK, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(
        text.lines().next(),
        Some(
            "34 exchanges: 20 judged, 14 not judged (4 another operation, \
             8 followed for what they change, 2 refused for who the caller is)"
        )
    );
    assert_eq!(text.lines().last(), Some("a.har conforms to vpc-2023-03"));
}

#[test]
fn what_is_no_recording_is_a_usage_error_in_one_line() {
    for (name, file, message) in [
        (
            "not-json",
            "GET / HTTP/1.1",
            "error: a.har: the HAR file is not json: ",
        ),
        ("not-har", "{}", "error: a.har: the file is no HAR file"),
        (
            "zip",
            "PK\u{3}\u{4}",
            "error: a.har: the file is a zip archive: unpack it",
        ),
    ] {
        let (output, _) = judge(name, file, &[]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {error}");
        assert!(error.starts_with(message), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert_eq!(output.stdout, b"", "{name}");
    }
}

#[test]
fn a_recording_without_anything_to_judge_ends_with_4() {
    for (name, har) in [
        ("empty", r#"{"log": {"entries": []}}"#.to_owned()),
        ("creation", with_entries(PYTHON_SDK, |place| place == 0)),
    ] {
        let (output, _) = judge(name, &har, &[]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(4), "{text}");
        assert_eq!(text.lines().last(), Some("exit 4: a.har nothing ran"));
    }
}

#[test]
fn too_much_unseen_is_inconclusive_unless_that_is_allowed() {
    let rest = with_entries(PYTHON_SDK, |place| (1..=4).contains(&place));
    let (output, _) = judge("unseen", &rest, &["--max-inconclusive", "10"]);
    assert_eq!(output.status.code(), Some(3));
    let (output, _) = judge("allowed", &rest, &[]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_failure_is_in_every_report_and_no_secret_is() {
    let secret = "c2VjcmV0LXNpZ25hdHVyZQ==";
    // The endpoint sends a wrong code, and repeats what it must not.
    let har = PYTHON_SDK
        .replace("InvalidTagKey\"", "InvalidTagKeyy\"")
        .replace("InvalidTagKey\\\"", "InvalidTagKeyy\\\"")
        .replace(
            "Signature=hidden",
            &format!("SecurityToken={secret}&Signature={secret}"),
        )
        .replace(&"0".repeat(64), &"5ec2e7".repeat(11)[..64])
        .replace("The tag keys are not valid.", secret);
    let formats: Vec<&str> = ReportFormat::names().collect();
    let reports: Vec<String> = formats
        .iter()
        .flat_map(|format| ["--report".to_owned(), format!("{format}={format}")])
        .collect();
    let more: Vec<&str> = reports.iter().map(String::as_str).collect();
    let (output, folder) = judge("reports", &har, &more);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    let mut all = vec![text];
    for format in formats {
        all.push(std::fs::read_to_string(folder.join(format)).unwrap());
    }
    for text in &all {
        assert!(text.contains("TR-CODE-INVALID-TAG-KEY"), "{text}");
        assert!(!text.contains("5ec2e7"), "{text}");
        assert!(!text.contains(secret), "{text}");
    }
}
