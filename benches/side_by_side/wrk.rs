//! wrk, an HTTP client that does next to nothing, if it is installed.

use std::process::{Command, Stdio};

use crate::bare_loop::{get, reset};
use crate::in_process::Failure;

/// What is said where it is not.
pub(crate) const MISSING: &str = "wrk is not installed";

/// How long it sends; it ends by itself.
const DURATION: &str = "1s";

/// A request of the suite that leaves everything as it is.
pub(crate) struct Repeated {
    url: String,
}

impl Repeated {
    /// A listing of a resource with a tag, which is made here.
    pub(crate) fn on(server: &str) -> Result<Self, Failure> {
        reset(server)?;
        let call = |action: &str| {
            format!("{server}/?Action={action}&RegionId=cn-hangzhou&AccessKeyId=testid")
        };
        let made: serde_json::Value = serde_json::from_str(&get(&call("CreateVpc"))?)?;
        let vpc = made.get("VpcId").and_then(serde_json::Value::as_str);
        let vpc = vpc.ok_or("no VPC was made")?;
        let of_vpc = format!("ResourceType=VPC&ResourceId.1={vpc}");
        let tag = call("TagResources");
        get(&format!("{tag}&{of_vpc}&Tag.1.Key=k&Tag.1.Value=v"))?;
        let list = call("ListTagResources");
        Ok(Self {
            url: format!("{list}&{of_vpc}"),
        })
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
