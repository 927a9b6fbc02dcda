//! The sections of the page: failures, readings, clauses, cases.

use crate::check::{AxisResult, Failure, Run, State, Verdict};
use crate::contract::{Edition, clause_named, edition_named};

use super::markup::{Page, escaped};

/// Failures by how many cases they explain, each with all that there is to know.
pub(super) fn failures(page: &mut Page, run: &Run) {
    let edition = edition_named(run.edition).unwrap_or_else(|| Edition::of_record());
    page.raw("<section id=\"failures\">\n");
    page.element(
        "h2",
        "",
        &format!("{} kinds of failure", run.failures.len()),
    );
    page.raw("\n");
    for (place, failure) in run.failures.iter().enumerate() {
        let open = if place == 0 { " open" } else { "" };
        page.raw(&format!(
            "<details class=\"failure row\"{open} data-text=\"{}\">\n<summary>",
            escaped(&searched(failure))
        ));
        page.element("strong", "", failure.clause).raw(" ");
        page.text(&words_of(failure.clause, edition)).raw(" ");
        let count = if failure.count == 1 {
            "1 case".to_owned()
        } else {
            format!("{} cases", failure.count)
        };
        page.element("span", "class=\"count\"", &count);
        page.raw("</summary>\n");
        one_failure(page, failure);
        page.raw("</details>\n");
    }
    page.raw("</section>\n");
}

fn words_of(clause: &str, edition: &Edition) -> String {
    clause_named(clause)
        .map(|clause| edition.words(clause))
        .unwrap_or_default()
}

fn searched(failure: &Failure) -> String {
    let mut text = format!(
        "{} {} {} {}",
        failure.id, failure.case, failure.expected, failure.observed
    );
    if let Some(found) = &failure.contradiction {
        for word in [found.axis, &found.earlier, &found.later] {
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
        page.element(
            "p",
            "class=\"reading\"",
            &format!("under {}", permitted.reading),
        );
        page.raw("\n");
    }
    page.raw("</div>\n<div><h3>Observed</h3>\n");
    page.element("pre", "", &failure.observed);
    page.raw("</div>\n</div>\n<div class=\"beside\">\n");
    for (name, state) in [
        ("State before", &failure.state_before),
        ("State after", &failure.state_after),
    ] {
        page.raw("<div>").element("h3", "", name);
        page.element("pre", "", &state_words(state)).raw("</div>\n");
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

fn state_words(state: &State) -> String {
    if state.is_empty() {
        return "nothing was read".to_owned();
    }
    let mut lines = Vec::new();
    for (resource, tags) in state {
        if tags.is_empty() {
            lines.push(format!("{resource}: no tags"));
        }
        for (key, value) in tags {
            lines.push(format!("{resource} {key:?} = {value:?}"));
        }
    }
    lines.join("\n")
}

/// What is known of every axis, with the steps that showed it.
pub(super) fn readings(page: &mut Page, run: &Run) {
    table(
        page,
        "readings",
        "Readings",
        &["axis", "options", "status", "evidence"],
        run.readings.iter().map(|axis| {
            (
                axis.status.as_str(),
                vec![
                    axis.axis.to_owned(),
                    axis.options.join(" or "),
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
            let class = match (clause.fail, clause.pass) {
                (0, 0) => "not-run",
                (0, _) => "pass",
                _ => "fail",
            };
            let counts = [
                clause.pass,
                clause.fail,
                clause.inconclusive,
                clause.positive,
                clause.negative,
                clause.killed,
            ];
            let mut row = vec![clause.id.to_owned(), clause.level.as_str().to_owned()];
            row.extend(counts.iter().map(usize::to_string));
            (class, row)
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
    page.raw("\n<div class=\"wide\" tabindex=\"0\">\n<table>\n<thead><tr>");
    for column in columns {
        page.element("th", "scope=\"col\"", column);
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for (class, cells) in rows {
        page.raw(&format!(
            "<tr class=\"row {}\" data-text=\"{}\">",
            escaped(class),
            escaped(&cells.join(" ").to_lowercase())
        ));
        for (place, cell) in cells.iter().enumerate() {
            let name = if place == 0 { "th" } else { "td" };
            page.element(name, "", cell);
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n</div>\n</section>\n");
}
