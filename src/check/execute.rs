//! Makes one attempt at a case: fixtures, steps, read-back, clean-up.

use crate::cases::{
    Action, Binding, Bound, Case, Delivery, Method, Need, ReadBack, Side, Step, Wire,
};
use crate::contract::{Call, Edition, Kind, is_throttling, params};
use crate::targets::{
    Capabilities, Client, How, ProvisionError, Reply, Wanted, create, delete, list_tags,
};
use crate::wire::{AnswerError, Format, Placement, Response, xml_can_carry};

use super::transcript::{Ended, Event, Exchange, Labelled, Role, Transcript};

/// Ids in one listing.
const LISTED_AT_ONCE: usize = 20;

/// By this name leftovers are known.
pub const FIXTURE_NAME: &str = "tagproof-fixture";

/// What every attempt of a run shares.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Where calls go.
    pub client: &'a Client,
    /// The edition that is judged by.
    pub edition: &'a Edition,
    /// The run's region and the other one.
    pub regions: &'a [String; 2],
    /// What the target can do.
    pub capabilities: &'a Capabilities,
    /// The formats to ask for.
    pub formats: &'a [Format],
}

/// Makes one attempt at a case on fixtures of its own, which are deleted
/// afterwards whatever happens. Nothing is judged here, so that what is sent
/// does not depend on the belief.
pub fn attempt(case: &Case, setting: &Setting<'_>) -> (Transcript, Ended) {
    let mut attempt = Attempt {
        case,
        setting,
        binding: Binding::new(setting.edition, setting.regions.clone()),
        transcript: Transcript::default(),
        sent: 0,
        xml_carries: case_fits_xml(case, setting.edition),
    };
    let ended = attempt.run().err().unwrap_or(Ended::Complete);
    attempt.clean_up();
    (attempt.transcript, ended)
}

struct Attempt<'a> {
    case: &'a Case,
    setting: &'a Setting<'a>,
    binding: Binding<'a>,
    transcript: Transcript,
    sent: u64,
    xml_carries: bool,
}

