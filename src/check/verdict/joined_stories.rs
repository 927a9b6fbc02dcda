//! Several small stories, a case each, and what they come to together.
//!
//! They are told as [`stories`] reads them; the cases are called `one`, `two` and
//! so on in their order.

use crate::cases::Case;
use crate::check::belief::{Explained, Finding, Relation, Tried, judge, stories};
use crate::check::evidence::Ended;
use crate::check::results::{Contradiction, Observed, Strictness, Verdict, Violation};
use crate::contract::{AxisSet, Call, ClauseId, Edition, clause_named, params};

use super::conclude::{Concluding, Conclusion};
use super::failing::Seen;
use super::joined::Joined;

const NAMES: [&str; 5] = ["one", "two", "three", "four", "five"];

// What cases show that differ in what they make of an axis.
const OVERWRITTEN: &str = "tag a k=v ok; tag a k=w ok";
const REFUSED: &str = "tag a k=v ok; tag a k=w Forbidden.TagKey.Duplicated";
const EQUAL: &str = "tag a k=v ok; tag a k=v ok";
const EQUAL_ALONE: &str = "tag a k=v ok; tag a k=v ok; tag a k=w Forbidden.TagKey.Duplicated";
const NOT_EQUAL: &str = "tag a k=v ok; tag a k=v Forbidden.TagKey.Duplicated";
const BOTH_WAYS: &str = "tag a,b k=v ok; tag a k=w ok; tag b k=w Forbidden.TagKey.Duplicated";
const DIGIT: &str = "tag a k=1 ok";
const NO_DIGIT: &str = "tag a k=1 InvalidTagValue";
const SUM: &str = "tag a k1..20=v ok; tag a k1=w QuotaExceeded.TagNum";
const UNION: &str = "tag a k1..20=v ok; tag a k1=w ok";
const FINE: &str = "tag a k=v ok";
const WRONG: &str = "tag z k=v ok";

