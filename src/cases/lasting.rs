//! Tags that stay: through a whole run, and on one resource among thousands.

use crate::contract::{ClauseId, Edition, Kind, clauses};

use super::case::{Action, Case, ReadBack, Step};
use super::conditions::COVERING_TOPIC;
use super::enumerated::enumerated;
use super::origin::Origin;

/// Resources beside the one that is looked at: more than a thousand, where many
/// stores and pages end.
const OTHERS: usize = 2000;

/// What they are about.
const ABOUT: [ClauseId; 2] = [clauses::EFFECT_ALL, clauses::EFFECT_ONLY];

/// For each type a resource that is tagged when the run begins, and looked at when
/// all else is done.
pub(super) fn through_a_run(edition: &Edition) -> Vec<Case> {
    let through = |kind: &Kind| {
        let on = kind.lifecycle().fixture;
        let steps = vec![
            Step::tag(&[on], &[("first", "kept"), ("second", ""), ("third", "v3")]),
            Step::new(Action::Rest, &[]),
        ];
        let id = format!("time/from-start-to-end-{on}");
        at_the_end(enumerated(edition, id, on, &ABOUT, steps, Origin::Types))
    };
    edition.product.kinds.iter().map(through).collect()
}

/// A resource that is tagged when the run begins, and looked at when all else is
/// done and thousands of others are there and tagged too.
pub(super) fn among_thousands(edition: &Edition) -> Case {
    let on = edition.product.usual().lifecycle().fixture;
    let others: Vec<String> = (2..OTHERS + 2)
        .map(|number| format!("{on}#{number}"))
        .collect();
    let names: Vec<&str> = others.iter().map(String::as_str).collect();
    let mut steps = vec![
        Step::tag(&[on], &[("one", "among-thousands")]),
        Step::new(Action::Rest, &[]),
        Step::new(Action::Create, &names),
    ];
    let calls = names.chunks(edition.ids);
    steps.extend(calls.map(|names| Step::tag(names, &[("other", "x")])));
    let id = format!("{COVERING_TOPIC}/one-resource-among-thousands");
    let origin = Origin::Conditions;
    at_the_end(enumerated(edition, id, on, &ABOUT, steps, origin))
}

/// The case without bystanders, which others may need meanwhile, and without a
/// read after each of many calls.
fn at_the_end(case: Case) -> Case {
    Case {
        read_back: ReadBack::End,
        ..case
    }
}
