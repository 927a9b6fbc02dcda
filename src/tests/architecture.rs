//! Holds the house together: who may use whom, and what a file looks like.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, ground first, each with the rooms that it may use (design §4).
const ROOMS: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("wire", &["contract"]),
    ("model", &["contract"]),
    ("cases", &["contract", "model"]),
    ("endpoint", &["contract", "wire", "model"]),
    ("targets", &["contract", "wire"]),
    ("check", &["contract", "wire", "model", "cases", "targets"]),
    (
        "campaign",
        &["contract", "wire", "model", "cases", "targets", "check"],
    ),
    (
        "proof",
        &[
            "contract", "wire", "model", "cases", "endpoint", "targets", "check",
        ],
    ),
    ("report", &["contract", "check", "campaign", "proof"]),
    ("environment", &["cases", "targets", "wire"]),
    (
        "embed",
        &[
            "contract",
            "wire",
            "cases",
            "targets",
            "check",
            "proof",
            "report",
            "environment",
        ],
    ),
    (
        "cli",
        &[
            "contract",
            "wire",
            "model",
            "cases",
            "endpoint",
            "targets",
            "check",
            "campaign",
            "proof",
            "report",
            "environment",
        ],
    ),
];

/// Lines of a file, tests left out, at most: past this it does two jobs.
const LONGEST: usize = 400;

#[test]
fn rooms_are_used_from_the_ground_up() {
    let mut wrong = Vec::new();
    for (room, may_use) in ROOMS {
        for (file, text) in sources(&root().join(room)) {
            for other in rooms_named(&text) {
                if other != *room && !may_use.contains(&other.as_str()) {
                    wrong.push(format!("{} uses {other}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_is_in_the_table() {
    let mut folders: Vec<String> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "tests")
        .collect();
    folders.sort();
    let mut rooms: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    rooms.sort_unstable();
    assert_eq!(folders, rooms);
}

#[test]
fn every_file_says_its_one_job_in_its_first_line() {
    for (file, text) in sources(&root()) {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! "), "{}: {first}", file.display());
    }
}

#[test]
fn no_file_grows_past_what_one_job_takes() {
    let mut long = Vec::new();
    for (file, text) in sources(&root()) {
        let lines = text
            .lines()
            .take_while(|line| *line != "#[cfg(test)]")
            .count();
        if lines > LONGEST {
            long.push(format!("{}: {lines} lines", file.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn nothing_goes_by_a_name_that_says_nothing() {
    for (file, _) in sources(&root()) {
        for part in &file {
            let name = part.to_string_lossy();
            let stem = name.strip_suffix(".rs").unwrap_or(&name);
            assert!(
                !["util", "utils", "helpers", "common", "misc"].contains(&stem),
                "{}",
                file.display()
            );
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file below a folder, with its text.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// The rooms that a source names with `crate::`.
fn rooms_named(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| {
            rest.chars()
                .take_while(|character| character.is_ascii_lowercase() || *character == '_')
                .collect()
        })
        .collect()
}

#[test]
fn an_upward_import_would_be_seen() {
    let planted = "use crate::cli::Exit;\n// use crate::report;\nlet x = crate::check::run;";
    assert_eq!(rooms_named(planted), ["cli", "check"]);
}
