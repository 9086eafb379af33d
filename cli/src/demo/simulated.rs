//! The clocks of the demo: one virtual day for everybody, and per device a clock that is as wrong
//! as clocks in the field are.

use crate::seed::Seed;
use gridbook_domain::clock::Reading;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicI64, Ordering};

/// The true time of the virtual day, in milliseconds since 1970.
#[derive(Debug)]
pub struct TrueTime(AtomicI64);

impl TrueTime {
    /// A day that begins at `start`.
    pub fn new(start: i64) -> Self {
        Self(AtomicI64::new(start))
    }

    /// Returns the time.
    pub fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Lets time pass up to `time`; never back.
    pub fn advance_to(&self, time: i64) {
        self.0.fetch_max(time, Ordering::Relaxed);
    }
}

/// How a device's clocks deviate from the true time.
#[derive(Debug, Clone, Copy)]
pub struct Deviation {
    /// Its wall clock is off by this many milliseconds.
    pub wall: i64,
    /// It was switched on at this true time.
    pub booted: i64,
    /// How often it was started.
    pub boot: i64,
}

impl Deviation {
    /// Most clocks are a minute off, one in six a day.
    pub fn draw(seed: &mut Seed, now: i64) -> Self {
        let most: i64 = if seed.chance(16) { 86_400_000 } else { 60_000 };
        let draw = i64::from(u32::try_from(seed.next() >> 33).unwrap_or(0));
        Self { wall: draw % (2 * most) - most, booted: now - 3_600_000, boot: 1 + draw % 40 }
    }

    /// Returns the readings of the device's clocks at a true time.
    pub fn reading(&self, now: i64) -> Reading {
        Reading { wall: now + self.wall, mono: now - self.booted, boot: self.boot }
    }
}

/// A stream of random bytes that several owners may draw from.
#[derive(Debug)]
pub struct SharedSeed(Mutex<Seed>);

impl SharedSeed {
    /// The stream of this seed.
    pub fn new(seed: Seed) -> Self {
        Self(Mutex::new(seed))
    }

    /// Fills bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}
