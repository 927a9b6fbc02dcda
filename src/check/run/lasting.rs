//! Begins the cases that last a whole run before all others, and ends them after.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::check::attempt::Rest;

/// Does the first half of `each` of some things, so many at a time; then what is
/// `between`; then the second half. A thing waits at `rest` between its halves,
/// unless it is over before.
pub(super) fn around<T: Sync, R: Send>(
    things: &[T],
    jobs: usize,
    rest: &Rest,
    each: impl Fn(&T) -> R + Sync,
    between: impl FnOnce(),
) -> Vec<R> {
    let over = AtomicUsize::new(0);
    let is_over = || over.load(Ordering::SeqCst);
    rest.close();
    let done = std::thread::scope(|scope| {
        let (each, over) = (&each, &over);
        let mut under_way = Vec::new();
        for thing in things {
            under_way.push(scope.spawn(move || {
                let _ends = Ends(over);
                each(thing)
            }));
            rest.until(|resting| resting + is_over() + jobs > under_way.len());
        }
        rest.until(|resting| resting + is_over() >= things.len());
        // Whatever happens, nobody stays behind.
        let opens = Opens(rest);
        between();
        for _ in is_over()..things.len() {
            rest.let_one_go();
            rest.until(|resting| resting + is_over() + jobs > things.len());
        }
        drop(opens);
        under_way
            .into_iter()
            .map(|thing| thing.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    rest.open();
    done
}

/// Counts a thing as over when its thread ends, also by a panic.
struct Ends<'a>(&'a AtomicUsize);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Lets all go on, also when what is between panics.
struct Opens<'a>(&'a Rest);

impl Drop for Opens<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}
