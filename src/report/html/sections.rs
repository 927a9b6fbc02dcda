//! The sections of the page: changes, failures, readings, clauses, cases.

use std::collections::BTreeSet;

use crate::check::{AxisResult, AxisStatus, ClauseResult, Failure, Run, State, Verdict};

use super::super::grounds::details;
use super::super::judged::Report;
use super::markup::{Page, escaped};

/// In what the target differs from what was kept of it.
pub(super) fn changes(page: &mut Page, run: &Run) {
    if run.deviations.is_empty() {
        return;
    }
    page.raw("<section id=\"changes\">\n");
    page.element("h2", "", "Changed").raw("\n");
    for deviation in &run.deviations {
        let from = deviation.from.as_str();
        let (first, rest) = deviation
            .what
            .split_once('\n')
            .unwrap_or((&deviation.what, ""));
        page.raw(&format!(
            "<details class=\"row\" data-text=\"{}\">\n<summary>",
            escaped(&deviation.what.to_lowercase())
        ));
        page.element("strong", "", from).raw(" ").text(first);
        page.raw("</summary>\n");
        if !rest.is_empty() {
            page.element("pre", "", rest);
        }
        page.raw("</details>\n");
    }
    page.raw("</section>\n");
}

/// What is lacking for a verdict, with what showed it and what accepts it.
pub(super) fn missing(page: &mut Page, report: &Report<'_>) {
    let causes = &report.judgement.causes;
    if causes.is_empty() {
        return;
    }
    page.raw("<section id=\"missing\">\n");
    page.element("h2", "", "Missing").raw("\n");
    for cause in causes {
        page.raw(&format!(
            "<details class=\"row\" data-text=\"{}\">\n<summary>",
            escaped(&cause.what.to_lowercase())
        ));
        page.text(&cause.what).raw("</summary>\n");
        for (name, text) in details(cause) {
            page.raw("<p>").text(name).raw(" ");
            page.element("code", "", text).raw("</p>\n");
        }
        page.raw("</details>\n");
    }
    if let Some(again) = report.again {
        page.element("p", "", "For a verdict about what is there:");
        page.element("pre", "", again);
    }
    page.raw("</section>\n");
}

/// Failures by how many cases they explain, each with all that there is to know.
pub(super) fn failures(page: &mut Page, run: &Run) {
    let edition = run.edition;
    page.raw("<section id=\"failures\">\n");
    let title = match run.failures.len() {
        0 => "No failure".to_owned(),
        1 => "1 kind of failure".to_owned(),
        kinds => format!("{kinds} kinds of failure"),
    };
    page.element("h2", "", &title);
    page.raw("\n");
    for (place, failure) in run.failures.iter().enumerate() {
        let open = if place == 0 { " open" } else { "" };
        page.raw(&format!(
            "<details class=\"failure row\"{open} data-text=\"{}\">\n<summary>",
            escaped(&searched(failure))
        ));
        page.element("strong", "", failure.clause.id).raw(" ");
        page.text(&edition.words(&failure.clause)).raw(" ");
        let count = if failure.count == 1 {
            "1 case".to_owned()
        } else {
            format!("{} cases", failure.count)
        };
        let count = count + &failure.now_and_then();
        page.element("span", "class=\"count\"", &count);
        page.raw("</summary>\n");
        one_failure(page, failure);
        page.raw("</details>\n");
    }
    page.raw("</section>\n");
}

fn searched(failure: &Failure) -> String {
    let mut text = format!(
        "{} {} {} {} {}",
        failure.clause, failure.id, failure.case, failure.expected, failure.observed
    );
    if let Some(found) = &failure.contradiction {
        for word in [found.axis.axis().id, &found.earlier, &found.later] {
            text.push(' ');
            text.push_str(word);
        }
    }
    text.to_lowercase()
}

