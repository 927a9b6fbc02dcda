//! What a target cannot do, with the request and the answer that showed it.

use std::fmt::{self, Write as _};

use crate::contract::{cut, visible};
use crate::wire::{Format, Method, Request, asked_format, decode};

use super::reply::Reply;

/// Characters of an answer that are told.
const TOLD: usize = 200;

/// That something is not there, with what showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Why it counts as missing, in words.
    pub why: String,
    /// The request that showed it in one line, without credentials, signature,
    /// nonce and time; none where it was not a request that did.
    pub request: Option<String>,
    /// What came back: the status with the code, or with the first characters
    /// of what came instead of an answer.
    pub answer: Option<String>,
}

impl Lack {
    /// What no request showed.
    pub fn told(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            request: None,
            answer: None,
        }
    }

    /// What this reply showed.
    pub(super) fn shown(why: impl Into<String>, reply: &Reply) -> Self {
        Self {
            why: why.into(),
            request: Some(line_of(&reply.request)),
            answer: Some(answer_of(reply)),
        }
    }

    /// The same evidence for other words.
    pub(super) fn saying(&self, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            ..self.clone()
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.why)
    }
}

/// A request in one line, as reports write those of cases.
fn line_of(request: &Request) -> String {
    let method = match (request.method == Method::Get, request.body.is_empty()) {
        (true, _) => "GET",
        (false, true) => "POST",
        (false, false) => "POST form",
    };
    let format = asked_format(request).unwrap_or(Format::Json);
    let Ok(incoming) = decode(request) else {
        return format!("{method} {format}");
    };
    let mut line = format!("{method} {format} {}", incoming.call.action);
    for (name, value) in &incoming.call.params {
        let plain = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic());
        // Writing to a text cannot fail.
        let _ = if plain {
            write!(line, " {name}={value}")
        } else {
            write!(line, " {name}={value:?}")
        };
    }
    visible(&line).into_owned()
}

fn answer_of(reply: &Reply) -> String {
    let received = match &reply.received {
        Err(error) => return error.to_string(),
        Ok(received) => received,
    };
    let status = received.response.status;
    let text = String::from_utf8_lossy(&received.response.body);
    if let Ok(answer) = &received.answer
        && let Some(code) = answer.code()
    {
        return format!("{status} {}", visible(code));
    }
    // What is not seen is what is wrong with an answer behind a BOM.
    let told = cut(&text, TOLD);
    format!("{status} {}", visible(&told)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Call;
    use crate::targets::reply::Received;
    use crate::wire::{
        Covers, Credentials, Envelope, Placement, Response, Scheme, Spelling, Stamp, encode, read,
    };

    fn reply(status: u16, body: &str, scheme: Scheme) -> Reply {
        let call = Call::new("TagResources", "own")
            .with("RegionId", "cn-hangzhou")
            .with("Tag.1.Key", "a b");
        let request = encode(
            &call,
            &Envelope {
                method: Method::Post,
                placement: Placement::Query,
                spelling: Spelling::Escaped,
                format: Format::Json,
                scheme,
                signs: true,
                covers: Covers::All,
                credentials: &Credentials::new("LTAIhidden", "secret"),
                stamp: &Stamp {
                    nonce: "the-nonce".to_owned(),
                    timestamp: "2026-11-25T00:00:00Z".to_owned(),
                },
                version: "2016-04-28",
                host: "localhost",
            },
        );
        let response = Response {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        };
        let answer = read(&response, Format::Json);
        Reply {
            request,
            received: Ok(Received { response, answer }),
            pages: super::super::pages::Pages::default(),
        }
    }

    #[test]
    fn evidence_holds_the_call_and_nothing_of_the_caller() {
        for scheme in [Scheme::V1, Scheme::Acs3] {
            let refused = r#"{"RequestId":"x","Code":"Forbidden","Message":"no"}"#;
            let lack = Lack::shown("why", &reply(403, refused, scheme));
            assert_eq!(
                lack.request.as_deref(),
                Some(r#"POST JSON TagResources RegionId=cn-hangzhou Tag.1.Key="a b""#)
            );
            assert_eq!(lack.answer.as_deref(), Some("403 Forbidden"));
        }
    }

    #[test]
    fn what_is_no_answer_is_shown_up_to_a_length() {
        let told = |body: &str| {
            Lack::shown("", &reply(200, body, Scheme::V1))
                .answer
                .unwrap()
        };
        assert_eq!(told("\u{feff}{}"), "200 \\u{feff}{}");
        assert_eq!(told("<a>\n"), "200 <a>\\n");
        let long = told(&"x".repeat(300));
        assert_eq!(long, format!("200 {}…", "x".repeat(200)));
        assert_eq!(told(&"x".repeat(200)).chars().count(), 204);
    }
}
