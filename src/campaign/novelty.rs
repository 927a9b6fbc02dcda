//! What a case showed that can be new: clauses broken, codes, classes of state.

use std::collections::BTreeSet;

use crate::cases::{Action, Binding, Case, Need};
use crate::check::{Role, Tried};
use crate::contract::{ClauseId, Edition, params};
use crate::model::{Change, Model, World};

/// What one case showed.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// Clauses that its calls broke, under the edition's default reading.
    pub(super) broken: BTreeSet<ClauseId>,
    /// Everything that can be new, in words.
    pub(super) features: BTreeSet<String>,
}

/// What a case showed. Its world is followed under the default reading: for
/// telling situations apart that is near enough, whatever the target does.
pub(super) fn shown(tried: &Tried<'_>, edition: &Edition) -> Shown {
    let mut walk = Walk {
        model: Model::new(edition),
        binding: Binding::symbolic(edition, tried.case),
        world: World::default(),
        shown: Shown::default(),
    };
    walk.world = walk.binding.world();
    let mut before = "start".to_owned();
    for (place, _) in tried.case.steps.iter().enumerate() {
        let outcome = outcome(tried, place + 1);
        let did = walk.step(tried.case, place, &outcome);
        let follows = format!("{before} then {did}");
        walk.shown.features.insert(follows);
        before = did;
    }
    walk.shown
}

/// What came back from a step: the code, or the status without one.
fn outcome(tried: &Tried<'_>, number: usize) -> String {
    tried
        .transcript
        .exchanges()
        .find(|exchange| exchange.role == Role::Step(number))
        .map_or_else(
            || "done".to_owned(),
            |exchange| match exchange
                .answer
                .as_ref()
                .ok()
                .and_then(|answer| answer.code())
            {
                Some(code) => code.to_owned(),
                None => exchange.response.status.to_string(),
            },
        )
}

struct Walk<'a> {
    model: Model<'a>,
    binding: Binding<'a>,
    world: World,
    shown: Shown,
}

impl Walk<'_> {
    /// Follows a step; what it did and what came of it, in a few words.
    fn step(&mut self, case: &Case, place: usize, outcome: &str) -> String {
        let step = &case.steps[place];
        match step.action {
            Action::Create => {
                for need in step
                    .ids
                    .iter()
                    .filter_map(|id| Need::parse(id, case.product))
                {
                    let bound = self.binding.bind_symbolically(&need);
                    let creation = self.binding.creation(&bound);
                    self.world.apply(&creation);
                }
                return "create".to_owned();
            }
            Action::Delete => {
                for id in &step.ids {
                    self.world.apply(&Change::Delete(self.binding.id(id)));
                }
                return "delete".to_owned();
            }
            Action::Rest => return "rest".to_owned(),
            _ => {}
        }
        let edition = self.model.edition;
        let call = self.binding.call(step);
        let reading = edition.complete(&edition.readings());
        if call.action == params::TAG_RESOURCES {
            let broken = self.model.violations(&self.world, &call, &reading);
            let broken = broken.unwrap_or_default();
            // Pairs as well: which of two faults is told, and what it hides, is
            // where implementations differ most.
            for (place, clause) in broken.iter().enumerate() {
                self.feature(format!("{clause} {outcome}"));
                for other in &broken[..place] {
                    self.feature(format!("{other} {clause} {outcome}"));
                }
            }
            let state = self.state_class(case, place);
            self.feature(format!("{state} {outcome}"));
            self.shown.broken.extend(broken);
        }
        let decision = self.model.decide(&self.world, &call, &reading);
        self.world = self.world.after(&decision.changes);
        let did = format!("{:?} {outcome}", step.action);
        self.feature(did.clone());
        did
    }

    /// How full the fullest resource named is, how many tags come, how many of
    /// them again, and to how many resources.
    fn state_class(&self, case: &Case, place: usize) -> String {
        let step = &case.steps[place];
        let quota = self.model.edition.quota;
        let resources = step
            .ids
            .iter()
            .filter_map(|id| self.world.get(&self.binding.id(id)));
        let (mut most, mut again) = (0, 0);
        for resource in resources {
            most = most.max(resource.tags.len());
            let known = step.tags.iter().filter(|(key, _)| {
                key.as_ref()
                    .is_some_and(|key| resource.tags.contains_key(&self.binding.expand(key)))
            });
            again = again.max(known.count());
        }
        let of_quota = |count: usize| match count {
            0 => "no",
            1 => "one",
            count if count > quota => "over",
            count if count == quota => "full",
            count if count + 1 == quota => "nearly full",
            _ => "some",
        };
        format!(
            "{} there, {} come, {} again, {} ids",
            of_quota(most),
            of_quota(step.tags.len()),
            of_quota(again),
            of_quota(step.ids.len())
        )
    }

    fn feature(&mut self, feature: String) {
        self.shown.features.insert(feature);
    }
}
