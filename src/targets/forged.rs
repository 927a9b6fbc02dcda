//! Calls that do not prove who sends them.

use crate::contract::{Call, params};
use crate::wire::{Covers, Request, Scheme, Stamp, later};

use super::client::Client;
use super::reply::Reply;
use super::unsigned::unsigned;
use super::ways::How;

/// A signature of the right length that nothing has.
const WRONG: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// An access key id that nobody has.
const NOBODY: &str = "tagproofnobody";

/// Two days in seconds: pages say that a request is good for 15 minutes, for 31 or
/// for an hour.
const FAR: i64 = 2 * 24 * 60 * 60;

/// How a request fails to prove who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// It carries no signature.
    Unsigned,
    /// Its signature is another one.
    Wrong,
    /// It names an access key that is not there.
    Stranger,
    /// A value was changed after it was signed.
    Changed,
    /// A parameter was added after it was signed.
    Added,
    /// It has no nonce.
    WithoutNonce,
    /// It has no time.
    WithoutTime,
    /// It was signed two days ago.
    Stale,
    /// It is dated two days ahead.
    Future,
}

impl Client {
    /// Sends a call that proves nothing, whatever else is signed.
    pub fn forged(&self, call: &Call, how: How, forgery: Forgery) -> Reply {
        let signed = |call: &Call| self.request(call, how, None);
        let request = match forgery {
            Forgery::Unsigned => unsigned(signed(call)),
            Forgery::Wrong => signed(&call.clone().with("Signature", WRONG)),
            Forgery::Stranger => signed(&call.clone().with("AccessKeyId", NOBODY)),
            Forgery::Changed => changed(signed(call)),
            Forgery::Added => added(signed(call)),
            Forgery::WithoutNonce => self.covering(call, how, Covers::AllButNonce),
            Forgery::WithoutTime => self.covering(call, how, Covers::AllButTime),
            Forgery::Stale => self.dated(call, how, -FAR),
            Forgery::Future => self.dated(call, how, FAR),
        };
        self.sending(request, how)
    }

    /// Whether a call proves less for being forged so. An ACS3 request may do
    /// without a nonce, as far as pages say, and a server honours whichever headers a
    /// client signs.
    pub fn can_forge(&self, how: How, forgery: Forgery) -> bool {
        forgery != Forgery::WithoutNonce || self.scheme_of(how) == Scheme::V1
    }

    /// Sends a call, and the same request once more.
    pub fn replayed(&self, call: &Call, how: How) -> [Reply; 2] {
        let request = self.request(call, how, None);
        let once = self.sending(request.clone(), how);
        [once, self.sending(request, how)]
    }

    fn covering(&self, call: &Call, how: How, covers: Covers) -> Request {
        self.stamped(call, how, None, &self.stamp(), covers)
    }

    /// A request signed so many seconds from now.
    fn dated(&self, call: &Call, how: How, seconds: i64) -> Request {
        let now = self.stamp();
        let stamp = Stamp {
            timestamp: later(&now.timestamp, seconds).unwrap_or_default(),
            ..now
        };
        self.stamped(call, how, None, &stamp, Covers::All)
    }
}

/// The request with another value of its first tag, or else for another type.
fn changed(mut request: Request) -> Request {
    let value = format!("{}=", params::field(params::TAG, 1, params::VALUE));
    let kind = format!("{}=", params::RESOURCE_TYPE);
    let form = String::from_utf8_lossy(&request.body);
    let has_value = [&*request.query, &*form]
        .iter()
        .any(|text| text.contains(&value));
    let name = if has_value { value } else { kind };
    let other = format!("{name}other");
    let text = |text: &str| text.replacen(&name, &other, 1);
    request.query = text(&request.query);
    if let Ok(form) = std::str::from_utf8(&request.body) {
        request.body = text(form).into_bytes();
    }
    request
}

/// The request with one parameter more, where the others are.
fn added(mut request: Request) -> Request {
    const MORE: &str = "&AddedLater=1";
    if request.body.is_empty() {
        request.query.push_str(MORE);
    } else {
        request.body.extend(MORE.bytes());
    }
    request
}
