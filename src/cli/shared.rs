//! One output that a command prints both to: what it says and what is wrong.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// A writer to an output that others write to as well.
pub(super) struct Shared<'m, 'o>(pub(super) &'m Mutex<&'o mut (dyn Write + Send)>);

impl Write for Shared<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.flush()
    }
}
