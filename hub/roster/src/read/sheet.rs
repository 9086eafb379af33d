//! From a sheet to its rows of residents: which row names the columns, and which rows are titles,
//! totals, footers or nothing.

use super::columns::Header;
use super::names::Names;
use super::titles::Column;
use super::words;
use super::workbook::{Cell, Sheet};
use crate::note::{Code, Note, letters};
use gridbook_domain::text::plain;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The common parts of the rows under one header.
#[derive(Debug)]
pub(crate) struct Layout {
    pub sheet: String,
    pub from_1904: bool,
    pub header: Header,
}

/// One row of a resident.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub layout: Rc<Layout>,
    /// As Excel counts, from 1.
    pub row: u32,
    pub cells: BTreeMap<Column, Cell>,
    /// The areas that titles and the sheet's name speak of.
    pub titles: Names,
    /// Whether place or household were left empty and taken from the row above.
    pub from_above: FromAbove,
}

/// The reason why a row takes its place from the row above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FromAbove {
    Nothing,
    /// Only the first row of a household carries the place, and this one says it is a member.
    Plain,
    /// It looks so, but nothing says it.
    Assumed,
}

/// The place of a household, from the largest to the smallest.
const PLACE: [Column; 6] = [
    Column::Building,
    Column::Unit,
    Column::Door,
    Column::HouseholdNumber,
    Column::Address,
    Column::Head,
];

/// Columns for which an empty cell means the row above.
const AREAS: [Column; 3] = [Column::Street, Column::Community, Column::Grid];

impl Layout {
    /// A column as a clerk finds it: its letter, and its title in brackets.
    pub(crate) fn column(&self, column: Column) -> String {
        let found = self.header.find(column);
        found.map(|(at, title)| shown_column(at, title)).unwrap_or_default()
    }

    /// Whether the sheet has the column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.header.has(column)
    }
}

fn shown_column(at: u32, title: &str) -> String {
    format!("{}({title})", letters(at))
}

impl Raw {
    pub(crate) fn text(&self, column: Column) -> Option<&str> {
        self.cells.get(&column).map(|cell| cell.text.as_str())
    }
}

/// Reads the rows of one sheet, in their order.
pub(crate) struct SheetReader {
    sheet: Sheet,
    layout: Option<Rc<Layout>>,
    /// The headers that rows were read under.
    used: Vec<Rc<Layout>>,
    titles: Names,
    /// The row above, when no empty row is between.
    above: Option<(u32, Raw)>,
    /// The row above a header, whatever it is.
    before: Option<(u32, BTreeMap<u32, Cell>)>,
    /// The first row that holds something.
    first: Option<u32>,
    /// A row that names columns, but none for the name.
    nameless: Option<u32>,
    /// Whether any row named columns, with one for the name.
    pub has_header: bool,
}

impl SheetReader {
    /// Begins a sheet, which comes without its rows.
    pub(crate) fn new(sheet: Sheet) -> Self {
        Self {
            titles: Names::in_title(&sheet.name),
            sheet,
            layout: None,
            used: Vec::new(),
            above: None,
            before: None,
            first: None,
            nameless: None,
            has_header: false,
        }
    }

    /// The sheet.
    pub(crate) fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Reads a row; `None` unless it is a resident's.
    pub(crate) fn row(&mut self, row: u32, cells: BTreeMap<u32, Cell>) -> Option<Raw> {
        self.first.get_or_insert(row);
        let before = self.before.take();
        let raw = self.content(row, &cells, before);
        if self.layout.is_none() {
            self.before = Some((row, cells));
        }
        raw
    }

    /// Whether a row is hidden, by itself or with its sheet.
    pub(crate) fn is_hidden(&self, raw: &Raw) -> bool {
        let row = raw.row.checked_sub(1);
        self.sheet.hidden || row.is_some_and(|row| self.sheet.hidden_rows.contains(&row))
    }

    fn content(
        &mut self,
        row: u32,
        cells: &BTreeMap<u32, Cell>,
        before: Option<(u32, BTreeMap<u32, Cell>)>,
    ) -> Option<Raw> {
        if self.second_header(row, cells) {
            return None;
        }
        if let Some(header) = Header::read(row, cells)
            && self.header(header, before)
        {
            return None;
        }
        let Some(layout) = self.layout.clone() else {
            self.title(cells);
            return None;
        };
        match sort(&layout.header, cells) {
            Sort::Empty => None,
            Sort::Title => {
                self.title(cells);
                None
            }
            Sort::Skipped => {
                self.above = None;
                None
            }
            Sort::Resident => Some(self.resident(layout, row, cells)),
        }
    }

