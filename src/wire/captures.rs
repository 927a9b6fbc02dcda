//! The recorded requests in `tests/captures`, for the tests of this room.

use serde_json::Value;

use super::message::{Method, Request};

/// The access key secret that signed every recorded request.
pub(super) const SECRET: &str = "TestSecret/With+Plus=And~Tilde";

/// Everything in `vectors.json`.
pub(super) fn vectors() -> Vec<Value> {
    let text = std::fs::read_to_string(path("vectors.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The recorded request in the file `name`.
pub(super) fn request(name: &str) -> Request {
    let raw = std::fs::read(path(name)).unwrap();
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&raw[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap().split(' ');
    let method = Method::parse(first.next().unwrap());
    let target = first.next().unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(String, String)> = lines
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_owned(), value.trim().to_owned())
        })
        .collect();
    Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: raw[end + 4..].to_vec(),
    }
}

/// The names of all recorded requests, sorted.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "vectors.json")
        .collect();
    names.sort();
    names
}

fn path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/captures")
        .join(name)
}
