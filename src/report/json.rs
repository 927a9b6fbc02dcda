//! The JSON report, schema 1.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::{Map, Value, json};

use crate::check::{CaseResult, Run};

use super::run_text::{CaseText, RunText};

/// The JSON Schema of these reports.
pub const REPORT_SCHEMA: &str = include_str!("report.schema.json");

/// The field of a report that holds its cases.
const CASES: &str = "cases";

/// The report of a run as JSON; `exit` is the code that the run ends with.
pub fn json(run: &Run, exit: u8) -> String {
    // A tree of texts and numbers always has a JSON form.
    serde_json::to_string_pretty(&Whole::of(run, exit)).unwrap_or_default()
}

/// The same, written case by case: there may be many.
///
/// # Errors
///
/// When it cannot be written.
pub(super) fn write_json(run: &Run, exit: u8, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(out, &Whole::of(run, exit)).map_err(io::Error::from)
}

/// The same as a tree without its cases, with the fields of everything in the
/// order of their names.
pub(super) fn tree(run: &Run, exit: u8) -> Map<String, Value> {
    match serde_json::to_value(RunText::but_cases(run, exit)) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// A report whose cases become texts when they are written.
pub(super) struct Whole<'r> {
    pub(super) fields: Map<String, Value>,
    cases: &'r [CaseResult],
}

impl<'r> Whole<'r> {
    /// The report of a run.
    pub(super) fn of(run: &'r Run, exit: u8) -> Self {
        Self {
            fields: tree(run, exit),
            cases: &run.cases,
        }
    }
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.fields {
            if name == CASES {
                map.serialize_entry(name, &Cases(self.cases))?;
            } else {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

struct Cases<'r>(&'r [CaseResult]);

impl Serialize for Cases<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for case in self.0 {
            let text = serde_json::to_value(CaseText::of(case)).unwrap_or_else(|_| json!({}));
            list.serialize_element(&text)?;
        }
        list.end()
    }
}
