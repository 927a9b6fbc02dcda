//! What was there before and is not there now.

use std::path::Path;

use super::altered::{Altered, refused};
use crate::program::{ended, tagproof};

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    path.to_str().unwrap().to_owned()
}

fn lock_of(name: &str) -> String {
    let lock = file(name);
    let target = Altered::reference().served();
    let ended = ended(tagproof(&[
        "fingerprint",
        "--target",
        &target.url,
        "--lock",
        &lock,
    ]));
    assert_eq!(ended.code, 0, "{ended:?}");
    lock
}

#[test]
fn a_reading_that_nothing_shows_any_more_is_lost() {
    let lock = lock_of("earned-lost.toml");
    let target = Altered::reference()
        .door(|request, call| {
            (call.action.starts_with("Create") || call.action.starts_with("Allocate"))
                .then(|| refused(request, call, 400, "QuotaExceeded.Vpc"))
        })
        .served();
    let (ended, report) = target.judged(&["--reading-lock", &lock]);
    assert_eq!(ended.code, 6, "{ended:?}");
    let changed = report["deviations"].to_string();
    assert!(changed.contains("ability create is lost: "), "{changed}");
    assert_eq!(report["readings"][0]["status"], "open");
    // A lock without abilities is held to its axes alone.
    let text = std::fs::read_to_string(&lock).unwrap();
    let (before, after) = text.split_once("abilities = [").unwrap();
    let (_, after) = after.split_once(']').unwrap();
    let bare = file("earned-bare.toml");
    std::fs::write(&bare, format!("{before}{after}")).unwrap();
    let (ended, _) = target.judged(&["--reading-lock", &bare]);
    assert_eq!(ended.code, 6, "{ended:?}");
    assert!(!ended.out.contains("CHANGED lock: ability"), "{ended:?}");
    assert!(ended.out.contains("is shown by nothing now"), "{ended:?}");
}

#[test]
fn a_lost_ability_is_missed_but_where_it_is_left_out() {
    let lock = lock_of("earned-ability.toml");
    let target = Altered::reference()
        .door(|request, call| {
            (call.get("RegionId") == Some("cn-shanghai"))
                .then(|| refused(request, call, 404, "InvalidRegionId.NotFound"))
        })
        .served();
    let (ended, _) = target.judged(&["--reading-lock", &lock]);
    assert_eq!(ended.code, 6, "{ended:?}");
    assert!(ended.out.contains("ability regions is lost"), "{ended:?}");
    let (ended, _) = target.judged(&["--reading-lock", &lock, "--without", "regions"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended.out.contains("wrong-region"),
        "the axis is told of: {ended:?}"
    );
}

#[test]
fn known_failures_are_counted_in_the_verdict() {
    let baseline = file("earned-known.toml");
    let _ = std::fs::remove_file(&baseline);
    let args = [
        "run",
        "--target",
        "mutant:quota-off-by-one",
        "--baseline",
        &baseline,
        "--skip",
        "covering",
    ];
    let recorded = ended(tagproof(&[&args[..], &["--update-baseline"]].concat()));
    assert_eq!(recorded.code, 0, "{recorded:?}");
    let again = ended(tagproof(&args));
    assert_eq!(again.code, 0, "{again:?}");
    let last = again.out.lines().last().unwrap();
    assert!(last.contains(" conforms but for "), "{last}");
    assert!(last.contains(" known failures to vpc-2023-03"), "{last}");
}
