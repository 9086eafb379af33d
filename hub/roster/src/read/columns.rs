//! The names clerks give to columns, and the row that names them.

use super::titles::{Column, titles};
use super::workbook::Cell;
use gridbook_domain::text::compact;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Which columns a sheet has, from one row of titles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Header {
    /// The row of the titles, from 0.
    pub row: u32,
    /// The meaning of each column of the sheet, and its title as written.
    pub columns: BTreeMap<u32, (Column, String)>,
    /// Columns with a title nobody knows.
    pub unknown: BTreeMap<u32, String>,
    /// Second columns of a meaning that was there already.
    pub second: BTreeMap<u32, String>,
}

impl Header {
    /// Reads a row as titles. `None` when it is no header: fewer than three known titles.
    pub(crate) fn read(row: u32, cells: &BTreeMap<u32, Cell>) -> Option<Self> {
        let header = Self::titles(row, cells);
        (header.score() >= 3).then_some(header)
    }

    /// The titles of a row, few as they may be.
    pub(crate) fn titles(row: u32, cells: &BTreeMap<u32, Cell>) -> Self {
        let mut header = Self { row, ..Self::default() };
        for (at, cell) in cells {
            let title = title(&cell.text);
            match known(&title) {
                None => drop(header.unknown.insert(*at, title)),
                Some(column) if column.is_single() && header.has(column) => {
                    header.second.insert(*at, title);
                }
                Some(column) => drop(header.columns.insert(*at, (column, title))),
            }
        }
        header
    }

    /// Whether the row of these cells, right below this one, goes on with titles: those of the
    /// columns under a common title, or all of them once more in English or as field names.
    pub(crate) fn continues(&self, below: &Self, cells: &BTreeMap<u32, Cell>) -> bool {
        let own = cells.iter().filter(|(_, cell)| !cell.filled);
        let own: Vec<(&u32, &Cell)> = own.collect();
        let name = self.columns.iter().find(|(_, (column, _))| *column == Column::Name);
        let name = name.and_then(|(at, _)| own.iter().find(|(found, _)| *found == at));
        let is_known = |at: &u32| below.columns.contains_key(at) || below.second.contains_key(at);
        if name.is_some_and(|(at, _)| !is_known(at)) {
            return false;
        }
        let known = own.iter().filter(|(at, _)| is_known(at)).count();
        known > 0 && known * 2 >= own.len() && (known >= 2 || known == own.len())
    }

    /// Whether the row of these cells names the columns once more in English or as field names.
    pub(crate) fn is_repeated_in_latin(&self, cells: &BTreeMap<u32, Cell>) -> bool {
        let own: Vec<(&u32, &Cell)> = cells.iter().filter(|(_, cell)| !cell.filled).collect();
        let word = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || " _-.()/#&'".contains(c))
        };
        let is_name = |text: &str| {
            let text: String = text.chars().filter(char::is_ascii_alphabetic).collect();
            let text = text.to_ascii_lowercase();
            text.contains("name") || text == "xm" || text.contains("xingming")
        };
        let name = self.columns.iter().find(|(_, (column, _))| *column == Column::Name);
        let name = name.and_then(|(at, _)| cells.get(at));
        own.len() >= 3
            && own.iter().all(|(_, cell)| word(cell.text.trim()))
            && name.is_some_and(|cell| is_name(&cell.text))
    }

    /// This row of titles with the one right below it, whose finer titles win.
    pub(crate) fn joined(&self, below: Self) -> Self {
        let mut joined = Self { row: below.row, ..Self::default() };
        for (at, (column, title)) in below.columns {
            joined.columns.insert(at, (column, title));
        }
        for (at, (column, title)) in &self.columns {
            if !joined.has(*column) || !column.is_single() {
                joined.columns.entry(*at).or_insert_with(|| (*column, title.clone()));
            }
        }
        let known = |at: &u32| joined.columns.contains_key(at);
        let all = below.unknown.into_iter().chain(self.unknown.clone());
        let unknown = all.filter(|(at, _)| !known(at)).collect();
        let all = below.second.into_iter().chain(self.second.clone());
        let second = all.filter(|(at, _)| !known(at)).collect();
        Self { unknown, second, ..joined }
    }

    /// The row below this one, with the columns that only this one names.
    pub(crate) fn over(&self, mut below: Self) -> Self {
        for (at, (column, title)) in &self.columns {
            let taken = below.columns.contains_key(at) || below.second.contains_key(at);
            let free = !taken && !below.unknown.contains_key(at);
            if free && !below.has(*column) && *column != Column::Aside {
                below.columns.insert(*at, (*column, title.clone()));
            }
        }
        below
    }

    /// How many known titles it has.
    pub(crate) fn score(&self) -> usize {
        self.columns.values().filter(|(column, _)| *column != Column::Aside).count()
    }

    /// Whether it has a column for `column`.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.columns.values().any(|(found, _)| *found == column)
    }

    /// The position and title of a column.
    pub(crate) fn find(&self, column: Column) -> Option<(u32, &str)> {
        let found = self.columns.iter().find(|(_, (found, _))| *found == column);
        found.map(|(at, (_, title))| (*at, title.as_str()))
    }
}