    /// Takes a further row of titles right below a header. Says whether it was one.
    fn second_header(&mut self, row: u32, cells: &BTreeMap<u32, Cell>) -> bool {
        let Some(layout) = self.layout.clone() else { return false };
        if row != layout.header.row + 1 {
            return false;
        }
        if layout.header.is_repeated_in_latin(cells) {
            self.set_header(Header { row, ..layout.header.clone() });
            return true;
        }
        let below = Header::titles(row, cells);
        let goes_on = layout.header.continues(&below, cells);
        if goes_on {
            self.set_header(layout.header.joined(below));
        }
        goes_on
    }

    /// Takes a row of titles. Says whether it was one.
    fn header(&mut self, header: Header, above: Option<(u32, BTreeMap<u32, Cell>)>) -> bool {
        if !header.has(Column::Name) {
            self.nameless.get_or_insert(header.row);
            return false;
        }
        // Titles that only the row above has, where common titles stand over others.
        let above = above.filter(|(row, _)| self.layout.is_none() && row + 1 == header.row);
        let header = match above {
            Some((row, cells)) => Header::titles(row, &cells).over(header),
            None => header,
        };
        self.set_header(header);
        true
    }

    fn set_header(&mut self, header: Header) {
        let from_1904 = self.sheet.from_1904;
        let layout = Layout { sheet: self.sheet.name.clone(), from_1904, header };
        self.layout = Some(Rc::new(layout));
        self.above = None;
        self.has_header = true;
    }

    /// A title names the areas of what follows it.
    fn title(&mut self, cells: &BTreeMap<u32, Cell>) {
        self.above = None;
        for cell in cells.values().filter(|cell| !cell.filled) {
            self.titles = Names::in_title(&cell.text).or(&self.titles);
        }
    }

    fn resident(&mut self, layout: Rc<Layout>, row: u32, cells: &BTreeMap<u32, Cell>) -> Raw {
        if self.used.last().is_none_or(|used| !Rc::ptr_eq(used, &layout)) {
            self.used.push(Rc::clone(&layout));
        }
        let mut taken = BTreeMap::new();
        for (at, cell) in cells {
            let Some((column, _)) = layout.header.columns.get(at) else { continue };
            if !matches!(column, Column::Aside | Column::NotCollected) {
                taken.insert(*column, cell.clone());
            }
        }
        let titles = self.titles.clone();
        let from_above = FromAbove::Nothing;
        let mut raw = Raw { layout, row: row + 1, cells: taken, titles, from_above };
        let above = self.above.take().filter(|(at, _)| at + 1 == row);
        take_from_above(&mut raw, above.as_ref().map(|(_, raw)| raw));
        self.above = Some((row, raw.clone()));
        raw
    }

    /// Returns the notes about the sheet and its columns.
    pub(crate) fn finish(self) -> Vec<Note> {
        if self.sheet.hidden {
            return Vec::new();
        }
        let mut headers: Vec<&Rc<Layout>> = Vec::new();
        for layout in self.layout.iter().chain(&self.used) {
            if !headers.iter().any(|known| known.header.columns == layout.header.columns) {
                headers.push(layout);
            }
        }
        let mut notes: Vec<Note> = headers.into_iter().flat_map(|l| column_notes(l)).collect();
        if !self.has_header && self.first.is_some() {
            notes.push(self.no_header());
        }
        notes
    }

    fn no_header(&self) -> Note {
        let (code, message) = match self.nameless {
            Some(_) => (Code::NoNameColumn, "有表头，但没有“姓名”列，整张表未导入"),
            None => (
                Code::NoHeader,
                "没有找到表头，整张表未导入；表头要有“姓名”和另外两列（如身份证号、门牌）",
            ),
        };
        let first = self.nameless.or(self.first);
        Note {
            sheet: self.sheet.name.clone(),
            row: first.unwrap_or(0) + 1,
            column: String::new(),
            code,
            message: message.to_owned(),
        }
    }
}

enum Sort {
    Empty,
    /// One cell that names an area: the title of the rows below it.
    Title,
    /// A total or a footer.
    Skipped,
    Resident,
}

