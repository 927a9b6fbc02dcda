//! Creates and deletes the resources that cases tag.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::contract::{Answer, Call, Kind, Trait, is_conflict, is_not_ready, params};

use super::client::Client;
use super::holdings::Holding;
use super::lack::Lack;
use super::leftovers::rows;
use super::reply::{Received, Reply};

/// How long a new resource may take until it is ready; gateways take minutes.
const READY_WITHIN: Duration = Duration::from_secs(300);

/// How long a deleted resource may still be shown.
const GONE_WITHIN: Duration = Duration::from_secs(30);

/// The shortest pause between two looks at a resource, and the longest: a
/// quarter of the time that was waited already lies between.
const LOOKS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// A resource to create.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Its type.
    pub kind: Kind,
    /// The account that creates it.
    pub account: &'a str,
    /// Its region.
    pub region: &'a str,
    /// The parent for types that live in one.
    pub parent: Option<&'a str>,
    /// What it lives in besides, for those that do.
    pub inner: Option<&'a str>,
    /// A number of its own among the children of its parent.
    pub number: usize,
}

/// Why a resource could not be created.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProvisionError {
    /// The target refused, or answered something that is no id.
    #[error("{0}")]
    Refused(Lack),
    /// No answer came: weather.
    #[error("{operation} got no answer: {cause}")]
    Lost {
        /// The create operation.
        operation: &'static str,
        /// Why.
        cause: String,
    },
    /// The id is that of a resource which was created before and is not deleted.
    #[error("{operation} gave the id {id}, which a resource has already")]
    Repeated {
        /// The create operation.
        operation: &'static str,
        /// The id.
        id: String,
        /// The call.
        call: Box<Call>,
        /// The request and its answer.
        reply: Box<Reply>,
    },
    /// It did not become ready.
    #[error("{id} was {status} and not ready {seconds} s after its creation")]
    NotReady {
        /// The resource.
        id: String,
        /// What it said it was at last.
        status: String,
        /// How long it was given.
        seconds: u64,
    },
}

/// Creates a resource that is named after the run; its id. The client holds it
/// until it is deleted.
pub fn create(client: &Client, wanted: &Wanted<'_>) -> Result<String, ProvisionError> {
    let life = wanted.kind.lifecycle();
    let holdings = client.holdings();
    let token = token(holdings.name());
    let name = if life.has(Trait::NamedUniquely) {
        &token
    } else {
        holdings.name()
    };
    let mut call = Call::new(life.create, wanted.account)
        .with(life.region, wanted.region)
        .with(life.name_param, name)
        .with("ClientToken", &token);
    if let (Some(parent), Some(id)) = (life.parent, wanted.parent) {
        call = call.with(parent.lifecycle().id, id);
    }
    if let (Some((inner, _)), Some(id)) = (life.inner, wanted.inner) {
        call = call.with(inner.lifecycle().id, id);
    }
    for (name, given) in life.create_params {
        let zone = || client.zone(wanted.account, wanted.region);
        call = call.with(*name, given.value(zone, wanted.number));
    }
    let reply = client.until(&call, client.usual(), |reply| {
        // What was made by an answer that cannot be read is looked for by name.
        let is_unread = |got: &Received| got.answer.is_err() && got.response.status < 300;
        if reply.received.as_ref().map_or(true, is_unread) {
            holdings.may_be_more();
        }
        reply.weather().is_some() || is_busy(reply)
    });
    let operation = life.create;
    if let Some(cause) = reply.weather() {
        return Err(ProvisionError::Lost { operation, cause });
    }
    let id = reply
        .answer()
        .filter(|answer| answer.is_success())
        .and_then(|answer| answer.text(life.id_field))
        .filter(|id| !id.is_empty())
        .ok_or_else(|| {
            let why = format!("{operation} was answered with {}", reply.words());
            ProvisionError::Refused(Lack::shown(why, &reply))
        })?;
    let id = id.to_owned();
    let is_new = holdings.take(Holding {
        kind: wanted.kind,
        region: wanted.region.to_owned(),
        account: wanted.account.to_owned(),
        id: id.clone(),
    });
    if is_new {
        Ok(id)
    } else {
        Err(ProvisionError::Repeated {
            operation,
            id,
            call: Box::new(call),
            reply: Box::new(reply),
        })
    }
}

