//! The formats of reports, by name.

use std::io::{self, Write};

use super::github::github;
use super::html::html;
use super::json::write_json;
use super::judged::Report;
use super::junit::junit;
use super::markdown::markdown;
use super::ndjson::ndjson;
use super::sarif::sarif;

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Everything, for machines: schema 1.
    Json,
    /// `JUnit` XML, as CI systems read it.
    Junit,
    /// One JSON object a line, written as things happen.
    Ndjson,
    /// A summary of a job.
    Markdown,
    /// One page with everything, for people.
    Html,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
}

/// How a format is written: one that may be large as it is made.
enum Writing {
    Whole(fn(&Report<'_>) -> String),
    Streamed(fn(&Report<'_>, &mut dyn Write) -> io::Result<()>),
}

struct Row {
    format: ReportFormat,
    name: &'static str,
    write: Writing,
}

#[rustfmt::skip] // One line a format reads as the table that it is.
static FORMATS: &[Row] = &[
    Row { format: ReportFormat::Json, name: "json", write: Writing::Streamed(|report, out| write_json(report.run, report.exit, out)) },
    Row { format: ReportFormat::Junit, name: "junit", write: Writing::Whole(junit) },
    Row { format: ReportFormat::Ndjson, name: "ndjson", write: Writing::Streamed(ndjson) },
    Row { format: ReportFormat::Markdown, name: "markdown", write: Writing::Whole(markdown) },
    Row { format: ReportFormat::Html, name: "html", write: Writing::Whole(html) },
    Row { format: ReportFormat::Sarif, name: "sarif", write: Writing::Whole(sarif) },
    Row { format: ReportFormat::Github, name: "github", write: Writing::Whole(github) },
];

impl ReportFormat {
    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        FORMATS
            .iter()
            .find(|row| row.name == name)
            .map(|row| row.format)
    }

    /// Every name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|row| row.name)
    }

    /// The same in a sentence.
    pub fn listed() -> String {
        let names: Vec<&str> = Self::names().collect();
        match names.split_last() {
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }

    /// Writes the report in this format.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let row = FORMATS.iter().find(|row| row.format == self);
        match row.map(|row| &row.write) {
            Some(Writing::Whole(text)) => out.write_all(text(report).as_bytes()),
            Some(Writing::Streamed(write)) => write(report, out),
            None => Ok(()),
        }
    }
}
