//! Calls that do not prove who sends them.

use crate::contract::Call;

use super::client::Client;
use super::reply::Reply;
use super::unsigned::unsigned;
use super::ways::How;

/// A signature of the right length that nothing has.
const WRONG: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// An access key id that nobody has.
const NOBODY: &str = "tagproofnobody";

/// How a request fails to prove who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// It carries no signature.
    Unsigned,
    /// Its signature is another one.
    Wrong,
    /// It names an access key that is not there.
    Stranger,
}

impl Client {
    /// Sends a call that proves nothing, whatever else is signed.
    pub fn forged(&self, call: &Call, how: How, forgery: Forgery) -> Reply {
        let call = call.clone();
        let call = match forgery {
            Forgery::Unsigned => call,
            Forgery::Wrong => call.with("Signature", WRONG),
            Forgery::Stranger => call.with("AccessKeyId", NOBODY),
        };
        let request = self.request(&call, how, None);
        let request = match forgery {
            Forgery::Unsigned => unsigned(request),
            Forgery::Wrong | Forgery::Stranger => request,
        };
        self.sending(request, how)
    }
}
