//! The standard output and error of this process: under their names as files, and
//! closed ones.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Out,
    Err,
}

impl Stream {
    /// The one that a path is a name of.
    pub(super) fn named(path: &Path) -> Option<Self> {
        match path.to_str()? {
            "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" => Some(Self::Out),
            "/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2" => Some(Self::Err),
            _ => None,
        }
    }

    /// The same stream as a file: it goes on where the stream is, also if that
    /// leads into a file.
    pub(super) fn file(self) -> io::Result<File> {
        match self {
            Self::Out => clone(&io::stdout()),
            Self::Err => clone(&io::stderr()),
        }
    }
}

#[cfg(unix)]
fn clone(stream: &impl std::os::fd::AsFd) -> io::Result<File> {
    stream.as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(not(unix))]
fn clone<T>(_: &T) -> io::Result<File> {
    Err(ErrorKind::Unsupported.into())
}

/// Whether the standard output was closed when the process began. The standard
/// library puts `/dev/null` in its place, for reading and writing, which takes all
/// that is written as if somebody read it.
#[cfg(unix)]
pub(super) fn output_is_closed() -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};

    let out = io::stdout();
    let is_nobody = fstat(&out)
        .and_then(|there| Ok(there.st_rdev == stat("/dev/null")?.st_rdev))
        .unwrap_or_default();
    let both = fcntl_getfl(&out).is_ok_and(|flags| flags & OFlags::ACCMODE == OFlags::RDWR);
    is_nobody && both
}

#[cfg(not(unix))]
pub(super) fn output_is_closed() -> bool {
    false
}

/// An output that nobody reads, and that says so.
#[derive(Debug, Clone, Copy)]
pub struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(ErrorKind::BrokenPipe.into())
    }
}
