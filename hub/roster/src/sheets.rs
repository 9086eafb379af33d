//! The sheets of a workbook, read into entries. Hidden rows and sheets are counted and noted.

use crate::note::{Code, Note};
use crate::options::{Hidden, ImportOptions, Phase, Progress};
use crate::read::rows::{self, Entry};
use crate::read::sheet::{self, Raw};
use crate::read::workbook::{Sheet, Workbook};
use chrono::NaiveDate;

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
    pub(crate) fn read(
        book: &Workbook,
        options: &ImportOptions,
        today: NaiveDate,
        progress: &mut dyn FnMut(Progress),
    ) -> Self {
        let mut sheets = Self::default();
        let how = rows::Reading { today, clear: options.clear_blanks };
        for (done, sheet) in book.sheets.iter().enumerate() {
            progress(Progress { phase: Phase::Reading, done, total: book.sheets.len() });
            sheets.sheet(sheet, options.hidden, how);
        }
        sheets
    }

    fn sheet(&mut self, sheet: &Sheet, hidden: Hidden, how: rows::Reading) {
        let mut reading = sheet::read(sheet);
        self.has_header |= reading.has_header;
        self.notes.append(&mut reading.notes);
        self.tell_hidden(sheet, &reading.hidden, hidden);
        if hidden == Hidden::Take {
            reading.rows.append(&mut reading.hidden);
            reading.rows.sort_by_key(|raw| raw.row);
        }
        self.entries.extend(reading.rows.iter().map(|raw| rows::read(raw, how)));
        self.hidden.extend(reading.hidden.iter().map(|raw| rows::read(raw, how)));
    }

    fn tell_hidden(&mut self, sheet: &Sheet, rows: &[Raw], hidden: Hidden) {
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
        let (sheet, row) = (sheet.name.clone(), first.row);
        self.notes.push(Note { sheet, row, column: String::new(), code, message });
    }
}
