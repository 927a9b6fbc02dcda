//! Where cases wait that go on when all others are done.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long nobody looks whether there is another reason to go on.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Holds up cases between their beginning and the end of a run. It is open unless
/// somebody closes it.
#[derive(Debug, Default)]
pub struct Rest {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    resting: usize,
    /// How many may go on though it is closed.
    passes: usize,
}

impl Rest {
    /// From now on cases wait here.
    pub(in crate::check) fn close(&self) {
        self.state().is_closed = true;
    }

    /// From now on none waits any more.
    pub(in crate::check) fn open(&self) {
        self.state().is_closed = false;
        self.changed.notify_all();
    }

    /// Lets one of those go on that wait here.
    pub(in crate::check) fn let_one_go(&self) {
        let mut state = self.state();
        if state.resting > 0 {
            state.resting -= 1;
            state.passes += 1;
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Waits until what is wanted holds of how many wait here.
    pub(in crate::check) fn until(&self, holds: impl Fn(usize) -> bool) {
        let mut state = self.state();
        while !holds(state.resting) {
            state = self.waited(state);
        }
    }

    /// Whether cases wait here.
    pub(super) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    /// Waits until one may go on, or there is another reason to; whether it waited
    /// for all others.
    pub(super) fn wait(&self, goes_on: impl Fn() -> bool) -> bool {
        let mut state = self.state();
        let was_closed = state.is_closed;
        state.resting += 1;
        self.changed.notify_all();
        while state.is_closed && state.passes == 0 && !goes_on() {
            state = self.waited(state);
        }
        let may_go_on = was_closed && (state.passes > 0 || !state.is_closed);
        if state.passes > 0 {
            state.passes -= 1;
        } else {
            state.resting -= 1;
        }
        may_go_on
    }

    fn waited<'s>(&'s self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        let waited = self.changed.wait_timeout(state, LOOK_AGAIN);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn nobody_waits_for_those_who_will_not_come() {
        let rest = Rest::default();
        rest.close();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| is_over.store(true, Ordering::SeqCst));
            rest.until(|resting| resting == 1 || is_over.load(Ordering::SeqCst));
        });
        rest.open();
        assert!(!rest.state().is_closed);
    }
}
