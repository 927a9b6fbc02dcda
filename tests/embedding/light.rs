//! What embedding brings along, as cargo resolves it.

use std::collections::BTreeSet;
use std::process::Command;

/// Packages that whoever embeds has to build, at most, with this one.
const MOST: usize = 70;

/// What only the program needs: a command line, HTTP, TLS, an allocator.
const HEAVY: [&str; 8] = [
    "clap",
    "hyper-util",
    "indicatif",
    "mimalloc",
    "reqwest",
    "ring",
    "rustls",
    "toml_edit",
];

#[test]
fn who_embeds_takes_few_packages_and_none_of_the_program() {
    let light = packages(&["--no-default-features"]);
    assert!(light.contains("tagproof") && light.contains("serde_json"));
    assert!(light.len() <= MOST, "{} packages: {light:?}", light.len());
    let whole = packages(&[]);
    for name in HEAVY {
        assert!(whole.contains(name), "the program does not need {name}");
        assert!(!light.contains(name), "who embeds builds {name}");
    }
}

/// The names of the packages that are built, by what is in the lock file.
fn packages(features: &[&str]) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .args(features)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{errors}");
    let shown = String::from_utf8(tree.stdout).unwrap();
    let names = shown.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
