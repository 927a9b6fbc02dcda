//! Reports: the results of a run as text, one file a format.
//!
//! Everything here is a pure function of plain results; only `cli` prints.

mod json;
mod matrix;
mod terminal;
mod transcript;

pub use json::json;
pub use matrix::{matrix, matrix_json, matrix_rows};
pub use terminal::{Style, fingerprint, terminal};
pub use transcript::transcript;
