//! Calls and answers as bytes.

pub mod acs3;
pub mod har;
pub mod percent;
pub mod rpc_v1;

mod answer;
mod answer_error;
#[cfg(test)]
mod captures;
mod decode;
mod encode;
mod envelope;
mod json;
mod message;
mod proof;
#[cfg(test)]
mod round_trips;
mod verify;
mod xml_chars;
mod xml_reader;
mod xml_tree;
mod xml_writer;

pub use answer::{read, root_name, write};
pub use answer_error::AnswerError;
pub use decode::{COMMON, DecodeError, Incoming, asked_format, decode};
pub use encode::{encode, encode_raw};
pub use envelope::{Covers, Credentials, Envelope, Format, Placement, Scheme, Stamp};
pub use message::{Endpoint, Method, Request, Response};
pub use percent::Spelling;
pub use proof::{Proof, later, parse_timestamp};
pub use verify::{SignatureMismatch, verify, verify_but_body};
pub use xml_chars::xml_can_carry;
