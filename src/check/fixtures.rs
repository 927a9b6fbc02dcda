//! The fixtures of an attempt: created for its steps, deleted in them or after.

use crate::cases::{Action, Bound, Need, Side, Step};
use crate::contract::{Answer, Kind};
use crate::targets::{How, ProvisionError, Wanted, create, delete};

use super::execute::Attempt;
use super::transcript::{Ended, Event, Labelled, Role, Transcript};

/// By this name leftovers are known.
pub const FIXTURE_NAME: &str = "tagproof-fixture";

impl Attempt<'_> {
    /// Creates a fixture, in parents of its own where it needs them.
    pub(super) fn provide(&mut self, need: &Need, from_start: bool) -> Result<(), Ended> {
        if let Err(reason) = &self.setting.capabilities.create {
            return Err(Ended::NotApplicable(format!("no fixtures: {reason}")));
        }
        let life = need.kind.lifecycle();
        let vpc = if life.in_vpc {
            Some(self.parent(Kind::Vpc, need)?)
        } else {
            None
        };
        let vswitch = if life.in_vswitch {
            Some(self.parent(Kind::VSwitch, need)?)
        } else {
            None
        };
        let created = create(
            self.setting.client,
            &Wanted {
                kind: need.kind,
                account: self.binding.account(need.account),
                region: self.binding.region(need.region),
                vpc: vpc.as_deref(),
                vswitch: vswitch.as_deref(),
                name: FIXTURE_NAME,
                subnet: self.transcript.resources.len() % 255,
            },
        );
        match created {
            Ok(id) => {
                let bound = Bound {
                    id,
                    kind: need.kind,
                    region: need.region,
                    account: need.account,
                    parent: vpc,
                };
                self.binding.bind(&need.name, bound.clone());
                self.transcript.resources.push(Labelled {
                    name: need.name.clone(),
                    label: self.transcript.next_label(need.kind),
                    region: self.binding.region(need.region).to_owned(),
                    bound,
                    from_start,
                });
                Ok(())
            }
            Err(ProvisionError::Lost { .. }) => Err(Ended::Weather {
                at: usize::MAX,
                what: created
                    .err()
                    .map(|error| error.to_string())
                    .unwrap_or_default(),
                neutral_answered: false,
            }),
            Err(error @ ProvisionError::Refused { .. }) => Err(Ended::NotApplicable(format!(
                "no {}: {error}",
                life.fixture
            ))),
        }
    }

    /// The resource that `need` lives in, created if there is none.
    fn parent(&mut self, kind: Kind, need: &Need) -> Result<String, Ended> {
        let there = |transcript: &Transcript| {
            transcript
                .of(need.account, need.region)
                .find(|there| there.bound.kind == kind)
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
        there(&self.transcript)
            .ok_or_else(|| Ended::Inconclusive(format!("no {}", kind.lifecycle().fixture)))
    }

    /// Resources that no step names: of the same type, of another type, in the
    /// other region, of the other account (design §2.8). A target that cannot
    /// have one of them does without.
    pub(super) fn bystanders(&mut self) -> Result<(), Ended> {
        let own = |need: &&Need| need.account == Side::Own && need.region == Side::Own;
        let kind = self
            .case
            .needs
            .iter()
            .find(own)
            .map_or(Kind::Vpc, |need| need.kind);
        let other_kind = if kind == Kind::Vpc {
            Kind::VSwitch
        } else {
            Kind::Vpc
        };
        let deletes = self
            .case
            .steps
            .iter()
            .any(|step| step.action == Action::Delete);
        let wanted = [
            (kind, Side::Own, Side::Own, true),
            // A vSwitch in a VPC that a step deletes would be in its way.
            (other_kind, Side::Own, Side::Own, !deletes),
            (Kind::Vpc, Side::Own, Side::Other, true),
            (Kind::Vpc, Side::Other, Side::Own, true),
        ];
        for (place, (kind, account, region, wanted)) in wanted.into_iter().enumerate() {
            let same = place == 0;
            let there = self
                .transcript
                .of(account, region)
                .any(|there| there.bound.kind == kind);
            if !wanted || (there && !same) {
                continue;
            }
            let need = Need {
                name: format!("bystander-{place}"),
                kind,
                region,
                account,
            };
            match self.provide(&need, true) {
                Ok(()) | Err(Ended::NotApplicable(_)) => {}
                Err(ended) => return Err(ended),
            }
            if same && self.binding.get(&need.name).is_some() {
                let call = self
                    .binding
                    .call(&Step::tag(&[&need.name], &[("bystander", "stays")]));
                self.exchange(
                    Role::Bystander,
                    &call,
                    None,
                    How::usual().with_format(self.setting.formats[0]),
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
        let (region, account) = (
            self.binding.region(bound.region).to_owned(),
            self.binding.account(bound.account).to_owned(),
        );
        let reply = delete(
            self.setting.client,
            bound.kind,
            &bound.id,
            &region,
            &account,
        );
        if reply.answer().is_some_and(Answer::is_success) {
            self.transcript.events.push(Event::Deleted(bound.id));
            return Ok(());
        }
        Err(Ended::Inconclusive(format!(
            "{} was answered with {}",
            bound.kind.lifecycle().delete,
            reply.words()
        )))
    }

    /// Deletes what was created, children before parents.
    pub(super) fn clean_up(&mut self) {
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
        for there in left {
            let bound = &there.bound;
            let (region, account) = (
                self.binding.region(bound.region),
                self.binding.account(bound.account),
            );
            delete(self.setting.client, bound.kind, &bound.id, region, account);
        }
    }
}
