//! Messy workbooks, written here and imported into a real hub.

mod again;
mod files;
mod living;
mod messy;
mod noise;
mod people;
mod worth;

use super::*;
use gridbook_domain::document::check_digit;
use gridbook_domain::id::{AccountId, RecordId};
use gridbook_domain::{Class, Fields, Version};
use gridbook_hub::{NewOp, NewPart};
use gridbook_store::Record;
use gridbook_testkit::hub::{Dice, FakeClock, open_with};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

/// 2 March 2026, 8 o'clock in China.
const MARCH: i64 = 1_772_409_600_000;

/// A hub in a folder of its own, and the workbooks imported into it.
struct Desk {
    hub: Hub,
    folder: tempfile::TempDir,
}

/// A cell as a test writes it.
#[derive(Clone)]
enum C {
    T(&'static str),
    S(String),
    N(f64),
    /// A real date cell.
    D(u16, u8, u8),
    /// Left empty.
    E,
}
use C::{D, E, N, S, T};

impl From<&'static str> for C {
    fn from(text: &'static str) -> Self {
        if text.is_empty() { E } else { T(text) }
    }
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("hub");
        let (clock, random) = (Arc::new(FakeClock::new(MARCH)), Arc::new(Dice::new(0)));
        let hub = open_with(&data, clock, random);
        Self { hub, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a workbook of one sheet and imports it.
    fn import(&self, write: impl FnOnce(&mut Worksheet)) -> ImportReport {
        self.import_book(|book| write(book.add_worksheet()))
    }

    fn import_book(&self, write: impl FnOnce(&mut Workbook)) -> ImportReport {
        let path = self.path("台账.xlsx");
        let mut book = Workbook::new();
        write(&mut book);
        book.save(&path).unwrap();
        self.import_file(&path, &ImportOptions::default())
    }

    fn import_file(&self, path: &Path, options: &ImportOptions) -> ImportReport {
        let report = import_roster(&self.hub, path, options, &mut |_| {}).unwrap();
        let sum = report.imported + report.warned + report.unchanged + report.refused;
        assert_eq!(report.rows, sum, "every row ends in exactly one way: {report:?}");
        report
    }

    fn community(&self) -> AreaId {
        let areas = self.hub.areas().unwrap();
        let found = areas.iter().find(|area| area.level == gridbook_domain::area::Level::Community);
        found.unwrap().area
    }

    fn records(&self, class: Class) -> Vec<Record> {
        let areas = self.hub.areas().unwrap();
        let communities =
            areas.iter().filter(|a| a.level == gridbook_domain::area::Level::Community);
        communities.flat_map(|a| self.hub.records_of(a.area, &class).unwrap()).collect()
    }

    fn person(&self, name: &str) -> Record {
        let mut all = self.records(Class::Person);
        all.retain(|record| record.fields["name"] == name);
        assert_eq!(all.len(), 1, "one person of the name {name}");
        all.remove(0)
    }

    fn field(&self, name: &str, field: &str) -> Value {
        self.person(name).fields.get(field).cloned().unwrap_or(Value::Null)
    }

    fn household_of(&self, name: &str) -> Record {
        let home = self.field(name, "household");
        let mut all = self.records(Class::Household);
        all.retain(|record| Value::String(record.record.to_string()) == home);
        all.remove(0)
    }

    fn dwelling_of(&self, name: &str) -> Record {
        let home = self.household_of(name).fields["dwelling"].clone();
        let mut all = self.records(Class::Dwelling);
        all.retain(|record| Value::String(record.record.to_string()) == home);
        all.remove(0)
    }

    /// What a worker corrects on the hub after an import, seeing the record as it is.
    fn correct(&self, name: &str, field: &str, value: Value) -> Version {
        let person = self.person(name);
        let community = self.community();
        let worker = self.worker();
        let part = NewPart {
            class: Class::Person,
            record: person.record,
            feed: person.feed,
            base: Some(person.version),
            patch: Fields::from_iter([(field.to_owned(), value)]),
        };
        let saved = self.hub.save(community, worker, vec![part]).unwrap();
        saved.outcome.parts[0].version.unwrap()
    }

    fn worker(&self) -> AccountId {
        let known = self.hub.accounts().unwrap();
        let known = known.first().map(|account| account.account);
        known.unwrap_or_else(|| {
            let role = gridbook_domain::role::Role::Worker;
            self.hub.add_account("陈静", role, self.community()).unwrap()
        })
    }

    /// What a worker records on the hub.
    fn record(&self, class: Class, fields: Value, feed: gridbook_domain::id::FeedId) -> RecordId {
        let record = self.hub.new_record().unwrap();
        let patch = fields.as_object().cloned().unwrap();
        let part = NewPart { class, record, feed, base: None, patch };
        self.hub.save(self.community(), self.worker(), vec![part]).unwrap();
        record
    }

    fn names(&self) -> Vec<String> {
        let people = self.records(Class::Person);
        let name = |person: &Record| person.fields["name"].as_str().unwrap().to_owned();
        let mut names: Vec<String> = people.iter().map(name).collect();
        names.sort();
        names
    }

    fn conflicts(&self) -> Vec<Fields> {
        self.records(Class::Conflict).into_iter().map(|record| record.fields).collect()
    }
}

/// Writes rows from `top` on.
fn rows<R: AsRef<[C]>>(sheet: &mut Worksheet, top: u32, rows: &[R]) {
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (row, cells) in (top..).zip(rows) {
        for (at, cell) in (0_u16..).zip(cells.as_ref()) {
            match cell {
                T(text) => drop(sheet.write(row, at, *text).unwrap()),
                S(text) => drop(sheet.write(row, at, text).unwrap()),
                N(number) => drop(sheet.write(row, at, *number).unwrap()),
                D(year, month, day) => {
                    let day = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                    sheet.write_with_format(row, at, day, &date).unwrap();
                }
                E => {}
            }
        }
    }
}

/// A row of texts; the empty one is an empty cell.
fn t<const N: usize>(cells: [&'static str; N]) -> Vec<C> {
    cells.into_iter().map(C::from).collect()
}

/// A citizen number of nobody: no place has a code that begins with 99.
fn number(birth: &str, order: u32) -> String {
    let head = format!("990101{birth}{order:03}");
    let digits: Vec<u32> = head.chars().filter_map(|c| c.to_digit(10)).collect();
    format!("{head}{}", check_digit(&digits))
}

/// The codes of the notes about rows.
fn codes(report: &ImportReport) -> Vec<&'static str> {
    let notes = report.notes.iter().filter(|note| note.code.severity() != Severity::Sheet);
    notes.map(|note| note.code.as_str()).collect()
}

/// The notes of one row, as (column, code).
fn notes_of(report: &ImportReport, row: u32) -> Vec<(&str, &'static str)> {
    let notes = report.notes.iter().filter(|note| note.row == row);
    notes.map(|note| (note.column.as_str(), note.code.as_str())).collect()
}

const HEADER: [&str; 9] =
    ["网格", "楼栋", "门牌", "户号", "姓名", "身份证号", "电话", "与户主关系", "出生日期"];
