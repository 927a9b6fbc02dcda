//! How a target is spoken to: formats, methods, and schemes of signing.

use crate::contract::{Answer, Call, is_of_the_caller};
use crate::wire::{Format, Placement};

use super::client::Client;
use super::forged::Forgery;
use super::lack::Lack;
use super::ladders::{Found, Ground, TRIED_KEY};
use super::reply::Reply;
use super::supply::{is_answer, is_success};
use super::ways::How;

/// How a target is spoken to.
pub(super) struct Speech {
    pub(super) json: Result<(), Lack>,
    pub(super) xml: Result<(), Lack>,
    pub(super) get: Result<(), Lack>,
    pub(super) post: Result<(), Lack>,
    pub(super) form: Result<(), Lack>,
    pub(super) split: Result<(), Lack>,
    pub(super) other_scheme: Result<(), Lack>,
    pub(super) other_scheme_forms: Result<(), Lack>,
    pub(super) signatures: Option<Result<(), Lack>>,
}

impl Speech {
    /// Which formats and methods a target knows: by `TagResources`, for a target
    /// may know others for it than for what stands beside it, and where it is
    /// not answered by a plain call that was.
    pub(super) fn of(ground: &Ground<'_>, found: &Found, (plain, heard): (&Call, Reply)) -> Self {
        let client = ground.client;
        let usual = client.usual();
        let on_one = found.had.iter().next();
        let tagging = on_one.map(|(kind, id)| ground.tagging(*kind, id, &[TRIED_KEY.to_owned()]));
        let tagged = tagging.map(|call| {
            let reply = client.patiently(&call, usual);
            (call, reply)
        });
        let (call, as_usual) = match tagged {
            Some((call, reply)) if is_answer(&reply) => (call, reply),
            _ => (plain.clone(), heard.clone()),
        };
        let likewise = |name: &str, how: How| {
            if how == usual {
                return Ok(());
            }
            let reply = client.patiently(&call, how);
            let same = is_answer(&reply) && is_success(&reply) == is_success(&as_usual);
            if same || reply.weather().is_some() {
                Ok(())
            } else {
                let why = format!("{name} was answered with {}", reply.words());
                Err(Lack::shown(why, &reply))
            }
        };
        let way = |(post, placement)| How {
            post,
            placement,
            ..usual
        };
        let json = likewise("a call for JSON", usual.with_format(Format::Json));
        let otherwise = |name: &str, how: How| {
            let scheme = Some(client.other_scheme());
            likewise(name, How { scheme, ..how })
        };
        let other_scheme = if client.says_who_calls() {
            Err(Lack::told("ACS3 signs in a header that is taken"))
        } else if client.signs() {
            otherwise("the other scheme", usual)
        } else {
            Err(Lack::told("nothing is signed"))
        };
        let form = likewise("a form", way(WAYS[2]));
        let split = likewise("a query with a form", way(SPLIT));
        let other_scheme_forms = other_scheme
            .clone()
            .and_then(|()| match &form {
                Ok(()) => otherwise("a form with the other scheme", way(WAYS[2])),
                Err(_) => Ok(()),
            })
            .and_then(|()| match &split {
                Ok(()) => otherwise("a query with a form and the other scheme", way(SPLIT)),
                Err(_) => Ok(()),
            });
        Self {
            // One that answers some calls in XML and others not fails by those.
            xml: likewise("a call for XML", usual.with_format(Format::Xml)).or_else(|lack| {
                let listed = client.patiently(plain, usual.with_format(Format::Xml));
                if is_answer(&listed) {
                    Ok(())
                } else {
                    Err(lack)
                }
            }),
            post: likewise("POST", way(WAYS[0])),
            get: likewise("GET", way(WAYS[1])),
            form,
            split,
            other_scheme,
            other_scheme_forms,
            signatures: asks_for_signatures(client, &call, usual, &as_usual),
            // One that answers some calls in good JSON and others not fails by
            // those others.
            json: if client.heard_json() || as_usual.weather().is_some() {
                Ok(())
            } else {
                json.and_then(|()| {
                    let why = format!("a call for JSON was answered with {}", heard.words());
                    Err(Lack::shown(why, &heard))
                })
            },
        }
    }
}

/// The ways to send parameters, the commonest first.
pub(super) const WAYS: [(bool, Placement); 3] = [
    (true, Placement::Query),
    (false, Placement::Query),
    (true, Placement::Form),
];

/// The way that only some clients go.
const SPLIT: (bool, Placement) = (true, Placement::Split);

/// Whether an answer is about what was called and not about how.
pub(super) fn is_of_the_call(reply: &Reply) -> bool {
    const OF_THE_WAY: [u16; 4] = [405, 406, 415, 501];
    let of_the_way = |answer: &Answer| {
        OF_THE_WAY.contains(&answer.status)
            || answer
                .code()
                .is_some_and(|code| code.contains("HTTPMethod") || code.contains("HttpMethod"))
    };
    is_answer(reply) && !reply.answer().is_some_and(of_the_way)
}

/// Whether a call without a signature is refused that is answered with one.
fn asks_for_signatures(
    client: &Client,
    call: &Call,
    how: How,
    signed: &Reply,
) -> Option<Result<(), Lack>> {
    let code_of = |reply: &Reply| {
        let code = reply.answer().and_then(Answer::code);
        code.map(str::to_owned)
    };
    if !client.signs() {
        return Some(Err(Lack::told("nothing is signed")));
    }
    if !is_answer(signed) {
        return None;
    }
    let unsigned = client.forged(call, how, Forgery::Unsigned);
    let refused = code_of(&unsigned).is_some_and(|code| is_of_the_caller(&code));
    if refused {
        return is_success(signed).then_some(Ok(()));
    }
    if !is_answer(&unsigned) || code_of(&unsigned) != code_of(signed) {
        return None;
    }
    let stranger = client.forged(call, how, Forgery::Stranger);
    if code_of(&stranger).is_some_and(|code| is_of_the_caller(&code)) {
        // Who knows its callers and takes whoever names one lacks nothing: it
        // is wrong.
        return Some(Ok(()));
    }
    let why = "a request without a signature is answered like one with it";
    Some(Err(Lack::shown(why, &unsigned)))
}