fn one_failure(page: &mut Page, failure: &Failure) {
    page.raw("<p>");
    page.text("identity ").element("code", "", &failure.id);
    page.text(&format!(
        ", first shown by {} step {}",
        failure.case, failure.step
    ));
    page.raw("</p>\n");
    if let Some(found) = &failure.contradiction {
        let text = format!(
            "{} shows {}, but {} shows {}: both cannot be right.",
            found.earlier,
            found.earlier_options.join(" or "),
            found.later,
            found.later_options.join(" or ")
        );
        page.element("p", "", &text).raw("\n");
    }
    page.raw("<div class=\"beside\">\n<div><h3>Permitted</h3>\n");
    if failure.permitted.is_empty() {
        page.element("pre", "", &failure.expected).raw("\n");
    }
    for permitted in &failure.permitted {
        page.element("pre", "", &permitted.answer);
        let words = match permitted.reading.as_str() {
            "any" => "under any reading".to_owned(),
            reading => format!("under {reading}"),
        };
        page.element("p", "class=\"reading\"", &words);
        page.raw("\n");
    }
    page.raw("</div>\n<div><h3>Observed</h3>\n");
    page.element("pre", "", &failure.observed);
    page.raw("</div>\n</div>\n<div class=\"beside\">\n");
    let (before, after) = (&failure.state_before, &failure.state_after);
    for (name, state, other) in [
        ("State before", before, after),
        ("State after", after, before),
    ] {
        page.raw("<div>").element("h3", "", name).raw("<pre>");
        write_state(page, state, other);
        page.raw("</pre></div>\n");
    }
    page.raw("</div>\n<h3>Requests</h3>\n<ol class=\"steps\">\n");
    for step in &failure.steps {
        let class = if step.step == failure.step && step.step > 0 {
            "class=\"here\""
        } else {
            ""
        };
        page.raw(&format!("<li {class}>"));
        page.element("code", "", &step.request);
        page.element("pre", "", &step.response).raw("</li>\n");
    }
    page.raw("</ol>\n<h3>Again</h3>\n");
    copyable(page, &failure.replay);
    copyable(page, &failure.curl);
}

fn copyable(page: &mut Page, text: &str) {
    if !text.is_empty() {
        page.raw("<div class=\"copy\"><button type=\"button\">copy</button>");
        page.element("pre", "", text).raw("</div>\n");
    }
}

/// A state, one tag a line; what the other does not have is marked.
fn write_state(page: &mut Page, state: &State, other: &State) {
    if state.is_empty() {
        page.text("nothing was read");
        return;
    }
    let others = state_lines(other);
    for (place, line) in state_lines(state).iter().enumerate() {
        page.raw(if place > 0 { "\n" } else { "" });
        if others.is_empty() || others.contains(line) {
            page.text(line);
        } else {
            page.element("mark", "", line);
        }
    }
}

fn state_lines(state: &State) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (resource, tags) in state {
        if tags.is_empty() {
            lines.insert(format!("{resource}: no tags"));
        }
        for (key, value) in tags {
            lines.insert(format!("{resource} {key:?} = {value:?}"));
        }
    }
    lines
}

/// What is known of every axis, with the steps that showed it; what cannot be
/// right first, what cannot be seen last.
pub(super) fn readings(page: &mut Page, run: &Run) {
    let mut axes: Vec<_> = run.readings.iter().collect();
    axes.sort_by_key(|axis| match axis.status {
        AxisStatus::Contradicted => 0,
        AxisStatus::Open => 1,
        AxisStatus::Pinned => 2,
        AxisStatus::Unobservable => 3,
    });
    table(
        page,
        "readings",
        "Readings",
        &["axis", "options", "status", "evidence"],
        axes.into_iter().map(|axis| {
            let options = match axis.status {
                AxisStatus::Contradicted => "none".to_owned(),
                _ => axis.options.join(" or "),
            };
            (
                axis.status.as_str(),
                vec![
                    axis.axis.to_string(),
                    options,
                    axis.status.as_str().to_owned(),
                    evidence(axis),
                ],
            )
        }),
    );
}

fn evidence(axis: &AxisResult) -> String {
    let mut words: Vec<String> = axis.reason.iter().cloned().collect();
    words.extend(axis.evidence.iter().cloned());
    words.join(", ")
}

