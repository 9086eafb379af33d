//! Randomness from one number, so that the same seed lives the same day.
//!
//! SplitMix64: good enough to make up a day, useless as a secret. Only `--seed` and `--once` use it
//! for keys and ids, and only in a folder of made-up people.

/// A stream of numbers that its seed determines.
#[derive(Debug, Clone)]
pub struct Seed(u64);

impl Seed {
    /// The stream of this number.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for part number `index`; drawing from one leaves the others alone.
    pub fn part(&self, index: u64) -> Self {
        let mut part = Self(self.0 ^ index.wrapping_add(1).wrapping_mul(0x9e6c_63d0_876a_68ee));
        part.next();
        part
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a number below `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u64;
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// True in `percent` of 100 draws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; the empty slice gives `None`.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// Fills bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.iter_mut().zip(self.next().to_le_bytes()).for_each(|(to, from)| *to = from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_stream_and_parts_do_not_disturb_each_other() {
        let (mut a, mut b) = (Seed::new(7), Seed::new(7));
        let mut part = a.part(1);
        part.next();
        assert_eq!(a.next(), b.next());
        assert_ne!(Seed::new(7).part(1).next(), Seed::new(7).part(2).next());
        assert_ne!(Seed::new(8).next(), Seed::new(7).next());
    }
}
