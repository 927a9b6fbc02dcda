//! What a target must be able to do for a case, and why it cannot be judged by it.

use crate::cases::{Action, Side};
use crate::contract::params;
use crate::targets::Source;

use super::execute::Attempt;
use super::transcript::Ended;

impl Attempt<'_> {
    /// Nothing, or why the target cannot do what the case asks for.
    pub(super) fn is_possible(&self) -> Result<(), Ended> {
        match self.obstacle() {
            Some(reason) => Err(Ended::NotApplicable(reason)),
            None => Ok(()),
        }
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
        for step in steps() {
            let operation = match step.action {
                Action::Tag => continue,
                Action::Untag => params::UNTAG_RESOURCES,
                Action::List => params::LIST_TAG_RESOURCES,
                Action::DescribeTags => params::DESCRIBE_TAGS,
                Action::DescribeTagKeys => params::DESCRIBE_TAG_KEYS,
                Action::Create | Action::Delete => {
                    let kinds = step
                        .ids
                        .iter()
                        .filter_map(|name| Some(self.need(name)?.kind));
                    let lent = kinds
                        .filter(|kind| !matches!(able.source(*kind), Ok(Source::Api { .. })))
                        .map(|kind| kind.lifecycle().fixture)
                        .next();
                    match lent {
                        Some(fixture) => {
                            return Some(format!("no {fixture} can be created and deleted"));
                        }
                        None => continue,
                    }
                }
            };
            if let Some(reason) = able.missing(operation) {
                return Some(reason.to_owned());
            }
        }
        None
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
