//! The report as one HTML page that needs nothing else.

mod markup;
mod sections;

use crate::check::Verdict;

use super::judged::Report;
use markup::Page;
use sections::{cases, changes, clauses, failures, matrix, missing, readings};

/// The page's style: readable in dark and light, at any width.
const STYLE: &str = include_str!("style.css");

/// Search, filter and copy; without it the page can be read all the same.
const SCRIPT: &str = include_str!("script.js");

/// Characters of the target that the title has; commands can be long.
const TITLE: usize = 50;

/// The report as a page. It loads nothing, which its policy enforces.
pub(super) fn html(report: &Report<'_>) -> String {
    let run = report.run;
    let mut page = Page::default();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n",
    );
    page.raw("<link rel=\"icon\" href=\"data:,\">\n");
    page.element(
        "title",
        "",
        &format!("tagproof: {}", shortened(&run.target)),
    );
    page.raw("<style>\n")
        .raw(STYLE)
        .raw("</style>\n</head>\n<body>\n");
    head(&mut page, report);
    filter(&mut page);
    page.raw("<main>\n");
    missing(&mut page, report);
    changes(&mut page, run);
    failures(&mut page, run);
    readings(&mut page, run);
    clauses(&mut page, run);
    cases(&mut page, run);
    page.raw("</main>\n<script>\n")
        .raw(SCRIPT)
        .raw("</script>\n</body>\n</html>\n");
    page.done()
}

/// A target as the title of a window shows it.
fn shortened(target: &str) -> String {
    match target.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", &target[..end]),
        None => target.to_owned(),
    }
}

fn head(page: &mut Page, report: &Report<'_>) {
    let run = report.run;
    let mood = if report.exit == 0 { "good" } else { "bad" };
    page.raw("<header>\n");
    page.element("h1", &format!("class=\"{mood}\""), report.verdict);
    page.raw("<div class=\"figures\">\n");
    for (name, ratio) in [
        ("divergence", run.divergence()),
        ("coverage", run.coverage()),
    ] {
        page.raw("<div class=\"figure\">");
        page.element("strong", "", &format!("{:.1} %", ratio * 100.0));
        page.element("span", "", name);
        page.raw("</div>\n");
    }
    page.raw("</div>\n<p>");
    page.text(&format!(
        "{} · edition {} · seed {} · shard {} · {} requests in {:.1} s · tagproof {}",
        run.target,
        run.edition.name,
        run.seed,
        run.shard,
        run.requests,
        run.seconds,
        env!("CARGO_PKG_VERSION")
    ));
    page.raw("</p>\n<ul class=\"counts\">\n");
    for verdict in Verdict::ALL {
        let count = run.count(verdict);
        if count > 0 {
            let class = format!("class=\"{}\"", verdict.as_str());
            page.element("li", &class, &format!("{count} {}", verdict.as_str()));
        }
    }
    page.raw("</ul>\n");
    matrix(page, run);
    if let Some(other) = &run.other_edition {
        let text = format!(
            "Judged by {}, {} of {} failures go away.",
            other.edition.name, other.explained, other.failing
        );
        page.element("p", "class=\"hint\"", &text);
    }
    page.raw("<details><summary>What the target can do</summary>\n<dl>\n");
    for (name, words) in &run.capabilities {
        page.element("dt", "", name).element("dd", "", words);
    }
    page.raw("</dl>\n</details>\n</header>\n");
}

fn filter(page: &mut Page) {
    page.raw(
        "<nav aria-label=\"Search\">\n<label for=\"search\">Search</label>\n\
         <input id=\"search\" type=\"search\" placeholder=\"clause, case, code … ( / )\" autocomplete=\"off\">\n\
         <label for=\"verdict\">Cases</label>\n<select id=\"verdict\">\
         <option value=\"\">all</option><option>fail</option><option>known-fail</option>\
         <option>unexpected-pass</option><option>inconclusive</option>\
         <option>not-applicable</option><option>not-run</option><option>pass</option></select>\n\
         <output id=\"shown\" for=\"search verdict\"></output>\n</nav>\n",
    );
}
