//! A server whose error output is heard.

use std::io::{BufRead, BufReader};
use std::process::{ChildStderr, Stdio};

use super::program::tagproof;
use super::served::Served;

/// Starts it on a free port of the loopback interface.
pub(crate) fn heard(args: &[&str]) -> (Served, ChildStderr) {
    let listen = ["serve", "--listen", "127.0.0.1:0"];
    let mut child = tagproof(&[&listen, args].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    let errors = child.stderr.take().unwrap();
    let url = first.trim_end().replace("listening on ", "");
    (Served { child, url }, errors)
}
