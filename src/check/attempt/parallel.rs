//! Does many things on a few threads, with the results in order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

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
}
