//! How this process was started: whether its output is closed, and whether it
//! outlives its terminal.

use std::io::{self, ErrorKind, Write};

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

/// Whether the process was started so that the loss of its terminal does not end
/// it, as `nohup` does; known where there is `/proc`.
pub fn outlives_terminal() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // Signal 1 is the first bit.
    ignored.is_some_and(|mask| mask & 1 == 1)
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
