//! A target that creates nothing, judged on resources that it lends.

use std::fmt::Write as _;
use std::fs;

use tagproof::contract::{Answer, Call};
use tagproof::wire::{Endpoint, Format, read};

use super::altered::{Altered, refused};
use crate::sent::sent;

/// Resources of each type in each place: as many as any case has.
const EACH: usize = 4;

/// VPCs of the run's own account and region: as many as a call may name, and one
/// more.
const MOST: usize = 51;

/// Who has what where: key and name of the account, region, and how many.
const PLACES: [(&str, &str, &str); 4] = [
    ("testid", "own", "cn-hangzhou"),
    ("testid", "own", "cn-shanghai"),
    ("otherid", "other", "cn-hangzhou"),
    ("otherid", "other", "cn-shanghai"),
];

/// A fixture's type, the operation that creates one, and the field of its id.
const TYPES: [(&str, &str, &str); 6] = [
    ("vpc", "CreateVpc", "VpcId"),
    ("vswitch", "CreateVSwitch", "VSwitchId"),
    ("routetable", "CreateRouteTable", "RouteTableId"),
    ("eip", "AllocateEipAddress", "AllocationId"),
    ("vpngateway", "CreateVpnGateway", "VpnGatewayId"),
    ("natgateway", "CreateNatGateway", "NatGatewayId"),
];

fn made(target: &Altered, call: &Call, field: &str) -> String {
    let response = target.answer(&sent(call, Format::Json));
    let answer: Answer = read(&response, Format::Json).unwrap();
    let id = answer.text(field);
    id.unwrap_or_else(|| panic!("{call:?}: {answer:?}"))
        .to_owned()
}

/// Resources of every type in every place, as a file lends them.
fn stocked(target: &Altered) -> String {
    let mut file = String::new();
    for (key, account, region) in PLACES {
        let mut vpc = String::new();
        for (kind, operation, field) in TYPES {
            let is_home = (account, region, kind) == ("own", "cn-hangzhou", "vpc");
            for number in 0..if is_home { MOST } else { EACH } {
                let mut call = Call::new(operation, key).with("RegionId", region);
                if kind != "vpc" && kind != "eip" {
                    call = call.with("VpcId", &vpc);
                }
                if kind == "vswitch" {
                    call = call
                        .with("ZoneId", format!("{region}-b"))
                        .with("CidrBlock", format!("172.16.{number}.0/24"));
                }
                let id = made(target, &call, field);
                if kind == "vpc" {
                    vpc.clone_from(&id);
                }
                // Writing to a text cannot fail.
                let _ = writeln!(
                    file,
                    "[[fixture]]\ntype = '{kind}'\nid = '{id}'\naccount = '{account}'\n\
                     region = '{region}'"
                );
                if call.get("VpcId").is_some() {
                    let _ = writeln!(file, "vpc = '{vpc}'");
                }
            }
        }
    }
    file
}

#[test]
fn what_creates_nothing_is_missed_and_left_out() {
    let open = Altered::reference();
    let file = format!("{}/stocked.toml", env!("CARGO_TARGET_TMPDIR"));
    fs::write(&file, stocked(&open)).unwrap();
    let target = open
        .door(|request, call| {
            let starts = ["Create", "Allocate", "Delete", "Release"];
            starts
                .iter()
                .any(|start| call.action.starts_with(start))
                .then(|| refused(request, call, 404, "InvalidAction.NotFound"))
        })
        .served();
    let lent = ["--fixtures", &file];
    let (ended, report) = target.judged(&lent);
    assert_eq!(ended.code, 3, "{ended:?}");
    let missing = report["missing"].as_array().unwrap();
    let missing: Vec<&str> = missing
        .iter()
        .map(|missing| missing["ability"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["create"], "{ended:?}");
    let (ended, report) = target.judged(&[&lent[..], &["--without", "create"]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    let coverage = report["summary"]["coverage"].as_f64().unwrap();
    // Calls that name more resources than are lent are not made.
    assert!(coverage >= 0.9, "{coverage}: {ended:?}");
}
