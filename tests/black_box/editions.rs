//! A target of another edition is told which one it follows.

use crate::program::{ended, tagproof};
use crate::served::Served;

#[test]
fn the_first_line_names_the_edition_that_explains_the_failures() {
    let target = Served::start(&["--edition", "vpc-2024-06"]);
    let by_default = ended(tagproof(&["run", "--target", &target.url]));
    assert_eq!(by_default.code, 1, "{by_default:?}");
    let first = by_default.out.lines().next().unwrap();
    let (gone, of) = first
        .strip_prefix("judged by vpc-2024-06, ")
        .and_then(|rest| rest.strip_suffix(" failures go away"))
        .and_then(|rest| rest.split_once(" of "))
        .unwrap_or_else(|| panic!("{first}"));
    let (gone, of): (usize, usize) = (gone.parse().unwrap(), of.parse().unwrap());
    assert!(gone > of / 2 && gone <= of, "{first}");
    let by_its_own = ended(tagproof(&[
        "run",
        "--edition",
        "vpc-2024-06",
        "--target",
        &target.url,
    ]));
    assert_eq!(by_its_own.code, 0, "{by_its_own:?}");
    assert!(
        by_its_own.out.ends_with(" conforms to vpc-2024-06\n"),
        "{by_its_own:?}"
    );
    assert!(!by_its_own.out.contains("judged by"), "{by_its_own:?}");
}

#[test]
fn the_reference_follows_whichever_edition_it_is_judged_by() {
    for edition in ["vpc-2023-03", "vpc-2024-06"] {
        let ended = ended(tagproof(&["run", "--edition", edition]));
        assert_eq!(ended.code, 0, "{edition}: {ended:?}");
        let verdict = format!("reference conforms to {edition}\n");
        assert!(ended.out.ends_with(&verdict), "{edition}: {ended:?}");
    }
}

#[test]
fn no_other_edition_is_named_for_a_fault_that_is_in_none() {
    for mutant in ["mutant:first-id-only", "mutant:constant-request-id"] {
        let ended = ended(tagproof(&["run", "--target", mutant]));
        assert_eq!(ended.code, 1, "{mutant}: {ended:?}");
        assert!(
            !ended.out.contains("failures go away"),
            "{mutant}: {ended:?}"
        );
    }
}
