//! When the next request may go out: at a rate that is kept, and after a pause
//! where the target could not answer.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Requests of one call that is sent until it is answered, at most.
pub(super) const TRIES: u32 = 5;

/// The same where each waits as long as an answer may take.
const SLOW_TRIES: u32 = 2;

/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(100);

/// The longest pause, whatever a target asks for.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// A rate that is never exceeded: each request has a turn of its own, as far
/// from the last as the rate says.
pub(super) struct Pace {
    interval: Duration,
    next: Mutex<Duration>,
}

impl Pace {
    /// At most `rate` requests a second.
    pub(super) fn new(rate: f64) -> Self {
        Self {
            interval: Duration::try_from_secs_f64(1.0 / rate).unwrap_or(LONGEST),
            next: Mutex::new(Duration::ZERO),
        }
    }

    /// Takes the next turn; how long it is until then.
    pub(super) fn turn(&self, now: Duration) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = now.max(*next);
        *next = turn + self.interval;
        turn.saturating_sub(now)
    }
}

/// Pauses between the requests of one call.
#[derive(Default)]
pub(super) struct Backoff {
    tries: u32,
}

impl Backoff {
    /// Whether one more request is worth it, after one that was `slow`.
    pub(super) fn may_go_on(&self, slow: bool) -> bool {
        self.tries + 1 < if slow { SLOW_TRIES } else { TRIES }
    }

    /// The next pause: what the target asks for, or twice the last.
    pub(super) fn next(&mut self, asked: Option<Duration>) -> Duration {
        let own = FIRST * 2_u32.pow(self.tries);
        self.tries += 1;
        asked.unwrap_or(own).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_as_far_apart_as_the_rate_says_and_none_is_saved_up() {
        let pace = Pace::new(10.0);
        let at = Duration::from_millis;
        assert_eq!(pace.turn(at(1000)), at(0));
        assert_eq!(pace.turn(at(1000)), at(100));
        assert_eq!(pace.turn(at(1050)), at(150));
        // Nobody asked for a while: that time is lost.
        assert_eq!(pace.turn(at(5000)), at(0));
        assert_eq!(pace.turn(at(5000)), at(100));
    }

    #[test]
    fn pauses_grow_and_follow_the_target_within_a_bound() {
        let mut waits = Backoff::default();
        assert!(waits.may_go_on(true));
        let own = [100, 200, 400].map(Duration::from_millis);
        for expected in own {
            assert!(waits.may_go_on(false));
            assert_eq!(waits.next(None), expected);
        }
        assert!(!waits.may_go_on(true));
        assert_eq!(waits.next(Some(Duration::from_secs(3600))), LONGEST);
        assert!(!waits.may_go_on(false));
    }
}
