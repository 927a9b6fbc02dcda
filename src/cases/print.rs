//! Writes cases as a suite file: what is parsed again is the same.

use std::fmt::Write as _;

use serde_json::Value;

use crate::contract::params;

use super::case::{Action, Case, Expect, ReadBack, Side, Step};
use super::delivery::{Method, Signing, Spelling, Wire};

/// Columns that a list may take before it is written one element a line.
const WIDTH: usize = 100;

/// Tags with numbered keys are written as a range from so many on.
const RANGE: usize = 4;

/// Cases as the text of a suite file, which [`parse`](super::parse) reads as
/// the same cases: all but their place and the lines of their steps.
pub fn print(cases: &[Case]) -> String {
    let mut out = String::new();
    for case in cases {
        if !out.is_empty() {
            out.push('\n');
        }
        write_case(&mut out, case);
    }
    out
}

fn write_case(out: &mut String, case: &Case) {
    line(out, "[[case]]");
    field(out, "id", &text(&case.id));
    list(out, "aliases", case.aliases.iter().map(|alias| text(alias)));
    match case.violates.as_slice() {
        [] => {}
        [one] => field(out, "violates", &text(one.id)),
        several => list(
            out,
            "violates",
            several.iter().map(|clause| text(clause.id)),
        ),
    }
    list(
        out,
        "clauses",
        case.clauses.iter().map(|clause| text(clause.id)),
    );
    list(out, "needs", case.needs.iter().map(|need| text(&need.name)));
    table(out, "given", &case.given);
    list(out, "axes", case.axes.iter().map(|axis| text(axis)));
    if let Some(note) = &case.note {
        field(out, "note", &text(note));
    }
    if case.read_back == ReadBack::End {
        field(out, "read-back", &text("end"));
    }
    for step in &case.steps {
        line(out, "[[case.step]]");
        write_step(out, step);
    }
    if let Some(twin) = &case.twin {
        line(out, "[case.twin]");
        write_step(out, twin);
    }
}

fn write_step(out: &mut String, step: &Step) {
    let action = match step.action {
        Action::Tag => None,
        Action::Untag => Some("untag"),
        Action::List => Some("list"),
        Action::DescribeTags => Some("describe-tags"),
        Action::DescribeTagKeys => Some("describe-tag-keys"),
        Action::Create => Some("create"),
        Action::Delete => Some("delete"),
        Action::Rest => Some("rest"),
    };
    optional(out, "do", action);
    if let Some(lane) = step.lane {
        field(out, "lane", &lane.to_string());
    }
    list(out, "ids", step.ids.iter().map(|id| text(id)));
    write_tags(out, step);
    optional(out, "type", step.resource_type.as_deref());
    optional(out, "region", step.region.as_deref());
    if step.account == Side::Other {
        optional(out, "as", Some("other-account"));
    }
    optional(
        out,
        "method",
        step.delivery.method.map(|method| match method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Form => "FORM",
            Method::Split => "SPLIT",
        }),
    );
    optional(
        out,
        "signature",
        step.delivery.signing.map(|signing| match signing {
            Signing::V1 => "v1",
            Signing::Acs3 => "acs3",
        }),
    );
    optional(
        out,
        "spelling",
        step.delivery.spelling.map(|spelling| match spelling {
            Spelling::Escaped => "escaped",
            Spelling::Plus => "plus",
            Spelling::Bare => "bare",
        }),
    );
    optional(
        out,
        "wire",
        step.delivery.wire.map(|wire| match wire {
            Wire::Json => "json",
            Wire::Xml => "xml",
        }),
    );
    let left_out = left_out(step);
    let omit = step.omit.iter().chain(&left_out);
    list(out, "omit", omit.map(|name| text(name)));
    table(out, "set", &step.set);
    let pairs = step.add.iter();
    list(
        out,
        "add",
        pairs.map(|(name, value)| format!("[{}, {}]", text(name), text(value))),
    );
    optional(out, "raw", step.raw.as_deref());
    list(out, "keys", step.keys.iter().map(|key| text(key)));
    if step.all {
        field(out, "all", "true");
    }
    optional(out, "keyword", step.keyword.as_deref());
    if step.robust {
        field(out, "robust", "true");
    }
    if let Some(expect) = &step.expect {
        field(out, "expect", &expectation(expect));
    }
    if !step.after.is_empty() {
        let tags = step
            .after
            .iter()
            .map(|(name, tags)| format!("{} = {}", key(name), inline(tags)));
        field(out, "after", &braced(tags));
    }
}

