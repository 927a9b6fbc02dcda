//! What a target can do: found out before anything is judged.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::contract::{Answer, Call, Edition, Kind, params};
use crate::wire::{Format, Placement};

use super::SendError;
use super::client::{Client, How, Reply};
use super::provision::{ProvisionError, Wanted, create, delete};
use super::witness::list_tags;

/// A call that takes longer makes a target slow.
const SLOW: Duration = Duration::from_millis(500);

/// What a target can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// The formats in which it answers; JSON if it answers in none.
    pub formats: Vec<Format>,
    /// Whether it takes GET.
    pub get: bool,
    /// Whether it takes parameters in a form.
    pub form: bool,
    /// Whether it answers on a second connection while a first is kept open.
    pub parallel: bool,
    /// Whether many calls can be made at once, or why not.
    pub at_once: Result<(), String>,
    /// Whether fixtures can be created, or why not.
    pub create: Result<(), String>,
    /// Whether ListTagResources shows a tag that was just put on.
    pub list: Result<(), String>,
}

impl Capabilities {
    /// Whether it answers in a format.
    pub fn knows(&self, format: Format) -> bool {
        self.formats.contains(&format)
    }

    /// The findings in words, by name, for reports.
    pub fn words(&self) -> BTreeMap<String, String> {
        let yes = |able: bool| if able { "yes" } else { "no" }.to_owned();
        let why = |able: &Result<(), String>, how: &str| match able {
            Ok(()) => how.to_owned(),
            Err(reason) => format!("no: {reason}"),
        };
        let words = [
            ("json", yes(self.knows(Format::Json))),
            ("xml", yes(self.knows(Format::Xml))),
            ("get", yes(self.get)),
            ("form", yes(self.form)),
            ("parallel", yes(self.parallel)),
            ("create", why(&self.create, "api")),
            ("witness", why(&self.list, params::LIST_TAG_RESOURCES)),
        ];
        words
            .into_iter()
            .map(|(name, words)| (name.to_owned(), words))
            .collect()
    }
}

/// Finds out what a target can do, with about ten requests; an error means that
/// nothing answers at all.
pub fn probe(
    client: &Client,
    edition: &Edition,
    account: &str,
    region: &str,
) -> Result<Capabilities, SendError> {
    let wanted = Wanted {
        kind: Kind::Vpc,
        account,
        region,
        vpc: None,
        vswitch: None,
        name: "tagproof-probe",
        subnet: 0,
    };
    let created = create(client, &wanted);
    let id = created
        .clone()
        .unwrap_or_else(|_| "vpc-bp1tagproofprobe".to_owned());
    let on_it = |action: &str| {
        Call::new(action, account)
            .with(params::REGION_ID, region)
            .with(params::RESOURCE_TYPE, edition.type_name(Kind::Vpc))
            .with(params::element(params::RESOURCE_ID, 1), &id)
    };
    let listing = on_it(params::LIST_TAG_RESOURCES);
    let usual = How::usual();
    let before = client.now();
    let json = list_tags(client, &listing, usual);
    let slow = client.now().saturating_sub(before) > SLOW;
    if let (Err(ProvisionError::Lost { .. }), Err(error)) = (&created, &json.received)
        && error.is_weather()
    {
        return Err(error.clone());
    }
    let xml = client.call(&listing, usual.with_format(Format::Xml), None);
    let mut formats = Vec::new();
    if is_answer(&json) || !is_answer(&xml) {
        formats.push(Format::Json);
    }
    if is_answer(&xml) {
        formats.push(Format::Xml);
    }
    let how = usual.with_format(formats[0]);
    let as_usual = if formats[0] == Format::Json {
        &json
    } else {
        &xml
    };
    let likewise = |post, placement| {
        let reply = client.call(
            &listing,
            How {
                post,
                placement,
                ..how
            },
            None,
        );
        is_answer(&reply) && is_success(&reply) == is_success(as_usual)
    };
    let get = likewise(false, Placement::Query);
    let form = likewise(true, Placement::Form);
    let list = witness(client, &on_it(params::TAG_RESOURCES), &listing, how);
    if created.is_ok() {
        delete(client, Kind::Vpc, &id, region, account);
    }
    let beside = client.answers_beside(&listing, how);
    Ok(Capabilities {
        formats,
        get,
        form,
        parallel: beside.is_ok(),
        at_once: if let Err(reason) = beside {
            Err(reason.to_owned())
        } else if slow {
            let limit = SLOW.as_millis();
            Err(format!(
                "the target is slow: a call takes more than {limit} ms"
            ))
        } else {
            Ok(())
        },
        list: match &created {
            Ok(_) => list,
            Err(_) => Err("nothing to list without fixtures".to_owned()),
        },
        create: created.map(|_| ()).map_err(|error| error.to_string()),
    })
}

/// Puts a tag on a fresh resource and looks whether the listing shows it.
fn witness(client: &Client, tag: &Call, listing: &Call, how: How) -> Result<(), String> {
    let tag = tag
        .clone()
        .with(params::field(params::TAG, 1, params::KEY), "tagproof")
        .with(params::field(params::TAG, 1, params::VALUE), "probe");
    let tagged = client.call(&tag, how, None);
    let shown = list_tags(client, listing, how);
    let rows = shown
        .answer()
        .and_then(Answer::tag_rows)
        .unwrap_or_default();
    if is_success(&tagged) && rows.is_empty() {
        return Err(format!(
            "ListTagResources does not show a tag that was just accepted, but {}",
            shown.words()
        ));
    }
    // A target that refuses this plain call is judged by its cases.
    if is_answer(&shown) {
        Ok(())
    } else {
        Err(format!(
            "ListTagResources was answered with {}",
            shown.words()
        ))
    }
}

fn is_answer(reply: &Reply) -> bool {
    reply
        .answer()
        .is_some_and(|answer| answer.is_success() || answer.code().is_some())
}

fn is_success(reply: &Reply) -> bool {
    reply.answer().is_some_and(Answer::is_success)
}
