//! Finds out what a target can do.

use std::collections::BTreeMap;

use crate::contract::{Answer, COMPANIONS, Call, Edition, Kind, is_of_the_caller, params};
use crate::wire::{Format, Placement};

use super::SendError;
use super::capabilities::{Capabilities, Lateness};
use super::client::{Client, How, Reply};
use super::follow::follow;
use super::lack::Lack;
use super::ladders::{Found, Ground, TRIED_KEY};
use super::provision::{ProvisionError, Wanted, create};
use super::supply::{Provisioning, Source, invented, is_answer, is_success, on_it};

/// Who asks what: the run's account and the other one, its region and the other.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The accounts.
    pub accounts: [&'a str; 2],
    /// The regions.
    pub regions: [&'a str; 2],
    /// What may be done to get fixtures.
    pub provisioning: &'a Provisioning,
}

/// Why nothing can be found out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// Nothing answers.
    #[error("the target does not answer: {0}")]
    Unreachable(String),
    /// The target asks who calls, and does not know us.
    #[error(
        "the target refuses the caller with {code}: give credentials that it knows in \
         TAGPROOF_ACCESS_KEY_ID and TAGPROOF_ACCESS_KEY_SECRET"
    )]
    Caller {
        /// What it answered.
        code: String,
    },
}

/// Finds out what a target can do, with some sixty requests.
///
/// # Errors
///
/// When nothing answers at all, or every answer refuses the caller.
pub fn probe(client: &Client, asking: Asking<'_>) -> Result<Capabilities, ProbeError> {
    let (account, region) = (asking.accounts[0], asking.regions[0]);
    let usual = How::usual();
    let created = if asking.provisioning.tries_api() {
        create(client, &vpc(account, region))
    } else {
        Err(ProvisionError::Refused(Lack::told(
            "it was told not to create",
        )))
    };
    let id = created
        .clone()
        .unwrap_or_else(|_| invented(client, Kind::Vpc, region));
    let listing = on_it(
        params::LIST_TAG_RESOURCES,
        asking.edition,
        Kind::Vpc,
        &id,
        account,
        region,
    );
    let before = client.now();
    let listed = follow(client, &listing, usual);
    let took = client.now().saturating_sub(before);
    let (plain, json) = answered(client, asking, (listing, listed));
    let unheard = match &created {
        Err(ProvisionError::Lost { cause, .. }) => Some(cause.clone()),
        Err(_) if !asking.provisioning.tries_api() => json.weather(),
        _ => None,
    };
    if let (Some(first), Some(_)) = (unheard, json.weather()) {
        return Err(ProbeError::Unreachable(first));
    }
    if let Some(code) = json.answer().and_then(Answer::code)
        && is_of_the_caller(code)
        && created.is_err()
    {
        return Err(ProbeError::Caller {
            code: code.to_owned(),
        });
    }
    let speech = Speech::of(client, &plain, json);
    let how = speech.how;
    let signatures = asks_for_signatures(client, &plain, how, &speech.as_usual);
    let ground = Ground {
        client,
        edition: asking.edition,
        account,
        region,
        provisioning: asking.provisioning,
        how,
    };
    let found = ground.climb(created);
    let companions = companions(&ground, &found);
    let other_region = elsewhere(&ground, &found, account, asking.regions[1]);
    let other_account = elsewhere(&ground, &found, asking.accounts[1], region);
    ground.left(&found);
    let at_once = client.answers_beside(&plain, how, took).map_err(Lack::told);
    Ok(Capabilities {
        json: speech.json,
        xml: speech.xml,
        get: speech.get,
        post: speech.post,
        form: speech.form,
        at_once,
        signatures,
        lateness: Lateness::after(found.late.seen.unwrap_or_default(), client.is_local()),
        supplies: found.supplies,
        other_region,
        other_account,
        companions,
        wrong: BTreeMap::new(),
    })
}

/// A plain call with its reply: a listing, or where none is answered the
/// operation that is judged, for a target may know no other. One that is silent
/// is not waited for once more.
fn answered(client: &Client, asking: Asking<'_>, listed: (Call, Reply)) -> (Call, Reply) {
    let is_silent = matches!(listed.1.received, Err(SendError::Timeout { .. }));
    if is_silent || listed.1.weather().is_none() {
        return listed;
    }
    let (account, region) = (asking.accounts[0], asking.regions[0]);
    let id = invented(client, Kind::Vpc, region);
    let tagging = on_it(
        params::TAG_RESOURCES,
        asking.edition,
        Kind::Vpc,
        &id,
        account,
        region,
    )
    .with(params::field(params::TAG, 1, params::KEY), TRIED_KEY)
    .with(params::field(params::TAG, 1, params::VALUE), "probe");
    let reply = client.patiently(&tagging, How::usual());
    if reply.weather().is_none() {
        (tagging, reply)
    } else {
        listed
    }
}