/// Parameters of tags that have no key: a list of tags cannot say that, so they
/// are written with an empty one and left out.
fn left_out(step: &Step) -> Vec<String> {
    step.tags
        .iter()
        .enumerate()
        .filter(|(_, (key, _))| key.is_none())
        .map(|(place, _)| params::field(params::TAG, place + 1, params::KEY))
        .collect()
}

fn write_tags(out: &mut String, step: &Step) {
    if let Some(range) = range(step) {
        return field(out, "tags", &range);
    }
    list(
        out,
        "tags",
        step.tags.iter().map(|(key, value)| {
            let key = text(key.as_deref().unwrap_or_default());
            match value {
                Some(value) => format!("[{key}, {}]", text(value)),
                None => format!("[{key}]"),
            }
        }),
    );
}

/// Tags with numbered keys and one value, as a range.
fn range(step: &Step) -> Option<String> {
    if step.tags.len() < RANGE {
        return None;
    }
    let first = step.tags.first()?.0.as_deref()?;
    let prefix = first.trim_end_matches(|digit: char| digit.is_ascii_digit());
    let from: usize = first[prefix.len()..].parse().ok()?;
    let value = step.tags.first()?.1.as_deref()?;
    let is_range = step.tags.iter().zip(from..).all(|((key, other), number)| {
        key.as_deref() == Some(&format!("{prefix}{number}")) && other.as_deref() == Some(value)
    });
    if !is_range {
        return None;
    }
    let mut fields = vec![
        format!("prefix = {}", text(prefix)),
        format!("count = {}", step.tags.len()),
    ];
    if from != 1 {
        fields.push(format!("from = {from}"));
    }
    if value != "v" {
        fields.push(format!("value = {}", text(value)));
    }
    Some(braced(fields.into_iter()))
}

fn expectation(expect: &Expect) -> String {
    let fields: Vec<String> = match expect {
        Expect::Accepted => vec!["status = 200".to_owned()],
        Expect::Refused { status, code } => std::iter::once(format!("status = {status}"))
            .chain(code.iter().map(|code| format!("code = {}", text(code))))
            .collect(),
        Expect::Shows { holds, lacks } => [("holds", holds), ("lacks", lacks)]
            .into_iter()
            .filter(|(_, keys)| !keys.is_empty())
            .map(|(name, keys)| {
                let keys: Vec<String> = keys.iter().map(|key| text(key)).collect();
                format!("{name} = [{}]", keys.join(", "))
            })
            .collect(),
    };
    braced(fields.into_iter())
}

/// A basic string: JSON's is one, but for the one control character that JSON
/// lets stand as it is.
fn text(content: &str) -> String {
    Value::from(content)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}

/// A key of a table, bare where that can be.
fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        text(name)
    }
}

fn inline(pairs: &[(String, String)]) -> String {
    braced(
        pairs
            .iter()
            .map(|(name, value)| format!("{} = {}", key(name), text(value))),
    )
}

fn braced(fields: impl Iterator<Item = String>) -> String {
    let fields: Vec<String> = fields.collect();
    if fields.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", fields.join(", "))
    }
}

fn optional(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        field(out, name, &text(value));
    }
}

fn table(out: &mut String, name: &str, pairs: &[(String, String)]) {
    if !pairs.is_empty() {
        field(out, name, &inline(pairs));
    }
}

