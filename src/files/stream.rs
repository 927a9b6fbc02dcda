//! The standard output and error of this process under their names as files.

use std::fs::File;
use std::io;
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
    Err(io::ErrorKind::Unsupported.into())
}