/// A token by which a creation that is sent again is the same one, and which no
/// other creation has.
fn token(name: &str) -> String {
    // Several runs of one process may have the same name.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    format!("{name}-{}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// Whether a new resource says that it is not ready yet.
pub(super) fn is_coming(client: &Client, holding: &Holding) -> bool {
    status(client, holding).is_some_and(|status| !is_ready(holding.kind, &status))
}

fn is_ready(kind: Kind, status: &str) -> bool {
    let ready = kind.lifecycle().ready;
    ready.is_none_or(|ready| ready == status)
}

/// Whether the target still shows a resource.
pub(super) fn is_shown(client: &Client, holding: &Holding) -> bool {
    status(client, holding).is_some()
}

/// Waits until a new resource is ready. One whose state the target does not
/// tell counts as ready.
pub fn wait_until_ready(client: &Client, holding: &Holding) -> Result<(), ProvisionError> {
    let begun = client.now();
    // Without a clock the pauses themselves are counted.
    let mut paused = Duration::ZERO;
    loop {
        let Some(status) = status(client, holding).filter(|status| !is_ready(holding.kind, status))
        else {
            return Ok(());
        };
        let waited = client.now().saturating_sub(begun).max(paused);
        if client.is_stopped() || waited > READY_WITHIN {
            return Err(ProvisionError::NotReady {
                id: holding.id.clone(),
                status,
                seconds: READY_WITHIN.as_secs(),
            });
        }
        let pause = (waited / 4).clamp(LOOKS.0, LOOKS.1);
        client.pause(pause);
        paused += pause;
    }
}

/// Waits until a resource whose deletion was accepted is not shown any more;
/// whether it is so.
pub fn wait_until_gone(client: &Client, holding: &Holding) -> bool {
    let begun = client.now();
    let mut paused = Duration::ZERO;
    while is_shown(client, holding) {
        let waited = client.now().saturating_sub(begun).max(paused);
        if client.is_stopped() || waited > GONE_WITHIN {
            return false;
        }
        let pause = (waited / 4).clamp(LOOKS.0, LOOKS.1);
        client.pause(pause);
        paused += pause;
    }
    true
}

/// What a resource says of itself, if the target tells.
fn status(client: &Client, holding: &Holding) -> Option<String> {
    let life = holding.kind.lifecycle();
    let call = Call::new(life.describe, &holding.account)
        .with(params::REGION_ID, &holding.region)
        .with_all(life.describe_by.of(&holding.id));
    let reply = client.patiently(&call, client.usual());
    let answer = reply.answer().filter(|answer| answer.is_success())?;
    let text = |row: &serde_json::Value, field: &str| Some(row.get(field)?.as_str()?.to_owned());
    let row = rows(answer, life)
        .into_iter()
        .find(|row| text(row, life.id).as_deref() == Some(&holding.id))?;
    text(row, life.status).filter(|status| !status.is_empty())
}

/// Deletes a resource, as often as the target is busy with something else;
/// what came of it. What is gone is no longer held.
pub fn delete(client: &Client, holding: &Holding) -> Reply {
    deleted(client, holding).reply
}

/// What came of deleting a resource.
#[derive(Debug, Clone)]
pub struct Deletion {
    /// The last answer.
    pub reply: Reply,
    /// Whether an answer before it was lost, so that what is gone may have gone
    /// by that request.
    pub is_again: bool,
}

/// The same with what is known of requests before the last.
pub fn deleted(client: &Client, holding: &Holding) -> Deletion {
    let mut times_lost = 0;
    let reply = client.until(&deletion(holding), client.usual(), |reply| {
        times_lost += usize::from(reply.weather().is_some());
        may_go_later(reply)
    });
    note_deletion(client, holding, &reply);
    Deletion {
        reply,
        is_again: times_lost > 0,
    }
}

/// Deletes a resource with a single request, as a step of a case does.
pub fn delete_once(client: &Client, holding: &Holding) -> Reply {
    let reply = client.call(&deletion(holding), client.usual(), None);
    note_deletion(client, holding, &reply);
    reply
}

/// The call that deletes a resource.
pub fn deletion(holding: &Holding) -> Call {
    let life = holding.kind.lifecycle();
    Call::new(life.delete, &holding.account)
        .with(life.region, &holding.region)
        .with_all(life.delete_by.of(&holding.id))
}

fn note_deletion(client: &Client, holding: &Holding, reply: &Reply) {
    if reply.answer().is_some_and(Answer::is_success) || says_gone(reply) {
        client.holdings().gone(holding);
    }
}

/// Whether a target says of a resource that it has none such; the codes differ
/// from operation to operation.
pub fn says_gone(reply: &Reply) -> bool {
    let code = reply.answer().and_then(Answer::code);
    code.is_some_and(|code| {
        let of_the_id = [
            "InvalidAction",
            "InvalidApi",
            "InvalidProduct",
            "InvalidAccess",
            "InvalidRegion",
        ]
        .iter()
        .all(|start| !code.starts_with(start));
        of_the_id && (code.ends_with("NotFound") || code == "INSTANCE_NOT_EXISTS")
    })
}

/// Whether a resource that was not deleted may be deleted a little later.
pub(super) fn may_go_later(reply: &Reply) -> bool {
    let code = reply.answer().and_then(Answer::code);
    reply.weather().is_some()
        || is_busy(reply)
        || code.is_some_and(|code| code.starts_with("DependencyViolation"))
}

fn is_busy(reply: &Reply) -> bool {
    let code = reply.answer().and_then(Answer::code);
    code.is_some_and(|code| is_conflict(code) || is_not_ready(code))
}
