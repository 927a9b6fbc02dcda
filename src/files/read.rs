//! Files that are read as a whole, and therefore within bounds.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Bytes of a file that people write, at most: a suite, an edition, a baseline, a
/// lock, a snapshot, fixtures, settings.
pub const MOST_BYTES: u64 = 16 << 20;

/// Bytes of a file that programs write, at most: a report, a recording. It takes
/// several times its size in memory.
pub const MOST_RECORDED: u64 = 512 << 20;

/// The bytes of a regular file, of which there are no more than `most`. Pipes and
/// devices are refused: they may have no end, or wait for ever.
///
/// # Errors
///
/// What the system has against it, or that it is too long or no regular file.
pub fn read_bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let there = fs::metadata(path)?;
    if there.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !there.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let too_long = |length| {
        io::Error::other(format!(
            "it has {length} bytes, more than the {most} that are read"
        ))
    };
    if there.len() > most {
        return Err(too_long(there.len().to_string()));
    }
    let mut bytes = Vec::new();
    // Files of the system tell no length, and others may grow.
    let read = File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if read as u64 > most {
        return Err(too_long(format!("at least {read}")));
    }
    Ok(bytes)
}

/// The same as a text, which is UTF-8.
///
/// # Errors
///
/// As for [`read_bytes`], and where it is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read_bytes(path, most)?).map_err(|wrong| {
        let at = wrong.utf8_error().valid_up_to();
        io::Error::new(
            ErrorKind::InvalidData,
            format!("it is not UTF-8 from byte {at} on"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_special_or_no_text_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "abc").unwrap();
        assert_eq!(read_text(&path, 3).unwrap(), "abc");
        let told = |path: &Path, most| read_text(path, most).unwrap_err().to_string();
        assert!(told(&path, 2).contains("3 bytes, more than the 2"));
        fs::write(&path, b"ab\xff").unwrap();
        assert!(told(&path, 3).contains("not UTF-8 from byte 2 on"));
        for special in ["/dev/zero", "/dev/null"] {
            assert!(told(Path::new(special), 3).contains("no regular file"));
        }
        assert_eq!(
            read_bytes(folder.path(), 3).unwrap_err().kind(),
            ErrorKind::IsADirectory
        );
        if cfg!(target_os = "linux") {
            assert!(told(Path::new("/proc/self/status"), 3).contains("at least 4"));
        }
    }
}
