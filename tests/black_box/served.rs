//! A `tagproof serve` of its own, ended when it is dropped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::program::tagproof;

/// A running server.
pub(crate) struct Served {
    /// The process.
    pub(crate) child: Child,
    /// Where it listens, as it says in its first line.
    pub(crate) url: String,
}

impl Served {
    /// Starts it on a free port of the loopback interface.
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::listening("127.0.0.1:0", args)
    }

    /// The same at an address of one's own.
    pub(crate) fn listening(address: &str, args: &[&str]) -> Self {
        let listen = ["serve", "--listen", address];
        let mut child = tagproof(&[&listen, args].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        // It ends at the latest with the process, which has nothing else to say.
        let read = output.read_line(&mut line);
        let served = Self {
            child,
            url: line
                .trim_end()
                .strip_prefix("listening on ")
                .unwrap_or_default()
                .to_owned(),
        };
        assert!(
            served.url.starts_with("http://"),
            "{args:?}: {read:?} {line:?}"
        );
        served
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