impl Attempt<'_> {
    fn run(&mut self) -> Result<(), Ended> {
        let mut needs = self.case.needs.clone();
        needs.sort_by_key(|need| need.kind);
        for need in &needs {
            self.provide(need, true)?;
        }
        if self.case.read_back == ReadBack::Every && self.reads_back() {
            self.bystanders()?;
        }
        for (place, step) in self.case.steps.iter().enumerate() {
            self.step(place + 1, step)?;
        }
        if self.case.read_back == ReadBack::End && self.reads_back() {
            let every: Vec<String> = self
                .case
                .needs
                .iter()
                .map(|need| need.name.clone())
                .collect();
            self.read_back(self.case.steps.len(), &every, false)?;
        }
        if let Some(twin) = &self.case.twin {
            let call = self.binding.call(twin);
            let how = self.how(twin.delivery)?;
            self.exchange(Role::Twin, &call, None, how)?;
        }
        if let Err(reason) = &self.setting.capabilities.list
            && !self.case.is_negative()
        {
            // What was accepted may never have been stored.
            return Err(Ended::Inconclusive(format!(
                "tags cannot be read back: {reason}"
            )));
        }
        Ok(())
    }

    fn reads_back(&self) -> bool {
        self.setting.capabilities.list.is_ok()
    }

    fn step(&mut self, number: usize, step: &Step) -> Result<(), Ended> {
        match step.action {
            Action::Create => {
                for name in &step.ids {
                    if let Some(need) = Need::parse(name) {
                        self.provide(&need, false)?;
                        let place = self.transcript.resources.len() - 1;
                        self.transcript.events.push(Event::Created(place));
                    }
                }
                return Ok(());
            }
            Action::Delete => {
                for name in &step.ids {
                    self.delete(name)?;
                }
            }
            _ => {
                let call = self.binding.call(step);
                let how = self.how(step.delivery)?;
                let raw = self.binding.raw(step);
                self.exchange(Role::Step(number), &call, raw, how)?;
            }
        }
        let writes = matches!(step.action, Action::Tag | Action::Untag | Action::Delete);
        if writes && self.case.read_back == ReadBack::Every && self.reads_back() && !step.robust {
            let named: Vec<String> = step.ids.clone();
            self.read_back(number, &named, true)?;
        }
        Ok(())
    }

    fn provide(&mut self, need: &Need, from_start: bool) -> Result<(), Ended> {
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
    fn bystanders(&mut self) -> Result<(), Ended> {
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

    fn delete(&mut self, name: &str) -> Result<(), Ended> {
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
        if reply
            .answer()
            .is_some_and(crate::contract::Answer::is_success)
        {
            self.transcript.events.push(Event::Deleted(bound.id));
            return Ok(());
        }
        Err(Ended::Inconclusive(format!(
            "{} was answered with {}",
            bound.kind.lifecycle().delete,
            reply.words()
        )))
    }

    /// Reads the tags of every resource back, those of the named in every
    /// format; with `bystanders` false those of the named alone.
    fn read_back(&mut self, step: usize, named: &[String], bystanders: bool) -> Result<(), Ended> {
        for (group, is_named) in self.groups(named) {
            if !is_named && !bystanders {
                continue;
            }
            let formats: Vec<Format> = if !self.xml_carries {
                vec![Format::Json]
            } else if is_named && bystanders {
                self.setting.formats.to_vec()
            } else {
                let place = self.draw(self.setting.formats.len());
                vec![self.setting.formats[place]]
            };
            for format in formats {
                for ids in group.ids.chunks(LISTED_AT_ONCE) {
                    let mut call = Call::new(
                        params::LIST_TAG_RESOURCES,
                        self.binding.account(group.account),
                    )
                    .with(params::REGION_ID, self.binding.region(group.region))
                    .with(
                        params::RESOURCE_TYPE,
                        self.setting.edition.type_name(group.kind),
                    );
                    for (place, id) in ids.iter().enumerate() {
                        call = call.with(params::element(params::RESOURCE_ID, place + 1), id);
                    }
                    let how = How::usual().with_format(format);
                    self.exchange(Role::ReadBack(step), &call, None, how)?;
                }
            }
        }
        Ok(())
    }

    /// The resources that are there, by account, region and type.
    fn groups(&self, named: &[String]) -> Vec<(Group, bool)> {
        let deleted: Vec<&String> = self
            .transcript
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Deleted(id) => Some(id),
                _ => None,
            })
            .collect();
        let mut groups: Vec<(Group, bool)> = Vec::new();
        for there in &self.transcript.resources {
            let bound = &there.bound;
            if deleted.contains(&&bound.id) {
                continue;
            }
            let is_named = named.contains(&there.name);
            let group = groups.iter_mut().find(|(group, _)| {
                (group.account, group.region, group.kind)
                    == (bound.account, bound.region, bound.kind)
            });
            match group {
                Some((group, any_named)) => {
                    group.ids.push(bound.id.clone());
                    *any_named |= is_named;
                }
                None => groups.push((
                    Group {
                        account: bound.account,
                        region: bound.region,
                        kind: bound.kind,
                        ids: vec![bound.id.clone()],
                    },
                    is_named,
                )),
            }
        }
        groups
    }

    fn exchange(
        &mut self,
        role: Role,
        call: &Call,
        raw: Option<String>,
        how: How,
    ) -> Result<(), Ended> {
        let client = self.setting.client;
        let reply = if call.action == params::LIST_TAG_RESOURCES && raw.is_none() {
            list_tags(client, call, how)
        } else {
            client.call(call, how, raw.as_deref())
        };
        let Reply { received, .. } = reply;
        let (response, answer, unsent) = match received {
            Ok(received) => (received.response, received.answer, None),
            Err(error) => {
                let nothing = Response {
                    status: 0,
                    headers: Vec::new(),
                    body: Vec::new(),
                };
                (nothing, Err(AnswerError::Empty), Some(error))
            }
        };
        let throttled = answer
            .as_ref()
            .ok()
            .and_then(|answer| answer.code())
            .is_some_and(is_throttling);
        let weather = match &unsent {
            Some(error) if error.is_weather() => Some(error.to_string()),
            None if throttled || matches!(response.status, 429 | 503 | 504) => Some(format!(
                "{} was answered with status {}",
                call.action, response.status
            )),
            _ => None,
        };
        let status = response.status;
        let broken = match (&unsent, &answer) {
            (Some(error), _) => Some(error.to_string()),
            (None, Err(error)) => Some(error.to_string()),
            (None, Ok(_)) if status >= 500 => Some(format!("status {status}")),
            _ => None,
        };
        self.transcript.events.push(Event::Exchange(Exchange {
            role,
            call: call.clone(),
            raw,
            how,
            response,
            answer,
        }));
        if let Some(what) = weather {
            return Err(Ended::Weather {
                at: self.transcript.events.len(),
                what,
                neutral_answered: self.neutral_is_answered(),
            });
        }
        broken.map_or(Ok(()), |what| {
            Err(Ended::Broken {
                step: role.step(),
                call: Box::new(call.clone()),
                what,
            })
        })
    }

    /// Whether a plain listing is answered: then it was the request and not the
    /// weather that got no answer.
    fn neutral_is_answered(&self) -> bool {
        let call = Call::new(params::LIST_TAG_RESOURCES, self.binding.account(Side::Own))
            .with(params::REGION_ID, self.binding.region(Side::Own))
            .with(
                params::RESOURCE_TYPE,
                self.setting.edition.type_name(Kind::Vpc),
            )
            .with(
                params::element(params::RESOURCE_ID, 1),
                "vpc-bp1tagproofneutral",
            );
        let reply = self.setting.client.call(
            &call,
            How::usual().with_format(self.setting.formats[0]),
            None,
        );
        reply
            .answer()
            .is_some_and(|answer| !answer.code().is_some_and(is_throttling) && answer.status < 500)
    }

    fn how(&mut self, delivery: Delivery) -> Result<How, Ended> {
        let able = self.setting.capabilities;
        let missing = |what: &str| Err(Ended::NotApplicable(format!("the target takes no {what}")));
        let format = match delivery.wire {
            Some(Wire::Json) if !able.knows(Format::Json) => return missing("JSON"),
            Some(Wire::Xml) if !able.knows(Format::Xml) => return missing("XML"),
            Some(Wire::Json) => Format::Json,
            Some(Wire::Xml) => Format::Xml,
            None => self.setting.formats[self.draw(self.setting.formats.len())],
        };
        // Most real clients POST a query (facts §3.5), so it comes up twice.
        let methods = [Method::Post, Method::Get, Method::Form, Method::Post];
        let method = delivery.method.unwrap_or_else(|| {
            let drawn = methods[self.draw(methods.len())];
            match drawn {
                Method::Get if !able.get => Method::Post,
                Method::Form if !able.form => Method::Post,
                drawn => drawn,
            }
        });
        let (post, placement) = match method {
            Method::Get if !able.get => return missing("GET"),
            Method::Form if !able.form => return missing("form"),
            Method::Get => (false, Placement::Query),
            Method::Post => (true, Placement::Query),
            Method::Form => (true, Placement::Form),
        };
        Ok(How {
            post,
            placement,
            format,
        })
    }

    /// A number below `of` that depends on the case and the place in it alone.
    fn draw(&mut self, of: usize) -> usize {
        self.sent += 1;
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ self.sent;
        for byte in self.case.id.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        usize::try_from((hash ^ (hash >> 29)) % of.max(1) as u64).unwrap_or(0)
    }

    /// Deletes what was created, children before parents.
    fn clean_up(&mut self) {
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

struct Group {
    account: Side,
    region: Side,
    kind: Kind,
    ids: Vec<String>,
}

/// Whether every text of a case can be read back in XML (design §2 j).
fn case_fits_xml(case: &Case, edition: &Edition) -> bool {
    let binding = Binding::symbolic(edition, case);
    case.steps.iter().chain(&case.twin).all(|step| {
        binding
            .call(step)
            .params
            .iter()
            .all(|(name, value)| xml_can_carry(name) && xml_can_carry(value))
    })
}