fn list(out: &mut String, name: &str, elements: impl Iterator<Item = String>) {
    let elements: Vec<String> = elements.collect();
    if elements.is_empty() {
        return;
    }
    let short = elements.join(", ");
    if name.len() + short.len() < WIDTH {
        field(out, name, &format!("[{short}]"));
    } else {
        field(
            out,
            name,
            &format!("[\n    {},\n]", elements.join(",\n    ")),
        );
    }
}

fn field(out: &mut String, name: &str, value: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{name} = {value}");
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{Binding, Origin, SUITES, drawn, parse, precedence_pairs, sweeps};
    use crate::contract::Edition;

    /// A case without what depends on where it stands.
    fn anywhere(mut case: Case) -> Case {
        case.origin = Origin::Bytes;
        for step in case.steps.iter_mut().chain(&mut case.twin) {
            step.line = 0;
            // A table has no order.
            step.set.sort();
            step.after.sort();
        }
        case
    }

    fn again(cases: &[Case], edition: &Edition) -> Vec<Case> {
        parse("again.toml", &print(cases), edition).unwrap()
    }

    #[test]
    fn suites_are_the_same_when_printed_and_parsed() {
        let edition = Edition::of_record();
        for (file, suite) in SUITES {
            let cases = parse(file, suite, edition).unwrap();
            let parsed = again(&cases, edition);
            assert_eq!(parsed.len(), cases.len(), "{file}");
            for (case, parsed) in cases.into_iter().zip(parsed) {
                assert_eq!(anywhere(parsed), anywhere(case));
            }
        }
    }

    #[test]
    fn what_is_generated_makes_the_same_calls_when_printed_and_parsed() {
        let edition = Edition::of_record();
        let mut cases = drawn(edition, 5, 1000);
        cases.extend(precedence_pairs(edition));
        cases.extend(sweeps(edition));
        let calls = |case: &Case| {
            let binding = Binding::symbolic(edition, case);
            let steps = case.steps.iter().chain(&case.twin);
            steps
                .map(|step| {
                    let mut call = binding.call(step);
                    call.params.sort();
                    (step.action, step.delivery, call, binding.raw(step))
                })
                .collect::<Vec<_>>()
        };
        for (case, parsed) in cases.iter().zip(again(&cases, edition)) {
            assert_eq!(calls(&parsed), calls(case), "{}", case.id);
            assert_eq!(parsed.needs, case.needs);
            assert_eq!(parsed.clauses, case.clauses);
            assert_eq!(parsed.violates, case.violates);
            let twice = again(std::slice::from_ref(&parsed), edition).remove(0);
            assert_eq!(anywhere(twice), anywhere(parsed));
        }
    }

    #[test]
    fn numbered_tags_are_written_as_a_range_and_long_lists_one_a_line() {
        let step = |tags: &[(&str, &str)]| Step::tag(&["vpc"], tags);
        let written = |step: &Step| {
            let mut out = String::new();
            write_step(&mut out, step);
            out
        };
        let range = [("k9", "v"), ("k10", "v"), ("k11", "v"), ("k12", "v")];
        assert_eq!(
            written(&step(&range)),
            "ids = [\"vpc\"]\ntags = { prefix = \"k\", count = 4, from = 9 }\n"
        );
        let gap = [("k1", "v"), ("k2", "v"), ("k3", "v"), ("k5", "v")];
        assert!(written(&step(&gap)).contains("[\"k5\", \"v\"]"));
        let padded = [("k01", "v"), ("k02", "v"), ("k03", "v"), ("k04", "v")];
        assert!(written(&step(&padded)).contains("[\"k04\", \"v\"]"));
        let long = "x".repeat(200);
        assert!(written(&step(&[(&long, "v")])).contains("tags = [\n    [\"xx"));
        assert!(
            written(&step(&[("a\"\u{7}\n", "\u{7f}")]))
                .contains("[\"a\\\"\\u0007\\n\", \"\\u007f\"]")
        );
    }
}
