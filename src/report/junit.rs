//! The report as JUnit XML: one suite a topic, as CI systems read it. What XML has
//! no character for is shown as an escape.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use crate::check::{CaseResult, Failure, Run, Verdict};
use crate::contract::{visible, visible_lines};

use super::judged::Report;

/// Exit code of a run of which nothing can be said.
const INCONCLUSIVE: u8 = 3;

/// The report as JUnit XML. What failed is a failure; what could not be told is
/// an error where it decides the run, and skipped with its reason otherwise.
pub(super) fn junit(report: &Report<'_>) -> String {
    let run = report.run;
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    let mut kept: BTreeMap<String, TestSuite> = BTreeMap::new();
    for case in &run.cases {
        let topic = topic(&case.id);
        let suite = suites
            .entry(topic)
            .or_insert_with(|| TestSuite::new(visible(topic)));
        suite.add_test_case(test_case(case, report));
    }
    for deviation in &run.deviations {
        let name = format!("tagproof-{}", deviation.from.as_str());
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let first = visible(deviation.what.lines().next().unwrap_or_default());
        status.set_message(first.as_ref());
        status.set_description(visible_lines(&deviation.what));
        let mut test = TestCase::new(first.as_ref(), status);
        test.set_classname(format!("tagproof.{}", deviation.from.as_str()));
        kept.entry(name)
            .or_insert_with_key(|name| TestSuite::new(name.clone()))
            .add_test_case(test);
    }
    let mut own = TestSuite::new("tagproof");
    own.add_test_case(verdict(report));
    let mut junit = Junit::new(format!("tagproof {}", visible(&run.target)));
    junit.add_test_suites(suites.into_values());
    junit.add_test_suites(kept.into_values());
    junit.add_test_suite(own);
    // It is written into a text, which cannot fail.
    without_skipped_in_all(junit.to_string().unwrap_or_default())
}

/// The verdict itself as a test case: an error wherever the run does not end
/// with 0, so that nothing green is shown for a target of which nothing is said;
/// and what it is about in any case.
fn verdict(report: &Report<'_>) -> TestCase {
    let status = if report.exit == 0 {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(visible_lines(report.verdict));
        let causes = report.judgement.causes.iter();
        let causes: Vec<&str> = causes.map(|cause| cause.what.as_str()).collect();
        status.set_description(visible_lines(&causes.join("\n")));
        status
    };
    let mut test = TestCase::new("tagproof/verdict", status);
    test.set_classname("tagproof");
    test.set_system_out(visible_lines(report.verdict));
    test
}

/// The report without the number of all skipped cases: the schema that CI
/// systems go by has it for each suite and not for the whole.
fn without_skipped_in_all(mut xml: String) -> String {
    const ATTRIBUTE: &str = " skipped=\"";
    // The first is that of the root, as no quote stands in a name as it is.
    if let Some(start) = xml.find(ATTRIBUTE) {
        let value = start + ATTRIBUTE.len();
        if let Some(length) = xml[value..].find('"') {
            xml.replace_range(start..=value + length, "");
        }
    }
    xml
}

fn topic(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

fn test_case(case: &CaseResult, report: &Report<'_>) -> TestCase {
    let reason = visible_lines(case.reason.as_deref().unwrap_or_default());
    let failure = failure_of(report.run, &case.id);
    let said = |kind: NonSuccessKind, message: String| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_message(message);
        status
    };
    let skipped = |word: &str| {
        let mut status = TestCaseStatus::skipped();
        status.set_message(format!("{word}: {reason}"));
        status
    };
    let status = match case.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Fail => {
            let mut status = said(NonSuccessKind::Failure, reason.clone());
            if let Some(failure) = failure {
                status.set_type(failure.clause.id);
                status.set_description(visible_lines(&told(failure)));
            }
            status
        }
        Verdict::UnexpectedPass => said(
            NonSuccessKind::Failure,
            format!("unexpected pass: {reason}"),
        ),
        Verdict::NotRun => said(NonSuccessKind::Error, format!("not run: {reason}")),
        Verdict::Inconclusive if report.exit == INCONCLUSIVE => {
            said(NonSuccessKind::Error, format!("inconclusive: {reason}"))
        }
        Verdict::Inconclusive | Verdict::NotApplicable | Verdict::KnownFail => {
            skipped(case.verdict.as_str())
        }
    };
    let id = visible(&case.id);
    let mut test = TestCase::new(id.as_ref(), status);
    test.set_classname(format!("tagproof.{}", topic(&id)));
    if let Some(failure) = failure {
        test.set_system_out(visible_lines(&failure.curl));
    }
    test
}

/// The failure that a case is the first to show.
fn failure_of<'r>(run: &'r Run, id: &str) -> Option<&'r Failure> {
    run.failures.iter().find(|failure| failure.case == id)
}

fn told(failure: &Failure) -> String {
    let steps: Vec<String> = failure
        .steps
        .iter()
        .map(|step| format!("{} {}\n   {}", step.step, step.request, step.response))
        .collect();
    format!(
        "{} step {}{}\nexpected {}\ngot {}\nagain {}\n\n{}",
        failure.id,
        failure.step,
        failure.now_and_then(),
        failure.expected,
        failure.observed,
        failure.replay,
        steps.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_alone_does_not_say_how_many_were_skipped() {
        let mut skipped = TestSuite::new("a");
        skipped.add_test_case(TestCase::new("a/b", TestCaseStatus::skipped()));
        let mut junit = Junit::new("tagproof exec:x skipped=\"7\"");
        junit.add_test_suite(skipped);
        let whole = junit.to_string().unwrap();
        assert_eq!(whole.matches(" skipped=\"1\"").count(), 2, "{whole}");
        let written = without_skipped_in_all(whole.clone());
        assert_eq!(written.matches(" skipped=\"1\"").count(), 1, "{written}");
        assert!(written.contains("<testsuite name=\"a\" tests=\"1\" skipped=\"1\""));
        assert!(written.contains("skipped=&quot;7&quot;"), "{written}");
        assert_eq!(written.len() + " skipped=\"1\"".len(), whole.len());
    }
}
