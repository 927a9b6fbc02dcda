//! Does many things on a few threads, with the results in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What `each` makes of the numbers below `count`, on at most `jobs` threads, in
/// the order of the numbers. Where it makes nothing, its thread begins no more.
pub fn in_parallel<T: Send>(
    jobs: usize,
    count: usize,
    each: impl Fn(usize) -> Option<T> + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let made: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    if place >= count {
                        break;
                    }
                    let Some(one) = each(place) else { break };
                    made.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((place, one));
                }
            });
        }
    });
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.sort_by_key(|(place, _)| *place);
    made.into_iter().map(|(_, one)| one).collect()
}

/// What waits for those before it may weigh so much, together with what is under
/// way, before nothing more is begun.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) struct Window {
    /// Things.
    pub(in crate::check) things: usize,
    /// The weight of those that are done.
    pub(in crate::check) weight: usize,
}

/// Does `each` of the things that `next` gives, on at most `jobs` threads, and
/// hands over what it makes of them in the order in which they were given: a
/// thing that takes long holds up those behind it, and not more than a window of
/// them is kept. `weight` says how heavy one is that waits.
pub(in crate::check) fn in_order<T, R: Send>(
    jobs: usize,
    window: Window,
    next: impl FnMut() -> Option<T> + Send,
    each: impl Fn(T) -> R + Sync,
    weight: impl Fn(&R) -> usize + Sync,
    take: impl FnMut(R) + Send,
) {
    let queue = Queue {
        state: Mutex::new(State {
            next,
            given: 0,
            taken: 0,
            ready: BTreeMap::new(),
            weight: 0,
            is_taking: false,
            is_broken: false,
        }),
        changed: Condvar::new(),
        take: Mutex::new(take),
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                let _breaks = Breaks(&|| queue.broken());
                while let Some((place, thing)) = queue.given(window) {
                    let made = each(thing);
                    let heavy = weight(&made);
                    queue.done(place, made, heavy);
                }
            });
        }
    });
}

struct Queue<N, R, K> {
    state: Mutex<State<N, R>>,
    changed: Condvar,
    take: Mutex<K>,
}

struct State<N, R> {
    next: N,
    given: usize,
    taken: usize,
    /// What is done and waits for those before it, with its weight.
    ready: BTreeMap<usize, (R, usize)>,
    weight: usize,
    is_taking: bool,
    is_broken: bool,
}

impl<N, R, K> Queue<N, R, K> {
    fn state(&self) -> MutexGuard<'_, State<N, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next thing, once there is room for it.
    fn given<T>(&self, window: Window) -> Option<(usize, T)>
    where
        N: FnMut() -> Option<T>,
    {
        let is_full = |state: &mut State<N, R>| {
            !state.is_broken
                && (state.given - state.taken >= window.things.max(1)
                    || state.weight > window.weight)
        };
        let waited = self.changed.wait_while(self.state(), is_full);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.is_broken {
            return None;
        }
        let thing = (state.next)()?;
        let place = state.given;
        state.given += 1;
        Some((place, thing))
    }

    /// Takes what a thing was made, and hands over what is next in order. One
    /// thread hands over at a time, and the others go on meanwhile.
    fn done(&self, place: usize, made: R, heavy: usize)
    where
        K: FnMut(R),
    {
        let mut state = self.state();
        state.ready.insert(place, (made, heavy));
        state.weight += heavy;
        if state.is_taking {
            return;
        }
        state.is_taking = true;
        loop {
            let turn = state.taken;
            let Some((made, heavy)) = state.ready.remove(&turn) else {
                break;
            };
            drop(state);
            (self.take.lock().unwrap_or_else(PoisonError::into_inner))(made);
            state = self.state();
            state.taken += 1;
            state.weight -= heavy;
            self.changed.notify_all();
        }
        state.is_taking = false;
    }

    /// A thread is gone, and what it had begun will never be done.
    fn broken(&self) {
        self.state().is_broken = true;
        self.changed.notify_all();
    }
}

/// Says so when a thread ends by a panic, so that nobody waits for it.
struct Breaks<'a>(&'a dyn Fn());

impl Drop for Breaks<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_and_nothing_follows_where_a_thread_stops() {
        for jobs in [0, 1, 3, 50] {
            let squares = in_parallel(jobs, 20, |place| Some(place * place));
            assert_eq!(
                squares,
                (0..20).map(|place| place * place).collect::<Vec<_>>()
            );
        }
        assert_eq!(
            in_parallel(1, 9, |place| (place < 4).then_some(place)),
            [0, 1, 2, 3]
        );
        assert_eq!(in_parallel(4, 0, Some), Vec::<usize>::new());
    }

    const WINDOW: Window = Window {
        things: 8,
        weight: 100,
    };

    fn squares(jobs: usize, window: Window, each: impl Fn(usize) -> usize + Sync) -> Vec<usize> {
        let mut numbers = 0..200;
        let mut made = Vec::new();
        in_order(
            jobs,
            window,
            || numbers.next(),
            each,
            |_| 30,
            |one| made.push(one),
        );
        made
    }

    #[test]
    fn what_is_made_is_taken_in_order_whoever_is_done_first() {
        let wanted: Vec<usize> = (0..200).map(|number| number * number).collect();
        for jobs in [0, 1, 2, 7] {
            let slow = |number: usize| {
                // The first of every ten is the last to be done.
                if number.is_multiple_of(10) {
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
                number * number
            };
            assert_eq!(squares(jobs, WINDOW, slow), wanted);
            let one = Window {
                things: 1,
                weight: 0,
            };
            assert_eq!(squares(jobs, one, |number| number * number), wanted);
        }
    }

    #[test]
    fn no_more_is_begun_than_there_is_room_for() {
        let (begun, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let mut numbers = 0..500;
        in_order(
            4,
            WINDOW,
            || numbers.next(),
            |number| {
                let now = begun.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now - taken.load(Ordering::SeqCst), Ordering::SeqCst);
                // The first holds up the others until there is no more room.
                while number == 0 && begun.load(Ordering::SeqCst) < WINDOW.things {
                    std::thread::yield_now();
                }
            },
            |()| 0,
            |()| {
                taken.fetch_add(1, Ordering::SeqCst);
            },
        );
        assert_eq!(taken.into_inner(), 500);
        assert_eq!(most.into_inner(), WINDOW.things);
    }

    #[test]
    fn nobody_waits_for_a_thread_that_is_gone() {
        let ended = std::panic::catch_unwind(|| {
            squares(3, WINDOW, |number| {
                assert!(number != 17, "gone");
                number
            })
        });
        assert!(ended.is_err());
    }
}
