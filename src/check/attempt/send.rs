//! Sends a call of a case and sorts what comes of it: answered, weather, or none.

use std::time::Duration;

use crate::contract::{Answer, Call, Kind, cut, params};
use crate::targets::{Client, How, Reply, Witness, follow};
use crate::wire::{AnswerError, Response};

use crate::check::evidence::{Exchange, Role};

/// Characters of what a server error says that are reported.
const SAID: usize = 200;

/// What is known of a call after it was sent.
pub(super) enum Outcome {
    /// It was answered.
    Answered,
    /// Whether it was done is unknown: weather.
    Unknown {
        /// What happened.
        what: String,
        /// How long the target asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The answer is none.
    Broken(String),
}

impl Outcome {
    /// Whether something came that may be judged.
    pub(super) fn is_no_weather(&self) -> bool {
        !matches!(self, Self::Unknown { .. })
    }
}

/// Sends a call; a listing until it is answered, as it may be sent again.
pub(super) fn sent(
    client: &Client,
    role: Role,
    through: Option<(Witness, Kind)>,
    call: &Call,
    raw: Option<&str>,
    how: How,
) -> (Exchange, Outcome) {
    let reply = match through {
        Some((witness, kind)) => witness.look(client, kind, call, how),
        None if raw.is_some() => client.call(call, how, raw),
        None if params::READS.contains(&call.action.as_str()) => follow(client, call, how),
        None => client.call(call, how, None),
    };
    let weather = reply.weather();
    let retry_after = reply.retry_after();
    let Reply {
        received, pages, ..
    } = reply;
    let (response, answer, unsent) = match received {
        Ok(received) => (received.response, received.answer, None),
        Err(error) => (nothing(), Err(AnswerError::Empty), Some(error)),
    };
    let outcome = match (weather, unsent, &answer) {
        (Some(weather), unsent, _) => Outcome::Unknown {
            what: match unsent {
                Some(_) => weather,
                None => format!("{} was {weather}", call.action),
            },
            retry_after,
        },
        (None, Some(error), _) => Outcome::Broken(error.to_string()),
        (None, None, Err(error)) => Outcome::Broken(error.to_string()),
        (None, None, Ok(answer)) if answer.status >= 500 => Outcome::Broken(server_error(answer)),
        (None, None, Ok(_)) => Outcome::Answered,
    };
    let exchange = Exchange {
        role,
        call: call.clone(),
        instead: through
            .and_then(|(witness, kind)| witness.call(kind, call))
            .map(Box::new),
        raw: raw.map(Box::from),
        how,
        response,
        answer,
        pages,
    };
    (exchange, outcome)
}

/// A call that is none of a case, with what came of it.
pub(super) fn exchange_of(call: &Call, how: How, reply: Reply) -> Exchange {
    let (response, answer) = match reply.received {
        Ok(received) => (received.response, received.answer),
        Err(_) => (nothing(), Err(AnswerError::Empty)),
    };
    Exchange {
        role: Role::Bystander,
        call: call.clone(),
        instead: None,
        raw: None,
        how,
        response,
        answer,
        pages: reply.pages,
    }
}

fn nothing() -> Response {
    Response {
        status: 0,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// A server error in the words of whoever had it: often they name the cause.
fn server_error(answer: &Answer) -> String {
    let mut words = format!("status {}", answer.status);
    for said in [answer.code(), answer.message()].into_iter().flatten() {
        words.push_str(": ");
        words.push_str(&cut(said, SAID));
    }
    words
}
