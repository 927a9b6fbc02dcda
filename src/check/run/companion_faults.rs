//! Tries the operations beside `TagResources` before anything relies on them.

use crate::cases::Case;
use crate::contract::{ClauseId, Edition, params};
use crate::targets::{Capabilities, Client};

use super::plan::GONE_AFTER;
use crate::check::attempt::Witnesses;
use crate::check::attempt::without;
use crate::check::belief::Finding;
use crate::check::belief::Tried;
use crate::check::evidence::is_too_much;
use crate::check::evidence::{Ended, Transcript};
use crate::check::results::{Observed, Showed};
use crate::check::verdict::operation_of;

/// Attempts that must all find an operation wrong for it not to be used.
const ATTEMPTS: usize = 3;

/// What was found of the companions.
pub(super) struct Companions {
    /// Their cases, tried in order.
    pub(super) tried: Vec<Tried<'static>>,
    /// What the target can do that may be relied on.
    pub(super) able: Capabilities,
}

impl Companions {
    /// Nothing but what is known already.
    pub(super) fn known(able: Capabilities) -> Self {
        Self {
            tried: Vec::new(),
            able,
        }
    }

    /// Tries the cases one after the other. What one of them finds wrong the
    /// next does not use, and one fault is not told twice. What is wrong now and
    /// then is told, but does not keep an operation from being used: it need not
    /// be its own fault.
    pub(super) fn find<'w>(
        cases: &'static [Case],
        able: &Capabilities,
        edition: &Edition,
        client: &Client,
        attempt: impl Fn(&'static Case, &Capabilities) -> Tried<'static>,
        working: impl Fn() -> &'w Witnesses,
    ) -> Self {
        let mut found = Self::known(able.clone());
        let mut kept = 0;
        for case in cases {
            let distrust = speaks_of(case).and_then(|operation| found.able.distrust(operation));
            let tried = match distrust {
                Some(reason) => untried(case, reason),
                None => attempt(case, &found.able),
            };
            if let Some((operation, clause)) = fault(&tried, edition)
                && (1..ATTEMPTS).all(|_| fault(&attempt(case, &found.able), edition).is_some())
            {
                found.able = without(&found.able, operation, clause, working());
            }
            kept += tried.transcript.weight();
            found.tried.push(tried);
            if is_too_much(kept, found.tried.len()) {
                break;
            }
            let ends = found.tried.iter().rev().map(|tried| &tried.ended);
            let is_gone = ends.take_while(|ended| ended.is_unanswered()).count() >= GONE_AFTER;
            if is_gone || client.is_stopped() || client.is_gone() {
                found.tried.pop();
                break;
            }
        }
        found
    }

    /// What came of a case, if it is one of those.
    pub(super) fn tried<'c>(&self, case: &'c Case) -> Option<Tried<'c>> {
        let same = |tried: &&Tried<'_>| tried.case.id == case.id && tried.case.steps == case.steps;
        let tried = self.tried.iter().find(same)?;
        Some(Tried {
            case,
            transcript: tried.transcript.clone(),
            ended: tried.ended.clone(),
            finding: tried.finding.clone(),
        })
    }

    /// Why a case cannot be judged that calls what was found wrong.
    pub(super) fn distrust(&self, case: &Case) -> Option<String> {
        if case.is_about_companions() {
            return None;
        }
        let called = case
            .steps
            .iter()
            .filter_map(|step| step.action.companion(case.product));
        let mut reasons = called.filter_map(|operation| self.able.distrust(operation));
        reasons.next()
    }
}

/// A case that was not tried, as nothing would come of it.
pub(super) fn untried(case: &Case, reason: String) -> Tried<'_> {
    Tried {
        case,
        transcript: Transcript::default(),
        ended: Ended::Inconclusive(reason.clone()),
        finding: Finding::Inconclusive(reason),
    }
}

/// The operation that a case about companions is about.
fn speaks_of(case: &Case) -> Option<&'static str> {
    case.clauses
        .iter()
        .find_map(|clause| operation_of(*clause, case.product))
}

/// The operation that a case found wrong, and the clause that it breaks.
fn fault(tried: &Tried<'_>, edition: &Edition) -> Option<(&'static str, ClauseId)> {
    if let Ended::Wrong(wrong) = &tried.ended {
        let is_companion = wrong.operation != params::TAG_RESOURCES;
        return is_companion.then_some((wrong.operation, wrong.clause));
    }
    let observed = Observed::of(tried, edition);
    let showed = match &observed.showed {
        Showed::Failed(failure) => Some(failure.clause),
        _ => None,
    };
    let broken = observed.broken.as_ref().map(|failure| failure.clause);
    let rules = observed.violations.iter().map(|violation| violation.clause);
    let mut clauses = broken.into_iter().chain(rules).chain(showed);
    clauses.find_map(|clause| Some((operation_of(clause, edition.product)?, clause)))
}