/// Every clause as one field of a matrix, which leads to its row.
pub(super) fn matrix(page: &mut Page, run: &Run) {
    page.raw("<ul class=\"matrix\">\n");
    for clause in &run.clauses {
        let class = outcome(clause);
        let sign = match class {
            "fail" => "×",
            "pass" => "✓",
            "inconclusive" => "?",
            _ => "–",
        };
        let words = format!(
            "{}: {} fail, {} pass, {} inconclusive",
            clause.id, clause.fail, clause.pass, clause.inconclusive
        );
        let words = escaped(&words);
        let attributes = format!(
            "href=\"#{}\" class=\"{class}\" title=\"{words}\" aria-label=\"{words}\"",
            escaped(clause.id.clause().id)
        );
        page.raw("<li>").element("a", &attributes, sign);
        page.raw("</li>\n");
    }
    page.raw("</ul>\n");
}

fn outcome(clause: &ClauseResult) -> &'static str {
    match (clause.fail, clause.pass, clause.inconclusive) {
        (0, 0, 0) => "not-run",
        (0, 0, _) => "inconclusive",
        (0, ..) => "pass",
        _ => "fail",
    }
}

/// Every clause with how its cases ended.
pub(super) fn clauses(page: &mut Page, run: &Run) {
    table(
        page,
        "clauses",
        "Clauses",
        &[
            "clause",
            "level",
            "pass",
            "fail",
            "inconclusive",
            "positive",
            "negative",
            "mutants killed",
        ],
        run.clauses.iter().map(|clause| {
            let counts = [
                clause.pass,
                clause.fail,
                clause.inconclusive,
                clause.positive,
                clause.negative,
                clause.killed,
            ];
            let mut row = vec![clause.id.to_string(), clause.level.as_str().to_owned()];
            row.extend(counts.iter().map(usize::to_string));
            (outcome(clause), row)
        }),
    );
}

/// Every case with its verdict and reason, what failed first.
pub(super) fn cases(page: &mut Page, run: &Run) {
    let mut cases: Vec<_> = run.cases.iter().collect();
    cases.sort_by_key(|case| match case.verdict {
        Verdict::Fail => 0,
        Verdict::UnexpectedPass | Verdict::KnownFail => 1,
        Verdict::Inconclusive => 2,
        Verdict::NotApplicable | Verdict::NotRun => 3,
        Verdict::Pass => 4,
    });
    table(
        page,
        "cases",
        "Cases",
        &["case", "verdict", "reason", "file"],
        cases.into_iter().map(|case| {
            (
                case.verdict.as_str(),
                vec![
                    case.id.clone(),
                    case.verdict.as_str().to_owned(),
                    case.reason.clone().unwrap_or_default(),
                    format!("{}:{}", case.file, case.line),
                ],
            )
        }),
    );
}

fn table<'t>(
    page: &mut Page,
    id: &str,
    title: &str,
    columns: &[&str],
    rows: impl Iterator<Item = (&'t str, Vec<String>)>,
) {
    page.raw(&format!("<section id=\"{id}\">\n"));
    page.element("h2", "", title);
    page.raw("\n<div class=\"wide\">\n<table>\n<thead><tr>");
    for column in columns {
        page.element("th", "scope=\"col\"", column);
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for (class, cells) in rows {
        // Clauses are led to by the matrix.
        let anchor = match cells.first() {
            Some(name) if id == "clauses" => format!(" id=\"{}\"", escaped(name)),
            _ => String::new(),
        };
        page.raw(&format!(
            "<tr class=\"row {}\"{anchor} data-text=\"{}\">",
            escaped(class),
            escaped(&cells.join(" ").to_lowercase())
        ));
        for (place, cell) in cells.iter().enumerate() {
            let (name, attributes) = if place == 0 {
                ("th", "scope=\"row\"")
            } else {
                ("td", "")
            };
            page.element(name, attributes, cell);
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n</section>\n");
}
