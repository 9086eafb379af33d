//! Determines when something happened from clocks that may be wrong.
//!
//! The device reports what its clocks showed. The hub decides `occurred` once per op and sends it
//! back; until then an install computes a provisional value with the same function. Order,
//! acceptance and merging never depend on it. All times are milliseconds since 1970-01-01T00:00Z.

use crate::code::codes;
use crate::field::{Field, MAX_INTEGER, Shape};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// The device's clocks at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The wall clock, which the user can set.
    pub wall: i64,
    /// A monotonic clock that includes sleep; it restarts at each boot.
    pub mono: i64,
    /// The number of boots of the device; `mono` values compare only within one boot.
    pub boot: i64,
}

impl Reading {
    /// Returns the reading of a host that has only a wall clock; its `mono` values never compare,
    /// so the wall clock is always used.
    pub const fn of_wall(wall: i64) -> Self {
        Self { wall, mono: wall, boot: 0 }
    }
}

/// The hub's clock at the last contact, and the device's clocks at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockSync {
    /// The hub's time.
    pub hub: i64,
    /// The device's clocks when the answer arrived.
    pub at: Reading,
    /// The duration of the round trip; the hub's time is uncertain by half of it.
    pub trip: i64,
}

/// The clock data of an op.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockData {
    /// The device's clocks at the save.
    pub at: Reading,
    /// The last contact with the hub before it; absent before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<ClockSync>,
}

codes! {
    /// How a time was determined, best first.
    Source {
        /// From the hub's clock and the device's monotonic clock, which nobody can set.
        Hub = "hub" "平台校时",
        /// From the wall clock, corrected by the last known difference.
        Corrected = "corrected" "本机时间（已校正）",
        /// From the wall clock alone.
        Wall = "wall" "本机时间",
        /// The clocks contradict each other or the hub; the time is the best guess left.
        Doubtful = "doubtful" "时间存疑",
    }
}

/// When something happened, how exact the time is, and how it was determined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurred {
    /// Milliseconds since 1970.
    pub time: i64,
    /// The maximum error in milliseconds.
    pub plus_minus: i64,
    /// How the time was determined.
    pub source: Source,
}

/// The shape of [`Occurred`] on the wire.
pub const OCCURRED: Shape = Shape::Object(&[
    Field::integer("时间", -MAX_INTEGER, MAX_INTEGER).named("time").required(),
    Field::integer("误差", 0, MAX_INTEGER).named("plus_minus").required(),
    Field::code::<Source>("来源").named("source").required(),
]);

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
/// The drift of cheap quartz: up to 100 ppm.
const DRIFT_PER_MILLION: i64 = 100;
/// How far a time may be ahead of its arrival before it counts as doubtful.
const AHEAD: i64 = 5 * SECOND;

/// Determines when an op happened. `received` is the hub's time of arrival, which caps the result;
/// an install that has not sent the op yet passes `None`.
pub fn occurred(data: &ClockData, received: Option<i64>) -> Occurred {
    let found = unclamped(data, received);
    let plus_minus = found.plus_minus.clamp(0, MAX_INTEGER);
    Occurred { time: found.time.clamp(-MAX_INTEGER, MAX_INTEGER), plus_minus, ..found }
}

fn unclamped(data: &ClockData, received: Option<i64>) -> Occurred {
    let found = match data.mark {
        None => Occurred { time: data.at.wall, plus_minus: 10 * MINUTE, source: Source::Wall },
        Some(mark) => since(mark, data.at),
    };
    match received {
        Some(received) if found.time > received.saturating_add(AHEAD) => {
            let off = found.time.saturating_sub(received);
            Occurred { time: received, plus_minus: off, source: Source::Doubtful }
        }
        Some(received) if found.time > received => Occurred { time: received, ..found },
        _ => found,
    }
}

