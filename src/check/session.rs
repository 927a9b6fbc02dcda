//! One target under judgement: what it can do, what its probes pin, its cases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::time::Duration;

use crate::cases::{ACCOUNTS, Case};
use crate::contract::{AXES, Ability, Edition};
use crate::model::Saturated;
use crate::targets::{Asking, Capabilities, Client, probe};
use crate::wire::Format;

use super::belief::Relation;
use super::conclude::{Conclusion, Tried, conclude};
use super::execute::{Setting, attempt};
use super::judge::{Explained, Finding, judge};
use super::ledger::Ledger;
use super::needed::needed;
use super::observed::{Observed, refused_twin};
use super::run::{GONE_AFTER, Plan, RunError};
use super::scope::Missing;
use super::transcript::Ended;
use super::weight::is_too_much;

/// Attempts at a case that meets weather (design §2 g).
const ATTEMPTS: usize = 3;

/// The pause after the first attempt is twice this, and doubles from then on.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause, whatever a target asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A target whose abilities are known. Its probes are sent when somebody needs
/// to know what they pin.
pub struct Session<'a> {
    plan: &'a Plan<'a>,
    probes: &'a [Case],
    capabilities: Capabilities,
    /// The same without what is out of scope: what cases may use.
    used: Capabilities,
    formats: Vec<Format>,
    all: Relation,
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
                regions: [&plan.regions[0], &plan.regions[1]],
                provisioning: &plan.provisioning,
            },
        );
        not_void(plan)?;
        let capabilities = able?;
        Ok(Self::knowing(plan, probes, capabilities))
    }

    /// The same where it is known already what a target can do.
    pub fn knowing(plan: &'a Plan<'_>, probes: &'a [Case], capabilities: Capabilities) -> Self {
        let left_out = plan.scope.without.union(&plan.scope.flagged).copied();
        let used = capabilities.clone().leaving_out(left_out);
        let known = used.formats();
        let wanted: Vec<Format> = known
            .iter()
            .copied()
            .filter(|format| plan.formats.contains(format))
            .collect();
        Self {
            plan,
            probes,
            capabilities,
            used,
            formats: if wanted.is_empty() { known } else { wanted },
            all: Relation::new(vec![plan.edition.readings()]),
            probed: OnceLock::new(),
        }
    }

    /// What the target can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// The abilities in scope that the target lacks and cases need, with how
    /// many need each; the one that most of them need comes first.
    pub fn missing(&self, mut counts: BTreeMap<Ability, usize>) -> Vec<Missing> {
        for ability in &self.plan.scope.demanded {
            counts.entry(*ability).or_default();
        }
        let in_scope = counts
            .into_iter()
            .filter(|(ability, _)| !self.plan.scope.leaves_out(*ability));
        let mut missing: Vec<Missing> = in_scope
            .filter_map(|(ability, cases)| {
                let lack = self.capabilities.lack(ability)?;
                Some(Missing {
                    ability,
                    why: lack.why,
                    cases,
                    request: lack.request,
                    answer: lack.answer,
                    axes: Vec::new(),
                })
            })
            .collect();
        missing.sort_by_key(|missing| std::cmp::Reverse(missing.cases));
        self.hide(&mut missing);
        missing
    }

    /// Notes with what is missing the axes that it hides: all probes of them
    /// need something that is missing.
    fn hide(&self, missing: &mut [Missing]) {
        let lacking: BTreeSet<Ability> = missing.iter().map(|missing| missing.ability).collect();
        for axis in AXES {
            let of_axis = self
                .probes
                .iter()
                .filter(|probe| probe.axes.iter().any(|name| name == axis.id));
            let needs: Vec<BTreeSet<Ability>> = of_axis
                .map(|probe| needed(probe, self.plan.edition))
                .collect();
            let hides = |ability: &Ability| needs.iter().any(|needs| needs.contains(ability));
            if needs.is_empty() || needs.iter().any(|needs| needs.is_disjoint(&lacking)) {
                continue;
            }
            for missing in missing.iter_mut().filter(|missing| hides(&missing.ability)) {
                missing.axes.push(axis.id);
            }
        }
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

    /// Cases at a time: one where the target serves no more, or has no fixtures
    /// for more.
    pub fn jobs(&self) -> usize {
        if self.capabilities.at_once.is_ok() && !self.capabilities.lends() {
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
            shelf: self.plan.provisioning.shelf.as_deref(),
            all: &self.all,
            regions: &self.plan.regions,
            capabilities: &self.used,
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
            let mut kept = 0;
            for case in self.probes {
                probed.push(tried(case, &setting, &self.all));
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

/// Makes attempts at a case, each on fresh fixtures, until one meets no weather.
fn tried<'a>(case: &'a Case, setting: &Setting<'_>, start: &Relation) -> Tried<'a> {
    // Places of the requests that met weather while another was answered.
    let mut met: Vec<usize> = Vec::new();
    let mut number = 0;
    loop {
        number += 1;
        let made = attempt(case, setting);
        let (transcript, mut ended) = (made.transcript, made.ended);
        let mut pause = None;
        let (again, finding) = match &mut ended {
            Ended::Weather {
                at,
                what,
                retry_after,
                neutral_answered,
                every_time,
            } => {
                if *neutral_answered {
                    met.push(*at);
                }
                pause = *retry_after;
                // It is the request's fault only if it was every time this one.
                let is_its_own = met.len() == number && met.iter().all(|place| *place == met[0]);
                let enough = if is_its_own {
                    attempts_beyond_chance(setting.client)
                } else {
                    ATTEMPTS
                };
                *every_time = is_its_own && number >= enough;
                (number < enough, Finding::Inconclusive(what.clone()))
            }
            Ended::Stopped => (false, Finding::Inconclusive("stopped".to_owned())),
            // A target that lost its resources, as by a restart, is judged for
            // it only if it does so every time.
            Ended::NotApplicable(reason) => (
                made.lost_fixtures && number < ATTEMPTS,
                Finding::Inconclusive(reason.clone()),
            ),
            _ => {
                let finding = judge(case, &transcript, setting.edition, start);
                let is_whole =
                    matches!(finding, Finding::Explained(_)) && refused_twin(&transcript).is_none();
                let again = made.lost_fixtures && !is_whole && number < ATTEMPTS;
                (again, finding)
            }
        };
        if !again || setting.client.is_stopped() || setting.client.is_gone() {
            return Tried {
                case,
                transcript,
                ended,
                finding,
            };
        }
        let own = FIRST_PAUSE * 2_u32.pow(u32::try_from(number).unwrap_or(1).min(4));
        setting
            .client
            .pause(pause.unwrap_or(own).min(LONGEST_PAUSE));
    }
}

/// Attempts in a row that must meet weather at the same request before that is
/// no chance any more: as many as make it unlikely that any request of this run
/// was so unlucky, by how often requests were so far.
fn attempts_beyond_chance(client: &Client) -> usize {
    const UNLIKELY: f64 = 1e-4;
    const MOST: usize = 12;
    let count = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let sent = count(client.sent()).max(1.0);
    let share = ((count(client.met_weather()) + 1.0) / (sent + 1.0)).min(0.9);
    (ATTEMPTS..MOST)
        .find(|attempts| {
            let power = i32::try_from(*attempts).unwrap_or(i32::MAX);
            sent * share.powi(power) < UNLIKELY
        })
        .unwrap_or(MOST)
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
