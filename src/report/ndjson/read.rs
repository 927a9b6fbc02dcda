//! Reads the lines of a run back, also of one that was killed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{Alike, Missing, Observed, Relation, Run, Scope, Shown, Verdict};
use crate::contract::{Edition, Readings};

use super::super::failure_text::FailureText;
use super::super::read::{case, each, edition_of, not_of_this_schema};
use super::super::run_text::{CaseText, SCHEMA, TOOL};
use super::super::scope_text::MissingText;
use super::super::shown::{ObservedText, boxes, observed};
use super::super::unreadable::UnreadableReport;
use super::lines::{Begin, End, Line};

/// Whether a text is a report of lines, and not of one tree.
pub fn is_ndjson(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    matches!(serde_json::from_str(first), Ok(Line::Begin(_)))
}

/// The run that lines tell of. Where it was killed, cases are not run of which
/// nothing is told, and a line that was not written to its end is passed over.
///
/// # Errors
///
/// When a line that has an end is none of a report.
pub fn read_ndjson(text: &str) -> Result<Run, UnreadableReport> {
    let mut lines = text.lines().enumerate().peekable();
    let first = lines.next().map(|(_, first)| serde_json::from_str(first));
    let Some(Ok(Line::Begin(begin))) = first else {
        return Err(UnreadableReport::Shape("it has no line `begin`".into()));
    };
    if begin.schema != SCHEMA || begin.tool != TOOL {
        return Err(not_of_this_schema(begin.schema, &begin.tool));
    }
    let edition = edition_of(&begin.edition, begin.edition_file.as_ref())?;
    let mut told = Told::default();
    while let Some((place, line)) = lines.next() {
        match serde_json::from_str(line) {
            Ok(event) => told.take(event),
            Err(_) if lines.peek().is_none() && !text.ends_with('\n') => {}
            Err(error) => {
                let error = format!("line {}: {error}", place + 1);
                return Err(UnreadableReport::Shape(error));
            }
        }
    }
    told.run(begin, edition)
}

/// What the lines after the first tell.
#[derive(Default)]
struct Told {
    capabilities: BTreeMap<String, String>,
    probes: Vec<ObservedText>,
    lacking: Vec<MissingText>,
    cases: Vec<ObservedText>,
    not_run: Vec<CaseText>,
    failures: Vec<FailureText>,
    requests: u64,
    end: Option<Box<End>>,
}

impl Told {
    fn take(&mut self, event: Line) {
        match event {
            Line::Capabilities { capabilities } => self.capabilities = capabilities,
            Line::Probed { probes, lacking } => {
                self.probes = probes;
                self.lacking = lacking;
            }
            Line::Case(case) => {
                self.requests = self.requests.max(case.requests.unwrap_or_default());
                self.cases.extend(case.observed);
                self.not_run.extend(case.result);
            }
            Line::Evidence { failure } | Line::Failure { failure } => self.failures.push(failure),
            Line::End(end) => self.end = Some(end),
            Line::Begin(_) | Line::Deviation(_) | Line::Unknown => {}
        }
    }

    fn run(self, begin: Begin, edition: &'static Edition) -> Result<Run, UnreadableReport> {
        let seen = |texts| each(texts, |text| observed(text, edition));
        let lacking = each(self.lacking, |lack| lack.read(edition))?;
        let shown = match &begin.from {
            Some(from) => Some(Shown {
                strict: from.strict,
                start: Relation::new(boxes(&from.start)?),
                probes: seen(self.probes)?,
                cases: seen(self.cases)?,
            }),
            None => None,
        };
        let cases = each(self.not_run, |text| case(text, edition))?;
        let (mut total, mut requests, mut seconds) = (begin.cases, self.requests, 0.0);
        let (mut scope, mut capabilities) = (begin.scope, self.capabilities);
        let tried = shown.as_ref().map_or(&[][..], |shown| &shown.cases);
        let is_over = self.end.is_some();
        let (missing, accepted) = match self.end {
            Some(end) => {
                total = end.summary.total;
                requests = end.summary.requests;
                seconds = end.summary.seconds;
                scope = end.scope;
                capabilities = end.capabilities;
                let missing = each(end.missing, |missing| missing.read(edition))?;
                (missing, end.summary.accepted)
            }
            None => (lacking, Some(accepted(tried))),
        };
        let (scope, unneeded) = scope.read(edition)?;
        let missing = if is_over {
            missing
        } else {
            needed(missing, tried, &scope)
        };
        let told = tried.len() + cases.len();
        let untold = Alike {
            verdict: Verdict::NotRun,
            negative: false,
            needs: Arc::default(),
        };
        let unread = total.saturating_sub(told);
        Ok(Run {
            target: begin.target,
            edition,
            seed: begin.seed,
            drawn: begin.generated,
            shard: begin.shard,
            manifest: String::new(),
            cases,
            alike: BTreeMap::from_iter((unread > 0).then_some((untold, unread))),
            failures: each(self.failures, FailureText::read)?,
            readings: Vec::new(),
            clauses: Vec::new(),
            capabilities,
            scope,
            unneeded,
            missing,
            accepted,
            notices: Vec::new(),
            deviations: Vec::new(),
            precedence: Vec::new(),
            other_edition: None,
            requests,
            seconds,
            belief: Relation::new(vec![Readings::all()]),
            shown,
        })
    }
}

