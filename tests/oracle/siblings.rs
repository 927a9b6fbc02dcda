//! The oracle in process for editions beside the one of record: their reference
//! under every reading and within every limit, and their mutants.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::in_process::{accounts, client_for, stamps};
use crate::kill_matrix::{is_as_kept, kept};
use crate::readings::{SplitMix, conforms, covering, is_of_part};
use tagproof::cases::{Case, Library, probes};
use tagproof::check::{Plan, Run, in_parallel, run};
use tagproof::contract::{ClauseId, Edition, Readings, clauses, edition_from, editions};
use tagproof::endpoint::{Reference, mutants_of};
use tagproof::proof::{Bench, Fate, Matrix, Scope, prove};

/// An edition with its suite and probes.
struct Sibling {
    edition: &'static Edition,
    library: Library,
    probes: Vec<Case>,
}

/// Every edition of another product than that of the edition of record.
fn siblings() -> Vec<Sibling> {
    let of_record = Edition::of_record().product;
    let others = editions().filter(|edition| edition.product != of_record);
    let siblings: Vec<Sibling> = others.map(sibling).collect();
    assert!(siblings.len() >= 2);
    siblings
}

fn sibling(edition: &'static Edition) -> Sibling {
    Sibling {
        edition,
        library: Library::embedded(edition).unwrap(),
        probes: probes(edition).unwrap(),
    }
}

/// What makes an edition another.
type Change = fn(&mut Edition);

impl Sibling {
    fn judged(&self, reading: Readings, number: usize) -> Run {
        let reference = Reference::new(self.edition.clone(), reading);
        let all = self.library.cases().iter();
        let cases: Vec<&Case> = all.filter(|case| is_of_part(case, number)).collect();
        judged_by(self.edition, &self.probes, reference, &cases)
    }
}

fn judged_by(
    edition: &'static Edition,
    probes: &[Case],
    reference: Reference,
    cases: &[&Case],
) -> Run {
    let client = client_for(Arc::new(reference), edition.product);
    let plan = Plan {
        address: Some("http://localhost"),
        ..Plan::plain(&client, "in process", edition)
    };
    run(&plan, probes, &cases.iter().copied().collect()).unwrap()
}

#[test]
fn a_sibling_conforms_under_every_option_of_every_axis() {
    for sibling in siblings() {
        let edition = sibling.edition;
        let readings = covering(edition);
        let conforming = in_parallel(2, readings.len(), |number| {
            let name = format!("{} covering reading {number}", edition.name);
            conforms(&sibling.judged(readings[number], number), &name);
            Some(name)
        });
        assert_eq!(conforming.len(), readings.len());
    }
}

#[test]
fn the_reference_conforms_within_the_limits_that_a_file_may_say() {
    let limits = [
        "ids = 2\ntags = 2\nquota = 11\nkey-length = 10\nvalue-length = 10",
        "ids = 100\ntags = 100\nquota = 200\nkey-length = 512\nvalue-length = 512",
    ];
    for (edition, limits) in editions().zip(limits.into_iter().cycle()) {
        let text = format!("based-on = '{}'\n{limits}", edition.name);
        let own = sibling(edition_from("own.toml", &text).unwrap());
        conforms(
            &own.judged(own.edition.complete(&own.edition.readings()), 0),
            &text,
        );
    }
}

#[test]
fn one_more_than_a_file_says_is_told_as_that() {
    let one_more: [(ClauseId, Change); 5] = [
        (clauses::ID_LIMIT, |edition| edition.ids += 1),
        (clauses::TAG_LIMIT, |edition| edition.tags += 1),
        (clauses::TAG_QUOTA, |edition| edition.quota += 1),
        (clauses::KEY_LENGTH, |edition| edition.key.length += 1),
        (clauses::VALUE_LENGTH, |edition| edition.value.length += 1),
    ];
    for edition in editions() {
        for limits in [
            "ids = 2\ntags = 2\nquota = 11\nkey-length = 10\nvalue-length = 10",
            "ids = 100\ntags = 20\nquota = 50\nkey-length = 512\nvalue-length = 512",
        ] {
            let text = format!("based-on = '{}'\n{limits}", edition.name);
            let edition = edition_from("own.toml", &text).unwrap();
            // One case is enough, and arrays of large editions take seconds to make.
            let library = Library::without_arrays(edition).unwrap();
            let probes = probes(edition).unwrap();
            for (clause, change) in one_more {
                let mut other = edition.clone();
                // A call with one more than a resource may have breaks the quota.
                if clause == clauses::TAG_LIMIT && other.tags >= other.quota {
                    continue;
                }
                change(&mut other);
                let reading = other.complete(&other.readings());
                let about = |case: &&Case| case.clauses.contains(&clause);
                let cases: Vec<&Case> = library.cases().iter().filter(about).collect();
                let run = judged_by(edition, &probes, Reference::new(other, reading), &cases);
                let told: BTreeSet<ClauseId> = run.failures.iter().map(|it| it.clause).collect();
                assert_eq!(told, BTreeSet::from([clause]), "{text}");
            }
        }
    }
}

