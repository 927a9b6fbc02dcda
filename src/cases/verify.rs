//! Checks cases against the model when they are loaded.

use crate::contract::clauses::listed;
use crate::contract::{AxisSet, Call, Edition, Readings, params};
use crate::model::{Branch, Model, Permit, World};

use super::binding::Binding;
use super::case::{Action, Case, Expect, Need, Step};

/// A case that the model does not agree with: one of them is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {case}: {what}")]
pub struct Disagreement {
    /// Suite file.
    pub file: String,
    /// Line in it, from 1.
    pub line: usize,
    /// The case.
    pub case: String,
    /// What the case says and what the model says.
    pub what: String,
}

/// Checks the expectations, the isolation and the twin of one case.
pub fn verify(case: &Case, edition: &Edition) -> Result<(), Disagreement> {
    let mut walk = Walk::new(case, edition);
    let violating = case.violating_step();
    for (place, step) in case.steps.iter().enumerate() {
        if violating == Some(place) {
            walk.isolation(step)?;
            walk.violation(step)?;
        }
        walk.step(step)?;
    }
    if let Some(twin) = &case.twin {
        walk.twin(twin)?;
    }
    Ok(())
}

/// Whether what breaks the clause of a negative case is refused under every
/// reading.
pub(super) fn is_always_refused(case: &Case, edition: &Edition) -> bool {
    let mut walk = Walk::new(case, edition);
    let Some(violating) = case.violating_step() else {
        return false;
    };
    for step in &case.steps[..violating] {
        if walk.step(step).is_err() {
            return false;
        }
    }
    let call = walk.binding.call(&case.steps[violating]);
    let branches = walk.model.branches(&walk.world, &call, &edition.readings());
    branches.is_ok_and(|branches| {
        let mut branches = branches.iter();
        branches.all(|branch| matches!(branch.permit, Permit::Refuse(_)))
    })
}

/// The twin of a negative case that has none of its own: a plain tag on a
/// fixture of the same type, in the run's own region and account.
pub fn plain_twin(case: &Case) -> Option<Step> {
    let step = &case.steps[case.violating_step()?];
    let own = |need: &&Need| {
        need.region == super::case::Side::Own && need.account == super::case::Side::Own
    };
    let named = step
        .ids
        .iter()
        .find_map(|id| case.needs.iter().find(|need| need.name == *id).filter(own));
    let need = named.or_else(|| case.needs.iter().find(own))?;
    let mut twin = Step::tag(&[&need.name], &[("twin", "valid")]);
    twin.line = step.line;
    Some(twin)
}

struct Walk<'a> {
    case: &'a Case,
    edition: &'a Edition,
    model: Model<'a>,
    binding: Binding<'a>,
    world: World,
    /// The reading under which the expectations hold.
    given: Readings,
    /// The world before the step that breaks a clause.
    before_violation: World,
    /// What that step may do, under every reading.
    after_violation: Vec<Branch>,
}

