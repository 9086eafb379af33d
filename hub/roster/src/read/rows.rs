//! From a row of cells to what it says about a person, a household and a dwelling.
//!
//! A row *says* something or leaves it open: a column the workbook does not have,
//! or a cell that cannot be read, says nothing and changes nothing; an empty cell in a column the
//! workbook has says that there is no value.

use super::dates;
use super::declared;
use super::names::Names;
use super::sheet::{FromAbove, Layout, Raw};
use super::titles::{Column, Owner};
use super::values::{self, Problem};
use super::words::{self, Group};
use super::workbook::{Cell, Kind};
use crate::note::{Code, Note, Severity};
use chrono::NaiveDate;
use gridbook_domain::document::Citizen;
use gridbook_domain::person::{Care, Relation, Residence};
use gridbook_domain::{Class, Fields};
use serde_json::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The content of one row.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub layout: Rc<Layout>,
    /// As Excel counts, from 1.
    pub row: u32,
    /// The areas the row itself, and its sheet's titles, name.
    pub areas: Names,
    pub place: Place,
    pub name: String,
    /// A document number sound enough to identify a person.
    pub document: Option<String>,
    /// The fields of the person; `null` says that there is no value.
    pub person: Fields,
    /// The fields of the dwelling, without its place.
    pub dwelling: Fields,
    /// The fields of the household, without its number and head.
    pub household: Fields,
    /// Whether the row says that it is the head's.
    pub is_head: bool,
    /// The name of the head, where the row gives it.
    pub head_name: Option<String>,
    /// The row is about a dwelling that nobody lives in.
    pub vacant: bool,
    pub notes: Vec<Note>,
}

/// Where a household lives, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub building: Option<String>,
    pub unit: Option<String>,
    pub door: Option<String>,
    pub address: Option<String>,
    /// The household number.
    pub number: Option<String>,
}

impl Entry {
    /// Whether the row is not imported.
    pub(crate) fn is_refused(&self) -> bool {
        self.notes.iter().any(|note| note.code.severity() == Severity::Refusal)
    }

    /// Returns the fields of one of its records.
    fn said(&mut self, owner: Owner) -> &mut Fields {
        match owner {
            Owner::Person => &mut self.person,
            Owner::Household => &mut self.household,
            Owner::Dwelling => &mut self.dwelling,
        }
    }

    /// Notes something about a cell of the row, or with no column about the row.
    pub(crate) fn note(&mut self, column: Option<Column>, problem: Problem) {
        let column = column.map(|column| self.layout.column(column)).unwrap_or_default();
        self.notes.push(Note {
            sheet: self.layout.sheet.clone(),
            row: self.row,
            column,
            code: problem.code,
            message: problem.message,
        });
    }
}

/// Reads a row. A birth date after `today` is noted.
pub(crate) fn read(raw: &Raw, today: NaiveDate) -> Entry {
    let entry = Entry {
        layout: Rc::clone(&raw.layout),
        row: raw.row,
        areas: Names::default(),
        place: Place::default(),
        name: String::new(),
        document: None,
        person: Fields::new(),
        dwelling: Fields::new(),
        household: Fields::new(),
        is_head: false,
        head_name: None,
        vacant: false,
        notes: Vec::new(),
    };
    let mut reader = Reader { raw, today, entry };
    reader.place();
    reader.name();
    reader.document();
    reader.head_and_relation();
    reader.groups();
    reader.phone();
    reader.dwelling();
    reader.declared();
    reader.refuse_without_place();
    reader.entry
}

struct Reader<'a> {
    raw: &'a Raw,
    today: NaiveDate,
    entry: Entry,
}

