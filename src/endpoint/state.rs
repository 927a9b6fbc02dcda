//! What an endpoint remembers between requests.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::contract::Call;

use super::gateway::Nonces;
use super::inventory::{Inventory, Written};
use super::lag::{Lag, Lagging};
use super::mutants::Memory;
use super::refusal::{Fields, Refused};
use super::stream::Stream;

/// Client tokens that are remembered, at most.
const MAX_TOKENS: usize = 10_000;

/// Everything that an endpoint remembers.
pub(super) struct State {
    /// What is there.
    pub(super) inventory: Inventory,
    /// What listings see, if they lag behind.
    lagging: Option<Lagging>,
    /// Where ids come from.
    pub(super) stream: Stream,
    /// Nonces that were used.
    pub(super) nonces: Nonces,
    /// Answers that a repeated client token gets again.
    pub(super) tokens: Tokens,
    /// Requests so far.
    pub(super) requests: u64,
    /// Requests so far that count for the rule of a switch.
    pub(super) switched: u64,
    /// What a mutant remembers.
    pub(super) memory: Memory,
}

/// What an operation answers and changes.
pub(super) struct Outcome {
    /// The answer besides its request id.
    pub(super) reply: Result<Fields, Refused>,
    /// What it writes.
    pub(super) written: Written,
}

impl Outcome {
    /// An answer that changes nothing.
    pub(super) fn unchanged(reply: Result<Fields, Refused>) -> Self {
        Self {
            reply,
            written: Written::default(),
        }
    }
}

impl State {
    /// A state without resources, whose listings may lag.
    pub(super) fn new(seed: u64, lag: Option<Lag>) -> Self {
        Self {
            inventory: Inventory::default(),
            lagging: lag.map(Lagging::new),
            stream: Stream::new(seed),
            nonces: Nonces::default(),
            tokens: Tokens::default(),
            requests: 0,
            switched: 0,
            memory: Memory::default(),
        }
    }

    /// Makes the changes of a call.
    pub(super) fn commit(&mut self, written: Written) {
        if let Some(lagging) = &mut self.lagging
            && !written.changes.is_empty()
        {
            lagging.write(written.clone());
        }
        self.inventory.apply(written);
    }

    /// What listings see at this moment.
    pub(super) fn shown(&mut self) -> &Inventory {
        self.shown_and_memory().0
    }

    /// What listings see at this moment, and what a mutant remembers.
    pub(super) fn shown_and_memory(&mut self) -> (&Inventory, &mut Memory) {
        let shown = match &mut self.lagging {
            Some(lagging) => lagging.shown(),
            None => &self.inventory,
        };
        (shown, &mut self.memory)
    }

    /// An id that no resource has or had.
    pub(super) fn new_id(&mut self, prefix: &str, region: &str) -> String {
        loop {
            let id = self.stream.resource_id(prefix, region);
            let world = &self.inventory.world;
            if world.get(&id).is_none() && !world.was_deleted(&id) {
                return id;
            }
        }
    }
}

/// Answers by account, action and client token: by a hash of these, so that long
/// tokens cost no memory.
#[derive(Default)]
pub(super) struct Tokens {
    answers: HashMap<u64, Fields>,
    order: VecDeque<u64>,
}

impl Tokens {
    /// The answer that this call got before, if it is the same by its token.
    pub(super) fn answer(&self, call: &Call) -> Option<Fields> {
        self.answers.get(&key(call)?).cloned()
    }

    /// Remembers the answer to a call, if it has a token.
    pub(super) fn remember(&mut self, call: &Call, fields: &Fields) {
        let Some(key) = key(call) else { return };
        if self.answers.insert(key, fields.clone()).is_some() {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > MAX_TOKENS
            && let Some(oldest) = self.order.pop_front()
        {
            self.answers.remove(&oldest);
        }
    }
}

/// Parameter that makes a create call the same call again.
pub(super) const CLIENT_TOKEN: &str = "ClientToken";

fn key(call: &Call) -> Option<u64> {
    let token = call.given(CLIENT_TOKEN)?;
    let mut hasher = DefaultHasher::new();
    (&call.account, &call.action, token).hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_client_token_is_forgotten_first() {
        let call =
            |token: usize| Call::new("CreateVpc", "me").with(CLIENT_TOKEN, token.to_string());
        let mut tokens = Tokens::default();
        for token in 0..=MAX_TOKENS {
            tokens.remember(&call(token), &Fields::new());
            tokens.remember(&call(token), &Fields::new());
        }
        assert_eq!(
            (tokens.answers.len(), tokens.order.len()),
            (MAX_TOKENS, MAX_TOKENS)
        );
        assert!(tokens.answer(&call(0)).is_none());
        assert!(tokens.answer(&call(1)).is_some());
        tokens.remember(&Call::new("CreateVpc", "me"), &Fields::new());
        assert_eq!(tokens.answers.len(), MAX_TOKENS);
    }
}
