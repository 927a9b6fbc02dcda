//! Holds the house together: who may use whom, and what a file looks like.

use super::imports::{Arrows, Imports};
use super::sources::{parsed, root, sources};

/// The rooms, ground first, each with the rooms that it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("files", &[]),
    ("wire", &["contract"]),
    ("model", &["contract"]),
    ("cases", &["contract", "files", "model"]),
    ("endpoint", &["contract", "wire", "model"]),
    ("targets", &["contract", "files", "wire"]),
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
            "files",
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
            "files",
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

/// The same within `check`.
const PARTS: &[(&str, &[&str])] = &[
    ("check::evidence", &[]),
    ("check::belief", &["check::evidence"]),
    ("check::results", &["check::belief"]),
    ("check::attempt", &["check::evidence", "check::belief"]),
    (
        "check::verdict",
        &["check::evidence", "check::belief", "check::results"],
    ),
    (
        "check::passive",
        &[
            "check::evidence",
            "check::belief",
            "check::results",
            "check::verdict",
        ],
    ),
    (
        "check::run",
        &[
            "check::evidence",
            "check::belief",
            "check::results",
            "check::attempt",
            "check::verdict",
        ],
    ),
];

/// Lines of a file, tests left out, at most: past this it does two jobs.
const LONGEST: usize = 400;

#[test]
fn rooms_are_used_from_the_ground_up() {
    let arrows = Imports::of(parsed()).arrows();
    // Where nothing is followed, nothing is wrong.
    for (file, other) in [
        ("cli::fingerprint", "check::run::fingerprint"),
        ("check::run::fingerprint", "check::verdict::fingerprint"),
        ("endpoint::reference", "model::branches"),
    ] {
        assert!(arrows[file].contains(other), "{file}: {:?}", arrows[file]);
    }
    let wrong = upward(&arrows);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The arrows that lead where they may not.
fn upward(arrows: &Arrows) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, used) in arrows {
        for other in used {
            let ((room, part), (there, of_there)) = (place(file), place(other));
            let is_wrong = if room == there {
                !may_use(PARTS, part, of_there)
            } else {
                !may_use(ROOMS, room, there)
            };
            if is_wrong {
                wrong.push(format!("{file} uses {other}"));
            }
        }
    }
    wrong
}

/// Whether a table lets one room use another. Who is in no table stands above
/// them all, and is used by nobody that is.
fn may_use(table: &[(&str, &[&str])], room: &str, other: &str) -> bool {
    let row = table.iter().find(|(name, _)| *name == room);
    row.is_none_or(|(_, may)| room == other || may.contains(&other))
}

/// The room of a file, and the part of the room.
fn place(file: &str) -> (&str, &str) {
    let mut names = file.match_indices("::").map(|(place, _)| place);
    let first = names.next().unwrap_or(file.len());
    let second = names.next().unwrap_or(file.len());
    (&file[..first], &file[..second])
}

#[test]
fn every_room_is_in_the_table() {
    let mut folders: Vec<String> = std::fs::read_dir(root())
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

/// Clauses, ambiguities and captures have names of their own, which
/// `tagproof explain` knows; a section of some page is one that nobody has here.
#[test]
fn no_section_of_a_page_is_cited() {
    for (file, text) in sources(&root()) {
        let cited = text.lines().find(|line| line.contains(" \u{a7}"));
        assert_eq!(cited, None, "{}", file.display());
    }
}

#[test]
fn an_upward_import_would_be_seen() {
    let planted = [
        ("cli", "pub struct Exit;"),
        ("check", "pub use attempt::attempt;"),
        ("check::attempt", "pub use tries::attempt;"),
        (
            "check::attempt::tries",
            "pub fn attempt() { crate::cli::Exit; }",
        ),
        (
            "check::belief",
            "use crate::check::attempt;\nuse crate::cli::{self as told};",
        ),
    ];
    let files = planted.map(|(name, text)| {
        let name = name.split("::").map(str::to_owned).collect();
        (name, syn::parse_file(text).unwrap())
    });
    assert_eq!(
        upward(&Imports::of(files).arrows()),
        [
            "check::attempt::tries uses cli",
            "check::belief uses check::attempt",
            "check::belief uses cli",
        ]
    );
}
