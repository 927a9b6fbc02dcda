//! The reference: an endpoint that answers by the model, bytes in and bytes out.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use crate::contract::{Answer, Call, Edition, Readings, axis_named, errors, params};
use crate::model::{Decision, Model, Permit, World};
use crate::wire::{
    Credentials, Endpoint, Format, Incoming, Request, Response, asked_format, write,
};

use super::gateway::{self, Clock, Gate};
use super::inventory::Written;
use super::lag::{Elapsed, Lag};
use super::mutants::{Asked, BETWEEN, Before, Condition, Fault, Mutant, resolved};
use super::operations::Operation;
use super::refusal::{Fields, Refused};
use super::state::{Outcome, State};
use super::switch::{Progress, Switch};
use super::tagging::Place;
use super::{describe, lifecycle, tagging};

/// How often a thread looks whether the state is free before it sleeps.
const SPINS: usize = 1000;

/// An emulator of the API that follows one edition under one complete reading
/// and is right in everything that the harness judges.
///
/// It answers the operations of tags, create, delete and describe
/// operations of the six types, and `DescribeRegions` and
/// `DescribeZones`. A request may be a GET or a POST, with its parameters in
/// query, form and headers, signed or not. Without
/// [access keys](Self::with_access_keys) no proof is asked for, and each access
/// key id of at most 128 bytes, the empty one included, is an account of its own.
///
/// Its memory is bounded: there are 100,000 resources at most, then whatever
/// creates one is refused with `QuotaExceeded.Resources`; and it remembers the
/// latest 10,000 client tokens, 10,000 deleted resources and 100,000 nonces.
/// (Mutants that take any number of tags are bounded only by what they are sent.)
pub struct Reference {
    edition: Edition,
    reading: Readings,
    gate: Gate,
    fault: Option<(&'static [Condition], &'static Fault)>,
    switch: Option<Switch>,
    seed: u64,
    lag: Option<Lag>,
    state: Mutex<State>,
}

impl Reference {
    /// The reference under an edition and a reading, which is made complete
    /// with the first option of what it leaves open.
    pub fn new(edition: Edition, reading: Readings) -> Self {
        Self {
            reading: edition.complete(&reading),
            edition,
            gate: Gate::default(),
            fault: None,
            switch: None,
            seed: 0,
            lag: None,
            state: Mutex::new(State::new(0, None)),
        }
    }

