//! Which names a server goes by: a request under another comes from a page that
//! somebody's browser was led to, and not from who started the server.

use std::net::{IpAddr, SocketAddr};

use hyper::Uri;
use hyper::http::uri::Authority;

use crate::wire::Request;

/// The names of a server. A port is never compared.
#[derive(Debug, Clone)]
pub struct Hosts {
    address: IpAddr,
    allowed: Vec<String>,
}

/// A request under a name that is none of the server's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Foreign {
    /// The header that says so.
    header: &'static str,
    /// What it says.
    said: String,
}

impl Hosts {
    /// Those of a server that listens there: the address, whatever means the
    /// machine itself, and those that are `allowed` besides.
    pub fn of(address: SocketAddr, allowed: &[String]) -> Self {
        Self {
            address: address.ip(),
            allowed: allowed.iter().map(|name| plain(name)).collect(),
        }
    }

    /// Why a request is refused, if it is: a page of another origin sent it, or it
    /// was sent to another host. The latter is as it should be for a server that
    /// is reached from outside, but for what only its owner does.
    pub(super) fn foreign(&self, request: &Request, is_for_owner: bool) -> Option<Foreign> {
        let told = |header: &'static str, name: fn(&str) -> Option<String>| {
            let said = request.header(header)?;
            let is_ours = name(said).is_some_and(|name| self.is_ours(&name));
            (!is_ours).then(|| Foreign {
                header,
                said: said.to_owned(),
            })
        };
        told("Origin", of_origin).or_else(|| {
            let minds = is_for_owner || self.address.is_loopback();
            minds.then(|| told("Host", of_host)).flatten()
        })
    }

    fn is_ours(&self, name: &str) -> bool {
        let name = plain(name);
        if let Ok(address) = name.parse::<IpAddr>() {
            return address.is_loopback() || address == self.address || self.allows(&name);
        }
        name == "localhost" || name.ends_with(".localhost") || self.allows(&name)
    }

    fn allows(&self, name: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed == name)
    }
}

impl Foreign {
    /// What is wrong and what to do.
    pub(super) fn words(&self) -> String {
        format!(
            "{} '{}' is not the host of this server; `tagproof serve --allow-host NAME` lets one in",
            self.header, self.said
        )
    }
}

/// A name without what does not tell it from others.
fn plain(name: &str) -> String {
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn of_host(said: &str) -> Option<String> {
    let authority = Authority::try_from(said).ok()?;
    Some(authority.host().to_owned())
}

fn of_origin(said: &str) -> Option<String> {
    Uri::try_from(said).ok()?.host().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Method;

    fn request(header: &str, value: &str) -> Request {
        Request {
            method: Method::Get,
            path: "/".to_owned(),
            query: String::new(),
            headers: vec![(header.to_owned(), value.to_owned())],
            body: Vec::new(),
        }
    }

    fn hosts(address: &str) -> Hosts {
        Hosts::of(address.parse().unwrap(), &["Vpc.Test".to_owned()])
    }

    #[test]
    fn what_means_this_machine_or_is_allowed_is_not_foreign() {
        let hosts = hosts("127.0.0.1:80");
        for name in [
            "127.0.0.1",
            "127.0.0.1:8080",
            "127.1.2.3",
            "localhost",
            "LOCALHOST.:1",
            "vpc.localhost:9",
            "[::1]:80",
            "vpc.test",
        ] {
            let by_host = request("host", name);
            assert_eq!(hosts.foreign(&by_host, true), None, "{name}");
            let by_origin = request("origin", &format!("http://{name}"));
            assert_eq!(hosts.foreign(&by_origin, true), None, "{name}");
        }
        let nameless = request("accept", "*/*");
        assert_eq!(hosts.foreign(&nameless, true), None);
    }

    #[test]
    fn another_name_is_foreign_on_loopback_and_an_origin_everywhere() {
        for name in [
            "evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "10.0.0.1",
            "127.0.0.1.evil.example",
            "",
            "a b",
        ] {
            let by_host = request("host", name);
            assert!(hosts("127.0.0.1:80").foreign(&by_host, false).is_some());
            let outside = hosts("192.0.2.1:80");
            assert_eq!(outside.foreign(&by_host, false), None, "{name}");
            assert!(outside.foreign(&by_host, true).is_some(), "{name}");
            let by_origin = request("origin", &format!("http://{name}"));
            assert!(outside.foreign(&by_origin, false).is_some(), "{name}");
        }
        let local = hosts("127.0.0.1:80");
        assert!(local.foreign(&request("origin", "null"), false).is_some());
        let own = request("host", "192.0.2.1:80");
        assert_eq!(hosts("192.0.2.1:80").foreign(&own, true), None);
    }
}
