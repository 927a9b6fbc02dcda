//! What other operations say of what one shows and nothing explains.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Answer, Edition, Product, TagRow, params};
use crate::model::{Model, Permit};
use crate::targets::Witness;

use crate::check::belief::Belief;
use crate::check::belief::Divergent;
use crate::check::belief::{exchange_at, own_keys};
use crate::check::evidence::{Event, Exchange, Transcript};

/// What other operations say of an exchange that nothing explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opinion {
    /// One shows what was expected: the operation that was asked first is wrong.
    AsExpected(&'static str),
    /// Those that were asked do not show it either.
    NeitherWay,
    /// There is none.
    None,
}

/// What the opinions say that were asked for after an exchange.
pub(super) fn opinion(
    transcript: &Transcript,
    divergent: &Divergent,
    edition: &Edition,
) -> Opinion {
    let after = transcript.events.iter().skip(divergent.event + 1);
    let opinions = after.map_while(|event| match event {
        Event::Opinion(exchange) => Some(exchange),
        _ => None,
    });
    let mut by_operation: BTreeMap<&str, Vec<&Exchange>> = BTreeMap::new();
    for exchange in opinions {
        let name = exchange.made().action.as_str();
        by_operation.entry(name).or_default().push(exchange);
    }
    if shows_a_row_twice(transcript, divergent) {
        // It shows each tag once, however often it is there.
        by_operation.remove(params::DESCRIBE_TAGS);
    }
    let model = Model::new(edition);
    let mine = own_keys(transcript);
    let mut found = Opinion::None;
    for (name, asked) in by_operation {
        let counts = name == params::TAG_RESOURCES;
        if counts && !shows_another_count(transcript, divergent) {
            continue;
        }
        if !counts && !asked.iter().all(|exchange| is_told(exchange)) {
            continue;
        }
        if explained(&model, &divergent.before, &asked, &mine) {
            return Opinion::AsExpected(name_of(name, edition.product));
        }
        found = Opinion::NeitherWay;
    }
    found
}

/// The rows that the exchange in doubt shows.
fn rows(transcript: &Transcript, divergent: &Divergent) -> Vec<TagRow> {
    let shown = exchange_at(transcript, divergent.event);
    let rows = shown.and_then(|(_, answer)| answer.tag_rows());
    rows.unwrap_or_default()
}

fn shows_a_row_twice(transcript: &Transcript, divergent: &Divergent) -> bool {
    let mut rows = rows(transcript, divergent);
    rows.sort();
    rows.windows(2).any(|pair| pair[0] == pair[1])
}

/// Whether more or fewer rows are shown than are expected: of their texts a
/// count says nothing.
fn shows_another_count(transcript: &Transcript, divergent: &Divergent) -> bool {
    let shown = rows(transcript, divergent).len();
    divergent.permitted.iter().all(|(permit, _)| match permit {
        Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => rows.len() != shown,
        _ => true,
    })
}

fn is_told(exchange: &Exchange) -> bool {
    exchange.answer.as_ref().is_ok_and(Answer::is_success)
}

/// Whether some reading explains exchanges one after the other.
fn explained(
    model: &Model<'_>,
    before: &Belief,
    exchanges: &[&Exchange],
    mine: &BTreeSet<String>,
) -> bool {
    let mut belief = before.clone();
    for exchange in exchanges {
        let Ok(answer) = &exchange.answer else {
            return false;
        };
        match belief.after(model, &exchange.call, answer, mine) {
            Ok(next) => belief = next,
            Err(_) => return false,
        }
    }
    !belief.is_empty()
}

/// The name of an operation that shows tags, to keep.
fn name_of(operation: &str, product: &Product) -> &'static str {
    let kinds = product.kinds.iter().copied();
    kinds
        .flat_map(Witness::ladder)
        .map(Witness::name)
        .find(|name| *name == operation)
        .unwrap_or("the quota")
}
