//! What a started process writes to its standard error, passed on to ours as text.

use std::convert::Infallible;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::ChildStderr;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::contract::{printable, visible};

/// Bytes of a line that are passed on in one; what is longer goes on in the next.
const MAX_LINE: u64 = 16 << 10;

/// How long what was written may still be on its way once the process is gone:
/// what outlived it may hold the other end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The passing on of one process's standard error.
#[derive(Debug)]
pub(super) struct StandardError {
    /// Disconnected at its end; nothing is ever sent.
    ended: Receiver<Infallible>,
}

impl StandardError {
    /// Passes on line by line, beside everything else.
    ///
    /// # Errors
    ///
    /// When there can be no further thread.
    pub(super) fn pass_on(from: ChildStderr) -> io::Result<Self> {
        let (ending, ended) = channel();
        thread::Builder::new().spawn(move || {
            pass_on(from, &mut io::stderr());
            drop(ending);
        })?;
        Ok(Self { ended })
    }

    /// Waits a little for what a process wrote that is gone.
    pub(super) fn last_words(&self) {
        // Nothing else can be heard.
        let _ = self.ended.recv_timeout(LAST_WORDS);
    }
}

/// Reads to the end, also when nobody takes it any more: who writes must not wait.
fn pass_on(from: impl Read, to: &mut impl Write) {
    let mut from = BufReader::new(from);
    let mut taken = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        match from.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if taken => taken = to.write_all(shown(&line).as_bytes()).is_ok(),
            Ok(_) => {}
        }
    }
}

/// A line as text, with a line break.
fn shown(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = format!("{}\n", visible(&String::from_utf8_lossy(line)));
    printable(&line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed_on(written: &[u8]) -> String {
        let mut out = Vec::new();
        pass_on(written, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_in_it_acts_and_every_line_ends() {
        for (written, shown) in [
            (&b"listening\r\n\nlast"[..], "listening\n\nlast\n"),
            (b"::error::x\n", "\\u{3a}:error::x\n"),
            (b"a\n  ::add-mask::y\n", "a\n  \\u{3a}:add-mask::y\n"),
            (b"x ##[error]y\n", "x #\\u{23}[error]y\n"),
            (
                b"\x1b[31mred\x1b[2J\x07\n",
                "\\u{1b}[31mred\\u{1b}[2J\\u{7}\n",
            ),
            (b"\xff\xe2\x80\xae\n", "\u{fffd}\\u{202e}\n"),
            (b"", ""),
        ] {
            assert_eq!(passed_on(written), shown);
        }
    }

    #[test]
    fn a_line_without_an_end_is_passed_on_in_parts() {
        let most = usize::try_from(MAX_LINE).unwrap();
        let lines = passed_on("x".repeat(2 * most + 1).as_bytes());
        let lengths: Vec<_> = lines.lines().map(str::len).collect();
        assert_eq!(lengths, [most, most, 1]);
    }

    /// An output that is closed.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn it_is_read_to_its_end_though_nobody_takes_it() {
        let mut written = &b"a\nb\nc\n"[..];
        pass_on(&mut written, &mut Closed);
        assert!(written.is_empty());
    }
}