fn since(mark: ClockSync, at: Reading) -> Occurred {
    let drift =
        |age: i64| SECOND + mark.trip / 2 + age.saturating_mul(DRIFT_PER_MILLION) / 1_000_000;
    let age = at.mono.saturating_sub(mark.at.mono);
    if at.boot == mark.at.boot && age >= 0 {
        let time = mark.hub.saturating_add(age);
        return Occurred { time, plus_minus: drift(age), source: Source::Hub };
    }
    let age = at.wall.saturating_sub(mark.at.wall);
    if age >= 0 && at.boot >= mark.at.boot {
        let time = mark.hub.saturating_add(age);
        return Occurred { time, plus_minus: MINUTE + drift(age), source: Source::Corrected };
    }
    // The wall clock shows a time before the last contact: it was set back, or lost its battery.
    Occurred { time: mark.hub, plus_minus: age.saturating_abs(), source: Source::Doubtful }
}

/// Returns the day of a time in the deployment's fixed offset (UTC+8 unless set otherwise), never
/// in the device's time zone. `None` only for a time outside the calendar.
pub fn day_of(time: i64, offset: FixedOffset) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp_millis(time)?.with_timezone(&offset).date_naive())
}

/// Returns the first millisecond of a day in the deployment's offset, and that of the next day.
/// `None` only at the ends of the calendar.
pub fn bounds_of(day: NaiveDate, offset: FixedOffset) -> Option<(i64, i64)> {
    let start = |day: NaiveDate| {
        let midnight = day.and_time(NaiveTime::MIN).and_local_timezone(offset).single()?;
        Some(midnight.timestamp_millis())
    };
    start(day).zip(day.checked_add_days(Days::new(1)).and_then(start))
}

/// UTC+8, the offset of every deployment in China.
pub const CHINA: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

#[cfg(test)]
mod tests {
    use super::*;

    const HUB: i64 = 1_800_000_000_000;

    fn data(wall: i64, mono: i64, boot: i64) -> ClockData {
        let at = Reading { wall: HUB + 3_600_000, mono: 1_000, boot: 1 };
        let mark = Some(ClockSync { hub: HUB, at, trip: 200 });
        ClockData { at: Reading { wall, mono, boot }, mark }
    }

    #[test]
    fn within_one_boot_a_wall_clock_set_wrong_changes_nothing() {
        let found = occurred(&data(0, 61_000, 1), None);
        assert_eq!((found.time, found.source), (HUB + 60_000, Source::Hub));
        assert!(found.plus_minus < 2_000);
    }

    #[test]
    fn after_a_boot_the_wall_clock_is_corrected_by_the_last_difference() {
        let found = occurred(&data(HUB + 3_660_000, 5, 2), None);
        assert_eq!((found.time, found.source), (HUB + 60_000, Source::Corrected));
    }

    #[test]
    fn a_wall_clock_before_the_last_contact_is_doubtful() {
        let found = occurred(&data(0, 5, 2), None);
        assert_eq!((found.time, found.source), (HUB, Source::Doubtful));
    }

    #[test]
    fn nothing_happens_after_it_was_received() {
        let found = occurred(&data(HUB + 99_999_999_999, 5, 2), Some(HUB + 1));
        assert_eq!((found.time, found.source), (HUB + 1, Source::Doubtful));
    }

    #[test]
    fn extreme_clocks_neither_overflow_nor_leave_what_json_keeps_exactly() {
        for wall in [i64::MIN, -1, 0, i64::MAX] {
            for boot in [i64::MIN, 1, 2, i64::MAX] {
                let found = occurred(&data(wall, wall, boot), None);
                assert!(found.time.abs() <= MAX_INTEGER && found.plus_minus <= MAX_INTEGER);
                assert!(occurred(&data(wall, wall, boot), Some(HUB)).time <= HUB);
            }
        }
    }

    #[test]
    fn a_day_is_the_deployments_day() {
        let late = 1_795_450_000_000; // 2026-11-23T16:06:40Z is already the 24th in UTC+8
        assert_eq!(day_of(late, CHINA).unwrap().to_string(), "2026-11-24");
    }

    #[test]
    fn a_day_begins_and_ends_in_the_deployments_offset() {
        for offset in [CHINA, FixedOffset::east_opt(5 * 3600 + 2700).unwrap()] {
            let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
            let (first, next) = bounds_of(day, offset).unwrap();
            assert_eq!((day_of(first, offset), day_of(next - 1, offset)), (Some(day), Some(day)));
            assert_eq!(
                (day_of(first - 1, offset), day_of(next, offset)),
                (day.pred_opt(), day.succ_opt())
            );
        }
    }
}
