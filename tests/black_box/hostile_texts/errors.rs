//! What is wrong with an argument or a file is told in as many lines whatever it says.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use tagproof::cli::{self, Environment};

use super::texts::{TEXTS, acting};
use crate::folder::fresh;

/// A command line with the text in it, or in a file that it names.
struct Place {
    args: &'static [&'static str],
    /// What is in `FILE`; `TEXT` there stands within a JSON or TOML text.
    file: &'static str,
}

/// One that says `TEXT` itself.
const fn said(args: &'static [&'static str]) -> Place {
    Place { args, file: "" }
}

/// One that names a file.
const fn filed(args: &'static [&'static str], file: &'static str) -> Place {
    Place { args, file }
}

#[rustfmt::skip] // One line a place reads as the table that it is.
const PLACES: &[Place] = &[
    said(&["TEXT"]),
    said(&["run", "--TEXT"]),
    said(&["run", "--jobs", "TEXT"]),
    said(&["run", "--target", "TEXT"]),
    said(&["run", "--target", "http://127.0.0.1:1/?TEXT"]),
    said(&["run", "--target", "mutant:TEXT"]),
    said(&["run", "--target", "reference", "--", "TEXT"]),
    said(&["run", "--target", "exec:/nowhere/TEXT"]),
    said(&["run", "--edition", "TEXT"]),
    said(&["run", "--reading", "TEXT"]),
    said(&["run", "--reading", "existing-key=TEXT"]),
    said(&["run", "--report", "TEXT=x"]),
    said(&["run", "--report", "json=FOLDER/file/TEXT"]),
    said(&["run", "--without", "TEXT"]),
    said(&["run", "--shard", "TEXT"]),
    said(&["run", "--suites", "FOLDER/TEXT"]),
    said(&["run", "--fixtures", "FOLDER/TEXT"]),
    said(&["run", "--baseline", "FOLDER/TEXT"]),
    said(&["serve", "--listen", "TEXT"]),
    said(&["serve", "--fault", "TEXT"]),
    said(&["serve", "--mutant", "TEXT"]),
    said(&["judge", "FOLDER/TEXT"]),
    said(&["diff", "FOLDER/TEXT", "FOLDER/TEXT"]),
    filed(&["run", "--config", "FILE"], "\"TEXT\" = 1"),
    filed(&["run", "--config", "FILE"], "jobs = \"TEXT\""),
    filed(&["run", "--config", "FILE"], "target = \"TEXT\""),
    filed(&["replay", "FILE"], "[[case]]\nid = \"TEXT\"\n[[case.step]]\n"),
    filed(&["replay", "FILE"], "[[case]]\nid = \"a/b\"\nclauses = [\"TEXT\"]\n[[case.step]]\n"),
    filed(&["replay", "FILE"], "\"TEXT\" = 1"),
    filed(&["run", "--fixtures", "FILE"], "[[fixture]]\ntype = \"TEXT\"\nid = \"x\"\n"),
    filed(&["run", "--fixtures", "FILE"], "[[fixture]]\ntype = \"vpc\"\nid = \"TEXT\"\n[[fixture]]\ntype = \"vpc\"\nid = \"TEXT\"\n"),
    filed(&["run", "--baseline", "FILE"], "[[known]]\nid = \"x\"\n\"TEXT\" = \"y\"\n"),
    filed(&["run", "--reading-lock", "FILE"], "edition = \"TEXT\"\n[axes]\n"),
    filed(&["judge", "FILE"], "{\"log\":{\"TEXT\":1}}"),
    filed(&["merge", "FILE"], "{\"TEXT\":1}"),
    filed(&["diff", "FILE", "FILE"], "TEXT"),
];

/// What a command prints, with its exit code.
fn printed(args: &[String]) -> (u8, String) {
    let environment = Environment {
        variables: BTreeMap::new(),
        variable: Arc::new(|_| None),
        terminal: false,
        output_is_closed: false,
        ..Environment::read()
    };
    let words = std::iter::once("tagproof").chain(args.iter().map(String::as_str));
    let words: Vec<OsString> = words.map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = cli::run(words, &environment, &mut out, &mut err);
    out.extend(err);
    (exit.code(), String::from_utf8(out).unwrap())
}

fn of(place: &Place, text: &str, folder: &Path) -> (u8, String) {
    let file = folder.join("file");
    // JSON escapes are TOML's, too, but for that of a slash.
    let within = serde_json::to_string(text).unwrap();
    let within = within.trim_matches('"').replace('\u{7f}', "\\u007f");
    std::fs::write(&file, place.file.replace("TEXT", &within)).unwrap();
    let args = place.args.iter().map(|arg| {
        arg.replace("FILE", &file.display().to_string())
            .replace("FOLDER", &folder.display().to_string())
            .replace("TEXT", text)
    });
    printed(&args.collect::<Vec<_>>())
}

#[test]
fn what_was_given_is_told_as_text() {
    let folder = fresh("hostile_texts", "errors");
    for place in PLACES {
        let (code, plain) = of(place, "x1", &folder);
        assert_eq!(code, 2, "{:?}: {plain}", place.args);
        for text in TEXTS.iter() {
            let (code, told) = of(place, text, &folder);
            let about = format!("{:?} with {text:?}:\n{told}", place.args);
            assert_eq!(code, 2, "{about}");
            assert_eq!(acting(&told), None, "{about}");
            // A hint may be about one text and not about the other.
            let lines = |text: &str| {
                let own = |line: &&str| line.starts_with("error: ") || line.starts_with("exit ");
                text.lines().filter(own).count()
            };
            assert_eq!(lines(&told), lines(&plain), "{about}{plain}");
        }
    }
}
