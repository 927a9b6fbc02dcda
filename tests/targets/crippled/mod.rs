//! Targets that cannot do everything: judged by what they can, and never failed for the rest.

mod endpoint;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use tagproof::cases::ACCOUNTS;
use tagproof::contract::{Edition, Trait, clauses, vpc};
use tagproof::endpoint::Reference;
use tagproof::targets::{Asking, Provisioning, probe};

use crate::in_process;
use crate::program::{Ended, ended, tagproof};
use crate::reported::reported;
use endpoint::{Crippled, OWN_KEY, OWN_SECRET, Without};

/// How a run of an endpoint that lacks something ends, with its report: where
/// the run misses something, the one that leaves it out.
fn judged(without: &[Without], args: &[&str]) -> (Ended, Value) {
    let endpoint = Crippled::serve(without, &[]);
    judged_by_the_rest(&[&["--target", &endpoint.url], args].concat())
}

fn judged_by_the_rest(args: &[&str]) -> (Ended, Value) {
    let (first, report) = reported(args);
    let Some(left_out) = left_out_by(&first) else {
        return (first, report);
    };
    assert_eq!(first.code, 3, "{first:?}");
    reported(&[args, &["--without", left_out]].concat())
}

/// What the command that a run prints at its end leaves out, if it prints one.
fn left_out_by(ended: &Ended) -> Option<&str> {
    let mut lines = ended.out.lines().rev().take(2);
    let (_, left_out) = lines.find_map(|line| line.split_once(" --without "))?;
    left_out.split_whitespace().next()
}

/// The same on so many VPCs that a file lends; each run has those of its own.
fn judged_on_fixtures(without: Without, count: usize) -> (Ended, Value) {
    let ids: Vec<String> = (0..count)
        .map(|number| format!("vpc-bp1fixture{number:04}"))
        .collect();
    let mut fixtures = String::new();
    for id in &ids {
        writeln!(fixtures, "[[fixture]]\ntype = 'vpc'\nid = '{id}'").unwrap();
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fixtures-{count}.toml"));
    std::fs::write(&path, fixtures).unwrap();
    let path = path.to_str().unwrap();
    let judged = |left_out: &[&str]| {
        let endpoint = Crippled::serve(&[without], &ids);
        let args = ["--target", &endpoint.url, "--fixtures", path];
        // What is used up cannot be decided.
        let share = ["--min-coverage", "40"];
        reported(&[&args[..], &share, left_out].concat())
    };
    let (first, _) = judged(&[]);
    assert_eq!(first.code, 3, "{first:?}");
    judged(&["--without", left_out_by(&first).unwrap()])
}

fn conforms((ended, report): &(Ended, Value)) {
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(report["summary"]["fail"], 0, "{ended:?}");
    assert_eq!(report["summary"]["inconclusive"], 0, "{ended:?}");
}

fn ability<'a>((_, report): &'a (Ended, Value), name: &str) -> &'a str {
    report["capabilities"][name].as_str().unwrap()
}

fn share((_, report): &(Ended, Value)) -> f64 {
    report["summary"]["coverage"].as_f64().unwrap()
}

#[test]
fn a_whole_endpoint_is_judged_wholly() {
    let judged = judged(&[], &[]);
    conforms(&judged);
    assert_eq!(ability(&judged, "create"), "api");
    assert_eq!(ability(&judged, "witness"), "ListTagResources");
    assert!(share(&judged) > 0.99);
}

#[test]
fn without_a_listing_describe_operations_show_the_tags() {
    for without in [Without::Operation("ListTagResources"), Without::Listing] {
        let judged = judged(&[without], &[]);
        if without == Without::Listing {
            // A listing that is there and shows nothing is wrong, and that alone.
            assert_eq!(judged.0.code, 1, "{judged:?}");
            assert_eq!(failed(&judged.1), ["CO-LIST-SHOWS"], "{judged:?}");
        } else {
            conforms(&judged);
        }
        assert_eq!(
            ability(&judged, "witness"),
            "vpc DescribeVpcs; vswitch DescribeVSwitches; routetable DescribeRouteTableList; \
             eip DescribeEipAddresses; vpngateway DescribeVpnGateways; natgateway DescribeNatGateways"
        );
        assert!(share(&judged) > 0.8, "{judged:?}");
    }
}

#[test]
fn operations_that_show_one_resource_show_its_tags() {
    let without = [
        Without::Operation("ListTagResources"),
        Without::Operation("DescribeVpcs"),
        Without::Operation("DescribeVSwitches"),
        Without::Operation("DescribeVpnGateways"),
    ];
    let judged = judged(&without, &[]);
    conforms(&judged);
    let witness = ability(&judged, "witness");
    for name in [
        "vpc DescribeVpcAttribute",
        "vswitch DescribeVSwitchAttributes",
        "vpngateway DescribeVpnGateway",
    ] {
        assert!(witness.contains(name), "{witness}");
    }
}

