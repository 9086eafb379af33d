//! Moments and numbers as a screen of Chinese office users shows them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime};

/// Now, and the deployment's fixed offset: what it takes to write moments down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    /// The hub's time, in milliseconds since 1970.
    pub now: i64,
    /// The deployment's offset.
    pub offset: FixedOffset,
}

impl Format {
    fn at(&self, moment: i64) -> Option<DateTime<FixedOffset>> {
        Some(DateTime::from_timestamp_millis(moment)?.with_timezone(&self.offset))
    }

    /// 11月20日 09:32, with the year where it is another one; 时间不明 outside the calendar, which only a
    /// broken clock gives.
    pub fn moment(&self, moment: i64) -> String {
        let Some(at) = self.at(moment) else { return "时间不明".to_owned() };
        format!("{} {}", self.date_of(at.date_naive()), at.format("%H:%M"))
    }

    /// 11月20日, with the year where it is another one.
    fn date_of(&self, date: NaiveDate) -> String {
        if date.year() == self.today().year() {
            format!("{}月{}日", date.month(), date.day())
        } else {
            whole_date(date)
        }
    }

    /// 2026年11月20日 09:32: with its year, for paper that outlives it.
    pub fn on_paper(&self, moment: i64) -> String {
        let Some(at) = self.at(moment) else { return "时间不明".to_owned() };
        format!("{} {}", whole_date(at.date_naive()), at.format("%H:%M"))
    }

    /// The day it is.
    pub fn today(&self) -> NaiveDate {
        self.at(self.now).map(|at| at.date_naive()).unwrap_or_default()
    }

    /// How long ago: 刚刚, 5 分钟前, 3 小时前, 2 天前.
    pub fn ago(&self, moment: i64) -> String {
        let minutes = self.now.saturating_sub(moment).max(0) / 60_000;
        match minutes {
            0..=1 => "刚刚".to_owned(),
            2..=59 => format!("{minutes} 分钟前"),
            60..=2_879 => format!("{} 小时前", minutes / 60),
            _ => format!("{} 天前", minutes / 1_440),
        }
    }

    /// The first moment of a day.
    pub fn begins(&self, day: NaiveDate) -> Option<i64> {
        let at = day.and_time(NaiveTime::MIN).and_local_timezone(self.offset).single()?;
        Some(at.timestamp_millis())
    }
}

/// 2026年11月20日.
pub(crate) fn whole_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// 12,345.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A month as the store counts it, `202611`, and its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Reads `2026-11`.
    pub fn read(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let year = year.parse().ok().filter(|year| (2000..2100).contains(year))?;
        NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1).map(Self)
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// As the store counts it.
    pub fn number(self) -> u32 {
        self.0.year().unsigned_abs() * 100 + self.0.month()
    }

    /// `2026-11`.
    pub fn code(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// 2026年11月.
    pub fn label(self) -> String {
        format!("{}年{}月", self.0.year(), self.0.month())
    }

    /// The one before.
    pub fn before(self) -> Self {
        Self::of(self.0.pred_opt().unwrap_or(self.0))
    }

    /// The one after.
    pub fn after(self) -> Self {
        let days = chrono::Days::new(32);
        Self::of(self.0.checked_add_days(days).unwrap_or(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_domain::clock::CHINA;

    /// 2026-11-24 15:30 in China.
    const WORDS: Format = Format { now: 1_795_505_400_000, offset: CHINA };
    const HOUR: i64 = 3_600_000;

    #[test]
    fn moments_are_written_in_chinese_form() {
        assert_eq!(WORDS.moment(WORDS.now), "11月24日 15:30");
        assert_eq!(WORDS.moment(WORDS.now - 16 * HOUR), "11月23日 23:30");
        assert_eq!(WORDS.moment(WORDS.now - 400 * 24 * HOUR), "2025年10月20日 15:30");
        let begins = WORDS.begins(WORDS.today()).unwrap();
        assert_eq!(WORDS.moment(begins), "11月24日 00:00");
        assert_eq!(WORDS.ago(WORDS.now - 50 * HOUR), "2 天前");
        assert_eq!(WORDS.ago(WORDS.now - 3 * HOUR), "3 小时前");
        assert_eq!(WORDS.ago(WORDS.now + HOUR), "刚刚");
    }

    #[test]
    fn months_follow_one_another() {
        let month = Month::read("2026-12").unwrap();
        assert_eq!((month.number(), month.after().number()), (202_612, 202_701));
        assert_eq!(Month::of(WORDS.today()).before().code(), "2026-10");
        assert_eq!(month.label(), "2026年12月");
        for wrong in ["", "2026", "2026-13", "1999-01", "x-y", "99999-01"] {
            assert_eq!(Month::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_have_their_thousands_apart() {
        let all: Vec<_> = [0, 999, 1_000, 1_234_567].map(thousands).into();
        assert_eq!(all, ["0", "999", "1,000", "1,234,567"]);
    }
}
