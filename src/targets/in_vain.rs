//! Operations that were waited for in vain while others were answered: they are
//! not waited for again until they have come round.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is known of the operations of one target.
#[derive(Default)]
pub(super) struct InVain {
    /// Answers that nobody has to wait for.
    answers: AtomicU64,
    /// How many there were before an operation was waited for in vain.
    given_up: Mutex<BTreeMap<String, u64>>,
}

impl InVain {
    /// Notes that the target has answered something.
    pub(super) fn answered(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    /// The answers until now.
    pub(super) fn answers(&self) -> u64 {
        self.answers.load(Ordering::Relaxed)
    }

    /// Notes what came of an operation that was waited for: nothing, and how many
    /// answers there were before, or what was waited for.
    pub(super) fn note(&self, action: &str, in_vain: Option<u64>) {
        let mut given_up = self.given_up();
        match in_vain {
            Some(before) => given_up.insert(action.to_owned(), before),
            None => given_up.remove(action),
        };
    }

    /// Whether waiting for an operation has been in vain and it is the operation
    /// and not the target, which has answered something meanwhile.
    pub(super) fn is_hopeless(&self, action: &str) -> bool {
        let before = self.given_up().get(action).copied();
        before.is_some_and(|before| before < self.answers())
    }

    fn given_up(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_hopeless_while_others_are_answered_and_it_is_not() {
        let seen = InVain::default();
        seen.answered();
        assert!(!seen.is_hopeless("DeleteVpc"));
        seen.note("DeleteVpc", Some(seen.answers()));
        // The target may be away.
        assert!(!seen.is_hopeless("DeleteVpc"));
        seen.answered();
        assert!(seen.is_hopeless("DeleteVpc"));
        assert!(!seen.is_hopeless("CreateVpc"));
        seen.note("DeleteVpc", None);
        assert!(!seen.is_hopeless("DeleteVpc"));
    }
}
