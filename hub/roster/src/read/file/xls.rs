//! Old .xls workbooks.

use super::Fault;
use super::cfb::{u16_at, u32_at};
use crate::read::workbook::{Cell, Kind, Sheet, Workbook};
use calamine::{Data, Reader as _, Xls, XlsError};
use std::collections::BTreeSet;
use std::io::Cursor;

/// The records of a sheet that are looked at.
const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
/// The bit of a row that is hidden, by hand or by a filter.
const HIDDEN: u16 = 0x20;

/// Reads a workbook whose hidden rows are known, sheet by sheet.
pub(super) fn read(bytes: Vec<u8>, hidden: &[BTreeSet<u32>]) -> Result<Workbook, Fault> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Fault::Protected,
        _ => Fault::Damaged,
    })?;
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    let metadata = book.sheets_metadata().to_vec();
    for (at, found) in metadata.iter().enumerate() {
        if found.typ != calamine::SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&found.name).map_err(|_| Fault::Damaged)?;
        let formulas = book.worksheet_formula(&found.name).unwrap_or_default();
        let merged = book.merge_cells_by_sheet_name(&found.name).unwrap_or_default();
        let mut sheet = Sheet {
            name: found.name.clone(),
            hidden: found.visible != calamine::SheetVisible::Visible,
            from_1904,
            hidden_rows: hidden.get(at).cloned().unwrap_or_default(),
            ..Sheet::default()
        };
        put_range(&mut sheet, &range);
        put_formulas(&mut sheet, &formulas);
        let merged: Vec<_> = merged.iter().map(|range| (range.start, range.end)).collect();
        sheet.fill_merged(&merged);
        sheets.push(sheet);
    }
    Ok(Workbook { sheets })
}

fn put_range(sheet: &mut Sheet, range: &calamine::Range<Data>) {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { continue };
        if let Some(cell) = Cell::of(data, sheet.from_1904) {
            sheet.put(top + row, left + column, cell);
        }
    }
}

/// Marks the cells whose formula nobody computed.
fn put_formulas(sheet: &mut Sheet, formulas: &calamine::Range<String>) {
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, formula) in formulas.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { continue };
        if formula.is_empty() {
            continue;
        }
        let at = (top + row, left + column);
        let value = sheet.rows.get(&at.0).and_then(|row| row.get(&at.1));
        if value.is_none_or(Cell::is_nought) {
            sheet.put(at.0, at.1, Cell::of_kind(Kind::Uncomputed));
        }
    }
}

/// The hidden rows of each sheet, in the order of the sheets.
pub(super) fn hidden_rows(stream: &[u8]) -> Vec<BTreeSet<u32>> {
    let starts = records(stream, 0).take_while(|(kind, _)| *kind != END);
    let starts = starts.filter(|(kind, _)| *kind == BOUND_SHEET);
    let starts: Vec<u32> = starts.filter_map(|(_, body)| u32_at(body, 0)).collect();
    starts.into_iter().map(|start| hidden_of(stream, start)).collect()
}

fn hidden_of(stream: &[u8], start: u32) -> BTreeSet<u32> {
    let mut hidden = BTreeSet::new();
    let mut depth = 0_u32;
    for (kind, body) in records(stream, usize::try_from(start).unwrap_or(usize::MAX)) {
        match kind {
            BEGIN => depth += 1,
            END => depth = depth.saturating_sub(1),
            ROW if depth == 1 && u16_at(body, 12).is_some_and(|bits| bits & HIDDEN != 0) => {
                hidden.extend(u16_at(body, 0).map(u32::from));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    hidden
}

/// The records of a stream from a place on: their kind and body.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = from;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at.checked_add(2)?)?);
        let body = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, body))
    })
}
