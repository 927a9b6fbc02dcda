//! What a started command writes to its standard error is told as text.

use std::time::{Duration, Instant};

use super::texts::{TEXTS, acting};
use crate::folder::fresh;
use crate::program::{ended, tagproof};

/// Commands that write a file to standard error and end; the last leaves
/// something behind that is not found and keeps it open.
const DEEDS: [&str; 2] = [
    "cat \"$0\" >&2; exit 3",
    "cat \"$0\" >&2; env -i setsid sleep 20 & sleep 1; exit 3",
];

#[test]
fn what_it_complains_of_is_told_as_text() {
    let file = fresh("hostile_texts", "started").join("texts");
    let written = TEXTS.join("\n");
    std::fs::write(&file, &written).unwrap();
    let marks = |text: &str| text.matches("touch CANARY").count();
    let file = file.to_str().unwrap();
    for deed in DEEDS {
        let exec = format!("exec:sh -c '{deed}' '{file}'");
        for run in [
            &["run", "quota", "--", "sh", "-c", deed, file][..],
            &["run", "quota", "--target", &exec],
        ] {
            let begun = Instant::now();
            let ended = ended(tagproof(run));
            assert_eq!(acting(&ended.err), None, "{ended:?}");
            assert_eq!(marks(&ended.err), marks(&written), "{ended:?}");
            assert!(ended.err.contains("\\u{3a}:error::x"), "{ended:?}");
            assert!(begun.elapsed() < Duration::from_secs(15), "{ended:?}");
        }
    }
}
