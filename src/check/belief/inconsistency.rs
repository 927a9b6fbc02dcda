//! Tells one axis that was answered both ways from what no reading explains.

use std::collections::BTreeSet;

use crate::cases::Case;
use crate::contract::{Answer, AxisId, AxisSet, Binding as Bind, Call};
use crate::model::Model;

use super::finding::{Divergent, Inconsistent, Narrowing};
use super::hypotheses::{Belief, Relation};
use super::walk::{exchange_at, own_keys, walk};
use crate::check::evidence::Transcript;

/// Whether the answer that nothing explains is explained once one axis may be
/// chosen anew at each step: then two steps cannot both be right.
pub(super) fn inconsistency(
    model: &Model<'_>,
    case: &Case,
    transcript: &Transcript,
    start: &Relation,
    divergent: &Divergent,
    narrowings: &[(usize, Narrowing)],
) -> Option<Inconsistent> {
    let (exchange, answer) = exchange_at(transcript, divergent.event)?;
    let mine = own_keys(transcript);
    let narrowed = divergent.before.relation().constrained();
    // What the edition settles is no reading: against it there is only a fault.
    let admitted = model.edition.readings();
    for axis in narrowed
        .iter()
        .filter(|axis| axis.axis().binding == Bind::Consistent && admitted.only(*axis).is_none())
    {
        let loose = model.loosened(AxisSet::default().with(axis));
        let opened = start.widened(AxisSet::default().with(axis), &admitted);
        let Ok(before) = walk(&loose, case, transcript, &opened, divergent.event) else {
            continue;
        };
        if before.stop.is_some()
            || before
                .belief
                .after(&loose, &exchange.call, answer, &mine)
                .ok()?
                .is_empty()
        {
            continue;
        }
        let needed =
            options_that_explain(model, &before.belief, axis, &exchange.call, answer, &mine);
        let ruled_out = narrowings
            .iter()
            .find(|(_, narrowing)| {
                !narrowing
                    .hull
                    .names(axis)
                    .iter()
                    .any(|option| needed.contains(option))
            })
            .map(|(_, narrowing)| narrowing)?;
        return Some(Inconsistent {
            axis,
            earlier: ruled_out.step,
            earlier_options: ruled_out.hull.names(axis),
            later: exchange.role.step(),
            later_options: needed,
            at: divergent.clone(),
        });
    }
    None
}

fn options_that_explain(
    model: &Model<'_>,
    belief: &Belief,
    axis: AxisId,
    call: &Call,
    answer: &Answer,
    mine: &BTreeSet<String>,
) -> Vec<&'static str> {
    let explains = |option: u8| {
        belief.hypotheses().iter().any(|hypothesis| {
            let readings = hypothesis.readings.choosing(axis, option);
            model
                .branches(&hypothesis.world, call, &readings)
                .is_ok_and(|branches| {
                    branches
                        .iter()
                        .any(|branch| branch.permit.allows(answer, mine))
                })
        })
    };
    let admitted = model.edition.readings();
    admitted
        .options(axis)
        .filter(|option| explains(*option))
        .map(|option| axis.axis().options[usize::from(option)].id)
        .collect()
}
