//! How a command ends that came to a result: whatever becomes of its outputs,
//! the result is told, and what could not be written is.

use std::io::{ErrorKind, Write};

use crate::contract::visible;

use super::error::CliError;
use super::exit::Exit;

/// Prints what a command has to say at last, which ends with the line that says
/// the result, and the errors of what it could not write; how it ends then.
/// Where nobody reads the output, that line goes to the error output.
pub(super) fn end(
    exit: Exit,
    text: &str,
    mut failed: Vec<CliError>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if let Err(cause) = written {
        // If the error output is gone as well, the exit code still tells.
        let _ = writeln!(err, "{}", text.lines().last().unwrap_or_default());
        if cause.kind() != ErrorKind::BrokenPipe {
            failed.push(CliError::Output(cause));
        }
    }
    for error in &failed {
        let _ = writeln!(err, "error: {}", visible(&error.to_string()));
    }
    if failed.is_empty() {
        exit
    } else {
        exit.or(Exit::Usage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    /// An output that takes nothing.
    struct Gone(ErrorKind);

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    fn unwritten() -> Vec<CliError> {
        vec![CliError::Write {
            path: "a.json".to_owned(),
            cause: ErrorKind::StorageFull.into(),
        }]
    }

    #[test]
    fn who_reads_no_output_is_told_the_result_elsewhere_and_it_stands() {
        let mut err = Vec::new();
        let mut gone = Gone(ErrorKind::BrokenPipe);
        let text = "FAIL\nexit 1: it diverges\n";
        let exit = end(Exit::Divergence, text, Vec::new(), &mut gone, &mut err);
        assert_eq!(exit, Exit::Divergence);
        assert_eq!(err, b"exit 1: it diverges\n");
    }

    #[test]
    fn what_could_not_be_written_is_told_and_changes_the_exit() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = end(Exit::Divergence, "it\n", unwritten(), &mut out, &mut err);
        assert_eq!(exit, Exit::Usage);
        assert_eq!(out, b"it\n");
        let told = String::from_utf8(err).unwrap();
        assert!(told.starts_with("error: failed to write a.json"), "{told}");
        let mut err = Vec::new();
        let mut full = Gone(ErrorKind::StorageFull);
        let exit = end(Exit::Conforms, "it\n", Vec::new(), &mut full, &mut err);
        assert_eq!(exit, Exit::Usage);
        let told = String::from_utf8(err).unwrap();
        assert!(told.starts_with("it\nerror: "), "{told}");
    }

    #[test]
    fn who_was_interrupted_was_that_first() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = end(Exit::Interrupted, "it\n", unwritten(), &mut out, &mut err);
        assert_eq!(exit, Exit::Interrupted);
    }
}
