//! Attempts at a case: again where weather was met, and with others asked where
//! it is in doubt which operation is wrong.

use std::time::Duration;

use crate::cases::Case;
use crate::contract::{clauses, params};
use crate::targets::Client;

use super::execute::attempt_so;
use super::reuse::discard;
use super::under_way::Witnesses;
use super::under_way::{Manner, Setting};
use crate::check::belief::Finding;
use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::belief::exchange_at;
use crate::check::belief::judge;
use crate::check::evidence::{Ended, Event, Role};

/// Attempts at a case that meets weather.
const ATTEMPTS: usize = 3;

/// The pause after the first attempt is twice this, and doubles from then on.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// What is waited for before a read that counts is so much more each time.
const LONGER: u32 = 4;

/// The shortest of these waits.
const SHORTEST_QUIET: Duration = Duration::from_millis(20);

/// Bytes that the answers of an attempt may take for which others are asked.
const MOST_ASKED: usize = 1 << 20;

/// The longest pause, whatever a target asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Tries a case and judges it from all readings. Where an operation shows what
/// nothing explains, others are asked in one more attempt.
pub(in crate::check) fn tried_asking_others<'c, 'w>(
    case: &'c Case,
    setting: &Setting<'_>,
    working: impl Fn() -> &'w Witnesses,
) -> Tried<'c> {
    let lateness = setting.capabilities.lateness;
    let mut manner = Manner {
        asks: None,
        quiet: reads_once(case).then_some(lateness.settle),
    };
    let mut found = tried(case, setting, setting.all, manner);
    // What is only late shows when one waits for it, and does not look.
    while let Some(waited) = manner.quiet.filter(|waited| *waited < lateness.bound)
        && read_in_doubt(&found).is_some()
    {
        let longer = (waited * LONGER).max(SHORTEST_QUIET).min(lateness.bound);
        manner.quiet = Some(longer);
        found = tried(case, setting, setting.all, manner);
    }
    let Some((role, operation)) = read_in_doubt(&found) else {
        return found;
    };
    let mut others = working().values().flatten();
    if !others.any(|witness| witness.name() != operation) {
        return found;
    }
    // Two attempts are kept until the second is looked at.
    if found.transcript.weight() > MOST_ASKED {
        return found;
    }
    manner.asks = Some((role, working()));
    let asked = tried(case, setting, setting.all, manner);
    if read_in_doubt(&asked).is_some_and(|(again, _)| again == role) {
        asked
    } else {
        found
    }
}

