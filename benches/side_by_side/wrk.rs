//! wrk, an HTTP client that does next to nothing, if it is installed.

use std::process::{Command, Stdio};

use serde_json::Value;
use tagproof::contract::{Call, Edition};
use tagproof::wire::{
    Covers, Credentials, Envelope, Format, Method, Placement, Scheme, Spelling, Stamp, encode,
};

use crate::bare_loop::{get, reset};
use crate::in_process::Failure;

/// What is said where it is not.
pub(crate) const MISSING: &str = "wrk is not installed";

/// How long it sends; it ends by itself.
const DURATION: &str = "1s";

/// A request as a run sends it that leaves everything as it is.
pub(crate) struct Repeated {
    url: String,
}

impl Repeated {
    /// A listing of a resource with a tag, which is made here.
    pub(crate) fn on(server: &str) -> Result<Self, Failure> {
        reset(server)?;
        let call = |action| Call::new(action, "").with("RegionId", "cn-hangzhou");
        let made: Value = serde_json::from_str(&get(&signed(server, &call("CreateVpc")))?)?;
        let vpc = made.get("VpcId").and_then(Value::as_str);
        let vpc = vpc.ok_or("no VPC was made")?;
        let of_vpc = |action| {
            let call = call(action).with("ResourceType", "VPC");
            call.with("ResourceId.1", vpc)
        };
        let tag = of_vpc("TagResources").with("Tag.1.Key", "k");
        get(&signed(server, &tag.with("Tag.1.Value", "v")))?;
        let url = signed(server, &of_vpc("ListTagResources"));
        Ok(Self { url })
    }

    /// Requests a second over so many connections; nothing if wrk is not there.
    pub(crate) fn rate(&self, connections: usize) -> Result<Option<f64>, Failure> {
        let ran = Command::new("wrk")
            .args(["-t1", "-d", DURATION])
            .arg(format!("-c{connections}"))
            .arg(&self.url)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        let Ok(ran) = ran else { return Ok(None) };
        let said = String::from_utf8_lossy(&ran.stdout);
        if said.contains("Non-2xx") {
            return Err("the server refuses what wrk sends".into());
        }
        let rate = said
            .lines()
            .find_map(|line| line.trim().strip_prefix("Requests/sec:"))
            .ok_or("wrk names no rate")?;
        Ok(Some(rate.trim().parse()?))
    }
}

/// The address of a call with all that a run puts into it, the signature too:
/// a server has that much to read.
fn signed(server: &str, call: &Call) -> String {
    let stamp = Stamp {
        nonce: "0123456789abcdef0123456789abcdef".to_owned(),
        timestamp: "2026-01-01T00:00:00Z".to_owned(),
    };
    let envelope = Envelope {
        method: Method::Get,
        placement: Placement::Query,
        spelling: Spelling::Escaped,
        format: Format::Json,
        scheme: Scheme::V1,
        signs: true,
        covers: Covers::All,
        credentials: &Credentials::new("testid", "testsecret"),
        stamp: &stamp,
        version: Edition::of_record().product.version,
        host: server.trim_start_matches("http://"),
    };
    format!("{server}/?{}", encode(call, &envelope).query)
}
