//! Reports: the results of a run as text, one file a format.
//!
//! Everything here is a pure function of plain results; only `cli` prints.

mod campaign;
mod diff;
mod failure_text;
mod format;
mod github;
mod grounds;
mod html;
mod json;
mod judged;
mod junit;
mod markdown;
mod matrix;
pub mod ndjson;
mod read;
mod run_text;
mod sarif;
mod scope_text;
mod shown;
mod snapshot;
mod style;
mod terminal;
mod transcript;
mod unreadable;

pub use campaign::{campaign, campaign_json};
pub use diff::diff;
pub use format::ReportFormat;
pub use json::{REPORT_SCHEMA, json};
pub use judged::Report;
pub use matrix::{matrix, matrix_json, matrix_rows};
pub use read::read;
pub use snapshot::{snapshot_diff, snapshot_file, snapshot_text};
pub use style::Style;
pub use terminal::{failure, fingerprint, terminal};
pub use transcript::transcript;
pub use unreadable::UnreadableReport;
