//! The formats of reports, by name.

use super::github::github;
use super::html::html;
use super::json::json;
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

struct Row {
    format: ReportFormat,
    name: &'static str,
    write: fn(&Report<'_>) -> String,
}

#[rustfmt::skip] // One line a format reads as the table that it is.
static FORMATS: &[Row] = &[
    Row { format: ReportFormat::Json, name: "json", write: |report| json(report.run, report.exit) },
    Row { format: ReportFormat::Junit, name: "junit", write: junit },
    Row { format: ReportFormat::Ndjson, name: "ndjson", write: ndjson },
    Row { format: ReportFormat::Markdown, name: "markdown", write: markdown },
    Row { format: ReportFormat::Html, name: "html", write: html },
    Row { format: ReportFormat::Sarif, name: "sarif", write: sarif },
    Row { format: ReportFormat::Github, name: "github", write: github },
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

    /// The report in this format.
    pub fn write(self, report: &Report<'_>) -> String {
        FORMATS
            .iter()
            .find(|row| row.format == self)
            .map(|row| (row.write)(report))
            .unwrap_or_default()
    }
}
