//! The sheets of a workbook, read into entries. Hidden rows and sheets are counted and noted.

use crate::error::RosterError;
use crate::note::{Code, Note};
use crate::options::{Hidden, ImportOptions, Phase, Progress};
use crate::read::rows::{self, Entry};
use crate::read::sheet::SheetReader;
use crate::read::workbook::{Cell, Piece, Sheet};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// After how many rows the progress is reported.
const STEP: usize = 1_000;

/// A sheet that is being read.
struct Open {
    reader: SheetReader,
    /// The rows that are hidden.
    hidden: Vec<u32>,
    /// How many rows it has.
    rows: usize,
}

/// The content of the sheets of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Sheets {
    pub entries: Vec<Entry>,
    /// Hidden rows, if they are left out.
    pub hidden: Vec<Entry>,
    pub notes: Vec<Note>,
    /// Whether any sheet names columns.
    pub has_header: bool,
    /// How many rows of residents are hidden.
    pub hidden_rows: usize,
    /// How many sheets with residents are hidden.
    pub hidden_sheets: usize,
}

impl Sheets {
    /// Reads every sheet.
    ///
    /// # Errors
    /// When the file is no workbook.
    pub(crate) fn read(
        path: &Path,
        options: &ImportOptions,
        today: NaiveDate,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, RosterError> {
        let mut sheets = Self::default();
        let how = rows::Reading { today, clear: options.clear_blanks };
        let mut open: Option<Open> = None;
        options.reader.read(path, &mut |piece| match piece {
            Piece::Sheet(sheet, rows) => {
                sheets.close(open.take(), options.hidden);
                open = Some(Open { reader: SheetReader::new(sheet), hidden: Vec::new(), rows });
            }
            Piece::Row(row, cells) => {
                let Some(open) = open.as_mut() else { return };
                sheets.row(open, options.hidden, how, (row, cells));
                let done = sheets.entries.len();
                if done % STEP == 1 {
                    progress(Progress { phase: Phase::Reading, done, total: open.rows.max(done) });
                }
            }
        })?;
        sheets.close(open, options.hidden);
        Ok(sheets)
    }

    /// Refuses a workbook of which no sheet names columns.
    pub(crate) fn require_header(&self, path: &Path) -> Result<(), RosterError> {
        let none = || RosterError::NoHeader { path: path.display().to_string() };
        self.has_header.then_some(()).ok_or_else(none)
    }

    fn row(
        &mut self,
        open: &mut Open,
        hidden: Hidden,
        how: rows::Reading,
        (row, cells): (u32, BTreeMap<u32, Cell>),
    ) {
        let Some(raw) = open.reader.row(row, cells) else { return };
        if open.reader.is_hidden(&raw) {
            open.hidden.push(raw.row);
            if hidden == Hidden::Skip {
                self.hidden.push(rows::read(&raw, how));
                return;
            }
        }
        self.entries.push(rows::read(&raw, how));
    }

    fn close(&mut self, open: Option<Open>, hidden: Hidden) {
        let Some(open) = open else { return };
        self.has_header |= open.reader.has_header;
        self.tell_hidden(open.reader.sheet(), &open.hidden, hidden);
        self.notes.extend(open.reader.finish());
    }

    fn tell_hidden(&mut self, sheet: &Sheet, rows: &[u32], hidden: Hidden) {
        let Some(first) = rows.first() else { return };
        let count = rows.len();
        self.hidden_rows += count;
        self.hidden_sheets += usize::from(sheet.hidden);
        let done = match hidden {
            Hidden::Skip => {
                "没有导入；需要时请取消隐藏和筛选，或选择连隐藏的一起导入（--hidden take）"
            }
            Hidden::Take => "已按选择一起导入",
        };
        let (code, message) = match sheet.hidden {
            true => (Code::HiddenSheet, format!("这张表是隐藏的，其中 {count} 行{done}")),
            false => (Code::HiddenRows, format!("有 {count} 行被隐藏或筛掉了，{done}")),
        };
        let (sheet, row) = (sheet.name.clone(), *first);
        self.notes.push(Note { sheet, row, column: String::new(), code, message });
    }
}
