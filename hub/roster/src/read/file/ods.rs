//! OpenDocument spreadsheets.

use super::{Archive, Fault, xml};
use crate::read::workbook::{Cell, Kind, Range, Sheet, Workbook, number_text};
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;

/// More repetitions of a row with content than this are formatting.
const MOST_ROWS: u32 = 2_000;
/// The same for cells.
const MOST_COLUMNS: u32 = 200;

/// Reads a workbook.
pub(super) fn read(mut archive: Archive) -> Result<Workbook, Fault> {
    if is_encrypted(&mut archive)? {
        return Err(Fault::Protected);
    }
    let Some(mut reader) = xml::part(&mut archive, "content.xml")? else {
        return Err(Fault::Damaged);
    };
    let mut content = Content::default();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Fault::Damaged)? {
            Event::Start(e) => content.start(&e),
            Event::End(e) => content.end(e.local_name().as_ref()),
            Event::Text(text) => content.text(&text.xml10_content()),
            Event::CData(text) => content.text(&text.xml10_content()),
            Event::GeneralRef(reference) => content.text(&xml::entity(&reference)),
            Event::Eof if content.table.is_some() => return Err(Fault::Damaged),
            Event::Eof => return Ok(Workbook { sheets: content.sheets }),
            _ => {}
        }
        buffer.clear();
    }
}

fn is_encrypted(archive: &mut Archive) -> Result<bool, Fault> {
    let Some(mut reader) = xml::part(archive, "META-INF/manifest.xml")? else { return Ok(false) };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Fault::Damaged)? {
            Event::Start(e) if e.local_name().as_ref() == "encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
        buffer.clear();
    }
}

/// The content read so far.
#[derive(Default)]
struct Content {
    sheets: Vec<Sheet>,
    /// The styles of tables that are not shown.
    unseen: BTreeSet<String>,
    style: Option<String>,
    table: Option<Sheet>,
    row: u32,
    rows: u32,
    column: u32,
    cell: Option<Open>,
    merged: Vec<Range>,
    /// Whether text counts: within a paragraph of a cell, outside an annotation.
    paragraph: bool,
    annotation: u32,
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    kind: String,
    value: Option<String>,
    formula: bool,
    text: String,
    repeated: u32,
}

impl Content {
    fn start(&mut self, e: &BytesStart<'_>) {
        match e.local_name().as_ref() {
            "style" => self.style = xml::attribute(e, "name"),
            "table-properties" if xml::attribute(e, "display").as_deref() == Some("false") => {
                self.unseen.extend(self.style.clone());
            }
            "table" => self.open_table(e),
            "table-row" => {
                self.rows = count(e, "number-rows-repeated");
                self.column = 0;
                let hidden = xml::attribute(e, "visibility").is_some_and(|v| v != "visible");
                let rows = self.row..self.row.saturating_add(self.rows.min(MOST_ROWS));
                if let Some(table) = self.table.as_mut().filter(|_| hidden) {
                    table.hidden_rows.extend(rows);
                }
            }
            "table-cell" => self.open_cell(e),
            "covered-table-cell" => self.column += count(e, "number-columns-repeated"),
            "annotation" => self.annotation += 1,
            "p" if self.annotation == 0 => self.open_paragraph(),
            "s" => self.text(&" ".repeat(usize::try_from(count(e, "c")).unwrap_or(1).min(80))),
            "tab" => self.text(" "),
            "line-break" => self.text("\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table" => self.close_table(),
            "table-row" => self.row = self.row.saturating_add(self.rows),
            "table-cell" => self.close_cell(),
            "annotation" => self.annotation = self.annotation.saturating_sub(1),
            "p" => self.paragraph = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.paragraph) {
            cell.text.push_str(text);
        }
    }

    fn open_paragraph(&mut self) {
        self.paragraph = true;
        if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.text.is_empty()) {
            cell.text.push('\n');
        }
    }

    fn open_table(&mut self, e: &BytesStart<'_>) {
        let style = xml::attribute(e, "style-name");
        let name = xml::attribute(e, "name").unwrap_or_default();
        let hidden = style.is_some_and(|style| self.unseen.contains(&style));
        self.table = Some(Sheet { name, hidden, ..Sheet::default() });
        (self.row, self.column) = (0, 0);
        self.merged.clear();
    }

    fn close_table(&mut self) {
        if let Some(mut table) = self.table.take() {
            table.fill_merged(&self.merged);
            self.sheets.push(table);
        }
    }

    fn open_cell(&mut self, e: &BytesStart<'_>) {
        let kind = xml::attribute(e, "value-type").unwrap_or_default();
        let value = ["value", "date-value", "string-value", "boolean-value"];
        let value = value.iter().find_map(|name| xml::attribute(e, name));
        let (down, right) = (count(e, "number-rows-spanned"), count(e, "number-columns-spanned"));
        if down > 1 {
            let end = (self.row + down - 1, self.column + right - 1);
            self.merged.push(((self.row, self.column), end));
        }
        self.cell = Some(Open {
            kind,
            value,
            formula: xml::attribute(e, "formula").is_some(),
            text: String::new(),
            repeated: count(e, "number-columns-repeated"),
        });
    }

    fn close_cell(&mut self) {
        let Some(open) = self.cell.take() else { return };
        let (repeated, from) = (open.repeated, self.column);
        self.column = self.column.saturating_add(repeated);
        let Some(cell) = open.cell() else { return };
        let Some(table) = self.table.as_mut() else { return };
        for row in self.row..self.row.saturating_add(self.rows.min(MOST_ROWS)) {
            for column in from..from.saturating_add(repeated.min(MOST_COLUMNS)) {
                table.put(row, column, cell.clone());
            }
        }
    }
}

impl Open {
    fn cell(self) -> Option<Cell> {
        let value = self.value.as_deref();
        let number = value.and_then(|value| value.parse::<f64>().ok());
        let cell = match (self.kind.as_str(), number) {
            ("float" | "currency" | "percentage", Some(number)) => {
                Some(Cell { text: number_text(number), ..Cell::of_kind(Kind::Number(number)) })
            }
            ("date", _) => value.map(Cell::iso),
            ("boolean", _) => Cell::written(if value == Some("true") { "是" } else { "否" }),
            ("string", _) if self.text.is_empty() => value.and_then(Cell::written),
            _ => Cell::written(&self.text),
        };
        match cell {
            Some(cell)
                if self.formula
                    && (cell.text.starts_with("#") || cell.text.starts_with("Err:")) =>
            {
                Some(Cell { text: cell.text, ..Cell::of_kind(Kind::Fault) })
            }
            cell if self.formula && cell.as_ref().is_none_or(Cell::is_nought) => {
                Some(Cell::of_kind(Kind::Uncomputed))
            }
            cell => cell,
        }
    }
}

fn count(e: &BytesStart<'_>, name: &str) -> u32 {
    xml::attribute(e, name).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}