#[test]
fn without_either_the_tags_of_one_resource_are_asked_for() {
    let judged = judged(
        &[Without::Operation("ListTagResources"), Without::Describe],
        &[],
    );
    conforms(&judged);
    assert_eq!(ability(&judged, "witness"), "DescribeTags");
}

#[test]
fn without_any_the_quota_tells_how_many_tags_there_are() {
    let without = [
        Without::Operation("ListTagResources"),
        Without::Operation("DescribeTags"),
        Without::Describe,
    ];
    let judged = judged(&without, &[]);
    conforms(&judged);
    assert_eq!(ability(&judged, "witness"), "quota");
}

#[test]
fn methods_and_formats_that_are_not_there_are_not_asked_for() {
    let no_get = judged(&[Without::Get], &[]);
    conforms(&no_get);
    assert_eq!(ability(&no_get, "get"), "no");
    let no_xml = judged(&[Without::Xml], &[]);
    conforms(&no_xml);
    assert_eq!(ability(&no_xml, "xml"), "no");
}

#[test]
fn one_region_and_one_account_are_enough() {
    let judged = judged(&[Without::OtherRegion], &[]);
    conforms(&judged);
    assert!(
        ability(&judged, "regions").starts_with("no: in cn-shanghai: "),
        "{judged:?}"
    );
    assert_eq!(judged.1["scope"]["without"][0], "regions");
    assert!(share(&judged) > 0.99, "{judged:?}");
}

#[test]
fn types_that_cannot_be_had_are_left_out_with_the_reason() {
    let judged = judged(&[Without::Operation("AllocateEipAddress")], &[]);
    conforms(&judged);
    assert!(
        ability(&judged, "create").contains("eip no: AllocateEipAddress was answered with 404")
    );
    assert_eq!(judged.1["scope"]["without"][0], "type:eip");
}

#[test]
fn resources_that_come_later_are_waited_for() {
    let judged = judged(&[Without::Haste], &["--timeout", "30", "quota", "keys"]);
    conforms(&judged);
    assert!(
        ability(&judged, "create").contains("api, waited for"),
        "{judged:?}"
    );
}

#[test]
fn what_knows_only_tag_resources_is_judged_on_the_resources_of_a_file() {
    let judged = judged_on_fixtures(Without::AllButTagResources, 400);
    // Nothing takes the tags off again, so the fixtures are used up before all
    // is tried: that is no verdict, and no failure.
    assert_eq!(judged.0.code, 3, "{judged:?}");
    assert_eq!(judged.1["summary"]["fail"], 0, "{judged:?}");
    assert!(judged.0.out.contains("is left in the file of fixtures"));
    assert!(ability(&judged, "create").contains("vpc fixtures"));
    assert!(ability(&judged, "witness").contains("vpc quota"));
    assert!(
        judged.1["summary"]["pass"].as_u64().unwrap() > 100,
        "{judged:?}"
    );
}

#[test]
fn resources_of_a_file_are_lent_again_where_tags_can_be_taken_off() {
    let judged = judged_on_fixtures(Without::Create, 25);
    conforms(&judged);
    assert!(ability(&judged, "witness").contains("vpc ListTagResources"));
    assert!(share(&judged) > 0.4, "{judged:?}");
}

/// The clauses that a report has failures of.
fn failed(report: &Value) -> Vec<&str> {
    let failures = report["failures"].as_array().unwrap();
    let mut clauses: Vec<&str> = failures
        .iter()
        .map(|failure| failure["clause"].as_str().unwrap())
        .collect();
    clauses.sort_unstable();
    clauses.dedup();
    clauses
}

#[test]
fn what_takes_any_id_fails_for_that_alone() {
    fails_for_any_id_alone(&[Without::AllButTagResources, Without::UnknownIds]);
}

#[test]
fn what_answers_one_operation_and_no_other_is_judged_by_that() {
    fails_for_any_id_alone(&[
        Without::AllButTagResources,
        Without::UnknownIds,
        Without::Refusals,
    ]);
}

