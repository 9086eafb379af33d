//! The system's clocks, for apps that do not supply any.

use gridbook_core::domain::clock::Reading;
use gridbook_core::host::Clock;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's clocks, and the number of boots that this book has counted.
pub struct SystemClock {
    boot: i64,
}

impl SystemClock {
    /// Returns the clocks of a book in this folder. The folder stores the number of boots, because
    /// the system identifies boots only by random ids.
    pub fn of(folder: &Path) -> Self {
        let file = folder.join("boot");
        let known = fs::read_to_string(&file).unwrap_or_default();
        let (boot, line) = counted(&known, &boot_id());
        if line != known {
            // A number that cannot be stored makes times less certain, never wrong; the book itself
            // reports what is wrong with the folder.
            drop(fs::create_dir_all(folder).and_then(|()| fs::write(&file, line)));
        }
        Self { boot }
    }
}

/// Returns the number of this boot, and the line to store it. If the system has no boot ids, each
/// opening counts as a boot.
fn counted(known: &str, now: &str) -> (i64, String) {
    let (count, id) = known.split_once(' ').unwrap_or_default();
    let count: i64 = count.parse().unwrap_or(0);
    let boot = if id == now && !now.is_empty() { count } else { count.saturating_add(1) };
    (boot, format!("{boot} {now}"))
}

fn boot_id() -> String {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    id.trim().to_owned()
}

impl Clock for SystemClock {
    fn reading(&self) -> Reading {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH);
        let wall = wall.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        Reading { wall, mono: since_start(), boot: self.boot }
    }
}

/// Returns the milliseconds since the device booted, sleep included.
fn since_start() -> i64 {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const COUNTS_SLEEP: rustix::time::ClockId = rustix::time::ClockId::Boottime;
    // Apple's monotonic clock includes sleep.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const COUNTS_SLEEP: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
    let now = rustix::time::clock_gettime(COUNTS_SLEEP);
    now.tv_sec.saturating_mul(1000).saturating_add(now.tv_nsec / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_counted_upwards_and_the_same_start_keeps_its_number() {
        let (first, line) = counted("", "a");
        assert_eq!((first, counted(&line, "a").0), (1, 1));
        let (second, line) = counted(&line, "b");
        assert_eq!((second, counted(&line, "b").0), (2, 2));
        assert_eq!(counted("scribble", "b").0, 1);
    }

    #[test]
    fn a_system_that_does_not_name_its_starts_counts_each_opening() {
        let (first, line) = counted("", "");
        assert_eq!((first, counted(&line, "").0), (1, 2));
    }

    #[test]
    fn two_books_of_one_start_agree_and_time_goes_forward() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (SystemClock::of(folder.path()), SystemClock::of(folder.path()));
        let (one, two) = (one.reading(), two.reading());
        assert_eq!((one.boot, two.boot), (1, 1));
        assert!(two.mono >= one.mono && one.mono > 0);
    }
}
