//! Reads a workbook into neutral cells: their text, and Excel's type of it.
//!
//! Sheets are kept sparse, so a stray cell in row 1,048,576 costs one cell. Merged ranges are
//! filled downwards along their first column, which is how ledgers merge a household's door and
//! number; they are not filled sideways, since a title over five columns is not a value of each.

use crate::error::RosterError;
use calamine::{Data, Dimensions, Ods, OdsError, Reader as _, Xls, XlsError, Xlsx, XlsxError};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::Path;

/// The largest file that is read; a street's roster has some megabytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// A merged range taller than this is formatting, not a household.
const MAX_MERGED_ROWS: u32 = 2_000;
/// From here on Excel's numbers have lost digits: it keeps 15 of them.
const EXACT_BELOW: f64 = 1e15;

/// A workbook as it was read.
#[derive(Debug, Default)]
pub(crate) struct Workbook {
    pub sheets: Vec<Sheet>,
}

/// One sheet: rows and columns from 0, only cells that hold something.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// Whether the workbook counts days from 1904.
    pub from_1904: bool,
    pub rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    /// The text a person sees in it, more or less.
    pub text: String,
    pub kind: Kind,
    /// Whether the value comes from the top of a merged range.
    pub filled: bool,
}

/// Excel's type of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Text,
    Number(f64),
    Date(Option<NaiveDate>),
    /// A formula that failed, such as `#N/A`.
    Fault,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: Kind::Text, filled: false }
    }

    pub(crate) fn number(number: f64) -> Self {
        Self { text: number_text(number), kind: Kind::Number(number), filled: false }
    }

    /// Whether it is a number so large that Excel has dropped its last digits.
    pub(crate) fn has_lost_digits(&self) -> bool {
        matches!(self.kind, Kind::Number(number) if number.abs() >= EXACT_BELOW)
    }
}

/// Reads the workbook at `path`.
///
/// # Errors
/// [`RosterError`] when the file cannot be read or is no workbook.
pub(crate) fn read(path: &Path) -> Result<Workbook, RosterError> {
    let shown = path.display().to_string();
    let bytes = read_bytes(path, &shown)?;
    read_book(bytes).map_err(|broken| match broken {
        Broken::Password => RosterError::Password { path: shown },
        Broken::NotAWorkbook => RosterError::NotAWorkbook { path: shown },
    })
}

/// Why bytes are no workbook that can be read.
enum Broken {
    Password,
    NotAWorkbook,
}

/// Found by the first bytes, not by the name: files are renamed.
fn read_book(bytes: Vec<u8>) -> Result<Workbook, Broken> {
    if !bytes.starts_with(b"PK") {
        // An encrypted .xlsx is wrapped into the container of an old .xls.
        return match Xlsx::new(Cursor::new(&bytes)) {
            Err(XlsxError::Password) => Err(Broken::Password),
            _ => read_xls(bytes),
        };
    }
    match Xlsx::new(Cursor::new(bytes.clone())) {
        Ok(book) => read_xlsx(book).map_err(|_| Broken::NotAWorkbook),
        Err(_) => read_ods(bytes),
    }
}

fn read_bytes(path: &Path, shown: &str) -> Result<Vec<u8>, RosterError> {
    let unreadable = |reason| RosterError::Unreadable { path: shown.to_owned(), reason };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        let limit_mb = MAX_BYTES / 1024 / 1024;
        return Err(RosterError::TooLarge { path: shown.to_owned(), limit_mb });
    }
    Ok(bytes)
}

fn read_xlsx(mut book: Xlsx<Cursor<Vec<u8>>>) -> Result<Workbook, XlsxError> {
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for (name, hidden) in work_sheets(book.sheets_metadata()) {
        let mut sheet = Sheet { name, hidden, from_1904, rows: BTreeMap::new() };
        let mut cells = match book.worksheet_cells_reader(&sheet.name) {
            Ok(cells) => cells,
            Err(XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(error),
        };
        while let Some(cell) = cells.next_cell()? {
            let data = Data::from(cell.get_value().clone());
            put(&mut sheet, cell.get_position(), &data);
        }
        drop(cells);
        let merged = book.merge_cells_by_sheet_name(&sheet.name)?;
        fill_merged(&mut sheet, &merged);
        sheets.push(sheet);
    }
    Ok(Workbook { sheets })
}

fn read_xls(bytes: Vec<u8>) -> Result<Workbook, Broken> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Broken::Password,
        _ => Broken::NotAWorkbook,
    })?;
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for (name, hidden) in work_sheets(book.sheets_metadata()) {
        let range = book.worksheet_range(&name).map_err(|_| Broken::NotAWorkbook)?;
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut sheet = Sheet { name, hidden, from_1904, rows: BTreeMap::new() };
        put_range(&mut sheet, &range);
        fill_merged(&mut sheet, &merged);
        sheets.push(sheet);
    }
    Ok(Workbook { sheets })
}

