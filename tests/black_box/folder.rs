//! An empty folder for what a test writes.

use std::path::{Path, PathBuf};

/// The folder of a test in that of its file, without what an earlier run left.
pub(crate) fn fresh(file: &str, test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file).join(test);
    // There is none the first time.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
