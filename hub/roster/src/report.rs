//! The report of an import: for programs as JSON, for a clerk as a workbook.

use crate::diff::Gone;
use crate::error::RosterError;
use crate::matching::locate::Located;
use crate::matching::plan::Plan;
use crate::note::{Code, Note, Severity};
use crate::read::rows::Entry;
use crate::save::Applied;
use crate::sheets::Sheets;
use gridbook_domain::id::RecordId;
use gridbook_hub::AreaInfo;
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use serde::Serialize;
use std::path::Path;

/// The result of an import. Every row that is not empty counts once: `rows = imported + warned +
/// unchanged + refused`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImportReport {
    /// The name of the file.
    pub workbook: String,
    /// How many rows of residents the workbook has; empty rows, titles and totals do not count.
    pub rows: usize,
    /// New or changed rows that were imported.
    pub imported: usize,
    /// New or changed rows that were imported and need a look.
    pub warned: usize,
    /// Rows that say nothing the hub did not have from the previous import.
    pub unchanged: usize,
    /// Rows that were not imported.
    pub refused: usize,
    /// The notes, in the order of sheets and rows.
    pub notes: Vec<Note>,
    /// People of the previous import who are not in this workbook; they stay in the ledger.
    pub vanished: Vec<Vanished>,
    /// How many people the workbook holds, as far as it was imported.
    pub people: usize,
    /// How many households.
    pub households: usize,
    /// How many dwellings.
    pub dwellings: usize,
    /// How many rows of residents are hidden or filtered out, or on hidden sheets.
    pub hidden_rows: usize,
    /// How many sheets with residents are hidden.
    pub hidden_sheets: usize,
    /// How many values were cleared by empty cells, which an importer has to choose.
    pub cleared: usize,
    /// Changes that met a correction made since the previous import; both values are kept.
    pub conflicts: u64,
    /// How many ops were journaled.
    pub ops: u64,
    /// The areas that were made, by name.
    pub areas: Vec<String>,
}

impl ImportReport {
    /// Whether any row of the workbook is in the ledger now. Where none could be taken it was no
    /// import, and commands end with an error after they have said why.
    pub fn took_any(&self) -> bool {
        self.imported + self.warned + self.unchanged > 0
    }
}

/// Somebody who was in the previous import and is not in this workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vanished {
    /// The record; nothing about it was changed.
    pub record: RecordId,
    /// The name.
    pub name: String,
    /// The grid's name.
    pub grid: String,
    /// The building, as written.
    pub building: String,
    /// The unit, as written.
    pub unit: String,
    /// The door, or else the address.
    pub door: String,
    /// The household number.
    pub household: String,
}

/// Makes the report out of what each step found.
#[expect(clippy::too_many_arguments, reason = "one place where every step's result comes together")]
pub(crate) fn report(
    workbook: String,
    entries: &[Entry],
    sheets: Sheets,
    located: &Located,
    applied: &Applied,
    plan: &Plan,
    gone: &[Gone],
    areas: &[AreaInfo],
) -> ImportReport {
    let mut notes = sheets.notes;
    let mut order: Vec<&String> = entries.iter().map(|entry| &entry.layout.sheet).collect();
    order.dedup();
    notes.extend(entries.iter().flat_map(|entry| entry.notes.clone()));
    // A stable sort: sheets in the workbook's order, first what is about the sheet.
    let place = |sheet: &String| order.iter().position(|known| *known == sheet);
    notes.sort_by_cached_key(|note| (place(&note.sheet), note.row));
    let mut report = ImportReport {
        workbook,
        rows: entries.len(),
        notes,
        vanished: gone.iter().map(|gone| vanished(gone, areas)).collect(),
        people: plan.people.len(),
        households: plan.households.len(),
        dwellings: plan.dwellings.len(),
        hidden_rows: sheets.hidden_rows,
        hidden_sheets: sheets.hidden_sheets,
        cleared: applied.cleared,
        conflicts: applied.conflicts,
        ops: applied.ops,
        areas: located.created.clone(),
        ..ImportReport::default()
    };
    for (at, entry) in entries.iter().enumerate() {
        let touched = applied.touched.contains(&at);
        let count = match worst(entry) {
            Some(Severity::Refusal) => &mut report.refused,
            _ if !touched => &mut report.unchanged,
            Some(Severity::Warning) => &mut report.warned,
            Some(Severity::Sheet) | None => &mut report.imported,
        };
        *count += 1;
    }
    report
}

fn worst(entry: &Entry) -> Option<Severity> {
    entry.notes.iter().map(|note| note.code.severity()).max()
}

fn vanished(gone: &Gone, areas: &[AreaInfo]) -> Vanished {
    let grid = areas.iter().find(|area| Some(area.area) == gone.grid);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = &gone.place.place;
    let name = gone.person.get("name").and_then(|name| name.as_str());
    Vanished {
        record: gone.record,
        name: name.unwrap_or_default().to_owned(),
        grid: grid.map(|grid| grid.name.clone()).unwrap_or_default(),
        building: text(&place.building),
        unit: text(&place.unit),
        door: text(if place.door.is_some() { &place.door } else { &place.address }),
        household: text(&place.number),
    }
}