/// Stories, each after what it is a story of: `probe`, `short` for a probe that
/// was not finished, `reading` for what the run was told to assume; the
/// contradictions among them; what is still possible in the end.
type Joint = (
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

#[rustfmt::skip] // One line a row reads as the table that it is.
const JOINTS: &[Joint] = &[
    (&[("", FINE), ("", FINE)], "none", "any"),
    (&[("", OVERWRITTEN), ("", EQUAL)], "none", "existing-key=overwrite"),
    (&[("", EQUAL), ("", REFUSED)], "none", "existing-key=rejected-unless-equal"),
    (&[("", OVERWRITTEN), ("", DIGIT)], "none", "value-first-digit=accepted, existing-key=overwrite"),
    (&[("", OVERWRITTEN), ("", REFUSED)], "existing-key: one#2 overwrite, two#2 rejected|rejected-unless-equal", "any"),
    (&[("", REFUSED), ("", OVERWRITTEN)], "existing-key: one#2 rejected|rejected-unless-equal, two#2 overwrite", "any"),
    // Named is the step that ruled out what is needed, whatever came before it.
    (&[("", EQUAL), ("", REFUSED), ("", OVERWRITTEN)], "existing-key: two#2 rejected|rejected-unless-equal, three#2 overwrite", "any"),
    (&[("", EQUAL_ALONE), ("", OVERWRITTEN)], "existing-key: one#3 rejected-unless-equal, two#2 overwrite", "any"),
    (&[("", EQUAL_ALONE), ("", NOT_EQUAL)], "existing-key: one#2 rejected-unless-equal, two#2 rejected", "any"),
    (&[("", OVERWRITTEN), ("", EQUAL_ALONE)], "existing-key: one#2 overwrite, two#3 rejected-unless-equal", "any"),
    // Named is the axis that they differ on, and not each that they narrow.
    (&[("", SUM), ("", UNION)], "quota-count: one#2 sum, two#2 union", "any"),
    // Of cases that contradict each other one fails; by other axes all are judged.
    (&[("", OVERWRITTEN), ("", REFUSED), ("", REFUSED)], "existing-key: one#2 overwrite, two#2 rejected|rejected-unless-equal", "any"),
    (&[("", OVERWRITTEN), ("", REFUSED), ("", DIGIT), ("", NO_DIGIT)], "existing-key: one#2 overwrite, two#2 rejected|rejected-unless-equal; value-first-digit: three#1 accepted, four#1 rejected", "any"),
    (&[("", DIGIT), ("", OVERWRITTEN), ("", REFUSED)], "existing-key: two#2 overwrite, three#2 rejected|rejected-unless-equal", "value-first-digit=accepted"),
    // Who contradicts a probe fails whatever the cases before showed.
    (&[("probe", OVERWRITTEN), ("", OVERWRITTEN)], "none", "existing-key=overwrite"),
    (&[("probe", OVERWRITTEN), ("", REFUSED), ("", REFUSED)], "existing-key: one#2 overwrite, two#2 rejected|rejected-unless-equal; existing-key: one#2 overwrite, three#2 rejected|rejected-unless-equal", "any"),
    // A probe that contradicts an earlier one, or was not finished, pins nothing.
    (&[("probe", OVERWRITTEN), ("probe", REFUSED), ("", OVERWRITTEN)], "none", "existing-key=overwrite"),
    (&[("probe", OVERWRITTEN), ("probe", REFUSED), ("", REFUSED)], "existing-key: one#2 overwrite, three#2 rejected|rejected-unless-equal", "any"),
    (&[("short", OVERWRITTEN), ("", REFUSED)], "none", "existing-key=rejected|rejected-unless-equal"),
    (&[("probe", WRONG), ("", OVERWRITTEN)], "none", "existing-key=overwrite"),
    // What the run was told to assume.
    (&[("reading", "existing-key=overwrite"), ("", OVERWRITTEN)], "none", "existing-key=overwrite"),
    (&[("reading", "existing-key=overwrite"), ("", REFUSED)], "existing-key: --reading overwrite, two#2 rejected|rejected-unless-equal", "any"),
    (&[("reading", "existing-key=overwrite"), ("probe", REFUSED), ("", OVERWRITTEN)], "none", "existing-key=overwrite"),
];

/// Cases, each a story after what else is to be known of it: `for` the clauses
/// that it speaks for, `breaks` a rule of single answers, `sends` request ids,
/// `drawn`, and how it ended; their verdicts.
type Cases = (&'static [(&'static str, &'static str)], &'static str);

#[rustfmt::skip] // The same.
const VERDICTS: &[Cases] = &[
    (&[("", FINE), ("", WRONG)], "pass; fail TR-ID-EXISTS"),
    (&[("not applicable", FINE), ("not applicable", WRONG)], "not-applicable; not-applicable"),
    (&[("stopped", FINE), ("stopped", WRONG)], "inconclusive; inconclusive"),
    // It cannot be told, should nothing have failed.
    (&[("inconclusive", FINE), ("inconclusive", WRONG)], "inconclusive; fail TR-ID-EXISTS"),
    (&[("inconclusive, breaks TR-REQUEST-ID", FINE)], "fail TR-REQUEST-ID"),
    (&[("stopped, breaks TR-REQUEST-ID", FINE)], "fail TR-REQUEST-ID"),
    (&[("not applicable, breaks TR-REQUEST-ID", FINE)], "not-applicable"),
    // An answer that is none is wrong besides whatever was before it.
    (&[("silent", FINE)], "fail TR-ANSWER-ROBUST"),
    (&[("silent", "tag a k=v ok; list a k=v")], "fail CO-LIST-SHOWS"),
    (&[("garbled", FINE), ("garbled", WRONG)], "fail TR-ANSWER-FORMAT; fail TR-ID-EXISTS TR-ANSWER-FORMAT"),
    // One axis both ways, by two cases or by one; it is not judged again.
    (&[("", OVERWRITTEN), ("", REFUSED), ("", REFUSED)], "pass; fail inconsistent/existing-key; pass"),
    (&[("", BOTH_WAYS), ("", OVERWRITTEN), ("", REFUSED)], "fail inconsistent/existing-key; pass; pass"),
    (&[("", BOTH_WAYS), ("", DIGIT), ("", NO_DIGIT)], "fail inconsistent/existing-key; pass; fail inconsistent/value-first-digit"),
    (&[("", OVERWRITTEN), ("inconclusive", REFUSED)], "pass; fail inconsistent/existing-key"),
    (&[("", OVERWRITTEN), ("stopped", REFUSED), ("", EQUAL)], "pass; inconclusive; pass"),
    // What fails anyway is not told twice.
    (&[("breaks CO-LIST-TYPE", "tag s @VSWITCH k=v ok; list s @VPC k=v")], "fail CO-LIST-TYPE"),
    (&[("breaks CO-LIST-TEXT", WRONG)], "fail TR-ID-EXISTS CO-LIST-TEXT"),
];

#[rustfmt::skip] // The same.
const INCIDENTAL: &[Cases] = &[
    // A rule that is broken fails the first case that shows it.
    (&[("breaks TR-REQUEST-ID", FINE), ("breaks TR-REQUEST-ID", FINE)], "fail TR-REQUEST-ID; pass"),
    (&[("", FINE), ("breaks TR-REQUEST-ID", FINE), ("breaks TR-ANSWER-STATUS", FINE)], "pass; fail TR-REQUEST-ID; fail TR-ANSWER-STATUS"),
    (&[("breaks CO-LIST-TEXT", FINE), ("breaks CO-LIST-TEXT", FINE)], "fail CO-LIST-TEXT; pass"),
    // Where cases that speak for it show it, it fails these and no other.
    (&[("breaks TR-REQUEST-ID", FINE), ("for TR-REQUEST-ID, breaks TR-REQUEST-ID", FINE)], "pass; fail TR-REQUEST-ID"),
    (&[("for TR-REQUEST-ID, breaks TR-REQUEST-ID", FINE), ("for TR-REQUEST-ID, breaks TR-REQUEST-ID", FINE)], "fail TR-REQUEST-ID; fail TR-REQUEST-ID"),
    (&[("breaks TR-REQUEST-ID", FINE), ("for TR-REQUEST-ID", FINE)], "fail TR-REQUEST-ID; pass"),
    (&[("breaks TR-REQUEST-ID", FINE), ("for TR-REQUEST-ID, breaks TR-ANSWER-STATUS", FINE)], "fail TR-REQUEST-ID; fail TR-ANSWER-STATUS"),
    // What only should be is noted.
    (&[("breaks TR-ERROR-MESSAGE", FINE), ("breaks TR-ERROR-MESSAGE", FINE)], "pass; pass; 2 TR-ERROR-MESSAGE noted"),
    (&[("for TR-XML-ROOT, breaks TR-XML-ROOT", FINE), ("breaks TR-REQUEST-ID", FINE)], "pass; fail TR-REQUEST-ID; 1 TR-XML-ROOT noted"),
    // A request id comes once in a run; the first case that repeats one says so.
    (&[("sends x", FINE), ("sends y", FINE)], "pass; pass"),
    (&[("sends x", FINE), ("sends x", FINE), ("sends x", FINE)], "pass; fail TR-REQUEST-ID-UNIQUE; pass"),
    (&[("sends x y", FINE), ("sends z", FINE), ("sends u y", FINE)], "pass; pass; fail TR-REQUEST-ID-UNIQUE"),
    (&[("sends x", FINE), ("sends x", WRONG)], "pass; fail TR-ID-EXISTS TR-REQUEST-ID-UNIQUE"),
    // What is not applicable fails for nothing, and hides nothing.
    (&[("not applicable, breaks TR-REQUEST-ID", FINE), ("breaks TR-REQUEST-ID", FINE)], "not-applicable; fail TR-REQUEST-ID"),
    (&[("not applicable, for TR-REQUEST-ID, breaks TR-REQUEST-ID", FINE), ("breaks TR-REQUEST-ID", FINE)], "not-applicable; fail TR-REQUEST-ID"),
    (&[("sends x", FINE), ("not applicable, sends x", FINE), ("sends x", FINE)], "pass; not-applicable; fail TR-REQUEST-ID-UNIQUE"),
    // Where a case shows it by itself, that is told and no more.
    (&[("sends x", FINE), ("sends x", FINE), ("sends y y, breaks TR-REQUEST-ID-UNIQUE", FINE)], "pass; pass; fail TR-REQUEST-ID-UNIQUE"),
];

#[rustfmt::skip] // The same.
const STRICT: &[Cases] = &[
    (&[("breaks TR-ERROR-MESSAGE", FINE), ("breaks TR-ERROR-MESSAGE", FINE)], "fail TR-ERROR-MESSAGE; pass"),
    (&[("breaks TR-XML-ROOT", FINE), ("for TR-XML-ROOT, breaks TR-XML-ROOT", FINE)], "pass; fail TR-XML-ROOT"),
];

#[rustfmt::skip] // The same.
const FIRST_OF_A_KIND: &[Cases] = &[
    (&[("", WRONG), ("", WRONG), ("", "tag f k=v ok")], "2 TR-ID-EXISTS by one; 1 TR-ID-ACCOUNT by three"),
    // What somebody wrote is easier to understand than what was drawn.
    (&[("drawn", WRONG), ("", WRONG)], "2 TR-ID-EXISTS by two"),
    (&[("drawn", WRONG), ("drawn", WRONG)], "2 TR-ID-EXISTS by one"),
];

#[test]
fn cases_contradict_each_other_where_no_reading_is_left_for_both() {
    let mut wrong = Vec::new();
    for (told, contradictions, possible) in JOINTS {
        let (found, joined) = joint(told);
        let found = if found.is_empty() {
            "none".to_owned()
        } else {
            found.join("; ")
        };
        let left = stories::possible(&joined.belief);
        if (found.as_str(), left.as_str()) != (*contradictions, *possible) {
            wrong.push(format!("{told:?}\n  come to {found}\n  and leave {left}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_case_comes_to_what_it_showed_and_others_leave_of_it() {
    hold(VERDICTS, |cases| verdicts(&concluded(cases, false)));
}

#[test]
fn a_broken_rule_of_single_answers_does_not_fail_the_whole_suite() {
    hold(INCIDENTAL, |cases| verdicts(&concluded(cases, false)));
}

#[test]
fn what_should_be_fails_a_case_where_that_is_asked_for() {
    hold(STRICT, |cases| verdicts(&concluded(cases, true)));
}

#[test]
fn the_first_of_a_kind_stands_for_the_others() {
    hold(FIRST_OF_A_KIND, |cases| {
        let concluded = concluded(cases, false);
        let failures = concluded
            .failures
            .iter()
            .map(|failure| format!("{} {} by {}", failure.count, failure.clause, failure.case));
        failures.collect::<Vec<_>>().join("; ")
    });
}

#[test]
fn a_contradiction_is_told_with_both_of_its_sides() {
    let concluded = concluded(
        &[("", OVERWRITTEN), ("for TR-KEY-EXISTING", REFUSED)],
        false,
    );
    assert_eq!(
        concluded.cases[1].reason.as_deref(),
        Some(
            "TR-KEY-EXISTING: expected one option of existing-key for good: one#2 showed \
             overwrite, got two#2 shows rejected or rejected-unless-equal"
        )
    );
    assert_eq!(concluded.failures[0].step, 2);
}

fn hold(rows: &[Cases], come_to: impl Fn(&[(&str, &str)]) -> String) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(cases, expected)| {
            let found = come_to(cases);
            (found != *expected)
                .then(|| format!("{cases:?}\n  come to {found}\n  and not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The contradictions among stories, and what they come to.
fn joint(told: &[(&str, &str)]) -> (Vec<String>, Joined) {
    let edition = Edition::of_record();
    let mut joined = Joined::new(Relation::new(vec![edition.readings()]), edition);
    let mut found = Vec::new();
    for ((what, story), name) in told.iter().zip(NAMES) {
        if *what == "reading" {
            let readings = edition.readings_given(story.split_once('=')).expect(story);
            joined = Joined::new(Relation::new(vec![readings]), edition);
            continue;
        }
        let case = Case {
            id: name.to_owned(),
            ..stories::case()
        };
        let tried = tried(&case, story, Ended::Complete);
        if ["probe", "short"].contains(what) {
            let mut probe = Observed::of(&tried, edition);
            probe.complete = *what == "probe";
            joined.take_probe(&probe);
            continue;
        }
        if let Err(contradiction) = joined.take(name, &explained(tried)) {
            joined.widen(AxisSet::default().with(contradiction.axis));
            found.push(both_sides(&contradiction));
        }
    }
    (found, joined)
}

fn explained(tried: Tried<'_>) -> Explained {
    match tried.finding {
        Finding::Explained(explained) => explained,
        other => panic!("{} is not explained: {other:?}", tried.case.id),
    }
}

fn both_sides(contradiction: &Contradiction) -> String {
    format!(
        "{}: {} {}, {} {}",
        contradiction.axis,
        contradiction.earlier,
        contradiction.earlier_options.join("|"),
        contradiction.later,
        contradiction.later_options.join("|")
    )
}

fn tried<'a>(case: &'a Case, story: &str, ended: Ended) -> Tried<'a> {
    let edition = Edition::of_record();
    let transcript = stories::transcript(story);
    let all = Relation::new(vec![edition.readings()]);
    let finding = judge(case, &transcript, edition, &all);
    Tried {
        case,
        transcript,
        ended,
        finding,
    }
}

/// What cases come to, each a story with what else is to be known of it.
fn concluded(told: &[(&str, &str)], strict: bool) -> Conclusion {
    let edition = Edition::of_record();
    let cases: Vec<Case> = told
        .iter()
        .zip(NAMES)
        .map(|((known, _), name)| Case {
            id: name.to_owned(),
            clauses: after("for", known).map(clause).collect(),
            ..stories::case()
        })
        .collect();
    let tried: Vec<Tried<'_>> = cases
        .iter()
        .zip(told)
        .map(|(case, (known, story))| tried(case, story, ended(known)))
        .collect();
    let observed: Vec<Observed> = tried
        .iter()
        .zip(told)
        .map(|(tried, (known, _))| Observed {
            hand_written: !known.split(", ").any(|word| word == "drawn"),
            violations: after("breaks", known).map(violation).collect(),
            request_ids: after("sends", known)
                .map(|id| (id.to_owned(), 0, 1))
                .collect(),
            ..Observed::of(tried, edition)
        })
        .collect();
    let all = Relation::new(vec![edition.readings()]);
    let mut concluding = Concluding::after(&[], edition, &all, Strictness { strict }, &|_, _| {});
    for (case, tried) in observed.iter().zip(&tried) {
        concluding.take(case, &Seen::of(tried), Verdict::Pass);
    }
    concluding.concluded()
}

/// The words after a first one in what is to be known of a case.
fn after<'a>(first: &str, known: &'a str) -> impl Iterator<Item = &'a str> {
    let said = known
        .split(", ")
        .filter_map(move |said| said.strip_prefix(first));
    said.flat_map(str::split_whitespace)
}

fn clause(id: &str) -> ClauseId {
    clause_named(id).expect(id)
}

fn violation(id: &str) -> Violation {
    Violation {
        clause: clause(id),
        step: 1,
        exchange: 0,
        expected: "this".to_owned(),
        observed: "that".to_owned(),
    }
}

fn ended(known: &str) -> Ended {
    let what = "it was so".to_owned();
    match known.split(", ").next() {
        Some("not applicable") => Ended::NotApplicable(what),
        Some("inconclusive") => Ended::Inconclusive(what),
        Some("stopped") => Ended::Stopped,
        Some("silent") => Ended::Weather {
            at: 0,
            what,
            retry_after: None,
            neutral_answered: true,
            every_time: true,
        },
        Some("garbled") => Ended::Broken {
            step: 1,
            call: Box::new(Call::new(params::TAG_RESOURCES, "own")),
            what,
        },
        _ => Ended::Complete,
    }
}

/// The verdicts of cases with the clauses that failed, and what is only noted.
fn verdicts(concluded: &Conclusion) -> String {
    let cases = concluded.cases.iter().map(|case| match case.verdict {
        Verdict::Fail => case.failures.iter().fold("fail".to_owned(), |told, id| {
            let is_of_two = id.starts_with("inconsistent/");
            let clause = id.split('/').next().filter(|_| !is_of_two).unwrap_or(id);
            format!("{told} {clause}")
        }),
        other => other.as_str().to_owned(),
    });
    let notices = concluded.notices.iter().map(|notice| {
        format!(
            "{} {} noted",
            notice.count,
            notice.clause.map_or("of none", |clause| clause.clause().id)
        )
    });
    cases.chain(notices).collect::<Vec<_>>().join("; ")
}
