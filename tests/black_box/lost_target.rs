//! A target that goes away during a run: what was not judged is never said to conform.

use crate::relay::Relay;
use crate::reported::reported;
use crate::served::Served;
use serde_json::Value;

#[test]
fn a_target_that_goes_away_is_inconclusive_and_every_case_is_counted() {
    let served = Served::start(&[]);
    let (whole, all) = reported(&["--target", &served.url]);
    assert_eq!(whole.code, 0, "{whole:?}");
    let requests = all["summary"]["requests"].as_u64().unwrap();
    // At the same time: for the most part it is waited for the target to return.
    std::thread::scope(|scope| {
        for part in [4, 2] {
            let (url, all) = (&served.url, &all);
            scope.spawn(move || goes_away(url, requests / part, all));
        }
    });
}

/// It goes away after so many requests; `all` is the report of one that stays.
fn goes_away(url: &str, after: u64, all: &Value) {
    let relay = Relay::start(url, after);
    let (ended, report) = reported(&["--timeout", "2", "--target", &relay.url]);
    assert_eq!(ended.code, 3, "{ended:?}");
    let last = ended.out.lines().last().unwrap();
    assert!(last.starts_with("exit 3: "), "{ended:?}");
    let summary = &report["summary"];
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert!(count("pass") > 0 && count("inconclusive") > 0, "{summary}");
    assert_eq!(count("fail"), 0, "{summary}");
    // The denominator is the manifest, whatever was reached (design §1).
    assert_eq!(summary["total"], all["summary"]["total"], "{summary}");
    assert_eq!(report["manifest"], all["manifest"]);
    let verdicts = count("pass") + count("inconclusive") + count("not_run");
    assert_eq!(verdicts, count("total"), "{summary}");
    assert!(summary["coverage"].as_f64().unwrap() < 0.9, "{summary}");
}
