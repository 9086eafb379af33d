//! The deadlines of a matter's steps (M4), and how late they are (M7).
//!
//! Two things are provisional: the days are constants until a deployment can edit them, and working
//! days are Monday to Friday until the yearly calendar of holidays and exchanged weekends comes
//! (M5).

use crate::clock::day_of;
use crate::matter::{Kind, State};
use chrono::{Datelike as _, Days, FixedOffset, NaiveDate, NaiveTime, Weekday};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The start of the period in which a step is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The moment the matter came into the state.
    Entered,
    /// The start of the previous state's period: a department's days do not restart when it begins
    /// work.
    Before,
    /// The report of the matter: this state must end within the days of the whole matter.
    Reported,
}

/// The number of working days a state may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The state.
    pub state: State,
    /// Working days, not counting the day the period starts.
    pub days: u32,
    /// The start of the period.
    pub since: Since,
}

const fn limit(state: State, days: u32, since: Since) -> Limit {
    Limit { state, days, since }
}

/// Working days from the report to the close (M4).
pub const CLOSE: u32 = 7;

/// The provisional deadlines (M4). A state that is not listed has none, because the matter is
/// closed or back with its reporter.
pub const LIMITS: &[Limit] = &[
    limit(State::Reported, 2, Since::Entered),
    limit(State::Accepted, CLOSE, Since::Reported),
    limit(State::Dispatched, 5, Since::Entered),
    limit(State::Handling, 5, Since::Before),
    limit(State::Handled, 1, Since::Entered),
    limit(State::Verified, CLOSE, Since::Reported),
];

/// The deadlines of a matter, each the last millisecond of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deadline {
    /// The deadline of the current step.
    pub due: Option<i64>,
    /// The deadline of the whole matter.
    pub close_by: Option<i64>,
}

impl Deadline {
    /// Returns the deadlines after a matter has come into a state at a moment of the hub's clock.
    /// The periods of a matter that is reported again after its return start again. An emergency
    /// must be accepted on the day it comes, working day or not (M1: reported at once, followed on
    /// the spot).
    #[must_use]
    pub fn entering(self, kind: &Kind, state: &State, entered: i64, offset: FixedOffset) -> Self {
        let close_by = match state {
            State::Reported => end_of_working_days(entered, CLOSE, offset),
            State::Returned | State::Closed => None,
            _ => self.close_by,
        };
        let limit = LIMITS.iter().find(|limit| limit.state == *state);
        let due = limit.and_then(|limit| match limit.since {
            Since::Entered if *kind == Kind::Emergency && *state == State::Reported => {
                end_of_working_days(entered, 0, offset)
            }
            Since::Entered => end_of_working_days(entered, limit.days, offset),
            Since::Before => self.due,
            Since::Reported => close_by,
        });
        Self { due, close_by }
    }
}

/// Returns the end of working day number `days` after the day of `time`; `None` outside the
/// calendar.
pub fn end_of_working_days(time: i64, days: u32, offset: FixedOffset) -> Option<i64> {
    let mut day = day_of(time, offset)?;
    let mut left = days;
    while left > 0 {
        day = day.checked_add_days(Days::new(1))?;
        left -= u32::from(is_working_day(day));
    }
    let next = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    let next = next.and_local_timezone(offset).single()?;
    Some(next.timestamp_millis() - 1)
}

/// Returns whether a day is Monday to Friday, until the calendar of holidays comes (M5).
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// How urgently a deadline is shown (M7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// The deadline has passed.
    Overdue,
    /// At most one working day is left after today.
    Near,
    /// More than one working day is left.
    Later,
}

/// Returns how urgent a deadline is now.
pub fn urgency(due: i64, now: i64, offset: FixedOffset) -> Urgency {
    if now > due {
        Urgency::Overdue
    } else if end_of_working_days(now, 1, offset).is_some_and(|near| due <= near) {
        Urgency::Near
    } else {
        Urgency::Later
    }
}

