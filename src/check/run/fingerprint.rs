//! Asks the probes alone.

use crate::cases::Case;
use crate::targets::Capabilities;

use super::plan::{Plan, RunError};
use super::session::Session;
use crate::check::belief::Finding;
use crate::check::results::AxisResult;
use crate::check::verdict::free_axes;

/// What a target can do, the readings that it shows in the probes alone, and
/// the probes that diverge and so pin nothing.
pub fn fingerprint(
    plan: &Plan<'_>,
    probes: &[Case],
) -> Result<(Capabilities, Vec<AxisResult>, Vec<String>), RunError> {
    let session = Session::open(plan, probes)?;
    session.probed();
    session.not_void()?;
    let conclusion = session.conclude(&[]);
    let mut readings = conclusion.readings;
    readings.extend(free_axes(
        session.probed(),
        plan.edition,
        &conclusion.belief,
    ));
    let diverged = session
        .probed()
        .iter()
        .filter(|tried| {
            matches!(
                tried.finding,
                Finding::Divergent(_) | Finding::Inconsistent(_)
            )
        })
        .map(|tried| tried.case.id.clone())
        .collect();
    Ok((session.capabilities().clone(), readings, diverged))
}
