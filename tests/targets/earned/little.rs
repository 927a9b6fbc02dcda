//! Targets of which next to nothing can be tried.

use tagproof::contract::Call;
use tagproof::wire::{Endpoint, Request, Response};

use super::altered::{Altered, Served, leaves_out, refused};
use crate::program::{ended, tagproof};

/// A mark that JSON must not begin with.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// The cause that no `--without` takes away.
const ACCEPTED_NONE: &str = "the target accepted no TagResources at all";

fn refuses_every_id() -> Altered {
    Altered::reference()
        .door(|request, call| Some(refused(request, call, 400, "InvalidInstanceIds.NotFound")))
}

fn behind_a_mark(mut response: Response) -> Response {
    if response.body.first() == Some(&b'{') {
        response.body.splice(0..0, BOM.iter().copied());
    }
    response
}

#[test]
fn what_refuses_everything_is_judged_by_nothing() {
    for marked in [false, true] {
        let target = refuses_every_id()
            .veil(move |response, _| {
                if marked {
                    behind_a_mark(response)
                } else {
                    response
                }
            })
            .served();
        let (ended, report) = target.judged(&[]);
        assert_eq!(ended.code, 3, "{ended:?}");
        assert!(ended.out.contains(ACCEPTED_NONE), "{ended:?}");
        assert!(
            !ended.out.contains(" --without type:"),
            "no verdict: {ended:?}"
        );
        assert_eq!(report["exit"], 3);
        let all: Vec<&str> = report["missing"]
            .as_array()
            .unwrap()
            .iter()
            .map(|missing| missing["ability"].as_str().unwrap())
            .collect();
        let left_out = all.join(",");
        let (ended, _) = target.judged(&["--without", &left_out]);
        assert!([3, 4].contains(&ended.code), "{ended:?}");
    }
}

#[test]
fn a_campaign_of_it_says_nothing_either() {
    let target = refuses_every_id().served();
    let folder = env!("CARGO_TARGET_TMPDIR");
    let artifacts = format!("--artifacts={folder}/none");
    let ended = ended(tagproof(&[
        "fuzz",
        "--target",
        &target.url,
        "--cases",
        "200",
        &artifacts,
    ]));
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.out.contains("missing   type:"), "{ended:?}");
}

/// The same in the same process.
struct Router;

impl Endpoint for Router {
    fn answer(&self, request: &Request) -> Response {
        refused(
            request,
            &Call::new("TagResources", ""),
            400,
            "InvalidInstanceIds.NotFound",
        )
    }
}

#[test]
#[should_panic(expected = "the target accepted no TagResources at all")]
fn an_assertion_on_it_fails() {
    tagproof::assert_conforms(Router);
}

#[test]
#[should_panic(expected = "missing   type:vpc: ")]
fn a_fuzz_target_of_it_is_none() {
    tagproof::embed::Fuzzer::of(|| Router).check(b"anything");
}

#[test]
fn json_behind_a_mark_is_no_json() {
    let target = Altered::reference()
        .veil(|response, _| behind_a_mark(response))
        .served();
    no_json(&target);
}

#[test]
fn what_never_was_json_is_none() {
    let target = Altered::reference()
        .veil(|mut response, _| {
            if response.body.first() == Some(&b'{') {
                response.body = b"<html>It works!</html>".to_vec();
            }
            response
        })
        .served();
    no_json(&target);
}

fn no_json(target: &Served) {
    let (ended, report) = target.judged(&[]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(report["missing"][0]["ability"], "json", "{ended:?}");
    assert_eq!(leaves_out(&ended), "json");
    let (ended, _) = target.judged(&["--without", "json"]);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn what_creates_no_vpc_is_judged_by_the_rest_and_says_so() {
    let no_vpc = |mutant: Option<&str>| {
        let target = Altered::reference();
        let target = match mutant {
            Some(name) => target.mutant(name),
            None => target,
        };
        target
            .door(|request, call| {
                (call.action == "CreateVpc")
                    .then(|| refused(request, call, 400, "QuotaExceeded.Vpc"))
            })
            .served()
    };
    let target = no_vpc(None);
    let (ended, _) = target.judged(&[]);
    assert_eq!(ended.code, 3, "{ended:?}");
    let left_out = leaves_out(&ended).to_owned();
    assert!(left_out.contains("type:vpc,type:vswitch"), "{left_out}");
    assert!(ended.out.contains("400 QuotaExceeded.Vpc"), "{ended:?}");
    let (ended, _) = target.judged(&["--without", &left_out]);
    assert_eq!(ended.code, 0, "{ended:?}");
    // A fault of vSwitches is out of reach without a VPC, or is seen all the same.
    let (ended, _) = no_vpc(Some("children-inherit")).judged(&[]);
    assert!([1, 3].contains(&ended.code), "{ended:?}");
}
