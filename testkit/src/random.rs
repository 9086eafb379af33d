//! Seeded randomness: the same seed, the same story.

use gridbook_domain::host::{NoRandomness, Random};
use std::sync::atomic::{AtomicU64, Ordering};

/// SplitMix64 behind a shared counter: deterministic as long as its owners draw in a fixed order.
#[derive(Debug)]
pub struct Dice(AtomicU64);

impl Dice {
    /// Creates the stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// Returns the next 64 bits.
    pub fn roll(&self) -> u64 {
        let before = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mut mixed = before.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`, which must not be 0.
    pub fn below(&self, end: u64) -> u64 {
        self.roll() % end
    }
}

impl Random for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for chunk in bytes.chunks_mut(8) {
            chunk.iter_mut().zip(self.roll().to_le_bytes()).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_bytes_in_every_run() {
        let dice = Dice::new(1);
        assert_eq!(dice.roll(), 0x910a_2dec_8902_5cc1, "SplitMix64 of 1");
        let (mut first, mut again) = ([0; 11], [0; 11]);
        Dice::new(7).fill(&mut first).unwrap();
        Dice::new(7).fill(&mut again).unwrap();
        assert_eq!(first, again);
    }
}
