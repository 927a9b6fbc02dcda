//! What an endpoint remembers between requests.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::contract::{Call, Kind, params};
use crate::model::{Change, Resource, World};

use super::gateway::Nonces;
use super::mutants::Memory;
use super::refusal::{Fields, Refused};
use super::stream::Stream;

/// Deleted resources that are remembered, at most.
const DELETED_KEPT: usize = 10_000;

/// Client tokens that are remembered, at most.
const MAX_TOKENS: usize = 10_000;

/// Everything that an endpoint remembers.
pub(super) struct State {
    /// Accounts, regions, resources and tags.
    pub(super) world: World,
    /// What the model does not need to know of the resources that are there.
    pub(super) details: BTreeMap<String, Details>,
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
    /// Ids of deleted resources, the oldest first.
    deleted: VecDeque<String>,
}

/// What a resource is besides its place and tags.
#[derive(Debug, Clone, Default)]
pub(super) struct Details {
    /// The name that it was given.
    pub(super) name: String,
    /// The description that it was given.
    pub(super) description: String,
    /// Its addresses, for a VPC or a vSwitch.
    pub(super) cidr: String,
    /// Its zone, for a vSwitch.
    pub(super) zone: String,
    /// The vSwitch that it lives in, if any.
    pub(super) vswitch: Option<String>,
    /// Its bandwidth in Mbit/s, as it was given.
    pub(super) bandwidth: String,
    /// Its public address, for an EIP or a VPN gateway.
    pub(super) address: String,
    /// The router of the VPC.
    pub(super) router: String,
    /// The system route table of the VPC.
    pub(super) route_table: String,
    /// Whether it is a system route table, which comes and goes with its VPC.
    pub(super) system: bool,
}

/// What an operation answers and changes.
pub(super) struct Outcome {
    /// The answer besides its request id.
    pub(super) reply: Result<Fields, Refused>,
    /// What changes in the world.
    pub(super) changes: Vec<Change>,
    /// Details of resources that are created.
    pub(super) details: Vec<(String, Details)>,
}

impl Outcome {
    /// An answer that changes nothing.
    pub(super) fn unchanged(reply: Result<Fields, Refused>) -> Self {
        Self {
            reply,
            changes: Vec::new(),
            details: Vec::new(),
        }
    }
}

impl State {
    /// A state without resources.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            world: World::default(),
            details: BTreeMap::new(),
            stream: Stream::new(seed),
            nonces: Nonces::default(),
            tokens: Tokens::default(),
            requests: 0,
            switched: 0,
            memory: Memory::default(),
            deleted: VecDeque::new(),
        }
    }

    /// Makes the changes of an outcome.
    pub(super) fn commit(&mut self, outcome: &mut Outcome) {
        for (id, details) in outcome.details.drain(..) {
            self.details.insert(id, details);
        }
        for change in outcome.changes.drain(..) {
            self.world.apply(&change);
            if let Change::Delete(id) = change {
                self.details.remove(&id);
                self.deleted.push_back(id);
            }
        }
        while self.deleted.len() > DELETED_KEPT {
            if let Some(oldest) = self.deleted.pop_front() {
                self.world.forget(&oldest);
            }
        }
    }

    /// An id that no resource has or had.
    pub(super) fn new_id(&mut self, prefix: &str, region: &str) -> String {
        loop {
            let id = self.stream.resource_id(prefix, region);
            if self.world.get(&id).is_none() && !self.world.was_deleted(&id) {
                return id;
            }
        }
    }

    /// The resource that a lifecycle call names, if its caller has it and it is
    /// of the type and in the region of the call.
    pub(super) fn find(&self, call: &Call, kind: Kind, id: &str) -> Option<&Resource> {
        self.world.get(id).filter(|resource| {
            resource.kind == kind
                && resource.account == call.account
                && given(call, params::REGION_ID).is_none_or(|region| region == resource.region)
        })
    }
}

/// The value of a parameter, unless it is empty: companion operations do not
/// tell an empty parameter from an absent one.
pub(super) fn given<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.get(name).filter(|value| !value.is_empty())
}

/// Answers by account, action and client token (facts §2).
#[derive(Default)]
pub(super) struct Tokens {
    answers: HashMap<TokenKey, Fields>,
    order: VecDeque<TokenKey>,
}

type TokenKey = (String, String, String);

impl Tokens {
    /// The answer that this call got before, if it is the same by its token.
    pub(super) fn answer(&self, call: &Call) -> Option<Fields> {
        self.answers.get(&key(call)?).cloned()
    }

    /// Remembers the answer to a call, if it has a token.
    pub(super) fn remember(&mut self, call: &Call, fields: &Fields) {
        let Some(key) = key(call) else { return };
        if self.answers.insert(key.clone(), fields.clone()).is_some() {
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

fn key(call: &Call) -> Option<TokenKey> {
    let token = given(call, CLIENT_TOKEN)?;
    Some((call.account.clone(), call.action.clone(), token.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deleted_is_forgotten_in_time() {
        let mut state = State::new(0);
        let vpc = Resource::new(Kind::Vpc, "", "cn-hangzhou", None);
        let ids: Vec<String> = (0..=DELETED_KEPT).map(|n| format!("vpc-{n}")).collect();
        for id in &ids {
            let mut outcome = Outcome {
                reply: Ok(Fields::new()),
                changes: vec![
                    Change::Create(id.clone(), vpc.clone()),
                    Change::Delete(id.clone()),
                ],
                details: vec![(id.clone(), Details::default())],
            };
            state.commit(&mut outcome);
        }
        let kept = ids.iter().filter(|id| state.world.was_deleted(id)).count();
        assert_eq!(kept, DELETED_KEPT);
        assert!(!state.world.was_deleted(&ids[0]));
        assert!(state.details.is_empty());
    }

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
