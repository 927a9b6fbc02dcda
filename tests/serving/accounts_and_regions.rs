//! Accounts and regions over HTTP: each its own, and none sees another.

use serde_json::{Value, json};

use super::raw_http::Connection;
use super::served::Served;

#[test]
fn accounts_and_regions_are_apart_also_where_signatures_are_not_checked() {
    let served = Served::start(&[]);
    let mut connection = Connection::to(&served.url);
    let regions = connection.get(&[("Action", "DescribeRegions")]).unwrap();
    let regions = regions.json()["Regions"]["Region"].clone();
    let regions: Vec<&str> = regions
        .as_array()
        .unwrap()
        .iter()
        .map(|region| region["RegionId"].as_str().unwrap())
        .collect();
    assert!(
        regions.len() >= 10 && regions.contains(&"cn-hangzhou"),
        "{regions:?}"
    );
    let mut ids: Vec<(&str, &str, Value)> = Vec::new();
    for account in ["me", "she", ""] {
        for region in &regions {
            let place = [("AccessKeyId", account), ("RegionId", *region)];
            let create = [&place[..], &[("Action", "CreateVpc")]].concat();
            let made = connection.get(&create).unwrap().json();
            let tag = [
                ("Action", "TagResources"),
                ("ResourceType", "VPC"),
                ("ResourceId.1", made["VpcId"].as_str().unwrap()),
                ("Tag.1.Key", *region),
                ("Tag.1.Value", account),
            ];
            let tagged = connection.get(&[&place[..], &tag].concat()).unwrap();
            assert_eq!(tagged.status, 200, "{tagged:?}");
            ids.push((account, *region, made["VpcId"].clone()));
        }
    }
    for (account, region, id) in &ids {
        let place = [("AccessKeyId", *account), ("RegionId", *region)];
        let list = [&place[..], &[("Action", "DescribeVpcs")]].concat();
        let listed = connection.get(&list).unwrap().json();
        assert_eq!(listed["TotalCount"], 1, "{account} {region}");
        assert_eq!(listed["Vpcs"]["Vpc"][0]["VpcId"], *id);
        assert_eq!(listed["Vpcs"]["Vpc"][0]["RegionId"], *region);
        let keys = [&place[..], &[("Action", "DescribeTagKeys")]].concat();
        let keys = connection.get(&keys).unwrap().json();
        let own = json!([{"TagKey": region, "Type": "Custom"}]);
        assert_eq!(keys["TagKeys"]["TagKey"], own, "{account} {region}");
    }
    // Another account, and another region of the same one, reach nothing.
    let (_, _, id) = &ids[0];
    for place in [["she", regions[0]], ["me", regions[1]]] {
        let delete = [
            ("Action", "DeleteVpc"),
            ("AccessKeyId", place[0]),
            ("RegionId", place[1]),
            ("VpcId", id.as_str().unwrap()),
        ];
        let refused = connection.get(&delete).unwrap();
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (404, "InvalidVpcId.NotFound")
        );
    }
    let state = connection.state();
    let accounts = state["accounts"].as_object().unwrap();
    assert_eq!(accounts.keys().collect::<Vec<_>>(), ["", "me", "she"]);
    assert_eq!(accounts["me"].as_object().unwrap().len(), regions.len());
    assert_eq!(connection.count("VPC"), ids.len());
}
