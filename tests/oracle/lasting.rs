//! What only shows when a run has lasted for a while is found at its end.

use std::sync::Arc;

use crate::in_process::{client, is_of_an_array, judged_in, plan, probes_of_record};
use tagproof::cases::Library;
use tagproof::check::{Session, Verdict};
use tagproof::contract::Edition;
use tagproof::endpoint::{Reference, mutant_named};

/// Cases that others than the lasting ones are a background to.
fn is_wanted(case: &tagproof::cases::Case) -> bool {
    case.is_lasting() || case.id.starts_with("tags-per-") || case.id.starts_with("order/")
}

#[test]
fn who_forgets_what_was_tagged_long_ago_is_found_by_what_lasts_a_run() {
    let edition = Edition::of_record();
    let mutant = mutant_named("only-a-thousand-keep-tags").unwrap();
    let reference = Reference::new(edition.clone(), edition.readings()).with_mutant(mutant);
    let run = judged_in(&client(Arc::new(reference)), |case| !is_of_an_array(case));
    let of_time = |id: &str| id.starts_with("time/");
    let failed: Vec<_> = run
        .cases
        .iter()
        .filter(|case| case.verdict == Verdict::Fail)
        .collect();
    assert!(!failed.is_empty());
    for case in failed {
        assert!(of_time(&case.id), "{}: {:?}", case.id, case.reason);
    }
    for failure in &run.failures {
        assert_eq!(failure.intermittent, None);
        // No less than a whole run shows it again.
        assert!(!failure.replay.contains('/'), "{}", failure.replay);
    }
}

#[test]
fn what_lasts_a_run_is_in_its_place_among_the_others() {
    let edition = Edition::of_record();
    let reference = Reference::new(edition.clone(), edition.readings());
    let run = judged_in(&client(Arc::new(reference)), is_wanted);
    assert!(run.cases.is_sorted_by(|one, other| one.id < other.id));
    let lasting = run.cases.iter().filter(|case| case.id.starts_with("time/"));
    assert_eq!(lasting.count(), edition.product.kinds.len());
    assert_eq!(run.count(Verdict::Pass), run.total());
}

#[test]
fn who_waits_for_no_other_case_says_nothing_of_time() {
    let edition = Edition::of_record();
    let client = client(Arc::new(Reference::new(
        edition.clone(),
        edition.readings(),
    )));
    let plan = plan(&client, edition);
    let session = Session::open(&plan, probes_of_record()).unwrap();
    let library = Library::embedded(edition).unwrap();
    let lasting = library.cases().iter().filter(|case| case.is_lasting());
    for case in lasting {
        let tried = session.tried(case);
        let came_to = session.conclude_alone(&tried).cases[0].verdict;
        let expected = if case.is_of_a_whole_run() {
            Verdict::NotApplicable
        } else {
            // This is about how many there are as well.
            Verdict::Pass
        };
        assert_eq!(came_to, expected, "{}", case.id);
    }
}
