//! One target under judgement: what it can do, what its probes pin, its cases.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use crate::cases::{ACCOUNTS, Case, companions};
use crate::contract::{Ability, Edition, third_region};
use crate::model::Saturated;
use crate::targets::{Asking, Capabilities, Stock, probe};
use crate::wire::Format;

use super::companion_faults::{Companions, untried};
use super::missing::missing;
use super::pinned::{frozen, unjoined};
use super::plan::{GONE_AFTER, Plan, RunError};
use crate::check::attempt::working;
use crate::check::attempt::{Manner, Setting};
use crate::check::attempt::{Rest, Witnesses};
use crate::check::attempt::{tried, tried_asking_others};
use crate::check::belief::Finding;
use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::belief::judge;
use crate::check::evidence::Ended;
use crate::check::evidence::is_too_much;
use crate::check::results::Missing;
use crate::check::results::Observed;
use crate::check::results::{Failure, Verdict};
use crate::check::verdict::Ledger;
use crate::check::verdict::is_companion;
use crate::check::verdict::{Concluding, Conclusion, Seen, Tell};

/// A target whose abilities are known. Its probes are sent when somebody needs
/// to know what they pin.
pub struct Session<'a> {
    plan: &'a Plan<'a>,
    probes: &'a [Case],
    capabilities: Capabilities,
    /// The same without what is out of scope: what cases may use.
    used: Capabilities,
    formats: Vec<Format>,
    stock: Stock,
    rest: Rest,
    all: Relation,
    companions: OnceLock<Companions>,
    working: OnceLock<Witnesses>,
    probed: OnceLock<(Vec<Tried<'a>>, Relation)>,
}

impl<'a> Session<'a> {
    /// Finds out what a target can do; an error means that nothing answers.
    pub fn open(plan: &'a Plan<'_>, probes: &'a [Case]) -> Result<Self, RunError> {
        let able = probe(
            plan.client,
            Asking {
                edition: plan.edition,
                accounts: ACCOUNTS,
                regions: [
                    &plan.regions[0],
                    &plan.regions[1],
                    third_region(&plan.regions),
                ],
                provisioning: &plan.provisioning,
            },
        );
        not_void(plan)?;
        let capabilities = able?;
        Ok(Self::of(plan, probes, capabilities))
    }

    /// The same where it is known already what a target can do, and which of its
    /// companion operations are wrong.
    pub fn knowing(plan: &'a Plan<'_>, probes: &'a [Case], capabilities: Capabilities) -> Self {
        let session = Self::of(plan, probes, capabilities.clone());
        session
            .companions
            .get_or_init(|| Companions::known(capabilities));
        session
    }

    fn of(plan: &'a Plan<'_>, probes: &'a [Case], capabilities: Capabilities) -> Self {
        let left_out = plan.scope.without.union(&plan.scope.flagged).copied();
        let used = capabilities.clone().leaving_out(left_out);
        plan.client.speak(used.usual());
        let known = used.formats();
        let wanted: Vec<Format> = known
            .iter()
            .copied()
            .filter(|format| plan.formats.contains(format))
            .collect();
        Self {
            plan,
            probes,
            stock: Stock::new(capabilities.reuses),
            rest: Rest::default(),
            capabilities,
            used,
            formats: if wanted.is_empty() { known } else { wanted },
            all: Relation::new(vec![plan.edition.readings()]),
            companions: OnceLock::new(),
            working: OnceLock::new(),
            probed: OnceLock::new(),
        }
    }

    /// What the target can do, and which of its companion operations are wrong.
    pub fn capabilities(&self) -> &Capabilities {
        &self.companions().able
    }

    /// The same for reports, which tell of what is left out of the verdict too.
    pub fn told(&self) -> Capabilities {
        let real = self.capabilities.clone();
        let used = self.capabilities();
        Capabilities {
            supplies: used.supplies.clone(),
            wrong: used.wrong.clone(),
            ..real
        }
    }

