//! Tries failing cases again, each alone, and says what only fails now and then.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::Duration;

use crate::cases::Case;

use super::session::Session;
use crate::check::results::{Failure, Intermittent, Verdict};

/// Attempts that must all fail for a failure to count as one that is always there.
const FEW: usize = 3;

/// Attempts by which it is told how often one fails that is not.
const MANY: usize = 10;

/// Failures whose case is tried again; a target that fails in more ways has other
/// worries.
const MOST: usize = 200;

/// How long cases are tried again, all together: in bad weather an attempt takes
/// its time.
const LONGEST: Duration = Duration::from_secs(20);

/// Tries the case of each failure again, one after the other, and notes what does
/// not fail every time. Only failures that cases showed by themselves are tried:
/// what two make together one cannot repeat, nor one that took a whole run. Where
/// one comes and goes, so may others that failed each time so far: all are looked
/// at more closely.
pub(super) fn tried_again<'c>(
    failures: &mut [Failure],
    by_themselves: &BTreeSet<String>,
    session: &Session<'_>,
    is_known: impl Fn(&str) -> bool,
    case_of: impl Fn(&str) -> Option<Cow<'c, Case>>,
) {
    let begun = session.now();
    let goes_on = || session.now().saturating_sub(begun) < LONGEST;
    let mut looked_at: Vec<(&mut Failure, Cow<'c, Case>, Intermittent)> = failures
        .iter_mut()
        .filter(|failure| !is_known(&failure.id) && is_of_one_case(failure, by_themselves))
        .take(MOST)
        .filter_map(|failure| {
            let case = case_of(&failure.case).filter(|case| !case.is_lasting())?;
            Some((failure, case, Intermittent::default()))
        })
        .collect();
    for (_, case, times) in &mut looked_at {
        attempts(session, case, FEW, times, &goes_on);
    }
    if looked_at.iter().all(|(_, _, times)| times.is_each_time()) {
        return;
    }
    for (failure, case, mut times) in looked_at {
        attempts(session, &case, MANY, &mut times, &goes_on);
        failure.intermittent = Some(times).filter(|times| !times.is_each_time());
    }
}

fn is_of_one_case(failure: &Failure, by_themselves: &BTreeSet<String>) -> bool {
    let others = failure.contradiction.as_ref();
    let is_alone = others.is_none_or(|found| {
        let earlier = found.earlier.rsplit_once('#');
        earlier.is_some_and(|(id, _)| id == failure.case)
    });
    is_alone && by_themselves.contains(&failure.id)
}

/// Goes on until there are so many attempts, or the target is not to be asked any
/// more. What decides nothing is not counted.
fn attempts(
    session: &Session<'_>,
    case: &Case,
    wanted: usize,
    times: &mut Intermittent,
    goes_on: &dyn Fn() -> bool,
) {
    for _ in times.tried..wanted {
        if !goes_on() {
            return;
        }
        match session.anew(case) {
            Some(Verdict::Fail) => times.failed += 1,
            Some(Verdict::Pass) => {}
            Some(_) => continue,
            None => return,
        }
        times.tried += 1;
    }
}
