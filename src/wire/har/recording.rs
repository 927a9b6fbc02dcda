//! What a HAR file holds, and what can be wrong with it.

use crate::wire::message::{Request, Response};

/// What a HAR file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recording {
    /// The exchanges in the order in which they began; those that began at the
    /// same moment in the order of the file.
    pub exchanges: Vec<Exchange>,
    /// The entries that show no whole exchange, in the order of the file.
    pub skipped: Vec<Skipped>,
    /// The entries that show no request, in the order of the file.
    pub unread: Vec<Unread>,
}

impl Recording {
    /// How many entries the file has.
    pub fn entries(&self) -> usize {
        self.exchanges.len() + self.skipped.len() + self.unread.len()
    }
}

/// One request and its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The place of the entry in the file, from 0.
    pub entry: usize,
    /// When the request began, in microseconds since 1970.
    pub started: i64,
    /// When the response was there, in microseconds since 1970; [`Self::started`]
    /// if the entry does not say how long it took.
    pub ended: i64,
    /// The request. It has a `host` header, from the URL if none was recorded;
    /// the pseudo-headers of HTTP/2 are left out.
    pub request: Request,
    /// The response. A recorder undoes compression, so the body is plain
    /// whatever `content-encoding` says.
    pub response: Response,
}

/// An entry with a request that shows no whole exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The place of the entry in the file, from 0.
    pub entry: usize,
    /// What is missing.
    pub reason: SkipReason,
    /// When the request began, in microseconds since 1970.
    pub started: i64,
    /// When the exchange was over, as for [`Exchange::ended`].
    pub ended: i64,
    /// The request, which may have been done; without what was not recorded of
    /// it.
    pub request: Request,
    /// Whether the request is all there.
    pub whole: bool,
    /// Whether it was answered, so that nothing of it is still to come.
    pub answered: bool,
}

/// What a skipped entry lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SkipReason {
    /// Nothing answered, or the recorder did not see it.
    #[error("no response was recorded")]
    NoResponse,
    /// The request had a body.
    #[error("the body of the request was not recorded")]
    RequestBody,
    /// The response had a body; browsers leave it out unless asked.
    #[error("the body of the response was not recorded")]
    ResponseBody,
    /// The response is as it was sent, in bytes that only its encoding explains.
    #[error("the body of the response was recorded packed")]
    Packed,
    /// Something is not what HAR 1.2 says.
    #[error(transparent)]
    Odd(#[from] Oddity),
}

/// An entry of which the request is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// The place of the entry in the file, from 0.
    pub entry: usize,
    /// What is wrong with it.
    pub reason: Oddity,
    /// Whether it may be any request at all; otherwise it is none over HTTP, such
    /// as the picture in a `data:` address.
    pub may_be_any: bool,
    /// When it may have been made, in microseconds since 1970: after the entry
    /// before it in the file.
    pub when: i64,
}

/// A field of an entry that is not what HAR 1.2 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct Oddity {
    /// The field, such as `request.headers`.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// It is of another JSON type, or a number out of range.
    #[error("is not {0}")]
    Not(&'static str),
}

/// A file that is not a HAR file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HarError {
    /// The file is an archive of files.
    #[error("the file is a zip archive: unpack it, and judge the .har file in it")]
    Zip,
    /// The file is not JSON.
    #[error("the HAR file is not json: {reason}")]
    NotJson {
        /// What the parser says, with line and column.
        reason: String,
    },
    /// The file is JSON of another kind.
    #[error("the file is no HAR file: it has no list log.entries")]
    NoEntries,
}

/// Finds the bytes of a body that a recorder keeps in a file of its own, by the
/// name of that file.
pub type Attached<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;
