//! Draws choices from bytes: every byte string will do, the empty one too.

use arbitrary::Unstructured;

use crate::contract::SplitMix64;

/// Bytes behind a case of a seed: more than any takes, with room to draw again.
const BYTES: usize = 2048;

/// Choices that are drawn from bytes. Where the bytes end, the first of every
/// choice is taken. How many bytes a choice takes depends on nothing but the
/// number of its options, so the same bytes make the same choices everywhere.
pub(super) struct Draw<'a, 'b> {
    bytes: &'a mut Unstructured<'b>,
    turn: u64,
}

impl<'a, 'b> Draw<'a, 'b> {
    /// Choices from `bytes`; `turn` is the place among the cases of one recipe.
    pub(super) fn new(bytes: &'a mut Unstructured<'b>, turn: u64) -> Self {
        Self { bytes, turn }
    }

    /// The one whose turn it is: so every small budget holds each of them.
    pub(super) fn in_turn<'t, T>(&self, from: &'t [T]) -> &'t T {
        let place = self.turn % from.len() as u64;
        &from[usize::try_from(place).unwrap_or(0)]
    }

    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        // A byte where a byte is enough: what a fuzzer turns over is then one
        // choice and not a quarter of one.
        let drawn = if limit <= 256 {
            u32::from(self.take::<1>()[0])
        } else {
            u32::from_le_bytes(self.take())
        };
        usize::try_from(drawn).unwrap_or(0) % limit.max(1)
    }

    /// A number from `least` to `most`.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True once in `times`; false where the bytes have ended.
    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// One of some.
    pub(super) fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }

    /// One of some that are copied.
    pub(super) fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Puts some in another order.
    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            let other = self.below(last + 1);
            all.swap(last, other);
        }
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut taken = [0; N];
        // It fills what is missing with zeros and never fails.
        let _ = self.bytes.fill_buffer(&mut taken);
        taken
    }
}

/// The bytes of one case: a stream of its own, so that no case depends on what
/// those before it took.
pub(super) fn bytes_of(seed: u64, number: u64) -> Vec<u8> {
    let mut start = SplitMix64::new(seed);
    let mut stream = SplitMix64::new(start.bits() ^ SplitMix64::new(number).bits());
    (0..BYTES / 8)
        .flat_map(|_| stream.bits().to_le_bytes())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_choices_and_their_end_the_first_of_each() {
        let mut bytes = Unstructured::new(&[7, 255, 1, 2, 0, 0]);
        let mut draw = Draw::new(&mut bytes, 5);
        assert_eq!(draw.below(5), 2);
        assert!(draw.one_in(4));
        assert_eq!(draw.below(1000), 513);
        assert_eq!(draw.below(1000), 0);
        assert_eq!(draw.between(3, 9), 3);
        assert!(!draw.one_in(2));
        assert_eq!(draw.pick(&["a", "b"]), "a");
        assert_eq!(*draw.in_turn(&[1, 2, 3]), 3);
    }
}
