//! The JSON report, schema 1.

use serde_json::{Value, json};

use crate::check::Run;

use super::run_text::RunText;

/// The JSON Schema of these reports.
pub const REPORT_SCHEMA: &str = include_str!("report.schema.json");

/// The report of a run as JSON; `exit` is the code that the run ends with.
pub fn json(run: &Run, exit: u8) -> String {
    // A tree of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&tree(run, exit)).unwrap_or_default()
}

/// The same as a tree, with the fields of everything in the order of their names.
pub(super) fn tree(run: &Run, exit: u8) -> Value {
    serde_json::to_value(RunText::of(run, exit)).unwrap_or_else(|_| json!({}))
}
