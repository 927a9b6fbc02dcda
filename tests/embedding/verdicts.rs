//! One line in a test: it passes for what conforms, and else says why not.

use serde_json::Value;
use tagproof::Conformance;
use tagproof::check::{Standing, Verdict};
use tagproof::contract::{Edition, edition_named};
use tagproof::endpoint::{Reference, Service, mutant_named};

use crate::app::app;
use crate::panics::message_of;

/// The emulator with some quota, judged by what it can do.
fn of(quota: usize) -> Conformance {
    Conformance::of(Service::new(app(quota))).without(&["xml", "type:eip", "DescribeTag*"])
}

fn reference(edition: &Edition) -> Reference {
    Reference::new(edition.clone(), edition.readings())
}

#[test]
fn a_quota_of_21_is_found_and_the_message_names_the_clause_and_the_report() {
    let message = message_of(|| of(21).assert());
    let headline = message.lines().next().unwrap();
    assert!(
        headline.starts_with("the endpoint diverges from vpc-2023-03: "),
        "{message}"
    );
    assert!(headline.ends_with(" cases fail"), "{message}");
    for part in [
        "\nFAIL TR-TAG-QUOTA  A resource has at most 20 tags",
        "\n  case      ",
        "\n  request   POST JSON TagResources RegionId=cn-hangzhou ",
        "\n  expected  refused with 400 QuotaExceeded.TagNum\n",
        "\n  got       accepted\n",
        "\n  again     Conformance::of(…).only(&[\"",
    ] {
        assert!(message.contains(part), "no {part:?} in\n{message}");
    }
    assert!(!message.contains('\u{1b}'), "{message}");
    let path = message.trim_end().rsplit("\nreport: ").next().unwrap();
    assert!(
        path.ends_with(
            "embedding-verdicts-a_quota_of_21_is_found_and_the_message_names_the_clause_and_the_report.json"
        ),
        "{path}"
    );
    let report: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(report["exit"], 1);
    assert_eq!(report["failures"][0]["clause"], "TR-TAG-QUOTA");
}

#[test]
fn a_failure_says_how_its_case_is_drawn_again() {
    let run = Conformance::of(Service::new(app(21)))
        .seed(5)
        .cases(40)
        .only(&["quota-walk"])
        .run()
        .unwrap();
    let failure = run.failures.first().unwrap();
    let number: usize = failure.case.rsplit('-').next().unwrap().parse().unwrap();
    assert_eq!(
        failure.replay,
        format!(
            "Conformance::of(…).seed(5).cases({}).only(&[{:?}]).assert()",
            number + 1,
            failure.case
        )
    );
}

#[tokio::test]
async fn inside_a_runtime_it_is_the_same() {
    let of_quota = |quota| of(quota).only(&["quota"]);
    of_quota(20).assert();
    assert!(message_of(|| of_quota(21).assert()).contains("TR-TAG-QUOTA"));
}

#[test]
fn another_edition_is_judged_by_its_own_limits() {
    let edition = edition_named("vpc-2024-06").unwrap();
    let judged = |name| {
        Conformance::of(reference(edition))
            .edition(name)
            .only(&["resource-ids", "quota"])
            .cases(0)
            .run()
            .unwrap()
    };
    assert_eq!(judged("vpc-2024-06").standing(0), Standing::Conforms);
    let of_record = judged("vpc-2023-03");
    assert_eq!(of_record.standing(0), Standing::Diverges);
    assert_eq!(of_record.other_edition.unwrap().edition.name, "vpc-2024-06");
}

#[test]
fn who_says_how_it_reads_the_page_is_held_to_it() {
    let held_to = |option| {
        let edition = Edition::of_record();
        Conformance::of(reference(edition))
            .readings(&[("existing-key", option)])
            .only(&["overwriting"])
            .run()
            .unwrap()
            .standing(10)
    };
    assert_eq!(held_to("overwrite"), Standing::Conforms);
    assert_eq!(held_to("rejected"), Standing::Diverges);
}

#[test]
fn calls_are_made_at_once_and_races_are_caught() {
    let edition = Edition::of_record();
    let judged = |endpoint| {
        Conformance::of(endpoint)
            .only(&["concurrency"])
            .run()
            .unwrap()
    };
    let honest = judged(reference(edition));
    assert_eq!(honest.count(Verdict::Pass), honest.cases.len());
    let racy = mutant_named("lost-update").unwrap();
    let racy = judged(reference(edition).with_mutant(racy));
    assert!(
        racy.failures
            .iter()
            .any(|failure| failure.id.ends_with("/no-order")),
        "{:#?}",
        racy.failures
    );
}

#[test]
fn a_broken_should_fails_only_when_strictly_judged() {
    // The emulator's errors have no message.
    let judged = || of(20).only(&["quota/three-calls-overflow"]);
    judged().assert();
    assert!(message_of(|| judged().strict().assert()).contains("FAIL TR-ERROR-MESSAGE"));
}

#[test]
fn a_run_in_which_nothing_ran_does_not_pass() {
    let only_xml = Conformance::of(Service::new(app(20)))
        .only(&["accounts/foreign-vswitch-forbidden-in-xml"])
        .assert_message();
    assert!(
        only_xml.starts_with("the endpoint: inconclusive: "),
        "{only_xml}"
    );
    for part in [
        "\nmissing   xml, which 1 case needs: ",
        "\n  accept    --without xml\n",
        "\n  Conformance::of(…).without(&[\"xml\"]).assert()\n",
    ] {
        assert!(only_xml.contains(part), "no {part:?} in\n{only_xml}");
    }
    let nothing = Conformance::of(Service::new(app(20)))
        .only(&["accounts/foreign-vswitch-forbidden-in-xml"])
        .without(&["xml"])
        .assert_message();
    assert!(
        nothing.starts_with("the endpoint: nothing ran (0 cases)"),
        "{nothing}"
    );
}

#[test]
fn what_does_not_exist_is_said_in_one_line() {
    let of = || Conformance::of(reference(Edition::of_record()));
    for (wrong, said) in [
        (of().only(&["qouta"]), "pattern 'qouta' matches no case"),
        (of().skip(&["qouta"]), "pattern 'qouta' matches no case"),
        (
            of().edition("vpc-1999"),
            "unknown edition 'vpc-1999'; there are vpc-2023-03, vpc-2024-06",
        ),
        (
            of().readings(&[("existing-keys", "rejected")]),
            "existing-key",
        ),
        (of().readings(&[("existing-key", "maybe")]), "maybe"),
        (
            of().without(&["xmk"]),
            "unknown ability 'xmk', did you mean 'xml'",
        ),
    ] {
        let message = wrong.assert_message();
        assert!(message.contains(said), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

trait AssertMessage {
    /// The message with which the assertion fails, as it must.
    fn assert_message(self) -> String;
}

impl AssertMessage for Conformance {
    fn assert_message(self) -> String {
        message_of(|| self.assert())
    }
}