/// Returns the text a screen shows for a deadline: 超期 2 天, 超期 3 小时, 今天到期, 剩 3 天.
pub fn words(due: i64, now: i64, offset: FixedOffset) -> String {
    let late = now.saturating_sub(due);
    if late >= DAY {
        return format!("超期 {} 天", late / DAY);
    }
    if late > 0 {
        return format!("超期 {} 小时", (late / HOUR).max(1));
    }
    let days = day_of(due, offset).zip(day_of(now, offset));
    match days.map_or(0, |(due, now)| due.signed_duration_since(now).num_days()) {
        ..=0 => "今天到期".to_owned(),
        days => format!("剩 {days} 天"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::CHINA;
    use chrono::DateTime;

    fn at(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(&format!("{text}+08:00")).unwrap().timestamp_millis()
    }

    fn shown(time: Option<i64>) -> String {
        let time = DateTime::from_timestamp_millis(time.unwrap() + 1).unwrap();
        time.with_timezone(&CHINA).format("%Y-%m-%dT%H:%M:%S").to_string()
    }

    #[test]
    fn m4_working_days_end_with_the_last_of_them() {
        let cases = [
            ("a Wednesday morning", "2026-11-25T10:00:00", 2, "2026-11-28T00:00:00"),
            ("a Friday evening", "2026-11-27T21:30:00", 2, "2026-12-02T00:00:00"),
            ("a Saturday", "2026-11-28T09:00:00", 2, "2026-12-02T00:00:00"),
            ("a Sunday night", "2026-11-29T23:59:59", 1, "2026-12-01T00:00:00"),
            (
                "early in UTC+8, the day before in UTC",
                "2026-11-30T00:00:01",
                1,
                "2026-12-02T00:00:00",
            ),
            ("over a month's end", "2026-11-26T08:00:00", 5, "2026-12-04T00:00:00"),
            ("over a year's end", "2026-12-30T08:00:00", 7, "2027-01-09T00:00:00"),
            ("over a leap day", "2028-02-28T08:00:00", 2, "2028-03-02T00:00:00"),
            ("none at all", "2026-11-28T08:00:00", 0, "2026-11-29T00:00:00"),
        ];
        for (name, from, days, end) in cases {
            assert_eq!(shown(end_of_working_days(at(from), days, CHINA)), end, "{name}");
        }
        assert_eq!(end_of_working_days(i64::MAX, 1, CHINA), None);
    }

    #[test]
    fn m4_each_state_has_its_days_and_the_whole_has_seven() {
        let steps = [
            (State::Reported, "2026-11-23T10:00:00", Some("2026-11-26"), Some("2026-12-03")),
            (State::Returned, "2026-11-24T10:00:00", None, None),
            (State::Reported, "2026-11-25T10:00:00", Some("2026-11-28"), Some("2026-12-05")),
            (State::Accepted, "2026-11-26T10:00:00", Some("2026-12-05"), Some("2026-12-05")),
            (State::Dispatched, "2026-11-26T11:00:00", Some("2026-12-04"), Some("2026-12-05")),
            (State::Handling, "2026-12-01T11:00:00", Some("2026-12-04"), Some("2026-12-05")),
            (State::Handled, "2026-12-02T11:00:00", Some("2026-12-04"), Some("2026-12-05")),
            (State::Dispatched, "2026-12-03T11:00:00", Some("2026-12-11"), Some("2026-12-05")),
            (State::Verified, "2026-12-04T11:00:00", Some("2026-12-05"), Some("2026-12-05")),
            (State::Closed, "2026-12-04T12:00:00", None, None),
        ];
        let mut deadline = Deadline::default();
        for (state, entered, due, close_by) in steps {
            deadline = deadline.entering(&Kind::Coordination, &state, at(entered), CHINA);
            let day = |time: Option<i64>| time.map(|time| shown(Some(time))[..10].to_owned());
            assert_eq!(day(deadline.due).as_deref(), due, "due in {state}");
            assert_eq!(day(deadline.close_by).as_deref(), close_by, "to be closed, in {state}");
        }
    }

    #[test]
    fn m1_an_emergency_is_accepted_on_its_day_even_on_a_sunday() {
        let (sunday, fresh) = (at("2026-11-29T10:00:00"), Deadline::default());
        let reported = fresh.entering(&Kind::Emergency, &State::Reported, sunday, CHINA);
        assert_eq!(shown(reported.due), "2026-11-30T00:00:00");
        let accepted = reported.entering(&Kind::Emergency, &State::Accepted, sunday, CHINA);
        assert_eq!(accepted.due, accepted.close_by, "then it goes as every other");
    }

    #[test]
    fn m7_lateness_is_told_in_hours_and_days_and_what_is_near_stands_out() {
        let due = end_of_working_days(at("2026-11-24T10:00:00"), 3, CHINA).unwrap();
        let cases = [
            ("2026-11-24T10:00:00", "剩 3 天", Urgency::Later),
            ("2026-11-26T23:00:00", "剩 1 天", Urgency::Near),
            ("2026-11-27T00:00:00", "今天到期", Urgency::Near),
            ("2026-11-27T23:59:59", "今天到期", Urgency::Near),
            ("2026-11-28T00:10:00", "超期 1 小时", Urgency::Overdue),
            ("2026-11-28T09:00:00", "超期 9 小时", Urgency::Overdue),
            ("2026-11-30T09:00:00", "超期 2 天", Urgency::Overdue),
        ];
        for (now, told, urgent) in cases {
            assert_eq!(words(due, at(now), CHINA), told, "{now}");
            assert_eq!(urgency(due, at(now), CHINA), urgent, "{now}");
        }
        // Over a weekend the next working day is near, though three days away.
        let monday = end_of_working_days(at("2026-11-27T10:00:00"), 1, CHINA).unwrap();
        assert_eq!(urgency(monday, at("2026-11-27T10:00:00"), CHINA), Urgency::Near);
        assert_eq!(words(monday, at("2026-11-27T10:00:00"), CHINA), "剩 3 天");
    }
}
