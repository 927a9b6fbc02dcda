//! Calls that are sent until they are answered.

use std::time::Duration;

use crate::contract::Call;

use super::client::Client;
use super::pace::Backoff;
use super::reply::Reply;
use super::ways::How;

impl Client {
    /// Sends a call that may be sent again without harm, until it is answered:
    /// at most five times, after growing pauses, or those that the target
    /// asks for.
    pub fn patiently(&self, call: &Call, how: How) -> Reply {
        self.until(call, how, |reply| reply.weather().is_some())
    }

    /// Sends a call until `again` is content with the reply, as
    /// [`patiently`](Self::patiently) does. An operation that was waited for in
    /// vain is sent once from then on, until it has come round.
    pub(super) fn until(
        &self,
        call: &Call,
        how: How,
        mut again: impl FnMut(&Reply) -> bool,
    ) -> Reply {
        let mut waits = Backoff::default();
        let in_vain = self.in_vain();
        let is_hopeless = in_vain.is_hopeless(&call.action);
        let before = in_vain.answers();
        loop {
            let reply = self.call(call, how, None);
            // It may look at every reply, so it is asked first.
            let is_content = !again(&reply);
            let may_go_on = !is_hopeless && waits.may_go_on(reply.is_slow());
            let is_over = self.is_stopped() || self.is_gone();
            if is_content || !(may_go_on || is_over) {
                in_vain.note(&call.action, (!is_content).then_some(before));
            }
            if is_content || !may_go_on || is_over {
                return reply;
            }
            self.pause(waits.next(reply.retry_after()));
        }
    }

    /// Waits, but no longer once somebody asked for an end.
    pub fn pause(&self, time: Duration) {
        const SLICE: Duration = Duration::from_millis(50);
        let mut left = time;
        while !left.is_zero() && !self.is_stopped() {
            let slice = left.min(SLICE);
            self.sleep(slice);
            left -= slice;
        }
    }
}
