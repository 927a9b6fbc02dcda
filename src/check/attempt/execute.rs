//! Makes one attempt at a case: its steps, each exchange sent and recorded.

use std::time::Duration;

use crate::cases::{Action, Binding, Case, Need, ReadBack, Step};
use crate::contract::{Call, Kind, params};
use crate::model::Model;
use crate::targets::{How, Witness};
use crate::wire::Format;

use super::borrowed::Borrowed;
use super::send::{Outcome, sent};
use super::under_way::{Attempt, Made, Manner, Setting, Want};
use crate::check::belief::walk;
use crate::check::evidence::MOST_OF_A_CASE;
use crate::check::evidence::fits_xml;
use crate::check::evidence::{Ended, Event, Role, Transcript};

/// The pause between two looks at a listing that may be late.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Makes one attempt at a case on fixtures of its own, which are deleted
/// afterwards whatever happens; a case that goes for any type on the first of
/// them that can be had. Nothing is judged here, so that what is sent does not
/// depend on the belief.
pub fn attempt(case: &Case, setting: &Setting<'_>) -> Made {
    attempt_so(case, setting, Manner::default())
}

/// The same in some manner.
pub(super) fn attempt_so(case: &Case, setting: &Setting<'_>, manner: Manner<'_>) -> Made {
    let mut made = attempt_with(case, setting, manner, None);
    for exchanged in stand_ins(case, setting) {
        if !made.1 || made.0.is_crowded {
            break;
        }
        made = attempt_with(case, setting, manner, Some(exchanged));
    }
    made.0
}

/// Types that may stand for others where these cannot be had.
fn stand_ins(case: &Case, setting: &Setting<'_>) -> Vec<(Kind, Kind)> {
    let is_there = |kind: &Kind| setting.capabilities.source(*kind).is_ok();
    if let Some(own) = case.any_type() {
        let all = case.product.kinds.iter().copied();
        let others = all.filter(|kind| *kind != own);
        return others.filter(is_there).map(|kind| (own, kind)).collect();
    }
    // Many children find room in few parents.
    let few = (case.product.usual(), case.product.second());
    let helps = setting.stock.is_thrifty() && is_there(&few.0) && is_there(&few.1);
    if helps && case.may_exchange() {
        vec![few]
    } else {
        Vec::new()
    }
}

/// The same where two types stand for each other, and whether there were too few
/// fixtures.
fn attempt_with(
    case: &Case,
    setting: &Setting<'_>,
    manner: Manner<'_>,
    exchanged: Option<(Kind, Kind)>,
) -> (Made, bool) {
    let mut binding = Binding::new(setting.edition, setting.regions);
    if setting.capabilities.third_region.is_err() {
        binding = binding.without_third_region();
    }
    binding.exchanged = exchanged;
    let mut attempt = Attempt {
        case,
        setting,
        manner,
        binding,
        transcript: Transcript::default(),
        sent: 0,
        weight: 0,
        written: None,
        want: Want::default(),
        borrowed: None,
        xml_carries: fits_xml(case, setting.edition),
    };
    let ended = attempt.run().err().unwrap_or(Ended::Complete);
    let lost = attempt.clean_up();
    let is_short = attempt.want.is_short;
    let made = Made {
        is_crowded: attempt.want.is_crowded,
        borrowed: attempt.borrowed,
        transcript: attempt.transcript,
        ended,
        lost,
    };
    (made, is_short)
}

