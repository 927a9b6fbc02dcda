//! Which operations show the tags of each type, and what is left of them when
//! one was found wrong.

use crate::cases::{Case, Need, Origin, ReadBack, Step};
use crate::contract::{Answer, ClauseId, Kind, Product, TagRow};
use crate::targets::{Capabilities, Lack, Witness};

use super::execute::attempt_so;
use super::under_way::Witnesses;
use super::under_way::{Manner, Setting};
use crate::check::evidence::{Event, Role, Transcript};

/// The tag by which it is seen who shows tags.
const SEEN: (&str, &str) = ("seen", "by");

/// Of each type the operations that show a tag that was put on; where at most
/// one does also the quota, if it is enforced.
pub(in crate::check) fn working(setting: &Setting<'_>) -> Witnesses {
    let mut working = Witnesses::new();
    let product = setting.edition.product;
    for kind in product.kinds.iter().copied() {
        if setting.capabilities.source(kind).is_err() {
            continue;
        }
        let all = Witnesses::from([(kind, Witness::ladder(kind).collect())]);
        let manner = Manner {
            asks: Some((Role::Step(1), &all)),
            quiet: None,
        };
        let made = attempt_so(&tagging(product, kind, &[SEEN]), setting, manner);
        let shows = |witness: &Witness| is_shown_by(*witness, &made.transcript);
        let mut found: Vec<Witness> = Witness::ladder(kind).filter(shows).collect();
        if found.len() < 2 && has_quota(kind, setting) {
            found.push(Witness::Quota);
        }
        working.insert(kind, found);
    }
    working
}

/// What a target can do whose operation breaks a clause: what only that one
/// shows is seen by the next that shows it, if there is one.
pub(in crate::check) fn without(
    able: &Capabilities,
    operation: &'static str,
    clause: ClauseId,
    working: &Witnesses,
) -> Capabilities {
    let mut able = able.clone();
    able.wrong.insert(operation, clause);
    let reason = able.distrust(operation).unwrap_or_default();
    for (kind, supply) in &mut able.supplies {
        if kind.lifecycle().create == operation {
            supply.source = Err(Lack::told(reason.clone()));
        }
        let is_lost = supply
            .witness
            .as_ref()
            .is_ok_and(|witness| witness.name() == operation);
        if is_lost {
            let mut left = working.get(kind).into_iter().flatten();
            let next = left.find(|witness| !able.wrong.contains_key(witness.name()));
            supply.witness = next
                .copied()
                .ok_or_else(|| Lack::told(format!("{reason}, and nothing else shows tags")));
        }
    }
    able
}

fn is_shown_by(witness: Witness, transcript: &Transcript) -> bool {
    let is_it = |row: &TagRow| (row.key.as_str(), row.value.as_str()) == SEEN;
    transcript.events.iter().any(|event| match event {
        Event::Opinion(exchange) => {
            let answer = exchange.answer.as_ref().ok();
            exchange.made().action == witness.name()
                && answer
                    .filter(|answer| answer.is_success())
                    .and_then(Answer::tag_rows)
                    .is_some_and(|rows| rows.iter().any(is_it))
        }
        _ => false,
    })
}

/// Whether a resource takes as many tags as the edition allows, and no more.
fn has_quota(kind: Kind, setting: &Setting<'_>) -> bool {
    let keys: Vec<String> = (1..=setting.edition.quota)
        .map(|number| format!("fill{number}"))
        .collect();
    let tags: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "v")).collect();
    let fixture = kind.lifecycle().fixture;
    let one_more = [("one-more", "v")];
    let parts = tags.chunks(setting.edition.tags).chain([&one_more[..]]);
    let mut case = tagging(setting.edition.product, kind, &[]);
    case.steps = parts.map(|part| Step::tag(&[fixture], part)).collect();
    let made = attempt_so(&case, setting, Manner::default());
    let tagged = made.transcript.exchanges();
    let answers: Vec<Option<&Answer>> = tagged
        .filter(|exchange| matches!(exchange.role, Role::Step(_)))
        .map(|exchange| exchange.answer.as_ref().ok())
        .collect();
    let refused = |answer: &Answer| (400..500).contains(&answer.status) && answer.code().is_some();
    let [filled @ .., Some(more)] = answers.as_slice() else {
        return false;
    };
    let mut filled = filled.iter().copied();
    let is_filled = |answer: Option<&Answer>| answer.is_some_and(Answer::is_success);
    filled.len() > 0 && filled.all(is_filled) && refused(more)
}

/// A case that puts tags on a resource and looks at nothing.
fn tagging(product: &'static Product, kind: Kind, tags: &[(&str, &str)]) -> Case {
    let fixture = kind.lifecycle().fixture;
    Case {
        product,
        id: format!("companions/who-shows-a-{fixture}"),
        aliases: Vec::new(),
        clauses: Vec::new(),
        violates: Vec::new(),
        needs: Need::parse(fixture, product).into_iter().collect(),
        given: Vec::new(),
        axes: Vec::new(),
        note: None,
        steps: vec![Step::tag(&[fixture], tags)],
        twin: None,
        read_back: ReadBack::End,
        origin: Origin::Witnesses,
    }
}
