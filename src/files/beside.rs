//! Files that another file names, which stand beside it or below.

use std::cell::Cell;
use std::path::{Component, Path, PathBuf};

use super::read::{MOST_BYTES, read_bytes};

/// The folder of a file that names others.
#[derive(Debug)]
pub struct Beside {
    folder: Option<PathBuf>,
    /// Bytes that may still be read.
    left: Cell<u64>,
}

impl Beside {
    /// The folder that a file is in; of all files in it together no more bytes
    /// are read than `most`.
    pub fn of(file: &Path, most: u64) -> Self {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Self {
            folder: folder.canonicalize().ok(),
            left: Cell::new(most),
        }
    }

    /// The bytes of a file, unless it cannot be read or its name leads out of the
    /// folder: whoever wrote the name need not be whoever reads the file.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let folder = self.folder.as_ref()?;
        let mut parts = Path::new(name).components();
        if name.is_empty() || !parts.all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let path = folder.join(name).canonicalize().ok()?;
        if !path.starts_with(folder) {
            return None;
        }
        let bytes = read_bytes(&path, self.left.get().min(MOST_BYTES)).ok()?;
        self.left.set(self.left.get() - bytes.len() as u64);
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_what_is_in_the_folder_is_read_and_not_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir_all(inner.join("deep")).unwrap();
        let secret = folder.path().join("secret");
        for (path, text) in [
            (&secret, "no"),
            (&inner.join("a.json"), "{}"),
            (&inner.join("deep/b"), "deep"),
        ] {
            fs::write(path, text).unwrap();
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&secret, inner.join("out")).unwrap();
            std::os::unix::fs::symlink(folder.path(), inner.join("up")).unwrap();
            std::os::unix::fs::symlink("a.json", inner.join("same")).unwrap();
        }
        let beside = Beside::of(&inner.join("a.har"), 10);
        assert_eq!(beside.read("a.json").as_deref(), Some(&b"{}"[..]));
        assert_eq!(beside.read("deep/b").as_deref(), Some(&b"deep"[..]));
        if cfg!(unix) {
            assert_eq!(beside.read("same").as_deref(), Some(&b"{}"[..]));
        }
        for name in [
            "",
            ".",
            "..",
            "../secret",
            "deep/../a.json",
            "out",
            "up/secret",
            "deep",
            "none",
            "a.json\0",
            secret.to_str().unwrap(),
        ] {
            assert_eq!(beside.read(name), None, "{name}");
        }
        assert_eq!(beside.read("deep/b"), None, "ten bytes are nearly used up");
    }
}
