//! Makes the steps of a case that are made at once: one thread a lane.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::cases::{Action, Step};
use crate::contract::{Call, is_conflict};
use crate::targets::{Client, How};

use super::send::{Outcome, sent};
use super::under_way::Attempt;
use crate::check::evidence::{Ended, Event, Overlapping, Role};

/// Calls of one block whose outcome may stay unknown; with more of them nearly
/// everything has an order.
const MOST_UNKNOWN: usize = 4;

/// A call that is about to be made.
struct Planned {
    step: usize,
    call: Call,
    how: How,
}

/// A call that was made, with what is wrong or unknown of it.
struct Made {
    overlapping: Overlapping,
    unknown: Option<String>,
    conflict: Option<String>,
    broken: Option<String>,
}

impl Attempt<'_> {
    /// Makes the steps from `first` on that have lanes, reads the state back
    /// and returns the place of the next step.
    pub(super) fn at_once(&mut self, first: usize) -> Result<usize, Ended> {
        if let Err(lack) = &self.setting.capabilities.at_once {
            return Err(Ended::NotApplicable(lack.why.clone()));
        }
        let steps: Vec<_> = self.case.steps[first..]
            .iter()
            .take_while(|step| step.lane.is_some())
            .collect();
        let is_late = !self.setting.capabilities.lateness.seen.is_zero();
        let reads = |step: &Step| !matches!(step.action, Action::Tag | Action::Untag);
        if is_late && steps.iter().any(|step| reads(step)) {
            let reason = "listings are late: what one shows meanwhile tells nothing of an order";
            return Err(Ended::NotApplicable(reason.to_owned()));
        }
        let mut lanes: BTreeMap<u32, Vec<Planned>> = BTreeMap::new();
        let mut named = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            let planned = Planned {
                step: first + place + 1,
                call: self.binding.call(step),
                how: self.how(step.delivery)?,
            };
            named.extend(step.ids.iter().cloned());
            lanes
                .entry(step.lane.unwrap_or(0))
                .or_default()
                .push(planned);
        }
        let last = first + steps.len();
        let made = made_at_once(self.setting.client, &lanes);
        let unknown: Vec<&String> = made
            .iter()
            .filter_map(|call| call.unknown.as_ref())
            .collect();
        let too_much = unknown.get(MOST_UNKNOWN).map(|what| {
            format!(
                "{} of {} calls at once had no outcome: {what}",
                unknown.len(),
                made.len()
            )
        });
        let conflicts: Vec<&String> = made
            .iter()
            .filter_map(|call| call.conflict.as_ref())
            .collect();
        let forbidden = conflicts
            .first()
            .filter(|_| conflicts.len() * 2 > made.len())
            .map(|code| {
                format!(
                    "{} of {} calls at once were refused with {code}",
                    conflicts.len(),
                    made.len()
                )
            });
        let broken = made.iter().find_map(|call| {
            let exchange = &call.overlapping.exchange;
            Some(Ended::Broken {
                step: exchange.role.step(),
                call: Box::new(exchange.call.clone()),
                what: call.broken.clone()?,
            })
        });
        let calls = made.into_iter().map(|call| call.overlapping).collect();
        self.transcript.events.push(Event::AtOnce(calls));
        if let Some(broken) = broken {
            return Err(broken);
        }
        if let Some(reason) = too_much.or(forbidden) {
            return Err(Ended::Inconclusive(reason));
        }
        self.written = Some(self.setting.client.now());
        self.read_back(last, &named, true)?;
        Ok(last)
    }
}

/// Makes the calls of all lanes, those of one lane in order, and tells when
/// each began and ended. A lane stops at the first call that is not answered,
/// so that a block takes no longer than one call that nobody answers.
fn made_at_once(client: &Client, lanes: &BTreeMap<u32, Vec<Planned>>) -> Vec<Made> {
    let count = AtomicU64::new(0);
    let start = Barrier::new(lanes.len());
    let lane_of = |lane: u32, planned: &[Planned]| {
        let mut made = Vec::new();
        start.wait();
        for planned in planned {
            let began = count.fetch_add(1, Ordering::SeqCst);
            let role = Role::Step(planned.step);
            let (exchange, outcome) = sent(client, role, None, &planned.call, None, planned.how);
            let ended = count.fetch_add(1, Ordering::SeqCst);
            let conflict = exchange
                .answer
                .as_ref()
                .ok()
                .and_then(|answer| answer.code())
                .filter(|code| is_conflict(code));
            let conflict = conflict.map(str::to_owned);
            let (unknown, broken) = match outcome {
                Outcome::Answered => (None, None),
                Outcome::Unknown { what, .. } => (Some(what), None),
                Outcome::Broken(what) => (None, Some(what)),
            };
            let stops = exchange.response.status == 0;
            made.push(Made {
                overlapping: Overlapping {
                    lane,
                    began,
                    ended: unknown.is_none().then_some(ended),
                    exchange,
                },
                unknown,
                conflict,
                broken,
            });
            if stops {
                break;
            }
        }
        made
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = lanes
            .iter()
            .map(|(lane, planned)| scope.spawn(|| lane_of(*lane, planned)))
            .collect();
        running
            .into_iter()
            .flat_map(|lane| lane.join().unwrap_or_default())
            .collect()
    })
}
