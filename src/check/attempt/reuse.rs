//! Uses fixtures again where a target has few of them or is slow to make them.

use std::time::Duration;

use crate::cases::{Action, Bound, Need, Side};
use crate::contract::{Answer, Call, is_of_a_quota, params};
use crate::targets::{
    Deletion, Holding, Home, Lack, Reply, Source, Wanted, Witness, create, delete, delete_once,
    deleted, untag_all, wait_until_gone, wait_until_ready,
};

use super::parallel::in_parallel;
use super::under_way::{Attempt, Setting};
use crate::check::evidence::{Ended, Transcript};

/// Creations at a time.
const AT_A_TIME: usize = 16;

/// Resources that are made together where one takes its time.
const AT_LEAST: usize = 4;

/// The pause between two looks at tags that were taken off.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

impl Attempt<'_> {
    /// Creates side by side what the stock lacks of the first need and of those
    /// like it, and waits for all of it together. What cannot be had is told
    /// when it is asked for.
    pub(super) fn stock_up(&mut self, needs: &[Need]) -> Result<(), Ended> {
        let Some(first) = needs.first().filter(|_| self.setting.stock.is_thrifty()) else {
            return Ok(());
        };
        let place = |need: &Need| (need.kind, need.account, need.region);
        let count = needs.iter().filter(|need| place(need) == place(first));
        match self.setting.capabilities.source(first.kind) {
            Ok(Source::Api { waits }) => self.stock_of(first, count.count(), waits),
            _ => Ok(()),
        }
    }

    fn stock_of(&mut self, need: &Need, count: usize, waits: bool) -> Result<(), Ended> {
        let (parent, inner) = self.parents(need)?;
        let wanted = self.place_of(need);
        let (client, stock) = (self.setting.client, self.setting.stock);
        let missing = count.saturating_sub(stock.count(&wanted, parent.as_deref()));
        let missing = match missing {
            0 => return Ok(()),
            // Several take no longer than one, and one more is soon needed.
            _ if self.setting.capabilities.reuses => missing.max(AT_LEAST),
            1 => return Ok(()),
            several => several,
        };
        let made = in_parallel(AT_A_TIME, missing, |_| {
            let made = create(
                client,
                &Wanted {
                    kind: wanted.kind,
                    account: &wanted.account,
                    region: &wanted.region,
                    parent: parent.as_deref(),
                    inner: inner.as_deref(),
                    number: stock.number(),
                },
            );
            // Where one is refused, more are asked for in vain.
            made.ok()
        });
        for id in made {
            let holding = Holding {
                id,
                ..wanted.clone()
            };
            if !waits || wait_until_ready(client, &holding).is_ok() {
                let home = Home {
                    parent: parent.as_deref(),
                    inner: inner.as_deref(),
                };
                stock.keep(holding, home, false);
            }
        }
        Ok(())
    }

    /// Whether a step deletes what goes by a name.
    pub(super) fn deletes(&self, name: &str) -> bool {
        let mut steps = self.case.steps.iter();
        steps.any(|step| step.action == Action::Delete && step.ids.iter().any(|id| id == name))
    }

    /// Where what is needed is, without an id.
    pub(super) fn place_of(&self, need: &Need) -> Holding {
        Holding {
            kind: need.kind,
            region: self.binding.region(need.region).to_owned(),
            account: self.binding.account(need.account).to_owned(),
            id: String::new(),
        }
    }

    /// Deletes what is kept and not in use; whether there was anything.
    pub(super) fn makes_room(&self) -> bool {
        let spare = self.setting.stock.spare();
        for holding in &spare {
            let reply = delete(self.setting.client, holding);
            if reply.answer().is_some_and(Answer::is_success) {
                self.goes(holding);
            }
        }
        !spare.is_empty()
    }

    /// Waits until what was deleted is gone, as long as things do go here.
    pub(super) fn goes(&self, holding: &Holding) {
        let stock = self.setting.stock;
        stock.forget(&holding.id);
        if !stock.deleted_stay() && !wait_until_gone(self.setting.client, holding) {
            stock.one_stayed();
        }
    }

    /// Whether a fixture is seen to be without tags, and so is kept.
    pub(super) fn is_kept(&self, bound: &Bound) -> bool {
        let stock = self.setting.stock;
        let holding = self.holding(bound);
        if !stock.is_thrifty() || !is_untagged(self.setting, &holding) {
            return false;
        }
        stock.give_back(holding, bound.parent.as_deref());
        true
    }

    /// Deletes a fixture; where deletion takes its time nobody waits for it.
    pub(super) fn deleted(&self, bound: &Bound) -> Deletion {
        let holding = self.holding(bound);
        let stock = self.setting.stock;
        if !stock.is_thrifty() {
            return deleted(self.setting.client, &holding);
        }
        Deletion {
            reply: discarded(self.setting, &holding),
            is_again: false,
        }
    }
}

/// Whether creation was refused as there are too many: elsewhere it may be
/// refused for other reasons, here it was not before.
pub(super) fn is_for_want_of_room(need: &Need, lack: &Lack) -> bool {
    let answer = lack.answer.as_deref().unwrap_or_default();
    // A parent that is not there any more is a loss, and more room no help.
    let is_lost = answer.contains("NotFound");
    is_of_a_quota(answer) || ((need.account, need.region) == (Side::Own, Side::Own) && !is_lost)
}

/// Gives up the fixtures of an attempt that nothing explains.
pub(super) fn discard(transcript: &Transcript, setting: &Setting<'_>) {
    if !setting.stock.is_thrifty() {
        return;
    }
    let held = setting.client.holdings().list();
    let mine = held.into_iter().rev().filter(|holding| {
        let mut resources = transcript.resources.iter();
        resources.any(|there| there.bound.id == holding.id)
    });
    for holding in mine {
        discarded(setting, &holding);
    }
}

/// Deletes a fixture and what else was kept in it.
fn discarded(setting: &Setting<'_>, holding: &Holding) -> Reply {
    for child in setting.stock.forget(&holding.id) {
        delete_once(setting.client, &child);
    }
    delete_once(setting.client, holding)
}

/// Takes every tag off a fixture and looks that none is left.
fn is_untagged(setting: &Setting<'_>, holding: &Holding) -> bool {
    let Ok(witness) = setting.capabilities.witness(holding.kind) else {
        return false;
    };
    if witness == Witness::Quota {
        return false;
    }
    let client = setting.client;
    let untag = untag_all(
        setting.edition,
        holding.kind,
        &holding.id,
        &holding.account,
        &holding.region,
    );
    let untagged = client.patiently(&untag, client.usual());
    if !untagged.answer().is_some_and(Answer::is_success) {
        return false;
    }
    let listing = Call::new(params::LIST_TAG_RESOURCES, &holding.account)
        .with(params::REGION_ID, &holding.region)
        .with(
            params::RESOURCE_TYPE,
            setting.edition.type_name(holding.kind),
        )
        .with(params::element(params::RESOURCE_ID, 1), &holding.id);
    let begun = client.now();
    loop {
        let seen = witness.look(client, holding.kind, &listing, client.usual());
        let shows_none = seen.answer().is_some_and(|answer| {
            let has_none = answer.tag_rows().is_none_or(|rows| rows.is_empty());
            answer.is_success() && answer.code().is_none() && has_none
        });
        let bound = setting.capabilities.lateness.bound;
        if shows_none || client.now().saturating_sub(begun) >= bound {
            return shows_none;
        }
        client.pause(LOOK_AGAIN);
    }
}