#[test]
fn random_readings_of_a_sibling_never_fail() {
    let mut random = SplitMix::new(3);
    for sibling in siblings() {
        let readings = [(); 8].map(|()| random.reading(sibling.edition));
        let conforming = in_parallel(2, readings.len(), |number| {
            let name = format!("{} random reading {number}", sibling.edition.name);
            conforms(&sibling.judged(readings[number], number), &name);
            Some(name)
        });
        assert_eq!(conforming.len(), readings.len());
    }
}

/// Of the cases only those that kill, and those that contradict each other.
#[test]
fn the_cases_that_are_kept_kill_the_mutants_of_every_other_edition() {
    for Sibling {
        edition,
        library,
        probes,
    } in other_editions()
    {
        let kept = kept(&name_of(edition));
        let killers: BTreeSet<&str> = kept.values().flatten().map(String::as_str).collect();
        let all = library.cases().iter();
        let cases: Vec<&Case> = all
            .filter(|case| {
                killers.contains(case.id.as_str()) || case.id.starts_with("consistency/")
            })
            .collect();
        let matrix = proved(edition, &probes, &cases);
        let name = edition.name;
        assert_eq!(matrix.rows.len(), kept.len(), "{name}");
        for row in &matrix.rows {
            // By which of them is another question for who forgets every tenth write.
            let is_killed = matches!(row.fate, Fate::Killed { .. });
            let is_kept = kept[row.mutant].is_some();
            assert_eq!(is_killed, is_kept, "{name}: {}", row.mutant);
        }
        let alive = kept.values().filter(|killer| killer.is_none()).count();
        assert!(kept.len() >= 120 && alive * 20 <= kept.len(), "{name}");
    }
}

#[test]
#[ignore = "minutes, and writes what is kept; CONTRIBUTING.md says when it is run"]
fn nineteen_of_twenty_mutants_of_every_other_edition_are_killed() {
    for Sibling {
        edition,
        library,
        probes,
    } in other_editions()
    {
        let cases: Vec<&Case> = library.cases().iter().collect();
        let matrix = proved(edition, &probes, &cases);
        is_as_kept(&name_of(edition), &matrix);
        let alive: Vec<&str> = matrix
            .rows
            .iter()
            // By whichever case: pages of ten rows are followed, and lost, in more
            // cases than those about pages.
            .filter(|row| matches!(row.fate, Fate::Survived { other: None }))
            .map(|row| row.mutant)
            .collect();
        // What answers like another reading is none to be found.
        let equal = matrix.rows.iter();
        let equal = equal.filter(|row| matches!(row.fate, Fate::Equivalent { .. }));
        assert!(equal.count() <= 6, "{}", edition.name);
        let all = matrix.rows.len();
        let name = edition.name;
        assert!(all >= 120, "{name}: {all}");
        assert!(
            alive.len() * 20 <= all,
            "{name}: of {all} these live: {alive:?}"
        );
    }
}

/// Every edition but that of record.
fn other_editions() -> impl Iterator<Item = Sibling> {
    let of_record = Edition::of_record().name;
    let others = editions().filter(move |edition| edition.name != of_record);
    others.map(sibling)
}

/// What the matrix of an edition is kept as.
fn name_of(edition: &Edition) -> String {
    format!("kill-matrix-{}", edition.name)
}

fn proved(edition: &'static Edition, probes: &[Case], cases: &[&Case]) -> Matrix {
    let bench = Bench {
        edition,
        mutants: mutants_of(edition).collect(),
        probes,
        accounts: accounts(),
        stamps: stamps(),
        jobs: 2,
        seed: 0,
        stop: Arc::default(),
    };
    prove(&bench, cases, Scope::Whole).unwrap()
}