fn sort(header: &Header, cells: &BTreeMap<u32, Cell>) -> Sort {
    let column = |at: &u32| header.columns.get(at).map(|(column, _)| *column);
    let own: Vec<(&u32, &Cell)> = cells
        .iter()
        .filter(|(at, cell)| !cell.filled && column(at) != Some(Column::Aside))
        .collect();
    // The word for a total may stand in the column of running numbers.
    let first = cells.values().find(|cell| !cell.filled);
    if first.is_some_and(|cell| words::is_total(&cell.text) || is_footer(&cell.text)) {
        return Sort::Skipped;
    }
    match own.as_slice() {
        [] => match first {
            Some(cell) if cell.text.contains("网格") => Sort::Title,
            _ => Sort::Empty,
        },
        [(at, cell)] => alone(column(at), cell),
        _ => Sort::Resident,
    }
}

/// A cell alone in its row.
fn alone(column: Option<Column>, cell: &Cell) -> Sort {
    let names = Names::in_title(&cell.text);
    let resident = [Column::Name, Column::Document, Column::Phone, Column::Door];
    if column.is_some_and(|column| resident.contains(&column)) {
        Sort::Resident
    } else if names.grid.is_some() || names.community.is_some() {
        Sort::Title
    } else {
        Sort::Skipped
    }
}

fn is_footer(text: &str) -> bool {
    let text = plain(text);
    let begins = [
        "填表",
        "制表",
        "审核",
        "填报",
        "登记人",
        "负责人",
        "统计人",
        "注:",
        "注1",
        "说明:",
        "备注:",
        "联系人:",
        "单位盖章",
        "单位(盖章)",
        "日期:",
    ];
    begins.iter().any(|word| text.starts_with(word))
}

/// Fills what a row leaves to the row above it: 同上 anywhere, areas left empty, and the place of a
/// household that only its first row carries.
fn take_from_above(raw: &mut Raw, above: Option<&Raw>) {
    let ditto: Vec<Column> = raw
        .cells
        .iter()
        .filter(|(_, cell)| words::is_ditto(&cell.text))
        .map(|(column, _)| *column)
        .collect();
    for column in ditto {
        raw.cells.remove(&column);
        copy(raw, above, column);
    }
    let Some(above) = above else { return };
    for column in AREAS {
        if !raw.cells.contains_key(&column) {
            copy(raw, Some(above), column);
        }
    }
    take_place(raw, above);
}

fn take_place(raw: &mut Raw, above: &Raw) {
    let empty = |column: &Column| !raw.cells.contains_key(column);
    let whole = PLACE.iter().filter(|column| **column != Column::Head).all(empty);
    let relation = raw.text(Column::Relation).map(|text| words::relation(text).0);
    let head = relation == Some(gridbook_domain::person::Relation::Head);
    if whole && !head && PLACE.iter().any(|column| above.cells.contains_key(column)) {
        for column in PLACE {
            copy(raw, Some(above), column);
        }
        let said = relation.is_some();
        raw.from_above = if said { FromAbove::Plain } else { FromAbove::Assumed };
    } else if !whole && empty(&Column::Building) && raw.layout.has(Column::Building) {
        // A building that only its first door carries.
        if above.cells.contains_key(&Column::Building) && raw.cells.contains_key(&Column::Door) {
            copy(raw, Some(above), Column::Building);
            raw.from_above = FromAbove::Assumed;
        }
    }
}

fn copy(raw: &mut Raw, above: Option<&Raw>, column: Column) {
    if let Some(cell) = above.and_then(|above| above.cells.get(&column)) {
        raw.cells.entry(column).or_insert_with(|| cell.clone());
    }
}

/// Returns the notes about the columns of a sheet.
fn column_notes(layout: &Layout) -> Vec<Note> {
    let note = |at: &u32, title: &str, code, message: &str| Note {
        sheet: layout.sheet.clone(),
        row: layout.header.row + 1,
        column: shown_column(*at, title),
        code,
        message: message.to_owned(),
    };
    let header = &layout.header;
    let unknown = header.unknown.iter().map(|(at, title)| {
        note(at, title, Code::IgnoredColumn, "不认识这一列，未导入；如需导入请改用常用列名")
    });
    let second = header.second.iter().map(|(at, title)| {
        note(at, title, Code::SecondColumn, "与前面的一列意思相同，只导入了前面的一列")
    });
    let barred = header.columns.iter().filter(|(_, (column, _))| *column == Column::NotCollected);
    let barred = barred.map(|(at, (_, title))| {
        note(at, title, Code::NotCollected, "居民台账不收集这一项，或只限专管人员查看，未导入")
    });
    unknown.chain(second).chain(barred).collect()
}