fn fails_for_any_id_alone(without: &[Without]) {
    let (ended, report) = judged(without, &[]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let able = &report["capabilities"];
    assert_eq!(able["create"], "invented");
    assert_eq!(able["witness"], "quota");
    assert_eq!(failed(&report), ["TR-ID-EXISTS"], "{ended:?}");
}

#[test]
fn what_stores_nothing_is_told_what_it_lets_through() {
    let endpoint = Crippled::serve(&[Without::Everything], &[]);
    let (ended, report) = reported(&["--target", &endpoint.url]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let able = &report["capabilities"];
    assert_eq!(able["create"], "invented");
    assert!(
        able["witness"].as_str().unwrap().starts_with("no: "),
        "{able}"
    );
    let failed = failed(&report);
    for clause in ["TR-KEY-LENGTH", "TR-TAG-QUOTA", "TR-ID-EXISTS"] {
        assert!(failed.contains(&clause), "{failed:?}");
    }
}

#[test]
fn ids_that_are_all_the_same_are_no_fixtures() {
    let endpoint = Crippled::serve(&[Without::OwnIds], &[]);
    let (ended, report) = reported(&["--target", &endpoint.url]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let failures = report["failures"].as_array().unwrap();
    let ids: Vec<&str> = failures
        .iter()
        .map(|failure| failure["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["CO-CREATE-ID/CreateVpc"], "{ended:?}");
}

#[test]
fn signatures_that_are_asked_for_are_given() {
    let endpoint = Crippled::serve(&[Without::Strangers], &[]);
    // Without the credentials nothing can be said, and it is told why.
    let stranger = ended(tagproof(&["run", "--target", &endpoint.url]));
    assert_eq!(stranger.code, 3, "{stranger:?}");
    assert!(
        stranger.err.contains("TAGPROOF_ACCESS_KEY_ID"),
        "{stranger:?}"
    );
    let mut command = tagproof(&["run", "--target", &endpoint.url, "--auth", "enforced"]);
    command
        .env("TAGPROOF_ACCESS_KEY_ID", OWN_KEY)
        .env("TAGPROOF_ACCESS_KEY_SECRET", OWN_SECRET);
    command.args(["--without", "accounts"]);
    let known = ended(command);
    assert_eq!(known.code, 0, "{known:?}");
    assert!(known.err.contains("signatures: enforced"), "{known:?}");
    assert!(known.err.contains("accounts: no: "), "{known:?}");
}

#[test]
fn who_knows_its_callers_and_takes_whoever_names_one_is_wrong() {
    for (without, words) in [
        (Without::Signatures, "without a signature"),
        (Without::RightSignatures, "with a wrong signature"),
    ] {
        let endpoint = Crippled::serve(&[without], &[]);
        let args = [
            "--target",
            &endpoint.url,
            "--auth",
            "enforced",
            "--without",
            "accounts",
        ];
        // Half of a run, and not about who calls.
        let mut command = tagproof(&[&["run", "--skip", "covering"], &args[..]].concat());
        command
            .env("TAGPROOF_ACCESS_KEY_ID", OWN_KEY)
            .env("TAGPROOF_ACCESS_KEY_SECRET", OWN_SECRET);
        let ended = ended(command);
        assert_eq!(ended.code, 1, "{ended:?}");
        let failures: Vec<&str> = ended
            .out
            .lines()
            .filter(|line| line.starts_with("FAIL"))
            .collect();
        // Who looks at no signature finds nothing wrong with one either.
        let of_signatures = |line: &&str| {
            let mut clauses = clauses::OF_SIGNATURES.iter();
            clauses.any(|clause| line.contains(&format!("FAIL {clause} ")))
        };
        assert!(failures.iter().all(of_signatures), "{ended:?}");
        let is_it = |line: &&str| line.starts_with("FAIL CO-SIGNATURE ");
        assert!(failures.iter().any(is_it), "{ended:?}");
        let told = format!("TagResources {words} was accepted");
        assert!(ended.out.contains(&told), "{ended:?}");
    }
}

#[test]
fn signatures_that_should_be_asked_for_and_are_not_are_missed() {
    let whole = Crippled::serve(&[], &[]);
    let ended = ended(tagproof(&[
        "run", "--target", &whole.url, "--auth", "enforced",
    ]));
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended
            .out
            .contains("\nmissing   signatures, which 14 cases need: "),
        "{ended:?}"
    );
}

#[test]
fn nothing_that_costs_money_is_made_without_leave() {
    let edition = Edition::of_record();
    let able = |free_only| {
        let reference = Arc::new(Reference::new(edition.clone(), edition.readings()));
        let client = in_process::client(reference);
        let provisioning = Provisioning {
            free_only,
            ..Provisioning::default()
        };
        let asking = Asking {
            edition,
            accounts: ACCOUNTS,
            regions: ["cn-hangzhou", "cn-shanghai", "cn-beijing"],
            provisioning: &provisioning,
        };
        let able = probe(&client, asking).unwrap();
        assert_eq!(client.holdings().list(), Vec::new());
        able
    };
    let (free, any) = (able(true), able(false));
    for kind in vpc::PRODUCT.kinds.iter().copied() {
        let costs = kind.lifecycle().has(Trait::Billable);
        assert_eq!(free.source(kind).is_err(), costs, "{kind:?}");
        assert!(any.source(kind).is_ok(), "{kind:?}");
    }
    // The free set is a VPC, a vSwitch and a route table.
    assert_eq!(
        free.supplies
            .values()
            .filter(|supply| supply.source.is_ok())
            .count(),
        3
    );
}
