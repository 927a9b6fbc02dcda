//! No files use each other in a circle, inside a room either.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Arrows, Imports};
use super::sources::parsed;

#[test]
fn no_files_use_each_other_in_a_circle() {
    let arrows = Imports::of(parsed()).arrows();
    let found = circles(&arrows);
    let shown: Vec<String> = found.iter().map(|circle| told(circle, &arrows)).collect();
    assert!(found.is_empty(), "{}", shown.join("\n\n"));
}

/// The largest sets of files in which each leads to each other.
fn circles(arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = arrows
        .keys()
        .map(|from| (from, reachable(from, arrows)))
        .collect();
    let leads = |from: &String, to: &String| reached.get(from).is_some_and(|all| all.contains(to));
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for file in arrows.keys().filter(|file| leads(file, file)) {
        if found.iter().all(|circle| !circle.contains(file)) {
            let all = arrows.keys();
            let circle = all.filter(|other| leads(file, other) && leads(other, file));
            found.push(circle.cloned().collect());
        }
    }
    found
}

fn reachable<'a>(from: &String, arrows: &'a Arrows) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = arrows.get(from).into_iter().flatten().collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(arrows.get(next).into_iter().flatten());
        }
    }
    found
}

/// A circle with its arrows, a line each.
fn told(circle: &BTreeSet<String>, arrows: &Arrows) -> String {
    let lines = circle.iter().map(|file| {
        let used: Vec<&str> = arrows[file]
            .iter()
            .filter(|other| circle.contains(*other))
            .map(String::as_str)
            .collect();
        format!("{file} -> {}", used.join(", "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_circle_would_be_seen() {
    let planted = [
        ("one", "use crate::two::there;\npub fn start() {}"),
        ("two", "mod below;\npub use below::there;"),
        (
            "two::below",
            "pub fn there() { matches!(1, super::super::three::HERE); }",
        ),
        (
            "three",
            "pub const HERE: u8 = crate::one::start();\n#[cfg(test)]\nuse crate::four::x;",
        ),
        ("four", "use super::three::HERE;"),
    ];
    let files = planted.map(|(name, text)| {
        let name = name.split("::").map(str::to_owned).collect();
        (name, syn::parse_file(text).unwrap())
    });
    let circles = circles(&Imports::of(files).arrows());
    assert_eq!(circles.len(), 1);
    let circle: Vec<&str> = circles[0].iter().map(String::as_str).collect();
    assert_eq!(circle, ["one", "three", "two::below"]);
}