fn read_ods(bytes: Vec<u8>) -> Result<Workbook, Broken> {
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => Broken::Password,
        _ => Broken::NotAWorkbook,
    })?;
    let mut sheets = Vec::new();
    for (name, hidden) in work_sheets(book.sheets_metadata()) {
        let range = book.worksheet_range(&name).map_err(|_| Broken::NotAWorkbook)?;
        let mut sheet = Sheet { name, hidden, ..Sheet::default() };
        put_range(&mut sheet, &range);
        sheets.push(sheet);
    }
    Ok(Workbook { sheets })
}

fn work_sheets(sheets: &[calamine::Sheet]) -> Vec<(String, bool)> {
    let sheets = sheets.iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet);
    sheets
        .map(|sheet| (sheet.name.clone(), sheet.visible != calamine::SheetVisible::Visible))
        .collect()
}

fn put_range(sheet: &mut Sheet, range: &calamine::Range<Data>) {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { continue };
        put(sheet, (top + row, left + column), data);
    }
}

fn put(sheet: &mut Sheet, (row, column): (u32, u32), data: &Data) {
    let Some(cell) = cell(data, sheet.from_1904) else { return };
    sheet.rows.entry(row).or_default().insert(column, cell);
}

fn cell(data: &Data, from_1904: bool) -> Option<Cell> {
    let cell = match data {
        Data::Empty => return None,
        Data::String(text) if text.trim().is_empty() => return None,
        Data::String(text) => Cell::text(text.clone()),
        Data::Int(number) => Cell {
            text: number.to_string(),
            kind: Kind::Number(number.to_string().parse().unwrap_or(f64::MAX)),
            filled: false,
        },
        Data::Float(number) => Cell::number(*number),
        Data::Bool(yes) => Cell::text(if *yes { "是" } else { "否" }),
        Data::DateTime(date) => date_cell(serial_date(date.as_f64(), from_1904)),
        Data::DateTimeIso(text) => date_cell(text.get(..10).and_then(|day| day.parse().ok())),
        Data::DurationIso(text) => Cell::text(text.clone()),
        Data::Error(fault) => Cell { text: fault.to_string(), kind: Kind::Fault, filled: false },
    };
    Some(cell)
}

fn date_cell(date: Option<NaiveDate>) -> Cell {
    let text = date.map(|date| date.to_string()).unwrap_or_default();
    Cell { text, kind: Kind::Date(date), filled: false }
}

fn number_text(number: f64) -> String {
    // Rust prints floats without an exponent, and whole ones without a point.
    format!("{number}")
}

/// The day behind one of Excel's day numbers. In the 1900 system day 60 is 29 February 1900, which
/// never was; days before it count from one day later.
pub(crate) fn serial_date(serial: f64, from_1904: bool) -> Option<NaiveDate> {
    let days = whole_days(serial)?;
    if from_1904 {
        return NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(days));
    }
    match days {
        0 | 60 => None,
        1..=59 => NaiveDate::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(days)),
        _ => NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)),
    }
}

fn whole_days(serial: f64) -> Option<u64> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    format!("{:.0}", serial.floor()).parse().ok()
}

fn fill_merged(sheet: &mut Sheet, merged: &[Dimensions]) {
    for range in merged {
        let ((top, column), (bottom, _)) = (range.start, range.end);
        if bottom <= top || bottom - top > MAX_MERGED_ROWS {
            continue;
        }
        let first = sheet.rows.get(&top).and_then(|row| row.get(&column));
        let Some(first) = first.cloned() else { continue };
        for row in top + 1..=bottom {
            let cell = Cell { filled: true, ..first.clone() };
            sheet.rows.entry(row).or_default().insert(column, cell);
        }
    }
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
