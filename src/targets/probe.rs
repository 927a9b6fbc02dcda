//! Finds out what a target can do.

use std::collections::BTreeMap;

use crate::contract::{Answer, Call, Edition, Kind, is_of_the_caller, params};
use crate::wire::Format;

use super::SendError;
use super::capabilities::{Capabilities, Lateness};
use super::client::Client;
use super::lack::Lack;
use super::ladders::{Found, Ground, TRIED_KEY};
use super::provision::{ProvisionError, Wanted, create};
use super::reply::Reply;
use super::sides::Sides;
use super::speech::{Speech, WAYS, is_of_the_call};
use super::supply::{Provisioning, invented, is_success, on_it};
use super::ways::How;

/// Who asks what: the run's account and the other one, its region and others.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The accounts.
    pub accounts: [&'a str; 2],
    /// The regions, and a third one.
    pub regions: [&'a str; 3],
    /// What may be done to get fixtures.
    pub provisioning: &'a Provisioning,
}

/// Why nothing can be found out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// Nothing answers.
    #[error("the target does not answer: {0}")]
    Unreachable(String),
    /// It answers those who speak TLS.
    #[error("the target speaks TLS where it was spoken to in plain HTTP: say https:// in --target")]
    Tls,
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
    let before = client.now();
    let (plain, heard) = spoken_to(client, asking);
    let took = client.now().saturating_sub(before);
    if heard.answer().is_none() && client.speaks_tls(&heard) {
        return Err(ProbeError::Tls);
    }
    let created = if asking.provisioning.tries_api() {
        let usual = asking.edition.product.usual();
        create(client, &first(usual, account, region))
    } else {
        Err(ProvisionError::Refused(Lack::told(
            "it was told not to create",
        )))
    };
    let unheard = match &created {
        Err(ProvisionError::Lost { cause, .. }) => Some(cause.clone()),
        Err(_) if !asking.provisioning.tries_api() => heard.weather(),
        _ => None,
    };
    if let (Some(first), Some(_)) = (unheard, heard.weather()) {
        return Err(ProbeError::Unreachable(first));
    }
    if let Some(code) = heard.answer().and_then(Answer::code)
        && is_of_the_caller(code)
        && created.is_err()
    {
        return Err(ProbeError::Caller {
            code: code.to_owned(),
        });
    }
    let ground = Ground {
        client,
        edition: asking.edition,
        account,
        region,
        provisioning: asking.provisioning,
    };
    let found = ground.climb(created);
    let speech = Speech::of(&ground, &found, (&plain, heard));
    let companions = companions(&ground, &found);
    let sides = Sides::of(&ground, &found);
    let other_region = sides.apart(account, asking.regions[1]);
    let third_region = other_region
        .clone()
        .and_then(|()| sides.apart(account, asking.regions[2]))
        .and_then(|()| is_known(&ground, asking.regions[2]));
    let other_account = sides.apart(asking.accounts[1], region);
    let goes_slowly = ground.left(&found);
    let at_once = client
        .answers_beside(&plain, client.usual(), took)
        .map_err(Lack::told);
    Ok(Capabilities {
        json: speech.json,
        xml: speech.xml,
        get: speech.get,
        post: speech.post,
        form: speech.form,
        at_once,
        signatures: speech.signatures,
        other_scheme: speech.other_scheme,
        other_scheme_forms: speech.other_scheme_forms,
        split: speech.split,
        lateness: Lateness::after(found.late.seen.unwrap_or_default(), client.is_local()),
        supplies: found.supplies,
        other_region,
        third_region,
        other_account,
        companions,
        wrong: BTreeMap::new(),
        reuses: found.comes_slowly || goes_slowly,
    })
}

/// A plain call with its reply, sent as the client sends from now on: in the
/// first of all ways in which it is answered well, or else in the first that is
/// answered at all. The call is a listing, or where that is not answered the
/// operation that is judged, for a target may know no other. One that is silent
/// is not waited for once more.
fn spoken_to(client: &Client, asking: Asking<'_>) -> (Call, Reply) {
    let (account, region) = (asking.accounts[0], asking.regions[0]);
    let usual = asking.edition.product.usual();
    let id = invented(client, usual, region);
    let on_it = |operation| on_it(operation, asking.edition, usual, &id, account, region);
    let listing = on_it(params::LIST_TAG_RESOURCES);
    let listed = client.patiently(&listing, How::usual());
    if matches!(listed.received, Err(SendError::Timeout { .. })) || is_success(&listed) {
        return (listing, listed);
    }
    let tagging = on_it(params::TAG_RESOURCES)
        .with(params::field(params::TAG, 1, params::KEY), TRIED_KEY)
        .with(params::field(params::TAG, 1, params::VALUE), "probe");
    if listed.weather().is_some() {
        let tagged = client.patiently(&tagging, How::usual());
        return if tagged.weather().is_none() {
            (tagging, tagged)
        } else {
            (listing, listed)
        };
    }
    let mut first: Option<(How, Reply)> =
        is_of_the_call(&listed).then_some((How::usual(), listed.clone()));
    for format in [Format::Json, Format::Xml] {
        for (post, placement) in WAYS {
            let how = How {
                post,
                placement,
                format,
                ..How::usual()
            };
            if how == How::usual() {
                continue;
            }
            let reply = client.patiently(&listing, how);
            if is_success(&reply) {
                client.speak(how);
                return (listing, reply);
            }
            if first.is_none() && is_of_the_call(&reply) {
                first = Some((how, reply));
            }
        }
    }
    match first {
        Some((how, reply)) => {
            client.speak(how);
            (listing, reply)
        }
        None => (listing, listed),
    }
}

/// Whether a region is one that the target knows: it lists what is there, if it
/// does so in the run's own.
fn is_known(ground: &Ground<'_>, region: &str) -> Result<(), Lack> {
    let describe = ground.edition.product.usual().lifecycle().describe;
    let listed = |region: &str| {
        let call = Call::new(describe, ground.account).with(params::REGION_ID, region);
        ground.client.patiently(&call, ground.client.usual())
    };
    let there = listed(region);
    if is_success(&there) || there.weather().is_some() || !is_success(&listed(ground.region)) {
        return Ok(());
    }
    let why = format!("in {region}: answered with {}", there.words());
    Err(Lack::shown(why, &there))
}

fn first<'a>(kind: Kind, account: &'a str, region: &'a str) -> Wanted<'a> {
    Wanted {
        kind,
        account,
        region,
        parent: None,
        inner: None,
        number: 0,
    }
}

/// Which operations of tags are there, tried on a resource that has a tag.
fn companions(ground: &Ground<'_>, found: &Found) -> BTreeMap<&'static str, Result<(), Lack>> {
    let Some((kind, id)) = found.had.iter().next() else {
        return BTreeMap::new();
    };
    let companions = ground.edition.product.companions.iter().copied();
    companions
        .map(|operation| {
            let mut call = on_it(
                operation,
                ground.edition,
                *kind,
                id,
                ground.account,
                ground.region,
            );
            if operation == ground.edition.product.untag {
                // Whether a key may be removed that is not there is not said.
                call = call.with(params::element(params::TAG_KEY, 1), TRIED_KEY);
            }
            let reply = ground.client.patiently(&call, ground.client.usual());
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