impl Attempt<'_> {
    fn run(&mut self) -> Result<(), Ended> {
        self.is_possible()?;
        let mut needs = self.needs();
        needs.sort_by_key(|need| need.kind);
        for (place, need) in needs.iter().enumerate() {
            self.stock_up(&needs[place..])?;
            self.provide(need, true)?;
        }
        if self.reads_back() == Some(ReadBack::Every) {
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
        self.forge()?;
        if self.reads_back() == Some(ReadBack::End) {
            self.read_back(self.case.steps.len(), &self.named(), false)?;
        }
        if let Some(Borrowed::Unknown { why }) = &self.borrowed {
            // No twin of it is accepted either.
            return Err(Ended::NotApplicable(why.clone()));
        }
        if let Some(twin) = &self.case.twin {
            let call = self.binding.call(twin);
            let how = self.how(twin.delivery)?;
            self.exchange(Role::Twin, &call, None, how)?;
        } else if self.borrowed.is_none() {
            self.count_tags()?;
        }
        if let Some(reason) = self.unseen()
            && !self.case.is_negative()
        {
            // What was accepted may never have been stored.
            return Err(Ended::Inconclusive(format!(
                "tags cannot be read back: {reason}"
            )));
        }
        Ok(())
    }

    /// What the case needs, of the type that is there.
    pub(super) fn needs(&self) -> Vec<Need> {
        let needs = self.case.needs.iter();
        needs.map(|need| self.of_its_type(need.clone())).collect()
    }

    /// What a name in the case asks for.
    pub(super) fn need(&self, name: &str) -> Option<Need> {
        Some(self.of_its_type(Need::parse(name, self.case.product)?))
    }

    fn of_its_type(&self, mut need: Need) -> Need {
        need.kind = self.binding.kind(need.kind);
        need
    }

    /// The names of the fixtures that the case needs.
    fn named(&self) -> Vec<String> {
        let needs = self.case.needs.iter();
        needs.map(|need| need.name.clone()).collect()
    }

    fn step(&mut self, number: usize, step: &Step) -> Result<(), Ended> {
        match step.action {
            Action::Create => {
                for name in &step.ids {
                    if let Some(need) = self.need(name) {
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
            Action::Rest => self.rest()?,
            _ => {
                let call = self.binding.call(step);
                let mut how = self.how(step.delivery)?;
                if step.action != Action::Tag && !self.xml_carries && able_json(self.setting) {
                    // What XML cannot carry is listed in JSON.
                    how = how.with_format(Format::Json);
                }
                let raw = self.binding.raw(step);
                self.exchange(Role::Step(number), &call, raw.as_deref(), how)?;
            }
        }
        let writes = matches!(step.action, Action::Tag | Action::Untag | Action::Delete);
        if writes && self.reads_back() == Some(ReadBack::Every) && !step.robust {
            let named: Vec<String> = step.ids.clone();
            self.read_back(number, &named, true)?;
        }
        Ok(())
    }

    /// Waits until all other cases are done. Where the target has no room for what is
    /// kept so long, nothing is shown, nor where there are no others to wait for and
    /// the case is about nothing else.
    fn rest(&self) -> Result<(), Ended> {
        let Setting {
            client,
            stock,
            rest,
            ..
        } = self.setting;
        let was_closed = rest.is_closed();
        let has_waited =
            rest.wait(|| client.is_stopped() || client.is_gone() || stock.is_thrifty());
        let shows_more = !was_closed && !self.case.is_of_a_whole_run();
        if has_waited || shows_more || client.is_stopped() {
            return Ok(());
        }
        let reason = "nothing can be kept through a whole run here";
        Err(Ended::NotApplicable(reason.to_owned()))
    }

    /// Sends a call and records it with its answer; no answer, or one that is
    /// none, ends the attempt.
    pub(super) fn exchange(
        &mut self,
        role: Role,
        call: &Call,
        raw: Option<&str>,
        how: How,
    ) -> Result<(), Ended> {
        self.exchange_through(role, None, call, raw, how)
    }

    /// The same where `through` shows what the call, a listing, would.
    pub(super) fn exchange_through(
        &mut self,
        role: Role,
        through: Option<(Witness, Kind)>,
        call: &Call,
        raw: Option<&str>,
        how: How,
    ) -> Result<(), Ended> {
        let client = self.setting.client;
        if client.is_stopped() {
            return Err(Ended::Stopped);
        }
        let reads = params::READS.contains(&call.action.as_str());
        if reads {
            self.settle();
        }
        let mut outcome = self.recorded(role, through, call, raw, how);
        let looks_again = reads && self.manner.quiet.is_none();
        while looks_again && matches!(outcome, Outcome::Answered) && self.may_be_late() {
            client.pause(LOOK_AGAIN);
            if let Some(Event::Exchange(late)) = self.transcript.events.pop() {
                self.weight -= late.weight();
            }
            outcome = self.recorded(role, through, call, raw, how);
        }
        if !reads {
            self.written = Some(client.now());
        }
        if let Some((asked, witnesses)) = self.manner.asks
            && asked == role
            && outcome.is_no_weather()
        {
            let witness = through.map(|(witness, _)| witness.name());
            let asked = witness.unwrap_or(call.action.as_str());
            self.second_opinions(call, asked, witnesses)?;
        }
        match outcome {
            Outcome::Answered if self.weight > MOST_OF_A_CASE => Err(Ended::Inconclusive(
                "the answers take more memory than any case needs".to_owned(),
            )),
            Outcome::Answered => Ok(()),
            Outcome::Unknown { what, retry_after } => Err(Ended::Weather {
                at: self.transcript.events.len(),
                what,
                retry_after,
                neutral_answered: self.neutral_is_answered(),
                every_time: false,
            }),
            Outcome::Broken(what) => Err(Ended::Broken {
                step: role.step(),
                call: Box::new(call.clone()),
                what,
            }),
        }
    }

    fn recorded(
        &mut self,
        role: Role,
        through: Option<(Witness, Kind)>,
        call: &Call,
        raw: Option<&str>,
        how: How,
    ) -> Outcome {
        let (exchange, outcome) = sent(self.setting.client, role, through, call, raw, how);
        self.weight += exchange.weight();
        self.transcript.events.push(Event::Exchange(exchange));
        outcome
    }

    /// Waits until what was written last shows in listings, if they are late.
    fn settle(&self) {
        let settle = self.setting.capabilities.lateness.settle;
        let settle = settle.max(self.manner.quiet.unwrap_or_default());
        if let Some(written) = self.written
            && !settle.is_zero()
        {
            let since = self.setting.client.now().saturating_sub(written);
            self.setting.client.pause(settle.saturating_sub(since));
        }
    }

    /// Whether nothing explains what was just read, and it may be only late.
    fn may_be_late(&self) -> bool {
        let bound = self.setting.capabilities.lateness.bound;
        let client = self.setting.client;
        let since = self
            .written
            .map(|written| client.now().saturating_sub(written));
        if bound.is_zero() || client.is_stopped() || since.is_none_or(|since| since >= bound) {
            return false;
        }
        let until = self.transcript.events.len();
        let model = Model::new(self.setting.edition);
        walk(&model, self.case, &self.transcript, self.setting.all, until)
            .is_ok_and(|walk| walk.stop.is_some())
    }
}

fn able_json(setting: &Setting<'_>) -> bool {
    setting.capabilities.knows(Format::Json)
}