    /// What is wrong with the companion operations, each fault with the case
    /// that found it.
    pub fn companion_failures(&self) -> Vec<(&'static Case, Failure)> {
        let tried = self.companions().tried.iter();
        tried
            .flat_map(|tried| {
                let failures = self.conclude_alone(tried).failures.into_iter();
                let of_companions = failures.filter(|failure| is_companion(failure.clause));
                of_companions.map(|failure| (tried.case, failure))
            })
            .collect()
    }

    /// The abilities in scope that the target lacks and cases need, by how many
    /// need each.
    pub fn missing(&self, counts: BTreeMap<Ability, usize>) -> Vec<Missing> {
        missing(self.plan, self.probes, &self.capabilities, counts)
    }

    /// The same, of all that cases could need.
    pub(super) fn lacking(&self) -> Vec<Missing> {
        let every = Ability::all(self.plan.edition);
        self.missing(every.map(|ability| (ability, 0)).collect())
    }

    /// The edition that it is judged by.
    pub fn edition(&self) -> &'static Edition {
        self.plan.edition
    }

    /// What was left out by name though the target can do it.
    pub fn unneeded(&self) -> Vec<Ability> {
        let left_out = self.plan.scope.without.iter().copied();
        left_out
            .filter(|ability| self.capabilities.lack(*ability).is_none())
            .collect()
    }

    /// The probes, tried.
    pub fn probed(&self) -> &[Tried<'a>] {
        &self.fingerprint().0
    }

    /// Tries a case and judges it from all readings; where these are too many,
    /// for calls at once and to say what is wrong, from those that the probes
    /// leave.
    pub fn tried<'c>(&self, case: &'c Case) -> Tried<'c> {
        if let Some(tried) = self.companions().tried(case) {
            return tried;
        }
        if let Some(reason) = self.companions().distrust(case) {
            return untried(case, reason);
        }
        self.attempted(case)
    }

    fn attempted<'c>(&self, case: &'c Case) -> Tried<'c> {
        if case.is_concurrent() {
            // What is wrong alone is not told of calls at once.
            let alone = case.one_after_the_other();
            let alone = self.attempted_alone(&alone);
            let is_wrong = matches!(
                alone.finding,
                Finding::Divergent(_) | Finding::Inconsistent(_)
            );
            if is_wrong || matches!(alone.ended, Ended::Broken { .. }) {
                return Tried {
                    case,
                    transcript: alone.transcript,
                    ended: alone.ended,
                    finding: alone.finding,
                };
            }
        }
        self.attempted_alone(case)
    }

    fn attempted_alone<'c>(&self, case: &'c Case) -> Tried<'c> {
        if case.is_concurrent() || case.is_lasting() {
            let manner = Manner::default();
            let mut tried = tried(case, &self.setting(), self.frozen(), manner);
            tried.finding = unjoined(&tried, self.plan.edition, &self.all);
            return tried;
        }
        let mut tried = self.tried_on(case, &self.setting());
        let from_frozen = || judge(case, &tried.transcript, self.plan.edition, self.frozen());
        match &tried.finding {
            Finding::Inconclusive(reason) if *reason == Saturated.to_string() => {
                tried.finding = from_frozen();
            }
            // No reading explains it, whatever the probes pinned; but with all of
            // them open the step that is wrong may pass for another reading, and
            // only one that shows its effect be told.
            Finding::Divergent(_) => {
                let nearer = from_frozen();
                if matches!(nearer, Finding::Divergent(_)) {
                    tried.finding = nearer;
                }
            }
            _ => {}
        }
        tried
    }

    /// What the clock of the run says.
    pub(super) fn now(&self) -> Duration {
        self.plan.client.now()
    }

    /// What one more attempt at a case comes to by itself, whatever came of those
    /// before; none where the target is not to be asked any more.
    pub(super) fn anew(&self, case: &Case) -> Option<Verdict> {
        let client = self.plan.client;
        if client.is_stopped() || client.is_gone() || self.not_void().is_err() {
            return None;
        }
        let tried = self.attempted(case);
        (tried.ended != Ended::Stopped).then(|| self.ledger().take(&tried).result.verdict)
    }

    /// Where cases wait that go on when all others are done; none where there is not
    /// enough for others while something is kept.
    pub(super) fn rest(&self) -> Option<&Rest> {
        let able = &self.capabilities;
        let has_room = able.at_once.is_ok() && !able.lends() && !self.stock.is_thrifty();
        has_room.then_some(&self.rest)
    }

    /// An error if the target broke the protocol: then all of its answers are
    /// void, and what was found of it is to be thrown away.
    pub fn not_void(&self) -> Result<(), RunError> {
        not_void(self.plan)
    }

    /// Cases at a time: one where the target serves no more, or has no fixtures
    /// for more; many where it is mostly waited for.
    pub fn jobs(&self) -> usize {
        let able = &self.capabilities;
        if able.at_once.is_err() || able.lends() {
            1
        } else if able.lateness.settle.is_zero() {
            self.plan.jobs
        } else {
            self.plan.waiting
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
        self.concluded(self.probed(), cases)
    }

    /// What one case comes to by itself.
    pub fn conclude_alone(&self, case: &Tried<'_>) -> Conclusion {
        self.concluded(&[], std::slice::from_ref(case))
    }

    /// Cases on their way to a conclusion, after the probes. What they come to by
    /// themselves is told before; `tell` is told what comes to something else.
    pub(super) fn concluding<'t>(&'t self, tell: &'t Tell<'t>) -> Concluding<'t> {
        self.after(self.probed(), tell)
    }

    fn concluded(&self, probes: &[Tried<'_>], cases: &[Tried<'_>]) -> Conclusion {
        let mut concluding = self.after(probes, &|_, _| {});
        for case in cases {
            let observed = Observed::of(case, self.plan.edition);
            concluding.take(&observed, &Seen::of(case), Verdict::Pass);
        }
        concluding.concluded()
    }

    fn after<'t>(&'t self, probes: &[Tried<'_>], tell: &'t Tell<'t>) -> Concluding<'t> {
        let plan = self.plan;
        let observed = self.observed(probes);
        Concluding::after(&observed, plan.edition, &plan.start, plan.strictness, tell)
    }

    fn setting(&self) -> Setting<'_> {
        self.setting_of(&self.companions().able)
    }

    fn setting_of<'s>(&'s self, capabilities: &'s Capabilities) -> Setting<'s> {
        Setting {
            client: self.plan.client,
            edition: self.plan.edition,
            stock: &self.stock,
            shelf: self.plan.provisioning.shelf.as_deref(),
            all: &self.all,
            regions: &self.plan.regions,
            capabilities,
            formats: &self.formats,
            rest: &self.rest,
        }
    }

    /// What the companions come to, tried once.
    fn companions(&self) -> &Companions {
        self.companions.get_or_init(|| {
            let plan = self.plan;
            Companions::find(
                companions(plan.edition),
                &self.used,
                plan.edition,
                plan.client,
                |case, able| self.tried_on(case, &self.setting_of(able)),
                || self.working(),
            )
        })
    }

    /// The operations that show tags, by type.
    fn working(&self) -> &Witnesses {
        self.working
            .get_or_init(|| working(&self.setting_of(&self.used)))
    }

    /// Tries a case and judges it from all readings, asking others where an
    /// operation is in doubt.
    fn tried_on<'c>(&self, case: &'c Case, setting: &Setting<'_>) -> Tried<'c> {
        tried_asking_others(case, setting, || self.working())
    }

    /// What the probes pin: frozen, so that no case depends on another.
    fn frozen(&self) -> &Relation {
        &self.fingerprint().1
    }

    fn fingerprint(&self) -> &(Vec<Tried<'a>>, Relation) {
        self.probed.get_or_init(|| {
            let setting = self.setting();
            let mut probed: Vec<Tried<'a>> = Vec::with_capacity(self.probes.len());
            let mut kept = 0;
            for case in self.probes {
                probed.push(match self.companions().distrust(case) {
                    Some(reason) => untried(case, reason),
                    None => self.tried_on(case, &setting),
                });
                kept += probed.last().map_or(0, |probe| probe.transcript.weight());
                let unanswered = probed.iter().rev().map(|probe| &probe.ended);
                let unanswered = unanswered.take_while(|ended| ended.is_unanswered());
                if unanswered.count() >= GONE_AFTER || is_too_much(kept, probed.len()) {
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
