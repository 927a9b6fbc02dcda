//! Tags that stay: through a whole run, and on one resource among thousands.

use crate::contract::{Edition, Kind, clauses};

use super::case::{Action, Case, Need, ReadBack, Step};
use super::conditions::COVERING_TOPIC;
use super::origin::Origin;

/// Resources beside the one that is looked at: more than a thousand, where many
/// stores and pages end.
const OTHERS: usize = 2000;

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
        case(edition, id, on, steps, Origin::Types)
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
    case(
        edition,
        format!("{COVERING_TOPIC}/one-resource-among-thousands"),
        on,
        steps,
        Origin::Conditions,
    )
}

fn case(edition: &Edition, id: String, on: &str, steps: Vec<Step>, origin: Origin) -> Case {
    let product = edition.product;
    Case {
        product,
        id,
        aliases: Vec::new(),
        clauses: vec![clauses::EFFECT_ALL, clauses::EFFECT_ONLY],
        violates: Vec::new(),
        needs: Need::parse(on, product).into_iter().collect(),
        given: Vec::new(),
        axes: Vec::new(),
        note: None,
        steps,
        twin: None,
        // Others are not kept as long, nor is each of many calls read after.
        read_back: ReadBack::End,
        origin,
    }
}
