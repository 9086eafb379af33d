//! Dates as clerks write them. What could be read two ways is not read.

use super::workbook::{Cell, Kind, iso_day, serial_date};
use chrono::NaiveDate;
use gridbook_domain::text::compact;

/// Why a date could not be read; each a sentence for the clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadDate {
    #[error("只有年份或年月，没有写到日，请补全，如 1978-03-05")]
    NoDay,
    #[error("没有这一天，请核对年月日")]
    NoSuchDay,
    #[error("年份只写了两位或年月日次序不明，请写成四位年份在前，如 1978-03-05")]
    Unclear,
    #[error("是农历日期，请换算成公历")]
    Lunar,
    #[error("看不出是哪一天，请写成 1978-03-05 的样子")]
    Unreadable,
}

/// Reads a date out of a cell: a real date, a day number of Excel, or one of the usual spellings.
pub(crate) fn date(cell: &Cell, from_1904: bool) -> Result<NaiveDate, BadDate> {
    match cell.kind {
        Kind::Date(date) => date.ok_or(BadDate::NoSuchDay),
        Kind::Number(number) => number_date(number, from_1904),
        Kind::Text => match instant(&cell.text) {
            Some(day) => Ok(day),
            None => text_date(&compact_date(&cell.text), from_1904),
        },
        Kind::Month => Err(BadDate::NoDay),
        Kind::Fault | Kind::Uncomputed => Err(BadDate::Unreadable),
    }
}

/// The day of an instant that a program wrote as text: 1978-03-04T16:00:00.000Z.
fn instant(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let is_instant = text.as_bytes().get(10) == Some(&b'T') && text.ends_with('Z');
    is_instant.then(|| iso_day(text)).flatten()
}

fn number_date(number: f64, from_1904: bool) -> Result<NaiveDate, BadDate> {
    // 1978 or 1978.3: taken as a day number it would be a day in 1905, which nobody means.
    if (1900.0..2100.0).contains(&number) || (190_001.0..=209_912.0).contains(&number) {
        return Err(BadDate::NoDay);
    }
    if (19_000_101.0..=20_991_231.0).contains(&number) {
        return text_date(&format!("{number:.0}"), from_1904);
    }
    if !(1.0..100_000.0).contains(&number) {
        return Err(BadDate::Unreadable);
    }
    serial_date(number, from_1904).ok_or(BadDate::NoSuchDay)
}

/// The text without blanks around signs, and without the time of day.
fn compact_date(text: &str) -> String {
    let plain = gridbook_domain::text::plain(text);
    let day = match plain.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day.to_owned(),
        _ => plain,
    };
    compact(&day)
}

fn text_date(text: &str, from_1904: bool) -> Result<NaiveDate, BadDate> {
    if text.contains("农历") || text.contains("阴历") {
        return Err(BadDate::Lunar);
    }
    let allowed = |c: char| c.is_ascii_digit() || "年月日号./-、,".contains(c);
    if !text.chars().all(allowed) {
        return Err(BadDate::Unreadable);
    }
    let groups: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match groups.as_slice() {
        [year, month, day] if year.len() == 4 => from_parts(year, month, day),
        [_, _, _] => Err(BadDate::Unclear),
        [year, _] if year.len() == 4 => Err(BadDate::NoDay),
        [all] => run_date(all, from_1904),
        _ => Err(BadDate::Unreadable),
    }
}

fn run_date(digits: &str, from_1904: bool) -> Result<NaiveDate, BadDate> {
    match digits.len() {
        8 => {
            let (year, rest) = digits.split_at_checked(4).ok_or(BadDate::Unreadable)?;
            let (month, day) = rest.split_at_checked(2).ok_or(BadDate::Unreadable)?;
            from_parts(year, month, day)
        }
        // A day number that was pasted as text.
        5 => number_date(digits.parse().map_err(|_| BadDate::Unreadable)?, from_1904),
        4 => Err(BadDate::NoDay),
        6 if digits.starts_with("19") || digits.starts_with("20") => Err(BadDate::NoDay),
        6 => Err(BadDate::Unclear),
        _ => Err(BadDate::Unreadable),
    }
}

fn from_parts(year: &str, month: &str, day: &str) -> Result<NaiveDate, BadDate> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| BadDate::Unreadable);
    let year: i32 = year.parse().map_err(|_| BadDate::Unreadable)?;
    if !(1850..=2200).contains(&year) {
        return Err(BadDate::NoSuchDay);
    }
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).ok_or(BadDate::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Result<NaiveDate, BadDate> {
        date(&Cell::text(text), false)
    }

    #[test]
    fn every_usual_spelling_is_the_same_day() {
        let day = NaiveDate::from_ymd_opt(1978, 3, 5).unwrap();
        for spelling in [
            "1978.3.5",
            "1978-03-05",
            "1978年3月5日",
            "1978年03月05号",
            "19780305",
            "1978/3/5",
            "1978、3、5",
            "１９７８．３．５",
            " 1978 年 3 月 5 日 ",
            "1978-03-05 00:00:00",
            "1978-03-05T00:00:00",
            "28554",
            "1978-03-04T16:00:00.000Z",
        ] {
            assert_eq!(text(spelling), Ok(day), "{spelling}");
        }
        for number in [28554.0, 28554.5, 19_780_305.0] {
            assert_eq!(date(&Cell::number(number), false), Ok(day), "{number}");
        }
        assert_eq!(date(&Cell::number(28554.0 - 1462.0), true), Ok(day));
    }

    #[test]
    fn what_could_be_another_day_is_not_guessed() {
        assert_eq!(text("1978.3"), Err(BadDate::NoDay));
        assert_eq!(text("1978年3月"), Err(BadDate::NoDay));
        assert_eq!(text("197803"), Err(BadDate::NoDay));
        assert_eq!(date(&Cell::number(1978.3), false), Err(BadDate::NoDay));
        assert_eq!(date(&Cell::number(1978.0), false), Err(BadDate::NoDay));
        assert_eq!(text("78.3.5"), Err(BadDate::Unclear));
        assert_eq!(text("3/5/1978"), Err(BadDate::Unclear));
        assert_eq!(text("780305"), Err(BadDate::Unclear));
        assert_eq!(text("1978.2.30"), Err(BadDate::NoSuchDay));
        assert_eq!(text("农历1978年3月5日"), Err(BadDate::Lunar));
        assert_eq!(text("不详"), Err(BadDate::Unreadable));
        assert_eq!(date(&Cell::number(60.0), false), Err(BadDate::NoSuchDay));
    }
}
