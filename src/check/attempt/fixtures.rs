//! The fixtures of an attempt: had for its steps, deleted in them or after.

use crate::cases::{Action, Bound, Need, Side, Step};
use crate::contract::{Answer, Kind, Trait};
use crate::targets::{
    Deletion, Holding, Home, ProvisionError, Source, Wanted, Witness, create, delete_once,
    invented, says_gone, untag_all, wait_until_ready,
};

use super::borrowed::Borrowed;
use super::reuse::is_for_want_of_room;
use super::under_way::Attempt;
use super::under_way::Lost;
use crate::check::evidence::{Ended, Event, Labelled, Role, Transcript};

impl Attempt<'_> {
    /// Gets a fixture, in parents of its own where it is created and needs them.
    pub(super) fn provide(&mut self, need: &Need, from_start: bool) -> Result<(), Ended> {
        if self.setting.client.is_stopped() {
            return Err(Ended::Stopped);
        }
        let fixture = need.kind.lifecycle().fixture;
        let source = self.setting.capabilities.source(need.kind);
        let had = match source {
            Ok(Source::Api { waits }) => self.created(need, waits),
            Ok(Source::Shelf) => self.lent(need),
            Ok(Source::Invented) => {
                let region = self.binding.region(need.region);
                Ok((invented(self.setting.client, need.kind, region), None))
            }
            Err(reason) => {
                if let Some(id) = self.unknown(need, reason) {
                    self.bind(need, id, None);
                    return Ok(());
                }
                Err(Ended::NotApplicable(format!("no {fixture}: {reason}")))
            }
        };
        self.want.is_short |= !self.want.is_sparing && matches!(had, Err(Ended::NotApplicable(_)));
        let (id, parent) = had?;
        let bound = self.bind(need, id, parent);
        self.transcript.resources.push(Labelled {
            name: need.name.clone(),
            label: self.transcript.next_label(need.kind),
            region: self.binding.region(need.region).to_owned(),
            bound,
            from_start,
        });
        self.written = Some(self.setting.client.now());
        Ok(())
    }

    fn bind(&mut self, need: &Need, id: String, parent: Option<String>) -> Bound {
        let bound = Bound {
            id,
            kind: need.kind,
            region: need.region,
            account: need.account,
            parent,
        };
        self.binding.bind(&need.name, bound.clone());
        bound
    }

    /// A resource that nobody else uses, and the parent that it is in.
    fn created(&mut self, need: &Need, waits: bool) -> Result<(String, Option<String>), Ended> {
        let (parent, inner) = self.parents(need)?;
        let wanted = self.place_of(need);
        let stock = self.setting.stock;
        let is_thrifty = stock.is_thrifty();
        // What a step deletes may have nothing in it.
        let is_empty = self.deletes(&need.name);
        if is_thrifty && let Some(id) = stock.take(&wanted, parent.as_deref(), is_empty) {
            return Ok((id, parent));
        }
        let mut made = self.made(&wanted, parent.as_deref(), inner.as_deref(), waits);
        if let Err(ProvisionError::Refused(lack)) = &made
            && is_for_want_of_room(need, lack)
        {
            if !is_thrifty {
                stock.be_thrifty();
                self.want.is_crowded = true;
            } else if !self.want.is_sparing && self.makes_room() {
                made = self.made(&wanted, parent.as_deref(), inner.as_deref(), waits);
            }
        }
        let fixture = need.kind.lifecycle().fixture;
        match made {
            Ok(id) => {
                if is_thrifty {
                    let holding = Holding {
                        id: id.clone(),
                        ..wanted
                    };
                    let home = Home {
                        parent: parent.as_deref(),
                        inner: inner.as_deref(),
                    };
                    stock.keep(holding, home, true);
                }
                Ok((id, parent))
            }
            Err(error @ (ProvisionError::Lost { .. } | ProvisionError::NotReady { .. })) => {
                Err(Ended::Weather {
                    at: usize::MAX,
                    what: error.to_string(),
                    retry_after: None,
                    neutral_answered: self.neutral_is_answered(),
                    every_time: false,
                })
            }
            // Whose it is besides nobody knows, as it may be of before a restart.
            Err(ProvisionError::Repeated { id, .. }) if !self.has(&id) => Ok((id, parent)),
            Err(again @ ProvisionError::Repeated { .. }) => Err(self.repeated(&again)),
            Err(error @ ProvisionError::Refused(_)) => {
                Err(Ended::NotApplicable(format!("no {fixture}: {error}")))
            }
        }
    }

    /// The parent that a resource is created in, and what in that parent.
    pub(super) fn parents(
        &mut self,
        need: &Need,
    ) -> Result<(Option<String>, Option<String>), Ended> {
        let life = need.kind.lifecycle();
        let is_inside = self.setting.capabilities.is_in_inner(need.kind);
        let inner = life.inner.filter(|_| is_inside).map(|(inner, _)| inner);
        let mut had = |kind: Option<Kind>| kind.map(|kind| self.parent(kind, need)).transpose();
        Ok((had(life.parent)?, had(inner)?))
    }

    /// Creates one and waits until it is ready.
    fn made(
        &self,
        wanted: &Holding,
        parent: Option<&str>,
        inner: Option<&str>,
        waits: bool,
    ) -> Result<String, ProvisionError> {
        let client = self.setting.client;
        let stock = self.setting.stock;
        let id = create(
            client,
            &Wanted {
                kind: wanted.kind,
                account: &wanted.account,
                region: &wanted.region,
                parent,
                inner,
                number: if stock.is_thrifty() {
                    stock.number()
                } else {
                    self.transcript.resources.len() % 255
                },
            },
        )?;
        if waits {
            let holding = Holding {
                id: id.clone(),
                ..wanted.clone()
            };
            wait_until_ready(client, &holding)?;
        }
        Ok(id)
    }

    /// The resource that `need` lives in, created if there is none.
    fn parent(&mut self, kind: Kind, need: &Need) -> Result<String, Ended> {
        let alone = need.kind.lifecycle().has(Trait::OnlyChild);
        let there = |transcript: &Transcript| {
            let of_its_own = |id: &str| {
                let mut all = transcript.resources.iter();
                !all.any(|other| {
                    other.bound.kind == need.kind && other.bound.parent.as_deref() == Some(id)
                })
            };
            transcript
                .of(need.account, need.region)
                .filter(|there| there.bound.kind == kind)
                .find(|there| !alone || of_its_own(&there.bound.id))
                .map(|there| there.bound.id.clone())
        };
        if let Some(id) = there(&self.transcript) {
            return Ok(id);
        }
        let parent = Need {
            name: format!(
                "parent-{}-{}",
                kind.lifecycle().fixture,
                self.transcript.resources.len()
            ),
            kind,
            region: need.region,
            account: need.account,
        };
        self.provide(&parent, true)?;
        there(&self.transcript).ok_or_else(|| match &self.borrowed {
            // Nothing can be made in what is not there.
            Some(Borrowed::Unknown { why }) => Ended::NotApplicable(why.clone()),
            _ => Ended::Inconclusive(format!("no {}", kind.lifecycle().fixture)),
        })
    }

    /// Resources that no step names: of the same type, of another type, in the
    /// other region, of the other account. A target that cannot
    /// have one of them does without.
    pub(super) fn bystanders(&mut self) -> Result<(), Ended> {
        let own = |need: &&Need| need.account == Side::Own && need.region == Side::Own;
        let usual = self.setting.edition.product.usual();
        let kind = self
            .needs()
            .iter()
            .find(own)
            .map_or(usual, |need| need.kind);
        let other_kind = if kind == usual {
            self.setting.edition.product.second()
        } else {
            usual
        };
        let deletes = self
            .case
            .steps
            .iter()
            .any(|step| step.action == Action::Delete);
        let wanted = [
            (kind, Side::Own, Side::Own, true),
            // A child of what a step deletes would be in its way.
            (other_kind, Side::Own, Side::Own, !deletes),
            (usual, Side::Own, Side::Other, true),
            (usual, Side::Other, Side::Own, true),
        ];
        for (place, (kind, account, region, wanted)) in wanted.into_iter().enumerate() {
            let same = place == 0;
            let there = self
                .transcript
                .of(account, region)
                .any(|there| there.bound.kind == kind);
            let able = self.setting.capabilities;
            // What nothing shows cannot be seen to have changed.
            let is_seen = !matches!(able.witness(kind), Ok(Witness::Quota) | Err(_));
            // One that nobody can take the tags off is lost to others.
            let comes_back = able.source(kind) != Ok(Source::Shelf)
                || able.missing(self.setting.edition.product.untag).is_none();
            let is_there = (region == Side::Own || able.other_region.is_ok())
                && (account == Side::Own || able.other_account.is_ok());
            if !wanted || !is_seen || !comes_back || !is_there || (there && !same) {
                continue;
            }
            let need = Need {
                name: format!("bystander-{place}"),
                kind,
                region,
                account,
            };
            self.want.is_sparing = true;
            let provided = self.provide(&need, true);
            self.want.is_sparing = false;
            match provided {
                Err(Ended::NotApplicable(_)) if !self.want.is_crowded => {}
                provided => provided?,
            }
            if same && self.binding.get(&need.name).is_some() {
                let call = self
                    .binding
                    .call(&Step::tag(&[&need.name], &[("bystander", "stays")]));
                self.exchange(
                    Role::Bystander,
                    &call,
                    None,
                    self.setting
                        .client
                        .usual()
                        .with_format(self.setting.formats[0]),
                )?;
            }
        }
        Ok(())
    }

    /// Deletes a fixture as a step of the case.
    pub(super) fn delete(&mut self, name: &str) -> Result<(), Ended> {
        let Some(bound) = self.binding.get(name).cloned() else {
            return Ok(());
        };
        let holding = self.holding(&bound);
        let reply = delete_once(self.setting.client, &holding);
        self.written = Some(self.setting.client.now());
        if reply.answer().is_some_and(Answer::is_success) {
            self.goes(&holding);
            self.transcript.events.push(Event::Deleted(bound.id));
            return Ok(());
        }
        if let Some(what) = reply.weather() {
            return Err(Ended::Weather {
                at: usize::MAX,
                what,
                retry_after: reply.retry_after(),
                neutral_answered: self.neutral_is_answered(),
                every_time: false,
            });
        }
        Err(Ended::Inconclusive(format!(
            "{} was answered with {}",
            bound.kind.lifecycle().delete,
            reply.words()
        )))
    }

    /// Deletes what was created, children before parents, and gives back what
    /// was lent; whether something was gone that nobody had deleted. What the
    /// target does not delete now is tried again at the end of the run.
    pub(super) fn clean_up(&mut self) -> Lost {
        let deleted: Vec<String> = self
            .transcript
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Deleted(id) => Some(id.clone()),
                _ => None,
            })
            .collect();
        let mut left: Vec<&Labelled> = self
            .transcript
            .resources
            .iter()
            .filter(|there| !deleted.contains(&there.bound.id))
            .collect();
        left.sort_by_key(|there| std::cmp::Reverse(there.bound.kind));
        let mut lost = Lost::default();
        for there in left {
            let bound = &there.bound;
            match self.setting.capabilities.source(bound.kind) {
                Ok(Source::Api { .. }) if self.is_kept(bound) => {}
                Ok(Source::Api { .. }) => {
                    let Deletion { reply, is_again } = self.deleted(bound);
                    if says_gone(&reply) && !is_again {
                        lost.is_any = true;
                        let wrong = || self.vanished(&self.holding(bound), &reply);
                        lost.wrong = lost.wrong.or_else(wrong);
                    }
                    if reply.received.is_err() {
                        break;
                    }
                }
                Ok(Source::Shelf) => self.give_back(bound),
                Ok(Source::Invented) | Err(_) => {}
            }
        }
        lost
    }

    /// A fixture that keeps a tag is not lent again but for refusals.
    fn give_back(&self, bound: &Bound) {
        let (account, region) = (
            self.binding.account(bound.account),
            self.binding.region(bound.region),
        );
        let call = untag_all(self.setting.edition, bound.kind, &bound.id, account, region);
        let reply = self
            .setting
            .client
            .patiently(&call, self.setting.client.usual());
        let Some(lender) = self.setting.shelf else {
            return;
        };
        if reply.answer().is_some_and(Answer::is_success) {
            lender.give_back(&bound.id);
        } else {
            lender.take_worn(&bound.id);
        }
    }

    pub(super) fn holding(&self, bound: &Bound) -> Holding {
        Holding {
            kind: bound.kind,
            region: self.binding.region(bound.region).to_owned(),
            account: self.binding.account(bound.account).to_owned(),
            id: bound.id.clone(),
        }
    }
}
