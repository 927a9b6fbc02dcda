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

#[test]
fn a_page_that_somebody_made_reaches_nothing() {
    let served = Served::start(&["--allow-host", "vpc.test"]);
    let asked = |line: &str, headers: &str| {
        let mut connection = Connection::to(&served.url);
        connection.send(format!(
            "{line} HTTP/1.1\r\n{headers}Content-Length: 0\r\n\r\n"
        ));
        connection.answered().unwrap()
    };
    for headers in [
        "Host: evil.example\r\n",
        "Host: localhost.evil.example:80\r\n",
        "Host: localhost\r\nOrigin: http://evil.example\r\n",
        "Host: localhost\r\nOrigin: null\r\n",
    ] {
        for line in [
            "GET /_tagproof/state",
            "POST /_tagproof/reset",
            "GET /?Action=DescribeVpcs",
        ] {
            let refused = asked(line, headers);
            assert_eq!(refused.status, 403, "{line} {headers}");
            assert!(refused.body.contains("--allow-host"), "{refused:?}");
        }
    }
    for headers in [
        "Host: 127.0.0.1:1\r\n",
        "Host: a.localhost\r\nOrigin: http://[::1]:3000\r\n",
        "Host: VPC.test\r\n",
    ] {
        assert_eq!(
            asked("GET /_tagproof/state", headers).status,
            200,
            "{headers}"
        );
    }
}

#[test]
fn a_server_for_others_answers_them_and_keeps_its_inside_to_itself() {
    let served = Served::listening("0.0.0.0:0", &[]);
    let port = served.url.rsplit_once(':').unwrap().1;
    let asked = |path: &str, headers: &str| {
        let mut connection = Connection::to(&format!("http://127.0.0.1:{port}"));
        connection.send(format!("GET {path} HTTP/1.1\r\n{headers}\r\n"));
        connection.answered().unwrap().status
    };
    let (inside, outside) = (
        "/_tagproof/state",
        "/?Action=DescribeVpcs&RegionId=cn-hangzhou",
    );
    let named = "Host: emulator:8080\r\n";
    assert_ne!(asked(outside, named), 403);
    assert_eq!(asked(inside, named), 403);
    let led = "Host: emulator:8080\r\nOrigin: http://evil.example\r\n";
    assert_eq!(asked(outside, led), 403);
    assert_eq!(asked(inside, "Host: 127.0.0.1\r\n"), 200);
}
