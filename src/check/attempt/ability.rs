//! What a target must be able to do for a case, and why it cannot be judged by it.

use crate::cases::{Action, Side};
use crate::targets::Source;
use crate::wire::Format;

use super::under_way::Attempt;
use crate::check::evidence::Ended;

impl Attempt<'_> {
    /// Nothing, or why the target cannot do what the case asks for.
    pub(super) fn is_possible(&mut self) -> Result<(), Ended> {
        if let Some(reason) = self.obstacle() {
            return Err(Ended::NotApplicable(reason));
        }
        if let Some(fixture) = self.uncreatable() {
            // Another type may do.
            self.want.is_short = true;
            return Err(Ended::NotApplicable(format!(
                "no {fixture} can be created and deleted"
            )));
        }
        Ok(())
    }

    fn obstacle(&self) -> Option<String> {
        let able = self.setting.capabilities;
        let steps = || self.case.steps.iter().chain(&self.case.twin);
        let needs = || self.case.needs.iter();
        if let Err(reason) = &able.other_region
            && (needs().any(|need| need.region == Side::Other)
                || steps().any(|step| self.is_elsewhere(step.region.as_deref())))
        {
            return Some(format!("no other region: {reason}"));
        }
        if let Err(reason) = &able.other_account
            && (needs().any(|need| need.account == Side::Other)
                || steps().any(|step| step.account == Side::Other))
        {
            return Some(format!("no other account: {reason}"));
        }
        if self.is_about_signatures()
            && let Some(Err(lack)) = &able.signatures
        {
            return Some(lack.why.clone());
        }
        if !self.xml_carries && !able.knows(Format::Json) {
            return Some("the target takes no JSON, and XML cannot carry its texts".to_owned());
        }
        for step in steps() {
            let Some(operation) = step.action.companion(self.case.product) else {
                continue;
            };
            if let Some(reason) = able.missing(operation) {
                return Some(reason.to_owned());
            }
        }
        None
    }

    /// A type of which a step creates or deletes something, and that the target
    /// does not create.
    fn uncreatable(&self) -> Option<&'static str> {
        let steps = self.case.steps.iter();
        let made = steps.filter(|step| matches!(step.action, Action::Create | Action::Delete));
        let mut kinds = made
            .flat_map(|step| &step.ids)
            .filter_map(|name| Some(self.need(name)?.kind));
        let able = self.setting.capabilities;
        kinds
            .find(|kind| !matches!(able.source(*kind), Ok(Source::Api { .. })))
            .map(|kind| kind.lifecycle().fixture)
    }

    fn is_elsewhere(&self, region: Option<&str>) -> bool {
        region
            .is_some_and(|region| region == "@other" || region == self.binding.region(Side::Other))
    }

    /// Why the tags of something that the case needs cannot be seen, if so.
    pub(super) fn unseen(&self) -> Option<String> {
        let able = self.setting.capabilities;
        let needs = self.needs();
        needs
            .iter()
            .find_map(|need| able.witness(need.kind).err().map(str::to_owned))
    }
}
