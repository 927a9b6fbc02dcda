//! Right answers that are carried badly: the reference behind them never fails.

use super::bounds::bounded;
use super::front::{Front, Manner};
use crate::program::Ended;

fn carried(manner: Manner, args: &[&str]) -> Ended {
    let front = Front::start(manner);
    bounded(&[&["run"], args].concat(), &front.url)
}

#[test]
fn the_reference_conforms_however_its_answers_are_carried() {
    for (name, manner) in [
        ("hangs up", Manner::HangsUp),
        ("in bytes", Manner::InBytes),
        ("interim", Manner::Interim),
        ("http/1.0, kept", Manner::OldKept),
        ("http/1.0", Manner::Old),
    ] {
        let ended = carried(
            manner,
            &["values", "responses", "atomicity", "--cases", "0"],
        );
        assert_eq!(ended.code, 0, "{name}: {ended:?}");
        assert!(!ended.out.contains("inconclusive"), "{name}: {ended:?}");
    }
}

#[test]
fn the_reference_never_fails_for_connections_that_are_reset() {
    let ended = carried(Manner::Resets, &["values", "--cases", "0"]);
    assert!([0, 3].contains(&ended.code), "{ended:?}");
    assert!(!ended.out.contains(" fail"), "{ended:?}");
}

#[test]
fn answers_to_the_request_before_never_conform() {
    let ended = carried(
        Manner::Behind,
        &["responses/without-fixtures", "--cases", "0"],
    );
    assert!([1, 3].contains(&ended.code), "{ended:?}");
}

/// In an SDK it makes no difference, so that it fails nothing unless asked to.
#[test]
fn a_content_type_that_lies_is_a_divergence_to_who_is_strict() {
    for kind in ["text/html", "application/octet-stream"] {
        for (args, code) in [
            (&["responses", "--cases", "0"][..], 0),
            (&["responses", "--cases", "0", "--strict"], 1),
        ] {
            let ended = carried(Manner::Typed(kind), args);
            assert_eq!(ended.code, code, "{kind}: {ended:?}");
            assert!(ended.out.contains("content type"), "{ended:?}");
        }
    }
}
