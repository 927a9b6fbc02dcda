//! An output that prints whole lines, in which nothing that others wrote acts.

use std::io::{self, Write};

use crate::contract::printable;

/// Everything that a command prints passes here, so that none of it can forget.
pub(super) struct Printed<'o> {
    out: &'o mut (dyn Write + Send),
    /// What has no line break yet.
    rest: Vec<u8>,
}

impl<'o> Printed<'o> {
    /// Prints to an output.
    pub(super) fn to(out: &'o mut (dyn Write + Send)) -> Self {
        let rest = Vec::new();
        Self { out, rest }
    }

    /// Prints what has no line break at the end.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.rest);
        self.out
            .write_all(printable(&String::from_utf8_lossy(&rest)).as_bytes())
    }
}

impl Write for Printed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        if let Some(last) = memchr::memrchr(b'\n', &self.rest) {
            let rest = self.rest.split_off(last + 1);
            self.end()?;
            self.rest = rest;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.end()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_looked_at_as_a_whole_however_it_is_written() {
        let mut out = Vec::new();
        let mut printed = Printed::to(&mut out);
        for byte in " ::a \u{1b}[1mb\u{1b}[0m\u{202e}#".bytes() {
            printed.write_all(&[byte]).unwrap();
        }
        printed.write_all(b"#[error]\nrest").unwrap();
        printed.end().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            " \\u{3a}:a \u{1b}[1mb\u{1b}[0m\\u{202e}#\\u{23}[error]\nrest"
        );
    }
}