    /// The same with another seed, 0 unless said. Two references with one seed
    /// give the same requests, sent one after the other, the same bytes.
    /// What was created before is forgotten.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }.forgetful()
    }

    /// The same with listings (`ListTagResources`, `DescribeTags`,
    /// `DescribeTagKeys` and whatever shows resources) that show a write only
    /// so long after it, by a clock that never goes back; everything else sees
    /// the truth at once. Changes that wait are at most 10,000: further ones
    /// make the oldest show early. What was created before is forgotten.
    #[must_use]
    pub fn with_lag(self, by: Duration, elapsed: Elapsed) -> Self {
        let lag = (!by.is_zero()).then_some(Lag { by, elapsed });
        Self { lag, ..self }.forgetful()
    }

    /// Forgets everything, also nonces and client tokens: what is answered from
    /// now on are the same bytes as those after the start.
    pub fn reset(&self) {
        *self.state() = State::new(self.seed, self.lag.clone());
    }

    /// The same with signatures enforced: only these access keys
    /// may call, each an account of its own.
    #[must_use]
    pub fn with_access_keys(mut self, keys: Vec<Credentials>) -> Self {
        self.gate.keys = keys;
        self
    }

    /// The same with a clock, used only to tell whether a signed request is
    /// stale, which is more than 15 minutes off; without one it never is.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.gate.clock = Some(clock);
        self
    }

    /// The same with one clause broken. The mutant's own reading
    /// ([`Mutant::given`]) replaces that of the reference on the axes it names.
    #[must_use]
    pub fn with_mutant(mut self, mutant: &'static Mutant) -> Self {
        self.reading = mutant.reading(&self.reading);
        match mutant.fault {
            Fault::Edition(change) => change(&mut self.edition),
            Fault::Gate(guard) => self.gate.forgets = Some(guard),
            Fault::Switch {
                axis,
                options: (one, other),
                rule,
            } => {
                self.switch = axis_named(axis).and_then(|axis| {
                    let options = (axis.axis().option(one)?, axis.axis().option(other)?);
                    Some(Switch {
                        axis,
                        options,
                        rule,
                    })
                });
            }
            _ => {}
        }
        self.fault = resolved(mutant);
        self
    }

    /// The same with one axis switched by a rule.
    pub(super) fn with_switch(mut self, switch: Switch) -> Self {
        self.switch = Some(switch);
        self
    }

    /// Shows everything that is there to somebody who looks inside.
    #[cfg(feature = "serve")]
    pub(super) fn look<T>(
        &self,
        look: impl FnOnce(&super::inventory::Inventory, &Edition) -> T,
    ) -> T {
        look(&self.state().inventory, &self.edition)
    }

    /// The same with a state of its own seed and lag.
    fn forgetful(self) -> Self {
        self.reset();
        self
    }

    fn handle(
        &self,
        incoming: &mut Incoming,
        request: &Request,
        format: Format,
        state: &mut State,
        seen: Option<&World>,
        fault: Option<&'static Fault>,
    ) -> Result<Fields, Refused> {
        if let Some(Fault::Call(misread)) = fault {
            misread(&mut incoming.call, &state.inventory.world);
        }
        let operation = gateway::operation(request, incoming, self.edition.product)?;
        self.gate.check(incoming, request)?;
        if self.gate.is_closed() {
            state.nonces.take(incoming, self.gate.forgets)?;
        }
        let call = &incoming.call;
        if let Some(Fault::Crash(crashes)) = fault
            && crashes(call)
        {
            return Err(Refused::with(&errors::INTERNAL_ERROR));
        }
        let reading = self.reading_of(call, format, state);
        let outcome = self.operate(operation, call, &reading, state, seen, fault);
        state.commit(outcome.written);
        outcome.reply
    }

    fn operate(
        &self,
        operation: Operation,
        call: &Call,
        reading: &Readings,
        state: &mut State,
        seen: Option<&World>,
        fault: Option<&'static Fault>,
    ) -> Outcome {
        let model = Model {
            skipped: fault.map_or(&[], Fault::skipped),
            ..Model::new(&self.edition)
        };
        let mut outcome = match operation {
            Operation::Tags => return self.tags(call, model, reading, state, seen, fault),
            Operation::Create(of) => lifecycle::create(of, call, model, reading, state),
            Operation::Delete(of) => {
                lifecycle::delete(of, call, self.edition.product, reading, &state.inventory)
            }
            Operation::List(of) => Outcome::unchanged(describe::list(
                of,
                call,
                &self.edition,
                reading,
                state.shown(),
            )),
            Operation::Show(kind, single) => {
                Outcome::unchanged(describe::show(kind, single, call, reading, state.shown()))
            }
            Operation::Regions => Outcome::unchanged(Ok(describe::regions(self.edition.product))),
            Operation::Zones => Outcome::unchanged(describe::zones_of(call, reading)),
        };
        if outcome.reply.is_ok() {
            let before = Before {
                call,
                world: &state.inventory.world,
                model,
                reading,
            };
            let mut decision = Decision {
                permit: Permit::Accept,
                changes: outcome.written.changes,
            };
            if let Some(fault) = fault {
                fault.disturb(&before, &mut state.memory, &mut decision);
            }
            outcome.written.changes = decision.changes;
        }
        outcome
    }

    fn tags(
        &self,
        call: &Call,
        model: Model<'_>,
        reading: &Readings,
        state: &mut State,
        seen: Option<&World>,
        fault: Option<&'static Fault>,
    ) -> Outcome {
        let (inventory, memory) = if tagging::writes(call, self.edition.product) {
            (&state.inventory, &mut state.memory)
        } else {
            state.shown_and_memory()
        };
        let on = Place {
            edition: &self.edition,
            reading,
            world: &inventory.world,
        };
        if let Err(refused) = tagging::admit(call, on) {
            return Outcome::unchanged(Err(refused));
        }
        let mut decision = model.decide(seen.unwrap_or(on.world), call, reading);
        if let (Some(seen), Some(Fault::Race(fit))) = (seen, fault) {
            fit(seen, on.world, &mut decision);
        }
        let before = Before {
            call,
            world: on.world,
            model,
            reading,
        };
        if let Some(fault) = fault {
            fault.disturb(&before, memory, &mut decision);
        }
        Outcome {
            reply: tagging::render(decision.permit, call, on),
            written: Written {
                changes: decision.changes,
                details: Vec::new(),
            },
        }
    }

    fn reading_of(&self, call: &Call, format: Format, state: &mut State) -> Readings {
        let Some(switch) = &self.switch else {
            return self.reading;
        };
        let progress = Progress {
            requests: state.requests - 1,
            counted: state.switched,
        };
        if switch.counts(call, self.edition.product) {
            state.switched += 1;
        }
        switch.reading(&self.reading, call, format, self.edition.product, progress)
    }

    /// What is wrong, if anywhere.
    fn fault(&self) -> Option<&'static Fault> {
        self.fault.map(|(_, fault)| fault)
    }

    /// What is wrong where a request is answered.
    fn fault_for(
        &self,
        opened: &Result<Incoming, Refused>,
        request: &Request,
        format: Format,
        state: &State,
    ) -> Option<&'static Fault> {
        let (conditions, fault) = self.fault?;
        if conditions.is_empty() {
            return Some(fault);
        }
        let asked = Asked {
            incoming: opened.as_ref().ok()?,
            request,
            format,
            world: &state.inventory.world,
            edition: &self.edition,
            reading: &self.reading,
        };
        let mut conditions = conditions.iter();
        conditions
            .all(|condition| condition.holds(&asked, fault.skipped()))
            .then_some(fault)
    }

    /// The world as a mutant sees it that holds nothing until it writes.
    fn seen_before(&self, opened: &Result<Incoming, Refused>) -> Option<World> {
        let races = matches!(self.fault(), Some(Fault::Race(_)))
            && opened
                .as_ref()
                .is_ok_and(|incoming| incoming.call.action == params::TAG_RESOURCES);
        races.then(|| {
            let seen = self.state().inventory.world.clone();
            std::thread::sleep(BETWEEN);
            seen
        })
    }

    /// What a panic left behind is still the best there is to answer from.
    fn state(&self) -> MutexGuard<'_, State> {
        // A call holds it for a few microseconds, and to be woken takes longer.
        for _ in 0..SPINS {
            match self.state.try_lock() {
                Ok(state) => return state,
                Err(TryLockError::Poisoned(left)) => return left.into_inner(),
                Err(TryLockError::WouldBlock) => (0..16).for_each(|_| std::hint::spin_loop()),
            }
        }
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Endpoint for Reference {
    fn may_wait(&self) -> bool {
        matches!(self.fault(), Some(Fault::Race(_)))
    }

    fn answer(&self, request: &Request) -> Response {
        let mut opened = gateway::open(request);
        let format = match &opened {
            Ok(incoming) => incoming.format,
            Err(_) => asked_format(request),
        };
        let format = format.unwrap_or(Format::Json);
        let seen = self.seen_before(&opened);
        let mut state = self.state();
        state.requests += 1;
        let request_id = state.stream.request_id();
        let fault = self.fault_for(&opened, request, format, &state);
        let reply = match &mut opened {
            Ok(incoming) => {
                self.handle(incoming, request, format, &mut state, seen.as_ref(), fault)
            }
            Err(refused) => Err(refused.clone()),
        };
        let mut answer = match reply {
            Ok(mut fields) => {
                fields.insert("RequestId".to_owned(), request_id.into());
                Answer::new(200, fields.into())
            }
            Err(refused) => refused.answer(&request_id, self.edition.product),
        };
        let call = match opened {
            Ok(incoming) => incoming.call,
            Err(_) => Call::new("", ""),
        };
        if let Some(fault) = fault {
            fault.garble(&mut answer, &call, &self.edition, &mut state.memory);
        }
        drop(state);
        let mut response = write(&answer, &call.action, format);
        if let Some(Fault::Response(change)) = fault {
            change(&mut response, &answer, &call, format);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::super::client::{Client, reading, reference};
    use super::super::script;
    use super::*;
    use crate::contract::{axis_ids, editions};
    use crate::wire::read;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let first = script::run(&reference(&[]).with_seed(7));
        assert_eq!(first, script::run(&reference(&[]).with_seed(7)));
        assert_ne!(first, script::run(&reference(&[]).with_seed(8)));
        let ids: BTreeSet<&str> = first
            .iter()
            .filter_map(|step| step.response.header("X-Acs-Request-Id"))
            .collect();
        assert_eq!(ids.len(), first.len());
    }

    #[test]
    fn every_option_of_every_axis_is_followed_without_a_server_error() {
        let edition = Edition::of_record();
        let mut references: Vec<(String, Reference)> = editions()
            .map(|edition| {
                let reference = Reference::new(edition.clone(), edition.readings());
                (edition.name.to_owned(), reference)
            })
            .collect();
        for axis in axis_ids() {
            // The first option is that of the default reading.
            for option in edition.readings().options(axis).skip(1) {
                let readings = edition.readings().choosing(axis, option);
                let name = format!("{} {option}", axis.axis().id);
                references.push((name, Reference::new(edition.clone(), readings)));
            }
        }
        for (name, reference) in references {
            for step in script::run(&reference) {
                let answer = read(&step.response, step.format);
                let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", step.what));
                assert!(
                    answer.is_success() || (400..500).contains(&answer.status),
                    "{name}: {}: {answer:?}",
                    step.what
                );
            }
        }
    }

    #[test]
    fn a_panic_inside_does_not_stop_the_others() {
        let reference = Arc::new(reference(&[]));
        let held = Arc::clone(&reference);
        let panicked = std::thread::spawn(move || {
            let _state = held.state();
            panic!("while the state is held");
        });
        assert!(panicked.join().is_err());
        let client = Client::new(&*reference, "me");
        client.vpc();
    }

    #[test]
    fn a_mutant_brings_its_own_reading() {
        let mutant = super::super::mutant_named("key-http-accepted").unwrap();
        let expected = reading(&[("key-url-punctuation", "accepted")]);
        assert_eq!(mutant.reading(&reading(&[])), expected);
        let reference = reference(&[]).with_mutant(mutant);
        let client = Client::new(&reference, "me");
        let vpc = client.vpc();
        assert_eq!(
            client.tag("VPC", &[&vpc], &[("a-http://b", "v")]).status,
            200
        );
    }
}
