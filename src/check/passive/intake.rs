//! What an entry of a recording is: a call that matters to tags, or why it is none.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::contract::{
    Answer, Call, Naming, Product, Weather, is_conflict, is_not_ready, is_of_the_caller, params,
    weather,
};
use crate::targets::How;
use crate::wire::har::{Exchange, Recording, Skipped, Unread};
use crate::wire::{AnswerError, Format, Incoming, Method, Placement, Request, Response};
use crate::wire::{decode, read};

use super::known::named;
use super::secrets::{secrets, without_secrets};
use super::seen::{Deed, Heard, Seen};

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
pub(super) fn intake(recording: Recording, product: &Product) -> Intake {
    let mut opened: Vec<(Option<String>, Result<Seen, String>)> = Vec::new();
    // A token is sent with many calls, a signature with one.
    let tokens: BTreeSet<String> = recording
        .exchanges
        .iter()
        .flat_map(|exchange| secrets(&exchange.request, "token"))
        .collect();
    for exchange in recording.exchanges {
        let host = host(&exchange.request, product);
        opened.push((Some(host), of_exchange(exchange, &tokens, product)));
    }
    for skipped in &recording.skipped {
        let host = host(&skipped.request, product);
        opened.push((Some(host), of_skipped(skipped, product)));
    }
    for unread in &recording.unread {
        opened.push((None, of_unread(unread)));
    }
    let mut intake = Intake {
        host: busiest(&opened),
        ..Intake::default()
    };
    for (host, outcome) in opened {
        match outcome {
            Ok(_) if host.is_some_and(|host| host != intake.host) => intake
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

/// The host that got most tag calls, of several the one that is there first.
fn busiest(opened: &[(Option<String>, Result<Seen, String>)]) -> String {
    let is_tag = |seen: &Result<Seen, String>| {
        seen.as_ref()
            .is_ok_and(|seen| matches!(seen.deed, Deed::Tag))
    };
    let mut hosts: BTreeMap<&str, (usize, Reverse<usize>)> = BTreeMap::new();
    for (place, (host, seen)) in opened.iter().enumerate() {
        if let Some(host) = host {
            let (count, _) = hosts.entry(host).or_insert((0, Reverse(place)));
            *count += usize::from(is_tag(seen));
        }
    }
    let most = hosts.into_iter().max_by_key(|(_, told)| *told);
    most.map_or_else(String::new, |(host, _)| host.to_owned())
}

/// A GET that is answered twice with the same bytes may come from a cache, and
/// an entry may stand in a file twice.
fn without_copies(intake: &mut Intake) {
    let seen = std::mem::take(&mut intake.seen);
    let mut is_copy = vec![false; seen.len()];
    let mut alike: HashMap<(&Call, &[u8]), Alike> = HashMap::new();
    for (seen, is_copy) in seen.iter().zip(&mut is_copy) {
        let body = &seen.response.body[..];
        if body.is_empty() {
            continue;
        }
        let others = alike.entry((&seen.call, body)).or_default();
        *is_copy = others.times.contains(&seen.time) || (!seen.how.post && others.any_get);
        if !*is_copy {
            others.times.insert(seen.time);
            others.any_get |= !seen.how.post;
        }
    }
    for (seen, is_copy) in seen.into_iter().zip(is_copy) {
        if is_copy {
            let reason = "the same exchange again, or from a cache";
            intake.passed_over.push(reason.to_owned());
        } else {
            intake.seen.push(seen);
        }
    }
}

/// Exchanges with the same call and the same bytes in answer to it.
#[derive(Default)]
struct Alike {
    times: BTreeSet<(i64, i64)>,
    any_get: bool,
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
    exchange: Exchange,
    tokens: &BTreeSet<String>,
    product: &Product,
) -> Result<Seen, String> {
    let (incoming, deed) = opened(&exchange.request, product)?;
    let asked = incoming.format.unwrap_or(Format::Json);
    let response = Response {
        body: without_secrets(&exchange, tokens),
        ..exchange.response
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
        Err(why) if why == NO_CALL && !skipped.whole && may_be_form(&skipped.request) => {
            // The operation may stand in the body that nobody recorded.
            let decoded = decode(&skipped.request).map_err(|_| reason.clone())?;
            if decoded.version.is_some() || !decoded.call.action.is_empty() {
                return Err(why);
            }
            (decoded, Deed::Unknown)
        }
        Err(why) => return Err(why),
    };
    Ok(Seen {
        time: (skipped.started, skipped.ended),
        how: how(&skipped.request, Format::Json),
        touched: touched(&incoming.call, deed, None),
        call: incoming.call,
        deed,
        heard: if skipped.answered {
            Heard::Unrecorded(reason)
        } else {
            Heard::Lost(reason)
        },
        ..Seen::unknown(skipped.entry)
    })
}

/// An entry without a request may have been any call; it is over, as nobody
/// writes down what has not come to anything.
fn of_unread(unread: &Unread) -> Result<Seen, String> {
    let reason = unread.reason.to_string();
    if !unread.may_be_any {
        return Err(reason);
    }
    Ok(Seen {
        time: (unread.when, unread.when),
        heard: Heard::Unrecorded(reason),
        ..Seen::unknown(unread.entry)
    })
}

/// Whether a body that nobody recorded may be a form.
fn may_be_form(request: &Request) -> bool {
    !matches!(request.method, Method::Other(_))
        && request
            .header("content-type")
            .is_none_or(|kind| kind.to_ascii_lowercase().contains("form-urlencoded"))
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
