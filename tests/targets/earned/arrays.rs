//! What covering arrays combine and a target does not take is told, and fails nothing.

use tagproof::contract::Call;
use tagproof::wire::{Request, Response};

use super::altered::{Altered, refused};
use crate::program::{ended, tagproof};

/// What a target refuses, and how that is told before the run.
type Lacking = (fn(&Request, &Call) -> bool, &'static str);

/// A request by ACS3.
fn is_acs3(request: &Request) -> bool {
    request.header("authorization").is_some()
}

const LACKING: [Lacking; 5] = [
    (
        |_, call| call.get("RegionId") == Some("cn-beijing"),
        "third-region: judged with two regions: ",
    ),
    (
        |request, _| is_acs3(request),
        "other-scheme: judged with one scheme of signing: ",
    ),
    (
        |request, _| is_acs3(request) && !request.body.is_empty(),
        "other-scheme-forms: forms are judged with one scheme of signing: ",
    ),
    (
        |request, _| is_acs3(request) && !request.query.is_empty() && !request.body.is_empty(),
        "other-scheme-forms: forms are judged with one scheme of signing: ",
    ),
    (
        |request, _| !request.query.is_empty() && !request.body.is_empty(),
        "query-and-form: judged with all parameters in one of them: ",
    ),
];

#[test]
fn what_arrays_combine_and_a_target_does_not_take_is_told_and_fails_nothing() {
    for (lacks, told) in LACKING {
        let door = move |request: &Request, call: &Call| -> Option<Response> {
            lacks(request, call).then(|| refused(request, call, 400, "NotHere"))
        };
        let target = Altered::reference().door(door).served();
        let ended = ended(tagproof(&[
            "run",
            "covering/id-exists-*",
            "covering/overwriting-new-value-*",
            "covering/companions-untag-all-*",
            "--target",
            &target.url,
        ]));
        assert_eq!(ended.code, 0, "{told}: {ended:?}");
        assert!(ended.err.contains(told), "{told}: {ended:?}");
        assert!(!ended.out.contains("not-applicable"), "{told}: {ended:?}");
    }
}
