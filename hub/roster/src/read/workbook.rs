//! A workbook as neutral cells: their text, and the type its writer gave to it.
//!
//! Sheets are kept sparse, so a stray cell in row 1,048,576 costs one cell. Merged ranges are
//! filled downwards along their first column, which is how ledgers merge a household's door and
//! number; they are not filled sideways, since a title over five columns is not a value of each.

use calamine::Data;
use chrono::{Datelike as _, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A merged range taller than this is formatting, not a household.
const MAX_MERGED_ROWS: u32 = 2_000;
/// From here on Excel's numbers have lost digits: it keeps 15 of them.
const EXACT_BELOW: f64 = 1e15;

/// A merged range, from its first cell to its last.
pub(crate) type Range = ((u32, u32), (u32, u32));

/// A piece of a workbook, in the order they are read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Piece {
    /// A sheet without its rows, and how many it has.
    Sheet(Sheet, usize),
    /// A row of the sheet before.
    Row(u32, BTreeMap<u32, Cell>),
}

impl Kind {
    fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

impl Workbook {
    /// Returns the pieces, and forgets each once it is taken.
    pub(crate) fn pieces(self) -> impl Iterator<Item = Piece> {
        self.sheets.into_iter().flat_map(|mut sheet| {
            let rows = std::mem::take(&mut sheet.rows);
            let head = Piece::Sheet(sheet, rows.len());
            std::iter::once(head).chain(rows.into_iter().map(|(row, cells)| Piece::Row(row, cells)))
        })
    }
}

/// A workbook as it was read.
#[derive(Debug, Default)]
pub(crate) struct Workbook {
    pub sheets: Vec<Sheet>,
}

/// One sheet: rows and columns from 0, only cells that hold something.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// Whether the workbook counts days from 1904.
    pub from_1904: bool,
    /// The rows that are hidden, by hand or by a filter.
    pub hidden_rows: BTreeSet<u32>,
    #[serde(skip)]
    pub rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
}

/// One cell. Its names are short, since a street has a million cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cell {
    /// The text a person sees in it, more or less.
    #[serde(rename = "t")]
    pub text: String,
    #[serde(rename = "k", default, skip_serializing_if = "Kind::is_text")]
    pub kind: Kind,
    /// Whether the value comes from the top of a merged range.
    #[serde(rename = "f", default, skip_serializing_if = "std::ops::Not::not")]
    pub filled: bool,
}

/// The type of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Kind {
    #[default]
    Text,
    Number(f64),
    Date(Option<NaiveDate>),
    /// A date that is shown without its day, which nobody wrote.
    Month,
    /// A formula that failed, such as `#N/A`.
    Fault,
    /// A formula whose value no program has computed: nothing or 0, which says nothing.
    Uncomputed,
}

impl Sheet {
    /// Puts a cell.
    pub(crate) fn put(&mut self, row: u32, column: u32, cell: Cell) {
        self.rows.entry(row).or_default().insert(column, cell);
    }

    /// Fills merged ranges, each from its first to its last cell, downwards.
    pub(crate) fn fill_merged(&mut self, merged: &[Range]) {
        for ((top, column), (bottom, _)) in merged {
            if bottom <= top || bottom - top > MAX_MERGED_ROWS {
                continue;
            }
            let first = self.rows.get(top).and_then(|row| row.get(column));
            let Some(first) = first.cloned() else { continue };
            for row in top + 1..=*bottom {
                self.put(row, *column, Cell { filled: true, ..first.clone() });
            }
        }
    }
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::of_kind(Kind::Text) }
    }

    pub(crate) fn number(number: f64) -> Self {
        let kind = if number.is_finite() { Kind::Number(number) } else { Kind::Text };
        Self { text: number_text(number), ..Self::of_kind(kind) }
    }

    /// A cell without a text.
    pub(crate) fn of_kind(kind: Kind) -> Self {
        Self { text: String::new(), kind, filled: false }
    }

    /// A text, unless it is blank.
    pub(crate) fn written(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self::text(text))
    }

    /// A date in the spelling of ISO 8601.
    pub(crate) fn iso(text: &str) -> Self {
        Self::date(iso_day(text))
    }

    /// A cell as the library read it; `None` for an empty one.
    pub(crate) fn of(data: &Data, from_1904: bool) -> Option<Self> {
        Some(match data {
            Data::Empty => return None,
            Data::String(text) => return Self::written(text),
            Data::Int(number) => Self::number(number.to_string().parse().unwrap_or(f64::MAX)),
            Data::Float(number) => Self::number(*number),
            Data::Bool(yes) => Self::text(if *yes { "是" } else { "否" }),
            Data::DateTime(date) => Self::date(serial_date(date.as_f64(), from_1904)),
            Data::DateTimeIso(text) => Self::iso(text),
            Data::DurationIso(text) => Self::text(text.clone()),
            Data::Error(fault) => Self { text: fault.to_string(), ..Self::of_kind(Kind::Fault) },
        })
    }

    fn date(date: Option<NaiveDate>) -> Self {
        let text = date.map(|date| date.to_string()).unwrap_or_default();
        Self { text, ..Self::of_kind(Kind::Date(date)) }
    }

    /// Whether it is a number so large that Excel has dropped its last digits.
    pub(crate) fn has_lost_digits(&self) -> bool {
        matches!(self.kind, Kind::Number(number) if number.abs() >= EXACT_BELOW)
    }

    /// Whether it holds 0, which is what some writers leave of a formula.
    pub(crate) fn is_nought(&self) -> bool {
        match self.kind {
            Kind::Number(number) => number == 0.0,
            Kind::Date(date) => date.is_none(),
            Kind::Text => self.text.is_empty(),
            Kind::Month | Kind::Fault | Kind::Uncomputed => false,
        }
    }

    /// Whether it is a day, as a date or as its number.
    pub(crate) fn is_day(&self) -> bool {
        matches!(self.kind, Kind::Date(Some(_)) | Kind::Number(_))
    }
}

