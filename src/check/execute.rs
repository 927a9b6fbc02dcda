//! Makes one attempt at a case: its steps, each exchange sent and recorded.

use crate::cases::{Action, Binding, Case, Delivery, Method, Need, ReadBack, Side, Step, Wire};
use crate::contract::{Answer, Call, Edition, Kind, is_throttling, params};
use crate::targets::{Capabilities, Client, How, Reply, list_tags};
use crate::wire::{AnswerError, Format, Placement, Response, xml_can_carry};

use super::transcript::{Ended, Event, Exchange, Role, Transcript};

/// Characters of what a server error says that are reported.
const SAID: usize = 200;

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

/// An attempt under way.
pub(super) struct Attempt<'a> {
    /// The case that is tried.
    pub(super) case: &'a Case,
    /// What it shares with every attempt of the run.
    pub(super) setting: &'a Setting<'a>,
    /// The resources that stand for the fixtures.
    pub(super) binding: Binding<'a>,
    /// What was sent and seen so far.
    pub(super) transcript: Transcript,
    sent: u64,
    /// Whether the tags can be read back in XML.
    pub(super) xml_carries: bool,
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
        let mut place = 0;
        while let Some(step) = self.case.steps.get(place) {
            if step.lane.is_some() {
                place = self.at_once(place)?;
            } else {
                place += 1;
                self.step(place, step)?;
            }
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

    pub(super) fn reads_back(&self) -> bool {
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
                let mut how = self.how(step.delivery)?;
                if step.action != Action::Tag && !self.xml_carries && able_json(self.setting) {
                    // What XML cannot carry is listed in JSON (design §2 j).
                    how = how.with_format(Format::Json);
                }
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

    /// Sends a call and records it with its answer; no answer, or one that is
    /// none, ends the attempt.
    pub(super) fn exchange(
        &mut self,
        role: Role,
        call: &Call,
        raw: Option<String>,
        how: How,
    ) -> Result<(), Ended> {
        let (exchange, outcome) = sent(self.setting.client, role, call, raw, how);
        self.transcript.events.push(Event::Exchange(exchange));
        match outcome {
            Outcome::Answered => Ok(()),
            Outcome::Unknown(what) => Err(Ended::Weather {
                at: self.transcript.events.len(),
                what,
                neutral_answered: self.neutral_is_answered(),
            }),
            Outcome::Broken(what) => Err(Ended::Broken {
                step: role.step(),
                call: Box::new(call.clone()),
                what,
            }),
        }
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

    pub(super) fn how(&mut self, delivery: Delivery) -> Result<How, Ended> {
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
    pub(super) fn draw(&mut self, of: usize) -> usize {
        self.sent += 1;
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ self.sent;
        for byte in self.case.id.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        usize::try_from((hash ^ (hash >> 29)) % of.max(1) as u64).unwrap_or(0)
    }
}

fn able_json(setting: &Setting<'_>) -> bool {
    setting.capabilities.knows(Format::Json)
}

/// What is known of a call after it was sent.
pub(super) enum Outcome {
    /// It was answered.
    Answered,
    /// Whether it was done is unknown: weather (design §2 g).
    Unknown(String),
    /// The answer is none.
    Broken(String),
}

/// Sends a call.
pub(super) fn sent(
    client: &Client,
    role: Role,
    call: &Call,
    raw: Option<String>,
    how: How,
) -> (Exchange, Outcome) {
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
    let status = response.status;
    let outcome = match (unsent, &answer) {
        (Some(error), _) if error.is_weather() => Outcome::Unknown(error.to_string()),
        (Some(error), _) => Outcome::Broken(error.to_string()),
        (None, _) if throttled || matches!(status, 429 | 503 | 504) => {
            Outcome::Unknown(format!("{} was answered with status {status}", call.action))
        }
        (None, Err(error)) => Outcome::Broken(error.to_string()),
        (None, Ok(answer)) if status >= 500 => Outcome::Broken(server_error(answer)),
        (None, Ok(_)) => Outcome::Answered,
    };
    let exchange = Exchange {
        role,
        call: call.clone(),
        raw,
        how,
        response,
        answer,
    };
    (exchange, outcome)
}

/// A server error in the words of whoever had it: often they name the cause.
fn server_error(answer: &Answer) -> String {
    let mut words = format!("status {}", answer.status);
    for said in [answer.code(), answer.message()].into_iter().flatten() {
        words.push_str(": ");
        words.extend(said.chars().take(SAID));
    }
    words
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
