//! The properties that the fuzz targets hold: each a function of bytes that
//! panics when the property is broken.

#![forbid(unsafe_code)]

pub mod answers;
pub mod oracle;
pub mod parameters;
pub mod recordings;
pub mod requests;
pub mod shrinking;
pub mod signatures;
pub mod suites;

mod sealed;
