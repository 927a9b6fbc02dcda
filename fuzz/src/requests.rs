//! Requests of any bytes: answered, and never by a panic.

use std::sync::{Arc, LazyLock};

use tagproof::contract::Edition;
use tagproof::endpoint::{Reference, Server};
use tagproof::wire::{Credentials, Endpoint, Format, Method, Request, asked_format, decode, read};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};

/// The access key of the recorded requests, which are seeds.
const KEY: (&str, &str) = ("LTAItestAccessKeyId0", "TestSecret/With+Plus=And~Tilde");

/// Bytes in flight on a connection in memory.
const IN_FLIGHT: usize = 64 * 1024;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap_or_else(|error| panic!("there is no runtime: {error}"))
});

/// One request as text, read as loosely as can be, so that also what no HTTP
/// server lets through reaches the decoder. A reference that knows a VPC and
/// one that wants signatures answer it: below status 500, in the format asked
/// for and readable.
pub fn requests_never_panic(data: &[u8]) {
    let request = loosely(data);
    let format = match decode(&request) {
        Ok(incoming) => incoming.format,
        Err(_) => asked_format(&request),
    };
    let format = format.unwrap_or(Format::Json);
    let closed = reference().with_access_keys(vec![Credentials::new(KEY.0, KEY.1)]);
    for reference in [with_a_vpc(), closed] {
        let response = reference.answer(&request);
        assert!((200..500).contains(&response.status), "{response:?}");
        if let Err(error) = read(&response, format) {
            panic!("{error}: {response:?}");
        }
    }
}

/// Everything that a client sends on one connection before it hangs up. What
/// comes back is HTTP, if anything does, and no server error.
pub fn connections_never_panic(data: &[u8]) {
    let answered = RUNTIME.block_on(async {
        let (client, server) = tokio::io::duplex(IN_FLIGHT);
        let (mut reader, mut writer) = tokio::io::split(client);
        let mut answered = Vec::new();
        let (_, _, ()) = tokio::join!(
            async {
                // The server may hang up first.
                let _ = writer.write_all(data).await;
                writer.shutdown().await
            },
            reader.read_to_end(&mut answered),
            Server::new(Arc::new(with_a_vpc())).serve_connection(server),
        );
        answered
    });
    let start = String::from_utf8_lossy(&answered[..answered.len().min(10)]);
    assert!(
        start.is_empty() || start.starts_with("HTTP/1.") && !start.ends_with('5'),
        "{}",
        String::from_utf8_lossy(&answered)
    );
}

fn reference() -> Reference {
    let edition = Edition::of_record();
    Reference::new(edition.clone(), edition.readings())
}

/// The reference with one VPC; its id is the same every time.
fn with_a_vpc() -> Reference {
    let reference = reference();
    let query = "Action=CreateVpc&Version=2016-04-28&RegionId=cn-hangzhou&AccessKeyId=";
    let created = reference.answer(&Request {
        method: Method::Get,
        path: "/".to_owned(),
        query: format!("{query}{}", KEY.0),
        headers: Vec::new(),
        body: Vec::new(),
    });
    assert_eq!(created.status, 200);
    reference
}

/// The request that bytes stand for: a first line, headers and, after an empty
/// line, a body. Whatever is missing is empty.
fn loosely(data: &[u8]) -> Request {
    const END: &[u8] = b"\r\n\r\n";
    let end = data.windows(END.len()).position(|found| found == END);
    let (head, body) = match end {
        Some(end) => (&data[..end], &data[end + END.len()..]),
        None => (data, &data[..0]),
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let (method, target) = first.split_once(' ').unwrap_or((first, ""));
    let target = target.strip_suffix(" HTTP/1.1").unwrap_or(target);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Request {
        method: Method::parse(method),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect(),
        body: body.to_vec(),
    }
}