pub(crate) fn number_text(number: f64) -> String {
    // Rust prints floats without an exponent, and whole ones without a point.
    format!("{number}")
}

/// The day behind one of Excel's day numbers. In the 1900 system day 60 is 29 February 1900, which
/// never was; days before it count from one day later.
pub(crate) fn serial_date(serial: f64, from_1904: bool) -> Option<NaiveDate> {
    let days = whole_days(serial)?;
    let day = if from_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(days))?
    } else {
        match days {
            0 | 60 => return None,
            1..=59 => NaiveDate::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(days))?,
            _ => NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))?,
        }
    };
    let hours = (serial.fract() * 24.0 * 3600.0).round() / 3600.0;
    Some(local(day, hours))
}

fn whole_days(serial: f64) -> Option<u64> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    format!("{:.0}", serial.floor()).parse().ok()
}

/// The day of an ISO text. A `Z` behind midnight is false: the writer meant the local day.
pub(crate) fn iso_day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.get(..10)?.parse().ok()?;
    let time = text.get(11..).unwrap_or_default();
    let utc = time.ends_with('Z') || time.ends_with("+00:00");
    let hours = match time.get(..8) {
        Some("16:00:00") if utc => 16.0,
        Some("15:00:00") if utc => 15.0,
        _ => 0.0,
    };
    Some(local(day, hours))
}

/// The day in China of a midnight there that was written down in UTC, as some programs do: 16:00
/// the day before, or 15:00 in the years with summer time. Every other time belongs to its day.
fn local(day: NaiveDate, hours: f64) -> NaiveDate {
    let summer = matches!(day.year(), 1940..=1949 | 1986..=1991);
    let next = hours == 16.0 || (hours == 15.0 && summer);
    if next { day.succ_opt().unwrap_or(day) } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_number_is_the_day_excel_shows() {
        let day = |serial| serial_date(serial, false).map(|day| day.to_string());
        assert_eq!(day(28554.0).as_deref(), Some("1978-03-05"));
        assert_eq!(day(28554.75).as_deref(), Some("1978-03-05"), "the time of day does not matter");
        assert_eq!(day(1.0).as_deref(), Some("1900-01-01"));
        assert_eq!(day(59.0).as_deref(), Some("1900-02-28"));
        assert_eq!(day(61.0).as_deref(), Some("1900-03-01"));
    }

    #[test]
    fn a_midnight_in_china_that_was_written_in_utc_is_the_day_it_was_in_china() {
        let day = |serial: f64| serial_date(serial, false).map(|day| day.to_string());
        assert_eq!(day(28553.0 + 16.0 / 24.0).as_deref(), Some("1978-03-05"));
        assert_eq!(day(31598.0 + 15.0 / 24.0).as_deref(), Some("1986-07-06"), "summer time");
        assert_eq!(day(28554.0 + 15.0 / 24.0).as_deref(), Some("1978-03-05"), "no summer time");
        let day = |text| iso_day(text).map(|day| day.to_string());
        assert_eq!(day("1978-03-04T16:00:00.000Z").as_deref(), Some("1978-03-05"));
        assert_eq!(day("1978-03-05T00:00:00Z").as_deref(), Some("1978-03-05"), "a false Z");
        assert_eq!(day("1978-03-05T16:00:00").as_deref(), Some("1978-03-05"), "a time of day");
    }

    #[test]
    fn the_day_that_never_was_is_no_date() {
        assert_eq!(serial_date(60.0, false), None);
        assert_eq!(serial_date(0.0, false), None);
        assert_eq!(serial_date(-1.0, false), None);
        assert_eq!(serial_date(f64::NAN, false), None);
        assert_eq!(serial_date(1e12, false), None);
    }

    #[test]
    fn a_workbook_of_1904_counts_four_years_later() {
        let day = serial_date(28554.0 - 1462.0, true).map(|day| day.to_string());
        assert_eq!(day.as_deref(), Some("1978-03-05"));
        assert_eq!(serial_date(0.0, true).map(|d| d.to_string()).as_deref(), Some("1904-01-01"));
    }

    #[test]
    fn a_number_of_18_digits_has_lost_some_and_one_of_15_has_not() {
        assert!(Cell::number(330_102_197_803_051_234.0).has_lost_digits());
        assert!(!Cell::number(110_105_491_231_002.0).has_lost_digits());
        assert_eq!(Cell::number(110_105_491_231_002.0).text, "110105491231002");
        assert_eq!(Cell::number(502.0).text, "502");
    }
}
