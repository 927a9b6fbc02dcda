//! Choice points: run a rule once for every option of the axes that it asks.

use crate::contract::{AxisId, AxisSet, Of, Options, Readings};

/// Leaves of one fork, at most; past it the belief is too open to follow.
pub const FORK_LIMIT: usize = 4096;

/// More possibilities than are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {FORK_LIMIT} possibilities are open at one step")]
pub struct Saturated;

/// Answers the questions of a rule, one option per axis and run.
#[derive(Debug)]
pub struct Chooser {
    readings: Readings,
    loose: AxisSet,
    trail: Vec<Decision>,
    depth: usize,
}

#[derive(Debug)]
struct Decision {
    chosen: u8,
    /// The options that are to be tried yet, a bit each.
    left: u8,
}

impl Chooser {
    /// The option of `axis` in this run.
    pub fn ask<T: Options>(&mut self, axis: Of<T>) -> T {
        T::VARIANTS[usize::from(self.choose(axis.id()))]
    }

    fn choose(&mut self, axis: AxisId) -> u8 {
        if let Some(only) = self.readings.only(axis) {
            return only;
        }
        if self.depth == self.trail.len() {
            let mut options = self.readings.options(axis);
            let chosen = options.next().unwrap_or(0);
            let left = options.fold(0, |left, option| left | 1 << option);
            self.trail.push(Decision { chosen, left });
        }
        let chosen = self.trail[self.depth].chosen;
        self.depth += 1;
        if !self.loose.has(axis) {
            self.readings = self.readings.choosing(axis, chosen);
        }
        chosen
    }

    /// Moves the last open decision on; false when every run was made.
    fn advance(&mut self) -> bool {
        while let Some(last) = self.trail.last_mut() {
            if let Ok(next) = u8::try_from(last.left.trailing_zeros())
                && last.left != 0
            {
                last.chosen = next;
                last.left &= last.left - 1;
                return true;
            }
            self.trail.pop();
        }
        false
    }
}

/// Every outcome of `rule` under `readings`, with the readings narrowed to the
/// options that led to it. Axes in `loose` are chosen anew each time and do
/// not narrow.
pub fn fork<T>(
    readings: &Readings,
    loose: AxisSet,
    rule: impl FnMut(&mut Chooser) -> T,
) -> Result<Vec<(T, Readings)>, Saturated> {
    let mut outcomes = Vec::new();
    each_fork(readings, loose, rule, |outcome, readings| {
        outcomes.push((outcome, readings));
    })?;
    Ok(outcomes)
}

/// The same, handing over one outcome after the other: most rules have one, and
/// most of these are nothing to keep. Whether it asked any open axis.
pub(super) fn each_fork<T>(
    readings: &Readings,
    loose: AxisSet,
    mut rule: impl FnMut(&mut Chooser) -> T,
    mut take: impl FnMut(T, Readings),
) -> Result<bool, Saturated> {
    let mut chooser = Chooser {
        readings: *readings,
        loose,
        trail: Vec::new(),
        depth: 0,
    };
    let mut asked = false;
    for _ in 0..FORK_LIMIT {
        let outcome = rule(&mut chooser);
        asked |= !chooser.trail.is_empty();
        take(outcome, chooser.readings);
        chooser.readings = *readings;
        chooser.depth = 0;
        if !chooser.advance() {
            return Ok(asked);
        }
    }
    Err(Saturated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::axes::{EXISTING_KEY, KEY_SPACE, ODD_INDEX};
    use crate::contract::axis::{ExistingKey, OddNumber, Permission};

    #[test]
    fn only_consulted_axes_fork_and_narrow() {
        let outcomes = fork(&Readings::all(), AxisSet::free(), |choose| {
            if choose.ask(KEY_SPACE) == Permission::Accepted {
                Some(choose.ask(EXISTING_KEY))
            } else {
                None
            }
        })
        .expect("four outcomes");
        assert_eq!(outcomes.len(), 4);
        let (first, readings) = &outcomes[0];
        assert_eq!(*first, None);
        assert!(readings.is_open(EXISTING_KEY.id()));
        let (last, readings) = &outcomes[3];
        assert_eq!(*last, Some(ExistingKey::RejectedUnlessEqual));
        assert_eq!(readings.get(KEY_SPACE), Some(Permission::Accepted));
    }

    #[test]
    fn an_axis_asked_twice_answers_the_same() {
        let outcomes = fork(&Readings::all(), AxisSet::free(), |choose| {
            (choose.ask(KEY_SPACE), choose.ask(KEY_SPACE))
        })
        .expect("two outcomes");
        assert_eq!(outcomes.len(), 2);
        assert!(outcomes.iter().all(|((a, b), _)| a == b));
    }

    #[test]
    fn a_free_axis_is_chosen_anew_and_never_kept() {
        let outcomes = fork(&Readings::all(), AxisSet::free(), |choose| {
            [choose.ask(ODD_INDEX), choose.ask(ODD_INDEX)]
        })
        .expect("sixteen outcomes");
        assert_eq!(outcomes.len(), 16);
        assert!(
            outcomes
                .iter()
                .all(|(_, readings)| *readings == Readings::all())
        );
        assert!(
            outcomes
                .iter()
                .any(|(pair, _)| *pair == [OddNumber::Ignored, OddNumber::Rejected])
        );
    }
}