/// Of the abilities that a target lacks those that cases need, or a flag demands.
fn needed(lacking: Vec<Missing>, tried: &[Observed], scope: &Scope) -> Vec<Missing> {
    let count = |missing: &Missing| {
        let need = |case: &&Observed| case.needs.contains(&missing.ability);
        tried.iter().filter(need).count()
    };
    let counted = lacking.into_iter().map(|missing| Missing {
        cases: count(&missing),
        ..missing
    });
    let is_needed =
        |missing: &Missing| missing.cases > 0 || scope.demanded.contains(&missing.ability);
    counted.filter(is_needed).collect()
}

/// Calls that were accepted. Whether any was to be is told at the end alone: until
/// then refusals prove nothing by themselves.
fn accepted(tried: &[Observed]) -> usize {
    tried.iter().map(|case| case.accepted).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: &str = r#"{"event":"begin","schema":1,"tool":"tagproof","version":"0.1.0","target":"t","edition":"vpc-2023-03","seed":0,"cases":7,"generated":3,"shard":"1/1","from":{"strict":false,"start":[{}]}}"#;

    #[test]
    fn of_a_run_that_was_killed_the_last_line_may_be_torn_and_no_other() {
        let torn = r#"{"event":"case","id":"#;
        let read = |lines: &[&str]| read_ndjson(&lines.join("\n"));
        let run = read(&[BEGIN, torn]).unwrap();
        assert_eq!((run.total(), run.count(Verdict::NotRun)), (7, 7));
        assert!(run.shown.is_some());
        let later = r#"{"event":"of a later version"}"#;
        assert!(read(&[BEGIN, later, torn]).is_ok());
        let wrong = read(&[BEGIN, torn, later]).unwrap_err().to_string();
        assert!(wrong.starts_with("line 2: "), "{wrong}");
        let wrong = read(&[BEGIN, torn, ""]).unwrap_err().to_string();
        assert!(wrong.starts_with("line 2: "), "{wrong}");
    }

    #[test]
    fn what_a_flag_demands_is_missing_though_no_case_that_was_done_needs_it() {
        let begin = BEGIN.replace(
            r#""shard""#,
            r#""scope":{"without":[],"by_flags":[],"unneeded":[],"demanded":["signatures"]},"shard""#,
        );
        let lack = |ability: &str| {
            format!(
                r#"{{"ability":"{ability}","why":"w","cases":0,"request":null,"answer":null,"without":""}}"#
            )
        };
        let probed = format!(
            r#"{{"event":"probed","probes":[],"lacking":[{},{}]}}"#,
            lack("signatures"),
            lack("xml")
        );
        let run = read_ndjson(&[&begin, &*probed].join(
            "
",
        ))
        .unwrap();
        let missing: Vec<String> = run
            .missing
            .iter()
            .map(|it| it.ability.to_string())
            .collect();
        assert_eq!(missing, ["signatures"]);
        assert_eq!(run.accepted, Some(0));
    }

    #[test]
    fn lines_are_told_from_a_tree() {
        assert!(is_ndjson(BEGIN));
        for other in [
            "",
            "{",
            "{}",
            r#"{"event":"end"}"#,
            "{\n\"event\":\"begin\"}",
        ] {
            assert!(!is_ndjson(other), "{other}");
        }
    }
}
