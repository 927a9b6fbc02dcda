//! Targets that restart in mid-run, or are asked at a rate: nobody is failed, and the rate is kept.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tagproof::contract::Edition;
use tagproof::endpoint::{Reference, Running};

use crate::reported::reported;
use crate::served::Served;

/// How long the target serves between two restarts, and how long it is away.
const UP: Duration = Duration::from_millis(700);
const AWAY: Duration = Duration::from_millis(150);

/// A server with nothing in it; another seed gives other ids.
fn fresh(listen: SocketAddr, seed: u64) -> Running {
    let edition = Edition::of_record();
    let reference =
        || Arc::new(Reference::new(edition.clone(), edition.readings()).with_seed(seed));
    // The port may be in use for a moment by connections that are being closed.
    for _ in 0..200 {
        if let Ok(running) = Running::start(reference(), listen) {
            return running;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{listen} cannot be listened on");
}

#[test]
fn a_target_that_restarts_is_never_failed() {
    let first = fresh("127.0.0.1:0".parse().unwrap(), 0);
    let address = first.address;
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut running = first;
            for seed in 1..7 {
                std::thread::sleep(UP);
                if over.load(Ordering::Relaxed) {
                    break;
                }
                // Everything is forgotten: the fixtures of the cases under way are gone.
                drop(running);
                std::thread::sleep(AWAY);
                running = fresh(address, seed);
            }
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(AWAY);
            }
        });
        let target = format!("http://{address}");
        let (ended, report) = reported(&["--target", &target, "--timeout", "5", "--jobs", "4"]);
        over.store(true, Ordering::Relaxed);
        assert!([0, 3].contains(&ended.code), "{ended:?}");
        assert_eq!(report["summary"]["fail"], 0, "{ended:?}");
        let coverage = report["summary"]["coverage"].as_f64().unwrap();
        assert!(coverage > 0.8, "{ended:?}");
    });
}

#[test]
fn a_rate_is_kept_to_within_ten_percent() {
    let served = Served::start(&[]);
    for rate in [50.0, 400.0] {
        let asked = rate.to_string();
        let args = [
            "--target",
            &served.url,
            "--rate",
            &asked,
            "--jobs",
            "8",
            "values/*",
        ];
        let (ended, report) = reported(&args);
        assert_eq!(ended.code, 0, "{ended:?}");
        let summary = &report["summary"];
        let (requests, seconds) = (&summary["requests"], &summary["seconds"]);
        let kept = requests.as_f64().unwrap() / seconds.as_f64().unwrap();
        assert!(
            kept < rate * 1.1,
            "{kept} instead of {rate} a second: {summary}"
        );
        // A round trip of a busy machine may take longer than the faster rate
        // gives it, where one case is left; never as long as the slower one does.
        assert!(
            kept > rate * 0.9 || rate > 50.0,
            "{kept} instead of {rate} a second: {summary}"
        );
    }
}
