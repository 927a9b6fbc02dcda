//! Calls that a client seals: how a fuzzer's bytes choose scheme and placement.

use tagproof::contract::Call;
use tagproof::wire::percent::parse_form;
use tagproof::wire::{
    Covers, Credentials, Envelope, Format, Method, Placement, Scheme, Spelling, Stamp,
};

/// How a request is made; a byte holds all of it.
#[derive(Debug, Clone)]
pub(crate) struct Seal {
    pub(crate) scheme: Scheme,
    placement: Placement,
    spelling: Spelling,
    method: Method,
    format: Format,
    stamp: Stamp,
}

impl Seal {
    /// The choices in a byte. The digits `0` to `?` make all of them, so that
    /// seeds can be written by hand.
    pub(crate) fn of(byte: u8) -> Self {
        let pick = |bit: u8| byte & (1 << bit) != 0;
        Self {
            scheme: if pick(0) { Scheme::Acs3 } else { Scheme::V1 },
            placement: if pick(1) {
                Placement::Form
            } else {
                Placement::Query
            },
            spelling: match (pick(6), pick(7)) {
                (true, _) => Spelling::Plus,
                (false, true) => Spelling::Bare,
                (false, false) => Spelling::Escaped,
            },
            method: if pick(2) { Method::Get } else { Method::Post },
            format: if pick(3) { Format::Xml } else { Format::Json },
            stamp: Stamp {
                nonce: "0a1b-2c3d".to_owned(),
                timestamp: "2026-11-24T11:18:53Z".to_owned(),
            },
        }
    }

    /// The envelope that `credentials` sign.
    pub(crate) fn envelope<'a>(&'a self, credentials: &'a Credentials) -> Envelope<'a> {
        Envelope {
            method: self.method.clone(),
            placement: self.placement,
            spelling: self.spelling,
            format: self.format,
            scheme: self.scheme,
            signs: true,
            covers: Covers::All,
            credentials,
            stamp: &self.stamp,
            version: "2016-04-28",
            host: "vpc.aliyuncs.com",
        }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }
}

/// The call that a form writes, its common parameters left out: those replace
/// parts of the envelope, which is another matter. The action is the form's
/// first `Action`.
pub(crate) fn call(form: &str) -> Option<Call> {
    let params = parse_form(form).ok()?;
    let action = params.iter().find(|(name, _)| name == "Action");
    let mut call = Call::new(
        action.map_or("TagResources", |(_, action)| action),
        "testid",
    );
    call.params = params
        .into_iter()
        .filter(|(name, _)| !tagproof::wire::COMMON.contains(&name.as_str()))
        .collect();
    Some(call)
}