/// Writes a report for the clerk: a summary, the notes with a filter over them, and who vanished.
///
/// # Errors
/// [`RosterError::Report`] when the file cannot be written.
pub fn write_report(report: &ImportReport, path: &Path) -> Result<(), RosterError> {
    let failed = |error: XlsxError| RosterError::Report {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    let mut book = Workbook::new();
    summary(book.add_worksheet(), report).map_err(failed)?;
    notes(book.add_worksheet(), report).map_err(failed)?;
    if !report.vanished.is_empty() {
        vanished_sheet(book.add_worksheet(), report).map_err(failed)?;
    }
    book.save(path).map_err(failed)
}

fn title_format() -> Format {
    Format::new().set_bold().set_background_color(Color::RGB(0x00DD_EBF7)).set_text_wrap()
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn summary(sheet: &mut Worksheet, report: &ImportReport) -> Result<(), XlsxError> {
    sheet.set_name("导入结果")?;
    sheet.set_column_width(0, 26)?.set_column_width(1, 14)?.set_column_width(2, 60)?;
    let bold = Format::new().set_bold().set_font_size(14);
    sheet.write_with_format(0, 0, format!("居民台账导入结果：{}", report.workbook), &bold)?;
    let lines: [(&str, usize, &str); 12] = [
        ("居民行数", report.rows, "不含空行、标题行和合计行"),
        ("已导入", report.imported, "新增或有改动，没有问题"),
        ("已导入，需核对", report.warned, "已导入，但有内容需要核对，见“逐行说明”"),
        ("无变化", report.unchanged, "与上次导入相同"),
        ("未导入", report.refused, "改正后再次导入即可，已导入的不会重复"),
        ("冲突", count(report.conflicts), "与网格员后来的更正不一致，两个值都已保留"),
        ("表中已没有的人", report.vanished.len(), "仍在台账中，没有注销；确已搬走请由网格员注销"),
        ("隐藏的行", report.hidden_rows, "隐藏或筛掉的行，默认不导入，见“逐行说明”"),
        ("清空", report.cleared, "选择了“空格清空”时，被空格清空的内容"),
        ("人数", report.people, ""),
        ("户数", report.households, ""),
        ("房屋数", report.dwellings, ""),
    ];
    for (row, (what, number, words)) in (2_u32..).zip(lines) {
        sheet.write(row, 0, what)?;
        sheet.write(row, 1, u32::try_from(number).unwrap_or(u32::MAX))?;
        sheet.write(row, 2, words)?;
    }
    if !report.areas.is_empty() {
        sheet.write(15, 0, "新建的区域")?;
        sheet.write_with_format(15, 2, report.areas.join("、"), &wrapped())?;
    }
    Ok(())
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn notes(sheet: &mut Worksheet, report: &ImportReport) -> Result<(), XlsxError> {
    sheet.set_name("逐行说明")?;
    let columns = [("工作表", 16), ("行", 8), ("列", 20), ("结果", 10), ("说明", 80), ("代码", 20)];
    header(sheet, &columns)?;
    let wrapped = wrapped();
    for (row, note) in (1_u32..).zip(&report.notes) {
        sheet.write(row, 0, &note.sheet)?;
        sheet.write(row, 1, note.row)?;
        sheet.write(row, 2, &note.column)?;
        sheet.write(row, 3, note.code.severity().label())?;
        sheet.write_with_format(row, 4, &note.message, &wrapped)?;
        sheet.write(row, 5, note.code.as_str())?;
    }
    filter(sheet, report.notes.len(), 5)
}

fn vanished_sheet(sheet: &mut Worksheet, report: &ImportReport) -> Result<(), XlsxError> {
    sheet.set_name("表中已没有的人")?;
    let columns =
        [("姓名", 12), ("网格", 16), ("楼栋", 12), ("单元", 10), ("门牌", 20), ("户号", 12)];
    header(sheet, &columns)?;
    for (row, gone) in (1_u32..).zip(&report.vanished) {
        let cells =
            [&gone.name, &gone.grid, &gone.building, &gone.unit, &gone.door, &gone.household];
        for (column, text) in (0_u16..).zip(cells) {
            sheet.write(row, column, text)?;
        }
    }
    filter(sheet, report.vanished.len(), 5)
}

fn header(sheet: &mut Worksheet, columns: &[(&str, u16)]) -> Result<(), XlsxError> {
    let format = title_format();
    for (at, (title, width)) in (0_u16..).zip(columns) {
        sheet.set_column_width(at, *width)?;
        sheet.write_with_format(0, at, *title, &format)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn filter(sheet: &mut Worksheet, rows: usize, last: u16) -> Result<(), XlsxError> {
    let rows = u32::try_from(rows).unwrap_or(u32::MAX).max(1);
    sheet.autofilter(0, 0, rows, last)?;
    Ok(())
}

/// How many notes of a code a report holds.
impl ImportReport {
    /// How many of its notes have this code.
    pub fn count(&self, code: Code) -> usize {
        self.notes.iter().filter(|note| note.code == code).count()
    }
}
