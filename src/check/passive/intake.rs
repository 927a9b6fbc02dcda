//! What an entry of a recording is: a call that matters to tags, or why it is none.

use std::collections::BTreeSet;

use crate::contract::{
    Answer, Call, Kind, Naming, Product, Weather, is_conflict, is_not_ready, is_of_the_caller,
    params, weather,
};
use crate::targets::How;
use crate::wire::har::{Exchange, Recording, Skipped};
use crate::wire::{AnswerError, Format, Incoming, Method, Placement, Request, Response};
use crate::wire::{decode, percent, read};

use super::known::named;

/// One exchange that has to do with tags.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Its entry in the file, from 1.
    pub(super) entry: usize,
    /// When it began and ended, in microseconds.
    pub(super) time: (i64, i64),
    /// What was asked.
    pub(super) call: Call,
    /// What that does.
    pub(super) deed: Deed,
    /// The resources that it names or creates.
    pub(super) touched: BTreeSet<String>,
    /// How it was sent.
    pub(super) how: How,
    /// What came back, without secrets.
    pub(super) response: Response,
    /// The answer in that.
    pub(super) answer: Result<Answer, AnswerError>,
    /// What is known of it.
    pub(super) heard: Heard,
}

/// What a call does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    /// Adds tags.
    Tag,
    /// Removes tags.
    Untag,
    /// Lists tags.
    List,
    /// Creates a resource.
    Create(Kind),
    /// Deletes a resource.
    Delete(Kind),
    /// Something that was not recorded whole.
    Unknown,
}

/// What is known of how a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// It was answered.
    Answered,
    /// It was turned away for what has to do with the moment or the caller; it
    /// is over.
    TurnedAway(&'static str),
    /// Nobody knows whether it was done, or will be.
    Lost(String),
    /// The answer is none, or a server error: in words.
    Broken(String),
}

/// What a recording holds.
#[derive(Debug, Default)]
pub(super) struct Intake {
    /// What has to do with tags, in the order in which it began.
    pub(super) seen: Vec<Seen>,
    /// Why each of the other entries is not judged.
    pub(super) passed_over: Vec<String>,
    /// The host that is judged.
    pub(super) host: String,
}

const OTHER_OPERATION: &str = "another operation";
const NO_CALL: &str = "no call of this API";

/// Hosts of the live service, which are one.
const LIVE: &str = ".aliyuncs.com";

/// Opens every entry of a recording. Of several hosts the one is judged that
/// got most tag calls: two emulators need not agree about anything.
pub(super) fn intake(recording: &Recording, product: &Product) -> Intake {
    let mut opened: Vec<(String, Result<Seen, String>)> = Vec::new();
    // A token is sent with many calls, a signature with one.
    let tokens: BTreeSet<String> = recording
        .exchanges
        .iter()
        .flat_map(|exchange| secrets(&exchange.request, "token"))
        .collect();
    for exchange in &recording.exchanges {
        let seen = of_exchange(exchange, &tokens, product);
        opened.push((host(&exchange.request, product), seen));
    }
    for skipped in &recording.skipped {
        let host = host(&skipped.request, product);
        opened.push((host, of_skipped(skipped, product)));
    }
    let mut intake = Intake {
        host: busiest(&opened),
        ..Intake::default()
    };
    for (host, outcome) in opened {
        match outcome {
            Ok(_) if host != intake.host => intake
                .passed_over
                .push(format!("sent to another host than {}", intake.host)),
            Ok(seen) => intake.seen.push(seen),
            Err(reason) => intake.passed_over.push(reason),
        }
    }
    intake.seen.sort_by_key(|seen| (seen.time.0, seen.entry));
    without_copies(&mut intake);
    intake
}

fn busiest(opened: &[(String, Result<Seen, String>)]) -> String {
    let is_tag = |seen: &Result<Seen, String>| {
        seen.as_ref()
            .is_ok_and(|seen| matches!(seen.deed, Deed::Tag))
    };
    let mut hosts: Vec<(&str, usize)> = Vec::new();
    for (host, seen) in opened {
        let count = usize::from(is_tag(seen));
        match hosts.iter_mut().find(|(known, _)| known == host) {
            Some((_, sum)) => *sum += count,
            None => hosts.push((host, count)),
        }
    }
    let most = hosts.iter().map(|(_, sum)| *sum).max().unwrap_or(0);
    let first = hosts.iter().find(|(_, sum)| *sum == most);
    first.map_or_else(String::new, |(host, _)| (*host).to_owned())
}

