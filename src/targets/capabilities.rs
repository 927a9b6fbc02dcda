//! What a target can do: found out before anything is judged.

use std::collections::BTreeMap;

use crate::contract::{Call, Edition, Kind, params};
use crate::wire::{Format, Placement};

use super::SendError;
use super::client::{Client, How, Reply};
use super::provision::{ProvisionError, Wanted, create, delete};
use super::witness::list_tags;

/// What a target can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it answers in JSON.
    pub json: bool,
    /// Whether it answers in XML.
    pub xml: bool,
    /// Whether it takes GET.
    pub get: bool,
    /// Whether it takes parameters in a form.
    pub form: bool,
    /// Whether fixtures can be created, or why not.
    pub create: Result<(), String>,
    /// Whether ListTagResources shows a tag that was just put on.
    pub list: Result<(), String>,
}

impl Capabilities {
    /// The findings in words, by name, for reports.
    pub fn words(&self) -> BTreeMap<&'static str, String> {
        let yes = |able: bool| if able { "yes" } else { "no" }.to_owned();
        let why = |able: &Result<(), String>, how: &str| match able {
            Ok(()) => how.to_owned(),
            Err(reason) => format!("no: {reason}"),
        };
        BTreeMap::from([
            ("json", yes(self.json)),
            ("xml", yes(self.xml)),
            ("get", yes(self.get)),
            ("form", yes(self.form)),
            ("create", why(&self.create, "api")),
            ("witness", why(&self.list, params::LIST_TAG_RESOURCES)),
        ])
    }

    /// The formats that it knows.
    pub fn formats(&self) -> Vec<Format> {
        let mut formats = Vec::new();
        if self.json || !self.xml {
            formats.push(Format::Json);
        }
        if self.xml {
            formats.push(Format::Xml);
        }
        formats
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
    let listing = |id: &str| {
        Call::new(params::LIST_TAG_RESOURCES, account)
            .with(params::REGION_ID, region)
            .with(params::RESOURCE_TYPE, edition.type_name(Kind::Vpc))
            .with(params::element(params::RESOURCE_ID, 1), id)
    };
    let created = create(
        client,
        &Wanted {
            kind: Kind::Vpc,
            account,
            region,
            vpc: None,
            vswitch: None,
            name: "tagproof-probe",
            subnet: 0,
        },
    );
    let id = created
        .clone()
        .unwrap_or_else(|_| "vpc-bp1tagproofprobe".to_owned());
    let usual = How::usual();
    let json = list_tags(client, &listing(&id), usual);
    if let (Err(ProvisionError::Lost { .. }), Err(error)) = (&created, &json.received)
        && error.is_weather()
    {
        return Err(error.clone());
    }
    let xml = client.call(&listing(&id), usual.with_format(Format::Xml), None);
    let answers = |reply: &Reply| {
        reply
            .answer()
            .is_some_and(|answer| answer.is_success() || answer.code().is_some())
    };
    let same = |reply: &Reply, as_is: &Reply| {
        answers(reply)
            && reply.answer().map(crate::contract::Answer::is_success)
                == as_is.answer().map(crate::contract::Answer::is_success)
    };
    let base = if answers(&json) { &json } else { &xml };
    let format = if answers(&json) {
        Format::Json
    } else {
        Format::Xml
    };
    let get = client.call(
        &listing(&id),
        How {
            post: false,
            placement: Placement::Query,
            format,
        },
        None,
    );
    let form = client.call(
        &listing(&id),
        How {
            post: true,
            placement: Placement::Form,
            format,
        },
        None,
    );
    let tag = Call::new(params::TAG_RESOURCES, account)
        .with(params::REGION_ID, region)
        .with(params::RESOURCE_TYPE, edition.type_name(Kind::Vpc))
        .with(params::element(params::RESOURCE_ID, 1), &id)
        .with(params::field(params::TAG, 1, params::KEY), "tagproof")
        .with(params::field(params::TAG, 1, params::VALUE), "probe");
    let tagged = client.call(&tag, usual.with_format(format), None);
    let shown = list_tags(client, &listing(&id), usual.with_format(format));
    let rows = shown
        .answer()
        .and_then(crate::contract::Answer::tag_rows)
        .unwrap_or_default();
    let list = match (
        &created,
        tagged
            .answer()
            .is_some_and(crate::contract::Answer::is_success),
    ) {
        (Err(_), _) => Err("nothing to list without fixtures".to_owned()),
        // A target that refuses this plain call is judged by its cases.
        (Ok(_), false) => answers(&shown)
            .then_some(())
            .ok_or_else(|| format!("ListTagResources was answered with {}", shown.words())),
        (Ok(_), true) if rows.is_empty() => Err(format!(
            "ListTagResources does not show a tag that was just accepted, but {}",
            shown.words()
        )),
        (Ok(_), true) => Ok(()),
    };
    if created.is_ok() {
        delete(client, Kind::Vpc, &id, region, account);
    }
    Ok(Capabilities {
        json: answers(&json),
        xml: answers(&xml),
        get: same(&get, base),
        form: same(&form, base),
        create: created.map(|_| ()).map_err(|error| error.to_string()),
        list,
    })
}
