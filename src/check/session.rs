//! One target under judgement: what it can do, what its probes pin, its cases.

use std::sync::OnceLock;
use std::time::Duration;

use crate::cases::{ACCOUNTS, Case};
use crate::contract::Edition;
use crate::model::Saturated;
use crate::targets::{Capabilities, probe};
use crate::wire::Format;

use super::belief::Relation;
use super::conclude::{Conclusion, Tried, conclude};
use super::execute::{Setting, attempt};
use super::judge::{Explained, Finding, judge};
use super::ledger::Ledger;
use super::observed::Observed;
use super::run::{GONE_AFTER, Plan, RunError};
use super::transcript::{Ended, Transcript};

/// Attempts at a case that meets weather (design §2 g).
const ATTEMPTS: usize = 3;

/// A target whose abilities are known. Its probes are sent when somebody needs
/// to know what they pin.
pub struct Session<'a> {
    plan: &'a Plan<'a>,
    probes: &'a [Case],
    capabilities: Capabilities,
    formats: Vec<Format>,
    all: Relation,
    probed: OnceLock<(Vec<Tried<'a>>, Relation)>,
}

impl<'a> Session<'a> {
    /// Finds out what a target can do; an error means that nothing answers.
    pub fn open(plan: &'a Plan<'_>, probes: &'a [Case]) -> Result<Self, RunError> {
        let able = probe(plan.client, plan.edition, ACCOUNTS[0], &plan.regions[0]);
        not_void(plan)?;
        let capabilities = able.map_err(RunError::Unreachable)?;
        Ok(Self::knowing(plan, probes, capabilities))
    }

    /// The same where it is known already what a target can do.
    pub fn knowing(plan: &'a Plan<'_>, probes: &'a [Case], capabilities: Capabilities) -> Self {
        let known = capabilities.formats.clone();
        let wanted: Vec<Format> = known
            .iter()
            .copied()
            .filter(|format| plan.formats.contains(format))
            .collect();
        Self {
            plan,
            probes,
            capabilities,
            formats: if wanted.is_empty() { known } else { wanted },
            all: Relation::new(vec![plan.edition.readings()]),
            probed: OnceLock::new(),
        }
    }

    /// What the target can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// The probes, tried.
    pub fn probed(&self) -> &[Tried<'a>] {
        &self.fingerprint().0
    }

    /// Tries a case and judges it from all readings; where these are too many,
    /// and for calls at once, from those that the probes leave.
    pub fn tried<'c>(&self, case: &'c Case) -> Tried<'c> {
        if case.is_concurrent() {
            let mut tried = tried(case, &self.setting(), self.frozen());
            tried.finding = unjoined(&tried, self.plan.edition, &self.all);
            return tried;
        }
        let mut tried = tried(case, &self.setting(), &self.all);
        if matches!(&tried.finding, Finding::Inconclusive(reason) if *reason == Saturated.to_string())
        {
            tried.finding = judge(case, &tried.transcript, self.plan.edition, self.frozen());
        }
        tried
    }

    /// An error if the target broke the protocol: then all of its answers are
    /// void, and what was found of it is to be thrown away.
    pub fn not_void(&self) -> Result<(), RunError> {
        not_void(self.plan)
    }

    /// Cases at a time: one where the target serves no more.
    pub fn jobs(&self) -> usize {
        if self.capabilities.parallel {
            self.plan.jobs
        } else {
            1
        }
    }

    /// A ledger for cases one after another.
    pub fn ledger(&self) -> Ledger<'_> {
        let plan = self.plan;
        Ledger::new(plan.edition, plan.start.clone(), plan.strictness)
    }

    /// What cases showed by themselves.
    pub fn observed(&self, cases: &[Tried<'_>]) -> Vec<Observed> {
        let edition = self.plan.edition;
        cases
            .iter()
            .map(|case| Observed::of(case, edition))
            .collect()
    }

    /// Joins the probes and some cases, in the order of their ids.
    pub fn conclude(&self, cases: &[Tried<'_>]) -> Conclusion {
        self.concluded(self.probed(), cases, &self.observed(cases))
    }

    /// What one case comes to by itself.
    pub fn conclude_alone(&self, case: &Tried<'_>) -> Conclusion {
        let alone = std::slice::from_ref(case);
        self.concluded(&[], alone, &self.observed(alone))
    }

    /// Joins probes and cases; `observed` is what the cases showed.
    pub(super) fn concluded(
        &self,
        probes: &[Tried<'_>],
        cases: &[Tried<'_>],
        observed: &[Observed],
    ) -> Conclusion {
        let plan = self.plan;
        conclude(
            &self.observed(probes),
            observed,
            &cases,
            plan.edition,
            &plan.start,
            plan.strictness,
        )
    }

    fn setting(&self) -> Setting<'_> {
        Setting {
            client: self.plan.client,
            edition: self.plan.edition,
            regions: &self.plan.regions,
            capabilities: &self.capabilities,
            formats: &self.formats,
        }
    }

    /// What the probes pin: frozen, so that no case depends on another.
    fn frozen(&self) -> &Relation {
        &self.fingerprint().1
    }

    fn fingerprint(&self) -> &(Vec<Tried<'a>>, Relation) {
        self.probed.get_or_init(|| {
            let setting = self.setting();
            let mut probed: Vec<Tried<'a>> = Vec::with_capacity(self.probes.len());
            for case in self.probes {
                probed.push(tried(case, &setting, &self.all));
                let unanswered = probed.iter().rev().map(|probe| &probe.ended);
                if unanswered.take_while(|ended| ended.is_unanswered()).count() >= GONE_AFTER {
                    break;
                }
            }
            let frozen = frozen(&probed, &self.plan.start);
            (probed, frozen)
        })
    }
}

fn not_void(plan: &Plan<'_>) -> Result<(), RunError> {
    plan.client
        .breach()
        .map_or(Ok(()), |error| Err(RunError::Void(error)))
}

/// Makes up to three attempts at a case, each on fresh fixtures.
fn tried<'a>(case: &'a Case, setting: &Setting<'_>, start: &Relation) -> Tried<'a> {
    let mut met: Vec<usize> = Vec::new();
    let mut last = (Transcript::default(), Ended::Complete);
    for number in 1..=ATTEMPTS {
        let (transcript, mut ended) = attempt(case, setting);
        if let Ended::Weather {
            at,
            neutral_answered,
            ..
        } = &mut ended
        {
            if *neutral_answered {
                met.push(*at);
            }
            // It is the request's fault only if it was every time this one.
            *neutral_answered = met.len() == ATTEMPTS && met.iter().all(|place| *place == met[0]);
            last = (transcript, ended);
            if number < ATTEMPTS {
                std::thread::sleep(Duration::from_millis(100 << number));
            }
            continue;
        }
        last = (transcript, ended);
        break;
    }
    let (transcript, ended) = last;
    let finding = match &ended {
        Ended::NotApplicable(reason) | Ended::Weather { what: reason, .. } => {
            Finding::Inconclusive(reason.clone())
        }
        _ => judge(case, &transcript, setting.edition, start),
    };
    Tried {
        case,
        transcript,
        ended,
        finding,
    }
}

/// What a case with calls at once found, judged from what the probes pinned: it
/// pins nothing itself, as what it saw depends on how the calls fell. What
/// another reading explains is for the cases to settle that are about it.
fn unjoined(tried: &Tried<'_>, edition: &Edition, all: &Relation) -> Finding {
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

fn frozen(probed: &[Tried<'_>], start: &Relation) -> Relation {
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