/// A GET that is answered twice with the same bytes may come from a cache, and
/// an entry may stand in a file twice.
fn without_copies(intake: &mut Intake) {
    let mut kept: Vec<Seen> = Vec::new();
    for seen in std::mem::take(&mut intake.seen) {
        let copy = kept.iter().any(|other| {
            other.call == seen.call
                && other.response.body == seen.response.body
                && !seen.response.body.is_empty()
                && (other.time == seen.time || !(other.how.post || seen.how.post))
        });
        if copy {
            let reason = "the same exchange again, or from a cache";
            intake.passed_over.push(reason.to_owned());
        } else {
            kept.push(seen);
        }
    }
    intake.seen = kept;
}

fn host(request: &Request, product: &Product) -> String {
    let host = request.header("host").unwrap_or_default();
    let host = host.trim().to_ascii_lowercase();
    let name = host.split(':').next().unwrap_or_default();
    if name.ends_with(LIVE) {
        product.host.to_owned()
    } else {
        host
    }
}

/// The call in a request, if it is one that matters here.
fn opened(request: &Request, product: &Product) -> Result<(Incoming, Deed), String> {
    if matches!(request.method, Method::Other(_)) {
        return Err(NO_CALL.to_owned());
    }
    let incoming = decode(request).map_err(|_| "a request that is not well formed".to_owned())?;
    let is_ours = match incoming.version.as_deref() {
        Some(version) => version == product.version,
        None => !incoming.call.action.is_empty(),
    };
    if !is_ours {
        return Err(NO_CALL.to_owned());
    }
    let deed = deed(&incoming.call.action, product).ok_or_else(|| OTHER_OPERATION.to_owned())?;
    Ok((incoming, deed))
}

fn deed(action: &str, product: &Product) -> Option<Deed> {
    match action {
        params::TAG_RESOURCES => Some(Deed::Tag),
        _ if action == product.untag => Some(Deed::Untag),
        params::LIST_TAG_RESOURCES => Some(Deed::List),
        _ => {
            let created = product.find(|life| life.create == action);
            let deleted = product.find(|life| life.delete == action);
            created.map(Deed::Create).or(deleted.map(Deed::Delete))
        }
    }
}

fn one_named(by: Naming, call: &Call) -> Option<String> {
    by.named(call)?.into_iter().next()
}

fn touched(call: &Call, deed: Deed, answer: Option<&Answer>) -> BTreeSet<String> {
    let mut ids = named(call);
    let deleted = match deed {
        Deed::Delete(kind) => one_named(kind.lifecycle().delete_by, call),
        _ => None,
    };
    let one = match deed {
        Deed::Create(kind) => answer.and_then(|answer| answer.text(kind.lifecycle().id_field)),
        Deed::Delete(_) => deleted.as_deref(),
        _ => None,
    };
    ids.extend(one.map(str::to_owned));
    ids
}

fn of_exchange(
    exchange: &Exchange,
    tokens: &BTreeSet<String>,
    product: &Product,
) -> Result<Seen, String> {
    let (incoming, deed) = opened(&exchange.request, product)?;
    let asked = incoming.format.unwrap_or(Format::Json);
    let response = Response {
        body: without_secrets(exchange, tokens),
        ..exchange.response.clone()
    };
    // Whoever knows one format alone answers in that.
    let (format, answer) = match read(&response, asked) {
        Err(AnswerError::OtherFormat { found, .. }) => (found, read(&response, found)),
        answer => (asked, answer),
    };
    let heard = heard(&response, &answer);
    if heard == Heard::TurnedAway(CALLER) {
        return Err(CALLER.to_owned());
    }
    Ok(Seen {
        entry: exchange.entry + 1,
        time: (exchange.started, exchange.ended),
        how: how(&exchange.request, format),
        touched: touched(&incoming.call, deed, answer.as_ref().ok()),
        call: incoming.call,
        deed,
        response,
        answer,
        heard,
    })
}

const CALLER: &str = "refused for who the caller is";

