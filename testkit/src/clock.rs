//! Time: one true number for the world, and per handheld clocks that may say anything.

use gridbook_core::host::Clock;
use gridbook_domain::clock::Reading;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// The true time, in milliseconds since 1970; the hub's clock shows it.
#[derive(Debug)]
pub struct TrueTime(AtomicI64);

impl TrueTime {
    /// A world that begins at `start`.
    pub fn new(start: i64) -> Self {
        Self(AtomicI64::new(start))
    }

    /// What time it is.
    pub fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Lets so many milliseconds pass.
    pub fn pass(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for TrueTime {
    fn reading(&self) -> Reading {
        Reading::of_wall(self.now())
    }
}

/// A handheld's clocks.
#[derive(Debug)]
pub struct PhoneClock {
    time: Arc<TrueTime>,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    off: i64,
    booted: i64,
    boot: i64,
}

impl PhoneClock {
    /// Clocks that are right.
    pub fn new(time: Arc<TrueTime>) -> Self {
        let booted = time.now() - 3_600_000;
        Self { time, state: Mutex::new(State { off: 0, booted, boot: 1 }) }
    }

    /// Sets the wall clock so many milliseconds off the true time.
    pub fn set_off(&self, milliseconds: i64) {
        self.state.lock().unwrap().off = milliseconds;
    }

    /// Starts the device anew: the monotonic clock begins at zero.
    pub fn reboot(&self) {
        let mut state = self.state.lock().unwrap();
        state.booted = self.time.now();
        state.boot += 1;
    }
}

impl Clock for PhoneClock {
    fn reading(&self) -> Reading {
        let (now, state) = (self.time.now(), *self.state.lock().unwrap());
        Reading { wall: now + state.off, mono: now - state.booted, boot: state.boot }
    }
}
