//! The month a moment falls into, in the deployment's fixed offset.

use chrono::{Datelike as _, FixedOffset, Months, NaiveDate, NaiveTime};
use gridbook_domain::clock::day_of;

/// A month and its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month {
    /// `202611` for November 2026.
    pub number: u32,
    /// From its first millisecond until before that of the next month.
    pub within: (i64, i64),
}

/// Returns the month of a moment; `None` outside the years 1 to 9999, which only a wrong clock
/// reports and no month counts.
pub(super) fn month_of(time: i64, offset: FixedOffset) -> Option<Month> {
    let first = day_of(time, offset)?.with_day(1)?;
    let year = u32::try_from(first.year()).ok().filter(|year| (1..=9999).contains(year))?;
    let begins = |day: NaiveDate| {
        let midnight = day.and_time(NaiveTime::MIN).and_local_timezone(offset).single()?;
        Some(midnight.timestamp_millis())
    };
    let next = first.checked_add_months(Months::new(1))?;
    Some(Month { number: year * 100 + first.month(), within: (begins(first)?, begins(next)?) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use gridbook_domain::clock::CHINA;

    #[test]
    fn a_month_begins_and_ends_at_midnight_of_the_deployment() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis();
        let december = month_of(at("2026-12-31T15:59:59Z"), CHINA).unwrap();
        assert_eq!(december.number, 202_612);
        let (begins, ends) = (at("2026-12-01T00:00:00+08:00"), at("2027-01-01T00:00:00+08:00"));
        assert_eq!(december.within, (begins, ends));
        assert_eq!(month_of(at("2026-12-31T16:00:00Z"), CHINA).unwrap().number, 202_701);
    }

    #[test]
    fn a_clock_gone_wrong_counts_in_no_month() {
        for time in [i64::MIN, -9_007_199_254_740_991, 9_007_199_254_740_991, i64::MAX] {
            assert_eq!(month_of(time, CHINA), None);
        }
    }
}