/// Makes attempts at a case, each on fresh fixtures, until one meets no weather.
pub(in crate::check) fn tried<'a>(
    case: &'a Case,
    setting: &Setting<'_>,
    start: &Relation,
    manner: Manner<'_>,
) -> Tried<'a> {
    // Places of the requests that met weather while another was answered.
    let mut met: Vec<usize> = Vec::new();
    let mut number = 0;
    let mut times_wrong = 0;
    loop {
        number += 1;
        // Who waits for all others must not keep them from being made.
        let waits = case.is_lasting() && setting.rest.is_closed();
        let turn = (!waits).then(|| setting.stock.turn());
        let mut made = attempt_so(case, setting, manner);
        if made.is_crowded {
            drop(turn);
            number -= 1;
            continue;
        }
        if made.lost.is_any {
            // What else was kept is gone as well, or as good as.
            setting.stock.spare();
        }
        let is_last = number >= ATTEMPTS;
        let ended_so = matches!(made.ended, Ended::Wrong(_));
        times_wrong += usize::from(ended_so || made.lost.wrong.is_some());
        if let Some((wrong, exchange)) = made.lost.wrong.take()
            && times_wrong >= ATTEMPTS
            && !ended_so
        {
            made.transcript.events.push(Event::Opinion(*exchange));
            made.ended = Ended::Wrong(wrong);
        }
        // Once may be a restart, as weather is.
        if let Ended::Wrong(wrong) = &made.ended
            && is_last
            && times_wrong < ATTEMPTS
        {
            made.ended = Ended::Inconclusive(wrong.what.clone());
        }
        let (transcript, mut ended) = (made.transcript, made.ended);
        let mut pause = None;
        let (again, finding) = match &mut ended {
            Ended::Weather {
                at,
                what,
                retry_after,
                neutral_answered,
                every_time,
            } => {
                if *neutral_answered {
                    met.push(*at);
                }
                pause = *retry_after;
                // It is the request's fault only if it was every time this one.
                let is_its_own = met.len() == number && met.iter().all(|place| *place == met[0]);
                let enough = if is_its_own {
                    attempts_beyond_chance(setting.client)
                } else {
                    ATTEMPTS
                };
                *every_time = is_its_own && number >= enough;
                (number < enough, Finding::Inconclusive(what.clone()))
            }
            Ended::Stopped => (false, Finding::Inconclusive("stopped".to_owned())),
            // A target that lost its resources, as by a restart, is judged for
            // it only if it does so every time.
            Ended::NotApplicable(reason) => (
                made.lost.is_any && !is_last,
                Finding::Inconclusive(reason.clone()),
            ),
            Ended::Wrong(wrong) => (!is_last, Finding::Inconclusive(wrong.what.clone())),
            _ => {
                let finding = judge(case, &transcript, setting.edition, start);
                // What is explained by a reading may be the loss all the same.
                (made.lost.is_any && !is_last, finding)
            }
        };
        let (ended, finding) = match made.borrowed {
            Some(borrowed) => {
                let judged = || judge(case, &transcript, setting.edition, start);
                let refusals = setting.edition.refusals;
                borrowed.weighed((ended, finding), judged, &transcript, refusals)
            }
            None => (ended, finding),
        };
        if !matches!(finding, Finding::Explained(_)) && !matches!(ended, Ended::NotApplicable(_)) {
            discard(&transcript, setting);
        }
        drop(turn);
        if !again || setting.client.is_stopped() || setting.client.is_gone() {
            return Tried {
                case,
                transcript,
                ended,
                finding,
            };
        }
        let own = FIRST_PAUSE * 2_u32.pow(u32::try_from(number).unwrap_or(1).min(4));
        setting
            .client
            .pause(pause.unwrap_or(own).min(LONGEST_PAUSE));
    }
}

/// Attempts in a row that must meet weather at the same request before that is
/// no chance any more: as many as make it unlikely that any request of this run
/// was so unlucky, by how often requests were so far.
fn attempts_beyond_chance(client: &Client) -> usize {
    const UNLIKELY: f64 = 1e-4;
    const MOST: usize = 12;
    let count = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let sent = count(client.sent()).max(1.0);
    let share = ((count(client.met_weather()) + 1.0) / (sent + 1.0)).min(0.9);
    (ATTEMPTS..MOST)
        .find(|attempts| {
            let power = i32::try_from(*attempts).unwrap_or(i32::MAX);
            sent * share.powi(power) < UNLIKELY
        })
        .unwrap_or(MOST)
}

/// Whether each read of a case counts as it is: where it is about what an
/// operation shows from the first read on.
fn reads_once(case: &Case) -> bool {
    let shows = [clauses::CO_LIST_SHOWS, clauses::CO_DESCRIBE_TAGS_SHOWS];
    case.is_about_companions() && case.clauses.iter().any(|clause| shows.contains(clause))
}

/// The read that nothing explains, if it is one, and the operation that was
/// asked.
fn read_in_doubt<'t>(tried: &'t Tried<'_>) -> Option<(Role, &'t str)> {
    let Finding::Divergent(divergent) = &tried.finding else {
        return None;
    };
    let (exchange, _) = exchange_at(&tried.transcript, divergent.event)?;
    let reads = params::READS.contains(&exchange.call.action.as_str());
    reads.then(|| (exchange.role, exchange.made().action.as_str()))
}