impl Reader<'_> {
    fn has(&self, column: Column) -> bool {
        self.raw.layout.has(column)
    }

    fn note(&mut self, column: Column, code: Code, words: impl Into<String>) {
        self.entry.note(Some(column), Problem::new(code, words));
    }

    /// A cell's text; a cell that Excel took for something it is not is noted and gives nothing.
    fn text(&mut self, column: Column) -> Read {
        let Some(cell) = self.raw.cells.get(&column) else { return Read::Empty };
        let turned = match cell.kind {
            Kind::Text | Kind::Number(_) => return Read::Text(cell.text.clone()),
            Kind::Fault => "单元格是公式错误，未导入；请改成实际内容",
            Kind::Date(_) => "内容被 Excel 变成了日期，未导入；请把该列设为文本格式后重新填写",
        };
        self.note(column, Code::CellFault, turned);
        Read::Lost
    }

    fn token(&mut self, column: Column) -> Option<String> {
        match self.text(column) {
            Read::Text(text) => values::token(&text),
            Read::Empty | Read::Lost => None,
        }
    }

    fn place(&mut self) {
        let street = self.token(Column::Street);
        let community = self.token(Column::Community);
        let grid = self.token(Column::Grid);
        self.entry.areas = Names { street, community, grid }.or(&self.raw.titles);
        self.entry.place = Place {
            building: self.token(Column::Building),
            unit: self.token(Column::Unit),
            door: self.token(Column::Door),
            address: self.token(Column::Address),
            number: self.token(Column::HouseholdNumber),
        };
        if self.raw.from_above == FromAbove::Assumed {
            let words = "楼栋或门牌为空，按上一行的填入；如不在同一处请补填";
            self.note(Column::Door, Code::PlaceFromAbove, words);
        }
    }

    fn name(&mut self) {
        let text = match self.text(Column::Name) {
            Read::Text(text) => text,
            Read::Empty | Read::Lost => String::new(),
        };
        let empty = words::is_blank(&text) || words::is_vacant_name(&text);
        let used = self.raw.text(Column::Use).and_then(words::dwelling_use);
        let vacant = used == Some(gridbook_domain::household::Use::Vacant);
        if empty && (vacant || words::is_vacant_name(&text)) {
            self.entry.vacant = true;
        } else if empty {
            self.note(Column::Name, Code::NoName, "没有写姓名，这一行未导入");
        } else {
            self.entry.name = values::name(&text);
            self.say(Column::Name, "name", Some(self.entry.name.clone()));
        }
    }

    /// Puts a text where the column's field is; one that does not fit is noted and left out.
    fn say(&mut self, column: Column, field: &str, text: Option<String>) {
        let value = text.map_or(Value::Null, Value::String);
        let fits = Class::Person.field(field).is_some_and(|field| field.accepts(&value));
        if fits {
            self.entry.person.insert(field.to_owned(), value);
        } else {
            self.note(column, Code::TooLong, "内容太长，未导入这一格，请缩短");
        }
    }

    fn document(&mut self) {
        let cell = self.raw.cells.get(&Column::Document);
        let stated = self.raw.text(Column::DocumentKind);
        let found = cell.map(|cell| values::document(cell, stated)).unwrap_or_default();
        if self.has(Column::Document) && !found.lost {
            let kind = found.kind.as_ref().map(|kind| kind.as_str().to_owned());
            self.say(Column::Document, "document_kind", kind);
            self.say(Column::Document, "document", found.number.clone());
        }
        if let Some(problem) = found.problem {
            self.entry.note(Some(Column::Document), problem);
        }
        self.entry.document = found.number.filter(|_| found.identifies);
        self.birth(found.citizen.as_ref());
        self.sex(found.citizen.as_ref());
    }

    /// The date of birth: what the number says, which a check digit guards, comes first.
    fn birth(&mut self, number: Option<&Citizen>) {
        let written = self.written_birth();
        let says = number.and_then(|number| number.disagreement(written.value().copied(), None));
        if says.is_some() {
            let words = "出生日期与身份证号里的不一致，已按身份证号登记，请核对";
            self.note(Column::Birth, Code::BirthDiffers, words);
        }
        let value = match (number.map(|number| number.birth), written) {
            (Some(birth), _) | (None, Said::Value(birth)) => Value::String(birth.to_string()),
            (None, Said::Empty) => Value::Null,
            (None, Said::Nothing) => return,
        };
        self.entry.person.insert("birth".to_owned(), value);
    }

    fn written_birth(&mut self) -> Said<NaiveDate> {
        let Some(cell) = self.raw.cells.get(&Column::Birth) else {
            return if self.has(Column::Birth) { Said::Empty } else { Said::Nothing };
        };
        if words::is_blank(&cell.text) && cell.kind == Kind::Text {
            return Said::Empty;
        }
        match dates::date(cell, self.raw.layout.from_1904) {
            Ok(birth) if birth <= self.today => Said::Value(birth),
            Ok(_) => {
                self.note(Column::Birth, Code::BadDate, "出生日期在今天之后，未导入，请核对");
                Said::Nothing
            }
            Err(wrong) => {
                self.note(Column::Birth, Code::BadDate, format!("出生日期未导入：{wrong}"));
                Said::Nothing
            }
        }
    }

    fn sex(&mut self, number: Option<&Citizen>) {
        let written = match self.text(Column::Sex) {
            Read::Text(text) if words::is_blank(&text) => Said::Empty,
            Read::Text(text) => match words::sex(&text) {
                Some(sex) => Said::Value(sex),
                None => {
                    self.note(Column::Sex, Code::BadSex, "性别请写“男”或“女”，这一格未导入");
                    Said::Nothing
                }
            },
            Read::Empty if self.has(Column::Sex) => Said::Empty,
            Read::Empty | Read::Lost => Said::Nothing,
        };
        let says = number.and_then(|number| number.disagreement(None, written.value()));
        if says.is_some() {
            let words = "性别与身份证号里的不一致，已按身份证号登记，请核对";
            self.note(Column::Sex, Code::SexDiffers, words);
        }
        let value = match (number.map(|number| number.sex.clone()), written) {
            (Some(sex), _) | (None, Said::Value(sex)) => Value::String(sex.as_str().to_owned()),
            (None, Said::Empty) => Value::Null,
            (None, Said::Nothing) => return,
        };
        self.entry.person.insert("sex".to_owned(), value);
    }

    fn head_and_relation(&mut self) {
        if let Some(cell) = self.raw.text(Column::Head) {
            match words::yes(cell) {
                Some(yes) => self.entry.is_head = yes,
                None if words::is_blank(cell) => {}
                None => self.entry.head_name = Some(values::name(cell)),
            }
        }
        let named = self.entry.head_name.as_deref() == Some(self.entry.name.as_str());
        self.entry.is_head |= named;
        let relation = match self.text(Column::Relation) {
            Read::Text(text) if !words::is_blank(&text) => Some(self.relation(&text)),
            Read::Lost => return,
            Read::Text(_) | Read::Empty => None,
        };
        self.entry.is_head |= relation == Some(Relation::Head);
        let relation = relation.or_else(|| self.entry.is_head.then_some(Relation::Head));
        if relation.is_some() || self.has(Column::Relation) {
            let word = relation.map(|relation| relation.as_str().to_owned());
            self.say(Column::Relation, "relation", word);
        }
    }

    fn relation(&mut self, text: &str) -> Relation {
        let (relation, usual) = words::relation(text);
        if !usual {
            let words = "不是常用的与户主关系，已按所写保留，请核对";
            self.note(Column::Relation, Code::UnknownRelation, words);
        }
        relation
    }

    /// Care groups and residence, which share their columns often enough.
    fn groups(&mut self) {
        let mut care = BTreeSet::new();
        let mut residence = None;
        let mut lost = BTreeSet::new();
        for column in [Column::Care, Column::Residence] {
            match self.text(column) {
                Read::Text(text) => self.words(column, &text, &mut care, &mut residence),
                Read::Lost => drop(lost.insert(column)),
                Read::Empty => {}
            }
        }
        let flags = self.flags(&mut care);
        if (self.has(Column::Care) || flags) && !lost.contains(&Column::Care) {
            let codes = care.iter().map(|care| care.as_str().to_owned()).collect::<BTreeSet<_>>();
            let codes: Vec<Value> = codes.into_iter().map(Value::String).collect();
            let value = if codes.is_empty() { Value::Null } else { Value::Array(codes) };
            self.entry.person.insert("care".to_owned(), value);
        }
        if residence.is_some() || (self.has(Column::Residence) && lost.is_empty()) {
            let word = residence.map(|residence: Residence| residence.as_str().to_owned());
            self.say(Column::Residence, "residence", word);
        }
    }

    fn words(
        &mut self,
        column: Column,
        text: &str,
        care: &mut BTreeSet<Care>,
        residence: &mut Option<Residence>,
    ) {
        for word in values::list(text) {
            match words::group(&word) {
                Group::Care(group) => drop(care.insert(group)),
                Group::Residence(found) => drop(residence.get_or_insert(found)),
                Group::None => {}
                Group::Restricted => {
                    let words = "属于只限专管人员查看或不收集的类别，未导入，请由专管人员另行登记";
                    self.note(column, Code::RestrictedGroup, words);
                }
                Group::Unknown => self.unknown_group(column),
            }
        }
    }

    fn unknown_group(&mut self, column: Column) {
        let (code, words) = match column {
            Column::Residence => {
                (Code::UnknownResidence, "不认识的人口类型，未导入；请写户籍、流动或境外")
            }
            _ => (Code::UnknownCare, "有不认识的关爱类别，未导入这一类；请按类别表填写"),
        };
        self.note(column, code, words);
    }

    /// Columns with yes or no for one care group. Says whether there are any.
    fn flags(&mut self, care: &mut BTreeSet<Care>) -> bool {
        let columns = self.raw.layout.header.columns.values();
        let flags: Vec<(Column, &str)> = columns
            .filter_map(|(column, _)| match column {
                Column::CareFlag(code) => Some((*column, *code)),
                _ => None,
            })
            .collect();
        for (column, code) in &flags {
            let Some(text) = self.raw.text(*column) else { continue };
            if is_marked(text) {
                care.insert(Care::from_code(code));
            }
        }
        !flags.is_empty()
    }

    fn phone(&mut self) {
        if let Read::Text(text) = self.text(Column::Phone) {
            let (phone, problem) = values::phone(&text);
            self.say(Column::Phone, "phone", phone);
            if let Some(problem) = problem {
                self.entry.note(Some(Column::Phone), problem);
            }
        } else if self.has(Column::Phone) && !self.is_lost(Column::Phone) {
            self.say(Column::Phone, "phone", None);
        }
    }

    /// The columns that are read by the kinds of their fields.
    fn declared(&mut self) {
        let layout = Rc::clone(&self.raw.layout);
        for (column, _) in layout.header.columns.values() {
            let Column::Declared(owner, name) = *column else { continue };
            let Some(field) = owner.class().field(name) else { continue };
            let value = match self.raw.cells.get(column) {
                Some(cell) => declared::value(field, cell, layout.from_1904),
                None => Ok(Value::Null),
            };
            match value {
                Ok(value) => drop(self.entry.said(owner).insert(name.to_owned(), value)),
                Err(problem) => self.entry.note(Some(*column), problem),
            }
        }
    }

    fn is_lost(&self, column: Column) -> bool {
        let kind = self.raw.cells.get(&column).map(|cell: &Cell| cell.kind);
        matches!(kind, Some(Kind::Fault | Kind::Date(_)))
    }

    fn dwelling(&mut self) {
        if self.entry.vacant {
            self.entry.dwelling.insert("use".to_owned(), Value::String("vacant".to_owned()));
            return;
        }
        let value = match self.text(Column::Use) {
            Read::Text(text) if words::is_blank(&text) => Value::Null,
            Read::Text(text) => match words::dwelling_use(&text) {
                Some(found) => Value::String(found.as_str().to_owned()),
                None => {
                    let words = "看不出是出租还是自住，这一格未导入；请写出租、自住或空置";
                    self.note(Column::Use, Code::UnknownUse, words);
                    return;
                }
            },
            Read::Empty if self.has(Column::Use) => Value::Null,
            Read::Empty | Read::Lost => return,
        };
        self.entry.dwelling.insert("use".to_owned(), value);
    }

    fn refuse_without_place(&mut self) {
        let place = &self.entry.place;
        let nowhere = place.door.is_none() && place.number.is_none() && place.address.is_none();
        if nowhere {
            let column = [Column::Door, Column::HouseholdNumber, Column::Address];
            let column = column.into_iter().find(|column| self.has(*column));
            let words = "没有写门牌也没有写户号，无法确定属于哪一户，这一行未导入";
            self.entry.note(column, Problem::new(Code::NoPlace, words));
        }
    }
}

/// The text of a cell.
enum Read {
    Empty,
    Lost,
    Text(String),
}

/// The value that a cell gives to its field.
enum Said<T> {
    Nothing,
    Empty,
    Value(T),
}

impl<T> Said<T> {
    fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Empty => None,
        }
    }
}

/// Whether a column for one group is ticked: yes, or the group's own name.
fn is_marked(text: &str) -> bool {
    words::yes(text).unwrap_or_else(|| !words::is_blank(text))
}
