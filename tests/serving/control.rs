//! The paths under `/_tagproof/`: reset and state, for tests of clients.

use serde_json::json;

use super::raw_http::Connection;
use super::served::Served;

const CREATE: &[(&str, &str)] = &[
    ("Action", "CreateVpc"),
    ("RegionId", "cn-hangzhou"),
    ("AccessKeyId", "me"),
    ("VpcName", "one"),
    ("Tag.1.Key", "b"),
    ("Tag.1.Value", "2"),
    ("Tag.2.Key", "a"),
    ("Tag.2.Value", "1"),
];

#[test]
fn the_state_shows_accounts_regions_and_resources_sorted() {
    let served = Served::start(&[]);
    let mut connection = Connection::to(&served.url);
    assert_eq!(connection.state(), json!({"accounts": {}}));
    let made = connection.get(CREATE).unwrap().json();
    let theirs = [
        ("Action", "AllocateEipAddress"),
        ("RegionId", "cn-beijing"),
        ("AccessKeyId", "she"),
    ];
    let eip = connection.get(&theirs).unwrap().json();
    let answered = connection.request("GET", "/_tagproof/state").unwrap();
    let table = json!({"type": "ROUTETABLE", "id": made["RouteTableId"], "name": "", "tags": {}});
    let vpc =
        json!({"type": "VPC", "id": made["VpcId"], "name": "one", "tags": {"a": "1", "b": "2"}});
    let eip = json!({"type": "EIP", "id": eip["AllocationId"], "name": "", "tags": {}});
    assert_eq!(
        answered.json(),
        json!({"accounts": {"me": {"cn-hangzhou": [vpc, table]}, "she": {"cn-beijing": [eip]}}})
    );
    assert_eq!(
        answered.header("content-type"),
        Some("application/json;charset=utf-8")
    );
    assert!(answered.body.lines().count() > 20, "made to be read");
    let again = connection.request("GET", "/_tagproof/state").unwrap();
    assert_eq!(answered.body, again.body);
}

#[test]
fn a_reset_makes_it_begin_again() {
    let served = Served::start(&["--fault", "throttle=0.5"]);
    let mut connection = Connection::to(&served.url);
    let mut round = || {
        let answers: Vec<String> = (0..20)
            .map(|_| connection.get(CREATE).unwrap().body)
            .collect();
        assert_ne!(connection.state(), json!({"accounts": {}}));
        let reset = connection.request("POST", "/_tagproof/reset").unwrap();
        assert_eq!((reset.status, reset.json()), (200, json!({"reset": true})));
        assert_eq!(connection.state(), json!({"accounts": {}}));
        answers
    };
    let first = round();
    assert!(first.iter().any(|body| body.contains("Throttling.User")));
    assert_eq!(first, round());
}

#[test]
fn no_fault_and_no_signature_is_between() {
    let args = ["--access-key", "id=secret", "--fault", "reset=1"];
    let served = Served::start(&args);
    assert_eq!(Connection::to(&served.url).get(CREATE), None);
    let mut connection = Connection::to(&served.url);
    for _ in 0..3 {
        assert_eq!(connection.state(), json!({"accounts": {}}));
        let reset = connection.request("POST", "/_tagproof/reset").unwrap();
        assert_eq!(reset.status, 200);
    }
}

#[test]
fn looking_is_not_counted() {
    let ask = |looks: usize| {
        let served = Served::start(&["--fault", "throttle=0.5"]);
        let mut connection = Connection::to(&served.url);
        (0..10)
            .map(|_| {
                for _ in 0..looks {
                    connection.state();
                }
                connection.get(CREATE).unwrap().body
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(ask(0), ask(3));
}

#[test]
fn other_methods_and_other_paths_are_refused() {
    let served = Served::start(&[]);
    let mut connection = Connection::to(&served.url);
    connection.get(CREATE).unwrap();
    for (method, path, status, allow) in [
        ("GET", "/_tagproof/reset", 405, Some("POST")),
        ("DELETE", "/_tagproof/reset", 405, Some("POST")),
        ("POST", "/_tagproof/state", 405, Some("GET")),
        ("GET", "/_tagproof/", 404, None),
        ("GET", "/_tagproof/states", 404, None),
        ("POST", "/_tagproof/reset/", 404, None),
        ("GET", "/_tagproof/state?Action=DescribeRegions", 200, None),
        (
            "GET",
            "/else/_tagproof/state?Action=DescribeRegions",
            200,
            None,
        ),
    ] {
        let answered = connection.request(method, path).unwrap();
        assert_eq!(answered.status, status, "{method} {path}: {answered:?}");
        assert_eq!(answered.header("allow"), allow, "{method} {path}");
        answered.json();
    }
    assert_eq!(connection.count("VPC"), 1);
}