impl<'a> Walk<'a> {
    fn new(case: &'a Case, edition: &'a Edition) -> Self {
        let binding = Binding::symbolic(edition, case);
        let choices = case
            .given
            .iter()
            .map(|(axis, option)| (axis.as_str(), option.as_str()));
        // Loading has checked that these exist; an edition that settles one of
        // them otherwise is not the edition of the expectations.
        let given = edition
            .readings_given(choices)
            .unwrap_or_else(|_| edition.readings());
        Self {
            case,
            edition,
            model: Model::new(edition),
            world: binding.world(),
            binding,
            given: edition.complete(&given),
            before_violation: World::default(),
            after_violation: Vec::new(),
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), Disagreement> {
        match step.action {
            Action::Create => {
                for name in &step.ids {
                    if let Some(need) = Need::parse(name, self.edition.product) {
                        let bound = self.binding.bind_symbolically(&need);
                        let creation = self.binding.creation(&bound);
                        self.world.apply(&creation);
                    }
                }
            }
            Action::Delete => {
                for name in &step.ids {
                    self.world
                        .apply(&crate::model::Change::Delete(self.binding.id(name)));
                }
            }
            Action::Rest => {}
            _ if step.robust => {}
            _ => {
                let call = self.binding.call(step);
                if let Some(expect) = &step.expect {
                    self.expectation(step, &call, expect)?;
                }
                let decision = self.model.decide(&self.world, &call, &self.given);
                self.world = self.world.after(&decision.changes);
            }
        }
        self.state_after(step)
    }

    fn expectation(&self, step: &Step, call: &Call, expect: &Expect) -> Result<(), Disagreement> {
        // Free axes are open: an expectation may name any of their answers.
        let open = self
            .given
            .widened(AxisSet::free(), &self.model.edition.readings());
        let branches = self
            .model
            .branches(&self.world, call, &open)
            .map_err(|saturated| self.disagreement(step, saturated.to_string()))?;
        if branches.iter().any(|branch| meets(expect, &branch.permit)) {
            return Ok(());
        }
        let permitted: Vec<String> = branches
            .iter()
            .map(|branch| branch.permit.to_string())
            .collect();
        Err(self.disagreement(
            step,
            format!(
                "expects {}, the model permits {}",
                words(expect),
                permitted.join("; ")
            ),
        ))
    }

    fn state_after(&self, step: &Step) -> Result<(), Disagreement> {
        for (name, tags) in &step.after {
            let id = self.binding.id(name);
            let model: Vec<(String, String)> = self
                .world
                .get(&id)
                .map(|resource| resource.tags.clone().into_iter().collect())
                .unwrap_or_default();
            let mut expected: Vec<(String, String)> = tags
                .iter()
                .map(|(key, value)| (self.binding.expand(key), self.binding.expand(value)))
                .collect();
            expected.sort();
            if expected != model {
                return Err(self.disagreement(
                    step,
                    format!("says that {name} then has {expected:?}, the model {model:?}"),
                ));
            }
        }
        Ok(())
    }

    /// A negative breaks its clause, and under some reading no other.
    fn isolation(&self, step: &Step) -> Result<(), Disagreement> {
        let call = self.binding.call(step);
        if call.action != params::TAG_RESOURCES {
            return Ok(());
        }
        let all = self.edition.readings();
        let broken = self
            .model
            .violations(&self.world, &call, &all)
            .map_err(|saturated| self.disagreement(step, saturated.to_string()))?;
        for clause in &self.case.violates {
            if !broken.contains(clause) {
                return Err(self.disagreement(
                    step,
                    format!(
                        "says that it breaks {clause}, which it does not; it breaks [{}]",
                        listed(&broken, ", ")
                    ),
                ));
            }
        }
        let [clause] = self.case.violates[..] else {
            return Ok(());
        };
        let isolated = self
            .model
            .isolates(&self.world, &call, &all, clause)
            .map_err(|saturated| self.disagreement(step, saturated.to_string()))?;
        if isolated.is_empty() {
            return Err(self.disagreement(
                step,
                format!("is not isolated: under every reading it breaks {} at once; name them all in violates to make it a precedence case", listed(&broken, " and ")),
            ));
        }
        Ok(())
    }

    fn violation(&mut self, step: &Step) -> Result<(), Disagreement> {
        let call = self.binding.call(step);
        let branches = self
            .model
            .branches(&self.world, &call, &self.edition.readings())
            .map_err(|saturated| self.disagreement(step, saturated.to_string()))?;
        self.before_violation = self.world.clone();
        self.after_violation = branches;
        Ok(())
    }

    /// A twin is accepted whatever the reading, and whatever the call before it
    /// did or left behind under that reading.
    fn twin(&self, twin: &Step) -> Result<(), Disagreement> {
        let call = self.binding.call(twin);
        let all = self.edition.readings();
        let mut starts = vec![(all, self.world.clone())];
        for branch in &self.after_violation {
            starts.push((branch.readings, branch.world(&self.before_violation)));
        }
        for (readings, world) in starts {
            let branches = self
                .model
                .branches(&world, &call, &readings)
                .map_err(|saturated| self.disagreement(twin, saturated.to_string()))?;
            if let Some(branch) = branches.iter().find(|branch| !branch.permit.is_success()) {
                return Err(self.disagreement(
                    twin,
                    format!(
                        "its twin may itself be {}; give it one that is accepted under every reading",
                        branch.permit
                    ),
                ));
            }
        }
        Ok(())
    }

    fn disagreement(&self, step: &Step, what: String) -> Disagreement {
        Disagreement {
            file: self.case.origin.file(),
            line: step.line,
            case: self.case.id.clone(),
            what,
        }
    }
}

fn meets(expect: &Expect, permit: &Permit) -> bool {
    match (expect, permit) {
        (Expect::Accepted, permit) => permit.is_success(),
        (Expect::Refused { status, code }, Permit::Refuse(refusal)) => match code {
            Some(code) => refusal.codes.allow(*status, code),
            None => (400..500).contains(status),
        },
        (Expect::Shows { holds, lacks }, Permit::Pairs(pairs)) => {
            let keys: Vec<&str> = pairs.iter().map(|(key, _)| key.as_str()).collect();
            shows(holds, lacks, &keys)
        }
        (Expect::Shows { holds, lacks }, Permit::Keys(keys)) => shows(
            holds,
            lacks,
            &keys.iter().map(String::as_str).collect::<Vec<_>>(),
        ),
        (Expect::Shows { holds, lacks }, Permit::Rows(rows) | Permit::RowsUnlessRefused(rows)) => {
            shows(
                holds,
                lacks,
                &rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(),
            )
        }
        _ => false,
    }
}

fn shows(holds: &[String], lacks: &[String], keys: &[&str]) -> bool {
    // Placeholders stand for made-up ids here; what is around them decides.
    let stem = |key: &String| key.split('{').next().unwrap_or_default().to_owned();
    holds
        .iter()
        .all(|key| keys.iter().any(|there| there.starts_with(&stem(key))))
        && lacks
            .iter()
            .all(|key| !keys.iter().any(|there| there.starts_with(&stem(key))))
}

fn words(expect: &Expect) -> String {
    match expect {
        Expect::Accepted => "200".to_owned(),
        Expect::Refused { status, code } => {
            format!("{status} {}", code.as_deref().unwrap_or("with any code"))
        }
        Expect::Shows { holds, lacks } => format!("a listing with {holds:?} and without {lacks:?}"),
    }
}
