//! What a case is tried on that nobody makes for it: resources of a file, worn
//! ones too, and ids that the target has no resource for.

use crate::cases::{Action, Need, ReadBack, Side};
use crate::targets::{Asked, Witness, invented};

use super::borrowed::Borrowed;
use super::under_way::Attempt;
use crate::check::evidence::Ended;

impl Attempt<'_> {
    /// Whether the case is about one call that is refused whatever tags there
    /// are, so that it needs no fresh fixture.
    fn is_one_refusal(&self) -> bool {
        let [step] = self.case.steps.as_slice() else {
            return false;
        };
        self.case.is_negative() && step.action == Action::Tag && step.lane.is_none()
    }

    /// When tags are read back, unless nobody knows which there were.
    pub(super) fn reads_back(&self) -> Option<ReadBack> {
        self.borrowed.is_none().then_some(self.case.read_back)
    }

    /// An id in place of a resource that cannot be had, if that may do.
    pub(super) fn unknown(&mut self, need: &Need, why: &str) -> Option<String> {
        let (able, kind) = (self.setting.capabilities, need.kind);
        if !self.is_one_refusal() || !able.refuses_unknown(kind) {
            return None;
        }
        self.borrowed = Some(Borrowed::Unknown {
            why: format!("no {}: {why}", kind.lifecycle().fixture),
        });
        // Another type may do better.
        self.want.is_short = true;
        let region = self.binding.region(need.region);
        Some(invented(self.setting.client, kind, region))
    }

    /// A resource of the file, and the VPC that it is in: free of tags, or a
    /// worn one for a refusal.
    pub(super) fn lent(&mut self, need: &Need) -> Result<(String, Option<String>), Ended> {
        let fixture = need.kind.lifecycle().fixture;
        let able = self.setting.capabilities;
        let untag = self.setting.edition.product.untag;
        let used_up = match able.missing(untag) {
            Some(reason) => format!(
                "no {fixture} for '{}' is left in the file of fixtures that has no tags: \
                 used up, as there is no {} ({reason})",
                need.name, untag
            ),
            None => format!(
                "no {fixture} for '{}' is left in the file of fixtures",
                need.name
            ),
        };
        let lent = self.setting.shelf.and_then(|shelf| {
            let asked = Asked {
                kind: need.kind,
                is_others: need.account == Side::Other,
                region: self.binding.region(need.region),
                own_region: self.binding.region(Side::Own),
            };
            let worn = || Some((shelf.lend_worn(asked)?, true));
            // Fresh ones are kept for who needs them.
            let worn = self.is_one_refusal().then(worn).flatten();
            worn.or_else(|| Some((shelf.lend(asked)?, false)))
        });
        let Some((lent, is_worn)) = lent else {
            return Err(Ended::NotApplicable(used_up));
        };
        if is_worn {
            self.borrowed = Some(Borrowed::Worn {
                why: used_up,
                is_seen: match able.witness(need.kind) {
                    Ok(Witness::Quota) => self.case.twin.is_none(),
                    Ok(_) => true,
                    Err(_) => false,
                },
            });
            self.transcript.is_worn = true;
        }
        Ok((lent.id.clone(), lent.parent.clone()))
    }
}
