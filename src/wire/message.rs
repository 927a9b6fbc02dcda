//! HTTP requests and responses as plain data, and the door an endpoint offers.

/// An implementation of the API that can be called without a network: the
/// embedding API.
///
/// Implement it to put an emulator under test inside the same process
/// ([`assert_conforms`](crate::assert_conforms),
/// [`fuzz_conformance!`](crate::fuzz_conformance)), or to serve it with the
/// crate's own HTTP server (`Running` in [`endpoint`](crate::endpoint)). What is a
/// `tower::Service` already, such as an axum router, needs no implementation:
/// [`endpoint::Service`](crate::endpoint::Service) makes one of it.
///
/// An endpoint is given what a server reads off the wire, with nothing of it
/// interpreted, and must answer every request, however malformed; it may be
/// called from several threads at once. It keeps its state behind `&self`, which
/// lives as long as the judging, and makes its resources through the API's own
/// operations, as any caller does. An implementation that panics or does not
/// return is judged for it.
///
/// ```
/// use tagproof::contract::Answer;
/// use tagproof::wire::{Endpoint, Format, Method, Request, Response, decode, write};
///
/// /// Knows one operation. The helpers that read requests and write answers
/// /// may be used or not.
/// struct Emulator;
///
/// impl Endpoint for Emulator {
///     fn answer(&self, request: &Request) -> Response {
///         let asked = decode(request).ok();
///         let format = asked.as_ref().and_then(|asked| asked.format);
///         let action = asked.map_or_else(String::new, |asked| asked.call.action);
///         let id = "0A1B2C3D-0000-4000-8000-000000000000";
///         let answer = if action == "DescribeRegions" {
///             Answer::new(200, serde_json::json!({"RequestId": id}))
///         } else {
///             let code = "InvalidAction.NotFound";
///             Answer::new(404, serde_json::json!({"RequestId": id, "Code": code}))
///         };
///         write(&answer, &action, format.unwrap_or(Format::Json))
///     }
/// }
///
/// let request = Request {
///     method: Method::Get,
///     path: "/".to_owned(),
///     query: "Action=DescribeRegions&Format=XML".to_owned(),
///     headers: Vec::new(),
///     body: Vec::new(),
/// };
/// let response = Emulator.answer(&request);
/// assert_eq!(response.status, 200);
/// assert!(response.body.ends_with(b"</DescribeRegionsResponse>"));
/// ```
pub trait Endpoint: Send + Sync {
    /// The response to `request`.
    fn answer(&self, request: &Request) -> Response;

    /// Whether an answer may wait for something: a server then asks for it on a
    /// thread that has nothing else to do.
    fn may_wait(&self) -> bool {
        false
    }
}

/// One HTTP request, with nothing of it interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path as sent; `/` for every RPC call.
    pub path: String,
    /// The query as sent: without its `?`, not decoded.
    pub query: String,
    /// Header names and values in the order sent, repetitions kept.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
}

/// One HTTP response, with nothing of it interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header names and values in the order sent, repetitions kept.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
}

/// An HTTP method.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// Any other, as spelt; methods are case-sensitive, so `get` is one.
    Other(String),
}

impl Method {
    /// The method as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Other(name) => name,
        }
    }

    /// The method spelt `name`.
    pub fn parse(name: &str) -> Self {
        match name {
            "GET" => Self::Get,
            "POST" => Self::Post,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl Request {
    /// The first value of the header `name`, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

impl Response {
    /// The first value of the header `name`, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

fn first<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_in_any_case_and_the_first_one_counts() {
        let headers = vec![
            ("Content-TYPE".to_owned(), "text/xml".to_owned()),
            ("content-type".to_owned(), "text/html".to_owned()),
        ];
        let response = Response {
            status: 200,
            headers: headers.clone(),
            body: Vec::new(),
        };
        let request = Request {
            method: Method::Get,
            path: "/".to_owned(),
            query: String::new(),
            headers,
            body: Vec::new(),
        };
        assert_eq!(response.header("content-type"), Some("text/xml"));
        assert_eq!(request.header("CONTENT-type"), Some("text/xml"));
        assert_eq!(request.header("content"), None);
    }

    #[test]
    fn methods_survive_parsing() {
        for name in ["GET", "POST", "PUT", "get", "", "P\0ST"] {
            assert_eq!(Method::parse(name).as_str(), name);
        }
        assert_eq!(Method::parse("GET"), Method::Get);
        assert_eq!(Method::parse("POST"), Method::Post);
        assert_eq!(Method::parse("get"), Method::Other("get".to_owned()));
    }
}