/// How a target is spoken to.
struct Speech {
    json: Result<(), Lack>,
    xml: Result<(), Lack>,
    get: Result<(), Lack>,
    post: Result<(), Lack>,
    form: Result<(), Lack>,
    how: How,
    /// The plain call, made in the usual way.
    as_usual: Reply,
}

impl Speech {
    /// Which formats and methods a target knows, by a plain call that it
    /// answered in JSON or not.
    fn of(client: &Client, plain: &Call, json: Reply) -> Self {
        let usual = How::usual();
        let xml = client.patiently(plain, usual.with_format(Format::Xml));
        let knows = |format: Format, reply: &Reply| {
            if is_answer(reply) || reply.weather().is_some() {
                Ok(())
            } else {
                let why = format!("asked for {format} it answered {}", reply.words());
                Err(Lack::shown(why, reply))
            }
        };
        let (in_json, in_xml) = (knows(Format::Json, &json), knows(Format::Xml, &xml));
        let (how, as_usual) = if in_json.is_err() && in_xml.is_ok() {
            (usual.with_format(Format::Xml), xml)
        } else {
            (usual, json)
        };
        let likewise = |name: &str, post, placement| {
            let other = How {
                post,
                placement,
                ..how
            };
            let reply = client.patiently(plain, other);
            let same = is_answer(&reply) && is_success(&reply) == is_success(&as_usual);
            if same || reply.weather().is_some() {
                Ok(())
            } else {
                let why = format!("{name} was answered with {}", reply.words());
                Err(Lack::shown(why, &reply))
            }
        };
        Self {
            get: likewise("GET", false, Placement::Query),
            post: Ok(()),
            form: likewise("a form", true, Placement::Form),
            json: in_json,
            xml: in_xml,
            how,
            as_usual,
        }
    }
}

fn vpc<'a>(account: &'a str, region: &'a str) -> Wanted<'a> {
    Wanted {
        kind: Kind::Vpc,
        account,
        region,
        vpc: None,
        vswitch: None,
        subnet: 0,
    }
}

/// Whether a call without a signature is refused that is answered with one.
fn asks_for_signatures(
    client: &Client,
    listing: &Call,
    how: How,
    signed: &Reply,
) -> Option<Result<(), Lack>> {
    if !client.signs() || !is_success(signed) {
        return None;
    }
    let unsigned = client.call_unsigned(listing, how);
    let refused = unsigned
        .answer()
        .and_then(Answer::code)
        .is_some_and(is_of_the_caller);
    if refused {
        return Some(Ok(()));
    }
    let why = "a request without a signature is answered like one with it";
    is_success(&unsigned).then(|| Err(Lack::shown(why, &unsigned)))
}

/// Which operations of tags are there, tried on a resource that has a tag.
fn companions(ground: &Ground<'_>, found: &Found) -> BTreeMap<&'static str, Result<(), Lack>> {
    let Some((kind, id)) = found.had.iter().next() else {
        return BTreeMap::new();
    };
    COMPANIONS
        .into_iter()
        .map(|operation| {
            let mut call = on_it(
                operation,
                ground.edition,
                *kind,
                id,
                ground.account,
                ground.region,
            );
            if operation == params::UNTAG_RESOURCES {
                // Whether a key may be removed that is not there is not said.
                call = call.with(params::element(params::TAG_KEY, 1), TRIED_KEY);
            }
            let reply = ground.client.patiently(&call, ground.how);
            let able = if ground.client.is_gone() || reply.weather().is_some() {
                Ok(())
            } else if !is_success(&reply) {
                let why = format!("{operation} was answered with {}", reply.words());
                Err(Lack::shown(why, &reply))
            } else {
                Ok(())
            };
            (operation, able)
        })
        .collect()
}

/// Whether a VPC can be had by another account or in another region.
fn elsewhere(ground: &Ground<'_>, found: &Found, account: &str, region: &str) -> Result<(), Lack> {
    match &found.supplies[&Kind::Vpc].source {
        Ok(Source::Api { .. }) => match create(ground.client, &vpc(account, region)) {
            Ok(_) | Err(ProvisionError::Lost { .. }) => Ok(()),
            Err(ProvisionError::Refused(lack)) => Err(lack.saying(format!("in {region}: {lack}"))),
            Err(late @ ProvisionError::NotReady { .. }) => {
                Err(Lack::told(format!("in {region}: {late}")))
            }
        },
        Ok(Source::Shelf) => {
            let shelf = ground.provisioning.shelf.as_ref();
            let is_others = account != ground.account;
            let lent = shelf.and_then(|shelf| {
                let lent = shelf.lend(Kind::Vpc, is_others, region, ground.region)?;
                shelf.give_back(&lent.id);
                Some(())
            });
            lent.ok_or_else(|| Lack::told("the file of fixtures has no VPC there"))
        }
        // The target learns of an invented id by the call that uses it.
        Ok(Source::Invented) => Err(Lack::told("an invented id is nobody's and nowhere")),
        Err(_) => Ok(()),
    }
}
