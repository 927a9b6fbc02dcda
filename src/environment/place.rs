//! Where a test that runs inside another crate leaves its files, and its name.

use std::path::{Path, PathBuf};

/// The folder for reports of the running test: `tagproof` in cargo's target
/// folder if the program lies in one, else in the system's folder for temporary
/// files.
pub fn report_folder() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|program| cargo_target(&program).map(Path::to_owned))
        .unwrap_or_else(std::env::temp_dir)
        .join("tagproof")
}

/// The running test in a few words: the program without cargo's hash, and the
/// thread, which the test harness names by the test.
pub fn caller() -> String {
    let program = std::env::current_exe().ok();
    let program = program
        .as_deref()
        .and_then(Path::file_stem)
        .map(|stem| without_hash(&stem.to_string_lossy()).to_owned())
        .unwrap_or_default();
    match std::thread::current().name() {
        Some(test) if test != "main" => format!("{program}-{test}"),
        _ => program,
    }
}

/// The nearest folder around a program that cargo has marked as its own.
fn cargo_target(program: &Path) -> Option<&Path> {
    program
        .ancestors()
        .skip(1)
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
}

/// `name` of `name-0123456789abcdef`.
fn without_hash(stem: &str) -> &str {
    stem.rsplit_once('-')
        .filter(|(_, hash)| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .map_or(stem, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_known_by_program_and_thread() {
        let name = std::thread::current().name().unwrap().to_owned();
        assert_eq!(caller(), format!("tagproof-{name}"));
        assert_eq!(without_hash("a-b-0123456789abcdef"), "a-b");
        assert_eq!(without_hash("a-b"), "a-b");
        assert_eq!(without_hash("a-0123456789abcdeg"), "a-0123456789abcdeg");
    }

    #[test]
    fn reports_lie_in_the_folder_of_the_build() {
        let folder = report_folder();
        let target = folder.parent().unwrap();
        assert!(target.join("CACHEDIR.TAG").is_file(), "{folder:?}");
        assert_eq!(cargo_target(Path::new("/nowhere/at/all")), None);
    }
}
