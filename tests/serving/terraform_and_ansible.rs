//! The calls that Terraform's provider and Ansible's modules make, in their order and form.

use serde_json::{Value, json};

use super::raw_http::{Answered, Connection};
use super::served::Served;

/// What Terraform puts into every query; business parameters are in the form.
fn terraform(connection: &mut Connection, action: &str, form: &[(&str, &str)]) -> Answered {
    let query = [
        ("Action", action),
        ("Format", "json"),
        ("Version", "2016-04-28"),
        ("Timestamp", "2026-11-25T12:00:00Z"),
        ("SignatureNonce", "8d7f1c0a"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("AccessKeyId", "terraform"),
        ("Signature", "checked by nobody here"),
    ];
    let region = [("RegionId", "cn-hangzhou")];
    connection.post(&query, &[&region, form].concat())
}

/// The body of an answer that is a success.
fn done(answered: &Answered) -> Value {
    let body = answered.json();
    assert_eq!(answered.status, 200, "{answered:?}");
    let id = body["RequestId"].as_str().unwrap();
    assert_eq!(id.len(), 36, "{answered:?}");
    assert_eq!(body.get("Code"), None, "{answered:?}");
    body
}

/// Status and code of a refusal.
fn refused(answered: &Answered) -> (u16, String) {
    assert_ne!(answered.json()["Message"], "", "{answered:?}");
    (answered.status, answered.code())
}

/// An answer without its request id.
fn bare(answered: &Answered) -> Value {
    let mut body = done(answered);
    body.as_object_mut().unwrap().remove("RequestId");
    body
}

#[test]
fn terraform_manages_a_vpc() {
    let served = Served::start(&[]);
    let mut connection = Connection::to(&served.url);
    let mut call = |action: &str, form: &[(&str, &str)]| terraform(&mut connection, action, form);
    let create = [
        ("ClientToken", "TF-CreateVpc-1764072000-0f3a"),
        ("VpcName", "tf-testacc"),
        ("CidrBlock", "10.0.0.0/8"),
        ("Description", "made by Terraform, 50% sure"),
        ("EnableIpv6", "false"),
        ("DryRun", "false"),
        ("Tag.1.Key", "Created"),
        ("Tag.1.Value", "TF"),
    ];
    let made = done(&call("CreateVpc", &create));
    let id = made["VpcId"].as_str().unwrap();
    let table = made["RouteTableId"].as_str().unwrap();
    let router = made["VRouterId"].as_str().unwrap();
    // It repeats a call whose answer was lost, with the same token.
    assert_eq!(done(&call("CreateVpc", &create))["VpcId"], id);

    let vpc = [("VpcId", id)];
    let shown = done(&call("DescribeVpcAttribute", &vpc));
    for (field, value) in [
        ("VpcId", json!(id)),
        ("Status", json!("Available")),
        ("VpcName", json!("tf-testacc")),
        ("CidrBlock", json!("10.0.0.0/8")),
        ("Description", json!("made by Terraform, 50% sure")),
        ("VRouterId", json!(router)),
        ("RegionId", json!("cn-hangzhou")),
        ("Tags", json!({"Tag": [{"Key": "Created", "Value": "TF"}]})),
        ("VSwitchIds", json!({"VSwitchId": []})),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    let page = [
        ("VpcId", id),
        ("PageNumber", "1"),
        ("PageSize", "50"),
        ("ResourceGroupId", ""),
    ];
    let tables = done(&call("DescribeRouteTableList", &page));
    assert_eq!(tables["TotalCount"], 1);
    let listed = &tables["RouterTableList"]["RouterTableListType"][0];
    assert_eq!(listed["RouteTableId"], table);
    assert_eq!(listed["RouteTableType"], "System");
    assert_eq!(listed["VpcId"], id);

    let resource = [("ResourceType", "VPC"), ("ResourceId.1", id)];
    let row = |key: &str, value: &str| json!({"ResourceType": "VPC", "ResourceId": id, "TagKey": key, "TagValue": value});
    let rows = |rows: &[Value]| json!({"NextToken": "", "TagResources": {"TagResource": rows}});
    let tags = bare(&call("ListTagResources", &resource));
    assert_eq!(tags, rows(&[row("Created", "TF")]));

    // A change of tags takes away what is gone or changed, then adds.
    let gone = [&resource[..], &[("TagKey.1", "Created")]].concat();
    assert_eq!(bare(&call("UnTagResources", &gone)), json!({}));
    assert_eq!(bare(&call("ListTagResources", &resource)), rows(&[]));
    let added = [
        &resource[..],
        &[
            ("Tag.1.Key", "Created"),
            ("Tag.1.Value", "TF-update"),
            ("Tag.2.Key", "For"),
            ("Tag.2.Value", "acceptance-test"),
        ],
    ]
    .concat();
    for _ in 0..2 {
        assert_eq!(bare(&call("TagResources", &added)), json!({}));
    }
    let tags = bare(&call("ListTagResources", &resource));
    assert_eq!(
        tags,
        rows(&[row("Created", "TF-update"), row("For", "acceptance-test")])
    );

    assert_eq!(bare(&call("DeleteVpc", &vpc)), json!({}));
    // It waits until the VPC is gone, by this code.
    let gone = (404, "InvalidVpcId.NotFound".to_owned());
    assert_eq!(refused(&call("DescribeVpcAttribute", &vpc)), gone);
    assert_eq!(bare(&call("ListTagResources", &resource)), rows(&[]));
    let gone = (400, "InvalidInstanceIds.NotFound".to_owned());
    assert_eq!(refused(&call("TagResources", &added)), gone);
}

#[test]
fn terraform_tags_a_vpn_gateway_by_the_name_that_it_spells() {
    let served = Served::start(&["--edition", "vpc-2024-06"]);
    let mut connection = Connection::to(&served.url);
    let mut call = |action: &str, form: &[(&str, &str)]| terraform(&mut connection, action, form);
    let vpc = done(&call("CreateVpc", &[("CidrBlock", "172.16.0.0/12")]));
    let gateway = [
        ("VpcId", vpc["VpcId"].as_str().unwrap()),
        ("Bandwidth", "10"),
        ("InstanceChargeType", "POSTPAY"),
        ("AutoPay", "true"),
        ("EnableIpsec", "true"),
        ("Name", "tf-vpn"),
    ];
    let made = done(&call("CreateVpnGateway", &gateway));
    let id = made["VpnGatewayId"].as_str().unwrap();
    let shown = done(&call("DescribeVpnGateway", &[("VpnGatewayId", id)]));
    assert_eq!(
        (&shown["Status"], &shown["Name"]),
        (&json!("active"), &json!("tf-vpn"))
    );
    assert_eq!(shown["Spec"], "10M");
    let resource = [("ResourceType", "VpnGateWay"), ("ResourceId.1", id)];
    // Values with spaces and slashes in keys are what people really have.
    let added = [
        &resource[..],
        &[("Tag.1.Key", "team/owner"), ("Tag.1.Value", "tfTest 123")],
    ]
    .concat();
    assert_eq!(bare(&call("TagResources", &added)), json!({}));
    let listed = done(&call("ListTagResources", &resource));
    let expected = json!([{
        "ResourceType": "VPNGATEWAY",
        "ResourceId": id,
        "TagKey": "team/owner",
        "TagValue": "tfTest 123",
    }]);
    assert_eq!(listed["TagResources"]["TagResource"], expected);
    let gone = [&resource[..], &[("TagKey.1", "team/owner")]].concat();
    done(&call("UnTagResources", &gone));
    let listed = done(&call("ListTagResources", &resource));
    assert_eq!(listed["TagResources"]["TagResource"], json!([]));
    done(&call("DeleteVpnGateway", &[("VpnGatewayId", id)]));
    assert_eq!(
        refused(&call("DescribeVpnGateway", &[("VpnGatewayId", id)])),
        (404, "InvalidVpnGatewayInstanceId.NotFound".to_owned())
    );
}

/// Ansible's modules: everything in the query of a POST without a body, with
/// parameters that nobody knows.
fn ansible(connection: &mut Connection, action: &str, query: &[(&str, &str)]) -> Answered {
    let common = [
        ("Version", "2016-04-28"),
        ("Action", action),
        ("Format", "JSON"),
        ("RegionId", "cn-beijing"),
        ("Timestamp", "2026-11-25T12:00:00Z"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureType", ""),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", "0b1c"),
        ("AccessKeyId", "ansible"),
        ("Signature", "checked by nobody here"),
        ("SecurityToken", "none"),
        ("SourceIp", "192.0.2.7"),
        ("Filters.1.Name", "vpc-owner"),
    ];
    connection.post(&[&common[..], query].concat(), &[])
}

#[test]
fn ansible_manages_a_vpc_a_vswitch_and_an_eip() {
    let served = Served::start(&["--edition", "vpc-2024-06"]);
    let mut connection = Connection::to(&served.url);
    let mut call = |action: &str, query: &[(&str, &str)]| ansible(&mut connection, action, query);
    // It looks whether there is one of that name before it makes one.
    let named = [("VpcName", "web"), ("PageNumber", "1"), ("PageSize", "50")];
    let before = done(&call("DescribeVpcs", &named));
    assert_eq!(
        (&before["TotalCount"], &before["Vpcs"]),
        (&json!(0), &json!({"Vpc": []}))
    );
    let made = [("VpcName", "web"), ("CidrBlock", "192.168.0.0/16")];
    let vpc = done(&call("CreateVpc", &made))["VpcId"].clone();
    let vpc = vpc.as_str().unwrap();
    assert!(vpc.starts_with("vpc-2ze"), "{vpc}");
    let after = done(&call("DescribeVpcs", &named));
    assert_eq!(after["TotalCount"], 1);
    let found = &after["Vpcs"]["Vpc"][0];
    assert_eq!(
        (&found["VpcId"], &found["Status"]),
        (&json!(vpc), &json!("Available"))
    );
    let other = done(&call("DescribeVpcs", &[("VpcName", "other")]));
    assert_eq!(other["TotalCount"], 0);

    let made = [
        ("VpcId", vpc),
        ("ZoneId", "cn-beijing-a"),
        ("CidrBlock", "192.168.1.0/24"),
        ("VSwitchName", "web-a"),
    ];
    let vswitch = done(&call("CreateVSwitch", &made))["VSwitchId"].clone();
    let made = [("Bandwidth", "5"), ("InternetChargeType", "PayByTraffic")];
    let eip = done(&call("AllocateEipAddress", &made));
    let address = eip["EipAddress"].as_str().unwrap();
    assert!(address.parse::<std::net::Ipv4Addr>().is_ok(), "{address}");
    for (kind, spelt, id) in [
        ("vswitch", "VSWITCH", &vswitch),
        ("eip", "EIP", &eip["AllocationId"]),
        ("vpc", "VPC", &json!(vpc)),
    ] {
        let resource = [
            ("ResourceType", kind),
            ("ResourceId.1", id.as_str().unwrap()),
        ];
        for value in ["one", "two"] {
            let tag = [("Tag.1.Key", "env"), ("Tag.1.Value", value)];
            let tag = [&resource[..], &tag].concat();
            assert_eq!(bare(&call("TagResources", &tag)), json!({}), "{kind}");
            let listed = bare(&call("ListTagResources", &resource));
            let row = json!({"ResourceType": spelt, "ResourceId": id, "TagKey": "env", "TagValue": value});
            let rows = json!({"NextToken": "", "TagResources": {"TagResource": [row]}});
            assert_eq!(listed, rows, "{kind}");
        }
    }
    let listed = done(&call("DescribeVSwitches", &[("VpcId", vpc)]));
    let found = &listed["VSwitches"]["VSwitch"][0];
    assert_eq!(found["VSwitchId"], vswitch);
    assert_eq!(found["ZoneId"], "cn-beijing-a");
    let tags = json!({"Tag": [{"Key": "env", "Value": "two"}]});
    assert_eq!(found["Tags"], tags);
    let listed = done(&call(
        "DescribeEipAddresses",
        &[("AllocationId", eip["AllocationId"].as_str().unwrap())],
    ));
    let found = &listed["EipAddresses"]["EipAddress"][0];
    assert_eq!(
        (&found["IpAddress"], &found["Status"]),
        (&json!(address), &json!("Available"))
    );
    assert_eq!(found["Tags"], tags);

    let held = (400, "DependencyViolation".to_owned());
    assert_eq!(refused(&call("DeleteVpc", &[("VpcId", vpc)])), held);
    let id = eip["AllocationId"].as_str().unwrap();
    done(&call("ReleaseEipAddress", &[("AllocationId", id)]));
    done(&call(
        "DeleteVSwitch",
        &[("VSwitchId", vswitch.as_str().unwrap())],
    ));
    done(&call("DeleteVpc", &[("VpcId", vpc)]));
    let after = done(&call("DescribeVpcs", &named));
    assert_eq!(after["TotalCount"], 0);
    assert_eq!(connection.state(), json!({"accounts": {}}));
}
