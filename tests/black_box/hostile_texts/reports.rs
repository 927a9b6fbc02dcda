//! Every report of a run with such texts in it is valid, and nothing in it acts.

use std::collections::BTreeSet;

use quick_xml::XmlVersion;
use quick_xml::events::Event;
use serde_json::{Value, json};
use tagproof::check::{Demands, Run, Standing};
use tagproof::report::{self, Report, ReportFormat, Style};

use super::texts::{TEXTS, acting, at};

/// A report with a text of others at each of its places.
fn report_of(text: impl Fn(usize) -> String) -> String {
    let axis = json!({"axis": "existing-key", "options": ["overwrite"], "status": "pinned",
        "evidence": [text(0)], "reason": text(1)});
    let case = |id: String, verdict: &str, place: usize| {
        json!({"id": id, "verdict": verdict, "clauses": [], "reason": text(place),
            "constraint": [], "file": text(place + 1), "line": 3})
    };
    let failure = |id: String, known: Option<String>| {
        json!({"id": id, "case": text(2), "clause": "TR-KEY-LENGTH", "step": 1, "expected": text(3),
            "permitted": [{"answer": text(4), "reading": text(5)}], "observed": text(6),
            "state_before": {text(7): {text(8): text(9)}}, "state_after": {},
            "steps": [{"step": 1, "request": text(10), "response": text(11)}],
            "curl": text(12), "replay": text(13), "count": 2, "contradiction": null, "known": known})
    };
    let both = json!({"axis": "existing-key", "earlier": text(14), "earlier_options": ["overwrite"],
        "later": text(15), "later_options": ["overwrite"]});
    let mut contradicted = failure(text(16), None);
    contradicted["contradiction"] = both;
    let whole = json!({
        "schema": 1, "tool": "tagproof", "target": text(17), "edition": "vpc-2023-03", "seed": 0,
        "generated": 0, "shard": text(18), "manifest": "m", "exit": 1, "summary": {},
        "readings": [axis], "clauses": [], "capabilities": {"regions": text(19)},
        "scope": {"without": [], "flagged": [], "by_flags": [text(20)], "demanded": [], "unneeded": []},
        "missing": [{"ability": "xml", "why": text(21), "cases": 1, "request": text(22),
            "answer": text(23), "without": "", "axes": []}],
        "cases": [
            case(text(2), "fail", 24),
            case(format!("{}/x", text(25)), "inconclusive", 26),
            case(text(27), "not-run", 28),
        ],
        "failures": [failure(text(29), None), failure(text(30), Some(text(31))), contradicted],
        "notices": [{"clause": null, "what": text(32), "count": 1}],
        "deviations": [
            {"from": "snapshots", "what": format!("{}\n{}", text(33), text(34))},
            {"from": "baseline", "what": text(35)},
        ],
        "other_edition": null,
    });
    whole.to_string()
}

/// What a run says in a format, or to a person where there is none.
fn written(run: &Run, verdict: &str, standing: Standing, format: Option<&str>) -> String {
    let mut judgement = run.judged(&Demands::default());
    judgement.standing = standing;
    let told = Report {
        run,
        exit: 1,
        verdict,
        judgement: &judgement,
        again: Some(verdict),
    };
    let Some(format) = format else {
        return report::terminal(&told, Style::plain());
    };
    let mut out = Vec::new();
    let format = ReportFormat::named(format).unwrap();
    format.write(&told, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A report of every turn, with one of the same run that says nothing of note.
fn turns(format: Option<&str>, check: impl Fn(&str, &str)) {
    let (plain, _) = report::read(&report_of(|place| format!("x{place}"))).unwrap();
    for turn in 0..TEXTS.len() {
        let (run, _) = report::read(&report_of(|place| at(turn, place).to_owned())).unwrap();
        // Where nothing can be said, what is missing is told.
        for standing in [Standing::Diverges, Standing::Inconclusive] {
            let told = written(&run, at(turn, 36), standing, format);
            check(&told, &written(&plain, "x", standing, format));
        }
    }
}

#[test]
fn a_terminal_is_shown_texts_and_lines_of_ours() {
    turns(None, |told, _| {
        // A command alone on a line is the printer's, see below.
        let told = told.replace("::", ":");
        assert_eq!(acting(&told), None, "{told}");
        let forged = |line: &&str| line.starts_with("exit ") || line.starts_with("touch");
        assert_eq!(told.lines().filter(forged).count(), 0, "{told}");
    });
}

#[test]
fn an_annotation_is_one_command_a_line() {
    turns(Some("github"), |told, plain| {
        assert_eq!(told.lines().count(), plain.lines().count(), "{told}");
        for line in told.lines() {
            let (properties, said) = line[2..].split_once("::").unwrap();
            let (command, properties) = properties.split_once(' ').unwrap();
            assert!(["error", "notice"].contains(&command), "{line}");
            for property in properties.split(',') {
                let (name, value) = property.split_once('=').unwrap();
                assert!(["file", "line", "title"].contains(&name), "{line}");
                assert!(!value.contains(':'), "{line}");
            }
            assert_eq!(acting(&format!("x {said}")), None, "{line}");
        }
    });
}

#[test]
fn junit_is_xml_of_characters_that_xml_has() {
    turns(Some("junit"), |told, plain| {
        let is_char = |character: char| matches!(u32::from(character), 0x9 | 0xa | 0xd | 0x20..=0xd7ff | 0xe000..=0xfffd | 0x10000..);
        let wrong = told.chars().find(|character| !is_char(*character));
        assert_eq!(wrong, None, "{told}");
        assert_eq!(acting(&told.replace("::", ":")), None, "{told}");
        assert_eq!(elements(told), elements(plain), "{told}");
    });
}

/// The elements of a document, each with the names of its attributes.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let mut one = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    attribute.normalized_value(XmlVersion::Explicit1_0).unwrap();
                    one.push(' ');
                    one.push_str(&String::from_utf8_lossy(attribute.key.as_ref()));
                }
                // How many topics there are is told by the ids.
                if !one.starts_with("testsuite ") {
                    found.push(one);
                }
            }
            Event::GeneralRef(name) => {
                let name = String::from_utf8_lossy(&name).into_owned();
                let is_known = ["amp", "lt", "gt", "quot", "apos"].contains(&name.as_str());
                assert!(is_known || name.starts_with('#'), "{name}");
            }
            Event::Comment(_) | Event::PI(_) | Event::DocType(_) => panic!("{xml}"),
            Event::Eof => break,
            _ => {}
        }
    }
    found.sort();
    found
}

