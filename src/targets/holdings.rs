//! What a run made in a target and has to delete: known until it is gone.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::contract::Kind;

/// How the name of everything begins that a run creates.
pub const NAME_PREFIX: &str = "tagproof-";

/// Characters of a nonce that tell runs apart.
const TELLING: usize = 8;

/// A resource that a run created. The order is that in which they may be
/// created: parents first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holding {
    /// Its type.
    pub kind: Kind,
    /// Its region.
    pub region: String,
    /// The account that has it.
    pub account: String,
    /// Its id.
    pub id: String,
}

/// The resources of a run.
#[derive(Debug)]
pub struct Holdings {
    name: String,
    held: Mutex<BTreeSet<Holding>>,
    /// Whether a creation had no answer and may have been done.
    unsure: AtomicBool,
}

impl Holdings {
    /// None yet. `nonce` tells the run from others.
    pub(super) fn named_after(nonce: &str) -> Self {
        let telling: String = nonce
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(TELLING)
            .collect();
        Self {
            name: format!("{NAME_PREFIX}{telling}"),
            held: Mutex::default(),
            unsure: AtomicBool::new(false),
        }
    }

    /// The name of everything that this run creates.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is held, parents first.
    pub fn list(&self) -> Vec<Holding> {
        self.held().iter().cloned().collect()
    }

    /// Whether something may be left that could not be looked for.
    pub fn is_unsure(&self) -> bool {
        self.unsure.load(Ordering::Relaxed)
    }

    /// The same, and forgets it.
    pub(super) fn was_unsure(&self) -> bool {
        self.unsure.swap(false, Ordering::Relaxed)
    }

    /// Holds a resource; whether none like it in every way is held already.
    pub(super) fn take(&self, holding: Holding) -> bool {
        self.held().insert(holding)
    }

    pub(super) fn gone(&self, holding: &Holding) {
        self.held().remove(holding);
    }

    pub(super) fn may_be_more(&self) {
        self.unsure.store(true, Ordering::Relaxed);
    }

    fn held(&self) -> MutexGuard<'_, BTreeSet<Holding>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
