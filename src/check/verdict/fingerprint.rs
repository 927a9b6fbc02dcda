//! What the probes show of free axes: the order of reports and the like, which
//! is reported and never judged.

use std::collections::BTreeSet;

use crate::contract::{AxisId, Binding as Bind, Edition, Readings};
use crate::model::{Change, Model, Permit};

use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::belief::world_of;
use crate::check::evidence::Event;
use crate::check::results::{AxisResult, AxisStatus};

/// For every free axis the options under which an implementation would have
/// answered every probe as this one did.
pub(in crate::check) fn free_axes(
    probed: &[Tried<'_>],
    edition: &Edition,
    belief: &Relation,
) -> Vec<AxisResult> {
    let Some(hull) = belief.hull() else {
        return Vec::new();
    };
    edition
        .axes()
        .filter(|axis| axis.axis().binding == Bind::Free)
        .map(|axis| free_axis(axis, probed, edition, &hull))
        .collect()
}

fn free_axis(axis: AxisId, probed: &[Tried<'_>], edition: &Edition, hull: &Readings) -> AxisResult {
    let names: Vec<&'static str> = axis.axis().options.iter().map(|option| option.id).collect();
    let mut seen = vec![true; names.len()];
    let mut evidence = Vec::new();
    for probe in probed {
        let foretold: Vec<Vec<Option<Permit>>> = (0..u8::try_from(names.len()).unwrap_or(0))
            .map(|option| {
                let reading = edition.complete(&hull.choosing(axis, option));
                foretell(probe, edition, &reading)
            })
            .collect();
        for (place, event) in probe.transcript.events.iter().enumerate() {
            let Event::Exchange(exchange) = event else {
                continue;
            };
            let Ok(answer) = &exchange.answer else {
                continue;
            };
            let here: Vec<&Option<Permit>> =
                foretold.iter().map(|permits| &permits[place]).collect();
            if here.iter().all(|permit| *permit == here[0]) {
                continue;
            }
            evidence.push(format!("{}#{}", probe.case.id, exchange.role.step()));
            for (seen, permit) in seen.iter_mut().zip(here) {
                let agrees = permit
                    .as_ref()
                    .is_some_and(|permit| permit.allows(answer, &BTreeSet::new()));
                *seen &= agrees;
            }
        }
    }
    let shown: Vec<&'static str> = names
        .iter()
        .zip(&seen)
        .filter(|(_, seen)| **seen)
        .map(|(name, _)| *name)
        .collect();
    evidence.dedup();
    let reason = if evidence.is_empty() {
        "no probe tells; not judged"
    } else if shown.is_empty() {
        "none of the known options; not judged"
    } else {
        "seen, not judged"
    };
    AxisResult {
        axis,
        status: if shown.len() == 1 && !evidence.is_empty() {
            AxisStatus::Pinned
        } else {
            AxisStatus::Open
        },
        options: if shown.is_empty() || evidence.is_empty() {
            names
        } else {
            shown
        },
        evidence: evidence.into_iter().take(2).collect(),
        reason: Some(reason.to_owned()),
    }
}

/// What an implementation with this reading answers at every event of a probe.
fn foretell(probe: &Tried<'_>, edition: &Edition, reading: &Readings) -> Vec<Option<Permit>> {
    let model = Model::new(edition);
    let mut world = world_of(&probe.transcript);
    let mut foretold = Vec::new();
    for event in &probe.transcript.events {
        foretold.push(match event {
            Event::Exchange(exchange) => {
                let decision = model.decide(&world, &exchange.call, reading);
                world = world.after(&decision.changes);
                Some(told_apart(decision.permit, reading))
            }
            Event::Deleted(id) => {
                world.apply(&Change::Delete(id.clone()));
                None
            }
            // No probe makes calls at once.
            Event::Created(_) | Event::Opinion(_) | Event::AtOnce(_) => None,
        });
    }
    foretold
}

/// The permit with the one code that the reading sends, so that codes for
/// which the page has none are told apart too.
fn told_apart(permit: Permit, reading: &Readings) -> Permit {
    match permit {
        Permit::Refuse(mut refusal) => {
            refusal.codes = refusal.codes.exactly(reading);
            Permit::Refuse(refusal)
        }
        other => other,
    }
}
