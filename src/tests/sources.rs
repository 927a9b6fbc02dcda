//! The sources of the crate, as texts and parsed.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that they stand in.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file below a folder, with its text.
pub(super) fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
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

/// Every source file but those of tests, parsed, with the name of its module.
pub(super) fn parsed() -> Vec<(Vec<String>, syn::File)> {
    let files = sources(&root()).into_iter().map(|(path, text)| {
        let below = path.strip_prefix(root()).unwrap().with_extension("");
        let mut name: Vec<String> = below
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        if name
            .last()
            .is_some_and(|last| last == "mod" || last == "lib")
        {
            name.pop();
        }
        (name, syn::parse_file(&text).unwrap())
    });
    files
        .filter(|(name, _)| name.first().is_none_or(|room| room != "tests"))
        .collect()
}
