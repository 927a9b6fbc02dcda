//! When the next request may go out: at a rate that is kept, and after a pause
//! where the target could not answer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Requests of one call that is sent until it is answered, at most.
pub(super) const TRIES: u32 = 5;

/// The same where each waits as long as an answer may take, or less than the
/// target asks for.
const SLOW_TRIES: u32 = 2;

/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(100);

/// The longest pause, whatever a target asks for.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// How long a target is watched before its rate is judged: what is throttled is
/// counted by the second.
const WATCHED: Duration = Duration::from_secs(1);

/// Throttled requests in that time that are no chance.
const MANY: u32 = 10;

/// A rate that is never exceeded: each request has a turn of its own, as far
/// from the last as the rate says. A target that throttles much is asked less
/// often, about as often as it answers.
pub(super) struct Pace {
    /// The shortest time between two requests that was asked for.
    shortest: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The time between two requests now.
    interval: Duration,
    next: Duration,
    /// When watching began.
    since: Duration,
    /// Requests since then that were taken.
    taken: u32,
    /// Requests since then that were throttled.
    throttled: u32,
}

impl Pace {
    /// At most `rate` requests a second, if one is given.
    pub(super) fn new(rate: Option<f64>) -> Self {
        let shortest = rate.map_or(Duration::ZERO, |rate| {
            Duration::try_from_secs_f64(1.0 / rate).unwrap_or(LONGEST)
        });
        Self {
            shortest,
            state: Mutex::new(State {
                interval: shortest,
                ..State::default()
            }),
        }
    }

    /// Takes the next turn; how long it is until then.
    pub(super) fn turn(&self, now: Duration) -> Duration {
        let mut state = self.state();
        let turn = now.max(state.next);
        state.next = turn + state.interval;
        turn.saturating_sub(now)
    }

    /// Notes what became of a request. Where too many are throttled within a
    /// second, nothing is sent until it is over, and after that so often as
    /// requests were taken in it, or nearly; a second without any lets the rate
    /// grow again.
    pub(super) fn note(&self, now: Duration, is_throttled: bool) {
        let mut state = self.state();
        if now.saturating_sub(state.since) >= WATCHED {
            if state.throttled == 0 && state.interval > self.shortest {
                let shorter = state.interval.mul_f64(0.9);
                // Faster than that nobody is asked, paced or not.
                let is_free = shorter < Duration::from_micros(50);
                state.interval = if is_free {
                    self.shortest
                } else {
                    shorter.max(self.shortest)
                };
            }
            (state.since, state.taken, state.throttled) = (now, 0, 0);
        }
        if !is_throttled {
            state.taken += 1;
            return;
        }
        state.throttled += 1;
        // Once it is known to throttle by the rate, less will do to see it again.
        let share = if state.interval > self.shortest {
            20
        } else {
            4
        };
        if state.throttled >= MANY && state.throttled * share >= state.taken {
            let taken = f64::from(state.taken.max(1));
            let interval = WATCHED.div_f64(taken).mul_f64(1.1);
            state.interval = interval.max(self.shortest).min(LONGEST);
            state.next = state.next.max(state.since + WATCHED);
            (state.since, state.taken, state.throttled) = (state.since + WATCHED, 0, 0);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        let pace = Pace::new(Some(10.0));
        let at = Duration::from_millis;
        assert_eq!(pace.turn(at(1000)), at(0));
        assert_eq!(pace.turn(at(1000)), at(100));
        assert_eq!(pace.turn(at(1050)), at(150));
        // Nobody asked for a while: that time is lost.
        assert_eq!(pace.turn(at(5000)), at(0));
        assert_eq!(pace.turn(at(5000)), at(100));
    }

    /// Sends for so many seconds, as often as the pace allows and at most every
    /// `fastest`, to a target that takes so many a second; what it took and what
    /// it throttled.
    fn sent(pace: &Pace, seconds: u64, fastest: Duration, limit: u32) -> (u32, u32) {
        let (mut now, mut second, mut here) = (Duration::from_millis(1300), 0, 0);
        let end = now + Duration::from_secs(seconds);
        let (mut taken, mut throttled) = (0, 0);
        while now < end {
            now += pace.turn(now);
            if now.as_secs() != second {
                (second, here) = (now.as_secs(), 0);
            }
            here += 1;
            let is_throttled = here > limit;
            *(if is_throttled {
                &mut throttled
            } else {
                &mut taken
            }) += 1;
            pace.note(now, is_throttled);
            now += fastest;
        }
        (taken, throttled)
    }

    #[test]
    fn who_is_throttled_much_asks_about_as_often_as_is_answered() {
        let pace = Pace::new(None);
        let (taken, throttled) = sent(&pace, 30, Duration::from_micros(200), 300);
        assert!(taken > 6000, "{taken} taken, {throttled} throttled");
        assert!(
            throttled < taken / 10,
            "{taken} taken, {throttled} throttled"
        );
    }

    #[test]
    fn who_is_seldom_throttled_is_not_slowed_down() {
        let pace = Pace::new(None);
        for number in 0..20_000_u32 {
            let now = Duration::from_micros(u64::from(number) * 200);
            assert_eq!(pace.turn(now), Duration::ZERO, "{number}");
            pace.note(now, number % 20 == 0);
        }
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
