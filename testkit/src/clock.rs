//! Time: one true time for a test, and device clocks that may show any other.

use gridbook_domain::clock::Reading;
use gridbook_domain::host::Clock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// 2026-11-23 10:00 in UTC+8.
pub const MORNING: i64 = 1_795_399_200_000;

/// The true time, in milliseconds since 1970, which a hub's clock shows. It advances only when told
/// to by a test, or with every reading if it ticks.
#[derive(Debug)]
pub struct FakeClock {
    now: AtomicI64,
    step: i64,
}

impl FakeClock {
    /// Creates a clock at `start`.
    pub fn new(start: i64) -> Self {
        Self::ticking(start, 0)
    }

    /// Creates a clock at `start` that advances by `step` milliseconds with every reading.
    pub fn ticking(start: i64, step: i64) -> Self {
        Self { now: AtomicI64::new(start), step }
    }

    /// Returns the time.
    pub fn now(&self) -> i64 {
        self.now.fetch_add(self.step, Ordering::SeqCst)
    }

    /// Sets the time.
    pub fn set(&self, now: i64) {
        self.now.store(now, Ordering::SeqCst);
    }

    /// Lets `milliseconds` pass.
    pub fn pass(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn reading(&self) -> Reading {
        Reading::of_wall(self.now())
    }
}

/// The clocks of a device.
#[derive(Debug)]
pub struct PhoneClock {
    time: Arc<FakeClock>,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    off: i64,
    booted: i64,
    boot: i64,
}

impl PhoneClock {
    /// Creates correct clocks, on a device that was started an hour ago.
    pub fn new(time: Arc<FakeClock>) -> Self {
        let booted = time.now() - 3_600_000;
        Self { time, state: Mutex::new(State { off: 0, booted, boot: 1 }) }
    }

    /// Sets the wall clock `milliseconds` off the true time.
    pub fn set_off(&self, milliseconds: i64) {
        self.state.lock().unwrap().off = milliseconds;
    }

    /// Restarts the device: the monotonic clock begins at zero.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_only_when_it_is_told_to_or_ticks() {
        let time = FakeClock::new(MORNING);
        time.pass(5);
        assert_eq!((time.now(), time.now()), (MORNING + 5, MORNING + 5));
        let ticking = FakeClock::ticking(0, 1_000);
        assert_eq!((ticking.now(), ticking.now()), (0, 1_000));
    }

    #[test]
    fn a_wrong_wall_clock_leaves_the_monotonic_one_and_a_restart_begins_it_at_zero() {
        let time = Arc::new(FakeClock::new(MORNING));
        let phone = PhoneClock::new(time.clone());
        phone.set_off(-60_000);
        assert_eq!(phone.reading(), Reading { wall: MORNING - 60_000, mono: 3_600_000, boot: 1 });
        phone.reboot();
        time.pass(10);
        assert_eq!(phone.reading(), Reading { wall: MORNING - 59_990, mono: 10, boot: 2 });
    }
}
