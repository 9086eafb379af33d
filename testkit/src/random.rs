//! Seeded randomness for worlds: the same seed, the same story.

use std::sync::atomic::{AtomicU64, Ordering};

/// SplitMix64 behind a shared counter: deterministic as long as its owners draw in a fixed order.
#[derive(Debug)]
pub struct Dice(AtomicU64);

impl Dice {
    /// The stream of this seed.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next 64 bits.
    pub fn roll(&self) -> u64 {
        let before = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mut mixed = before.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which must not be 0.
    pub fn below(&self, end: u64) -> u64 {
        self.roll() % end
    }

    /// Fills bytes.
    pub fn fill_bytes(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.iter_mut().zip(self.roll().to_le_bytes()).for_each(|(to, from)| *to = from);
        }
    }
}