fn heard(response: &Response, answer: &Result<Answer, AnswerError>) -> Heard {
    let code = answer.as_ref().ok().and_then(Answer::code);
    match weather(response.status, code) {
        Some(Weather::Throttled) => return Heard::TurnedAway("throttled"),
        Some(Weather::Lost) => {
            return Heard::Lost(format!("answered with status {}", response.status));
        }
        None => {}
    }
    let code = code.unwrap_or_default();
    match response.status {
        status if status >= 500 => Heard::Broken(format!("status {status} {code}")),
        _ if is_of_the_caller(code) => Heard::TurnedAway(CALLER),
        _ if is_conflict(code) || is_not_ready(code) => {
            Heard::TurnedAway("refused because the resource was busy")
        }
        _ => match answer {
            Ok(_) => Heard::Answered,
            Err(error) => Heard::Broken(error.to_string()),
        },
    }
}

/// An entry without an answer may have been done all the same.
fn of_skipped(skipped: &Skipped, product: &Product) -> Result<Seen, String> {
    let reason = skipped.reason.to_string();
    let (incoming, deed) = match opened(&skipped.request, product) {
        Ok((incoming, _)) if !skipped.whole => (incoming, Deed::Unknown),
        Ok(found) => found,
        Err(why) if why == NO_CALL && !skipped.whole && is_form(&skipped.request) => {
            // The operation may stand in the body that nobody recorded.
            let decoded = decode(&skipped.request).map_err(|_| reason.clone())?;
            if decoded.version.is_some() || !decoded.call.action.is_empty() {
                return Err(why);
            }
            (decoded, Deed::Unknown)
        }
        Err(why) => return Err(why),
    };
    let nothing = Response {
        status: 0,
        headers: Vec::new(),
        body: Vec::new(),
    };
    Ok(Seen {
        entry: skipped.entry + 1,
        time: (skipped.started, skipped.ended),
        how: how(&skipped.request, Format::Json),
        touched: touched(&incoming.call, deed, None),
        call: incoming.call,
        deed,
        response: nothing,
        answer: Err(AnswerError::Empty),
        heard: Heard::Lost(reason),
    })
}

fn is_form(request: &Request) -> bool {
    request
        .header("content-type")
        .is_some_and(|kind| kind.contains("form-urlencoded"))
}

fn how(request: &Request, format: Format) -> How {
    let post = request.method == Method::Post;
    How {
        post,
        placement: if post && is_form(request) && !request.body.is_empty() {
            Placement::Form
        } else {
            Placement::Query
        },
        format,
        ..How::usual()
    }
}

/// Parts of names of parameters and headers whose values are secrets.
static SECRET: &[&str] = &[
    "signature",
    "securitytoken",
    "security-token",
    "secret",
    "bearer",
];

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "authorization" || SECRET.iter().any(|part| name.contains(part))
}

/// A call as it may be shown: a parameter with a secret's name, however it is
/// spelt, is no parameter of the API.
pub(super) fn shown(call: &Call) -> Call {
    let mut shown = call.clone();
    for (name, value) in &mut shown.params {
        if is_secret(name) {
            "<hidden>".clone_into(value);
        }
    }
    shown
}

/// The secrets of some kind in a request.
fn secrets(request: &Request, kind: &str) -> Vec<String> {
    /// What is shorter is a word, such as the name of a method.
    const SHORTEST: usize = 12;
    let query = percent::parse_form_lossy(request.query.as_bytes());
    let form = percent::parse_form_lossy(&request.body);
    let named = query.into_iter().chain(form);
    named
        .chain(request.headers.iter().cloned())
        .filter(|(name, value)| {
            let name = name.to_ascii_lowercase();
            is_secret(&name)
                && name.contains(kind)
                && !name.contains("nonce")
                && value.len() >= SHORTEST
        })
        .map(|(_, value)| value)
        .collect()
}

/// The body of a response in which no secret of the requests is repeated.
fn without_secrets(exchange: &Exchange, tokens: &BTreeSet<String>) -> Vec<u8> {
    let body = &exchange.response.body;
    let Ok(text) = std::str::from_utf8(body) else {
        return body.clone();
    };
    let own = secrets(&exchange.request, "");
    let hidden = own
        .iter()
        .chain(tokens)
        .fold(text.to_owned(), |text, secret| {
            text.replace(secret, "<hidden>")
        });
    hidden.into_bytes()
}
