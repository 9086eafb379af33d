//! Open XML workbooks, transitional and strict.

use super::{Archive, Fault, xml};
use crate::read::workbook::{Cell, Kind, Sheet, Workbook};
use calamine::{Data, Reader as _, Xlsx, XlsxError};
use quick_xml::events::Event;
use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read as _};

/// Reads a workbook.
pub(super) fn read(mut archive: Archive) -> Result<Workbook, Fault> {
    let parts = parts(&mut archive).unwrap_or_default();
    let mut hidden = HashMap::new();
    for (name, part) in &parts {
        // A part that this cannot read is read, or refused, by the library.
        hidden.insert(name.clone(), hidden_rows(&mut archive, part).unwrap_or_default());
    }
    let book = Xlsx::new(archive.into_inner()).map_err(fault)?;
    sheets(book, &mut hidden).map_err(fault)
}

#[expect(clippy::needless_pass_by_value, reason = "an error is turned into another")]
fn fault(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Protected,
        _ => Fault::Damaged,
    }
}

fn sheets(
    mut book: Xlsx<Cursor<Vec<u8>>>,
    hidden: &mut HashMap<String, BTreeSet<u32>>,
) -> Result<Workbook, XlsxError> {
    let from_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for found in book.sheets_metadata().to_vec() {
        if found.typ != calamine::SheetType::WorkSheet {
            continue;
        }
        let mut sheet = Sheet {
            hidden: found.visible != calamine::SheetVisible::Visible,
            hidden_rows: hidden.remove(&found.name).unwrap_or_default(),
            name: found.name,
            from_1904,
            ..Sheet::default()
        };
        match cells(&mut book, &mut sheet) {
            Ok(()) => {}
            Err(XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(error),
        }
        let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let merged: Vec<_> = merged.iter().map(|range| (range.start, range.end)).collect();
        sheet.fill_merged(&merged);
        sheets.push(sheet);
    }
    Ok(Workbook { sheets })
}

fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let mut reader = book.worksheet_cells_reader(&sheet.name)?;
    let months: BTreeSet<usize> = reader
        .styles()
        .iter()
        .enumerate()
        .filter(|(_, style)| {
            let format = style.number_format.as_ref();
            format.is_some_and(|format| is_month(&format.format_code, format.format_id))
        })
        .map(|(at, _)| at)
        .collect();
    while let Some(found) = reader.next_cell_with_formula_metadata()? {
        let ((row, column), formula) = (found.pos, found.formula.is_some());
        let cell = Cell::of(&Data::from(found.value), sheet.from_1904);
        let cell = match cell {
            _ if formula && cell.as_ref().is_none_or(Cell::is_nought) => {
                Some(Cell::of_kind(Kind::Uncomputed))
            }
            cell => cell,
        };
        if let Some(cell) = cell {
            sheet.put(row, column, cell);
        }
    }
    drop(reader);
    if months.is_empty() {
        return Ok(());
    }
    let mut reader = book.worksheet_cells_reader(&sheet.name)?;
    while let Some((row, column, style)) = reader.next_style_id()? {
        let cell = sheet.rows.get_mut(&row).and_then(|row| row.get_mut(&column));
        if let Some(cell) = cell.filter(|cell| cell.is_day() && months.contains(&style)) {
            cell.kind = Kind::Month;
        }
    }
    Ok(())
}

/// Whether a number format shows year and month and no day: 1978年3月 is kept as the first of it.
fn is_month(code: &str, id: Option<u32>) -> bool {
    // What the 1st of these looks like in China: 1978年3月.
    if matches!(id, Some(17 | 55 | 57)) {
        return true;
    }
    let code = code.split(';').next().unwrap_or_default();
    let mut plain = String::new();
    let (mut quoted, mut bracket) = (false, false);
    for c in code.chars() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            _ if quoted || bracket => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    let has = |c: char| plain.contains(c);
    has('y') && !has('d') && !has('h') && !has('s') && !plain.contains("general")
}

/// The names of the sheets with their parts.
fn parts(archive: &mut Archive) -> Result<Vec<(String, String)>, Fault> {
    let root = relations(archive, "_rels/.rels", "")?;
    let is_book = |part: &&String| part.ends_with("workbook.xml");
    let Some(book) = root.values().find(is_book).cloned() else { return Ok(Vec::new()) };
    let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
    let links = relations(archive, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let Some(mut reader) = xml::part(archive, &book)? else { return Ok(Vec::new()) };
    let (mut found, mut buffer) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Fault::Damaged)? {
            Event::Start(e) if e.local_name().as_ref() == "sheet" => {
                let link = xml::attribute(&e, "id").and_then(|id| links.get(&id).cloned());
                found.extend(xml::attribute(&e, "name").zip(link));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
        buffer.clear();
    }
}

/// The targets of a part's relations, by id.
fn relations(
    archive: &mut Archive,
    part: &str,
    folder: &str,
) -> Result<HashMap<String, String>, Fault> {
    let mut found = HashMap::new();
    let Some(mut reader) = xml::part(archive, part)? else { return Ok(found) };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Fault::Damaged)? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let target = xml::attribute(&e, "Target").map(|target| resolved(folder, &target));
                found.extend(xml::attribute(&e, "Id").zip(target));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
        buffer.clear();
    }
}

fn resolved(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{}", target.trim_start_matches("./")),
    }
}

/// The rows of a sheet that are hidden, by hand or by a filter. Most sheets have none, which a
/// search of the bytes shows without reading the XML.
fn hidden_rows(archive: &mut Archive, part: &str) -> Result<BTreeSet<u32>, Fault> {
    let mut hidden = BTreeSet::new();
    if !mentions(archive, part, b"hidden=")? {
        return Ok(hidden);
    }
    let Some(mut reader) = xml::part(archive, part)? else { return Ok(hidden) };
    let (mut buffer, mut row) = (Vec::new(), 0_u32);
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Fault::Damaged)? {
            Event::Start(e) if e.local_name().as_ref() == "row" => {
                let number = xml::attribute(&e, "r").and_then(|number| number.parse().ok());
                row = number.unwrap_or(row + 1);
                if xml::is_yes(&e, "hidden") {
                    hidden.extend(row.checked_sub(1));
                }
            }
            Event::End(e) if e.local_name().as_ref() == "sheetData" => return Ok(hidden),
            Event::Eof => return Ok(hidden),
            _ => {}
        }
        buffer.clear();
    }
}

/// Whether the bytes of a part hold some others.
fn mentions(archive: &mut Archive, part: &str, wanted: &[u8]) -> Result<bool, Fault> {
    if archive.index_for_name(part).is_none() {
        return Ok(false);
    }
    let mut file = archive.by_name(part).map_err(|_| Fault::Damaged)?;
    let mut window = Vec::new();
    let mut block = [0; 65_536];
    loop {
        let read = file.read(&mut block).map_err(|_| Fault::Damaged)?;
        if read == 0 {
            return Ok(false);
        }
        window.extend_from_slice(block.get(..read).unwrap_or_default());
        if window.windows(wanted.len()).any(|bytes| bytes == wanted) {
            return Ok(true);
        }
        window.drain(..window.len().saturating_sub(wanted.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_without_a_day_shows_a_month() {
        for code in ["yyyy\"年\"m\"月\"", "yyyy年m月", "yyyy/mm", "[$-804]yyyy.m;@", "mmm-yy"] {
            assert!(is_month(code, None), "{code}");
        }
        for code in
            ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "General", "0", "h:mm", "m/d/yy h:mm"]
        {
            assert!(!is_month(code, None), "{code}");
        }
    }
}