/// The most bytes of a title with the text in its brackets.
const LONGEST: usize = 120;

/// A cell's text as a title: compacted, where there is anything to compact.
fn title(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() && !('\u{ff01}'..='\u{ff5e}').contains(&c);
    if text.chars().all(plain) { text.to_owned() } else { compact(text) }
}

/// Every known title. Looked up for every cell of every row, since any row may name columns again.
static KNOWN: LazyLock<HashMap<&str, Column>> =
    LazyLock::new(|| titles().map(|(column, title)| (title, column)).collect());

/// Returns the column of a title; `None` for an unknown title.
fn known(title: &str) -> Option<Column> {
    if let Some(column) = KNOWN.get(title) {
        return Some(*column);
    }
    if title.len() > LONGEST || !title.chars().any(|c| "*★:'\"“”([【〔/、-no".contains(c))
    {
        return None;
    }
    let title: String = title.chars().filter(|c| !"*★:'\"“”".contains(*c)).collect();
    let title = title.to_uppercase();
    let found = KNOWN.get(title.as_str()).or_else(|| KNOWN.get(without_brackets(&title).as_str()));
    found.copied()
}

fn without_brackets(title: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in title.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 && !"/、-".contains(c) => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> BTreeMap<u32, Cell> {
        let texts = (0_u32..).zip(texts).filter(|(_, text)| !text.is_empty());
        texts.map(|(at, text)| (at, Cell::text(*text))).collect()
    }

    fn header(titles: &[&str]) -> Option<Header> {
        Header::read(0, &cells(titles))
    }

    #[test]
    fn titles_are_known_by_their_usual_other_names() {
        let found = header(&[
            "序号",
            "网格名称",
            "幢",
            "房 号",
            "户编号",
            "姓　名",
            "公民身份号码",
            "手机号",
            "与户主的\n关系",
            "人员类别",
            "备注（选填）",
            "*性别",
        ])
        .unwrap();
        let columns: Vec<Column> = found.columns.values().map(|(column, _)| *column).collect();
        assert_eq!(
            columns,
            [
                Column::Aside,
                Column::Grid,
                Column::Building,
                Column::Door,
                Column::HouseholdNumber,
                Column::Name,
                Column::Document,
                Column::Phone,
                Column::Relation,
                Column::Residence,
                Column::NOTE,
                Column::Sex,
            ]
        );
    }

    #[test]
    fn what_nobody_knows_and_what_stands_there_twice_is_told_apart() {
        let found = header(&["姓名", "电话", "门牌", "联系电话", "鞋码"]).unwrap();
        assert_eq!(found.second, BTreeMap::from([(3, "联系电话".to_owned())]));
        assert_eq!(found.unknown, BTreeMap::from([(4, "鞋码".to_owned())]));
    }

    #[test]
    fn a_row_of_values_is_no_header() {
        assert_eq!(header(&["王芳", "13800000000", "户主", "502"]), None);
        assert_eq!(header(&["幸福社区居民台账"]), None);
        let first =
            header(&["网格", "户号", "出租", "姓名", "关系", "性别", "类型", "就业"]).unwrap();
        let values = ["第一网格", "A001", "出租", "曹德明", "户主", "男", "流动", "失业"];
        assert!(!first.continues(&header(&values).unwrap(), &cells(&values)));
    }

    #[test]
    fn a_second_row_of_titles_may_be_short_or_latin() {
        let first = header(&["姓名", "电话", "性别", "住址", ""]).unwrap();
        for (row, goes_on) in [
            (["", "", "", "楼栋", "门牌"], true),
            (["", "", "", "楼栋", ""], true),
            (["王芳", "", "", "楼栋", "门牌"], false),
            (["", "", "", "3", "502"], false),
        ] {
            let cells = cells(&row);
            assert_eq!(first.continues(&Header::titles(1, &cells), &cells), goes_on, "{row:?}");
        }
        for (row, latin) in [
            (["name", "phone", "sex", "building", "door_no"], true),
            (["Full Name", "Mobile", "Gender", "", ""], true),
            (["Anna Petrova", "13900001234", "F", "3", "502"], false),
            (["Anna", "M", "F", "", ""], false),
        ] {
            assert_eq!(first.is_repeated_in_latin(&cells(&row)), latin, "{row:?}");
        }
    }

    #[test]
    fn no_title_stands_for_two_columns() {
        let mut seen = BTreeMap::new();
        for (column, title) in titles() {
            assert_eq!(seen.insert(title, column), None, "{title}");
        }
    }
}
