//! Campaigns against honest endpoints: nothing is ever found.

use std::sync::Arc;

use crate::in_process::{client, plan, probes_of_record};
use crate::readings::SplitMix;
use tagproof::campaign::{Campaign, Outcome, campaign};
use tagproof::check::{Demands, Plan, Standing};
use tagproof::contract::Edition;
use tagproof::endpoint::Reference;

/// Random readings.
const READINGS: u64 = 15;

/// Cases of the campaign against each.
const CASES: usize = 192;

/// One case in so many may stay open at most.
const OPEN: usize = 20;

#[test]
fn a_campaign_finds_nothing_in_an_honest_endpoint_whatever_it_reads() {
    let edition = Edition::of_record();
    let mut random = SplitMix::new(4);
    for seed in 0..READINGS {
        let reading = random.reading(edition);
        let reference = Reference::new(edition.clone(), reading);
        let client = client(Arc::new(reference));
        let plan = Plan {
            seed,
            ..plan(&client, edition)
        };
        let outcome = campaign(&Campaign {
            plan: &plan,
            probes: probes_of_record(),
            budget: CASES,
            corpus: Vec::new(),
            artifacts: "artifacts".to_owned(),
            stop: &|| None,
            tell: &|_| {},
        })
        .unwrap();
        assert_eq!(outcome.found.len(), 0, "seed {seed}: {:?}", outcome.found);
        let tally = outcome.tally;
        assert_eq!(tally.cases, CASES);
        assert_eq!(tally.fail, 0, "seed {seed}: {tally:?}");
        assert!(tally.inconclusive * OPEN <= CASES, "seed {seed}: {tally:?}");
        assert!(tally.clauses >= 40, "seed {seed}: {tally:?}");
        if seed == 0 {
            what_stays_open_is_bounded(outcome);
        }
    }
}

/// Judges the campaign as if five of a hundred cases had stayed open.
fn what_stays_open_is_bounded(mut outcome: Outcome) {
    outcome.tally.cases = 100;
    outcome.tally.pass = 95;
    outcome.tally.inconclusive = 5;
    let judged = |allowed| outcome.judged(&Demands::said(None, Some(allowed)));
    assert_eq!(judged(5).standing, Standing::Conforms);
    let judgement = judged(4);
    assert_eq!(judgement.standing, Standing::Inconclusive);
    let accept = judgement.causes[0].accept.as_deref();
    assert_eq!(accept, Some("--max-inconclusive 5"));
}
