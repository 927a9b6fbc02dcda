//! A client for the tests of this room: calls in, answers out, all through bytes.

use crate::contract::{Answer, Call, Edition, Readings, params};
use crate::wire::{
    Covers, Credentials, Endpoint, Envelope, Format, Method, Placement, Request, Response, Scheme,
    Spelling, Stamp, encode, read,
};

use super::reference::Reference;

/// The region that everything is in unless said.
pub(super) const HOME: &str = "cn-hangzhou";
/// Another region.
pub(super) const AWAY: &str = "cn-shanghai";

/// Somebody who calls an endpoint.
pub(super) struct Client<'a> {
    pub(super) endpoint: &'a dyn Endpoint,
    pub(super) account: &'a str,
    pub(super) format: Format,
}

/// The reference under the readings of the edition of record that are given.
pub(super) fn reference(given: &[(&str, &str)]) -> Reference {
    let edition = Edition::of_record();
    let readings = edition.readings_given(given.iter().copied()).unwrap();
    Reference::new(edition.clone(), readings)
}

/// A complete reading of the edition of record.
pub(super) fn reading(given: &[(&str, &str)]) -> Readings {
    let edition = Edition::of_record();
    edition.complete(&edition.readings_given(given.iter().copied()).unwrap())
}

/// A GET request with these parameters and nothing else.
pub(super) fn plain(pairs: &[(&str, &str)]) -> Request {
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Request {
        method: Method::Get,
        path: "/".to_owned(),
        query: crate::wire::percent::write_form(&pairs),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// A signed request.
pub(super) fn signed(
    call: &Call,
    key: &Credentials,
    scheme: Scheme,
    (nonce, timestamp): (&str, &str),
) -> Request {
    let stamp = Stamp {
        nonce: nonce.to_owned(),
        timestamp: timestamp.to_owned(),
    };
    let envelope = Envelope {
        method: Method::Post,
        placement: Placement::Query,
        spelling: Spelling::Escaped,
        format: Format::Json,
        scheme,
        signs: true,
        covers: Covers::All,
        credentials: key,
        stamp: &stamp,
        version: "2016-04-28",
        host: "127.0.0.1",
    };
    encode(call, &envelope)
}

impl<'a> Client<'a> {
    /// A client that speaks JSON.
    pub(super) fn new(endpoint: &'a dyn Endpoint, account: &'a str) -> Self {
        Self {
            endpoint,
            account,
            format: Format::Json,
        }
    }

    /// The same client speaking XML.
    pub(super) fn in_xml(&self) -> Self {
        Self {
            format: Format::Xml,
            ..*self
        }
    }

    /// The response to a call.
    pub(super) fn send(&self, action: &str, pairs: &[(&str, &str)]) -> Response {
        let mut all = vec![
            ("Action", action),
            ("Version", "2016-04-28"),
            ("AccessKeyId", self.account),
            ("Format", self.format.as_str()),
        ];
        all.extend(pairs);
        self.endpoint.answer(&plain(&all))
    }

    /// The answer to a call.
    pub(super) fn call(&self, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let response = self.send(action, pairs);
        read(&response, self.format)
            .unwrap_or_else(|error| panic!("{action} {pairs:?}: {error}: {response:?}"))
    }

    /// The answer to a call in the home region, which is accepted.
    pub(super) fn done(&self, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut all = vec![(params::REGION_ID, HOME)];
        all.extend(pairs);
        let answer = self.call(action, &all);
        assert!(answer.is_success(), "{action} {pairs:?}: {answer:?}");
        answer
    }

    /// Status and code of a call in the home region, which is refused.
    pub(super) fn refused(&self, action: &str, pairs: &[(&str, &str)]) -> (u16, String) {
        let mut all = vec![(params::REGION_ID, HOME)];
        all.extend(pairs);
        let answer = self.call(action, &all);
        let code = answer
            .code()
            .unwrap_or_else(|| panic!("{action} {pairs:?}: {answer:?}"));
        (answer.status, code.to_owned())
    }

    /// A new VPC in the home region.
    pub(super) fn vpc(&self) -> String {
        let answer = self.done("CreateVpc", &[]);
        answer.text("VpcId").unwrap().to_owned()
    }

    /// Tags resources of a type in the home region.
    pub(super) fn tag(&self, kind: &str, ids: &[&str], tags: &[(&str, &str)]) -> Answer {
        let mut call = Call::new("", "")
            .with("RegionId", HOME)
            .with("ResourceType", kind);
        for (place, id) in (1..).zip(ids) {
            call = call.with(params::element(params::RESOURCE_ID, place), *id);
        }
        for (place, (key, value)) in (1..).zip(tags) {
            call = call
                .with(params::field(params::TAG, place, params::KEY), *key)
                .with(params::field(params::TAG, place, params::VALUE), *value);
        }
        let pairs: Vec<(&str, &str)> = call
            .params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.call(params::TAG_RESOURCES, &pairs)
    }

    /// The tags of a resource, as listed.
    pub(super) fn tags(&self, kind: &str, id: &str) -> Vec<(String, String)> {
        let answer = self.done(
            params::LIST_TAG_RESOURCES,
            &[("ResourceType", kind), ("ResourceId.1", id)],
        );
        let rows = answer.tag_rows().unwrap();
        assert!(rows.iter().all(|row| row.resource == id), "{rows:?}");
        rows.into_iter().map(|row| (row.key, row.value)).collect()
    }
}