#[test]
fn json_says_exactly_what_was_said() {
    turns(Some("json"), |told, _| {
        let _: Value = serde_json::from_str(told).unwrap();
    });
    for turn in 0..TEXTS.len() {
        let before = report_of(|place| at(turn, place).to_owned());
        let (run, _) = report::read(&before).unwrap();
        let told: Value =
            serde_json::from_str(&written(&run, "", Standing::Diverges, Some("json"))).unwrap();
        let before: Value = serde_json::from_str(&before).unwrap();
        for field in [
            "target",
            "failures",
            "notices",
            "deviations",
            "capabilities",
        ] {
            let without = |value: &Value| {
                let mut value = value[field].clone();
                for failure in value.as_array_mut().into_iter().flatten() {
                    let fields = failure.as_object_mut().unwrap();
                    fields.retain(|name, _| name != "intermittent");
                }
                value
            };
            assert_eq!(without(&told), without(&before), "{field}");
        }
    }
    turns(Some("sarif"), |told, plain| {
        let results = |text: &str| {
            let log: Value = serde_json::from_str(text).unwrap();
            log["runs"][0]["results"].as_array().unwrap().len()
        };
        assert_eq!(results(told), results(plain), "{told}");
    });
}

#[test]
fn a_line_of_ndjson_is_one_wherever_lines_are_parted() {
    turns(Some("ndjson"), |told, plain| {
        let breaks = [
            '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
        ];
        let lines: Vec<&str> = told.trim_end().split(breaks).collect();
        assert_eq!(lines.len(), plain.lines().count(), "{told}");
        for line in lines {
            let _: Value = serde_json::from_str(line).unwrap();
        }
    });
}

#[test]
fn html_and_markdown_hold_no_markup_of_others() {
    turns(Some("html"), |told, plain| {
        // A text of two lines has one more part.
        let mut known = tags(plain);
        known.insert("pre".to_owned());
        assert!(tags(told).is_subset(&known), "{told}");
        assert_eq!(told.matches("<script").count(), 1, "{told}");
        let (_, page) = told.split_once("<main>").unwrap();
        let (page, _) = page.split_once("<script>").unwrap();
        assert_eq!(
            acting(
                &page
                    .replace("::", ":")
                    .replace(['\t'], " ")
                    .replace("##", "#")
            ),
            None
        );
    });
    turns(Some("markdown"), |told, _| {
        let begins = ["## ", "### ", "|", "- ", "  - ", "`", "For a verdict"];
        for line in told.lines() {
            let is_ours = line.is_empty() || begins.iter().any(|ours| line.starts_with(ours));
            assert!(is_ours, "{line}");
            let left = without_code(line);
            assert!(!left.contains(['<', '`', '[', '!']), "{line}");
            if line.starts_with('|') {
                assert_eq!(line.replace("\\|", "").matches('|').count(), 3, "{line}");
            }
        }
        assert_eq!(acting(told), None, "{told}");
    });
}

/// The names of a page's elements.
fn tags(page: &str) -> BTreeSet<String> {
    let inside = |tag: &str| {
        tag.split(['>', ' ', '\n'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let tags = page.split('<').skip(1).map(inside);
    tags.filter(|tag| !tag.starts_with('/')).collect()
}

/// A line of Markdown without what is code in it.
fn without_code(line: &str) -> String {
    let mut left = String::new();
    let mut rest = line;
    while let Some(begins) = rest.find('`') {
        let run = |text: &str| text.bytes().take_while(|byte| *byte == b'`').count();
        let fence = run(&rest[begins..]);
        left.push_str(&rest[..begins]);
        let code = &rest[begins + fence..];
        let mut at = 0;
        let ends = loop {
            let Some(next) = code[at..].find('`') else {
                return format!("{left}{}", &rest[begins..]);
            };
            let length = run(&code[at + next..]);
            if length == fence {
                break at + next + length;
            }
            at += next + length;
        };
        rest = &code[ends..];
    }
    left + rest
}

#[test]
fn what_changed_between_such_runs_is_told_as_text() {
    let turn = |turn: usize| report_of(move |place| at(turn, place).to_owned());
    for place in 0..TEXTS.len() {
        let (before, _) = report::read(&turn(place)).unwrap();
        let (after, _) = report::read(&turn(place + 7)).unwrap();
        let told = report::diff(&tagproof::check::Difference::between(&before, &after));
        assert_eq!(acting(&told), None, "{told}");
    }
}
