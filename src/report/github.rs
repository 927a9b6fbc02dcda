//! The report as annotations of a GitHub workflow.

use std::fmt::Write as _;
use std::path::Path;

use crate::check::Run;
use crate::contract::{visible, visible_lines};

use super::judged::Report;

/// The report as workflow commands: one error for every kind of failure, at the
/// place of its case, and a notice with the verdict.
pub(super) fn github(report: &Report<'_>) -> String {
    let mut out = String::new();
    for failure in &report.run.failures {
        let (file, line) = place(report.run, &failure.case);
        let file = file.map_or_else(String::new, |file| {
            format!("file={},line={line},", property(file))
        });
        let message = format!(
            "{}{}\nexpected {}\ngot {}\nagain {}",
            visible(&failure.case),
            failure.now_and_then(),
            failure.expected,
            failure.observed,
            visible(&failure.replay)
        );
        // Writing to a text cannot fail.
        let _ = writeln!(
            out,
            "::{} {file}title={}::{}",
            if failure.known.is_some() {
                "notice"
            } else {
                "error"
            },
            property(failure.clause.id),
            data(&message)
        );
    }
    for deviation in &report.run.deviations {
        let title = property(&format!("tagproof {}", deviation.from.as_str()));
        let _ = writeln!(out, "::error title={title}::{}", data(&deviation.what));
    }
    let kind = if report.exit == 0 { "notice" } else { "error" };
    let _ = writeln!(
        out,
        "::{kind} title=tagproof::{}",
        data(&visible(report.verdict))
    );
    out
}

/// Where a case stands: its suite file, if it is in one, and the line.
pub(super) fn place<'r>(run: &'r Run, id: &str) -> (Option<&'r str>, usize) {
    run.cases
        .iter()
        .find(|case| case.id == id)
        .map_or((None, 1), |case| {
            let in_file = Path::new(&*case.file).extension().is_some();
            (in_file.then_some(&*case.file), case.line)
        })
}

/// A text as what a command says: its lines stay, and nothing in them acts where a
/// log shows them.
fn data(text: &str) -> String {
    visible_lines(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_within_their_command() {
        assert_eq!(data("a\nb%\r\u{1b}"), "a%0Ab%25\\r\\u{1b}");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
