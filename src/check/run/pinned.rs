//! What cases pin of the reading that a target follows: the probes for good, calls at once nothing.

use crate::check::belief::{Explained, Finding, Relation, Tried, judge};
use crate::contract::Edition;

/// What a case with calls at once found, or one that lasted a run, judged from what
/// the probes pinned: it pins nothing itself, as what it saw depends on how the calls
/// fell, or comes after all others. What another reading explains is for the cases
/// to settle that are about it.
pub(super) fn unjoined(tried: &Tried<'_>, edition: &Edition, all: &Relation) -> Finding {
    let from_all = || judge(tried.case, &tried.transcript, edition, all);
    match &tried.finding {
        Finding::Explained(_) => Finding::Explained(Explained {
            relation: all.clone(),
            narrowings: Vec::new(),
            widest: 1,
        }),
        Finding::Divergent(_) | Finding::Inconsistent(_) | Finding::Unordered(_)
            if matches!(from_all(), Finding::Explained(_)) =>
        {
            Finding::Inconclusive("only a reading explains it that the probes rule out".to_owned())
        }
        finding => finding.clone(),
    }
}

/// What the probes leave of the readings that a run begins with.
pub(super) fn frozen(probed: &[Tried<'_>], start: &Relation) -> Relation {
    probed
        .iter()
        .fold(start.clone(), |belief, probe| match &probe.finding {
            Finding::Explained(explained) => {
                let next = belief.join(&explained.relation);
                if next.is_empty() { belief } else { next }
            }
            _ => belief,
        })
}
